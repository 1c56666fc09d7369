//! XML of a part. Names have the usual prefix of their namespace, whatever prefix the file has; Strict namespaces have the
//! prefixes of the transitional ones.

pub(super) use roxmltree::Node;
use roxmltree::{Document, ParsingOptions};

use super::Reading;

/// How deep elements may be within each other.
const DEEPEST: usize = 128;

/// The maximum number of elements, attributes and texts of a part: 1,000 pages have 2 million.
const MOST_NODES: u32 = 10_000_000;

/// The name of an element with the usual prefix of its namespace; names of other namespaces have none.
pub(super) fn name<'a>(node: Node<'a, '_>) -> (&'static str, &'a str) {
    let tag = node.tag_name();
    (prefix(tag.namespace()), tag.name())
}

fn prefix(namespace: Option<&str>) -> &'static str {
    match namespace {
        Some(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            | "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ) => "w",
        Some("http://schemas.microsoft.com/office/word/2010/wordml") => "w14",
        Some("urn:oasis:names:tc:opendocument:xmlns:text:1.0") => "text",
        Some("urn:oasis:names:tc:opendocument:xmlns:table:1.0") => "table",
        Some("urn:oasis:names:tc:opendocument:xmlns:drawing:1.0") => "draw",
        _ => "",
    }
}

/// The elements in another.
pub(super) fn elements<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

/// The element at the end of a path of local names.
pub(super) fn find<'a, 'i>(node: Node<'a, 'i>, path: &[&str]) -> Option<Node<'a, 'i>> {
    path.iter()
        .try_fold(node, |node, name| elements(node).find(|child| child.tag_name().name() == *name))
}

/// The value of an attribute, by its local name.
pub(super) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    let mut attributes = node.attributes();
    attributes.find(|attribute| attribute.name() == name).map(|attribute| attribute.value())
}

/// The element in which the content of one is that only wraps others.
pub(super) fn wrapped<'a, 'i>(node: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    match name(node) {
        ("w", "smartTag" | "customXml" | "hyperlink" | "dir" | "bdo") => Some(node),
        ("w", "sdt") => find(node, &["sdtContent"]),
        ("text", "p" | "h" | "tracked-changes" | "change" | "change-start" | "change-end") => None,
        ("table", "table" | "table-row" | "table-cell" | "covered-table-cell") => None,
        ("text" | "table" | "draw", _) => Some(node),
        (_, "AlternateContent") => find(node, &["Fallback"]).or(find(node, &["Choice"])),
        _ => None,
    }
}

/// The value of `val`.
pub(super) fn value<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    attribute(node, "val")
}

/// The text in an element.
pub(super) fn text(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

/// Parses the text of a part.
pub(super) fn parse<'t>(part: &str, text: &'t str) -> Reading<Document<'t>> {
    let options = ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let broken = |why: String| {
        let help = "open it in Word or LibreOffice and save it again, or ask for it again";
        (format!("its part {part} is broken: {why}"), help)
    };
    let document = Document::parse_with_options(text, options);
    let document = document.map_err(|error| broken(error.to_string()))?;
    let is_too_deep = |node: Node<'_, '_>| node.ancestors().nth(DEEPEST).is_some();
    match document.descendants().any(is_too_deep) {
        true => Err(broken(format!("elements are more than {DEEPEST} levels deep"))),
        false => Ok(document),
    }
}
