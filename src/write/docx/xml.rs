//! A part of the package as a small, owned tree of XML elements with deterministic output.

use std::borrow::Cow;
use std::collections::BTreeSet;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion, escape};

/// An element with its attributes and its content: child elements or text. Without a name it is a slot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// The name with its prefix, such as `w:p`.
    pub(super) name: String,
    /// The attributes, in order.
    pub(super) attributes: Vec<(String, String)>,
    /// The child elements, in order.
    pub(super) children: Vec<Element>,
    /// The text, unescaped.
    pub(super) text: String,
}

/// Creates an empty element.
pub(super) fn element(name: &str) -> Element {
    Element { name: name.to_owned(), ..Element::default() }
}

/// The character around the name of a slot; XML can't contain it.
pub(super) const SLOT: char = '\0';

/// Creates a slot, which [`fill`] replaces with elements.
pub(super) fn slot(name: &str) -> Element {
    Element { text: name.to_owned(), ..Element::default() }
}

/// The XML of a part with its slots replaced; `content` returns the elements for the name of a slot.
pub(super) fn fill(xml: &str, content: impl Fn(&str) -> Vec<Element>) -> String {
    let mut filled = String::with_capacity(xml.len());
    for (index, piece) in xml.split(SLOT).enumerate() {
        if index % 2 == 0 {
            filled.push_str(piece);
        } else {
            content(piece).iter().for_each(|element| element.write(&mut filled));
        }
    }
    filled
}

/// Creates an element with a value, the most common form: `<w:jc w:val="center"/>`.
pub(super) fn value(name: &str, value: impl ToString) -> Element {
    element(name).with("w:val", value)
}

/// Creates an element with a text whose spaces stay.
pub(super) fn words(name: &str, text: &str) -> Element {
    Element { text: text.to_owned(), ..element(name).with("xml:space", "preserve") }
}

impl Element {
    /// Adds an attribute.
    pub(super) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.attributes.push((name.to_owned(), value.to_string()));
        self
    }

    /// Adds a child.
    pub(super) fn child(mut self, child: Element) -> Self {
        self.children.push(child);
        self
    }

    /// Adds several children.
    pub(super) fn children(mut self, children: impl IntoIterator<Item = Element>) -> Self {
        self.children.extend(children);
        self
    }

    /// A copy without the children with a name.
    pub(super) fn without(&self, name: &str) -> Self {
        let mut copy = self.clone();
        copy.children.retain(|child| child.name != name);
        copy
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Sets an attribute, keeping its position; a new one is added last.
    pub(super) fn set(&mut self, name: &str, value: impl ToString) {
        match self.attributes.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value.to_string(),
            None => self.attributes.push((name.to_owned(), value.to_string())),
        }
    }

    /// The children with a name.
    pub(super) fn named<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child with a name.
    pub(super) fn first(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The first child with a name, mutable.
    pub(super) fn find(&mut self, name: &str) -> Option<&mut Element> {
        self.children.iter_mut().find(|child| child.name == name)
    }

    /// The first child with a name, mutable; inserted as the first child if there is none.
    pub(super) fn find_or_insert(&mut self, name: &str) -> &mut Element {
        if self.first(name).is_none() {
            self.children.insert(0, element(name));
        }
        self.find(name).expect("it was found or put there")
    }

    /// Visits the element and all its descendants, children first.
    pub(super) fn each(&mut self, visit: &mut impl FnMut(&mut Element)) {
        self.children.iter_mut().for_each(|child| child.each(visit));
        visit(self);
    }

    /// The values of an attribute in all descendants with a name.
    pub(super) fn attributes_of(&self, name: &str, attribute: &str) -> BTreeSet<String> {
        let mut values = BTreeSet::new();
        let mut rest = Vec::from_iter(&self.children);
        while let Some(element) = rest.pop() {
            if element.name == name {
                values.extend(element.attribute(attribute).map(str::to_owned));
            }
            rest.extend(&element.children);
        }
        values
    }

    /// Serializes the element as the root of a part.
    pub(super) fn part(&self) -> String {
        let mut out =
            String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        if self.name.is_empty() {
            out.push(SLOT);
            out.push_str(&self.text);
            return out.push(SLOT);
        }
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            let mut value = escaped(value);
            if value.contains(['"', '\n', '\t']) {
                value = value.replace('"', "&quot;").replace(['\n', '\t'], " ").into();
            }
            [" ", name, "=\"", &value, "\""].into_iter().for_each(|piece| out.push_str(piece));
        }
        if self.children.is_empty() && self.text.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        out.push_str(&escaped(&self.text));
        self.children.iter().for_each(|child| child.write(out));
        ["</", &self.name, ">"].into_iter().for_each(|piece| out.push_str(piece));
    }
}

/// Escapes a text and replaces characters that XML does not allow. Every text was already checked when
/// it was read, but the output must be well-formed in any case.
fn escaped(text: &str) -> Cow<'_, str> {
    if text.contains(|character| !is_xml(character)) {
        return escape::partial_escape(text.replace(|character| !is_xml(character), "\u{FFFD}"));
    }
    escape::partial_escape(text)
}

/// Whether XML 1.0 (section 2.2) allows a character without discouraging it.
fn is_xml(character: char) -> bool {
    matches!(character, '\n' | '\t')
        || !character.is_control() && character as u32 & 0xFFFE != 0xFFFE
}

/// Parses XML that docx-rs built.
///
/// # Panics
/// If it is not well-formed.
pub(super) fn parse(xml: &[u8]) -> Element {
    let mut reader = Reader::from_reader(xml);
    reader.config_mut().expand_empty_elements = true;
    let content = read(&mut reader, Element::default()).children;
    content.into_iter().next().expect("a part has a root")
}

/// Reads the content of an element up to its end.
fn read(reader: &mut Reader<&[u8]>, mut element: Element) -> Element {
    loop {
        match reader.read_event().expect("docx-rs writes XML") {
            Event::Start(start) => element.children.push(read(reader, started(&start))),
            Event::End(_) | Event::Eof => return element,
            Event::Text(text) => element.text.push_str(utf8(&text)),
            Event::GeneralRef(reference) => {
                let reference = format!("&{};", utf8(&reference));
                let character = escape::unescape(&reference);
                element.text.push_str(&character.expect("docx-rs writes entities of XML only"));
            }
            _ => {}
        }
    }
}

/// Parses XML of this crate, which is indented for readers. An attribute or a text `{name}` is
/// replaced by the value of that name.
///
/// # Panics
/// If it is not well-formed.
pub(super) fn template(xml: &str, values: &[(&str, &str)]) -> Element {
    let fill = |text: &mut String| {
        let name = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        if let Some((_, value)) = values.iter().find(|(known, _)| Some(*known) == name) {
            *text = (*value).to_owned();
        }
    };
    let mut root = parse(xml.as_bytes());
    root.each(&mut |element| {
        element.attributes.iter_mut().for_each(|(_, value)| fill(value));
        if element.children.is_empty() { fill(&mut element.text) } else { element.text.clear() }
    });
    root
}

fn started(start: &BytesStart<'_>) -> Element {
    let mut started = element(utf8(start.name().as_ref()));
    for attribute in start.attributes() {
        let attribute = attribute.expect("docx-rs writes XML");
        let value = attribute.normalized_value(XmlVersion::Explicit1_0);
        let value = value.expect("docx-rs writes entities of XML only");
        started.attributes.push((utf8(attribute.key.as_ref()).to_owned(), value.into_owned()));
    }
    started
}

fn utf8(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("docx-rs writes UTF-8")
}

#[cfg(test)]
mod tests {
    use super::{Element, element, is_xml, parse, value, words};

    #[test]
    fn what_is_written_is_read_back() {
        let text = "]]> & <b> \"quoted\" 'too' &amp; \u{5D0}";
        let tree = element("w:p")
            .with("w:x", "a \"b\" & <c>")
            .child(value("w:jc", "center"))
            .child(words("w:t", text));
        assert_eq!(parse(tree.part().as_bytes()), tree);
    }

    #[test]
    fn what_is_written_is_xml_whatever_is_given() {
        let all: String = ('\0'..=char::MAX).collect();
        let part =
            element("w:p").with("w:x", &all).child(Element { text: all, ..element("w:t") }).part();
        let unfit = part.chars().filter(|character| !is_xml(*character)).count();
        assert_eq!(unfit, 0);
        roxmltree::Document::parse(&part.replace("w:", "")).expect("XML");
        assert!(
            is_xml('\u{5D0}') && is_xml('\u{1F600}') && !is_xml('\u{B}') && !is_xml('\u{FFFF}')
        );
    }
}
