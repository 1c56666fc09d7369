//! The body of a document as units that stay together: paragraphs, and tables with their captions and notes.

use super::super::Text;
use super::super::xml::Element;
use super::lines::{Line, Side};
use super::tables::{self, Rows};
use crate::align::Bag;

/// Lines that have less in common than this share of their words are not the same line.
const LEAST_ALIKE: f64 = 0.5;

/// A unit of a body.
pub(super) struct Unit {
    pub(super) content: Content,
    /// What tells whether it is the same.
    pub(super) key: String,
    bag: Bag,
}

/// What a unit is.
pub(super) enum Content {
    /// A paragraph.
    Line(Box<Line>),
    /// A table between its caption and its notes.
    Table { caption: Box<Line>, rows: Rows, notes: Box<Line> },
    /// What is not compared: the contents, and the ends of sections with their pages.
    Fixed(Element),
}

/// The units of a document.
pub(super) fn read(text: &Text<'_>) -> Vec<Unit> {
    let side = &Side::of(text);
    let body = text.main.first("w:body");
    let children = &body.expect("a document has a body").children;
    let mut units = Vec::new();
    let mut index = 0;
    while let Some(child) = children.get(index) {
        index += 1;
        if child.name != "w:p" || ends_section(child) {
            let content = Content::Fixed(child.clone());
            units.push(Unit { content, key: child.name.clone(), bag: Bag::of("") });
            continue;
        }
        let line = Line::read(child, side);
        match (children.get(index), children.get(index + 1)) {
            (Some(table), Some(notes)) if table.name == "w:tbl" => {
                index += 2;
                let (rows, notes) = (tables::read(table, side), Line::read(notes, side));
                units.push(Unit::table(line, rows, notes));
            }
            _ => units.push(Unit::line(line)),
        }
    }
    units
}

/// Whether a paragraph holds nothing but the end of a section.
pub(super) fn ends_section(paragraph: &Element) -> bool {
    paragraph.first("w:pPr").is_some_and(|own| own.first("w:sectPr").is_some())
}

impl Unit {
    fn line(line: Line) -> Self {
        let (key, bag) = (line.key(), Bag::of(&line.words()));
        Unit { content: Content::Line(Box::new(line)), key, bag }
    }

    fn table(caption: Line, rows: Rows, notes: Line) -> Self {
        let key = [caption.key(), rows.key(), notes.key()].join("\u{2}");
        let bag = Bag::of(&format!("{} {}", caption.words(), rows.words()));
        let content = Content::Table { caption: Box::new(caption), rows, notes: Box::new(notes) };
        Unit { content, key, bag }
    }

    /// Whether it is a paragraph.
    pub(super) fn is_line(&self) -> bool {
        matches!(self.content, Content::Line(_))
    }

    /// Whether it is not compared.
    pub(super) fn is_fixed(&self) -> bool {
        matches!(self.content, Content::Fixed(_))
    }

    /// How much it has in common with another, if they may be the same.
    pub(super) fn likeness(&self, other: &Unit) -> Option<f64> {
        let may_be = match (&self.content, &other.content) {
            (Content::Line(old), Content::Line(new)) => {
                old.kind == new.kind && old.graph == new.graph
            }
            (
                Content::Table { caption, rows, notes },
                Content::Table { caption: new_caption, rows: new_rows, notes: new_notes },
            ) => {
                rows.columns() == new_rows.columns()
                    && caption.kind == new_caption.kind
                    && notes.kind == new_notes.kind
            }
            _ => false,
        };
        let shows = matches!(&self.content, Content::Line(line) if line.graph.is_some());
        let likeness = if shows { 1.0 } else { self.bag.likeness(&other.bag) };
        (may_be && likeness >= LEAST_ALIKE).then_some(likeness)
    }
}
