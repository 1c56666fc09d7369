//! What is added once the whole text is known: the labels that references print, and a table after each graph.

use std::collections::{BTreeMap, BTreeSet};

use super::Material;
use crate::chart::{self, BaseNote, Cell};
use crate::diagnostic::{Code, Diagnostic, Sources, Span};
use crate::document::{Block, Column, Inline, Item, Origin, Row, Table, Text};
use crate::figure::{Figure, Part};
use crate::words::Word;

/// Gives each reference the label of its graph. `references` are the graphs referred to, and where; one that is not
/// printed is an error.
pub(super) fn refer(
    blocks: &mut [Block],
    sources: &Sources,
    references: &[(String, Span)],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut labels = BTreeMap::new();
    each_block(blocks, &mut |block| {
        if let Block::Graph(graph) = block {
            labels.insert(graph.key.clone(), graph.label.bare());
        }
    });
    for (key, place) in references.iter().filter(|(key, _)| !labels.contains_key(key)) {
        let message = format!("graph `{key}` is referred to, but not printed");
        let help = format!("print it with `{{{{ graph(\"{key}\", \"Graph\") }}}}`");
        diagnostics.push(
            Diagnostic::error(Code::GraphNotPrinted, message)
                .at(sources.line(*place), "")
                .help(help),
        );
    }
    each_block(blocks, &mut |block| {
        each_line(block, &mut |line| {
            each_inline(line, &mut |inline| {
                if let Inline::Reference { graph, label } = inline {
                    *label = labels.get(graph).cloned().unwrap_or_default();
                }
            });
        });
    });
}

/// Puts after each graph its table, unless a template says where that stands. `places` are the tags that print the
/// graphs.
pub(super) fn add_tables(
    blocks: &mut Vec<Block>,
    material: &Material<'_>,
    places: &BTreeMap<String, Span>,
) {
    let mut placed = BTreeSet::new();
    each_block(blocks, &mut |block| {
        if let Block::Table(table) = block {
            placed.insert(table.graph.clone());
        }
    });
    add_missing(blocks, &mut |key| {
        placed.insert(key.to_owned()).then(|| table(material, key, places[key])).flatten()
    });
}

fn add_missing(blocks: &mut Vec<Block>, missing: &mut impl FnMut(&str) -> Option<Table>) {
    let mut index = 0;
    while index < blocks.len() {
        match &mut blocks[index] {
            Block::Graph(graph) => {
                if let Some(table) = missing(&graph.key) {
                    blocks.insert(index + 1, Block::Table(table));
                    index += 1;
                }
            }
            Block::List(list) => {
                list.items.iter_mut().for_each(|item| add_missing(&mut item.blocks, missing));
            }
            Block::Quotation(_)
            | Block::Title(_)
            | Block::Added(_)
            | Block::Heading(_)
            | Block::Paragraph(_)
            | Block::Table(_) => {}
        }
        index += 1;
    }
}

/// The figures of a graph as a table, if it has any; `place` is the tag that prints it. The label of the graph
/// is left open.
pub(super) fn table(material: &Material<'_>, key: &str, place: Span) -> Option<Table> {
    let graphs = &material.survey.report.graphs;
    let graph = graphs.iter().find(|graph| graph.key.value == key);
    let graph = graph.expect("the template function checked the key");
    let rows = material.charts[key].table.as_ref()?;
    let has_remarks = rows.rows.iter().any(|row| row.remark.is_some());
    let words = material.words;
    let mut columns = vec![
        column(&rows.options, false),
        column(&rows.unit, true),
        column(&words.say(Word::TableShare, &[]), true),
    ];
    columns.extend(has_remarks.then(|| column(&words.say(Word::TableRemark, &[]), false)));
    let width = columns.len();
    let row = |row: &chart::Row| {
        let figure = |part| Figure::option(&graph.question, &row.key, part);
        let mut cells = vec![
            vec![Inline::tool(&row.name)],
            cell(&row.count, figure(Part::Count), place),
            cell(&row.share, figure(Part::Share), place),
        ];
        cells.extend([row.remark.iter().map(Inline::tool).collect()]);
        cells.truncate(width);
        Row { cells }
    };
    let base = Figure::base(&graph.question);
    let notes = rows.notes.iter().map(|note| vec![Inline::tool(note)]);
    let reference = Inline::Reference { graph: key.to_owned(), label: String::new() };
    let [before, after] = words.around(Word::TableCaption, "graph", &[]);
    Some(Table {
        graph: key.to_owned(),
        caption: between(&before, reference, &after),
        columns,
        rows: rows.rows.iter().map(row).collect(),
        notes: notes.chain([base_note(&rows.base, base, place)]).collect(),
        splits: false,
    })
}

/// The note on the base, which is a figure.
fn base_note(note: &BaseNote, id: Figure, place: Span) -> Vec<Inline> {
    if note.number.is_empty() {
        return vec![Inline::tool(note.text())];
    }
    let figure = Text { text: note.number.clone(), origin: Origin::Figure(id, place) };
    between(&note.before, Inline::Text(figure), &note.after)
}

/// Something with words before and after it.
fn between(before: &str, thing: Inline, after: &str) -> Vec<Inline> {
    let words = |words: &str| (!words.is_empty()).then(|| Inline::tool(words));
    words(before).into_iter().chain([thing]).chain(words(after)).collect()
}

fn column(title: &str, numbers: bool) -> Column {
    Column { title: vec![Inline::tool(title)], numbers }
}

fn cell(cell: &Cell, id: Figure, place: Span) -> Vec<Inline> {
    match cell {
        Cell::Words(words) => vec![Inline::tool(words)],
        Cell::Figure { text, adopted } => {
            let figure = Text { text: text.clone(), origin: Origin::Figure(id, place) };
            let asterisk = adopted.then(|| Inline::tool(chart::ADOPTED));
            std::iter::once(Inline::Text(figure)).chain(asterisk).collect()
        }
    }
}

/// Visits blocks and the blocks in them.
pub(super) fn each_block(blocks: &mut [Block], visit: &mut impl FnMut(&mut Block)) {
    for block in blocks {
        visit(block);
        match block {
            Block::List(list) => {
                let inner = list.items.iter_mut().map(|Item { blocks, .. }| blocks);
                inner.for_each(|blocks| each_block(blocks, visit));
            }
            Block::Quotation(quotation) => each_block(&mut quotation.blocks, visit),
            Block::Title(_)
            | Block::Added(_)
            | Block::Heading(_)
            | Block::Paragraph(_)
            | Block::Graph(_)
            | Block::Table(_) => {}
        }
    }
}

/// Visits the lines that a block itself holds.
pub(super) fn each_line(block: &mut Block, visit: &mut impl FnMut(&mut Vec<Inline>)) {
    match block {
        Block::Title(content) | Block::Paragraph(content) => visit(content),
        Block::Heading(heading) => visit(&mut heading.content),
        Block::Quotation(quotation) => visit(&mut quotation.source),
        Block::Graph(graph) => {
            graph.caption.iter_mut().chain(&mut graph.note).for_each(visit);
        }
        Block::Table(table) => {
            [&mut table.caption].into_iter().chain(&mut table.notes).for_each(visit);
        }
        Block::Added(_) | Block::List(_) => {}
    }
}

fn each_inline(line: &mut [Inline], visit: &mut impl FnMut(&mut Inline)) {
    for inline in line {
        visit(inline);
        match inline {
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Link { content, .. }
            | Inline::Foreign { content, .. }
            | Inline::Footnote(content) => each_inline(content, visit),
            Inline::Text(_) | Inline::Reference { .. } | Inline::Cross { .. } | Inline::Break => {}
        }
    }
}
