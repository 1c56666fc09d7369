//! The note as a document: a table for each group, or a list if none of its entries has an old and
//! a new text.

use super::{Entry, Group, NOTHING, end, groups};
use crate::change::Changes;
use crate::document::{About, Block, Column, Document, Heading, Inline, Item, List, Row, Table};
use crate::words::{Word, Words};

/// The note as a document for people who work in Word; `report` are the properties of the newer
/// report.
pub fn document(changes: &Changes, report: &About, words: &Words) -> Document {
    let title = words.say(Word::ChangesTitle, &[("report", &changes.report)]);
    let to = words.say(Word::ChangesToReport, &[("report", &changes.to)]);
    let line = |words: String| Block::Paragraph(vec![Inline::tool(words)]);
    let mut blocks = vec![
        heading(&words.say(Word::ChangesCompared, &[])),
        line(words.say(Word::ChangesFromReport, &[("report", &changes.from)])),
        line(to.clone()),
    ];
    for section in groups(changes, words).chunk_by(|one, next| one.title == next.title) {
        blocks.push(heading(&section[0].title));
        blocks.extend(section.iter().map(|group| {
            match group.entries.iter().any(|entry| entry.is_reading) {
                true => table(group, words),
                false => list(group),
            }
        }));
    }
    blocks.push(line(end(changes, words)));
    let lines = vec![report.organization.clone()];
    let about = About { title: title.clone(), edition: Some(to), ..report.clone() };
    Document::generated(about, &title, lines, blocks)
}

fn heading(words: &str) -> Block {
    Block::Heading(Heading::new(1, vec![Inline::tool(words)]))
}

fn list(group: &Group) -> Block {
    let item = |entry: &Entry| {
        let lines = std::iter::once(&entry.what).chain(&entry.places).chain(&entry.more);
        let blocks = lines.map(|line| Block::Paragraph(vec![Inline::tool(line)])).collect();
        Item { number: None, key_message: false, anchor: None, blocks }
    };
    Block::List(List { items: group.entries.iter().map(item).collect() })
}

fn table(group: &Group, words: &Words) -> Block {
    // A group has either figures with reasons, or text.
    let has_reasons = group.entries.iter().any(|entry| entry.why.is_some());
    let titles = [
        (Word::ChangesColumnWhat, false),
        (Word::ChangesColumnFor, has_reasons),
        (Word::ChangesColumnRead, has_reasons),
        (Word::ChangesColumnWhy, false),
    ];
    let titles = if has_reasons { &titles[..] } else { &titles[..3] };
    let column = |(title, numbers): &(Word, bool)| Column {
        title: vec![Inline::tool(words.say(*title, &[]))],
        numbers: *numbers,
    };
    let row = |entry: &Entry| {
        let about = std::iter::once(&entry.what).chain(&entry.places);
        let about = about.chain(entry.more.iter().filter(|_| !has_reasons));
        let absent = if entry.is_reading { NOTHING } else { "" };
        let [from, to] = [&entry.from, &entry.to]
            .map(|text| lines(text.as_deref().unwrap_or(absent).split('\n')));
        let why = lines(entry.why.iter().chain(&entry.more).map(String::as_str));
        let cells = [lines(about.map(String::as_str)), from, to, why];
        Row { cells: cells.into_iter().take(titles.len()).collect() }
    };
    let about = group.about.as_deref().unwrap_or(&group.title);
    let mut readings = group.entries.iter().filter(|entry| entry.is_reading);
    let note = match readings.any(|entry| entry.from.is_none() || entry.to.is_none()) {
        true => words.say(Word::ChangesAbsent, &[("mark", NOTHING)]),
        false => words.say(Word::ChangesOrder, &[]),
    };
    Block::Table(Table {
        graph: about.to_owned(),
        caption: vec![Inline::tool(words.say(Word::ChangesCaption, &[("what", about)]))],
        columns: titles.iter().map(column).collect(),
        rows: group.entries.iter().map(row).collect(),
        notes: vec![vec![Inline::tool(note)]],
        splits: true,
        data: None,
    })
}

/// The content of a cell: lines separated by forced line breaks.
fn lines<'l>(lines: impl Iterator<Item = &'l str>) -> Vec<Inline> {
    Inline::lines(lines.filter(|line| !line.is_empty()))
}
