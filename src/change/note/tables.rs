//! The note as a document: a table for each section, or a list where there is nothing to read for something else.

use super::{Entry, NOTHING, Section};
use crate::change::Changes;
use crate::document::{
    About, Block, Column, Document, Heading, Inline, Item, List, Node, Row, Table,
};

pub(super) fn write(
    changes: &Changes,
    sections: &[Section],
    end: &str,
    organization: &str,
    language: &str,
) -> Document {
    let title = format!("Changes in: {}", changes.report);
    let facts = vec![
        organization.to_owned(),
        format!("From: {}", changes.from),
        format!("To: {}", changes.to),
    ];
    let mut blocks = vec![Block::Title(vec![Inline::tool(&title)]), Block::Edition(facts)];
    for section in sections {
        let content = vec![Inline::tool(section.title)];
        blocks.push(Block::Heading(Heading { level: 1, starts_page: false, content }));
        blocks.push(match section.entries.iter().any(|entry| entry.words.is_some()) {
            true => table(section),
            false => list(section),
        });
    }
    blocks.push(Block::Paragraph(vec![Inline::tool(end)]));
    let about = About {
        title,
        subject: None,
        organization: organization.to_owned(),
        language: language.to_owned(),
        edition: Some(changes.to.clone()),
    };
    Document { about, blocks: blocks.into_iter().map(Node::apparatus).collect() }
}

fn list(section: &Section) -> Block {
    let item = |entry: &Entry| {
        let lines = std::iter::once(&entry.what).chain(&entry.more);
        let blocks = lines.map(|line| Block::Paragraph(vec![Inline::tool(line)])).collect();
        Item { number: None, key_message: false, blocks }
    };
    Block::List(List { items: section.entries.iter().map(item).collect() })
}

fn table(section: &Section) -> Block {
    let has_reasons = section.entries.iter().any(|entry| entry.why.is_some());
    let mut titles = vec!["What and where", "For", "Read"];
    titles.extend(has_reasons.then_some("Why"));
    let column = |title: &&str| Column { title: vec![Inline::tool(*title)], numbers: false };
    let row = |entry: &Entry| {
        let (from, to) = match &entry.words {
            Some(words) => (words.from.as_deref(), words.to.as_deref()),
            None => (None, None),
        };
        let about = std::iter::once(&entry.what).chain(&entry.places).map(String::as_str);
        let mut cells = vec![lines(about), said(from), said(to)];
        let why = entry.why.iter().chain(&entry.more).map(String::as_str);
        if has_reasons {
            cells.push(lines(why));
        }
        Row { cells }
    };
    Block::Table(Table {
        graph: section.title.to_owned(),
        caption: vec![Inline::tool(format!("{}: for what stood there, read what stands there now", section.title))],
        columns: titles.iter().map(column).collect(),
        rows: section.entries.iter().map(row).collect(),
        notes: vec![vec![Inline::tool(format!("{NOTHING} It did not stand there, or does not any more."))]],
    })
}

fn said(words: Option<&str>) -> Vec<Inline> {
    lines(words.unwrap_or(NOTHING).split('\n'))
}

/// Lines of a cell, each with a forced end.
fn lines<'l>(lines: impl Iterator<Item = &'l str>) -> Vec<Inline> {
    let mut content = Vec::new();
    for line in lines.filter(|line| !line.is_empty()) {
        if !content.is_empty() {
            content.push(Inline::Break);
        }
        content.push(Inline::tool(line));
    }
    content
}
