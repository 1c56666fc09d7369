//! Writes a document as an editable Word document. docx-rs builds the text with Word's own styles,
//! fields and lists; a finishing step adds what docx-rs does not support; styles, numbering and
//! settings are written here.

use std::collections::BTreeMap;
use std::thread;

use crate::design::Design;
use crate::document::Document;
use crate::raster::Raster;

use self::body::Body;
use self::names::Ids;
use self::package::{Package, Part, relation};
use self::section::Head;
use self::xml::Element;

mod body;
mod drawing;
mod finish;
mod generated;
mod graphs;
mod lines;
mod lists;
mod names;
mod package;
mod parts;
mod questionnaire;
mod redline;
mod references;
mod section;
mod styles;
mod xml;

pub use names::{answer_name, figure_name, line_name};
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
    /// The page numbers of the PDF.
    pub pages: &'a Pages,
    /// The creation time, in seconds since 1970, if it is known.
    pub timestamp: Option<i64>,
}

/// The custom property of a Word document with the [fingerprint](Document::fingerprint) of its report.
pub const REPORT: &str = "rapporteur-report";

/// The page numbers of the PDF, which the Word document uses until Word computes its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// The page of each heading, in order; `None` if it is unknown.
    pub headings: Vec<Option<usize>>,
    /// The page of each graph, by key.
    pub graphs: BTreeMap<String, usize>,
    /// The number of pages.
    pub count: usize,
}

/// Writes a document as a Word document. The same input gives the same bytes.
///
/// # Panics
/// If a graph or picture of the document has no drawing.
pub fn docx(input: &DocxInput<'_>) -> Vec<u8> {
    // The drawings, which make up most of the data, are compressed while the text is written.
    let (package, media) = thread::scope(|scope| {
        let pictures = input.pictures.iter();
        let media = scope.spawn(|| package::packed(files(pictures, Ids::default())));
        let text = Text::write(input, Ids::default());
        (text.package(None), media.join().expect("packing does not panic"))
    });
    package.pack(media)
}

/// The files of the graphs' pictures, with their paths in the package.
fn files<'p>(
    pictures: impl Iterator<Item = (&'p String, &'p Raster)>,
    ids: Ids,
) -> impl Iterator<Item = (String, Vec<u8>)> {
    pictures.flat_map(move |(key, raster)| {
        let svg = ("svg", raster.svg.clone().into_bytes());
        let files = [(raster.extension(), raster.pixels.clone()), svg].into_iter();
        let files = files.filter(|(_, bytes)| !bytes.is_empty());
        files.map(move |(kind, bytes)| (format!("word/{}", ids.path(key, kind)), bytes))
    })
}

/// The finished parts that contain the text of a document, and the data that they refer to.
struct Text<'a> {
    main: Element,
    footnotes: Element,
    /// The page headers and footers.
    margins: Vec<Part>,
    body: Body<'a>,
}

impl<'a> Text<'a> {
    fn write(input: &'a DocxInput<'a>, ids: Ids) -> Self {
        let (built, body) = Body::write(input, ids);
        let mut main = finish::finished(&built.document);
        finish::pictures(&mut main, &body.drawings, ids);
        finish::title_tables(&mut main, &body.tables);
        finish::frame_contents(&mut main, &input.document.about.language);
        section::end(&mut main, &input.design.page, &body.heads);
        let mut footnotes = finish::finished(&built.footnotes);
        finish::footnotes(&mut footnotes);
        // A package must not contain parts that nothing refers to.
        let heads = Head::ALL.into_iter().filter(|head| body.heads.contains(head));
        let headers = heads.map(|head| Part {
            kind: "header",
            ..part(head.part, section::header(&input.document.about, head))
        });
        let footers = [section::FOOTER, section::FIRST_FOOTER].into_iter();
        let footers =
            footers.map(|name| Part { kind: "footer", ..part(name, section::footer(input)) });
        let margins = footers.chain(headers).collect();
        Text { main, footnotes, margins, body }
    }

    /// Creates the package from the text and a part with comments; the picture files are added
    /// later.
    fn package(self, comments: Option<Part>) -> Package {
        let Body { input, .. } = self.body;
        let (design, about) = (input.design, &input.document.about);
        let targets = &self.body.lines.targets;
        let links = |part: &Element| {
            let links = used(part, "w:hyperlink", "r:id", targets, "hyperlink");
            links.into_iter().map(|link| link.with("TargetMode", "External")).collect::<Vec<_>>()
        };
        let images = |name| used(&self.main, name, "r:embed", targets, "image");
        let relations = [links(&self.main), images("a:blip"), images("asvg:svgBlip")].concat();
        let of_notes = links(&self.footnotes);
        let footnotes = Part { relations: of_notes, ..part("footnotes", self.footnotes) };
        let mut parts = vec![
            part("styles", styles::part(design, &about.language)),
            part("numbering", lists::part(&self.body.instances, design)),
            part("settings", parts::settings(&about.language)),
            part("fontTable", parts::fonts(design)),
            Part { kind: "theme", ..part("theme/theme1", parts::theme(design)) },
            footnotes,
        ];
        parts.extend(self.margins);
        parts.extend(comments);
        let mut package = Package::new(&parts::core(about, input.timestamp), &parts::app(about));
        package.add_property(REPORT, &input.document.fingerprint());
        package.add_document(Part { relations, ..part("document", self.main) }, parts);
        package
    }
}

/// A part without relationships whose kind equals its name, with its elements in schema order.
fn part(name: &'static str, mut root: Element) -> Part {
    root.each(&mut finish::sort);
    Part { name, kind: name, root, relations: Vec::new() }
}

/// The relationships of a kind that a part needs: those of `known` that the `attribute` of its
/// `name` elements refers to, sorted by id.
fn used(
    part: &Element,
    name: &str,
    attribute: &str,
    known: &BTreeMap<String, String>,
    kind: &str,
) -> Vec<Element> {
    let used = part.attributes_of(name, attribute);
    let known = known.iter().filter(|(id, _)| used.contains(*id));
    known.map(|(id, target)| relation(id, kind, target)).collect()
}
