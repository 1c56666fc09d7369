//! What can be done about an edit, and what applying it makes of the files.

use std::fs;
use std::path::Path;

use rapporteur::diagnostic::Sources;
use rapporteur::edits::{ChangeKind, EditTarget, Finder, ReviewEdit, TextRevision, apply};
use rapporteur::errata;
use rapporteur::model::ReportOptions;

use crate::support::{compose, read, replace, small_project};

/// More text for the template of the small project.
const MORE: &str = r#"
## On *this* and that

The office asked **all of them**, in writing.

{% if title %}
Some {{ figure("response-rate.count") }} answered.
{% endif %}

{% macro twice(when) %}said twice {{ when }}{% endmacro %}
Once {{ twice("early") }} and {{ twice("late") }} again.

The last words.
"#;

/// The small project with more text.
fn sample() -> tempfile::TempDir {
    let project = small_project();
    let path = project.path().join("templates/report.md");
    let text = fs::read_to_string(&path).expect("a template");
    fs::write(path, text + MORE).expect("written");
    project
}

/// A change of words, by the words around it: `before` occurs in one passage only.
fn words(root: &Path, before: &str, after: &str) -> (TextRevision, Vec<String>) {
    let composed = compose(root, &ReportOptions::default());
    let report = composed.report.as_ref().expect("a report");
    let passages = report.document.passages(&composed.inputs.sources);
    let found: Vec<usize> =
        (0..passages.len()).filter(|at| passages[*at].text.contains(before)).collect();
    let passage = *found.first().unwrap_or_else(|| panic!("no `{before}`"));
    let start = passages[passage].text.find(before).expect("words");
    let change = TextRevision {
        kind: ChangeKind::Words,
        passage,
        range: start..start + before.len(),
        after: after.to_owned(),
        marks: Vec::new(),
        comments: Vec::new(),
    };
    (change, passages.into_iter().map(|passage| passage.text).collect())
}

/// What can be done about an edit, and what makes it.
type Action = (String, Option<EditTarget>);

/// The actions for changes.
pub(super) fn actions(finder: &Finder<'_>, changes: &[TextRevision]) -> Vec<Action> {
    let described = finder.describe(changes.to_vec(), &[], ToString::to_string).into_iter();
    described.map(|(edit, target)| (edit.possible(), target)).collect()
}

/// The action for a change of words.
fn action(root: &Path, before: &str, after: &str) -> Action {
    action_since(root, root, before, after)
}

/// The action in the project `now` for a change of words of the report of `base`.
fn action_since(base: &Path, now: &Path, before: &str, after: &str) -> Action {
    let change = words(base, before, after).0;
    let base = compose(base, &ReportOptions::default());
    let now = compose(now, &ReportOptions::default());
    let report = base.report.as_ref().expect("a report");
    let (base, now) = (&base.inputs.sources, &now.inputs.sources);
    let (known, faults) = errata::read(now);
    assert!(faults.is_empty(), "{faults:?}");
    actions(&Finder::new(&report.document, base, now, &known), &[change]).remove(0)
}

fn sources(root: &Path) -> Sources {
    compose(root, &ReportOptions::default()).inputs.sources
}

/// Applies an edit, and writes the files.
fn make(root: &Path, target: &EditTarget, why: Option<&str>) {
    let sources = sources(root);
    let (known, _) = errata::read(&sources);
    let applied = apply(&sources, &known, &[(&ReviewEdit::default(), target.clone())], why);
    assert!(applied.refused.is_empty(), "{:?}", applied.refused);
    for file in applied.files {
        fs::write(root.join(&file.name), &file.after).expect("written");
    }
}

fn target(action: Action) -> EditTarget {
    match action {
        (possible, Some(target)) if possible == "can be applied" => target,
        other => panic!("{other:?}"),
    }
}

#[test]
fn text_of_the_secretariat_is_applied_where_it_is_written() {
    let project = sample();
    let root = project.path();
    let found = target(action(root, "office asked all", "office *nearly* asked all"));
    assert_eq!(found.file, "templates/report.md");
    make(root, &found, None);
    let found = target(action(root, "in writing", "in “writing”, [and] not {{ otherwise }}"));
    make(root, &found, None);
    let template = read(root, "templates/report.md");
    let line = template.lines().find(|line| line.starts_with("The office")).expect("the line");
    assert_eq!(
        line,
        r"The office \*nearly\* asked **all of them**, in “writing”, \[and\] not \{\{ otherwise }}."
    );
    let found = target(action(root, "Much was said", "“Much” was 'said' \"so\""));
    assert_eq!((found.file.as_str(), found.line), ("data/report.toml", 19));
    make(root, &found, None);
    let data = read(root, "data/report.toml");
    assert!(
        data.contains("text = \"“Much” was 'said' \\\"so\\\" about trust.\"\n\n[[graph]]"),
        "{data}"
    );
}

#[test]
fn numbers_names_and_words_of_others_are_not_applied() {
    let project = sample();
    let root = project.path();
    for (before, after) in [
        ("3 answered", "4 answered"),
        ("3", "4"),
        ("six", "seven"),
        (" answered", "(5) answered"),
        (" answered", ",5 answered"),
    ] {
        let (possible, target) = action(root, before, after);
        let is_one = possible.starts_with("computed: ") && !possible.contains("; ");
        assert!(is_one && target.is_none(), "{possible}");
    }
    for (before, after) in [("each other", "one another"), ("yearly meeting", "monthly meeting")] {
        let (possible, Some(found)) = action(root, before, after) else {
            panic!("{before}");
        };
        assert!(possible.starts_with("words of `alpha`, "), "{possible}");
        assert_eq!(found.file, "data/responses/alpha.toml");
        let (known, sources) = (Vec::new(), sources(root));
        for why in [None, Some("wording")] {
            let applied = apply(&sources, &known, &[(&ReviewEdit::default(), found.clone())], why);
            assert!(applied.files.is_empty() && applied.refused.len() == 1, "{applied:?}");
        }
    }
    for (before, reason) in [
        ("Contents", "the program writes `Contents`: `contents.heading` in templates/words.toml"),
        ("Alpha Process", "`Alpha Process` comes from `Alpha Process`: data/mechanisms.toml:2"),
    ] {
        assert_eq!(action(root, before, "Other"), (format!("by hand: {reason}"), None));
    }
}

#[test]
fn text_that_other_places_print_is_applied_by_name() {
    let project = sample();
    let root = project.path();
    let by_name = |before: &str, effect: &str| {
        let (possible, target) = action(root, before, "other");
        let words = possible.strip_prefix("can be applied: ").expect("an effect");
        assert!(words.starts_with(effect) && target.is_some(), "{words}");
        words.matches('“').count()
    };
    assert_eq!(by_name("answered", "a condition, loop or macro prints it"), 0);
    assert_eq!(by_name("said twice", "it also changes "), 1);
}

#[test]
fn a_project_changed_since_is_asked_about() {
    let (project, later) = (sample(), sample());
    let (base, now) = (project.path(), later.path());
    replace(now, "templates/report.md", "The last words.", "# New\n\nThe very last words, then.");
    let found = target(action_since(base, now, "last words", "final words"));
    assert_eq!(sources(now).iter().count(), sources(base).iter().count());
    make(now, &found, None);
    assert!(read(now, "templates/report.md").contains("\n\nThe very final words, then.\n"));
    let outdated = "outdated: the project's text was changed since; there is now “final”";
    for (after, expected) in [("latest words", outdated), ("final words", "made already")] {
        let found = action_since(base, now, "last words", after);
        assert_eq!(found, (expected.to_owned(), None));
    }
}

#[test]
fn where_the_text_as_issued_is_kept_edits_become_errata() {
    let project = sample();
    let root = project.path();
    let issued = read(root, "templates/report.md");
    let found = target(action(root, "in writing", "in \"writing\""));
    make(root, &found, Some("wording"));
    assert_eq!(read(root, "templates/report.md"), issued);
    let errata = read(root, "data/errata.toml");
    let (_, entry) = errata.split_once("[[erratum]]\n").expect("an erratum");
    assert_eq!(
        entry,
        "file = \"templates/report.md\"\nissued = \"writing\"\ncorrected = '\"writing\"'\n\
         why = \"wording\"\nstatus = \"applied\"\n"
    );
    // An edit of corrected words changes the correction.
    let (possible, Some(found)) = action(root, "writing", "ink") else {
        panic!("an erratum");
    };
    assert_eq!(possible, "can be applied: it changes the corrected text of erratum 1");
    assert_eq!(found.file, "data/errata.toml");
    make(root, &found, Some("wording"));
    assert!(read(root, "data/errata.toml").contains("corrected = '\"ink\"'\n"));
    let texts = words(root, "them", "").1;
    let line = "The office asked all of them, in \"ink\".";
    assert!(texts.iter().any(|text| text.starts_with(line)), "{texts:#?}");
}

#[test]
fn an_edit_that_is_no_erratum_is_refused_alone() {
    let project = sample();
    let root = project.path();
    let same = [&"again ".repeat(30), "middle", &" again".repeat(30)].concat();
    let path = root.join("templates/report.md");
    let template = fs::read_to_string(&path).expect("a template");
    fs::write(path, format!("{template}\n{same}\n\n{same}\n")).expect("written");
    let edit = ReviewEdit::default();
    let targets = [("middle", "centre"), ("in writing", "in ink")]
        .map(|(before, after)| (&edit, target(action(root, before, after))));
    let applied = apply(&sources(root), &[], &targets, Some("wording"));
    assert_eq!(applied.refused.into_keys().collect::<Vec<_>>(), [0]);
    assert!(applied.files[0].after.contains("corrected = \"ink\"\n"), "{:?}", applied.files);
}

/// Makes a change of a whole paragraph, which begins with `words`.
fn make_paragraph(root: &Path, kind: ChangeKind, words: &str, range: &str, after: &str) {
    let (change, texts) = self::words(root, words, after);
    let text = &texts[change.passage];
    let start = text.find(range).expect("a part of the paragraph");
    let change = TextRevision { kind, range: start..start + range.len(), ..change };
    let composed = compose(root, &ReportOptions::default());
    let sources = &composed.inputs.sources;
    let document = &composed.report.as_ref().expect("a report").document;
    let found = actions(&Finder::new(document, sources, sources, &[]), &[change]).remove(0);
    make(root, &target(found), None);
}

#[test]
fn paragraphs_are_added_split_merged_and_removed() {
    let project = small_project();
    let root = project.path();
    let path = root.join("templates/report.md");
    let begun = fs::read_to_string(&path).expect("a template");
    let text = "\n## Notes\n\nFirst words, and more.\n\nSecond *words*.\n\n- an item\n- another item\n\nThe end.\n";
    fs::write(&path, format!("{begun}{text}")).expect("written");
    let notes = || read(root, "templates/report.md")[begun.len()..].to_owned();
    let style = ChangeKind::NewParagraph("Normal".to_owned());
    make_paragraph(root, style, "First words", "", "# No heading, [x]");
    make_paragraph(root, ChangeKind::Split, "First words", " ", "");
    assert_eq!(
        notes(),
        "\n## Notes\n\nFirst\n\nwords, and more.\n\n\\# No heading, \\[x\\]\n\nSecond *words*.\n\n- an item\n- another item\n\nThe end.\n"
    );
    make_paragraph(root, ChangeKind::Merged, "# No heading", "", " – ");
    make_paragraph(root, ChangeKind::RemovedParagraph, "an item", "an item", "");
    assert_eq!(
        notes(),
        "\n## Notes\n\nFirst\n\nwords, and more.\n\n\\# No heading, \\[x\\] – Second *words*.\n\n- another item\n\nThe end.\n"
    );
}

#[test]
fn paragraphs_of_data_and_files_of_windows_are_edited_as_well() {
    let project = sample();
    let root = project.path();
    replace(
        root,
        "data/report.toml",
        "text = \"Much was said about trust.\"",
        "text = '''\nMuch was said about trust.\n\nMore was written.''' # a comment",
    );
    let name = "data/report.toml";
    let text = format!("\u{FEFF}{}", read(root, name).replace('\n', "\r\n"));
    fs::write(root.join(name), &text).expect("written");
    let changed =
        text.replace("said about trust.\r\n\r\nMore was", "said about 'trust'. More wasn''t");
    make_paragraph(root, ChangeKind::Merged, "Much was said", "", " ");
    make(root, &target(action(root, "trust. More was", "'trust'. More wasn''t")), None);
    assert_eq!(read(root, name), changed);
    // A literal string can't contain what ends it.
    let (refused, target) = action(root, "was said", "'''was''' said");
    let is_by_hand = refused.starts_with(&format!("by hand: {name}"));
    assert!(is_by_hand && target.is_none(), "{refused}");
}
