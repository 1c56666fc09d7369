//! The page: paper, margins, and what stands in its head and foot.

use docx_rs::{BuildXML, Footer, Header, Run};

use super::Extras;
use super::finish;
use super::lines::{Setting, child, field, line_break, runs, styled};
use super::styles::{self, twips};
use super::xml::{Element, element, value};
use crate::design::Page;
use crate::document::{Document, PageNumber};

/// The name of the part with the foot of all pages but the first.
pub(super) const FOOTER: &str = "footer1";
/// The name of the part with the foot of the first page.
pub(super) const FIRST_FOOTER: &str = "footer2";

/// The style by which the ends of sections are found; it stands in no document.
pub(super) const BREAK: &str = "Section Break";

/// How far head and foot stand from the edge of the paper, in millimetres.
const EDGE: f64 = 12.5;

/// What the foot of a page says of the edition stands in a line with the page's number if it is no longer than this, in
/// characters.
const WIDEST: usize = 90;

/// What the heads of a section say above the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// Nothing more: summary and contents.
    Title,
    /// The heading of the second level that was opened last: the parts.
    Part,
    /// The heading of the first level that was opened last: what follows the parts.
    Chapter,
}

impl Head {
    /// All kinds, each with the name of its part.
    pub(super) const ALL: [(Head, &str); 3] =
        [(Head::Title, "header1"), (Head::Part, "header2"), (Head::Chapter, "header3")];

    fn part(self) -> &'static str {
        let found = Head::ALL.iter().find(|(head, _)| *head == self);
        found.map(|(_, part)| *part).expect("all are listed")
    }
}

/// Ends the document's sections: each one's page, and the parts in its head and foot. `heads` are those of the sections,
/// in order; all but the last one end at a paragraph that is styled as a break.
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
            // It takes no room.
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
        // The heading that begins the section begins a page by itself.
        .children((!is_first).then(|| value("w:type", "continuous")))
        .child(size)
        .child(margins)
        .child(element("w:cols").with("w:space", 720))
        .children(is_first.then(|| element("w:titlePg")))
}

/// The head of a page: the title, and above it the heading that is open. Word finds that by the level of its style.
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

/// The foot of a page: the edition at the left, the number of the page at the right.
pub(super) fn footer(document: &Document, extras: &Extras<'_>) -> Element {
    let edition = document.about.edition.as_deref().unwrap_or_default();
    let pages = extras.pages.count.to_string();
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
