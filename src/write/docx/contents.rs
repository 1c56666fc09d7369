//! The table of contents: a field whose entries are filled in, each a link to its heading with the page of the PDF.

use docx_rs::{FieldCharType, Hyperlink, HyperlinkType, InstrText, Paragraph, ParagraphChild, Run};

use super::bookmarks::heading_name;
use super::lines::{Setting, field, runs, styled};
use crate::document::{Block, Document, plain_text};

/// A heading of the document.
pub(super) struct Entry {
    /// Its level, from 1.
    level: u8,
    /// Its words.
    text: String,
    /// Its number among the headings, from 1.
    number: usize,
}

/// All headings of a document, in order.
pub(super) fn headings(document: &Document) -> Vec<Entry> {
    let mut entries = Vec::new();
    for block in document.all_blocks() {
        if let Block::Heading(heading) = block {
            let number = entries.len() + 1;
            let text = plain_text(&heading.content);
            entries.push(Entry { level: heading.level, text, number });
        }
    }
    entries
}

/// The paragraphs of the contents, of headings down to `levels`; `pages` are those of all headings.
pub(super) fn paragraphs(
    headings: &[Entry],
    pages: &[Option<usize>],
    levels: u8,
) -> Vec<Paragraph> {
    let shown: Vec<&Entry> = headings.iter().filter(|entry| entry.level <= levels).collect();
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for (index, entry) in shown.iter().enumerate() {
        let page = pages.get(entry.number - 1).copied().flatten();
        let mut paragraph = styled(&format!("TOC {}", entry.level.min(3)));
        if index == 0 {
            paragraph.children.extend(beginning(levels));
        }
        paragraph.children.push(ParagraphChild::Hyperlink(link(entry, page)));
        if index + 1 == shown.len() {
            paragraph.children.push(mark(FieldCharType::End));
        }
        paragraphs.push(paragraph);
    }
    paragraphs
}

fn beginning(levels: u8) -> [ParagraphChild; 3] {
    let instruction = InstrText::Unsupported(format!(" TOC \\o \"1-{levels}\" \\h \\z \\u "));
    let instruction = ParagraphChild::Run(Box::new(Run::new().add_instr_text(instruction)));
    [mark(FieldCharType::Begin), instruction, mark(FieldCharType::Separate)]
}

fn mark(kind: FieldCharType) -> ParagraphChild {
    ParagraphChild::Run(Box::new(Run::new().add_field_char(kind, false)))
}

fn link(entry: &Entry, page: Option<usize>) -> Hyperlink {
    let anchor = heading_name(entry.number);
    let mut link = Hyperlink::new(&anchor, HyperlinkType::Anchor);
    link.history = Some(1);
    link.children = runs(&entry.text, Setting::default());
    link.children.push(ParagraphChild::Run(Box::new(Run::new().add_tab())));
    let page = page.map_or(String::new(), |page| page.to_string());
    link.children.extend(field(&format!(" PAGEREF {anchor} \\h "), &page, Setting::default()));
    link
}
