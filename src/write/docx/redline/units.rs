//! Splits the body of a document into units: paragraphs, and tables with their captions and notes.

use super::super::Text;
use super::super::xml::Element;
use super::lines::{Line, LineContext};
use super::tables::Table;
use crate::align::Bag;

/// The minimum likeness of the words from which two lines are matched.
const LEAST_ALIKE: f64 = 0.5;

/// A unit of a body.
pub(super) struct Unit {
    pub(super) content: Content,
    /// Its comparison key.
    pub(super) key: String,
    bag: Bag,
}

/// The content of a unit.
pub(super) enum Content {
    /// A paragraph.
    Line(Box<Line>),
    /// A table with its caption and its notes.
    Table(Box<Table>),
    /// Content that is not compared: the contents, and section breaks.
    Fixed(Element),
}

/// Returns the units of a document.
pub(super) fn read(text: &Text<'_>) -> Vec<Unit> {
    let side = &LineContext::of(text);
    let body = text.main.first("w:body").expect("a document has a body");
    let mut rest = body.children.as_slice();
    let mut units = Vec::new();
    while let [child, after @ ..] = rest {
        rest = after;
        let content = if child.name != "w:p" || ends_section(child) {
            Content::Fixed(child.clone())
        } else if let [table, notes, after @ ..] = after
            && table.name == "w:tbl"
        {
            rest = after;
            Content::Table(Box::new(Table::read([child, table, notes], side)))
        } else {
            Content::Line(Box::new(Line::read(child, side)))
        };
        units.push(Unit::new(content));
    }
    units
}

/// Whether a paragraph is a section break.
pub(super) fn ends_section(paragraph: &Element) -> bool {
    paragraph.first("w:pPr").is_some_and(|own| own.first("w:sectPr").is_some())
}

impl Unit {
    fn new(content: Content) -> Self {
        let (key, words) = match &content {
            Content::Line(line) => (line.key(), line.words()),
            Content::Table(table) => (table.key(), table.words()),
            Content::Fixed(element) => (element.name.clone(), String::new()),
        };
        Unit { content, key, bag: Bag::of(&words) }
    }

    /// Whether it is a paragraph.
    pub(super) fn is_line(&self) -> bool {
        matches!(self.content, Content::Line(_))
    }

    /// Whether it is not compared.
    pub(super) fn is_fixed(&self) -> bool {
        matches!(self.content, Content::Fixed(_))
    }

    /// The likeness to another unit, from 0 to 1; `None` if they can't be matched.
    pub(super) fn likeness(&self, other: &Unit) -> Option<f64> {
        let may_be = match (&self.content, &other.content) {
            (Content::Line(old), Content::Line(new)) => {
                old.kind == new.kind && old.graph == new.graph
            }
            (Content::Table(old), Content::Table(new)) => old.styles() == new.styles(),
            _ => false,
        };
        let shows = matches!(&self.content, Content::Line(line) if line.graph.is_some());
        let likeness = if shows { 1.0 } else { self.bag.likeness(&other.bag) };
        (may_be && likeness >= LEAST_ALIKE).then_some(likeness)
    }
}
