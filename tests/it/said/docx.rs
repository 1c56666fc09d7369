//! What a Word document says, read from the XML of its parts with a reader that the program does not use.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use roxmltree::{Document, Node};

use super::{Said, squeezed};

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The parts of a Word document, by name.
pub(crate) struct Docx(pub(crate) BTreeMap<String, Vec<u8>>);

impl Docx {
    /// Unpacks a document.
    pub(crate) fn open(bytes: &[u8]) -> Self {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
        let mut parts = BTreeMap::new();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).expect("an entry");
            let mut part = Vec::new();
            file.read_to_end(&mut part).expect("an entry can be read");
            parts.insert(file.name().to_owned(), part);
        }
        Docx(parts)
    }

    /// Packs the parts again.
    pub(crate) fn pack(&self) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, part) in &self.0 {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
            archive.write_all(part).expect("written");
        }
        archive.finish().expect("a package").into_inner()
    }

    /// A part of XML.
    pub(crate) fn text(&self, name: &str) -> &str {
        let part = self.0.get(name).unwrap_or_else(|| panic!("there is no {name}"));
        std::str::from_utf8(part).expect("UTF-8")
    }

    /// The paragraphs of the text with the text before each, one on a line; without the contents.
    pub(crate) fn lines(&self) -> String {
        let xml = Document::parse(self.text("word/document.xml")).expect("XML");
        let mut numbers = Numbers::read(self);
        let mut lines = String::new();
        for paragraph in paragraphs(&xml).filter(|paragraph| !is_contents(*paragraph)) {
            match numbers.label(paragraph) {
                Some(label) if label.ends_with('.') => lines.push_str(&format!("{label} ")),
                _ => {}
            }
            lines.push_str(&words(paragraph));
            lines.push('\n');
        }
        lines
    }
}

/// Reads a document.
pub(crate) fn read_docx(docx: &Docx) -> Said {
    let xml = Document::parse(docx.text("word/document.xml")).expect("XML");
    let mut said = Said::default();
    let mut numbers = Numbers::read(docx);
    let relations = relations(docx.text("word/_rels/document.xml.rels"));
    for paragraph in paragraphs(&xml) {
        let (style, words) = (style(paragraph), squeezed(&words(paragraph)));
        if is_contents(paragraph) {
            continue;
        }
        said.text.push_str(&words);
        match style {
            "TOCHeading" => said.headings.push(format!("1 {words}")),
            "Caption" => said.captions.push(words.clone()),
            "TableText" | "TableNumber" | "TableTextLong" | "TableNumberLong" | "IndexText" => {
                said.cells.push(words.clone())
            }
            _ => {}
        }
        if let Some(level) = style.strip_prefix("Heading") {
            said.headings.push(format!("{level} {words}"));
        }
        if let Some(label) = numbers.label(paragraph) {
            said.item(&label, &words);
        }
        if style == "Practices" {
            // They are below all levels of the contents, whatever their own level.
            said.headings.push(format!("* {words}"));
        }
        links(paragraph, &relations, &mut said);
    }
    said.alts = descendants(xml.root(), "docPr")
        .filter_map(|picture| picture.attribute("descr"))
        .map(squeezed)
        .collect();
    let notes = Document::parse(docx.text("word/footnotes.xml")).expect("XML");
    let notes =
        descendants(notes.root(), "footnote").filter(|note| !note.has_attribute((W, "type")));
    said.footnotes = notes.map(|note| squeezed(&words(note))).collect();
    said
}

fn is_contents(paragraph: Node<'_, '_>) -> bool {
    let style = style(paragraph);
    style == "TableofFigures" || style.starts_with("TOC") && style != "TOCHeading"
}

/// The words of a paragraph; instructions of fields are no words.
fn words(paragraph: Node<'_, '_>) -> String {
    let mut words = String::new();
    for node in paragraph.descendants().filter(|node| node.tag_name().namespace() == Some(W)) {
        match node.tag_name().name() {
            "t" => words.push_str(node.text().unwrap_or_default()),
            "br" | "tab" => words.push(' '),
            _ => {}
        }
    }
    words
}

/// Links and references of a paragraph: hyperlinks, and fields that refer to a bookmark.
fn links(paragraph: Node<'_, '_>, relations: &BTreeMap<String, String>, said: &mut Said) {
    let mut field: Option<String> = None;
    let mut in_result = false;
    for node in paragraph.descendants() {
        match node.tag_name().name() {
            "hyperlink" => {
                let target = node.attribute((R, "id")).map(|id| &relations[id]);
                said.links.push(squeezed(&words(node)));
                let inside = node.attribute((W, "anchor")).is_some();
                assert!(target.is_some() || inside, "a link leads somewhere");
                target.into_iter().for_each(|target| said.target(target));
            }
            // The number of a reference in a link is a part of the link.
            "instrText"
                if node.text().unwrap_or_default().trim().starts_with("REF ")
                    && !node.ancestors().any(|outer| outer.has_tag_name((W, "hyperlink"))) =>
            {
                field = Some(String::new());
            }
            "fldChar" => match node.attribute((W, "fldCharType")) {
                Some("separate") => in_result = true,
                Some("end") => {
                    said.links.extend(field.take().map(|words| squeezed(&words)));
                    in_result = false;
                }
                _ => {}
            },
            "t" if in_result => {
                if let Some(words) = &mut field {
                    words.push_str(node.text().unwrap_or_default());
                }
            }
            _ => {}
        }
    }
}

/// Computes the numbers and bullets of list paragraphs, as Word does.
struct Numbers {
    /// Format, text and first number by instance and level.
    levels: BTreeMap<(String, String), (String, String, u64)>,
    /// Instance and level of styles that have one.
    styles: BTreeMap<String, (String, String)>,
    last: BTreeMap<(String, String), u64>,
}

impl Numbers {
    fn read(docx: &Docx) -> Self {
        let numbering = Document::parse(docx.text("word/numbering.xml")).expect("XML");
        let mut levels = BTreeMap::new();
        for instance in descendants(numbering.root(), "num") {
            let number = attribute(instance, "numId");
            let definition =
                value(instance, "abstractNumId").expect("an instance has a definition");
            let definition = descendants(numbering.root(), "abstractNum")
                .find(|found| attribute(*found, "abstractNumId") == definition);
            for level in descendants(definition.expect("it is there"), "lvl") {
                let place = attribute(level, "ilvl");
                let started = descendants(instance, "lvlOverride")
                    .find(|found| attribute(*found, "ilvl") == place)
                    .and_then(|found| value(found, "startOverride"));
                let start = started.or_else(|| value(level, "start")).expect("a level has a start");
                let format = value(level, "numFmt").expect("a level has a format");
                let text = value(level, "lvlText").expect("a level has a text");
                let start = start.parse().expect("a number");
                levels.insert(
                    (number.to_owned(), place.to_owned()),
                    (format.to_owned(), text.to_owned(), start),
                );
            }
        }
        let sheet = Document::parse(docx.text("word/styles.xml")).expect("XML");
        let own = |style: Node<'_, '_>| descendants(style, "numPr").next().map(property);
        let mut styles = BTreeMap::new();
        for style in descendants(sheet.root(), "style") {
            if let Some(property) = own(style) {
                styles.insert(attribute(style, "styleId").to_owned(), property);
            }
        }
        Numbers { levels, styles, last: BTreeMap::new() }
    }

    fn label(&mut self, paragraph: Node<'_, '_>) -> Option<String> {
        let direct = descendants(paragraph, "numPr").next().map(property);
        let place = direct.or_else(|| self.styles.get(style(paragraph)).cloned())?;
        let (format, text, start) = &self.levels[&place];
        if format == "bullet" {
            return Some(text.clone());
        }
        let number = self.last.get(&place).map_or(*start, |last| last + 1);
        let level: usize = place.1.parse().expect("a number");
        let label = text.replace(&format!("%{}", level + 1), &number.to_string());
        self.last.insert(place, number);
        Some(label)
    }
}

fn property(numbered: Node<'_, '_>) -> (String, String) {
    let read = |name| value(numbered, name).unwrap_or("0").to_owned();
    (read("numId"), read("ilvl"))
}

fn relations(part: &str) -> BTreeMap<String, String> {
    let xml = Document::parse(part).expect("XML");
    let relations = xml.descendants().filter(|node| {
        node.has_tag_name((
            "http://schemas.openxmlformats.org/package/2006/relationships",
            "Relationship",
        ))
    });
    let read = |node: Node<'_, '_>, name| node.attribute(name).expect("it is there").to_owned();
    relations.map(|node| (read(node, "Id"), read(node, "Target"))).collect()
}

fn paragraphs<'a, 'i>(xml: &'a Document<'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    descendants(xml.root(), "p")
}

fn descendants<'a, 'i>(
    node: Node<'a, 'i>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    node.descendants().filter(move |node| node.tag_name().name() == name)
}

fn style<'a>(paragraph: Node<'a, '_>) -> &'a str {
    value(paragraph, "pStyle").unwrap_or("Normal")
}

fn value<'a>(node: Node<'a, '_>, name: &'static str) -> Option<&'a str> {
    descendants(node, name).next()?.attribute((W, "val"))
}

fn attribute<'a>(node: Node<'a, '_>, name: &str) -> &'a str {
    node.attribute((W, name)).unwrap_or_default()
}
