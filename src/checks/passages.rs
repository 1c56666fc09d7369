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
    /// The place of a range of the text in the project's files, up to the end of the piece in which it begins; none for
    /// the tool's words.
    pub fn place(&self, sources: &Sources, range: Range<usize>) -> Option<Span> {
        let piece = self.pieces.iter().find(|piece| piece.range.contains(&range.start))?;
        let start = range.start - piece.range.start;
        let end = range.end.min(piece.range.end) - piece.range.start;
        match piece.origin {
            Origin::Place(span) => {
                Some(sources.part(span, &self.text[piece.range.clone()], start..end))
            }
            Origin::Computed(span) if sources.get(span.file).is_template() => {
                Some(sources.line(span))
            }
            Origin::Computed(span) | Origin::Figure(_, span) => Some(span),
            Origin::Tool => None,
        }
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
            Origin::Place(_) | Origin::Computed(_) | Origin::Tool => None,
        })
    }
}

fn whose(sources: &Sources, origin: &Origin) -> Whose {
    match origin {
        Origin::Tool => Whose::Tool,
        Origin::Figure(..) => Whose::Secretariat,
        Origin::Place(span) | Origin::Computed(span) => {
            match sources.get(span.file).kind.is_response() {
                true => Whose::Mechanism,
                false => Whose::Secretariat,
            }
        }
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
