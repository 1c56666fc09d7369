//! Splits a document into passages.

use super::{Author, Kind, Passage, Piece, Unit, UnitKind, author};
use crate::diagnostic::Sources;
use crate::document::{
    Block, Contents, Document, Generated, Graph, Inline, Item, Label, LineKind, Masthead, Origin,
    Role,
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
                self.in_unit(0, UnitKind::Quotation, |reader| {
                    quotation.blocks.iter().for_each(|it| reader.block(it, Kind::Quotation));
                    reader.line(Kind::QuotationSource, LineKind::Source, &quotation.source);
                });
            }
            Block::Graph(graph) => self.inset(UnitKind::Graph, Some(graph.whole()), block),
            Block::Table(table) => {
                let graph = Some(&*table.graph).filter(|_| table.data.is_none());
                self.inset(UnitKind::Table, graph, block);
            }
            Block::Picture(_) => self.inset(UnitKind::Picture, None, block),
            Block::Generated(_) => self.inset(UnitKind::Generated, None, block),
        }
    }

    /// Adds the lines of a graph, a table or generated content: a unit of its own, also inside
    /// another one.
    fn inset(&mut self, unit: UnitKind, graph: Option<&'d str>, block: &'d Block) {
        let outer = self.unit;
        self.next_unit(unit);
        self.graph = graph;
        match block {
            Block::Graph(Graph { label: Label::Issued(text), .. }) => {
                self.words(Kind::Label, text.text.clone(), &text.origin);
            }
            Block::Graph(graph) => self.words(Kind::Label, graph.label.text(), &Origin::Tool),
            Block::Generated(generated) => self.generated(generated),
            block => {
                let label = block.data_table().map(|data| data.label.text());
                label.into_iter().for_each(|it| self.words(Kind::Label, it, &Origin::Tool));
            }
        }
        // Readers see the name of the file in out/.
        if let Some(picture) = block.picture() {
            self.words(Kind::Drawing, picture.path(), &Origin::Tool);
        }
        for (line, content) in block.lines() {
            let kind = match line {
                LineKind::Alternative if unit == UnitKind::Picture => Kind::Caption,
                LineKind::Caption | LineKind::GraphNote => Kind::Caption,
                LineKind::Drawn | LineKind::Alternative => Kind::Drawing,
                LineKind::ColumnTitle => Kind::Label,
                LineKind::TableCaption | LineKind::TableNote | LineKind::Cell { .. } => Kind::Table,
                LineKind::Text | LineKind::Source | LineKind::Reference => Kind::Generated,
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

    /// Adds a line, as its own unit unless one is open.
    fn unit_of(&mut self, kind: Kind, line: LineKind, content: &'d [Inline]) {
        if self.depth.is_none() {
            self.next_unit(UnitKind::Line);
        }
        self.line(kind, line, content);
    }

    /// Adds the plain strings of generated content.
    fn generated(&mut self, generated: &'d Generated) {
        let (kind, words): (Kind, Vec<&String>) = match generated {
            Generated::Masthead(Masthead { organization, label, number, .. }) => {
                (Kind::Generated, [organization, label].into_iter().chain(number).collect())
            }
            Generated::Edition(lines) => (Kind::Edition, lines.iter().collect()),
            Generated::Contents(Contents { heading, .. }) | Generated::Graphs(heading) => {
                (Kind::Generated, vec![heading])
            }
            Generated::BackLink(_) => return,
            Generated::IndexTable(table) => (Kind::Generated, table.columns.iter().collect()),
        };
        words.into_iter().for_each(|words| self.words(kind, words.clone(), &Origin::Tool));
    }

    /// Adds a line that is a plain string in the tree.
    fn words(&mut self, kind: Kind, text: String, origin: &'d Origin) {
        let pieces = vec![Piece { range: 0..text.len(), origin }];
        self.add(kind, LineKind::Reference, &[], (text, pieces));
    }

    /// Adds a line, followed by its footnotes.
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

/// Appends the text of a line with its origins, and collects its footnotes.
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
            Inline::CrossRef { .. } => continue,
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
