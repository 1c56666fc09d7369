//! Quotation marks around what is quoted, whatever blocks it begins and ends with.

use crate::document::{Block, Inline};

/// Puts an opening mark before the first words.
pub(super) fn mark_first(blocks: &mut [Block], mark: &str) {
    if let Some(line) = blocks.first_mut().and_then(first_line) {
        line.insert(0, Inline::tool(mark));
    }
}

/// Puts a closing mark after the last words.
pub(super) fn mark_last(blocks: &mut [Block], mark: &str) {
    if let Some(line) = blocks.last_mut().and_then(last_line) {
        line.push(Inline::tool(mark));
    }
}

fn first_line(block: &mut Block) -> Option<&mut Vec<Inline>> {
    match block {
        Block::Paragraph(content) => Some(content),
        Block::List(list) => first_line(list.items.first_mut()?.blocks.first_mut()?),
        Block::Quotation(quotation) => first_line(quotation.blocks.first_mut()?),
        Block::Title(_)
        | Block::Added(_)
        | Block::Heading(_)
        | Block::Graph(_)
        | Block::Table(_) => None,
    }
}

fn last_line(block: &mut Block) -> Option<&mut Vec<Inline>> {
    match block {
        Block::Paragraph(content) => Some(content),
        Block::List(list) => last_line(list.items.last_mut()?.blocks.last_mut()?),
        Block::Quotation(quotation) => last_line(quotation.blocks.last_mut()?),
        Block::Title(_)
        | Block::Added(_)
        | Block::Heading(_)
        | Block::Graph(_)
        | Block::Table(_) => None,
    }
}
