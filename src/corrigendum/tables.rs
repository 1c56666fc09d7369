//! The corrigendum as a document for the readers of the report; contains only applied errata.

use super::{Corrigendum, Entry, Impact};
use crate::document::{About, Block, Column, Document, Generated, Inline, Node, Row, Table};
use crate::errata::Status;
use crate::words::{Word, Words};

/// The column titles.
const COLUMNS: [Word; 4] = [
    Word::CorrigendumColumnWhere,
    Word::CorrigendumColumnFor,
    Word::CorrigendumColumnRead,
    Word::CorrigendumColumnWhy,
];

pub(super) fn write(corrigendum: &Corrigendum, report: &About, words: &Words) -> Document {
    let title = corrigendum.title(words);
    let about = std::iter::once(&report.organization).chain(&report.edition).cloned();
    let mut blocks = vec![
        Block::Title(vec![Inline::tool(&title)]),
        Block::Generated(Generated::Edition(about.collect())),
    ];
    let applied = corrigendum.entries.iter().filter(|entry| entry.status == Status::Applied);
    let applied: Vec<&Entry> = applied.collect();
    blocks.push(match applied.is_empty() {
        true => Block::Paragraph(vec![Inline::tool(words.say(Word::CorrigendumNone, &[]))]),
        false => table(&applied, words),
    });
    let about = About { title, subject: None, ..report.clone() };
    Document { about, blocks: blocks.into_iter().map(Node::generated).collect() }
}

fn table(entries: &[&Entry], words: &Words) -> Block {
    let column =
        |key: Word| Column { title: vec![Inline::tool(words.say(key, &[]))], numbers: false };
    let row = |entry: &&Entry| {
        let (issued, corrected) = match entry.reading() {
            Some((issued, "")) => (issued.to_owned(), words.say(Word::CorrigendumTakenOut, &[])),
            Some((issued, corrected)) => (issued.to_owned(), corrected.to_owned()),
            None => sides(&entry.impact),
        };
        let cells = [entry.place(words), issued, corrected, entry.why.clone()];
        Row { cells: cells.iter().map(|text| lines(text)).collect() }
    };
    Block::Table(Table {
        graph: String::new(),
        caption: vec![Inline::tool(words.say(Word::CorrigendumCaption, &[]))],
        columns: COLUMNS.map(column).to_vec(),
        rows: entries.iter().map(row).collect(),
        notes: Vec::new(),
        splits: true,
    })
}

/// The issued and the corrected side, with a line for each impact.
fn sides(impact: &[Impact]) -> (String, String) {
    let side = |words: fn(&Impact) -> &Option<String>, place: usize| {
        let line = |impact: &Impact| {
            let words = words(impact).clone().or_else(|| impact.places.get(place).cloned());
            format!("{}: {}", impact.what, words.unwrap_or_else(|| "—".to_owned()))
        };
        impact.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    (side(|impact| &impact.from, 0), side(|impact| &impact.to, 1))
}

/// The lines of a cell, separated by forced line breaks.
fn lines(words: &str) -> Vec<Inline> {
    let mut lines: Vec<&str> = words.lines().filter(|line| !line.trim().is_empty()).collect();
    // Equal consecutive lines, such as those of similar impact, are shown once.
    lines.dedup();
    let lines: Vec<Vec<Inline>> = lines.into_iter().map(|line| vec![Inline::tool(line)]).collect();
    lines.join(&Inline::Break)
}
