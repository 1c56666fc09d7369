//! Counts the words of a report: all as Word does, or those of its own text.

use crate::diagnostic::Sources;
use crate::document::{
    Block, Document, Generated, Kind, LineKind, Passage, Role, UnitKind, plain_text, shown_text,
};

/// Counts words separated by whitespace in the Word document: title, lines under it, contents with
/// their page numbers, headings, paragraphs, items, quotations and their attributions, labels and
/// captions of graphs with their notes, tables with captions and notes, and footnotes. Like Word,
/// it does not count list numbers and bullets, headers and footers, and the text and alternative
/// text of pictures. `levels` is the depth of the table of contents.
pub fn count(document: &Document, sources: &Sources, levels: u8) -> usize {
    let passages = document.passages(sources);
    let words: usize = passages.iter().map(words_of_passage).sum();
    let added = document.blocks.iter().map(|node| match &node.block {
        Block::Generated(Generated::Contents(_)) => words_of_contents(document, levels),
        Block::Generated(Generated::Graphs(_)) => words_of_graphs(document, &passages),
        _ => 0,
    });
    words + added.sum::<usize>()
}

fn words_of_passage(passage: &Passage<'_>) -> usize {
    match passage.content {
        _ if passage.kind == Kind::Drawing || passage.line == LineKind::Alternative => 0,
        [] => count_words(&passage.text),
        content => count_words(&shown_text(content)),
    }
}

/// The entries of the table of contents: each listed heading with its page number.
fn words_of_contents(document: &Document, levels: u8) -> usize {
    let entries = document.all_blocks().into_iter().map(|block| match block {
        Block::Heading(heading) if heading.is_listed(levels) => {
            count_words(&plain_text(&heading.content)) + 1
        }
        _ => 0,
    });
    entries.sum()
}

/// The entries of the list of graphs: each label and caption with its page number.
fn words_of_graphs(document: &Document, passages: &[Passage<'_>]) -> usize {
    let is_entry = |passage: &&Passage<'_>| {
        let is_caption = passage.line == LineKind::Caption && passage.graph.is_some();
        is_caption || is_label_of_graph(passage)
    };
    document.graphs().len() + passages.iter().filter(is_entry).map(words_of_passage).sum::<usize>()
}

fn is_label_of_graph(passage: &Passage<'_>) -> bool {
    passage.kind == Kind::Label && passage.unit.kind == UnitKind::Graph
}

fn count_words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Counts the words of a report's own text, in all text blocks, as `wc -w` does, including item numbers and graph labels.
/// Captions, tables of contents, tables and footnotes are not part of the report's own text and do
/// not count.
pub fn count_own(document: &Document, sources: &Sources) -> usize {
    let (mut words, mut last_unit) = (0, None);
    for passage in document.passages(sources) {
        let is_counted = match passage.kind {
            Kind::Label => is_label_of_graph(&passage),
            Kind::Title | Kind::Heading(_) | Kind::Paragraph | Kind::Item(_) | Kind::Message(_) => {
                true
            }
            Kind::Quotation | Kind::QuotationSource => true,
            Kind::Caption | Kind::Drawing | Kind::Table | Kind::Footnote => false,
            Kind::Edition | Kind::Generated => false,
        };
        if passage.role != Role::Text || !is_counted {
            continue;
        }
        if let UnitKind::Item { number: Some(_), .. } = passage.unit.kind {
            words += usize::from(last_unit != Some(passage.unit.number));
        }
        last_unit = Some(passage.unit.number);
        let marks = passage.marks.split_whitespace();
        words += marks.filter(|mark| *mark != "–").count();
        words += passage.text.split_whitespace().count();
    }
    words
}
