//! Traverses a tree, read-only or mutably: its blocks, the lines of a block, the inlines of a line.

use super::{Block, Generated, Graph, Inline, Masthead, Picture, Table};

/// The role of a line in its block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// The text of a title, a heading or a paragraph.
    Text,
    /// The attribution of a quotation.
    Source,
    /// The caption of a graph or picture.
    Caption,
    /// The note of a graph.
    GraphNote,
    /// A line of a drawing.
    Drawn,
    /// The alternative text of a drawing.
    Alternative,
    /// The caption of a table.
    TableCaption,
    /// The title of a column.
    ColumnTitle,
    /// A cell of a table.
    Cell {
        /// The zero-based row.
        row: usize,
        /// The zero-based column.
        column: usize,
    },
    /// A note under a table.
    TableNote,
    /// A cell of a generated table, or a line that refers to another place.
    Reference,
}

impl LineKind {
    /// Whether people read the line as running text: it is neither in a drawing or table nor
    /// generated navigation content.
    pub fn is_prose(self) -> bool {
        use LineKind::{Caption, GraphNote, Source, TableCaption, TableNote, Text};
        matches!(self, Text | Source | Caption | GraphNote | TableCaption | TableNote)
    }
}

/// Defines the traversal of a block twice: read-only and mutable.
macro_rules! walk {
    ($inner:ident, $lines:ident, $iter:ident, $slice:ident, $($mutable:tt)?) => {
        /// The direct child blocks.
        pub fn $inner(&$($mutable)? self) -> Vec<&$($mutable)? Block> {
            match self {
                Block::List(list) => {
                    list.items.$iter().flat_map(|item| &$($mutable)? item.blocks).collect()
                }
                Block::Quotation(quotation) => quotation.blocks.$iter().collect(),
                Block::Title(_)
                | Block::Generated(_)
                | Block::Heading(_)
                | Block::Paragraph(_)
                | Block::Graph(_)
                | Block::Table(_)
                | Block::Picture(_) => Vec::new(),
            }
        }

        /// The lines of the block itself, in reading order.
        pub fn $lines(&$($mutable)? self) -> Vec<(LineKind, &$($mutable)? $slice)> {
            match self {
                Block::Title(content) | Block::Paragraph(content) => {
                    vec![(LineKind::Text, content)]
                }
                Block::Heading(heading) => vec![(LineKind::Text, &$($mutable)? heading.content)],
                Block::Quotation(quotation) => {
                    vec![(LineKind::Source, &$($mutable)? quotation.source)]
                }
                Block::Graph(Graph { caption, drawn, alt, note, .. }) => {
                    let caption = caption.$iter().map(|line| (LineKind::Caption, line));
                    let drawn = drawn.$iter().map(|line| (LineKind::Drawn, line));
                    let alternative = [(LineKind::Alternative, alt)];
                    let note = note.$iter().map(|line| (LineKind::GraphNote, line));
                    caption.chain(drawn).chain(alternative).chain(note).collect()
                }
                Block::Table(Table { caption, columns, rows, notes, .. }) => {
                    let titles = columns.$iter().map(|column| &$($mutable)? column.title);
                    let titles = titles.map(|title| (LineKind::ColumnTitle, title));
                    let cells = rows.$iter().enumerate().flat_map(|(row, cells)| {
                        let cells = cells.cells.$iter().enumerate();
                        cells.map(move |(column, cell)| (LineKind::Cell { row, column }, cell))
                    });
                    let notes = notes.$iter().map(|note| (LineKind::TableNote, note));
                    let caption = [(LineKind::TableCaption, caption)].into_iter();
                    caption.chain(titles).chain(cells).chain(notes).collect()
                }
                Block::Picture(picture)
                | Block::Generated(Generated::Masthead(Masthead { logo: Some(picture), .. })) => {
                    let Picture { caption, drawn, alt, .. } = picture;
                    let caption = caption.$iter().map(|line| (LineKind::Caption, line));
                    let drawn = drawn.$iter().map(|line| (LineKind::Drawn, line));
                    caption.chain(drawn).chain([(LineKind::Alternative, alt)]).collect()
                }
                Block::Generated(Generated::BackLink(content)) => vec![(LineKind::Reference, content)],
                Block::Generated(Generated::IndexTable(register)) => {
                    let cells = register.rows.$iter().flat_map(|row| &$($mutable)? row.cells);
                    cells.map(|cell| (LineKind::Reference, cell)).collect()
                }
                Block::List(_) | Block::Generated(_) => Vec::new(),
            }
        }
    };
}

type Line = Vec<Inline>;

impl Block {
    /// The lines that people read as running text, and all lines of a table that is not made of
    /// answers.
    pub fn prose(&self) -> impl Iterator<Item = &[Inline]> {
        let is_data = self.data_table().is_some();
        let prose = self.lines().into_iter().filter(move |(kind, _)| is_data || kind.is_prose());
        prose.map(|(_, line)| line.as_slice())
    }

    walk!(inner, lines, iter, Line,);
    walk!(inner_mut, lines_mut, iter_mut, Line, mut);
}

/// All blocks in document order, parents before children.
pub fn all_blocks<'b>(blocks: impl IntoIterator<Item = &'b Block>) -> Vec<&'b Block> {
    let mut all = Vec::new();
    for block in blocks {
        all.push(block);
        all.append(&mut all_blocks(block.inner()));
    }
    all
}

/// Visits all blocks, parents before children.
pub fn visit_blocks<'b>(
    blocks: impl IntoIterator<Item = &'b mut Block>,
    visit: &mut impl FnMut(&mut Block),
) {
    for block in blocks {
        visit(block);
        visit_blocks(block.inner_mut(), visit);
    }
}

/// Defines the content of an inline twice: read-only and mutable.
macro_rules! nested {
    ($nested:ident, $($mutable:tt)?) => {
        /// The nested inlines: emphasized or linked content, or the content of a footnote.
        pub fn $nested(&$($mutable)? self) -> Option<&$($mutable)? Line> {
            match self {
                Inline::Emphasis(content)
                | Inline::Strong(content)
                | Inline::Link { content, .. }
                | Inline::Foreign { content, .. }
                | Inline::Footnote(content) => Some(content),
                Inline::Text(_)
                | Inline::Reference { .. }
                | Inline::CrossRef { .. }
                | Inline::Break => None,
            }
        }
    };
}

impl Inline {
    nested!(nested,);
    nested!(nested_mut, mut);

    /// The nested inlines; empty if there are none.
    pub fn content(&self) -> &[Inline] {
        self.nested().map_or(&[], Vec::as_slice)
    }
}

/// Visits all inlines of a line, parents before children.
pub fn visit_inlines(line: &mut [Inline], visit: &mut impl FnMut(&mut Inline)) {
    for inline in line {
        visit(inline);
        visit_inlines(inline.nested_mut().map_or(&mut [], Vec::as_mut_slice), visit);
    }
}
