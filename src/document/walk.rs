//! The walk over a tree: its blocks, the lines of a block, the inlines of a line; for reading and for changing.

use super::{Added, Block, Graph, Inline, Table};

/// What a line is to its block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// The words of a title, a heading or a paragraph.
    Text,
    /// Who said a quotation.
    Source,
    /// What a graph shows.
    Caption,
    /// What is not in a graph.
    GraphNote,
    /// A line of a drawing.
    Drawn,
    /// The alternative text of a drawing.
    Alternative,
    /// What a table holds.
    TableCaption,
    /// The title of a column.
    ColumnTitle,
    /// A cell of a table.
    Cell {
        /// The number of its row, from 0.
        row: usize,
        /// The number of its column, from 0.
        column: usize,
    },
    /// A note under a table.
    TableNote,
    /// A cell of what the tool adds, or a line that refers to another place.
    Reference,
}

impl LineKind {
    /// Whether it is a line that people read as text: neither in a drawing or table, nor what the tool adds for finding.
    pub fn is_prose(self) -> bool {
        match self {
            LineKind::Text
            | LineKind::Source
            | LineKind::Caption
            | LineKind::GraphNote
            | LineKind::TableCaption
            | LineKind::TableNote => true,
            LineKind::Drawn
            | LineKind::Alternative
            | LineKind::ColumnTitle
            | LineKind::Cell { .. }
            | LineKind::Reference => false,
        }
    }
}

/// Writes the functions of a block twice: for reading and for changing.
macro_rules! walk {
    ($inner:ident, $lines:ident, $iter:ident, $slice:ident, $($mutable:tt)?) => {
        /// The blocks in it.
        pub fn $inner(&$($mutable)? self) -> Vec<&$($mutable)? Block> {
            match self {
                Block::List(list) => {
                    list.items.$iter().flat_map(|item| &$($mutable)? item.blocks).collect()
                }
                Block::Quotation(quotation) => quotation.blocks.$iter().collect(),
                Block::Title(_)
                | Block::Added(_)
                | Block::Heading(_)
                | Block::Paragraph(_)
                | Block::Graph(_)
                | Block::Table(_) => Vec::new(),
            }
        }

        /// The lines that it holds itself, in the order in which they are read.
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
                Block::Added(Added::Pointer(content)) => vec![(LineKind::Reference, content)],
                Block::Added(Added::Register(register)) => {
                    let cells = register.rows.$iter().flat_map(|row| &$($mutable)? row.cells);
                    cells.map(|cell| (LineKind::Reference, cell)).collect()
                }
                Block::List(_) | Block::Added(_) => Vec::new(),
            }
        }
    };
}

type Line = Vec<Inline>;

impl Block {
    /// The lines that people read as text.
    pub fn prose(&self) -> impl Iterator<Item = &[Inline]> {
        let prose = self.lines().into_iter().filter(|(kind, _)| kind.is_prose());
        prose.map(|(_, line)| line.as_slice())
    }

    walk!(inner, lines, iter, Line,);
    walk!(inner_mut, lines_mut, iter_mut, Line, mut);
}

/// All blocks, each before those in it.
pub fn all_blocks<'b>(blocks: impl IntoIterator<Item = &'b Block>) -> Vec<&'b Block> {
    let mut all = Vec::new();
    for block in blocks {
        all.push(block);
        all.append(&mut all_blocks(block.inner()));
    }
    all
}

/// Visits all blocks, each before those in it.
pub fn visit_blocks<'b>(
    blocks: impl IntoIterator<Item = &'b mut Block>,
    visit: &mut impl FnMut(&mut Block),
) {
    for block in blocks {
        visit(block);
        visit_blocks(block.inner_mut(), visit);
    }
}

impl Inline {
    /// The inlines in it: what is emphasized, what a link shows, the words of a footnote.
    pub fn content(&self) -> &[Inline] {
        match self {
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Link { content, .. }
            | Inline::Foreign { content, .. }
            | Inline::Footnote(content) => content,
            Inline::Text(_) | Inline::Reference { .. } | Inline::Cross { .. } | Inline::Break => {
                &[]
            }
        }
    }

    fn content_mut(&mut self) -> &mut [Inline] {
        match self {
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Link { content, .. }
            | Inline::Foreign { content, .. }
            | Inline::Footnote(content) => content,
            Inline::Text(_) | Inline::Reference { .. } | Inline::Cross { .. } | Inline::Break => {
                &mut []
            }
        }
    }
}

/// Visits all inlines of a line, each before those in it.
pub fn visit_inlines(line: &mut [Inline], visit: &mut impl FnMut(&mut Inline)) {
    for inline in line {
        visit(inline);
        visit_inlines(inline.content_mut(), visit);
    }
}
