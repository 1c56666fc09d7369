//! The report as issued is the source, word for word and mark for mark; the default edition differs by its errata only.

use std::fmt::Write as _;
use std::fs;

use rapporteur::document::{Block, Document, Item, Role, plain_text};
use rapporteur::model::ReportOptions;
use similar::{ChangeTag, TextDiff};

use super::support::{as_issued, compose, fixture, repository, survey_2023};

#[test]
fn as_issued_is_the_source_word_for_word_and_mark_for_mark() {
    let issued = issued_words();
    assert!(issued.len() > 9_000, "the source is whole");
    let composed = compose(repository(), &as_issued());
    let document = composed.report.expect("composed").document;
    assert!(document.blocks.iter().all(|node| node.role == Role::Text), "no apparatus");
    assert_same(&issued, &words(&document));
}

#[test]
fn without_applied_errata_the_default_edition_is_the_source() {
    let project = survey_2023();
    let path = project.path().join("data/errata.toml");
    let errata = fs::read_to_string(&path).expect("errata");
    fs::write(&path, errata.replace("\"applied\"", "\"proposed\"")).expect("written");
    let composed = compose(project.path(), &ReportOptions::default());
    assert_same(&issued_words(), &words(&composed.report.expect("composed").document));
}

#[test]
fn the_default_edition_differs_by_exactly_the_applied_errata() {
    let issued = issued_words();
    let composed = compose(repository(), &ReportOptions::default());
    let found = words(&composed.report.expect("composed").document);
    let differences = differences(&issued, &found);
    let path = fixture("source/differences.txt");
    if std::env::var_os("RAPPORTEUR_BLESS").is_some() {
        fs::write(&path, &differences).expect("written");
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), differences);
}

/// The words of the source, without what only its Markdown needs.
pub(crate) fn issued_words() -> Vec<String> {
    let text = fs::read_to_string(fixture("source/issued.md")).expect("the source is there");
    let mut plain = String::new();
    for line in text.lines().map(str::trim) {
        match line {
            // A closing mark that a page break cut off.
            "”" => plain.truncate(plain.trim_end().len()),
            // The hyphen of a list item, or before who said it.
            _ => plain.push(' '),
        }
        let line = match line.strip_prefix('-') {
            Some(rest) => rest.trim_start(),
            None => line,
        };
        plain.push_str(&without_markup(line));
    }
    plain.split_whitespace().map(str::to_owned).collect()
}

/// A line without asterisks, addresses of links and backslashes.
fn without_markup(line: &str) -> String {
    let mut plain = line.replace(['*', '\\'], "");
    while let Some(end) = plain.find("](") {
        let start = plain[..end].rfind('[').expect("a link begins");
        let close = end + plain[end..].find(')').expect("a link ends");
        let text = plain[start + 1..end].to_owned();
        plain.replace_range(start..=close, &text);
    }
    plain.replace("<https", "https").replace(">)", ")")
}

/// The words of a document's own text; the number of an item is a word with its stop.
fn words(document: &Document) -> Vec<String> {
    let mut text = String::new();
    for node in document.blocks.iter().filter(|node| node.role == Role::Text) {
        push(&node.block, &mut text);
    }
    text.split_whitespace().map(str::to_owned).collect()
}

fn push(block: &Block, text: &mut String) {
    match block {
        Block::Title(content) | Block::Paragraph(content) => push_line(&plain_text(content), text),
        Block::Heading(heading) => push_line(&plain_text(&heading.content), text),
        Block::List(list) => list.items.iter().for_each(|item| push_item(item, text)),
        Block::Quotation(quotation) => {
            quotation.blocks.iter().for_each(|block| push(block, text));
            push_line(&plain_text(&quotation.source), text);
        }
        Block::Graph(graph) => push_line(&graph.label.text(), text),
        Block::Generated(_) | Block::Table(_) | Block::Picture(_) => {
            unreachable!("apparatus is left out")
        }
    }
}

fn push_item(item: &Item, text: &mut String) {
    if let Some(number) = item.number {
        write!(text, "{number}. ").expect("a string takes all");
    }
    item.blocks.iter().for_each(|block| push(block, text));
}

fn push_line(line: &str, text: &mut String) {
    text.push_str(line);
    text.push('\n');
}

fn assert_same(expected: &[String], found: &[String]) {
    assert!(expected == found, "{}", differences(expected, found));
}

/// What differs, a line each: the words taken away and the words put in.
fn differences(expected: &[String], found: &[String]) -> String {
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    let diff = TextDiff::from_slices(&expected, &found);
    let mut lines = String::new();
    for group in diff.grouped_ops(0) {
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            match change.tag() {
                ChangeTag::Delete => old.push(change.value()),
                ChangeTag::Insert => new.push(change.value()),
                ChangeTag::Equal => {}
            }
        }
        writeln!(lines, "{} => {}", old.join(" "), new.join(" ")).expect("a string takes all");
    }
    lines
}
