//! Adds quotation marks around quoted blocks, regardless of the kinds of block at both ends.

use crate::document::{Block, Inline};

/// The end of the blocks at which a mark is added.
#[derive(Clone, Copy)]
enum Edge {
    First,
    Last,
}

/// Inserts an opening mark before the first words.
pub(super) fn mark_first(blocks: &mut [Block], mark: &str) {
    if let Some(line) = line_at(Edge::First, blocks) {
        line.insert(0, Inline::tool(mark));
    }
}

/// Appends a closing mark after the last words.
pub(super) fn mark_last(blocks: &mut [Block], mark: &str) {
    if let Some(line) = line_at(Edge::Last, blocks) {
        line.push(Inline::tool(mark));
    }
}

fn line_at(edge: Edge, blocks: &mut [Block]) -> Option<&mut Vec<Inline>> {
    match edge.of(blocks)? {
        Block::Paragraph(content) => Some(content),
        Block::List(list) => line_at(edge, &mut edge.of(&mut list.items)?.blocks),
        Block::Quotation(quotation) => line_at(edge, &mut quotation.blocks),
        Block::Title(_)
        | Block::Generated(_)
        | Block::Heading(_)
        | Block::Graph(_)
        | Block::Table(_) => None,
    }
}

impl Edge {
    fn of<T>(self, all: &mut [T]) -> Option<&mut T> {
        match self {
            Edge::First => all.first_mut(),
            Edge::Last => all.last_mut(),
        }
    }
}
