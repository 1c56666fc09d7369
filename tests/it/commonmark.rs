//! The examples of the CommonMark specification, as templates and as texts of the data: each prints the words that its
//! HTML has, or a construct in it is refused by name. `.ci/run` installs the specification.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use rapporteur::codes::Code;
use rapporteur::content::{self, ComposeInput};
use rapporteur::diagnostic::{Diagnostic, Severity, Sources};
use rapporteur::document::Kind;
use rapporteur::model::{self, ReportOptions};
use rapporteur::{tally, words};

use super::support::fixture;

/// An example: its number, Markdown and HTML.
struct Example {
    number: usize,
    markdown: String,
    html: String,
}

/// The examples of the specification; their signs for tabs are replaced, and most links get an address that a report may
/// lead to.
fn examples(spec: &str) -> Vec<Example> {
    let fence = "`".repeat(32);
    let begin = format!("\n{fence} example\n");
    let blocks = spec.split(&begin).skip(1).enumerate();
    let example = |(index, block): (usize, &str)| {
        let (example, _) = block.split_once(&format!("\n{fence}")).expect("an end");
        let example = format!("\n{example}\n").replace('→', "\t");
        let example =
            ["/url", "/uri"].iter().fold(example, |it, url| it.replace(url, "https://example.org"));
        let (markdown, html) = example.split_once("\n.\n").expect("two parts");
        Example {
            number: index + 1,
            markdown: markdown[1.min(markdown.len())..].to_owned() + "\n",
            html: html.to_owned(),
        }
    };
    blocks.map(example).collect()
}

/// The words of HTML, without tags.
fn words_of_html(html: &str) -> String {
    let mut words = String::new();
    for piece in html.split('<') {
        words.push_str(piece.split_once('>').map_or(piece, |(_, words)| words));
    }
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    entities.iter().fold(words, |words, (entity, character)| words.replace(entity, character))
}

/// What is printed of a project, or what is at fault in it.
fn printed(sources: &Sources, is_kept: bool) -> Result<String, Vec<Diagnostic>> {
    let errors = |found: Vec<Diagnostic>| -> Vec<Diagnostic> {
        found.into_iter().filter(|found| found.severity == Severity::Error).collect()
    };
    let (survey, found) = model::read(sources, &ReportOptions::default(), &[]);
    let Some(survey) = survey else { return Err(errors(found)) };
    let survey = Arc::new(survey);
    let (tally, _) = tally::tally(&survey);
    let input = ComposeInput {
        sources,
        survey: &survey,
        tally: &Arc::new(tally),
        charts: &BTreeMap::new(),
        images: &BTreeMap::new(),
        words: &words::read(sources).0.expect("words"),
        as_issued: true,
        is_kept,
        process: None,
    };
    let (document, found) = content::compose(&input);
    let document = document.ok_or_else(|| errors(found))?;
    let passages = document.passages(sources);
    let passages = passages.iter().filter(|passage| passage.kind != Kind::Title);
    Ok(passages.map(|passage| passage.text.clone() + " ").collect())
}

/// Checks each example with `project`, the files that print it; returns how many are printed and refused.
fn check(
    examples: &[Example],
    project: impl Fn(&str) -> Sources,
) -> (usize, BTreeMap<String, usize>) {
    let (mut count, mut refused, mut wrong) = (0, BTreeMap::new(), Vec::new());
    for Example { number, markdown, html } in examples {
        match printed(&project(markdown), false) {
            Ok(text) => {
                let bare = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
                count += 1;
                if bare(&text) != bare(&words_of_html(html)) {
                    wrong.push(format!("{number}: {markdown:?} prints {text:?}, not {html:?}"));
                }
            }
            Err(errors) => {
                for error in &errors {
                    if error.labels.is_empty() {
                        wrong.push(format!("{number}: {} has no place", error.message));
                    }
                }
                let error = errors.first().expect("a reason");
                let name = match error.code {
                    Code::UnsupportedMarkdown => {
                        error.message.replace(" can't be printed here", "")
                    }
                    code => code.name().to_owned(),
                };
                *refused.entry(name).or_default() += 1;
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} examples are printed otherwise:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    (count, refused)
}

/// The specification; none, with a word, where it isn't installed.
#[expect(clippy::print_stderr, reason = "a test that was left out must say so")]
fn specification() -> Option<Vec<Example>> {
    let path = std::env::var_os("RAPPORTEUR_COMMONMARK");
    let Some(path) = path else {
        let required = std::env::var_os("RAPPORTEUR_REQUIRE_TOOLS").is_some();
        assert!(
            !required,
            "RAPPORTEUR_COMMONMARK is required: the path of spec.txt of npm's `commonmark-spec`"
        );
        eprintln!("LEFT OUT: RAPPORTEUR_COMMONMARK names no specification");
        return None;
    };
    let examples = examples(&fs::read_to_string(path).expect("the specification can be read"));
    assert!(examples.len() > 600, "{} examples", examples.len());
    Some(examples)
}

/// The small project with one template and one text of a point.
fn sources(template: &str, text: &str) -> Sources {
    let mut sources = Sources::default();
    for name in ["frameworks/colours", "mechanisms", "published", "survey", "report"] {
        let name = format!("data/{name}.toml");
        let file = fs::read_to_string(fixture("base").join(&name)).expect("a file of the project");
        let text = toml_edit::Value::from(text).to_string();
        sources.add(name, file.replace("\"Much was said about trust.\"", &text));
    }
    sources.add("templates/report.md", template);
    sources
}

#[test]
#[expect(clippy::print_stdout, reason = "it reports how many examples are printed and refused")]
fn examples_of_the_specification_are_printed_or_refused_by_name() {
    let Some(examples) = specification() else { return };
    let templates = check(&examples, |markdown| {
        let is_markup = ["{{", "{%", "{#"].iter().any(|tag| markdown.contains(tag));
        let raw = if is_markup {
            format!("{{% raw %}}{markdown}{{% endraw %}}\n")
        } else {
            markdown.to_owned()
        };
        sources(&raw, "Trust.")
    });
    println!("templates: {} are printed; refused: {:?}", templates.0, templates.1);
    let texts = check(&examples, |markdown| sources(ALL_POINTS, markdown));
    println!("texts: {} are printed; refused: {:?}", texts.0, texts.1);
}

const ALL_POINTS: &str = "{% for point in points(\"one\") %}\n{{ point.text }}\n{% endfor %}\n";

#[test]
fn a_text_of_the_data_may_have_footnotes_and_links_by_reference() {
    let text =
        "Trust grows[^when] on [this page][1].\n\n[^when]: In May.\n\n[1]: https://example.org";
    assert_eq!(
        printed(&sources(ALL_POINTS, text), false).unwrap(),
        "Trust grows on this page. In May. "
    );
}

#[test]
fn an_edition_that_is_composed_again_prints_what_was_refused_later() {
    let text = "| a | b |\n|---|---|\n\n~~x~~ <b>y</b>[^z]\n\n- [ ] w";
    // Tables of templates are tables in all editions.
    let rest = text.split_once("\n\n").expect("a table").1;
    for (template, text, table) in [
        (rest.replace("[^z]", ""), "Trust.", ""),
        (ALL_POINTS.to_owned(), text, "| a | b | |---|---| "),
    ] {
        let sources = sources(&template, text);
        assert!(printed(&sources, false).is_err());
        let again = printed(&sources, true).unwrap();
        assert!(again.starts_with(&format!("{table}~~x~~ <b>y</b>")), "{again}");
    }
}
