//! A document tree as JSON. Its places name files by their numbers, which another run gives anew: the names stand beside.

use serde::{Deserialize, Serialize};

use crate::diagnostic::{FileId, Sources, Span};
use crate::document::{Block, Document, Inline, Item, Label, Origin, Row, Text};

#[derive(Serialize)]
struct Kept<'d> {
    files: Vec<&'d str>,
    document: &'d Document,
}

#[derive(Deserialize)]
struct Found {
    files: Vec<String>,
    document: Document,
}

/// How the places of a tree count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counting {
    /// In the text after the errata, as release 0.2.0 counted.
    Corrected,
    /// In the file as it was kept.
    Kept,
}

pub(super) fn write(document: &Document, sources: &Sources) -> Vec<u8> {
    let files = sources.iter().map(|(_, source)| source.name.as_str()).collect();
    let mut document = document.clone();
    each_place(&mut document, &|span| {
        let range = sources.get(span.file).range_on_disk(span.range());
        Some(Span::new(span.file, range))
    });
    let json = serde_json::to_string(&Kept { files, document: &document });
    (json.expect("a tree is strings and numbers") + "\n").into_bytes()
}

/// Reads a tree. A place in a file that is not among `sources` comes from the tool.
pub(super) fn read(text: &[u8], sources: &Sources, counting: Counting) -> Result<Document, String> {
    let found: Found = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    let Found { files, mut document } = found;
    each_place(&mut document, &|span| {
        let name = files.get(span.file.number())?;
        let file: FileId = sources.find(name)?;
        let range = match counting {
            Counting::Corrected => span.range(),
            Counting::Kept => sources.get(file).range_from_disk(span.range()),
        };
        Some(Span::new(file, range))
    });
    Ok(document)
}

/// Changes each place; a text without one comes from the tool.
fn each_place(document: &mut Document, change: &impl Fn(Span) -> Option<Span>) {
    let mut visit = |text: &mut Text| {
        let changed = match &text.origin {
            Origin::Place(span) => change(*span).map(Origin::Place),
            Origin::Computed(span) => change(*span).map(Origin::Computed),
            Origin::Figure(id, span) => change(*span).map(|span| Origin::Figure(id.clone(), span)),
            Origin::Tool => None,
        };
        text.origin = changed.unwrap_or(Origin::Tool);
    };
    for node in &mut document.blocks {
        block(&mut node.block, &mut visit);
    }
}

fn block(this: &mut Block, visit: &mut impl FnMut(&mut Text)) {
    match this {
        Block::Title(content) | Block::Paragraph(content) => line(content, visit),
        Block::Heading(heading) => line(&mut heading.content, visit),
        Block::List(list) => {
            let blocks = list.items.iter_mut().flat_map(|Item { blocks, .. }| blocks);
            blocks.for_each(|inner| block(inner, visit));
        }
        Block::Quotation(quotation) => {
            quotation.blocks.iter_mut().for_each(|inner| block(inner, visit));
            line(&mut quotation.source, visit);
        }
        Block::Graph(graph) => {
            if let Label::Issued(text) = &mut graph.label {
                visit(text);
            }
            graph.caption.iter_mut().chain(&mut graph.note).for_each(|own| line(own, visit));
        }
        Block::Table(table) => {
            line(&mut table.caption, visit);
            let cells = table.rows.iter_mut().flat_map(|Row { cells }| cells);
            let titles = table.columns.iter_mut().map(|column| &mut column.title);
            titles.chain(cells).chain(&mut table.notes).for_each(|own| line(own, visit));
        }
        Block::Added(_) => {}
    }
}

fn line(content: &mut [Inline], visit: &mut impl FnMut(&mut Text)) {
    for inline in content {
        match inline {
            Inline::Text(text) => visit(text),
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Link { content, .. }
            | Inline::Foreign { content, .. }
            | Inline::Footnote(content) => line(content, visit),
            Inline::Reference { .. } | Inline::Cross { .. } | Inline::Break => {}
        }
    }
}
