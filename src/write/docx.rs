//! Writes a document as a Word document that people edit: docx-rs builds the text, in Word's own styles, fields and
//! lists; one finishing step adds what it lacks; styles, numbering and settings are parts of our own.

use std::collections::BTreeMap;

use crate::design::Design;
use crate::document::Document;

use self::body::Body;
use self::package::{Package, Part, Relation};
use self::xml::Element;

mod body;
mod bookmarks;
mod contents;
mod direction;
mod finish;
mod graphs;
mod lines;
mod numbering;
mod order;
mod package;
mod parts;
mod section;
mod styles;
mod xml;

pub use bookmarks::figure_name;

/// What a Word document needs besides the tree.
#[derive(Clone, Copy, Debug)]
pub struct Extras<'a> {
    /// How it looks.
    pub design: &'a Design,
    /// The drawings of the graphs, by key.
    pub pictures: &'a BTreeMap<String, Picture>,
    /// The page of each heading in the PDF, in order; absent where it isn't known.
    pub pages: &'a [Option<usize>],
    /// How many pages the PDF has.
    pub page_count: usize,
    /// When it was made, in seconds since 1970.
    pub timestamp: i64,
}

/// A graph as Word shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The drawing, for Word 2016 and later: SVG whose text is outlines, since other machines lack the fonts.
    pub svg: String,
    /// The same as PNG, for all others.
    pub png: Vec<u8>,
    /// Width of the PNG, in pixels.
    pub width: u32,
    /// Height of the PNG, in pixels.
    pub height: u32,
}

/// The Word document of `document`. The same input gives the same bytes.
///
/// # Panics
/// If a graph of the document has no picture.
pub fn docx(document: &Document, extras: &Extras<'_>) -> Vec<u8> {
    let (design, about) = (extras.design, &document.about);
    let (built, body) = Body::write(document, extras);
    let mut main = finish::finished(&built.document);
    finish::pictures(&mut main, &body.graphs);
    finish::frame_contents(&mut main, &about.language);
    section::end(&mut main, &design.page);
    let mut footnotes = finish::finished(&built.footnotes);
    finish::footnotes(&mut footnotes);

    let targets = &body.lines.targets;
    let mut relations = links(&main, targets);
    relations.extend(body.graphs.iter().flat_map(|graph| {
        [("png", finish::picture_id(&graph.key)), ("svg", finish::drawing_id(&graph.key))]
            .map(|(kind, id)| Relation::image(id, media(&graph.key, kind)))
    }));
    let with_links = Part { relations: links(&footnotes, targets), ..part("footnotes", footnotes) };
    let parts = vec![
        part("styles", styles::part(design, &about.language)),
        part("numbering", body.instances.part(design)),
        part("settings", parts::settings(&about.language)),
        part("fontTable", parts::fonts(design)),
        Part { kind: "theme", ..part("theme/theme1", parts::theme(design)) },
        with_links,
        Part { kind: "header", ..part(section::HEADER, section::header(document)) },
        Part { kind: "footer", ..part(section::FOOTER, section::footer(document, extras)) },
        Part { kind: "footer", ..part(section::FIRST_FOOTER, section::footer(document, extras)) },
    ];
    let mut package = Package::new(&parts::core(about, extras.timestamp), &parts::app(about));
    package.add_document(Part { relations, ..part("document", main) }, parts);
    for graph in &body.graphs {
        let Picture { png, svg, .. } = &extras.pictures[&graph.key];
        package.add_file(format!("word/{}", media(&graph.key, "png")), png.clone());
        package.add_file(format!("word/{}", media(&graph.key, "svg")), svg.clone().into_bytes());
    }
    package.pack()
}

/// A part that is called what it is and refers to nothing, in the order of the schema.
fn part(name: &'static str, mut root: Element) -> Part {
    root.each(&mut order::sort);
    Part { name, kind: name, root, relations: Vec::new() }
}

/// The path of a graph's picture from the folder of the document.
fn media(graph: &str, extension: &str) -> String {
    format!("media/{graph}.{extension}")
}

/// The relations of the links that stand in a part; `targets` are the addresses of all links.
fn links(part: &Element, targets: &[String]) -> Vec<Relation> {
    let numbers = (1..=targets.len()).map(|number| (lines::link_id(number), &targets[number - 1]));
    let used = part.attributes_of("w:hyperlink", "r:id");
    numbers
        .filter(|(id, _)| used.contains(id))
        .map(|(id, target)| Relation::link(id, target))
        .collect()
}
