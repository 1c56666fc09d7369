//! Generated content that needs the complete text: the labels printed by references, and a table
//! after each graph.

use std::collections::{BTreeMap, BTreeSet};

use super::ComposeInput;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{
    Block, DataTable, Inline, Origin, Text, all_blocks, visit_blocks, visit_inlines,
};

/// Sets the label of each reference to that of its graph or table. `references` lists their keys,
/// with the location of the reference; a reference to what is not printed is an error.
pub(super) fn refer(
    blocks: &mut [Block],
    input: &ComposeInput<'_>,
    references: &[(String, Span)],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let labels = all_blocks(&*blocks).into_iter().filter_map(|block| match block {
        Block::Graph(graph) => Some((graph.key.clone(), graph.label.bare())),
        block => {
            let DataTable { key, label, .. } = block.data_table()?;
            Some((key.clone()?, label.bare()))
        }
    });
    let labels: BTreeMap<String, String> = labels.collect();
    for (key, place) in references.iter().filter(|(key, _)| !labels.contains_key(key)) {
        let is_table = input.survey.report.tables.iter().any(|table| *table.key.value == **key);
        let (what, tag) = match is_table {
            true => ("table", format!("table(\"{key}\")")),
            false => ("graph", format!("graph(\"{key}\", \"Graph\")")),
        };
        let message = format!("{what} `{key}` is referred to, but not printed");
        let help = format!("print it with `{{{{ {tag} }}}}`");
        diagnostics.push(
            Diagnostic::error(Code::GraphNotPrinted, message)
                .at(input.sources.line(*place), "")
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

fn add_missing(blocks: &mut Vec<Block>, missing: &mut impl FnMut(&str) -> Option<Block>) {
    let mut all = std::mem::take(blocks).into_iter().peekable();
    while let Some(mut block) = all.next() {
        let next = all.peek().and_then(Block::graph);
        let is_end = next.is_none_or(|next| next.continues.is_none());
        let graph = block.graph().filter(|_| is_end);
        let table = graph.and_then(|graph| missing(graph.whole()));
        if let Block::List(list) = &mut block {
            list.items.iter_mut().for_each(|item| add_missing(&mut item.blocks, missing));
        }
        blocks.push(block);
        blocks.extend(table);
    }
}

/// The figures of a graph as a table, if the graph has any; figures that have a value are attributed
/// to the tag at `place`, which prints the table. The graph's label is filled in later by [`refer`].
pub(super) fn table(input: &ComposeInput<'_>, key: &str, place: Span) -> Option<Block> {
    let mut table = Block::Table(input.charts[key].table.clone()?);
    for (_, line) in table.lines_mut() {
        visit_inlines(line, &mut |inline| {
            if let Inline::Text(Text { origin, .. }) = inline
                && let [figure] = origin.figures()
                && input.tally.value(figure).is_some()
            {
                *origin = Origin::Figure(figure.clone(), place);
            }
        });
    }
    Some(table)
}
