//! The words of pieces and blocks, as a note tells them, with the places and figures that they came from.

use std::collections::BTreeSet;

use crate::diagnostic::Span;
use crate::document::{Block, Inline, Origin, plain_text, texts};
use crate::figure::Figure;

/// The lines of blocks, parted by breaks; `depth` is that of the lists around them.
pub(super) fn gather(blocks: &[Block], depth: usize, out: &mut Vec<Inline>) {
    for block in blocks {
        let is_line = !matches!(block, Block::Graph(_) | Block::Table(_) | Block::Added(_));
        if !out.is_empty() && is_line {
            out.push(Inline::Break);
        }
        match block {
            Block::Paragraph(content) | Block::Title(content) => out.extend_from_slice(content),
            Block::List(list) => {
                for (index, item) in list.items.iter().enumerate() {
                    if index > 0 {
                        out.push(Inline::Break);
                    }
                    let mark = item.number.map_or("–".to_owned(), |number| format!("{number}."));
                    out.push(Inline::tool(format!(
                        "{}{mark} ",
                        "– ".repeat(depth.saturating_sub(1))
                    )));
                    let mut inner = Vec::new();
                    gather(&item.blocks, depth + 1, &mut inner);
                    out.append(&mut inner);
                }
            }
            Block::Quotation(quotation) => {
                gather(&quotation.blocks, depth, out);
                out.push(Inline::Break);
                out.extend_from_slice(&quotation.source);
            }
            Block::Heading(heading) => out.extend_from_slice(&heading.content),
            Block::Graph(_) | Block::Table(_) | Block::Added(_) => {}
        }
    }
}

/// Plain text with an address after each link; breaks are line ends. With `note`, which stands for each footnote, it tells
/// what is emphasized, too.
pub(super) fn text(content: &[Inline], note: Option<&str>) -> String {
    let mut out = String::new();
    push(content, note, &mut out);
    out.trim().to_owned()
}

fn push(content: &[Inline], note: Option<&str>, out: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(text) => out.push_str(&text.text),
            Inline::Emphasis(content) => between("*", content, note, out),
            Inline::Strong(content) => between("**", content, note, out),
            Inline::Link { content, target } => {
                push(content, note, out);
                if plain_text(content) != *target {
                    out.push_str(&format!(" ({target})"));
                }
            }
            Inline::Foreign { content, .. } => push(content, note, out),
            Inline::Reference { label, .. } => out.push_str(label),
            // Where something else stands is told by that.
            Inline::Cross { .. } => {}
            Inline::Footnote(_) => out.push_str(note.unwrap_or_default()),
            Inline::Break => out.push('\n'),
        }
    }
}

/// Adds emphasized words, between `mark` if it is to be told.
fn between(mark: &str, content: &[Inline], note: Option<&str>, out: &mut String) {
    let mark = if note.is_some() { mark } else { "" };
    out.push_str(mark);
    push(content, note, out);
    out.push_str(mark);
}

/// The places that words came from; what the tool adds comes from none.
pub(super) fn origins(content: &[Inline]) -> BTreeSet<Span> {
    texts(content).into_iter().filter_map(|text| text.origin.place()).collect()
}

pub(super) fn collect_figures(content: &[Inline], figures: &mut BTreeSet<Figure>) {
    for text in texts(content) {
        if let Origin::Figure(id, _) = &text.origin {
            figures.insert(id.clone());
        }
    }
}
