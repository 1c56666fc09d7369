//! The page layout: paper, margins, headers and footers.

use docx_rs::{BuildXML, Footer, Header, Run};

use super::DocxInput;
use super::finish;
use super::lines::{Setting, child, field, line_break, runs, styled};
use super::styles::{self, twips};
use super::xml::{Element, element, value};
use crate::design::Page;
use crate::document::{Document, PageNumber};

/// The name of the footer part of all pages but the first.
pub(super) const FOOTER: &str = "footer1";
/// The name of the footer part of the first page.
pub(super) const FIRST_FOOTER: &str = "footer2";

/// The style that marks the ends of sections while writing; it is in no finished document.
pub(super) const BREAK: &str = "Section Break";

/// The distance of header and footer from the edge of the paper, in millimetres.
const EDGE: f64 = 12.5;

/// The maximum length of the edition in the footer, in characters, up to which the page number is
/// on the same line.
const WIDEST: usize = 90;

/// The kind of page header of a section: the line above the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// No line: summary and contents.
    Title,
    /// The current heading of level 2: the parts.
    Part,
    /// The current heading of level 1: the chapters after the parts.
    Chapter,
}

impl Head {
    /// All kinds, each with the name of its header part.
    pub(super) const ALL: [(Head, &str); 3] =
        [(Head::Title, "header1"), (Head::Part, "header2"), (Head::Chapter, "header3")];

    fn part(self) -> &'static str {
        let found = Head::ALL.iter().find(|(head, _)| *head == self);
        found.map(|(_, part)| *part).expect("all are listed")
    }
}

/// Sets the page layout, headers and footers of the document's sections. `heads` are the headers of
/// the sections, in order; all but the last section end at a paragraph in the style [`BREAK`].
pub(super) fn end(document: &mut Element, page: &Page, heads: &[Head]) {
    let mut heads = heads.iter().enumerate();
    let mut next = || {
        let (index, head) = heads.next().expect("each section has a head");
        properties(page, *head, index == 0)
    };
    let body = document.find("w:body").expect("a document has a body");
    body.children.retain(|child| child.name != "w:sectPr");
    let style = styles::id(BREAK);
    for paragraph in &mut body.children {
        if paragraph.attributes_of("w:pStyle", "w:val").contains(&style) {
            // The paragraph should take up no space.
            let spacing = element("w:spacing").with("w:before", 0).with("w:after", 0);
            let spacing = spacing.with("w:line", 20).with("w:lineRule", "exact");
            let own = element("w:pPr").child(spacing).child(next());
            paragraph.children = vec![own];
        }
    }
    body.children.push(next());
}

fn properties(page: &Page, head: Head, is_first: bool) -> Element {
    let reference =
        |name: &str, kind: &str, part: &str| element(name).with("w:type", kind).with("r:id", part);
    let length = |millimetres: f64| twips(millimetres / 25.4 * 72.0);
    let size = element("w:pgSz").with("w:w", length(page.width)).with("w:h", length(page.height));
    let margins = element("w:pgMar")
        .with("w:top", length(page.top))
        .with("w:right", length(page.right))
        .with("w:bottom", length(page.bottom))
        .with("w:left", length(page.left))
        .with("w:header", length(EDGE))
        .with("w:footer", length(EDGE))
        .with("w:gutter", 0);
    let first = || reference("w:footerReference", "first", FIRST_FOOTER);
    element("w:sectPr")
        .child(reference("w:headerReference", "default", head.part()))
        .child(reference("w:footerReference", "default", FOOTER))
        .children(is_first.then(first))
        // The heading at the start of the section has its own page break.
        .children((!is_first).then(|| value("w:type", "continuous")))
        .child(size)
        .child(margins)
        .child(element("w:cols").with("w:space", 720))
        .children(is_first.then(|| element("w:titlePg")))
}

/// A page header: the title, and the current heading above it, which Word finds by its heading
/// level.
pub(super) fn header(document: &Document, head: Head) -> Element {
    let mut paragraph = styled("Header");
    let content = &mut paragraph.children;
    let level = match head {
        Head::Title => None,
        Head::Part => Some(2),
        Head::Chapter => Some(1),
    };
    if let Some(level) = level {
        content.extend(field(&format!(" STYLEREF {level} "), "", Setting::strong()));
        content.push(line_break());
    }
    content.extend(runs(&document.about.title, Setting::default()));
    finish::finished(&Header::new().add_paragraph(paragraph).build())
}

/// The page footer: the edition on the left, the page number on the right.
pub(super) fn footer(document: &Document, input: &DocxInput<'_>) -> Element {
    let edition = document.about.edition.as_deref().unwrap_or_default();
    let pages = input.pages.count.to_string();
    let plain = Setting::default();
    let mut paragraph = styled("Footer");
    let content = &mut paragraph.children;
    content.extend(runs(edition, plain));
    if edition.chars().count() > WIDEST {
        content.push(line_break());
    }
    content.push(child(Run::new().add_tab()));
    for piece in &document.about.page_number {
        content.extend(match piece {
            PageNumber::Words(words) => runs(words, plain),
            PageNumber::Page => field(" PAGE ", "1", plain),
            PageNumber::Pages => field(" NUMPAGES ", &pages, plain),
        });
    }
    finish::finished(&Footer::new().add_paragraph(paragraph).build())
}
