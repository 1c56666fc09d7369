//! Counts the words of a report's own text.

use crate::document::{Block, Document, Role, plain_text};

/// Words of all text blocks, as `wc -w` counts them; captions, contents and tables are apparatus and do
/// not count; nor do footnotes.
pub(super) fn count(document: &Document) -> usize {
    let text = document.blocks.iter().filter(|node| node.role == Role::Text);
    text.map(|node| words(&node.block)).sum()
}

fn words(block: &Block) -> usize {
    match block {
        Block::Title(content) | Block::Paragraph(content) => words_of(&plain_text(content)),
        Block::Heading(heading) => words_of(&plain_text(&heading.content)),
        Block::List(list) => {
            let numbers = list.items.iter().filter(|item| item.number.is_some()).count();
            let blocks = list.items.iter().flat_map(|item| &item.blocks);
            numbers + blocks.map(words).sum::<usize>()
        }
        Block::Quotation(quotation) => {
            quotation.blocks.iter().map(words).sum::<usize>()
                + words_of(&plain_text(&quotation.source))
        }
        Block::Graph(graph) => words_of(&graph.label.text()),
        Block::Added(_) | Block::Table(_) => 0,
    }
}

fn words_of(text: &str) -> usize {
    text.split_whitespace().count()
}
