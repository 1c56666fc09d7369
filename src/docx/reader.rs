//! The state of reading a Word document, which its parts share.

use std::collections::BTreeMap;

use super::Paragraph;
use super::builder::Builder;
use super::xml::{Node, attribute, find, name};

/// What is known while a Word document is read.
#[derive(Default)]
pub(super) struct Reader {
    /// The styles, by id: their names in lower case, and whether they make list items.
    pub(super) styles: BTreeMap<String, (String, bool)>,
    /// The footnotes and endnotes, by kind and id.
    pub(super) notes: BTreeMap<(String, String), Vec<Paragraph>>,
    /// The indices of comments, by id.
    pub(super) comments: BTreeMap<String, usize>,
    pub(super) builder: Builder,
}

/// The element in which the content of one is that only wraps others.
pub(super) fn wrapped<'a, 'i>(node: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    match name(node) {
        ("w", "smartTag" | "customXml" | "hyperlink" | "dir" | "bdo") => Some(node),
        ("w", "sdt") => find(node, &["sdtContent"]),
        (_, "AlternateContent") => find(node, &["Fallback"]).or(find(node, &["Choice"])),
        _ => None,
    }
}

/// The value of `val`.
pub(super) fn value<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    attribute(node, "val")
}
