//! Every piece of a report knows where it came from: its range in a file as it is on disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rapporteur::diagnostic::{Diagnostic, Severity, Span, align};
use rapporteur::document::{Block, Document, Label, Origin, Text, plain_text, texts};
use rapporteur::model::ReportOptions;
use rapporteur::pipeline::{self, Composition};
use toml_edit::DocumentMut;

use super::support::{
    as_issued, compose, messages, program, rapporteur, replace, small_project, survey_2023,
};

#[test]
fn every_literal_piece_of_the_2023_report_has_its_exact_place() {
    let project = survey_2023();
    for scope in [ReportOptions::default(), as_issued()] {
        let count = check(project.path(), &scope);
        assert!(count.literal > 500, "{count:?}");
        assert!(count.printed > 100, "{count:?}");
    }
}

#[test]
fn every_literal_piece_of_a_new_project_has_its_exact_place() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let project = folder.path().join("next");
    let output = program().arg("init").arg(&project).output().expect("the program runs");
    assert!(output.status.success(), "{}", messages(&output));
    let count = check(&project, &ReportOptions::default());
    assert!(count.literal > 100, "{count:?}");
}

#[test]
fn places_count_in_the_bytes_of_files_with_a_mark_and_carriage_returns() {
    let project = small_project();
    let before = check(project.path(), &ReportOptions::default());
    for name in ["templates/report.md", "data/report.toml", "data/responses/alpha.toml"] {
        let path = project.path().join(name);
        let text = fs::read_to_string(&path).expect("a text file").replace('\n', "\r\n");
        fs::write(path, format!("\u{FEFF}{text}")).expect("written");
    }
    assert_eq!(check(project.path(), &ReportOptions::default()), before);
}

#[test]
fn pieces_are_found_through_escapes_macros_and_conditions() {
    let project = small_project();
    let root = project.path();
    let template = fs::read_to_string(root.join("templates/report.md")).expect("a template");
    let more = r#"
{% macro colour(name) %}the colour {{ name }}{% if name %}, so called{% endif %}{% endmacro %}
{% set fixed %}fixed{% endset %}
\*Not\* starred, R&amp;D, over
  two lines{% if true %} and{% else %} or{% endif %}{{ " more" }} {{ colour("red") }};
  {{ colour("}}")|lowerfirst }}.{% raw %} {{ raw }}{% endraw %}

{% set first = colour("GREEN")|lowerfirst %}{{ first }}

{% macro twice() %}{{ caller() }} {{ caller() }}{% endmacro %}
{% call twice() %}{{ "blue" }}{% endcall %}

{% filter upper %}loud{% endfilter %}

{% if fixed == "fixed" %}Known: {{ fixed }}, {{ fixed|upper }}.{% endif %}
"#;
    fs::write(root.join("templates/report.md"), template + more).expect("written");
    let (title, escaped) =
        ("title = \"A small", "title = \"\\u201cSmall\\u201d \\\"and\\\"\\tsmall");
    replace(root, "data/report.toml", title, escaped);
    check(root, &ReportOptions::default());
    let composed = compose(root, &ReportOptions::default());
    let document = composed.report.expect("a report").document;
    let found: Vec<(String, String)> = pieces(&document)
        .iter()
        .filter_map(|text| {
            let span = text.origin.place()?;
            Some((text.text.clone(), composed.inputs.sources.slice(span).to_owned()))
        })
        .collect();
    let has = |text: &str, written: &str| {
        assert!(found.contains(&(text.into(), written.into())), "{text}: {found:#?}");
    };
    has("*Not* starred, R&D, over", r"\*Not\* starred, R&amp;D, over");
    has(" ", "\n");
    has("two lines", "two lines");
    has(" and", " and");
    has(" more", r#"{{ " more" }}"#);
    has("the colour ", "the colour ");
    has("red", r#"{{ colour("red") }}"#);
    has("}}", r#"{{ colour("}}")|lowerfirst }}"#);
    has(", so called", ", so called");
    has(" {{ raw }}", " {{ raw }}");
    has("GREEN", "{{ first }}");
    has("blue", "{% call twice() %}");
    has("LOUD", "{% filter upper %}");
    has("fixed", "{{ fixed }}");
    has("FIXED", "{{ fixed|upper }}");
}

#[test]
fn pieces_of_forms_have_their_places_and_numbers_stay_figures() {
    let project = small_project();
    let root = project.path();
    let template = fs::read_to_string(root.join("templates/report.md")).expect("a template");
    let more = r#"
{% macro by_name(option) %}
  {{ option.title }},
  {% if option.label %}
  so *called*
  {% endif %}
  .
{% endmacro %}
All: {{ options("colours", 1)|listed(
    "{annex or label} (*{title|lowerfirst}*)",
    between=" / ", before_last=" und ") }}, all of {{ respondents()|listed }}

## Names {{ options("colours", 1)|listed(by_name, before_last=" –") }} End.

{{ ranking("colours", 1)|listed(
    "{options} by {count}",
    last="{options} \"last\" by {count|words}", options="{label}") }}
{% if true %}
and more
{% endif %}
, and so on.
"#;
    fs::write(root.join("templates/report.md"), template + more).expect("written");
    check(root, &ReportOptions::default());
    let composed = compose(root, &ReportOptions::default());
    let document = composed.report.expect("a report").document;
    let lines: Vec<String> = document.all_blocks().into_iter().map(words).collect();
    let has_line = |line: &str| assert!(lines.iter().any(|one| one == line), "{line}: {lines:#?}");
    has_line(
        "All: Colour 1 (red) und Colour 2 (blue), all of Alpha Process, Beta Dialogue (BD) and Gamma Forum",
    );
    has_line("Names Red, so called. –Blue, so called. End.");
    has_line("Colour 1 by 3 and Colour 2 \"last\" by one and more, and so on.");
    let found: Vec<(String, String)> = pieces(&document)
        .iter()
        .filter_map(|text| {
            let place = match text.origin {
                Origin::Place(place) | Origin::Computed(place) => place,
                Origin::Figure(_, place) => place,
                Origin::Mention(_) | Origin::Tool => return None,
            };
            Some((text.text.clone(), composed.inputs.sources.slice(place).to_owned()))
        })
        .collect();
    let has = |text: &str, written: &str| {
        assert!(found.contains(&(text.into(), written.into())), "{text}: {found:#?}");
    };
    has("Colour 1", "{annex or label}");
    has(" (", " (");
    has(" und ", " und ");
    has(" by ", " by ");
    has("3", "{count}");
    has("one", "{count|words}");
}

fn words(block: &Block) -> String {
    block.lines().into_iter().map(|(_, line)| plain_text(line)).collect()
}

#[test]
fn an_edition_keeps_places_of_the_files_as_they_were_kept() {
    let project = survey_2023();
    let root = project.path();
    let issued = rapporteur(root, &["issue", "sent"]);
    assert!(issued.status.success(), "{}", messages(&issued));
    let kept = root.join("data/editions/sent");
    let facts = fs::read_to_string(kept.join("edition.json")).expect("facts");
    assert!(facts.contains("\"format\": 2"), "{facts}");
    let tree = fs::read(kept.join("document.json")).expect("a tree");
    let tree: serde_json::Value = serde_json::from_slice(&tree).expect("JSON");
    let files: Vec<String> = serde_json::from_value(tree["files"].clone()).expect("names");
    let document: Document = serde_json::from_value(tree["document"].clone()).expect("a tree");
    let errata = errata(root);
    for text in pieces(&document) {
        let Origin::Place(span) = text.origin else { continue };
        let name = &files[span.file.0];
        let written = fs::read_to_string(kept.join("inputs").join(name)).expect("an input");
        assert!(is_written(&errata, name, &written[span.range()], &text.text), "{name}: {text:?}");
    }
    // Read again, the places are those of a fresh report.
    let diff = rapporteur(root, &["diff", "--from", "sent"]);
    assert!(diff.status.success(), "{}", messages(&diff));
    // An edition of release 0.2.0 has no number; one of a later release can't be read.
    let of_format = |format: &str| {
        let other = facts.replace("\"format\": 2,", format);
        fs::write(kept.join("edition.json"), other).expect("written");
        let diff = rapporteur(root, &["diff", "--from", "sent"]);
        (diff.status.code(), messages(&diff))
    };
    assert_eq!(of_format("").0, Some(0));
    let (code, said) = of_format("\"format\": 3,");
    assert_eq!(code, Some(3));
    assert!(said.contains("use that release or a later one"), "{said}");
}

/// How many pieces were checked.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    literal: usize,
    printed: usize,
}

/// Checks the place of each piece of a report.
fn check(project: &Path, scope: &ReportOptions) -> Count {
    let composed = compose(project, scope);
    let document = &composed.report.as_ref().expect("a report").document;
    let errata = errata(project);
    let mut count = Count::default();
    for text in pieces(document) {
        match text.origin {
            Origin::Place(span) => {
                count.literal += 1;
                let (name, written) = on_disk(project, &composed, span);
                assert!(
                    is_written(&errata, &name, &written, &text.text),
                    "{name}: {text:?} {written}"
                );
            }
            Origin::Figure(_, span) | Origin::Computed(span) => {
                count.printed += 1;
                let (name, written) = on_disk(project, &composed, span);
                let is_tag = written.starts_with("{") && written.ends_with("}");
                assert!(is_tag || name.starts_with("data/"), "{name}: {text:?} {written}");
            }
            Origin::Mention(_) | Origin::Tool => {}
        }
    }
    count
}

fn on_disk(project: &Path, composed: &Composition, span: Span) -> (String, String) {
    let source = composed.inputs.sources.get(span.file);
    let bytes = fs::read(project.join(&source.name)).expect("a file");
    let written = bytes[source.range_on_disk(span.range())].to_vec();
    let written = String::from_utf8(written).expect("whole characters");
    (source.name.clone(), written.replace("\r\n", "\n"))
}

/// Whether a piece of a file writes a text, with the errata of the file in it.
fn is_written(errata: &Errata, file: &str, written: &str, text: &str) -> bool {
    let mut corrected = written.to_owned();
    for (issued, right) in errata.get(file).into_iter().flatten() {
        if issued == written && right.contains(text) {
            return true;
        }
        corrected = corrected.replace(issued.as_str(), right);
    }
    corrected == text || align(&corrected, text).is_some()
}

/// The applied errata of each file: what was issued, and what is right.
type Errata = BTreeMap<String, Vec<(String, String)>>;

fn errata(project: &Path) -> Errata {
    let mut errata = Errata::new();
    let text = fs::read_to_string(project.join("data/errata.toml")).unwrap_or_default();
    let parsed: DocumentMut = text.parse().expect("TOML");
    let tables = parsed.get("erratum").and_then(|found| found.as_array_of_tables());
    for table in tables.into_iter().flatten() {
        let text = |key: &str| table[key].as_str().expect("a text").to_owned();
        if text("status") == "applied" {
            errata.entry(text("file")).or_default().push((text("issued"), text("corrected")));
        }
    }
    errata
}

/// All pieces of text of a document.
fn pieces(document: &Document) -> Vec<&Text> {
    let mut found = Vec::new();
    for block in document.all_blocks() {
        if let Block::Graph(graph) = block
            && let Label::Issued(text) = &graph.label
        {
            found.push(text);
        }
        found.extend(block.lines().into_iter().flat_map(|(_, line)| texts(line)));
    }
    found
}

/// Three marks at the end of a text, deleted in one place, are one finding at the text.
#[test]
fn a_text_without_an_end_is_one_finding_in_the_line_where_it_begins() {
    let project = survey_2023();
    let file = project.path().join("data/report.toml");
    let text = fs::read_to_string(&file).expect("a text file");
    let marks: Vec<usize> = text.match_indices("'''").map(|(at, _)| at).collect();
    assert!(marks.len() > 50, "{}", marks.len());
    for pair in marks.chunks(2).step_by(7) {
        let line = text[..pair[0]].matches('\n').count() + 1;
        let without = format!("{}{}", &text[..pair[1]], &text[pair[1] + 3..]);
        fs::write(&file, without).expect("written");
        let composed = compose_faulty(project.path());
        let errors: Vec<String> = composed.into_iter().map(|error| error.message).collect();
        assert_eq!(errors, [format!("the text that begins in line {line} has no end")]);
    }
}

/// The errors of a project.
fn compose_faulty(project: &Path) -> Vec<Diagnostic> {
    let composed =
        pipeline::compose(project, &ReportOptions::default()).expect("a project can be read");
    let mut found = composed.diagnostics;
    found.retain(|diagnostic| diagnostic.severity == Severity::Error);
    found
}
