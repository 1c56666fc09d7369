//! Splits a document into passages.

use super::{Author, Kind, Passage, Piece, Unit, UnitKind, author};
use crate::diagnostic::Sources;
use crate::document::{
    Block, Contents, DataTable, Document, Generated, Graph, Inline, Item, Label, LineKind,
    Masthead, Origin, Role, Table, leaves,
};

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

struct Reader<'s, 'd> {
    sources: &'s Sources,
    role: Role,
    section: usize,
    unit: Unit,
    /// The number of units so far.
    units: usize,
    /// The nesting depth of lists within the unit; `None` outside items and quotations.
    depth: Option<usize>,
    /// Bullets and numbers of lists that wait for their first line.
    marks: String,
    graph: Option<&'d str>,
    passages: Vec<Passage<'d>>,
}

impl<'d> Reader<'_, 'd> {
    /// Adds the passages of a block; `paragraph` is the kind of its paragraphs.
    fn block(&mut self, block: &'d Block, paragraph: Kind) {
        let (unit, graph) = match block {
            Block::List(list) => {
                let items = list.items.iter().enumerate();
                return items.for_each(|(index, item)| self.item(index, item, paragraph));
            }
            Block::Quotation(quotation) => {
                return self.in_unit(0, UnitKind::Quotation, |reader| {
                    quotation.blocks.iter().for_each(|it| reader.block(it, Kind::Quotation));
                    reader.line(Kind::QuotationSource, LineKind::Source, &quotation.source);
                });
            }
            Block::Title(_) | Block::Heading(_) | Block::Paragraph(_) => (UnitKind::Line, None),
            Block::Graph(graph) => (UnitKind::Graph, Some(graph.whole())),
            Block::Table(table) => {
                (UnitKind::Table, Some(&*table.graph).filter(|_| table.data.is_none()))
            }
            Block::Picture(_) => (UnitKind::Picture, None),
            Block::Generated(_) => (UnitKind::Generated, None),
        };
        self.section += usize::from(block.heading().is_some());
        // A graph or table is a unit of its own, also inside another one.
        let outer = self.unit;
        if unit != UnitKind::Line || self.depth.is_none() {
            self.next_unit(unit);
        }
        self.graph = graph;
        self.strings(block);
        for (line, content) in block.lines() {
            let kind = match (block, line) {
                (Block::Title(_), _) => Kind::Title,
                (Block::Heading(heading), _) => Kind::Heading(heading.level),
                (Block::Paragraph(_), _) => paragraph,
                (Block::Picture(_), LineKind::Alternative) => Kind::Caption,
                (_, LineKind::Caption | LineKind::GraphNote) => Kind::Caption,
                (_, LineKind::Drawn | LineKind::Alternative) => Kind::Drawing,
                (_, LineKind::ColumnTitle) => Kind::Label,
                (_, LineKind::TableCaption | LineKind::TableNote | LineKind::Cell { .. }) => {
                    Kind::Table
                }
                (_, LineKind::Text | LineKind::Source | LineKind::Reference) => Kind::Generated,
            };
            self.line(kind, line, content);
        }
        self.unit = outer;
        self.graph = None;
    }

    fn item(&mut self, index: usize, item: &'d Item, paragraph: Kind) {
        let kind = match (paragraph, item.key_message) {
            (Kind::Quotation, _) => Kind::Quotation,
            (_, true) => Kind::Message(item.number),
            (_, false) => Kind::Item(item.number),
        };
        let Some(depth) = self.depth else {
            let Item { number, key_message, .. } = *item;
            let unit = UnitKind::Item { index, number, key_message };
            let blocks = item.blocks.iter();
            return self.in_unit(1, unit, |reader| blocks.for_each(|it| reader.block(it, kind)));
        };
        let mark = item.number.map_or("–".to_owned(), |number| format!("{number}."));
        self.marks.push_str(&format!("{}{mark} ", "– ".repeat(depth.saturating_sub(1))));
        self.depth = Some(depth + 1);
        item.blocks.iter().for_each(|block| self.block(block, kind));
        self.depth = Some(depth);
        self.marks.clear();
    }

    /// Reads the lines of a unit of several lines, unless they belong to an open one.
    fn in_unit(&mut self, depth: usize, kind: UnitKind, read: impl FnOnce(&mut Self)) {
        let outer = self.depth;
        if outer.is_none() {
            self.next_unit(kind);
            self.depth = Some(depth);
        }
        read(self);
        self.depth = outer;
        if outer.is_none() {
            self.marks.clear();
        }
    }

    fn next_unit(&mut self, kind: UnitKind) {
        self.unit = Unit { number: self.units, kind };
        self.units += 1;
    }

    /// Adds the label and the other plain strings of a block.
    fn strings(&mut self, block: &'d Block) {
        let words: Vec<&String> = match block {
            Block::Graph(Graph { label: Label::Issued(text), .. }) => {
                return self.words(Kind::Label, text.text.clone(), &text.origin);
            }
            Block::Graph(Graph { label, .. })
            | Block::Table(Table { data: Some(DataTable { label, .. }), .. }) => {
                return self.words(Kind::Label, label.text(), &Origin::Tool);
            }
            Block::Generated(Generated::Masthead(masthead)) => {
                let Masthead { organization, label, number, .. } = masthead;
                [organization, label].into_iter().chain(number).collect()
            }
            Block::Generated(Generated::Edition(lines)) => lines.iter().collect(),
            Block::Generated(Generated::Contents(Contents { heading, .. }))
            | Block::Generated(Generated::Graphs(heading)) => vec![heading],
            Block::Generated(Generated::IndexTable(table)) => table.columns.iter().collect(),
            _ => Vec::new(),
        };
        let is_edition = matches!(block, Block::Generated(Generated::Edition(_)));
        let kind = if is_edition { Kind::Edition } else { Kind::Generated };
        words.into_iter().for_each(|words| self.words(kind, words.clone(), &Origin::Tool));
        // Readers see the name of the file in out/.
        if let Some(picture) = block.picture() {
            self.words(Kind::Drawing, picture.path(), &Origin::Tool);
        }
    }

    /// Adds a line that is a plain string in the tree.
    fn words(&mut self, kind: Kind, text: String, origin: &'d Origin) {
        let pieces = vec![Piece { range: 0..text.len(), origin }];
        self.add(kind, LineKind::Reference, &[], (text, pieces));
    }

    /// Adds a line, followed by its footnotes.
    fn line(&mut self, kind: Kind, line: LineKind, content: &'d [Inline]) {
        let (mut text, mut pieces, mut footnotes) = (String::new(), Vec::new(), Vec::new());
        for inline in leaves(content) {
            let (words, origin) = match inline {
                Inline::Text(own) => (own.text.as_str(), &own.origin),
                Inline::Reference { label, .. } => (label.as_str(), &Origin::Tool),
                Inline::Break => ("\n", &Origin::Tool),
                other => {
                    footnotes.extend(other.nested());
                    continue;
                }
            };
            pieces.push(Piece { range: text.len()..text.len() + words.len(), origin });
            text.push_str(words);
        }
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
        let is_note = kind == Kind::Footnote;
        let marks = if is_note { String::new() } else { std::mem::take(&mut self.marks) };
        self.passages.push(Passage {
            kind,
            line,
            content,
            text,
            author: author.unwrap_or(Author::Tool),
            role: self.role,
            section: self.section,
            unit: self.unit,
            marks,
            graph: self.graph,
            pieces,
        });
    }
}
