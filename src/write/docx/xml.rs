//! A part of the package as a tree of elements: small, owned, and written the same way each time.

use std::collections::BTreeSet;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// An element with its attributes and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element {
    /// The name with its prefix, such as `w:p`.
    pub(super) name: String,
    /// Attributes in order.
    pub(super) attributes: Vec<(String, String)>,
    /// Elements and texts in order.
    pub(super) children: Vec<Node>,
}

/// What stands in an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// An element.
    Element(Element),
    /// Characters, without markup.
    Text(String),
}

impl Node {
    /// Whether it is an element of that name.
    pub(super) fn is(&self, name: &str) -> bool {
        matches!(self, Node::Element(element) if element.name == name)
    }
}

/// An element of that name.
pub(super) fn element(name: &str) -> Element {
    Element { name: name.to_owned(), attributes: Vec::new(), children: Vec::new() }
}

/// An element with a value, the commonest form: `<w:jc w:val="center"/>`.
pub(super) fn value(name: &str, value: impl ToString) -> Element {
    element(name).with("w:val", value)
}

impl Element {
    /// The element with one attribute more.
    pub(super) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.attributes.push((name.to_owned(), value.to_string()));
        self
    }

    /// Adds an element after what is in it.
    pub(super) fn push(&mut self, child: Element) {
        self.children.push(Node::Element(child));
    }

    /// The element with one child more.
    pub(super) fn child(mut self, child: Element) -> Self {
        self.push(child);
        self
    }

    /// The element with more children.
    pub(super) fn children(mut self, children: impl IntoIterator<Item = Element>) -> Self {
        self.children.extend(children.into_iter().map(Node::Element));
        self
    }

    /// The element with characters in it.
    pub(super) fn text(mut self, text: impl Into<String>) -> Self {
        self.children.push(Node::Text(text.into()));
        self
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Gives an attribute a value, in its place or as the last one.
    pub(super) fn set(&mut self, name: &str, value: impl ToString) {
        match self.attributes.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value.to_string(),
            None => self.attributes.push((name.to_owned(), value.to_string())),
        }
    }

    /// The elements in it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements of that name in it.
    pub(super) fn named<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.elements().filter(move |child| child.name == name)
    }

    /// The first element of that name in it.
    pub(super) fn first(&self, name: &str) -> Option<&Element> {
        self.elements().find(|child| child.name == name)
    }

    /// The first element of that name in it, put before all others if there is none.
    pub(super) fn find_or_insert(&mut self, name: &str) -> &mut Element {
        let found = self.children.iter().position(|node| node.is(name));
        if found.is_none() {
            self.children.insert(0, Node::Element(element(name)));
        }
        match &mut self.children[found.unwrap_or(0)] {
            Node::Element(element) => element,
            Node::Text(_) => unreachable!("it was found or put there"),
        }
    }

    /// The first element of that name in it, for changes.
    pub(super) fn find(&mut self, name: &str) -> Option<&mut Element> {
        self.children.iter_mut().find_map(|node| match node {
            Node::Element(element) if element.name == name => Some(element),
            _ => None,
        })
    }

    /// Visits it and all elements under it, parents first.
    pub(super) fn each(&mut self, visit: &mut impl FnMut(&mut Element)) {
        visit(self);
        for node in &mut self.children {
            if let Node::Element(element) = node {
                element.each(visit);
            }
        }
    }

    /// The values of an attribute in all elements of that name under it.
    pub(super) fn attributes_of(&self, name: &str, attribute: &str) -> BTreeSet<String> {
        let mut values = BTreeSet::new();
        for element in self.elements() {
            if element.name == name {
                values.extend(element.attribute(attribute).map(str::to_owned));
            }
            values.append(&mut element.attributes_of(name, attribute));
        }
        values
    }

    /// All characters under it.
    pub(super) fn characters(&self) -> String {
        let mut text = String::new();
        for node in &self.children {
            match node {
                Node::Element(element) => text.push_str(&element.characters()),
                Node::Text(characters) => text.push_str(characters),
            }
        }
        text
    }

    /// The part that has it as its root.
    pub(super) fn part(&self) -> Vec<u8> {
        let mut out =
            String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
        self.write(&mut out);
        out.into_bytes()
    }

    fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape(value, true, out);
            out.push('"');
        }
        if self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        for node in &self.children {
            match node {
                Node::Element(element) => element.write(out),
                Node::Text(text) => escape(text, false, out),
            }
        }
        out.push_str("</");
        out.push_str(&self.name);
        out.push('>');
    }
}

fn escape(text: &str, attribute: bool, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\n' | '\t' if attribute => out.push(' '),
            other if is_xml(other) => out.push(other),
            // Every text was checked where it came in; a file must be readable whatever it was made of.
            _ => out.push(char::REPLACEMENT_CHARACTER),
        }
    }
}

/// Whether XML 1.0 has a character, and one that it does not advise against (section 2.2). Of the noncharacters it has all
/// but two.
fn is_xml(character: char) -> bool {
    match character {
        '\n' | '\t' => true,
        '\u{FDD0}'..='\u{FDEF}' => false,
        character => !character.is_control() && character as u32 & 0xFFFE != 0xFFFE,
    }
}

/// Reads a part that docx-rs built.
///
/// # Panics
/// If it is no XML.
pub(super) fn parse(part: &[u8]) -> Element {
    let text = std::str::from_utf8(part).expect("docx-rs writes UTF-8");
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = vec![element("")];
    loop {
        match reader.read_event().expect("docx-rs writes XML") {
            Event::Start(start) => open.push(started(&start)),
            Event::Empty(start) => push(&mut open, Node::Element(started(&start))),
            Event::End(_) => {
                let closed = open.pop().expect("an element that ends has begun");
                push(&mut open, Node::Element(closed));
            }
            Event::Text(text) => push_text(&mut open, &text),
            Event::GeneralRef(reference) => push_text(&mut open, character(&reference).as_bytes()),
            Event::Eof => break,
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
            Event::CData(text) => push_text(&mut open, &text),
        }
    }
    let root = open.swap_remove(0).children.into_iter().find_map(|node| match node {
        Node::Element(root) => Some(root),
        Node::Text(_) => None,
    });
    root.expect("a part of docx-rs has a root")
}

fn started(start: &BytesStart<'_>) -> Element {
    let mut started = element(&utf8(start.name().as_ref()));
    for attribute in start.attributes() {
        let attribute = attribute.expect("docx-rs writes XML");
        let value = attribute.normalized_value(XmlVersion::Explicit1_0);
        let value = value.expect("docx-rs writes entities of XML only");
        started.attributes.push((utf8(attribute.key.as_ref()), value.into_owned()));
    }
    started
}

/// The character that a reference such as `&amp;` or `&#xA;` stands for.
fn character(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let name: &[u8] = reference;
    let entity = quick_xml::escape::resolve_predefined_entity(&utf8(name));
    entity.expect("docx-rs writes entities of XML only").to_owned()
}

fn push_text(open: &mut [Element], text: &[u8]) {
    let text = utf8(text);
    let parent = open.last_mut().expect("the outermost element stays open");
    match parent.children.last_mut() {
        Some(Node::Text(before)) => before.push_str(&text),
        _ => parent.children.push(Node::Text(text)),
    }
}

fn push(open: &mut [Element], node: Node) {
    open.last_mut().expect("the outermost element stays open").children.push(node);
}

fn utf8(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("docx-rs writes UTF-8")
}

#[cfg(test)]
mod tests {
    use super::{element, is_xml, parse, value};

    #[test]
    fn what_is_written_is_read_back() {
        let text = "]]> & <b> \"quoted\" 'too' &amp; \u{5D0}";
        let tree = element("w:p")
            .with("w:x", "a \"b\" & <c>")
            .child(value("w:jc", "center"))
            .child(element("w:t").with("xml:space", "preserve").text(text));
        assert_eq!(parse(&tree.part()), tree);
    }

    #[test]
    fn what_is_written_is_xml_whatever_is_given() {
        let all: String = ('\0'..=char::MAX).collect();
        let part = element("w:p").with("w:x", &all).child(element("w:t").text(&all)).part();
        let text = String::from_utf8(part).expect("UTF-8");
        let unfit = text.chars().filter(|character| !is_xml(*character)).count();
        assert_eq!(unfit, 0);
        roxmltree::Document::parse(&text.replace("w:", "")).expect("XML");
        assert!(
            is_xml('\u{5D0}') && is_xml('\u{1F600}') && !is_xml('\u{B}') && !is_xml('\u{FFFF}')
        );
    }
}
