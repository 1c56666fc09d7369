//! Splits a paragraph into pieces that can be compared: words, fields, pictures, footnotes and
//! figures.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::super::Text;
use super::super::body::Drawing;
use super::super::xml::{Element, element};
use crate::figure::Figure;
use crate::raster::Raster;
use crate::text;

/// One of the two texts, with the content that its ids refer to.
pub(super) struct LineContext<'t> {
    text: &'t Text<'t>,
    footnotes: BTreeMap<String, Note>,
    /// For each picture id, the key of its graph and a hash of its content.
    pictures: BTreeMap<String, (String, String)>,
}

/// A footnote.
#[derive(Debug)]
struct Note {
    /// Its text and formatting, as a comparison key.
    said: String,
    /// The figures in it.
    figures: Vec<Figure>,
}

impl<'t> LineContext<'t> {
    pub(super) fn of(text: &'t Text<'t>) -> Self {
        let notes = text.body.lines.footnotes.iter().filter_map(|note| {
            let names = note.attributes_of("w:bookmarkStart", "w:name");
            let figures = &text.body.lines.bookmarks.named;
            let printed = names.iter().filter_map(|name| figures.get(name).cloned());
            let said = said(note, &text.body.lines.targets);
            Some((note.attribute("w:id")?.to_owned(), Note { said, figures: printed.collect() }))
        });
        let pictures = text.body.drawings.iter().map(|drawing| {
            // The key of a picture changes with its pixels.
            let Drawing { key, alternative, raster: Raster { svg, .. }, .. } = drawing;
            let hash = format!("{:x}", Sha256::digest(format!("{svg}\0{alternative}")));
            (text.body.lines.ids.picture(key), ((*key).to_owned(), hash))
        });
        LineContext { text, footnotes: notes.collect(), pictures: pictures.collect() }
    }
}

/// A paragraph.
pub(super) struct Line {
    /// The style, list and level; lines of different kinds are never matched.
    pub(super) kind: String,
    /// The key of the graph that it shows, if any.
    pub(super) graph: Option<String>,
    /// Its properties (`w:pPr`).
    pub(super) properties: Element,
    /// Its content, in order.
    pub(super) pieces: Vec<Piece>,
    /// Starts and ends of bookmarks around more than a figure, each with the number of the piece
    /// after it.
    pub(super) markers: Vec<(usize, Element)>,
}

/// A piece of a paragraph, which is changed only as a whole.
#[derive(Clone)]
pub(super) struct Piece {
    /// Its comparison key: text and formatting.
    pub(super) key: String,
    /// Its runs.
    pub(super) runs: Vec<Element>,
    /// The link that contains it, as an empty element.
    pub(super) link: Option<Element>,
    /// The figure that it prints, with the start and end of its bookmark.
    pub(super) figure: Option<(Figure, [Element; 2])>,
    /// The figures in the footnotes that it refers to; Word does not allow comments in footnotes.
    pub(super) noted: Vec<Figure>,
}

impl Line {
    /// Reads a paragraph.
    pub(super) fn read(paragraph: &Element, side: &LineContext<'_>) -> Self {
        let properties = paragraph.first("w:pPr").cloned().unwrap_or(element("w:pPr"));
        let kind = kind(&properties, side);
        let mut line =
            Line { kind, graph: None, properties, pieces: Vec::new(), markers: Vec::new() };
        line.take(paragraph, None, side);
        line
    }

    /// Its text.
    pub(super) fn words(&self) -> String {
        let runs = self.pieces.iter().flat_map(|piece| &piece.runs);
        runs.flat_map(|run| run.named("w:t")).map(|words| words.text.as_str()).collect()
    }

    /// Its comparison key.
    pub(super) fn key(&self) -> String {
        let pieces: Vec<&str> = self.pieces.iter().map(|piece| piece.key.as_str()).collect();
        format!("{}\u{1}{}", self.kind, pieces.join("\u{1}"))
    }

    /// Reads the content of a paragraph or of a link.
    fn take(&mut self, parent: &Element, link: Option<&Element>, side: &LineContext<'_>) {
        let mut children = parent.children.iter().peekable();
        while let Some(child) = children.next() {
            match child.name.as_str() {
                "w:pPr" => {}
                "w:hyperlink" => {
                    let shell = Element { children: Vec::new(), ..child.clone() };
                    self.take(child, Some(&shell), side);
                }
                "w:bookmarkStart" => match figure(child, side) {
                    Some(figure) => {
                        let is_inside = |next: &&Element| next.name != "w:bookmarkEnd";
                        let runs = std::iter::from_fn(|| children.next_if(is_inside));
                        let runs: Vec<Element> = runs.cloned().collect();
                        let end = children.next().expect("a bookmark has an end").clone();
                        let piece = piece(runs, link, side);
                        let key = format!("figure {figure} {}", piece.key);
                        let figure = Some((figure, [child.clone(), end]));
                        self.pieces.push(Piece { key, figure, ..piece });
                    }
                    None => self.markers.push((self.pieces.len(), child.clone())),
                },
                "w:r" if field_mark(child) == Some("begin") => {
                    let mut runs = vec![child.clone()];
                    for next in children.by_ref() {
                        runs.push(next.clone());
                        if field_mark(next) == Some("end") {
                            break;
                        }
                    }
                    self.pieces.push(piece(runs, link, side));
                }
                "w:r" => self.run(child, link, side),
                "w:sdt" => self.pieces.push(piece(vec![child.clone()], link, side)),
                _ => self.markers.push((self.pieces.len(), child.clone())),
            }
        }
    }

    /// Adds a run: one piece for each word if it is text, otherwise one piece.
    fn run(&mut self, run: &Element, link: Option<&Element>, side: &LineContext<'_>) {
        if let Some(embed) = run.attributes_of("a:blip", "r:embed").first() {
            self.graph = side.pictures.get(embed).map(|(graph, _)| graph.clone());
        }
        match words(run) {
            Some(text) => {
                let words = text::segments(text).into_iter().map(|word| with_words(run, word));
                self.pieces.extend(words.map(|word| piece(vec![word], link, side)));
            }
            None => self.pieces.push(piece(vec![run.clone()], link, side)),
        }
    }
}

/// The key of each piece, and whether the piece is whitespace.
pub(super) fn keys(pieces: &[Piece]) -> Vec<(&str, bool)> {
    let is_blank = |run| words(run).is_some_and(|words| words.trim().is_empty());
    pieces.iter().map(|piece| (piece.key.as_str(), piece.runs.iter().all(is_blank))).collect()
}

fn piece(runs: Vec<Element>, link: Option<&Element>, side: &LineContext<'_>) -> Piece {
    let key = key(&runs, link, side);
    let notes = runs.iter().flat_map(|run| run.attributes_of("w:footnoteReference", "w:id"));
    let noted = notes.filter_map(|note| side.footnotes.get(&note));
    let noted = noted.flat_map(|note| note.figures.clone()).collect();
    Piece { key, runs, link: link.cloned(), figure: None, noted }
}

/// The text of a run that contains nothing else.
pub(super) fn words(run: &Element) -> Option<&str> {
    let mut content = run.children.iter().filter(|child| child.name != "w:rPr");
    let (words, None) = (content.next()?, content.next()) else { return None };
    let is_text = ["w:t", "w:delText"].contains(&words.name.as_str()) && !words.text.is_empty();
    is_text.then_some(&words.text)
}

/// A copy of a text run with another text.
pub(super) fn with_words(run: &Element, words: &str) -> Element {
    let mut run = run.clone();
    for child in run.children.iter_mut().filter(|child| child.name != "w:rPr") {
        child.set("xml:space", "preserve");
        child.text = words.to_owned();
    }
    run
}

/// The comparison key of a footnote: its content, with link ids resolved and bookmarks removed.
fn said(note: &Element, links: &BTreeMap<String, String>) -> String {
    let mut note = note.clone();
    without_bookmarks(&mut note);
    note.each(&mut |part| {
        if let Some(address) = part.attribute("r:id").and_then(|id| links.get(id)) {
            part.set("r:id", address);
        }
    });
    format!("{:?}", note.children)
}

/// Removes all bookmarks: their names and numbers are valid in one document only.
pub(super) fn without_bookmarks(part: &mut Element) {
    part.each(&mut |part| part.children.retain(|child| !child.name.starts_with("w:bookmark")));
}

fn figure(bookmark: &Element, side: &LineContext<'_>) -> Option<Figure> {
    side.text.body.lines.bookmarks.named.get(bookmark.attribute("w:name")?).cloned()
}

fn field_mark(run: &Element) -> Option<&str> {
    run.first("w:fldChar")?.attribute("w:fldCharType")
}

/// The comparison key of runs: their content, with ids resolved.
fn key(runs: &[Element], link: Option<&Element>, side: &LineContext<'_>) -> String {
    let address = link
        .and_then(|link| link.attribute("r:id"))
        .and_then(|id| side.text.body.lines.targets.get(id));
    let mut key = address.map_or(String::new(), |address| format!("link {address} "));
    for run in runs {
        let embeds = run.attributes_of("a:blip", "r:embed");
        let notes = run.attributes_of("w:footnoteReference", "w:id");
        match (embeds.first(), notes.first()) {
            (Some(embed), _) => key.push_str(&format!("picture {:?}", side.pictures.get(embed))),
            (None, Some(note)) => {
                key.push_str(&format!("note {:?}", side.footnotes.get(note).map(|note| &note.said)))
            }
            (None, None) => key.push_str(&format!("{:?}", run.children)),
        }
    }
    key
}

/// The style, list and level of a paragraph.
fn kind(properties: &Element, side: &LineContext<'_>) -> String {
    let value = |name: &str, attribute: &str| {
        properties.attributes_of(name, attribute).pop_first().unwrap_or_default()
    };
    let list = value("w:numId", "w:val").parse();
    let list = list.map(|instance| side.text.body.instances.kind(instance));
    let style = value("w:pStyle", "w:val");
    let style = style.trim_end_matches("Long");
    format!("{style} {} {:?}", value("w:ilvl", "w:val"), list.ok())
}
