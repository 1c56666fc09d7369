//! Reads the content of an OpenDocument text.

use super::package::Package;
use super::xml::{self, Node, attribute, elements, find, name};
use super::{Block, Cell, Document, Paragraph, Piece, Refusal};

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
        ("text", "list-item") => blocks(part, true),
        _ => blocks(part, is_item),
    });
    blocks.collect()
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
                let lines = part.text().unwrap_or_default().split(['\n', '\r', '\t']);
                lines.map(str::trim_start).collect::<Vec<_>>().join(" ")
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
            (_, "note" | "annotation") => continue,
            _ => {
                inline(part, paragraph);
                continue;
            }
        };
        paragraph.pieces.push(Piece { text, control: None });
    }
}
