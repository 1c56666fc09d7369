//! The corrigendum as a document: a table for each kind of decision.

use super::{Corrigendum, Entry};
use crate::document::{About, Block, Column, Document, Heading, Inline, Node, Row, Table};

pub(super) fn write(
    corrigendum: &Corrigendum,
    organization: &str,
    language: &str,
    edition: Option<&str>,
) -> Document {
    let title = corrigendum.title();
    let about = [Some(organization), edition].into_iter().flatten().map(str::to_owned);
    let mut blocks =
        vec![Block::Title(vec![Inline::tool(&title)]), Block::Edition(about.collect())];
    for (title, entries) in corrigendum.groups() {
        let content = vec![Inline::tool(title)];
        blocks.push(Block::Heading(Heading { level: 1, starts_page: false, content }));
        blocks.push(table(title, &entries));
    }
    if corrigendum.entries.is_empty() {
        blocks.push(Block::Paragraph(vec![Inline::tool("There are no errata.")]));
    }
    let about = About {
        title,
        subject: None,
        organization: organization.to_owned(),
        language: language.to_owned(),
        edition: edition.map(str::to_owned),
    };
    Document { about, blocks: blocks.into_iter().map(Node::apparatus).collect() }
}

fn table(title: &str, entries: &[&Entry]) -> Block {
    let column = |title: &str| Column { title: vec![Inline::tool(title)], numbers: false };
    let row = |entry: &&Entry| {
        let corrected = match entry.corrected.as_str() {
            "" => "(taken out)",
            corrected => corrected,
        };
        let cells = [
            format!("{}\n{}, line {}", entry.place(), entry.file, entry.line),
            entry.issued.clone(),
            corrected.to_owned(),
            format!("{}\n{}\n{}", entry.why, entry.decision(), entry.id),
        ];
        Row { cells: cells.iter().map(|words| lines(words)).collect() }
    };
    Block::Table(Table {
        graph: title.to_owned(),
        caption: vec![Inline::tool(format!("{title}: for … read …"))],
        columns: ["Where", "For", "Read", "Why, and what is decided"].map(column).to_vec(),
        rows: entries.iter().map(row).collect(),
        notes: Vec::new(),
        splits: true,
    })
}

/// Lines of a cell, each with a forced end.
fn lines(words: &str) -> Vec<Inline> {
    let mut content = Vec::new();
    let mut before = "";
    for line in words.lines().filter(|line| !line.trim().is_empty()) {
        // The file says where it stands if the report does not.
        if line == before {
            continue;
        }
        if !content.is_empty() {
            content.push(Inline::Break);
        }
        content.push(Inline::tool(line));
        before = line;
    }
    content
}
