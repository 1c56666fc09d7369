//! What a PDF says, as poppler reads its tags.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use hayro_syntax::object::{Array, Dict, Object, String as PdfString};

use super::{Said, squeezed};

/// An element of the structure with the text and the elements in it.
#[derive(Debug, Default)]
struct Tag {
    name: String,
    depth: usize,
    text: Vec<String>,
    inside: Vec<Tag>,
}

impl Tag {
    /// All text, without that of tags of these names.
    fn words(&self, without: &[&str]) -> String {
        let mut words = self.text.concat();
        let inside = self.inside.iter().filter(|tag| !without.contains(&tag.name.as_str()));
        words.extend(inside.map(|tag| tag.words(without)));
        squeezed(&words)
    }
}

/// Reads a PDF.
pub(crate) fn read_pdf(pdf: &Path) -> Said {
    let mut said = Said::default();
    let structure = pdfinfo(&["-struct-text"], pdf);
    visit(&tree(&structure), &mut said);
    for line in pdfinfo(&["-url"], pdf).lines().skip(1) {
        said.target(line.split_whitespace().nth(2).unwrap_or_default());
    }
    said.alts = alts(&std::fs::read(pdf).expect("a PDF"));
    said
}

/// Runs `pdfinfo`.
pub(crate) fn pdfinfo(arguments: &[&str], pdf: &Path) -> String {
    let output = Command::new("pdfinfo").args(arguments).arg(pdf).output().expect("pdfinfo runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The tree of tags: each line is a tag, an attribute of one (`/Name`), or a piece of text between quotation marks.
fn tree(structure: &str) -> Tag {
    let mut open = vec![Tag::default()];
    for line in structure.lines() {
        let piece = line.trim_start();
        let depth = line.len() - piece.len() + 1;
        if piece.starts_with('/') {
            continue;
        }
        while open.len() > 1 && open.last().is_some_and(|tag| tag.depth >= depth) {
            close(&mut open);
        }
        match piece.strip_prefix('"') {
            Some(text) => {
                let text = text.strip_suffix('"').unwrap_or(text);
                // Text keeps its place among tags: it is a tag without a name.
                let tag = Tag { text: vec![text.to_owned()], depth, ..Tag::default() };
                open.last_mut().expect("the root stays open").inside.push(tag);
            }
            None => {
                let name = piece.split([' ', '(', ':']).next().unwrap_or_default().to_owned();
                open.push(Tag { name, depth, ..Tag::default() });
            }
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.remove(0)
}

fn close(open: &mut Vec<Tag>) {
    let closed = open.pop().expect("a tag that ends has begun");
    open.last_mut().expect("the root stays open").inside.push(closed);
}

fn visit(tag: &Tag, said: &mut Said) {
    said.text.push_str(&squeezed(&tag.text.concat()));
    match tag.name.as_str() {
        // Entries of the contents, the letters of drawings and the marks of footnotes are not compared.
        "TOC" | "Figure" | "Lbl" => return,
        "Note" | "FENote" => return said.footnotes.push(tag.words(&["Lbl"])),
        "H1" | "H2" | "H3" | "H4" => {
            said.headings.push(format!("{} {}", &tag.name[1..], tag.words(&[])))
        }
        "Caption" => said.captions.push(tag.words(&[])),
        "Link" => said.links.push(tag.words(&["Object"])),
        "TH" | "TD" => said.cells.push(tag.words(&[])),
        "LI" => {
            let label = tag.inside.iter().find(|inner| inner.name == "Lbl");
            let label = label.map_or(String::new(), |label| label.words(&[]));
            said.item(&label, &tag.words(&["Lbl"]));
        }
        _ => {}
    }
    tag.inside.iter().for_each(|inner| visit(inner, said));
}

/// The alternative texts of the structure, in order.
fn alts(bytes: &[u8]) -> Vec<String> {
    let pdf = hayro_syntax::Pdf::new(bytes.to_vec()).expect("a PDF");
    let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).expect("a catalogue");
    let structure: Dict<'_> = root.get("StructTreeRoot").expect("a tagged PDF");
    let mut alts = Vec::new();
    push_alts(&structure, &mut alts);
    alts
}

fn push_alts(element: &Dict<'_>, alts: &mut Vec<String>) {
    if let Some(alt) = element.get::<PdfString<'_>>("Alt") {
        alts.push(squeezed(&decode(alt.as_bytes())));
    }
    match element.get::<Object<'_>>("K") {
        Some(Object::Dict(inner)) => push_alts(&inner, alts),
        Some(Object::Array(inner)) => {
            let inner: Array<'_> = inner;
            for inner in inner.iter::<Object<'_>>() {
                if let Object::Dict(inner) = inner {
                    push_alts(&inner, alts);
                }
            }
        }
        _ => {}
    }
}

/// A text of a PDF: UTF-16 after a byte order mark, else PDF's own encoding, whose letters beyond ASCII are these.
fn decode(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        let units: Vec<u16> =
            rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
        return String::from_utf16(&units).expect("UTF-16");
    }
    let own = BTreeMap::from([(0x84_u8, '—'), (0x85, '–'), (0x8D, '“'), (0x8E, '”'), (0x90, '’')]);
    bytes.iter().map(|byte| own.get(byte).copied().unwrap_or(char::from(*byte))).collect()
}
