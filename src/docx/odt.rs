//! Reads the content of an OpenDocument text.

use super::package::Package;
use super::xml::{self, Node, attribute, elements, find, name};
use super::{Block, Cell, Document, Mark, MarkKind, Paragraph, Piece, Refusal, TextMark};

pub(super) fn read(package: &mut Package<'_>) -> Result<Document, Refusal> {
    let text = package.text("content.xml")?.unwrap_or_default();
    let content = xml::parse("content.xml", &text)?;
    let text = find(content.root_element(), &["body", "text"]);
    let blocks = text.map(|text| blocks(text, false)).unwrap_or_default();
    Ok(Document { blocks, ..Document::default() })
}

fn blocks(parent: Node<'_, '_>, is_item: bool) -> Vec<Block> {
    let blocks = elements(parent).flat_map(|part| match name(part) {
        ("text", "p" | "h") => vec![Block::Paragraph(paragraph(part, is_item))],
        ("table", "table") => vec![Block::Table(rows(part))],
        (_, "tracked-changes" | "annotation") => Vec::new(),
        ("text", "index-title") => styled(blocks(part, is_item), "toc heading"),
        ("text", "index-body") => styled(blocks(part, is_item), "toc 1"),
        ("text", "list-item") => blocks(part, true),
        _ => blocks(part, is_item),
    });
    blocks.collect()
}

/// Paragraphs of a table of contents or of a list of figures, in the styles that they have in Word.
fn styled(mut blocks: Vec<Block>, style: &str) -> Vec<Block> {
    for block in &mut blocks {
        if let Block::Paragraph(Paragraph { style: own, .. }) = block
            && own.is_empty()
        {
            *own = style.to_owned();
        }
    }
    blocks
}

fn rows(table: Node<'_, '_>) -> Vec<Vec<Cell>> {
    let rows = elements(table).flat_map(|part| match name(part) {
        ("table", "table-row") => vec![elements(part).filter_map(cell).collect()],
        _ => rows(part),
    });
    rows.collect()
}

fn cell(part: Node<'_, '_>) -> Option<Cell> {
    (name(part) == ("table", "table-cell")).then(|| Cell { blocks: blocks(part, false) })
}

fn paragraph(element: Node<'_, '_>, is_item: bool) -> Paragraph {
    let mut paragraph = Paragraph { is_item, ..Paragraph::default() };
    inline(element, &mut paragraph);
    paragraph
}

fn inline(element: Node<'_, '_>, paragraph: &mut Paragraph) {
    for part in element.children() {
        let text = match name(part) {
            // A line end and the blanks around it are one blank.
            _ if part.is_text() => {
                let mut lines = part.text().unwrap_or_default().split(['\n', '\r', '\t']);
                let first = lines.next().unwrap_or_default().to_owned();
                lines.fold(first, |text, line| text + " " + line.trim_start())
            }
            ("text", "s") => {
                let count = attribute(part, "c").and_then(|count| count.parse().ok());
                " ".repeat(count.unwrap_or(1).min(1_000))
            }
            ("text", "tab") => "\t".to_owned(),
            ("text", "line-break") => "\n".to_owned(),
            ("text", "bookmark" | "bookmark-start") => {
                paragraph.bookmarks.extend(attribute(part, "name").map(str::to_owned));
                continue;
            }
            ("text", "note") => {
                let body = find(part, &["note-body"]).map(|body| blocks(body, false));
                let body = body.unwrap_or_default();
                paragraph.notes.extend(super::paragraphs(&body).into_iter().cloned());
                continue;
            }
            (_, "annotation" | "title" | "desc") => continue,
            ("text", "bookmark-ref" | "sequence" | "page-number") => {
                let start = paragraph.whole_text().len();
                inline(part, paragraph);
                let range = start..paragraph.whole_text().len();
                let (kind, by) = (MarkKind::Field, Mark::default());
                paragraph.marks.push(TextMark { range, kind, by });
                continue;
            }
            _ => {
                inline(part, paragraph);
                continue;
            }
        };
        paragraph.pieces.push(Piece { text, control: None });
    }
}
