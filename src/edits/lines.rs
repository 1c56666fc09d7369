//! The paragraphs of the report as sent and of a returned document, in the form in which they are compared.

use std::ops::Range;

use super::tokens::{Token, key, tokens};
use crate::align::Bag;
use crate::diagnostic::{FileId, SourceKind, Sources};
use crate::document::{Block, Document, Generated, Inline, Kind, LineKind, Origin, Passage};
use crate::docx::{self, MarkKind, Paragraph};

/// What both sides of a comparison have.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Its text as printed.
    pub(super) text: String,
    /// The words of its text.
    pub(super) tokens: Vec<Token>,
    /// The text without differences of typography.
    pub(super) key: String,
    /// Its words in any order.
    pub(super) bag: Bag,
    /// The cell that it is in.
    pub(super) cell: Option<CellPlace>,
    /// Whether it is a footnote or in a text box.
    pub(super) is_note: bool,
}

impl Line {
    fn new(text: String, cell: Option<CellPlace>, is_note: bool) -> Self {
        let tokens = tokens(&text);
        let key = key(&tokens);
        let bag = Bag::of(&key);
        Line { text, tokens, key, bag, cell, is_note }
    }
}

/// The place of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CellPlace {
    /// The number of the table; each side counts in its own way.
    pub(super) table: usize,
    /// The row, from 0.
    pub(super) row: usize,
    /// The column, from 0.
    pub(super) column: usize,
}

/// A paragraph of the report as sent: a passage, or several that are printed as one.
#[derive(Clone, Debug)]
pub(super) struct BaseLine {
    /// The text.
    pub(super) line: Line,
    /// The pieces of the text, in order and without gaps.
    pub(super) pieces: Vec<LinePiece>,
    /// The kind of its passage.
    pub(super) kind: Kind,
}

/// A part of a line with a single origin.
#[derive(Clone, Debug)]
pub(super) struct LinePiece {
    /// The bytes in the line.
    pub(super) range: Range<usize>,
    /// The index of its passage.
    pub(super) passage: usize,
    /// Where it begins in the passage's text.
    at: usize,
    /// Whether it is in the passage's text: references to anchors and what is between passages are not.
    pub(super) is_mapped: bool,
    /// The kind of its origin.
    pub(super) class: Class,
}

/// The kind of a piece's origin. An edit over pieces of different classes is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Literal text of a file, and whether that is a response.
    Place(FileId, bool),
    /// An expression of a template, or a name.
    Computed(FileId, bool),
    /// A figure, by its number in the line.
    Figure(usize),
    /// The program's words.
    Tool,
}

impl BaseLine {
    /// The passage of the first piece that is not the program's, or of the first.
    pub(super) fn passage(&self) -> usize {
        let own = self.pieces.iter().find(|piece| piece.class != Class::Tool);
        own.unwrap_or(&self.pieces[0]).passage
    }

    /// The last passage of the line.
    pub(super) fn last_passage(&self) -> usize {
        self.pieces[self.pieces.len() - 1].passage
    }

    /// The passage that contains the start of a range of the text, and the range in it.
    pub(super) fn place(&self, range: Range<usize>) -> (usize, Range<usize>) {
        let index = self.pieces.partition_point(|piece| piece.range.end <= range.start);
        let first = &self.pieces[index.min(self.pieces.len() - 1)];
        let offset = |piece: &LinePiece, at: usize| match piece.is_mapped {
            true => piece.at + at.clamp(piece.range.start, piece.range.end) - piece.range.start,
            false => piece.at,
        };
        let start = offset(first, range.start);
        let in_range =
            |piece: &&LinePiece| piece.passage == first.passage && piece.range.start < range.end;
        let last = self.pieces.iter().rfind(in_range).map_or(start, |last| offset(last, range.end));
        (first.passage, start..last.max(start))
    }

    /// The pieces that a range overlaps.
    pub(super) fn overlapping(&self, range: &Range<usize>) -> impl Iterator<Item = &LinePiece> {
        let range = range.clone();
        let overlaps = move |piece: &&LinePiece| {
            piece.range.start < range.end && range.start < piece.range.end
        };
        self.pieces.iter().filter(overlaps)
    }

    fn add(
        &mut self,
        text: &str,
        (passage, at): (usize, Option<usize>),
        before: usize,
        class: Class,
    ) {
        let start = self.line.text.len();
        self.line.text.push_str(text);
        let range = start..self.line.text.len();
        let (is_mapped, at) = (at.is_some(), at.unwrap_or(before));
        self.pieces.push(LinePiece { range, passage, at, is_mapped, class });
    }
}

/// The lines of the report as sent.
pub(super) fn base(
    document: &Document,
    passages: &[Passage<'_>],
    sources: &Sources,
) -> Vec<BaseLine> {
    let has_masthead = document
        .blocks
        .iter()
        .any(|node| matches!(node.block, Block::Generated(Generated::Masthead(_))));
    let masthead = passages.first().map(|first| first.unit.number).filter(|_| has_masthead);
    let is_words = |passage: &Passage<'_>| passage.content.is_empty();
    let mut lines: Vec<BaseLine> = Vec::new();
    let mut before: Option<&Passage<'_>> = None;
    for (index, passage) in passages.iter().enumerate() {
        let is_drawn = passage.kind == Kind::Drawing || passage.line == LineKind::Alternative;
        if is_drawn {
            continue;
        }
        // Passages that share a paragraph, and what is printed between them.
        let between = before.filter(|last| last.unit == passage.unit).and_then(|last| {
            match (last.kind, last.line, passage.kind, passage.line) {
                (Kind::Label, _, _, LineKind::Caption | LineKind::TableCaption)
                    if is_words(last) =>
                {
                    Some(if last.text.ends_with('.') { " " } else { ". " })
                }
                (Kind::Edition, _, Kind::Edition, _)
                | (Kind::Table, LineKind::TableNote, _, LineKind::TableNote) => Some("\n"),
                _ if is_words(passage) && Some(passage.unit.number) == masthead => Some("\t"),
                _ => None,
            }
        });
        before = Some(passage).filter(|_| passage.kind != Kind::Footnote);
        match between {
            Some(between) => {
                let line = lines.last_mut().expect("a passage is before it");
                line.add(between, (index, None), 0, Class::Tool);
            }
            None => lines.push(BaseLine {
                line: Line::new(
                    String::new(),
                    cell(passage, &lines),
                    passage.kind == Kind::Footnote,
                ),
                pieces: Vec::new(),
                kind: passage.kind,
            }),
        }
        let line = lines.last_mut().expect("it was added");
        match is_words(passage) {
            true => line.add(&passage.text, (index, Some(0)), 0, Class::Tool),
            false => {
                let mut reader = Printed { line, passage, index, sources, at: 0, piece: 0 };
                reader.add(passage.content);
            }
        }
    }
    for line in &mut lines {
        let Line { text, cell, is_note, .. } = &mut line.line;
        line.line = Line::new(std::mem::take(text), *cell, *is_note);
    }
    lines.retain(|line| !line.line.tokens.is_empty());
    lines
}

/// The cell of a passage.
fn cell(passage: &Passage<'_>, before: &[BaseLine]) -> Option<CellPlace> {
    let table = passage.unit.number;
    let place = |row, column| Some(CellPlace { table, row, column });
    match passage.line {
        LineKind::Cell { row, column } => place(row + 1, column),
        LineKind::ColumnTitle => {
            let titles = before.iter().rev().map_while(|line| line.line.cell);
            place(0, titles.take_while(|cell| cell.table == table && cell.row == 0).count())
        }
        _ => None,
    }
}

/// Adds the content of a passage as it is printed.
struct Printed<'l, 'p, 'd> {
    line: &'l mut BaseLine,
    passage: &'p Passage<'d>,
    index: usize,
    sources: &'p Sources,
    at: usize,
    piece: usize,
}

impl Printed<'_, '_, '_> {
    fn add(&mut self, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::Text(text) => self.mapped(&text.text),
                Inline::Reference { label, .. } => self.mapped(label),
                Inline::Break => self.mapped("\n"),
                Inline::CrossRef { label, .. } => {
                    self.line.add(label, (self.index, None), self.at, Class::Tool);
                }
                Inline::Footnote(_) => {}
                Inline::Emphasis(_)
                | Inline::Strong(_)
                | Inline::Link { .. }
                | Inline::Foreign { .. } => self.add(inline.content()),
            }
        }
    }

    /// Adds the next piece of the passage.
    fn mapped(&mut self, text: &str) {
        let is_response = |file| matches!(self.sources.get(file).kind, SourceKind::Response(_));
        let class = match self.passage.pieces()[self.piece].origin {
            Origin::Place(span) => Class::Place(span.file, is_response(span.file)),
            Origin::Computed(span) => Class::Computed(span.file, is_response(span.file)),
            Origin::Figure(..) => Class::Figure(self.line.pieces.len()),
            Origin::Mention(_) | Origin::Tool => Class::Tool,
        };
        self.line.add(text, (self.index, Some(self.at)), 0, class);
        self.at += text.len();
        self.piece += 1;
    }
}

/// A paragraph of a returned document.
#[derive(Clone, Debug)]
pub(super) struct ReturnedLine<'r> {
    /// The text.
    pub(super) line: Line,
    /// The paragraph.
    pub(super) paragraph: &'r Paragraph,
}

impl ReturnedLine<'_> {
    /// Whether all of its text was moved to its place.
    pub(super) fn is_moved(&self) -> bool {
        let moved = |at: usize| {
            let mut marks = self.paragraph.marks.iter();
            marks.any(|mark| mark.kind == MarkKind::MovedHere && mark.range.contains(&at))
        };
        self.line.tokens.iter().all(|token| moved(token.range.start))
    }

    /// The numbers of the passages whose bookmarks contain text of it.
    pub(super) fn bookmarks(&self) -> impl Iterator<Item = usize> {
        self.paragraph.marks.iter().filter(|mark| !mark.range.is_empty()).filter_map(|mark| {
            let MarkKind::Bookmark(name) = &mark.kind else { return None };
            name.strip_prefix("_Line_")?.parse().ok()
        })
    }
}

/// The lines of a returned document, without those that programs generate and those without text.
pub(super) fn returned(document: &docx::Document) -> Vec<ReturnedLine<'_>> {
    let mut reader = Returned { lines: Vec::new(), tables: 0 };
    reader.blocks(&document.blocks, None);
    reader.lines
}

struct Returned<'r> {
    lines: Vec<ReturnedLine<'r>>,
    tables: usize,
}

impl<'r> Returned<'r> {
    fn blocks(&mut self, blocks: &'r [docx::Block], cell: Option<CellPlace>) {
        for block in blocks {
            match block {
                docx::Block::Paragraph(paragraph) => self.paragraph(paragraph, cell, false),
                docx::Block::Table(rows) => {
                    let table = self.tables;
                    self.tables += 1;
                    for (row, cells) in rows.iter().enumerate() {
                        for (column, cell) in cells.iter().enumerate() {
                            let place = CellPlace { table, row, column };
                            self.blocks(&cell.blocks, Some(place));
                        }
                    }
                }
            }
        }
    }

    fn paragraph(&mut self, paragraph: &'r Paragraph, cell: Option<CellPlace>, is_note: bool) {
        let line = Line::new(paragraph.whole_text(), cell, is_note);
        if !line.tokens.is_empty() && !paragraph.is_generated() {
            self.lines.push(ReturnedLine { line, paragraph });
        }
        paragraph.notes.iter().for_each(|note| self.paragraph(note, cell, true));
    }
}
