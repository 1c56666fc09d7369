//! Reads the main part of a Word document.

use std::collections::BTreeMap;
use std::mem::take;

use super::package::Package;
use super::xml::Element;
use super::{Block, Cell, Control, Document, Paragraph, Piece, Refusal};

/// Reads the text of the part `main` with the names of its styles, and the custom properties.
pub(super) fn read(package: &mut Package<'_>, main: &str) -> Result<Document, Refusal> {
    let root = package.part(main)?.unwrap_or_default();
    let mut reader = Reader::default();
    if let Some(path) = package.target(main, "styles")?
        && let Some(styles) = package.part(&path)?
    {
        reader.styles.extend(styles.children().filter_map(style));
    }
    let mut properties = BTreeMap::new();
    for kind in ["custom-properties", "customProperties"] {
        if let Some(path) = package.target("", kind)?
            && let Some(custom) = package.part(&path)?
        {
            let named = |one: &Element| Some((one.attribute("name")?.to_owned(), one.text()));
            properties.extend(custom.children().filter_map(named));
        }
    }
    let body = root.child("w:body");
    let blocks = body.map(|body| reader.blocks(body)).unwrap_or_default();
    Ok(Document { blocks, properties })
}

/// A style: its id, its name in lower case, and whether it makes list items.
fn style(element: &Element) -> Option<(String, (String, bool))> {
    let name = element.child("w:name")?.value()?.to_lowercase();
    let is_item = element.find(&["w:pPr", "w:numPr"]).is_some() || name.starts_with("list");
    Some((element.attribute("w:styleId")?.to_owned(), (name, is_item)))
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
fn unwrapped<'e>(element: &'e Element) -> Vec<&'e Element> {
    let inside = |element: &'e Element| element.children().flat_map(unwrapped).collect();
    match element.name.as_str() {
        "w:ins" | "w:moveTo" | "w:smartTag" | "w:customXml" | "w:hyperlink" | "w:fldSimple"
        | "w:dir" | "w:bdo" => inside(element),
        "w:del" | "w:moveFrom" => Vec::new(),
        "mc:AlternateContent" => {
            let branch = element.child("mc:Fallback").or(element.child("mc:Choice"));
            branch.map(inside).unwrap_or_default()
        }
        _ => vec![element],
    }
}

fn parts(element: &Element) -> impl Iterator<Item = &Element> {
    element.children().flat_map(unwrapped)
}

/// As [`parts`], with the parts in content controls.
fn parts_in_controls(element: &Element) -> Vec<&Element> {
    let parts = parts(element).flat_map(|part| match part.name.as_str() {
        "w:sdt" => part.child("w:sdtContent").map(parts_in_controls).unwrap_or_default(),
        _ => vec![part],
    });
    parts.collect()
}

impl Reader {
    fn blocks(&mut self, parent: &Element) -> Vec<Block> {
        let mut blocks = Vec::new();
        for part in parts_in_controls(parent) {
            match part.name.as_str() {
                "w:p" => blocks.extend(self.paragraph(part).map(Block::Paragraph)),
                "w:tbl" => blocks.push(Block::Table(self.rows(part))),
                "w:bookmarkStart" => self.bookmarks.extend(bookmark(part)),
                _ => {}
            }
        }
        blocks
    }

    fn rows(&mut self, table: &Element) -> Vec<Vec<Cell>> {
        let rows = parts_in_controls(table).into_iter().filter(|row| row.name == "w:tr");
        let rows = rows.filter(|row| row.find(&["w:trPr", "w:del"]).is_none());
        let cells = |row: &Element| {
            let cells = parts_in_controls(row).into_iter().filter(|cell| cell.name == "w:tc");
            cells.map(|cell| Cell { blocks: self.blocks(cell) }).collect()
        };
        rows.map(cells).collect()
    }

    /// A paragraph; `None` if its end was deleted, so that its text belongs to the next one.
    fn paragraph(&mut self, element: &Element) -> Option<Paragraph> {
        let properties = element.child("w:pPr");
        let style = properties.and_then(|own| own.child("w:pStyle")?.value());
        let (style, is_item) =
            style.and_then(|id| self.styles.get(id)).cloned().unwrap_or_default();
        let number = properties.and_then(|own| own.find(&["w:numPr", "w:numId"])?.value());
        let mut paragraph = Paragraph {
            style,
            is_item: number.map_or(is_item, |number| number != "0"),
            bookmarks: take(&mut self.bookmarks),
            pieces: take(&mut self.before),
        };
        inline(element, None, &mut paragraph);
        let mark = properties.and_then(|own| own.child("w:rPr"));
        let is_joined =
            mark.is_some_and(|mark| mark.child("w:del").or(mark.child("w:moveFrom")).is_some());
        if is_joined {
            self.bookmarks = paragraph.bookmarks;
            self.before = paragraph.pieces;
            return None;
        }
        Some(paragraph)
    }
}

fn bookmark(element: &Element) -> Option<String> {
    element.attribute("w:name").map(str::to_owned)
}

/// Adds the text of a paragraph, or of a content control in it.
fn inline(parent: &Element, control: Option<&Control>, paragraph: &mut Paragraph) {
    for part in parts(parent) {
        match part.name.as_str() {
            "w:r" => {
                let text: String = parts(part).map(run_text).collect();
                paragraph.pieces.push(Piece { text, control: control.cloned() });
            }
            "w:bookmarkStart" => paragraph.bookmarks.extend(bookmark(part)),
            "w:sdt" => {
                let own = part.child("w:sdtPr").map(self::control);
                let own = own.filter(|own| *own != Control::default());
                let content = part.child("w:sdtContent");
                content.into_iter().for_each(|content| {
                    inline(content, own.as_ref().or(control), paragraph);
                });
            }
            _ => {}
        }
    }
}

fn control(properties: &Element) -> Control {
    let checked = properties.child("w14:checkbox").map(|own| {
        let checked = own.child("w14:checked").and_then(|state| state.attribute("w14:val"));
        checked.is_some_and(|state| matches!(state, "1" | "true" | "on"))
    });
    let tag = properties.child("w:tag").and_then(Element::value);
    Control { tag: tag.map(str::to_owned), checked }
}

/// The text of a part of a run. Instructions of fields are none; their results are.
fn run_text(part: &Element) -> String {
    match part.name.as_str() {
        "w:t" if part.attribute("xml:space") == Some("preserve") => part.text(),
        "w:t" => part.text().trim_matches([' ', '\t', '\n', '\r']).to_owned(),
        "w:tab" | "w:ptab" => "\t".to_owned(),
        "w:br" if part.attribute("w:type").is_none_or(|kind| kind == "textWrapping") => {
            "\n".to_owned()
        }
        "w:cr" => "\n".to_owned(),
        "w:noBreakHyphen" => "\u{2011}".to_owned(),
        "w:sym" => symbol(part).to_owned(),
        _ => String::new(),
    }
}

/// The boxes and ticks among the characters of symbol fonts.
fn symbol(part: &Element) -> &'static str {
    let code = part.attribute("w:char").unwrap_or_default().to_uppercase();
    match code.trim_start_matches('F').trim_start_matches('0') {
        "FE" | "52" => "☑",
        "FD" | "53" | "54" => "☒",
        "FC" => "✓",
        "FB" => "✗",
        "A8" | "6F" | "A3" => "☐",
        _ => "",
    }
}
