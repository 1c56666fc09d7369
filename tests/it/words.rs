//! The words that the program adds: none of the built-in ones is left in a report whose project has all of its own, and
//! `rapporteur words` prints both.
//!
//! words/ is laid over the small project, so that most of these words are needed: a base and a count that were not
//! printed, options without a figure, a divided bar, a later response. In the other language every text is its number
//! and its names in braces, the last one first.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rapporteur::document::Document;
use rapporteur::model::ReportOptions;
use roxmltree::Document as Xml;
use serde_json::Value;
use tempfile::TempDir;

use super::said::Docx;
use super::support::{
    compose, copy, fixture, has_tool, messages, rapporteur, repository, small_project,
};

const FILE: &str = "templates/words.toml";

const BUILT_IN: &str = "src/words/english.toml";

/// Words of the Typst language, and of the page design, that a report calls.
const TYPST: &str = "\
    again alt auto caption charts colours contents cross edition emph false figures footnote fr \
    graph graphs header height label language lines link masthead none note notes number numbers \
    organization page pagebreak pages point pt quotation register report show sizes source subject \
    svg table title true weak width widths with";

#[test]
fn in_another_language_no_english_word_of_the_tool_is_left() {
    let project = project();
    let composed = compose(project.path(), &ReportOptions::default());
    let document = &composed.report.as_ref().expect("composed").document;
    let own = own_words(project.path());
    check("the tree", &tree(document), &own);
    if !has_tool("typst", "--version") {
        return;
    }
    let output = rapporteur(project.path(), &[]);
    assert!(output.status.success(), "{}", messages(&output));
    let stem = project.path().join("out/small-edition-2");
    let source = fs::read_to_string(stem.with_extension("typ")).expect("Typst source");
    let (_, report) = source.split_once("#show: report.with(").expect("a report");
    let known: BTreeSet<String> = TYPST.split(' ').map(str::to_owned).collect();
    check("the Typst source", report, &own.union(&known).cloned().collect());
    check("the Word document", &docx(&stem.with_extension("docx")), &own);
}

#[test]
fn in_another_language_changes_and_errata_are_told_without_english_words() {
    if !has_tool("typst", "--version") {
        return;
    }
    let project = project();
    let root = project.path();
    let names = ["colours", "sizes", "small", "large", "huge", "no", "yes", "red", "blue", "green"];
    let files = ["data", "report", "survey", "toml", "caption"];
    let mut known = own_words(root);
    known.extend(names.iter().chain(&files).map(|word| (*word).to_owned()));
    let said = |arguments: &[&str]| {
        let output = rapporteur(root, arguments);
        assert!(output.status.success(), "{}", messages(&output));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let note = said(&["diff", "--internal", "--from", "as-issued"]);
    check_words("the note", &note, &known);
    assert!(note.lines().count() > 100, "{note}");
    let written = root.join("out/changes");
    for document in ["changes-internal", "redline"] {
        let path = written.join(format!("small-{document}-as-issued-to-now.docx"));
        check_words(document, &docx(&path), &known);
    }
    let corrigendum = said(&["errata", "--docx"]);
    check_words("the corrigendum", &corrigendum, &known);
    assert!(corrigendum.lines().count() > 15, "{corrigendum}");
    check_words("the same", &docx(&root.join("out/small-edition-2-corrigendum.docx")), &known);
}

#[test]
fn in_another_language_a_questionnaire_asks_without_english_words() {
    let project = project();
    let root = project.path();
    let output = rapporteur(root, &["questionnaire", "alpha"]);
    assert!(output.status.success(), "{}", messages(&output));
    let asked = docx(&root.join("out/questionnaires/alpha.docx"));
    let mut known = own_words(root);
    known.extend(["PAGE", "NUMPAGES"].map(str::to_owned));
    check_words("the questionnaire", &asked, &known);
    assert!(asked.contains('«') && asked.contains("Alpha"), "{asked}");
}

#[test]
fn all_words_are_printed_with_their_present_values() {
    let project = small_project();
    let words = || {
        let output = rapporteur(project.path(), &["words"]);
        assert!(output.status.success(), "{}", messages(&output));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let write = |words: &str| fs::write(project.path().join(FILE), words).expect("written");
    let english = fs::read_to_string(repository().join(BUILT_IN)).expect("words");
    assert_eq!(words(), english);
    let months: Vec<String> = (1..=12).map(|month| format!("mois {month}")).collect();
    write(&format!(
        "[list] # words\nlast = \" et \"\nbetween-long = \"; \"\n[date]\nmonths = {months:?}\n\
         [numbers]\nshare = \"{{n}}\\u00A0%\"\n\
         [count]\nresponses = {{ one = \"une réponse\", other = \"{{n}} \\\"réponses\\\"\" }}\n"
    ));
    let printed = words();
    for line in [
        "\nbetween = \", \"\n",
        "\nlast = \" et \" # from templates/words.toml; built-in: \" and \"\n",
        "\nbetween-long = \"; \" # between things of several words each # from templates/words.toml\n",
        "\n  \"mois 1\", \"mois 2\", \"mois 3\", \"mois 4\", \"mois 5\", \"mois 6\",\n",
        "\nshare = \"{n}\u{A0}%\" # from templates/words.toml; built-in: \"{n}%\"\n",
        "\nresponses = { one = \"une réponse\", other = '{n} \"réponses\"' } # from templates/words.toml; \
         built-in: { one = \"{n} response\", other = \"{n} responses\" }\n",
    ] {
        assert!(printed.contains(line), "{line}{printed}");
    }
    // It can be used as the project's own words.
    let value = |words: &str| words.parse::<toml_edit::DocumentMut>().expect("TOML");
    write(&printed);
    let (again, printed) = (value(&words()), value(&printed));
    assert_eq!(again["date"]["months"].as_array().map(toml_edit::Array::len), Some(12));
    for (table, words) in printed.iter() {
        for (word, value) in words.as_table().expect("a table") {
            let bare = |item: &toml_edit::Item| {
                item.as_value().map(|value| value.clone().decorated("", "").to_string())
            };
            assert_eq!(bare(&again[table][word]), bare(value), "{table}.{word}");
        }
    }
    write("[list]\nlst = \" et \"\n");
    let faulty = rapporteur(project.path(), &["words"]);
    assert_eq!(faulty.status.code(), Some(1));
    assert!(faulty.stdout.is_empty());
    assert!(messages(&faulty).contains("did you mean `last`?"), "{}", messages(&faulty));
}

/// The small project in the other language.
pub(crate) fn project() -> TempDir {
    let project = small_project();
    copy(&fixture("words"), project.path());
    translate(project.path());
    project
}

/// Gives a project all words in the other language.
pub(crate) fn translate(project: &Path) {
    let english = fs::read_to_string(repository().join(BUILT_IN)).expect("words");
    fs::write(project.join(FILE), translated(&english)).expect("it can be written");
}

/// The words in the other language.
fn translated(english: &str) -> String {
    let mut number = 0;
    let line = |line: &str| {
        let (line, comment) = line.split_once(" #").unwrap_or((line, ""));
        let mut pieces: Vec<String> = line.split('"').map(str::to_owned).collect();
        for text in pieces.iter_mut().skip(1).step_by(2) {
            number += 1;
            *text = mark(number, text);
        }
        let comment = if comment.is_empty() { String::new() } else { format!(" #{comment}") };
        pieces.join("\"") + &comment + "\n"
    };
    english.lines().map(line).collect()
}

/// The text of that number in the other language.
fn mark(number: usize, english: &str) -> String {
    let names = english.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let mut names: Vec<String> = names.map(|name| format!("{{{name}}}")).collect();
    names.reverse();
    format!("«{number}:{}»", names.join("·"))
}

/// Fails if a text holds a word that is not among those, or lacks the words of the other language.
#[track_caller]
fn check(what: &str, text: &str, known: &BTreeSet<String>) {
    check_words(what, text, known);
    let english = fs::read_to_string(repository().join(BUILT_IN)).expect("words");
    let other = translated(&english);
    for said in [
        "heading = \"Contents\"",
        "caption = \"Figures of {graph}\"",
        "line-none =",
        "number = \"Page",
    ] {
        let at = english.lines().position(|line| line.starts_with(said)).expect("it is said");
        let line = other.lines().nth(at).expect("the same lines");
        let begins = line.split('"').nth(1).and_then(|text| text.split('{').next());
        let begins = begins.expect("a text").trim_end_matches('»');
        assert!(text.contains(begins), "{what} lacks {line}:\n{text}");
    }
}

/// Fails if a text holds a word that is not among those.
#[track_caller]
fn check_words(what: &str, text: &str, known: &BTreeSet<String>) {
    let foreign: Vec<&str> = words(text).filter(|word| !known.contains(*word)).collect();
    assert!(foreign.is_empty(), "{what} holds {foreign:?}:\n{text}");
}

/// The words of the project itself: in its templates, but for what is computed there, and in its data.
fn own_words(project: &Path) -> BTreeSet<String> {
    let mut own: BTreeSet<String> = BTreeSet::new();
    let report = fs::read_to_string(project.join("templates/report.md")).expect("a template");
    // The word before a graph's number is an argument.
    own.insert("Graph".to_owned());
    for piece in report.split('{').filter_map(|piece| piece.rsplit('}').next()) {
        own.extend(words(piece).map(str::to_owned));
    }
    for file in ["mechanisms", "survey", "report", "errata", "frameworks/colours"] {
        let data = fs::read_to_string(project.join(format!("data/{file}.toml"))).expect("data");
        let texts = data.lines().filter(|line| !line.starts_with("status"));
        let texts = texts.flat_map(|line| line.split('"').skip(1).step_by(2));
        own.extend(texts.flat_map(words).map(str::to_owned));
    }
    for response in ["alpha", "beta"] {
        let path = project.join(format!("data/responses/{response}.toml"));
        let data = fs::read_to_string(path).expect("a response");
        let text = data.lines().filter(|line| line.starts_with("text = "));
        own.extend(text.flat_map(words).map(str::to_owned));
    }
    own
}

/// Words of two letters and more, in Latin letters.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 1)
}

/// All that a tree shows.
fn tree(document: &Document) -> String {
    let mut shown = Vec::new();
    collect(&serde_json::to_value(document).expect("a tree is JSON"), &mut shown);
    shown.join("\n")
}

/// Every text of a tree, but for places and names of things.
fn collect(value: &Value, shown: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, shown)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), value) {
                    ("origin" | "graph" | "key" | "role" | "language" | "anchor" | "opens", _) => {}
                    ("page_number", Value::Array(pieces)) => {
                        pieces.iter().filter(|piece| piece.is_object()).for_each(|piece| {
                            collect(piece, shown);
                        });
                    }
                    ("svg", Value::String(svg)) => {
                        let xml = Xml::parse(svg).expect("SVG");
                        shown.extend(
                            xml.descendants().filter_map(|node| node.text()).map(str::to_owned),
                        );
                    }
                    _ => collect(value, shown),
                }
            }
        }
        Value::String(text) => shown.push(text.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// All that a Word document shows.
fn docx(path: &Path) -> String {
    let docx = Docx::open(&fs::read(path).expect("a document"));
    let mut text = String::new();
    let parts = ["document", "header1", "footer1", "footer2", "footnotes", "comments"];
    for part in parts.map(|part| format!("word/{part}.xml")) {
        let Some(part) = docx.0.contains_key(&part).then(|| docx.text(&part)) else { continue };
        let xml = Xml::parse(part).expect("XML");
        for node in xml.descendants() {
            let is_text = matches!(node.tag_name().name(), "t" | "delText");
            text.extend(node.text().filter(|_| is_text).map(|text| format!("{text}\n")));
            text.extend(node.attribute("descr").map(|text| format!("{text}\n")));
        }
    }
    text
}
