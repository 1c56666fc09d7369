//! Reads the main part of a Word document.

use std::collections::BTreeMap;
use std::mem::take;

use super::package::Package;
use super::xml::{self, Node, attribute, elements, find, name};
use super::{Block, Cell, Control, Document, Paragraph, Piece, Refusal};

/// Reads the main part, which has this path and text, with the names of its styles, and the custom properties.
pub(super) fn read(package: &mut Package<'_>, main: &str, text: &str) -> Result<Document, Refusal> {
    let mut reader = Reader::default();
    if let Some((path, text)) = package.related(main, "styles")? {
        reader.styles =
            elements(xml::parse(&path, &text)?.root_element()).filter_map(style).collect();
    }
    let mut properties = BTreeMap::new();
    for kind in ["custom-properties", "customProperties"] {
        let Some((path, text)) = package.related("", kind)? else { continue };
        let named = |one: Node<'_, '_>| Some((attribute(one, "name")?.to_owned(), xml::text(one)));
        properties.extend(elements(xml::parse(&path, &text)?.root_element()).filter_map(named));
    }
    let document = xml::parse(main, text)?;
    let root = document.root_element();
    if name(root) != ("w", "document") {
        let help = "open it in Word or LibreOffice and save it as a Word document (.docx)";
        return Err(("it is an Office file, but no Word document".to_owned(), help));
    }
    let blocks = find(root, &["body"]).map(|body| reader.blocks(body)).unwrap_or_default();
    Ok(Document { blocks, properties })
}

/// A style: its id, its name in lower case, and whether it makes list items.
fn style(node: Node<'_, '_>) -> Option<(String, (String, bool))> {
    let name = value(find(node, &["name"])?)?.to_lowercase();
    let is_item = find(node, &["pPr", "numPr"]).is_some() || name.starts_with("list");
    Some((attribute(node, "styleId")?.to_owned(), (name, is_item)))
}

#[derive(Default)]
struct Reader {
    /// The styles, by id.
    styles: BTreeMap<String, (String, bool)>,
    /// Bookmarks that begin between two blocks, for the next paragraph.
    bookmarks: Vec<String>,
    /// The text of paragraphs whose ends were deleted, for the next paragraph.
    before: Vec<Piece>,
}

/// The elements in which the text of this one is; itself, unless it only wraps others. Deleted ones have none.
fn unwrapped<'a, 'i>(node: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
    match name(node) {
        (
            "w",
            "ins" | "moveTo" | "smartTag" | "customXml" | "hyperlink" | "fldSimple" | "dir" | "bdo",
        ) => parts(node),
        ("w", "del" | "moveFrom") => Vec::new(),
        (_, "AlternateContent") => {
            let branch = find(node, &["Fallback"]).or(find(node, &["Choice"]));
            branch.map(parts).unwrap_or_default()
        }
        _ => vec![node],
    }
}

fn parts<'a, 'i>(node: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
    elements(node).flat_map(unwrapped).collect()
}

/// As [`parts`], with the parts in content controls.
fn parts_in_controls<'a, 'i>(node: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
    let parts = parts(node).into_iter().flat_map(|part| match name(part) {
        ("w", "sdt") => find(part, &["sdtContent"]).map(parts_in_controls).unwrap_or_default(),
        _ => vec![part],
    });
    parts.collect()
}

impl Reader {
    fn blocks(&mut self, parent: Node<'_, '_>) -> Vec<Block> {
        let mut blocks = Vec::new();
        for part in parts_in_controls(parent) {
            match name(part).1 {
                "p" => blocks.extend(self.paragraph(part).map(Block::Paragraph)),
                "tbl" => blocks.push(Block::Table(self.rows(part))),
                "bookmarkStart" => self.bookmarks.extend(bookmark(part)),
                _ => {}
            }
        }
        blocks
    }

    fn rows(&mut self, table: Node<'_, '_>) -> Vec<Vec<Cell>> {
        let rows = parts_in_controls(table).into_iter().filter(|row| name(*row) == ("w", "tr"));
        let rows = rows.filter(|row| find(*row, &["trPr", "del"]).is_none());
        let cells = |row: Node<'_, '_>| {
            let cells =
                parts_in_controls(row).into_iter().filter(|cell| name(*cell) == ("w", "tc"));
            cells.map(|cell| Cell { blocks: self.blocks(cell) }).collect()
        };
        rows.map(cells).collect()
    }

    /// A paragraph; `None` if its end was deleted, so that its text belongs to the next one.
    fn paragraph(&mut self, node: Node<'_, '_>) -> Option<Paragraph> {
        let properties = find(node, &["pPr"]);
        let style = properties.and_then(|own| value(find(own, &["pStyle"])?));
        let (style, is_item) =
            style.and_then(|id| self.styles.get(id)).cloned().unwrap_or_default();
        let number = properties.and_then(|own| value(find(own, &["numPr", "numId"])?));
        let mut paragraph = Paragraph {
            style,
            is_item: number.map_or(is_item, |number| number != "0"),
            bookmarks: take(&mut self.bookmarks),
            pieces: take(&mut self.before),
        };
        inline(node, None, &mut paragraph);
        let mark = properties.and_then(|own| find(own, &["rPr"]));
        let is_joined =
            mark.is_some_and(|mark| find(mark, &["del"]).or(find(mark, &["moveFrom"])).is_some());
        if is_joined {
            self.bookmarks = paragraph.bookmarks;
            self.before = paragraph.pieces;
            return None;
        }
        Some(paragraph)
    }
}

/// The value of `val`.
fn value<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    attribute(node, "val")
}

fn bookmark(node: Node<'_, '_>) -> Option<String> {
    attribute(node, "name").map(str::to_owned)
}

/// Adds the text of a paragraph, or of a content control in it.
fn inline(parent: Node<'_, '_>, control: Option<&Control>, paragraph: &mut Paragraph) {
    for part in parts(parent) {
        match name(part).1 {
            "r" => {
                let text: String = parts(part).into_iter().map(run_text).collect();
                paragraph.pieces.push(Piece { text, control: control.cloned() });
            }
            "bookmarkStart" => paragraph.bookmarks.extend(bookmark(part)),
            "sdt" => {
                let own = find(part, &["sdtPr"]).map(self::control);
                let own = own.filter(|own| *own != Control::default());
                let content = find(part, &["sdtContent"]);
                content.into_iter().for_each(|content| {
                    inline(content, own.as_ref().or(control), paragraph);
                });
            }
            _ => {}
        }
    }
}

fn control(properties: Node<'_, '_>) -> Control {
    let checked = find(properties, &["checkbox"]).map(|own| {
        let checked = find(own, &["checked"]).and_then(value);
        checked.is_some_and(|state| matches!(state, "1" | "true" | "on"))
    });
    let tag = find(properties, &["tag"]).and_then(value);
    Control { tag: tag.map(str::to_owned), checked }
}

/// The text of a part of a run. Instructions of fields are none; their results are.
fn run_text(part: Node<'_, '_>) -> String {
    match name(part).1 {
        "t" if attribute(part, "space") == Some("preserve") => xml::text(part),
        "t" => xml::text(part).trim_matches([' ', '\t', '\n', '\r']).to_owned(),
        "tab" | "ptab" => "\t".to_owned(),
        "br" if attribute(part, "type").is_none_or(|kind| kind == "textWrapping") => {
            "\n".to_owned()
        }
        "cr" => "\n".to_owned(),
        "noBreakHyphen" => "\u{2011}".to_owned(),
        "sym" => symbol(part).to_owned(),
        _ => String::new(),
    }
}

/// The boxes and ticks among the characters of symbol fonts.
fn symbol(part: Node<'_, '_>) -> &'static str {
    let code = attribute(part, "char").unwrap_or_default().to_uppercase();
    match code.trim_start_matches('F').trim_start_matches('0') {
        "FE" | "52" => "☑",
        "FD" | "53" | "54" => "☒",
        "FC" => "✓",
        "FB" => "✗",
        "A8" | "6F" | "A3" => "☐",
        _ => "",
    }
}
