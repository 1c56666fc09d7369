//! The corrigendum as a document: a table for each kind of decision.

use super::{Corrigendum, Effect, Entry};
use crate::document::{About, Added, Block, Column, Document, Heading, Inline, Node, Row, Table};

pub(super) fn write(
    corrigendum: &Corrigendum,
    organization: &str,
    language: &str,
    edition: Option<&str>,
) -> Document {
    let title = corrigendum.title();
    let about = [Some(organization), edition].into_iter().flatten().map(str::to_owned);
    let mut blocks = vec![
        Block::Title(vec![Inline::tool(&title)]),
        Block::Added(Added::Edition(about.collect())),
    ];
    for (title, entries) in corrigendum.groups() {
        let content = vec![Inline::tool(title)];
        blocks.push(Block::Heading(Heading::new(1, content)));
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
        let or = |words: &str, none: &str| {
            if words.is_empty() { none.to_owned() } else { words.to_owned() }
        };
        let (issued, corrected) = match entry.effects.is_empty() {
            true => (entry.issued.clone(), or(&entry.corrected, "(taken out)")),
            false => sides(&entry.effects),
        };
        let cells = [
            format!("{}\n{}, line {}", entry.place(), entry.file, entry.line),
            issued,
            corrected,
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

/// What was issued and what is right, a line for each effect.
fn sides(effects: &[Effect]) -> (String, String) {
    if let [Effect { from: Some(from), to: Some(to), places, .. }] = effects
        && places.is_empty()
    {
        return (from.clone(), to.clone());
    }
    let side = |words: fn(&Effect) -> &Option<String>, place: usize| {
        let line = |effect: &Effect| {
            let words = words(effect).clone().or_else(|| effect.places.get(place).cloned());
            format!("{}: {}", effect.what, words.unwrap_or_else(|| "—".to_owned()))
        };
        effects.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    (side(|effect| &effect.from, 0), side(|effect| &effect.to, 1))
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
