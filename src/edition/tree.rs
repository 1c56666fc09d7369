//! A document tree as JSON. Its places name files by their numbers, which another run gives anew: the names stand beside.

use serde::{Deserialize, Serialize};

use crate::diagnostic::{FileId, Sources, Span};
use crate::document::{
    Block, Document, Graph, Inline, Label, Origin, Text, visit_blocks, visit_inlines,
};

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

/// Changes each place; a text whose place is none comes from the tool.
fn each_place(document: &mut Document, change: &impl Fn(Span) -> Option<Span>) {
    let changed = |text: &mut Text| {
        let changed = match &text.origin {
            Origin::Place(span) => change(*span).map(Origin::Place),
            Origin::Computed(span) => change(*span).map(Origin::Computed),
            Origin::Figure(id, span) => change(*span).map(|span| Origin::Figure(id.clone(), span)),
            Origin::Mention(_) | Origin::Tool => return,
        };
        text.origin = changed.unwrap_or(Origin::Tool);
    };
    visit_blocks(document.blocks.iter_mut().map(|node| &mut node.block), &mut |block| {
        if let Block::Graph(Graph { label: Label::Issued(text), .. }) = block {
            changed(text);
        }
        for (_, line) in block.lines_mut() {
            visit_inlines(line, &mut |inline| {
                if let Inline::Text(text) = inline {
                    changed(text);
                }
            });
        }
    });
}
