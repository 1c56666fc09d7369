//! Stores a document tree as JSON. File ids differ between runs, so the file names are stored as
//! well.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::diagnostic::{FileId, Sources, Span};
use crate::document::{
    Block, Document, Graph, Inline, Label, Origin, Text, visit_blocks, visit_inlines,
};

#[derive(Serialize, Deserialize)]
struct Kept<N, D> {
    files: Vec<N>,
    document: D,
}

/// The text that the offsets in a tree refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counting {
    /// The text after errata were applied, as in release 0.2.0.
    Corrected,
    /// The archived file, with line ends as texts have them.
    Kept,
}

pub(super) fn write(document: &Document, sources: &Sources) -> Vec<u8> {
    let files: Vec<&str> = sources.iter().map(|(_, source)| source.name.as_str()).collect();
    let mut document = document.clone();
    each_place(&mut document, &|span| {
        let range = sources.get(span.file).original_range(span.range());
        Some(Span::new(span.file, range))
    });
    let json = serde_json::to_string(&Kept { files, document: &document });
    (json.expect("a tree is strings and numbers") + "\n").into_bytes()
}

/// Reads a tree. Text with a span in a file that is not in `sources` is attributed to the tool.
pub(super) fn read(text: &[u8], sources: &Sources, counting: Counting) -> Result<Document, String> {
    let value: Value = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    if let Some(unfit) = control_character(&value) {
        return Err(format!("it contains U+{:04X}, a control character", unfit as u32));
    }
    let kept = Kept::<String, Document>::deserialize(value);
    let Kept { files, mut document } = kept.map_err(|error| error.to_string())?;
    each_place(&mut document, &|span| {
        let name = files.get(span.file.0)?;
        let file: FileId = sources.find(name)?;
        let range = match counting {
            Counting::Corrected => span.range(),
            Counting::Kept => sources.get(file).range_from_original(span.range()),
        };
        Some(Span::new(file, range))
    });
    Ok(document)
}

/// Changes each span; a text whose span becomes `None` is attributed to the tool.
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

/// The first control character in a string of a tree. No release writes any, so a file with them
/// was changed by others.
fn control_character(value: &Value) -> Option<char> {
    let is_unfit = |c: &char| c.is_control() && *c != '\n' && *c != '\t';
    match value {
        Value::String(text) => text.chars().find(is_unfit),
        Value::Array(items) => items.iter().find_map(control_character),
        Value::Object(entries) => entries.values().find_map(control_character),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}
