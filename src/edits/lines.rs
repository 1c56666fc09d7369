//! The paragraphs of the report as sent and of a returned document, in the form in which they are compared.

use std::ops::Range;

use super::tokens::{Token, key, tokens};
use crate::align::Bag;
use crate::document::{
    Block, Document, Generated, Inline, Kind, LineKind, Origin, PageNumber, Passage, Piece, leaves,
};
use crate::docx::{self, MarkKind, Paragraph, TextMark};

/// A paragraph of the report as sent, which is a passage or several that are printed as one, or of a returned document.
#[derive(Clone, Debug, Default)]
pub(super) struct Line<'d> {
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
    /// The numbers of the lines whose bookmarks contain text of it.
    pub(super) numbers: Vec<usize>,
    /// The parts of the text of the report as sent, in order and without gaps.
    pub(super) pieces: Vec<LinePiece<'d>>,
    /// What is known of parts of the text of a returned document.
    pub(super) marks: &'d [TextMark],
    /// The name of its style in a returned document.
    pub(super) style: &'d str,
    /// The comments on what follows it in a returned document and is not compared.
    pub(super) comments_after: Vec<usize>,
}

/// The place of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CellPlace {
    /// The number of the table, which each side counts in its own way, and the row.
    pub(super) row: (usize, usize),
    /// The column, from 0.
    pub(super) column: usize,
}

/// A part of a line with a single origin.
#[derive(Clone, Debug)]
pub(super) struct LinePiece<'d> {
    /// The bytes in the line.
    pub(super) range: Range<usize>,
    /// The index of its passage.
    pub(super) passage: usize,
    /// The bytes in the passage's text; empty for what is not in it: references to anchors, and what is between passages.
    own: Range<usize>,
    /// The origin.
    pub(super) origin: &'d Origin,
}

impl<'d> Line<'d> {
    fn new(text: String, cell: Option<CellPlace>, is_note: bool) -> Self {
        let tokens = tokens(&text);
        let key = key(&tokens);
        Line { bag: Bag::of(&key), text, tokens, key, cell, is_note, ..Line::default() }
    }

    /// A paragraph of a returned document.
    fn returned(paragraph: &'d Paragraph, cell: Option<CellPlace>, is_note: bool) -> Self {
        let marks = paragraph.marks.iter().filter(|mark| !mark.range.is_empty());
        let numbers = marks.filter_map(|mark| match &mark.kind {
            MarkKind::Bookmark(name) => name.strip_prefix("_Line_")?.parse().ok(),
            _ => None,
        });
        Line {
            numbers: numbers.collect(),
            marks: &paragraph.marks,
            style: &paragraph.style,
            ..Line::new(paragraph.whole_text.clone(), cell, is_note)
        }
    }

    /// A paragraph of a page header or footer, without the results of fields.
    pub(super) fn of_margin(paragraph: &'d Paragraph) -> Self {
        let mut text = paragraph.whole_text.clone();
        for mark in paragraph.marks.iter().filter(|mark| mark.kind == MarkKind::Field) {
            text.replace_range(mark.range.clone(), &" ".repeat(mark.range.len()));
        }
        Line { marks: &paragraph.marks, ..Line::new(text, None, false) }
    }

    /// Whether all words in a range of the text have a mark of this kind.
    pub(super) fn is_marked(&self, range: &Range<usize>, kind: &MarkKind) -> bool {
        let marks = || self.marks.iter().filter(|mark| mark.kind == *kind);
        let own = self.tokens.iter().map(|token| &token.range);
        let mut own = own.filter(|own| range.start <= own.start && own.end <= range.end);
        own.all(|own| {
            marks().any(|mark| mark.range.start <= own.start && own.end <= mark.range.end)
        })
    }

    /// The passage of the first piece that is not the program's, or of the first.
    pub(super) fn passage(&self) -> usize {
        let own = self.pieces.iter().find(|piece| piece.origin.place().is_some());
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
        let offset = |piece: &LinePiece<'_>, at: usize| {
            (piece.own.start + at.saturating_sub(piece.range.start)).min(piece.own.end)
        };
        let start = offset(first, range.start);
        let last = self.overlapping(&range).filter(|piece| piece.passage == first.passage).last();
        (first.passage, start..last.map_or(start, |last| offset(last, range.end).max(start)))
    }

    /// The pieces that a range overlaps.
    pub(super) fn overlapping(&self, range: &Range<usize>) -> impl Iterator<Item = &LinePiece<'d>> {
        let Range { start, end } = *range;
        self.pieces.iter().filter(move |piece| piece.range.start < end && start < piece.range.end)
    }

    fn add(&mut self, text: &str, passage: usize, own: Range<usize>, origin: &'d Origin) {
        let start = self.text.len();
        self.text.push_str(text);
        let range = start..self.text.len();
        self.pieces.push(LinePiece { range, passage, own, origin });
    }

    /// Adds the content of a passage as it is printed: its pieces, and the references to anchors among them.
    fn add_content(&mut self, index: usize, passage: &Passage<'d>) {
        let (mut at, mut pieces) = (0, passage.pieces().iter());
        for inline in leaves(passage.content) {
            if let Inline::CrossRef { label, .. } = inline {
                self.add(label, index, at..at, &Origin::Tool);
            } else if !matches!(inline, Inline::Footnote(_)) {
                let Piece { range, origin } = pieces.next().expect("each text has a piece");
                self.add(&passage.text[range.clone()], index, range.clone(), origin);
                at = range.end;
            }
        }
    }
}

/// The lines of the report as sent.
pub(super) fn base<'d>(document: &'d Document, passages: &[Passage<'d>]) -> Vec<Line<'d>> {
    let numbers = document.line_numbers();
    let first = document.blocks.first().map(|node| &node.block);
    let has_masthead = matches!(first, Some(Block::Generated(Generated::Masthead(_))));
    let mut lines: Vec<Line<'d>> = Vec::new();
    let mut before: Option<&Passage<'_>> = None;
    let is_printed = |passage: &Passage<'_>| {
        passage.kind != Kind::Drawing && passage.line != LineKind::Alternative
    };
    for (index, passage) in passages.iter().enumerate().filter(|(_, it)| is_printed(it)) {
        let is_words = passage.content.is_empty();
        // Passages that share a paragraph, and what is printed between them.
        let same_unit = before.filter(|last| last.unit == passage.unit);
        let between = same_unit.and_then(|last| match (last.kind, last.line, passage.line) {
            (Kind::Label, LineKind::Reference, LineKind::Caption | LineKind::TableCaption) => {
                Some(if last.text.ends_with('.') { " " } else { ". " })
            }
            (Kind::Edition, ..) | (_, LineKind::TableNote, LineKind::TableNote) => Some("\n"),
            _ if is_words && has_masthead && passage.unit.number == 0 => Some("\t"),
            _ => None,
        });
        before = Some(passage).filter(|_| passage.kind != Kind::Footnote);
        if between.is_none() {
            let is_note = passage.kind == Kind::Footnote;
            lines.push(Line::new(String::new(), cell(passage, &lines), is_note));
        }
        let line = lines.last_mut().expect("it was added, or another passage before");
        line.add(between.unwrap_or_default(), index, 0..0, &Origin::Tool);
        line.numbers.extend(numbers.get(&passage.content.as_ptr()));
        match is_words {
            true => {
                line.add(&passage.text, index, 0..passage.text.len(), passage.pieces()[0].origin)
            }
            false => line.add_content(index, passage),
        }
    }
    let lines = lines.into_iter().map(|mut line| {
        line.pieces.retain(|piece| !piece.range.is_empty());
        let Line { numbers, pieces, .. } = line;
        Line { numbers, pieces, ..Line::new(line.text, line.cell, line.is_note) }
    });
    lines.filter(|line| !line.tokens.is_empty()).collect()
}

/// The page header and the page footer of the report as sent. They have the texts of passages, among words of the program.
pub(super) fn base_margins<'d>(document: &'d Document, passages: &[Passage<'d>]) -> [Line<'d>; 2] {
    let about = &document.about;
    let edition = about.edition.iter().map(String::as_str);
    let words = about.page_number.iter().filter_map(|piece| match piece {
        PageNumber::Words(words) => Some(words.as_str()),
        PageNumber::Page | PageNumber::Pages => None,
    });
    let footer = edition.chain(words).collect::<Vec<_>>().join(" ");
    [(Kind::Title, about.title.clone()), (Kind::Edition, footer)].map(|(kind, text)| {
        let own = passages.iter().enumerate().filter(|(_, passage)| passage.kind == kind);
        let pieces = own.filter_map(|(index, passage)| {
            let (start, length) = (text.find(&passage.text)?, passage.text.len());
            let origin = passage.pieces().first()?.origin;
            Some(LinePiece { range: start..start + length, passage: index, own: 0..length, origin })
        });
        let pieces = pieces.collect();
        Line { pieces, ..Line::new(text, None, false) }
    })
}

/// The cell of a passage.
fn cell(passage: &Passage<'_>, before: &[Line<'_>]) -> Option<CellPlace> {
    let table = passage.unit.number;
    match passage.line {
        LineKind::Cell { row, column } => Some(CellPlace { row: (table, row + 1), column }),
        LineKind::ColumnTitle => {
            let titles = before.iter().rev().map_while(|line| line.cell);
            let column = titles.take_while(|cell| cell.row == (table, 0)).count();
            Some(CellPlace { row: (table, 0), column })
        }
        _ => None,
    }
}

/// The lines of a returned document, without those that programs generate and those without text.
pub(super) fn returned(document: &docx::Document) -> Vec<Line<'_>> {
    let (mut lines, mut tables) = (Vec::new(), 0);
    add_blocks(&document.blocks, None, &mut tables, &mut lines);
    lines
}

fn add_blocks<'r>(
    blocks: &'r [docx::Block],
    cell: Option<CellPlace>,
    tables: &mut usize,
    lines: &mut Vec<Line<'r>>,
) {
    for block in blocks {
        match block {
            docx::Block::Paragraph(paragraph) => {
                let notes = paragraph.notes.iter().map(|note| (note, true));
                for (paragraph, is_note) in std::iter::once((paragraph, false)).chain(notes) {
                    let line = Line::returned(paragraph, cell, is_note);
                    if !line.tokens.is_empty() && !paragraph.is_generated() {
                        lines.push(line);
                    } else if let Some(last) = lines.last_mut() {
                        let marks = paragraph.marks.iter();
                        last.comments_after.extend(marks.filter_map(|mark| match mark.kind {
                            MarkKind::Comment(comment) => Some(comment),
                            _ => None,
                        }));
                    }
                }
            }
            docx::Block::Table(rows) => {
                let table = *tables;
                *tables += 1;
                for (row, cells) in rows.iter().enumerate() {
                    for (column, cell) in cells.iter().enumerate() {
                        let place = CellPlace { row: (table, row), column };
                        add_blocks(cell, Some(place), tables, lines);
                    }
                }
            }
        }
    }
}
