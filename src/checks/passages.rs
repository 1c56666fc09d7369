//! The printed words of a report as passages that checks read: what each is, whose words it is, and where every piece of
//! it stands in the project's files.

use std::ops::Range;

use crate::diagnostic::{Sources, Span};
use crate::document::{Block, Document, Heading, Inline, Item, Origin, Quotation, Table};

/// What a passage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The title of the report.
    Title,
    /// A heading of that level.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A paragraph of an item of a list, with the item's number if it has one.
    Item(Option<u64>),
    /// One of the messages that the survey conveys, with its number if it has one.
    Message(Option<u64>),
    /// A paragraph of a quotation or statement.
    Quotation,
    /// Who said it.
    QuotationSource,
    /// The caption of a graph, or its note.
    Caption,
    /// A cell, caption or note of a table.
    Table,
    /// A footnote.
    Footnote,
}

/// Whose words something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The secretariat's: templates and data, which it may reword.
    Secretariat,
    /// A mechanism's: files under data/responses/, which nobody rewords.
    Mechanism,
    /// The tool's.
    Tool,
}

/// Words that stand together.
#[derive(Clone, Debug)]
pub struct Passage {
    /// What it is.
    pub kind: Kind,
    /// Whose words most of it are.
    pub whose: Whose,
    /// The words, without markup; a forced end of line is a line end.
    pub text: String,
    /// The number of the last heading before it among all headings, from 1; 0 before the first one.
    pub section: usize,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
struct Piece {
    range: Range<usize>,
    origin: Origin,
}

impl Passage {
    /// The place of a range of the text in the project's files, as exact as can be told; none for the tool's words.
    pub fn place(&self, sources: &Sources, range: Range<usize>) -> Option<Span> {
        let piece = self.pieces.iter().find(|piece| piece.range.contains(&range.start))?;
        let span = piece.origin.place()?;
        let words = &self.text[range.start..range.end.min(piece.range.end)];
        if let Some(exact) = self.exact(sources, piece, span, &range) {
            return Some(exact);
        }
        // The file may hold markup and escapes between the words; the same occurrence is looked for in both. A line of a
        // template is the place of all pieces that it printed.
        let of_place = self.pieces.iter().filter(|other| other.origin.place() == Some(span));
        let of_place: Vec<Range<usize>> = of_place.map(|piece| piece.range.clone()).collect();
        let count = |range: Range<usize>| self.text[range].matches(words).count();
        let ends = of_place.iter().filter(|range| range.start <= piece.range.start);
        let before: usize = ends.map(|other| count(other.start..other.end.min(range.start))).sum();
        let written = sources.slice(span);
        let found = written.match_indices(words).map(|(at, _)| at);
        let starts: Vec<usize> = found.collect();
        let printed: usize = of_place.into_iter().map(count).sum();
        let start = match starts.len() == printed || starts.len() == 1 {
            true => starts.get(before.min(starts.len().saturating_sub(1))),
            false => None,
        };
        Some(match start {
            Some(at) => Span { start: span.start + at, end: span.start + at + words.len(), ..span },
            None => span,
        })
    }

    /// The place of a range of a piece that stands once in the file as it is printed, or of the slot that prints a figure.
    fn exact(
        &self,
        sources: &Sources,
        piece: &Piece,
        span: Span,
        range: &Range<usize>,
    ) -> Option<Span> {
        let written = sources.slice(span);
        if let Origin::Figure(id, _) = &piece.origin {
            let same = |other: &&Piece| other.origin == piece.origin;
            let earlier = |other: &&Piece| same(other) && other.range.start < piece.range.start;
            let number = self.pieces.iter().filter(earlier).count();
            let named = format!("\"{id}\"");
            let starts: Vec<usize> = written.match_indices(&named).map(|(at, _)| at).collect();
            let printed = self.pieces.iter().filter(same).count();
            let slot = match starts.get(number).filter(|_| starts.len() == printed) {
                Some(at) => slot_around(written, *at),
                None => self.slot_between(written, piece),
            };
            let slot = slot?;
            return Some(Span::new(span.file, span.start + slot.start..span.start + slot.end));
        }
        let whole = &self.text[piece.range.clone()];
        let mut places = written.match_indices(whole);
        let (at, _) = places.next().filter(|_| places.next().is_none())?;
        let start = span.start + at + range.start - piece.range.start;
        let length = range.end.min(piece.range.end) - range.start;
        Some(Span::new(span.file, start..start + length))
    }

    /// The one slot of a template that stands between the same characters as a piece does in print.
    fn slot_between(&self, written: &str, piece: &Piece) -> Option<Range<usize>> {
        let characters = self.text[..piece.range.start].char_indices().rev();
        let before = characters.take(NEIGHBOURS).last().map_or(0, |(at, _)| at);
        let before = &self.text[before..piece.range.start];
        let after = &self.text[piece.range.end..];
        let end = after.char_indices().nth(NEIGHBOURS).map_or(after.len(), |(at, _)| at);
        let mut slots = written.match_indices("{{").filter_map(|(at, _)| {
            let slot = slot_around(written, at + 2)?;
            let fits = written[..slot.start].ends_with(before)
                && written[slot.end..].starts_with(&after[..end]);
            fits.then_some(slot)
        });
        slots.next().filter(|_| slots.next().is_none())
    }

    /// Whose words stand at an offset of the text.
    pub fn whose_at(&self, sources: &Sources, offset: usize) -> Whose {
        let piece = self.pieces.iter().find(|piece| piece.range.contains(&offset));
        piece.map_or(self.whose, |piece| whose(sources, &piece.origin))
    }

    /// The places that the pieces of the text came from.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        self.pieces.iter().filter_map(|piece| piece.origin.place())
    }

    /// The ranges of the text that figures of the tally gave.
    pub fn figures(&self) -> impl Iterator<Item = (Range<usize>, &crate::figure::Figure)> {
        self.pieces.iter().filter_map(|piece| match &piece.origin {
            Origin::Figure(id, _) => Some((piece.range.clone(), id)),
            Origin::Place(_) | Origin::Tool => None,
        })
    }
}

/// How many characters around a slot tell it from others.
const NEIGHBOURS: usize = 4;

/// The slot of a template that holds an offset.
fn slot_around(written: &str, at: usize) -> Option<Range<usize>> {
    let start = written[..at].rfind("{{")?;
    Some(start..at + written[at..].find("}}")? + 2)
}

fn whose(sources: &Sources, origin: &Origin) -> Whose {
    match origin {
        Origin::Tool => Whose::Tool,
        Origin::Figure(..) => Whose::Secretariat,
        Origin::Place(span) => match sources.get(span.file).kind.is_response() {
            true => Whose::Mechanism,
            false => Whose::Secretariat,
        },
    }
}

/// All passages of a document, in order.
pub fn passages(sources: &Sources, document: &Document) -> Vec<Passage> {
    let mut reader = Reader { sources, section: 0, passages: Vec::new() };
    for node in &document.blocks {
        reader.block(&node.block, Kind::Paragraph);
    }
    reader.passages
}

struct Reader<'s> {
    sources: &'s Sources,
    section: usize,
    passages: Vec<Passage>,
}

impl Reader<'_> {
    /// `paragraph` is what a paragraph is here.
    fn block(&mut self, block: &Block, paragraph: Kind) {
        match block {
            Block::Title(content) => self.add(Kind::Title, content),
            Block::Added(_) => {}
            Block::Heading(Heading { level, content, .. }) => {
                self.section += 1;
                self.add(Kind::Heading(*level), content);
            }
            Block::Paragraph(content) => self.add(paragraph, content),
            Block::List(list) => {
                for Item { number, key_message, blocks, .. } in &list.items {
                    let kind = match (paragraph, key_message) {
                        (Kind::Quotation, _) => Kind::Quotation,
                        (_, true) => Kind::Message(*number),
                        (_, false) => Kind::Item(*number),
                    };
                    blocks.iter().for_each(|block| self.block(block, kind));
                }
            }
            Block::Quotation(Quotation { blocks, source }) => {
                blocks.iter().for_each(|block| self.block(block, Kind::Quotation));
                self.add(Kind::QuotationSource, source);
            }
            Block::Graph(graph) => {
                let lines = graph.caption.iter().chain(&graph.note);
                lines.for_each(|line| self.add(Kind::Caption, line));
            }
            Block::Table(table) => self.table(table),
        }
    }

    fn table(&mut self, table: &Table) {
        let cells = table.rows.iter().flat_map(|row| &row.cells);
        let lines = std::iter::once(&table.caption).chain(cells).chain(&table.notes);
        lines.for_each(|line| self.add(Kind::Table, line));
    }

    fn add(&mut self, kind: Kind, content: &[Inline]) {
        let (mut text, mut pieces, mut footnotes) = (String::new(), Vec::new(), Vec::new());
        push(content, &mut text, &mut pieces, &mut footnotes);
        let count = |wanted: Whose| {
            let own = pieces.iter().filter(|piece| whose(self.sources, &piece.origin) == wanted);
            own.map(|piece| piece.range.len()).sum::<usize>()
        };
        let kinds = [Whose::Tool, Whose::Secretariat, Whose::Mechanism];
        let whose = kinds.into_iter().max_by_key(|kind| count(*kind)).unwrap_or(Whose::Tool);
        if !text.is_empty() {
            self.passages.push(Passage { kind, whose, text, section: self.section, pieces });
        }
        footnotes.into_iter().for_each(|note| self.add(Kind::Footnote, note));
    }
}

fn push<'d>(
    content: &'d [Inline],
    text: &mut String,
    pieces: &mut Vec<Piece>,
    footnotes: &mut Vec<&'d [Inline]>,
) {
    for inline in content {
        let start = text.len();
        let origin = match inline {
            Inline::Text(own) => {
                text.push_str(&own.text);
                own.origin.clone()
            }
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Link { content, .. }
            | Inline::Foreign { content, .. } => {
                push(content, text, pieces, footnotes);
                continue;
            }
            Inline::Reference { label, .. } => {
                text.push_str(label);
                Origin::Tool
            }
            Inline::Cross { .. } => continue,
            Inline::Footnote(note) => {
                footnotes.push(note);
                continue;
            }
            Inline::Break => {
                text.push('\n');
                Origin::Tool
            }
        };
        pieces.push(Piece { range: start..text.len(), origin });
    }
}
