//! Counts the words of a report as Word counts those of its document.

use crate::document::{
    Added, Block, Document, Graph, Inline, Masthead, Table, plain_text, shown_text,
};

/// Words that stand between blanks in the Word document: title, lines under it, contents with their page numbers,
/// headings, paragraphs, items, quotations and their sources, labels and captions of graphs with their notes, tables with
/// captions and notes, and footnotes. Not counted, as Word does not, are numbers and bullets that lists give, heads and
/// feet of pages, and what stands in pictures or describes them. `levels` are those of headings in the contents.
pub fn count(document: &Document, levels: u8) -> usize {
    let blocks = document.all_blocks().into_iter();
    blocks.map(|block| of_block(block, document, levels)).sum()
}

/// The words of a block without those of the blocks in it.
fn of_block(block: &Block, document: &Document, levels: u8) -> usize {
    match block {
        Block::Title(content) | Block::Paragraph(content) => of_line(content),
        Block::Added(added) => of_added(added, document, levels),
        Block::Heading(heading) => of_line(&heading.content),
        Block::List(_) => 0,
        Block::Quotation(quotation) => of_line(&quotation.source),
        Block::Graph(graph) => of_graph(graph),
        Block::Table(table) => of_table(table),
    }
}

fn of_added(added: &Added, document: &Document, levels: u8) -> usize {
    match added {
        Added::Masthead(Masthead { organization, label, number }) => {
            of_text(organization) + of_text(label) + number.as_deref().map_or(0, of_text)
        }
        Added::Edition(lines) => lines.iter().map(|line| of_text(line)).sum(),
        Added::Contents(contents) => of_text(&contents.heading) + of_contents(document, levels),
        Added::Graphs(heading) => of_text(heading) + of_graphs(document),
        Added::Pointer(content) => of_line(content),
        Added::Register(register) => {
            let cells = register.rows.iter().flat_map(|row| &row.cells);
            let titles = register.columns.iter().map(|title| of_text(title));
            titles.chain(cells.map(|cell| of_line(cell))).sum()
        }
    }
}

/// The label and caption of each graph once more, with its page.
fn of_graphs(document: &Document) -> usize {
    let entries = document.graphs().into_iter();
    entries.map(|graph| of_graph(&Graph { note: None, ..graph.clone() }) + 1).sum()
}

/// Each heading once more, with its page.
fn of_contents(document: &Document, levels: u8) -> usize {
    let blocks = document.all_blocks().into_iter();
    let entries = blocks.map(|block| match block {
        Block::Heading(heading) if heading.is_listed(levels) => {
            of_text(&plain_text(&heading.content)) + 1
        }
        _ => 0,
    });
    entries.sum()
}

fn of_graph(graph: &Graph) -> usize {
    let caption = graph.caption.as_deref().unwrap_or_default();
    let label = format!("{}{}{}", graph.label.text(), graph.separator(), plain_text(caption));
    let notes = graph.note.iter().map(|note| of_line(note)).sum::<usize>();
    of_text(&label) + of_footnotes(caption) + notes
}

fn of_table(table: &Table) -> usize {
    let titles = table.columns.iter().map(|column| &column.title);
    let cells = table.rows.iter().flat_map(|row| &row.cells);
    let lines = std::iter::once(&table.caption).chain(titles).chain(cells).chain(&table.notes);
    lines.map(|line| of_line(line)).sum()
}

fn of_line(content: &[Inline]) -> usize {
    of_text(&shown_text(content)) + of_footnotes(content)
}

fn of_footnotes(content: &[Inline]) -> usize {
    let words = content.iter().map(|inline| match inline {
        Inline::Footnote(note) => of_line(note),
        Inline::Emphasis(content)
        | Inline::Strong(content)
        | Inline::Link { content, .. }
        | Inline::Foreign { content, .. } => of_footnotes(content),
        Inline::Text(_) | Inline::Reference { .. } | Inline::Cross { .. } | Inline::Break => 0,
    });
    words.sum()
}

fn of_text(text: &str) -> usize {
    text.split_whitespace().count()
}
