//! Reads the content of an OpenDocument text.

use super::package::Package;
use super::xml::{Element, Node};
use super::{Block, Cell, Document, Paragraph, Piece, Refusal};

pub(super) fn read(package: &mut Package<'_>) -> Result<Document, Refusal> {
    let root = package.part("content.xml")?.unwrap_or_default();
    let text = root.find(&["office:body", "office:text"]);
    let blocks = text.map(|text| blocks(text, false)).unwrap_or_default();
    Ok(Document { blocks, ..Document::default() })
}

fn blocks(parent: &Element, is_item: bool) -> Vec<Block> {
    let blocks = parent.children().flat_map(|part| match part.name.as_str() {
        "text:p" | "text:h" => vec![Block::Paragraph(paragraph(part, is_item))],
        "table:table" => vec![Block::Table(rows(part))],
        "text:tracked-changes" | "office:annotation" => Vec::new(),
        "text:list-item" => blocks(part, true),
        _ => blocks(part, is_item),
    });
    blocks.collect()
}

fn rows(table: &Element) -> Vec<Vec<Cell>> {
    let rows = table.children().flat_map(|part| match part.name.as_str() {
        "table:table-row" => vec![part.children().filter_map(cell).collect()],
        _ => rows(part),
    });
    rows.collect()
}

fn cell(part: &Element) -> Option<Cell> {
    (part.name == "table:table-cell").then(|| Cell { blocks: blocks(part, false) })
}

fn paragraph(element: &Element, is_item: bool) -> Paragraph {
    let mut paragraph = Paragraph { is_item, ..Paragraph::default() };
    inline(element, &mut paragraph);
    paragraph
}

fn inline(element: &Element, paragraph: &mut Paragraph) {
    for node in &element.content {
        let part = match node {
            Node::Text(text) => {
                // A line end and the blanks around it are one blank.
                let text = text.split(['\n', '\r', '\t']).map(str::trim_start).collect::<Vec<_>>();
                paragraph.pieces.push(Piece { text: text.join(" "), control: None });
                continue;
            }
            Node::Element(part) => part,
        };
        let text = match part.name.as_str() {
            "text:s" => {
                let count = part.attribute("text:c").and_then(|count| count.parse().ok());
                " ".repeat(count.unwrap_or(1).min(1_000))
            }
            "text:tab" => "\t".to_owned(),
            "text:line-break" => "\n".to_owned(),
            "text:bookmark" | "text:bookmark-start" => {
                paragraph.bookmarks.extend(part.attribute("text:name").map(str::to_owned));
                continue;
            }
            "text:note" | "office:annotation" => continue,
            _ => {
                inline(part, paragraph);
                continue;
            }
        };
        paragraph.pieces.push(Piece { text, control: None });
    }
}
