//! Counts the words of a report as Word counts those of its document.

use crate::diagnostic::Sources;
use crate::document::{Added, Block, Document, Kind, LineKind, Passage, plain_text, shown_text};

/// Words between blanks in the Word document: title, lines under it, contents with their page numbers, headings,
/// paragraphs, items, quotations and their sources, labels and captions of graphs with their notes, tables with captions
/// and notes, and footnotes. Not counted, as Word does not, are numbers and bullets that lists give, heads and feet of
/// pages, and what pictures show or describes them. `levels` are those of headings in the contents.
pub fn count(document: &Document, sources: &Sources, levels: u8) -> usize {
    let passages = document.passages(sources);
    let words: usize = passages.iter().map(of_passage).sum();
    let added = document.blocks.iter().map(|node| match &node.block {
        Block::Added(Added::Contents(_)) => of_contents(document, levels),
        Block::Added(Added::Graphs(_)) => of_graphs(document, &passages),
        _ => 0,
    });
    words + added.sum::<usize>()
}

fn of_passage(passage: &Passage<'_>) -> usize {
    match passage.content {
        _ if passage.kind == Kind::Drawing => 0,
        [] => of_text(&passage.text),
        content => of_text(&shown_text(content)),
    }
}

/// Each heading once more, with its page.
fn of_contents(document: &Document, levels: u8) -> usize {
    let entries = document.all_blocks().into_iter().map(|block| match block {
        Block::Heading(heading) if heading.is_listed(levels) => {
            of_text(&plain_text(&heading.content)) + 1
        }
        _ => 0,
    });
    entries.sum()
}

/// The label and caption of each graph once more, with its page.
fn of_graphs(document: &Document, passages: &[Passage<'_>]) -> usize {
    let is_entry = |passage: &&Passage<'_>| {
        let is_caption = passage.line == LineKind::Caption && passage.graph.is_some();
        is_caption || (passage.kind == Kind::Label && passage.line == LineKind::Reference)
    };
    document.graphs().len() + passages.iter().filter(is_entry).map(of_passage).sum::<usize>()
}

fn of_text(text: &str) -> usize {
    text.split_whitespace().count()
}
