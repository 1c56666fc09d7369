//! Any string in any text field is the same string in the PDF and in the Word document, or is refused with its place.

use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rapporteur::diagnostic::Severity;
use rapporteur::model::ReportOptions;
use rapporteur::pipeline;
use unicode_normalization::UnicodeNormalization;

use super::said::Docx;
use super::support::{has_tool, messages, rapporteur, small_project};

/// Fields that are printed as they are written: a file, the text that it has there, and whether the text is Markdown.
const FIELDS: [(&str, &str, bool); 9] = [
    ("data/report.toml", "The first part", false),
    ("data/report.toml", "Trust matters.", true),
    ("data/report.toml", "title = \"Trust\"", true),
    ("data/report.toml", "Much was said about trust.", true),
    ("data/report.toml", "Colours seen as most useful", false),
    ("data/responses/alpha.toml", "We trust *each other*.", true),
    ("data/responses/alpha.toml", "A yearly meeting.", true),
    ("data/responses/beta.toml", "Trust takes time.", true),
    ("data/frameworks/colours.toml", "title = \"Red\"", false),
];

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn any_string_is_printed_as_it_is_or_refused_with_its_place() {
    if !has_tool("pdftotext", "-v") || !has_tool("typst", "--version") {
        return;
    }
    let config = Config { cases: 8, failure_persistence: None, ..Config::default() };
    let rng = proptest::test_runner::TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let strings = vec(string(), FIELDS.len()..=FIELDS.len());
    runner.run(&strings, |strings| check(&strings)).unwrap_or_else(|error| panic!("{error}"));
}

/// Words with marks that mean something to Markdown, minijinja, Typst, XML or TOML; a few have characters that can't be
/// printed.
fn string() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[a-zA-Z0-9]{1,8}",
        6 => "[!-/:-@\\[-`{-~]{1,3}",
        3 => " ",
        2 => "[À-ž]{1,3}",
        1 => "[“”‘’–—…€§©]",
        1 => Just("{{ x }}".to_owned()),
        1 => Just("#read(\"x\")".to_owned()),
        1 => Just("</w:t>".to_owned()),
    ];
    let words = vec(piece, 1..12).prop_map(|pieces| pieces.concat());
    let unfit = prop_oneof![Just('\u{7}'), Just('\u{202E}'), Just('\u{FFFE}'), any::<char>()];
    (words, prop::option::weighted(0.05, unfit))
        .prop_map(|(words, unfit)| words.chars().chain(unfit).collect::<String>())
        .prop_map(|text| format!("a{}z", text.trim()))
}

fn check(strings: &[String]) -> Result<(), TestCaseError> {
    let project = small_project();
    let mut printed = Vec::new();
    for (field, string) in FIELDS.iter().zip(strings) {
        let before = fs::read_to_string(project.path().join(field.0)).expect("a file");
        put(project.path(), *field, string);
        let composed =
            pipeline::compose(project.path(), &ReportOptions::default()).expect("readable");
        let errors = composed.diagnostics.iter().filter(|one| one.severity == Severity::Error);
        let errors: Vec<_> = errors.collect();
        if errors.is_empty() {
            printed.push(string);
            continue;
        }
        for error in errors {
            prop_assert!(!error.labels.is_empty(), "{string:?}: {} has no place", error.message);
        }
        fs::write(project.path().join(field.0), before).expect("a file can be written");
    }
    let output = rapporteur(project.path(), &["--engine", "cli"]);
    prop_assert!(output.status.success(), "{strings:?}\n{}", messages(&output));
    let stem = project.path().join("out/small-edition-1");
    let docx = Docx::open(&fs::read(stem.with_extension("docx")).expect("a document"));
    let text = Command::new("pdftotext").arg(stem.with_extension("pdf")).arg("-").output();
    let pdf = String::from_utf8(text.expect("pdftotext runs").stdout).expect("UTF-8");
    for (name, text) in [("PDF", squeezed(&pdf)), ("Word document", squeezed(&docx.lines()))] {
        for string in &printed {
            prop_assert!(text.contains(&squeezed(string)), "{string:?} is not in the {name}");
        }
    }
    Ok(())
}

/// Puts a string in the place of the text of a field.
fn put(project: &Path, (file, old, is_markdown): (&str, &str, bool), string: &str) {
    let mut written = String::new();
    for character in string.chars() {
        if is_markdown && character.is_ascii_punctuation() {
            written.push('\\');
        }
        written.push(character);
    }
    let quoted = serde_json::to_string(&written).expect("a text").replace('\u{7F}', "\\u007F");
    let path = project.join(file);
    let text = fs::read_to_string(&path).expect("a text file");
    let (old, new) = match old.split_once(" = ") {
        Some((key, _)) => (old.to_owned(), format!("{key} = {quoted}")),
        None => (format!("\"{old}\""), quoted),
    };
    assert_eq!(text.matches(&old).count(), 1, "{old}");
    fs::write(path, text.replace(&old, &new)).expect("it can be written");
}

/// A text without blanks, its letters composed.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<String>().nfc().collect()
}
