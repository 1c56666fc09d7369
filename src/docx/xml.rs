//! A part as a tree of elements. Names have the usual prefix of their namespace, whatever prefix the file has; Strict
//! namespaces have the prefixes of the transitional ones.

use encoding_rs::UTF_8;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, XmlVersion, escape};

use super::Refusal;

/// How deep elements may be within each other.
const DEEPEST: usize = 128;

const BROKEN: &str = "open it in Word or LibreOffice, save it again, or ask for it again";

/// Namespaces with the prefixes that names get; the elements of all others are left out.
const NAMESPACES: [(&str, &str); 18] = [
    ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "w"),
    ("http://purl.oclc.org/ooxml/wordprocessingml/main", "w"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "r"),
    ("http://purl.oclc.org/ooxml/officeDocument/relationships", "r"),
    ("http://schemas.microsoft.com/office/word/2010/wordml", "w14"),
    ("http://schemas.openxmlformats.org/markup-compatibility/2006", "mc"),
    ("http://schemas.openxmlformats.org/package/2006/relationships", "rel"),
    ("http://schemas.openxmlformats.org/package/2006/content-types", "types"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/custom-properties", "custom"),
    ("http://purl.oclc.org/ooxml/officeDocument/customProperties", "custom"),
    ("http://purl.oclc.org/ooxml/officeDocument/custom-properties", "custom"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes", "vt"),
    ("http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes", "vt"),
    ("urn:oasis:names:tc:opendocument:xmlns:office:1.0", "office"),
    ("urn:oasis:names:tc:opendocument:xmlns:text:1.0", "text"),
    ("urn:oasis:names:tc:opendocument:xmlns:table:1.0", "table"),
    ("urn:oasis:names:tc:opendocument:xmlns:manifest:1.0", "manifest"),
    ("http://www.w3.org/XML/1998/namespace", "xml"),
];

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) content: Vec<Node>,
}

/// A child of an element.
#[derive(Debug)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub(super) fn children(&self) -> impl Iterator<Item = &Element> {
        self.content.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child with this name.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children().find(|child| child.name == name)
    }

    /// The descendant at the end of a path of names.
    pub(super) fn find(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value of `w:val`.
    pub(super) fn value(&self) -> Option<&str> {
        self.attribute("w:val")
    }

    /// The text in it.
    pub(super) fn text(&self) -> String {
        let pieces = self.content.iter().map(|node| match node {
            Node::Element(element) => element.text(),
            Node::Text(text) => text.clone(),
        });
        pieces.collect()
    }
}

/// Parses a part.
pub(super) fn parse(part: &str, bytes: &[u8]) -> Result<Element, Refusal> {
    let broken = |why: String| (format!("its part {part} {why}"), BROKEN);
    let text = UTF_8.decode(bytes).0;
    let mut reader = NsReader::from_str(&text);
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().map_err(|error| broken(format!("is broken: {error}")))?;
        let depth = open.len();
        let current = open.last_mut().expect("the root is never closed");
        match event {
            Event::Start(start) if depth <= DEEPEST => open.push(element(&reader, &start)),
            Event::Start(_) => {
                return Err(broken(format!("has elements more than {DEEPEST} levels deep")));
            }
            Event::Empty(start) => current.content.push(Node::Element(element(&reader, &start))),
            Event::End(_) => {
                let ended = open.pop().expect("the reader checks that elements are open");
                let parent = open.last_mut().expect("the root is never closed");
                if !ended.name.is_empty() {
                    parent.content.push(Node::Element(ended));
                }
            }
            Event::Text(text) => add_text(current, &String::from_utf8_lossy(&text)),
            Event::CData(text) => add_text(current, &String::from_utf8_lossy(&text)),
            Event::GeneralRef(name) => {
                let reference = format!("&{};", String::from_utf8_lossy(&name));
                let text = escape::unescape(&reference);
                let unknown = |_| broken(format!("refers to the entity {reference}"));
                add_text(current, &text.map_err(unknown)?);
            }
            Event::DocType(_) => return Err(broken("has a document type definition".to_owned())),
            Event::Eof if depth == 1 => break,
            Event::Eof => return Err(broken("ends too early".to_owned())),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
    let root = open.pop().and_then(|root| root.content.into_iter().find_map(into_element));
    root.ok_or_else(|| broken("is empty or of an unknown kind".to_owned()))
}

fn into_element(node: Node) -> Option<Element> {
    match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    }
}

fn add_text(element: &mut Element, text: &str) {
    match element.content.last_mut() {
        Some(Node::Text(known)) => known.push_str(text),
        _ => element.content.push(Node::Text(text.to_owned())),
    }
}

/// An element with its attributes; without a name if its namespace is unknown.
fn element(reader: &NsReader<&[u8]>, start: &BytesStart<'_>) -> Element {
    let (namespace, local) = reader.resolver().resolve_element(start.name());
    let mut element = Element {
        name: name(&namespace, local.as_ref()).unwrap_or_default(),
        ..Element::default()
    };
    for attribute in start.attributes().with_checks(false).flatten() {
        let (namespace, local) = reader.resolver().resolve_attribute(attribute.key);
        let name = match namespace {
            ResolveResult::Unbound => Some(String::from_utf8_lossy(local.as_ref()).into_owned()),
            _ => name(&namespace, local.as_ref()),
        };
        // An entity that XML does not define stays out, as does the attribute.
        let value = attribute.normalized_value(XmlVersion::Explicit1_0);
        if let (Some(name), Ok(value)) = (name, value) {
            element.attributes.push((name, value.into_owned()));
        }
    }
    element
}

fn name(namespace: &ResolveResult<'_>, local: &[u8]) -> Option<String> {
    let ResolveResult::Bound(namespace) = namespace else { return None };
    let uri = std::str::from_utf8(namespace.as_ref()).ok()?;
    let (_, prefix) = NAMESPACES.iter().find(|(known, _)| *known == uri)?;
    Some(format!("{prefix}:{}", String::from_utf8_lossy(local)))
}
