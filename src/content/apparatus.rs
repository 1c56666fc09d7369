//! Generated content that needs the complete text: the labels printed by references, and a table
//! after each graph.

use std::collections::{BTreeMap, BTreeSet};

use super::ComposeInput;
use crate::chart::{self, Line};
use crate::diagnostic::{Code, Diagnostic, Sources, Span};
use crate::document::{
    Block, Column, Inline, Origin, Row, Table, Text, all_blocks, visit_blocks, visit_inlines,
};
use crate::tally::Tally;
use crate::words::Word;

/// Sets the label of each reference to that of its graph. `references` lists the graphs referred
/// to, with the location of the reference; a reference to a graph that is not printed is an error.
pub(super) fn refer(
    blocks: &mut [Block],
    sources: &Sources,
    references: &[(String, Span)],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let graphs = all_blocks(&*blocks).into_iter().filter_map(|block| match block {
        Block::Graph(graph) => Some((graph.key.clone(), graph.label.bare())),
        _ => None,
    });
    let labels: BTreeMap<String, String> = graphs.collect();
    for (key, place) in references.iter().filter(|(key, _)| !labels.contains_key(key)) {
        let message = format!("graph `{key}` is referred to, but not printed");
        let help = format!("print it with `{{{{ graph(\"{key}\", \"Graph\") }}}}`");
        diagnostics.push(
            Diagnostic::error(Code::GraphNotPrinted, message)
                .at(sources.line(*place), "")
                .help(help),
        );
    }
    visit_blocks(blocks, &mut |block| {
        for (_, line) in block.lines_mut() {
            visit_inlines(line, &mut |inline| {
                if let Inline::Reference { graph, label } = inline {
                    *label = labels.get(graph).cloned().unwrap_or_default();
                }
            });
        }
    });
}

/// Adds its table after each graph, unless a template places the table. `places` are the tags that
/// print the graphs.
pub(super) fn add_tables(
    blocks: &mut Vec<Block>,
    input: &ComposeInput<'_>,
    places: &BTreeMap<String, Span>,
) {
    let tables = all_blocks(&*blocks).into_iter().filter_map(|block| match block {
        Block::Table(table) => Some(table.graph.clone()),
        _ => None,
    });
    let mut placed: BTreeSet<String> = tables.collect();
    add_missing(blocks, &mut |key| {
        placed.insert(key.to_owned()).then(|| table(input, key, places[key])).flatten()
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
            | Block::Generated(_)
            | Block::Heading(_)
            | Block::Paragraph(_)
            | Block::Table(_) => {}
        }
        index += 1;
    }
}

/// The figures of a graph as a table, if the graph has any. `place` is the tag that prints the
/// table. The graph's label is filled in later by [`refer`].
pub(super) fn table(input: &ComposeInput<'_>, key: &str, place: Span) -> Option<Table> {
    let rows = input.charts[key].table.as_ref()?;
    let has_remarks = rows.rows.iter().any(|row| row.remark.is_some());
    let words = input.words;
    let mut columns = vec![
        column(&rows.options, false),
        column(&rows.unit, true),
        column(&words.say(Word::TableShare, &[]), true),
    ];
    columns.extend(has_remarks.then(|| column(&words.say(Word::TableRemark, &[]), false)));
    let width = columns.len();
    let printed = |line: &Line| printed(line, input.tally, place);
    let row = |row: &chart::Row| {
        let mut cells =
            vec![vec![Inline::tool(&row.name)], printed(&row.count), printed(&row.share)];
        cells.push(row.remark.clone().unwrap_or_default());
        cells.truncate(width);
        Row { cells }
    };
    let reference = Inline::Reference { graph: key.to_owned(), label: String::new() };
    Some(Table {
        graph: key.to_owned(),
        caption: words.line(Word::TableCaption, vec![("graph", vec![reference])]),
        columns,
        rows: rows.rows.iter().map(row).collect(),
        notes: rows.notes.iter().cloned().chain([printed(&rows.base)]).collect(),
        splits: false,
    })
}

/// A line of a chart's table; figures that have a value are attributed to the tag at `place`.
fn printed(line: &Line, tally: &Tally, place: Span) -> Vec<Inline> {
    let print = |inline: &Inline| match inline {
        Inline::Text(Text { text, origin: Origin::Mention(figures) }) => match &figures[..] {
            [figure] if tally.value(figure).is_some() => {
                let origin = Origin::Figure(figure.clone(), place);
                Inline::Text(Text { text: text.clone(), origin })
            }
            _ => inline.clone(),
        },
        _ => inline.clone(),
    };
    line.iter().map(print).collect()
}

fn column(title: &str, numbers: bool) -> Column {
    Column { title: vec![Inline::tool(title)], numbers }
}
