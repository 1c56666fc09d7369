//! The words of a document as passages: one for each line that is read in one go, with what it is, whose words it has, and
//! where every piece of it came from. Checks, notes of changes, explain, the manifest and counts of words read these.

use std::ops::Range;

use super::walk::LineKind;
use super::{Added, Block, Document, Inline, Item, Label, Masthead, Origin, Role};
use crate::diagnostic::{SourceKind, Sources, Span};
use crate::figure::Figure;

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
    /// The name of a graph or of a column.
    Label,
    /// The caption of a graph, or its note.
    Caption,
    /// A line of a drawing, or its alternative text.
    Drawing,
    /// A cell, caption or note of a table.
    Table,
    /// A footnote.
    Footnote,
    /// A line under the title that says which edition it is.
    Edition,
    /// Anything else that the tool adds: masthead, headings of contents, references, registers.
    Generated,
}

/// Whose words something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// The secretariat's: templates and data, which it may reword.
    Secretariat,
    /// A respondent's: files of responses, which nobody rewords.
    Respondent,
    /// The tool's.
    Tool,
}

/// What a passage is read with: a heading or paragraph by itself, an outermost item with all that is in it, a quotation
/// with its source, a graph, a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its number in the document, from 0.
    pub number: usize,
    /// What it is.
    pub kind: UnitKind,
}

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// A title, a heading or a paragraph.
    Line,
    /// An item of a list that is in no other list.
    Item {
        /// Its place in its list, from 0.
        index: usize,
        /// Its number, if it has one.
        number: Option<u64>,
        /// Whether it is one of the messages that the survey conveys.
        key_message: bool,
    },
    /// What a respondent said, with its name.
    Quotation,
    /// A graph.
    Graph,
    /// A table.
    Table,
    /// What the tool adds.
    Generated,
}

/// A line of a document.
#[derive(Clone, Debug)]
pub struct Passage<'d> {
    /// What it is.
    pub kind: Kind,
    /// What it is to its block.
    pub line: LineKind,
    /// The line; empty where the tree has a plain string.
    pub content: &'d [Inline],
    /// The words, without markup, footnotes and references to anchors; a forced end of line is a line end.
    pub text: String,
    /// Whose words most of it are.
    pub author: Author,
    /// Whether its block is the report's own.
    pub role: Role,
    /// The number of the last heading before it among all headings, from 1; 0 before the first one.
    pub section: usize,
    /// What it belongs to.
    pub unit: Unit,
    /// The bullets and numbers of lists within its unit that stand before it.
    pub marks: String,
    /// The key of the graph that it is in or about.
    pub graph: Option<&'d str>,
    pieces: Vec<Piece<'d>>,
}

/// A piece of a passage that came from one place.
#[derive(Clone, Debug)]
pub struct Piece<'d> {
    /// Its bytes in the text of the passage.
    pub range: Range<usize>,
    /// Where it came from.
    pub origin: &'d Origin,
}

impl Document {
    /// All passages, in order.
    pub fn passages(&self, sources: &Sources) -> Vec<Passage<'_>> {
        let mut reader = Reader {
            sources,
            role: Role::Text,
            section: 0,
            unit: Unit { number: 0, kind: UnitKind::Line },
            units: 0,
            depth: None,
            marks: String::new(),
            graph: None,
            passages: Vec::new(),
        };
        for node in &self.blocks {
            reader.role = node.role;
            reader.block(&node.block, Kind::Paragraph);
        }
        reader.passages
    }
}

impl<'d> Passage<'d> {
    /// The pieces of the text, in order.
    pub fn pieces(&self) -> &[Piece<'d>] {
        &self.pieces
    }

    /// The place of a range of the text in the project's files, up to the end of the piece in which it begins; none for
    /// the tool's words.
    pub fn place(&self, sources: &Sources, range: Range<usize>) -> Option<Span> {
        let piece = self.piece_at(range.start)?;
        let start = range.start - piece.range.start;
        let end = range.end.min(piece.range.end) - piece.range.start;
        match piece.origin {
            Origin::Place(span) => {
                Some(sources.part(*span, &self.text[piece.range.clone()], start..end))
            }
            Origin::Computed(span) if sources.get(span.file).is_template() => {
                Some(sources.line(*span))
            }
            Origin::Computed(span) | Origin::Figure(_, span) => Some(*span),
            Origin::Mention(_) | Origin::Tool => None,
        }
    }

    /// Whose words stand at an offset of the text.
    pub fn author_at(&self, sources: &Sources, offset: usize) -> Author {
        self.piece_at(offset).map_or(self.author, |piece| author(sources, piece.origin))
    }

    /// The places that the pieces of the text came from.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        self.pieces.iter().filter_map(|piece| piece.origin.place())
    }

    /// The ranges of the text that print figures of the tally.
    pub fn figures(&self) -> impl Iterator<Item = (Range<usize>, &'d Figure)> {
        self.pieces.iter().filter_map(|piece| match piece.origin {
            Origin::Figure(figure, _) => Some((piece.range.clone(), figure)),
            Origin::Place(_) | Origin::Computed(_) | Origin::Mention(_) | Origin::Tool => None,
        })
    }

    /// Whether it is a line of the report's prose, of a quotation, a caption or a table, rather than of a drawing or of
    /// what the tool adds for finding.
    pub fn is_read(&self) -> bool {
        !self.text.is_empty()
            && match self.kind {
                Kind::Label | Kind::Drawing | Kind::Edition | Kind::Generated => false,
                Kind::Title
                | Kind::Heading(_)
                | Kind::Paragraph
                | Kind::Item(_)
                | Kind::Message(_)
                | Kind::Quotation
                | Kind::QuotationSource
                | Kind::Caption
                | Kind::Table
                | Kind::Footnote => true,
            }
    }

    fn piece_at(&self, offset: usize) -> Option<&Piece<'d>> {
        let index = self.pieces.partition_point(|piece| piece.range.end <= offset);
        self.pieces.get(index).filter(|piece| piece.range.contains(&offset))
    }
}

fn author(sources: &Sources, origin: &Origin) -> Author {
    match origin {
        Origin::Tool | Origin::Mention(_) => Author::Tool,
        Origin::Figure(..) => Author::Secretariat,
        Origin::Place(span) | Origin::Computed(span) => match sources.get(span.file).kind {
            SourceKind::Response(_) => Author::Respondent,
            _ => Author::Secretariat,
        },
    }
}

struct Reader<'s, 'd> {
    sources: &'s Sources,
    role: Role,
    section: usize,
    unit: Unit,
    /// How many units there are so far.
    units: usize,
    /// How many lists within the unit are around what is read; none outside of an item or quotation.
    depth: Option<usize>,
    /// Marks of lists that no line follows yet.
    marks: String,
    graph: Option<&'d str>,
    passages: Vec<Passage<'d>>,
}

impl<'d> Reader<'_, 'd> {
    /// Adds the passages of a block; `paragraph` is what a paragraph is here.
    fn block(&mut self, block: &'d Block, paragraph: Kind) {
        match block {
            Block::Title(content) => self.unit_of(Kind::Title, LineKind::Text, content),
            Block::Heading(heading) => {
                self.section += 1;
                self.unit_of(Kind::Heading(heading.level), LineKind::Text, &heading.content);
            }
            Block::Paragraph(content) => self.unit_of(paragraph, LineKind::Text, content),
            Block::List(list) => {
                for (index, item) in list.items.iter().enumerate() {
                    self.item(index, item, paragraph);
                }
            }
            Block::Quotation(quotation) => {
                let outer = self.enter(0, UnitKind::Quotation);
                for block in &quotation.blocks {
                    self.block(block, Kind::Quotation);
                }
                self.line(Kind::QuotationSource, LineKind::Source, &quotation.source);
                self.leave(outer);
            }
            Block::Graph(graph) => {
                let outer = self.begin(UnitKind::Graph, Some(&graph.key));
                let label = match &graph.label {
                    Label::Issued(text) => &text.origin,
                    Label::Numbered { .. } => &Origin::Tool,
                };
                self.words(Kind::Label, graph.label.text(), label);
                self.lines(block);
                self.end(outer);
            }
            Block::Table(table) => {
                let outer = self.begin(UnitKind::Table, Some(&table.graph));
                self.lines(block);
                self.end(outer);
            }
            Block::Added(added) => {
                let outer = self.begin(UnitKind::Generated, None);
                self.added(added);
                self.lines(block);
                self.end(outer);
            }
        }
    }

    fn item(&mut self, index: usize, item: &'d Item, paragraph: Kind) {
        let kind = match (paragraph, item.key_message) {
            (Kind::Quotation, _) => Kind::Quotation,
            (_, true) => Kind::Message(item.number),
            (_, false) => Kind::Item(item.number),
        };
        let Some(depth) = self.depth else {
            let Item { number, key_message, .. } = *item;
            let outer = self.enter(1, UnitKind::Item { index, number, key_message });
            item.blocks.iter().for_each(|block| self.block(block, kind));
            return self.leave(outer);
        };
        let mark = item.number.map_or("–".to_owned(), |number| format!("{number}."));
        self.marks.push_str(&format!("{}{mark} ", "– ".repeat(depth.saturating_sub(1))));
        self.depth = Some(depth + 1);
        item.blocks.iter().for_each(|block| self.block(block, kind));
        self.depth = Some(depth);
        self.marks.clear();
    }

    /// Begins a unit of several lines, unless one goes on; gives what [`Reader::leave`] takes.
    fn enter(&mut self, depth: usize, kind: UnitKind) -> Option<usize> {
        let outer = self.depth;
        if outer.is_none() {
            self.next_unit(kind);
            self.depth = Some(depth);
        }
        outer
    }

    /// Begins a unit within another one, or about a graph; gives what [`Reader::end`] takes.
    fn begin(&mut self, kind: UnitKind, graph: Option<&'d str>) -> Unit {
        let outer = self.unit;
        self.next_unit(kind);
        self.graph = graph;
        outer
    }

    fn end(&mut self, outer: Unit) {
        self.unit = outer;
        self.graph = None;
    }

    fn leave(&mut self, outer: Option<usize>) {
        self.depth = outer;
        if outer.is_none() {
            self.marks.clear();
        }
    }

    fn next_unit(&mut self, kind: UnitKind) {
        self.unit = Unit { number: self.units, kind };
        self.units += 1;
    }

    /// A line that is a unit, unless it belongs to one.
    fn unit_of(&mut self, kind: Kind, line: LineKind, content: &'d [Inline]) {
        if self.depth.is_none() {
            self.next_unit(UnitKind::Line);
        }
        self.line(kind, line, content);
    }

    /// The lines of a graph, a table or what the tool adds, which are a unit of their own.
    fn lines(&mut self, block: &'d Block) {
        for (line, content) in block.lines() {
            let kind = match line {
                LineKind::Caption | LineKind::GraphNote => Kind::Caption,
                LineKind::Drawn | LineKind::Alternative => Kind::Drawing,
                LineKind::ColumnTitle => Kind::Label,
                LineKind::TableCaption | LineKind::TableNote | LineKind::Cell { .. } => Kind::Table,
                LineKind::Text | LineKind::Source | LineKind::Reference => Kind::Generated,
            };
            self.line(kind, line, content);
        }
    }

    fn added(&mut self, added: &'d Added) {
        let words: Vec<&str> = match added {
            Added::Masthead(Masthead { organization, label, number }) => {
                [organization, label].into_iter().chain(number).map(String::as_str).collect()
            }
            Added::Edition(lines) => {
                for line in lines {
                    self.words(Kind::Edition, line.clone(), &Origin::Tool);
                }
                Vec::new()
            }
            Added::Contents(contents) => vec![&contents.heading],
            Added::Graphs(heading) => vec![heading],
            Added::Pointer(_) => Vec::new(),
            Added::Register(register) => register.columns.iter().map(String::as_str).collect(),
        };
        for words in words {
            self.words(Kind::Generated, words.to_owned(), &Origin::Tool);
        }
    }

    /// Adds a line that is a plain string in the tree.
    fn words(&mut self, kind: Kind, text: String, origin: &'d Origin) {
        let pieces = vec![Piece { range: 0..text.len(), origin }];
        self.add(kind, LineKind::Reference, &[], (text, pieces));
    }

    /// Adds a line, and after it its footnotes.
    fn line(&mut self, kind: Kind, line: LineKind, content: &'d [Inline]) {
        let (mut text, mut pieces, mut footnotes) = (String::new(), Vec::new(), Vec::new());
        push(content, &mut text, &mut pieces, &mut footnotes);
        self.add(kind, line, content, (text, pieces));
        for note in footnotes {
            self.line(Kind::Footnote, line, note);
        }
    }

    fn add(
        &mut self,
        kind: Kind,
        line: LineKind,
        content: &'d [Inline],
        (text, pieces): (String, Vec<Piece<'d>>),
    ) {
        if text.is_empty() && content.is_empty() {
            return;
        }
        let count = |wanted: Author| {
            let own = pieces.iter().filter(|piece| author(self.sources, piece.origin) == wanted);
            own.map(|piece| piece.range.len()).sum::<usize>()
        };
        let authors = [Author::Tool, Author::Secretariat, Author::Respondent];
        let author = authors.into_iter().max_by_key(|author| count(*author));
        self.passages.push(Passage {
            kind,
            line,
            content,
            text,
            author: author.unwrap_or(Author::Tool),
            role: self.role,
            section: self.section,
            unit: self.unit,
            marks: if kind == Kind::Footnote {
                String::new()
            } else {
                std::mem::take(&mut self.marks)
            },
            graph: self.graph,
            pieces,
        });
    }
}

/// Adds the words of a line with their origins, and collects its footnotes.
fn push<'d>(
    content: &'d [Inline],
    text: &mut String,
    pieces: &mut Vec<Piece<'d>>,
    footnotes: &mut Vec<&'d [Inline]>,
) {
    for inline in content {
        let start = text.len();
        let origin = match inline {
            Inline::Text(own) => {
                text.push_str(&own.text);
                &own.origin
            }
            Inline::Emphasis(_)
            | Inline::Strong(_)
            | Inline::Link { .. }
            | Inline::Foreign { .. } => {
                push(inline.content(), text, pieces, footnotes);
                continue;
            }
            Inline::Reference { label, .. } => {
                text.push_str(label);
                &Origin::Tool
            }
            Inline::Cross { .. } => continue,
            Inline::Footnote(note) => {
                footnotes.push(note);
                continue;
            }
            Inline::Break => {
                text.push('\n');
                &Origin::Tool
            }
        };
        pieces.push(Piece { range: start..text.len(), origin });
    }
}
