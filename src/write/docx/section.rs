//! The page layout: paper, margins, headers and footers.

use docx_rs::{BuildXML, Footer, Header};

use super::lines::{Setting, field, line_break, page_field, runs, styled, tab};
use super::pages::COUNT;
use super::styles::twips;
use super::xml::{Element, element, parse, template};
use crate::design::Page;
use crate::document::{About, PageNumber};

/// The name of the footer part of all pages but the first.
pub(super) const FOOTER: &str = "footer1";
/// The name of the footer part of the first page.
pub(super) const FIRST_FOOTER: &str = "footer2";

/// The properties of a paragraph that takes up no space.
pub(super) const NO_SPACE: &str = r#"<w:pPr>
  <w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>
</w:pPr>"#;

/// The distance of header and footer from the edge of the paper, in millimetres.
const EDGE: f64 = 12.5;

/// The maximum length of the edition in the footer, in characters, up to which the page number is
/// on the same line.
const WIDEST: usize = 90;

/// The page header of a section: the title, below the current heading of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// The name of its part.
    pub(super) part: &'static str,
    /// The level of the heading.
    level: Option<u8>,
}

impl Head {
    /// Summary and contents: without a heading.
    pub(super) const TITLE: Head = Head { part: "header1", level: None };
    /// The parts.
    pub(super) const PART: Head = Head { part: "header2", level: Some(2) };
    /// The chapters after the parts.
    pub(super) const CHAPTER: Head = Head { part: "header3", level: Some(1) };
    pub(super) const ALL: [Head; 3] = [Head::TITLE, Head::PART, Head::CHAPTER];
}

/// A paragraph that ends a section with these properties.
pub(super) fn end(properties: Element) -> Element {
    element("w:p").child(template(NO_SPACE, &[]).child(properties))
}

/// The properties of a section: page layout, header and footers; without a header, all pages have the
/// same footer.
pub(super) fn properties(page: &Page, head: Option<Head>, is_first: bool) -> Element {
    let length = |millimetres: f64| twips(millimetres / 25.4 * 72.0).to_string();
    let values: [(&str, &str); 8] = [
        ("header", head.map_or("", |head| head.part)),
        ("width", &length(page.width)),
        ("height", &length(page.height)),
        ("top", &length(page.top)),
        ("right", &length(page.right)),
        ("bottom", &length(page.bottom)),
        ("left", &length(page.left)),
        ("edge", &length(EDGE)),
    ];
    let mut section = template(include_str!("parts/section.xml"), &values);
    section.children.retain(|child| match child.name.as_str() {
        // The heading at the start of a later section has its own page break.
        "w:type" => !is_first,
        "w:titlePg" => is_first && head.is_some(),
        "w:headerReference" => head.is_some(),
        "w:footerReference" if !is_first || head.is_none() => {
            child.attribute("w:type") == Some("default")
        }
        _ => true,
    });
    section
}

/// A page header: the title, and the current heading above it, which Word finds by its heading
/// level.
pub(super) fn header(about: &About, head: Head) -> Element {
    let mut paragraph = styled("Header");
    let content = &mut paragraph.children;
    if let Some(level) = head.level {
        content.extend(field(&format!(" STYLEREF {level} "), "", Setting::strong()));
        content.push(line_break());
    }
    content.extend(runs(&about.title, Setting::default()));
    parse(&Header::new().build()).child(paragraph)
}

/// The page footer: the edition on the left, the page number on the right.
pub(super) fn footer(about: &About) -> Element {
    let edition = about.edition.as_deref().unwrap_or_default();
    let plain = Setting::default();
    let mut paragraph = styled("Footer");
    let content = &mut paragraph.children;
    content.extend(runs(edition, plain));
    if edition.chars().count() > WIDEST {
        content.push(line_break());
    }
    content.push(tab());
    for piece in &about.page_number {
        content.extend(match piece {
            PageNumber::Words(words) => runs(words, plain),
            PageNumber::Page => field(" PAGE ", "1", plain),
            PageNumber::Pages => page_field(" NUMPAGES ", COUNT),
        });
    }
    parse(&Footer::new().build()).child(paragraph)
}
