//! Writes a document as an editable Word document. docx-rs builds the paragraphs with Word's own
//! styles, fields and lists, and each is finished with what docx-rs does not support; tables, pictures,
//! styles, numbering and settings are written here.

use std::collections::BTreeMap;

use crate::design::Design;
use crate::document::Document;
use crate::raster::Raster;

use self::body::Body;
use self::lists::Instances;
use self::names::Ids;
use self::package::{Package, Part, relation};
use self::section::Head;
use self::xml::Element;

mod body;
mod generated;
mod graphs;
mod lines;
mod lists;
mod names;
mod package;
mod pages;
mod parts;
mod questionnaire;
mod redline;
mod section;
mod styles;
mod xml;

pub use names::{answer_name, figure_name, line_name};
pub use package::Unpaged;
pub use pages::Pages;
pub use questionnaire::questionnaire;
pub use redline::{Marks, redline};

/// The inputs of a Word document.
#[derive(Clone, Copy, Debug)]
pub struct DocxInput<'a> {
    /// The tree.
    pub document: &'a Document,
    /// The look of the document.
    pub design: &'a Design,
    /// The drawings of the graphs and the pictures, by key: SVG with outlines instead of text, for
    /// Word 2016 and later on machines that lack the fonts, and PNG for all other programs; or
    /// pixels only.
    pub pictures: &'a BTreeMap<String, Raster>,
    /// The creation time, in seconds since 1970, if it is known.
    pub timestamp: Option<i64>,
}

/// The custom property of a Word document with the [fingerprint](Document::fingerprint) of its report.
pub const REPORT: &str = "rapporteur-report";

/// Writes a document as a Word document. The same input gives the same bytes.
///
/// # Panics
/// If a graph or picture of the document has no drawing.
pub fn docx(input: &DocxInput<'_>, pages: &Pages) -> Vec<u8> {
    Unpaged::write(input).finish(pages)
}

impl Unpaged {
    /// Writes a document as a Word document, but for the page numbers.
    ///
    /// # Panics
    /// If a graph or picture of the document has no drawing.
    pub fn write(input: &DocxInput<'_>) -> Self {
        let media = files(input.pictures.iter(), Ids::default());
        Text::write(input, Ids::default()).package(None, media).packed()
    }
}

/// The files of the graphs' pictures, with their paths in the package.
fn files<'p>(
    pictures: impl Iterator<Item = (&'p String, &'p Raster)>,
    ids: Ids,
) -> Vec<(String, Vec<u8>)> {
    let files = pictures.flat_map(|(key, raster)| {
        let svg = ("svg", raster.svg.clone().into_bytes());
        let files = [(raster.extension(), raster.pixels.clone()), svg].into_iter();
        files.map(move |(kind, bytes)| (format!("word/{}", ids.path(key, kind)), bytes))
    });
    files.filter(|(_, bytes)| !bytes.is_empty()).collect()
}

/// The finished parts that contain the text of a document, and the data that they refer to.
struct Text<'a> {
    main: Element,
    /// The page headers and footers.
    margins: Vec<Part>,
    body: Body<'a>,
}

impl<'a> Text<'a> {
    fn write(input: &'a DocxInput<'a>, ids: Ids) -> Self {
        let mut body = Body::write(input, ids);
        let main = parts::document(std::mem::take(&mut body.children));
        // A package must not contain parts that nothing refers to.
        let heads = Head::ALL.into_iter().filter(|head| body.heads.contains(head));
        let headers =
            heads.map(|head| part(head.part, section::header(&input.document.about, head)));
        let footers = [section::FOOTER, section::FIRST_FOOTER].into_iter();
        let footers = footers.map(|name| part(name, section::footer(&input.document.about)));
        let margins = footers.chain(headers).collect();
        Text { main, margins, body }
    }

    /// Creates the package from the text, a part with comments and the files of its pictures.
    fn package(self, comments: Option<Part>, media: Vec<(String, Vec<u8>)>) -> Package {
        let Body { input, instances, lines, .. } = self.body;
        let used = |part: &Element, name: &str, attribute: &str, kind: &str| -> Vec<Element> {
            let used = part.attributes_of(name, attribute);
            let known = lines.targets.iter().filter(|(id, _)| used.contains(*id));
            known.map(|(id, target)| relation(id, kind, target)).collect()
        };
        let links = |part: &Element| {
            let links = used(part, "w:hyperlink", "r:id", "hyperlink").into_iter();
            links.map(|link| link.with("TargetMode", "External")).collect::<Vec<_>>()
        };
        let images = |name| used(&self.main, name, "r:embed", "image");
        let relations = [links(&self.main), images("a:blip"), images("asvg:svgBlip")].concat();
        let main = Part { relations, ..part("document", self.main) };
        let footnotes = parts::footnotes(lines.footnotes);
        let footnotes = Part { relations: links(&footnotes), ..part("footnotes", footnotes) };
        let more = self.margins.into_iter().chain(comments);
        let mut package = package(input, [main, footnotes], &instances, more);
        package.add_property(REPORT, &input.document.fingerprint());
        package.media = media;
        package
    }
}

/// The package of a text and its footnotes, with the parts that all documents have, and `more`.
fn package(
    input: &DocxInput<'_>,
    [main, footnotes]: [Part; 2],
    instances: &Instances,
    more: impl IntoIterator<Item = Part>,
) -> Package {
    let (design, about) = (input.design, &input.document.about);
    let mut parts = vec![
        part("styles", styles::part(design, &about.language)),
        part("numbering", lists::part(instances, design)),
        part("settings", parts::settings(&about.language)),
        part("fontTable", parts::fonts(design)),
        part("theme/theme1", parts::theme(design)),
        footnotes,
    ];
    parts.extend(more);
    let mut package = Package::new(parts::core(about, input.timestamp), parts::app(about));
    package.add_document(main, parts);
    package
}

/// A part without relationships, with its elements in schema order.
fn part(name: &'static str, mut root: Element) -> Part {
    root.each(&mut package::sort);
    Part { name, root, relations: Vec::new() }
}
