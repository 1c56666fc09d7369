//! The page: paper, margins, and what stands in its head and foot.

use docx_rs::{BuildXML, Footer, Header, ParagraphChild, Run};

use super::Extras;
use super::finish;
use super::lines::{Setting, field, runs, styled};
use super::styles::twips;
use super::xml::{Element, Node, element};
use crate::design::Page;
use crate::document::Document;

/// The name of the part with the head of all pages but the first.
pub(super) const HEADER: &str = "header1";
/// The name of the part with the foot of all pages but the first.
pub(super) const FOOTER: &str = "footer1";
/// The name of the part with the foot of the first page.
pub(super) const FIRST_FOOTER: &str = "footer2";

/// How far head and foot stand from the edge of the paper, in millimetres.
const EDGE: f64 = 12.5;

/// Ends the document's only section: its page, and the parts in its head and foot.
pub(super) fn end(document: &mut Element, page: &Page) {
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
    let section = element("w:sectPr")
        .child(reference("w:headerReference", "default", HEADER))
        .child(reference("w:footerReference", "default", FOOTER))
        .child(reference("w:footerReference", "first", FIRST_FOOTER))
        .child(size)
        .child(margins)
        .child(element("w:cols").with("w:space", 720))
        .child(element("w:titlePg"));
    let body = document.find("w:body").expect("a document has a body");
    body.children.retain(|node| !matches!(node, Node::Element(child) if child.name == "w:sectPr"));
    body.children.push(Node::Element(section));
}

/// The head of a page: the title.
pub(super) fn header(document: &Document) -> Element {
    let mut paragraph = styled("Header");
    paragraph.children = runs(&document.about.title, Setting::default());
    finish::finished(&Header::new().add_paragraph(paragraph).build())
}

/// The foot of a page: the edition at the left, the number of the page at the right.
pub(super) fn footer(document: &Document, extras: &Extras<'_>) -> Element {
    let edition = document.about.edition.as_deref().unwrap_or_default();
    let [before, between, after] = &extras.design.page.number;
    let plain = Setting::default();
    let mut paragraph = styled("Footer");
    let content = &mut paragraph.children;
    content.extend(runs(edition, plain));
    content.push(ParagraphChild::Run(Box::new(Run::new().add_tab())));
    content.extend(runs(before, plain));
    content.extend(field(" PAGE ", "1", plain));
    content.extend(runs(between, plain));
    content.extend(field(" NUMPAGES ", &extras.pages.count.to_string(), plain));
    content.extend(runs(after, plain));
    finish::finished(&Footer::new().add_paragraph(paragraph).build())
}
