//! The parts of the package with metadata: properties, settings, fonts and theme.

use std::collections::BTreeSet;

use docx_rs::Docx;
use jiff::Timestamp;

use super::styles::{W, hexadecimal};
use super::xml::{self, Element, element, template, value};
use crate::design::{Design, STYLES};
use crate::document::About;

/// docProps/core.xml: the document properties, with the organization as the author.
pub(super) fn core(about: &About, timestamp: Option<i64>) -> Element {
    let time = timestamp.and_then(|seconds| Timestamp::from_second(seconds).ok());
    let values: [(&str, &str); 6] = [
        ("title", &about.title),
        ("subject", about.subject.as_deref().unwrap_or_default()),
        ("organization", &about.organization),
        ("edition", about.edition.as_deref().unwrap_or_default()),
        ("time", &time.map_or_else(String::new, |time| time.to_string())),
        ("language", &about.language),
    ];
    let mut core = template(include_str!("parts/core.xml"), &values);
    core.children.retain(|property| !property.text.is_empty());
    core
}

/// docProps/app.xml: the organization and the program.
pub(super) fn app(about: &About) -> Element {
    let values = [("program", env!("CARGO_PKG_NAME")), ("organization", &about.organization)];
    template(include_str!("parts/app.xml"), &values)
}

/// word/settings.xml: settings of the current Word version, so that Word opens the document without
/// prompts.
pub(super) fn settings(language: &str) -> Element {
    template(include_str!("parts/settings.xml"), &[("language", language)])
}

/// word/document.xml, with the blocks of its body.
pub(super) fn document(blocks: Vec<Element>) -> Element {
    let mut document = xml::parse(&Docx::new().build().document);
    document.children = vec![element("w:body").children(blocks)];
    document
}

/// word/footnotes.xml, with the separators before all footnotes.
pub(super) fn footnotes(notes: Vec<Element>) -> Element {
    let separators = template(include_str!("parts/footnotes.xml"), &[]).children;
    xml::parse(&Docx::new().build().footnotes).children(separators).children(notes)
}

/// word/fontTable.xml: the fonts that the styles use.
pub(super) fn fonts(design: &Design) -> Element {
    let names: BTreeSet<String> =
        STYLES.iter().filter_map(|style| design.look(style).font).collect();
    let font =
        |name: String| element("w:font").with("w:name", name).child(value("w:pitch", "variable"));
    element("w:fonts").with("xmlns:w", W).children(names.into_iter().map(font))
}

/// word/theme/theme1.xml: the fonts and colours that Word offers in its palettes, taken from the
/// design. Styles do not refer to it.
pub(super) fn theme(design: &Design) -> Element {
    let colour = |style: &str, otherwise: &str| {
        design.look(style).colour.map_or(otherwise.to_owned(), |colour| hexadecimal(&colour))
    };
    let accent = colour("Heading 1", "1F1F1F");
    let values: [(&str, &str); 4] = [
        ("font", &design.look("Normal").font.unwrap_or("Calibri".to_owned())),
        ("grey", &colour("Subtitle", "595959")),
        ("link", &colour("Hyperlink", &accent)),
        ("accent", &accent),
    ];
    template(include_str!("parts/theme.xml"), &values)
}
