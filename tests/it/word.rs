//! How the Word document is made: parts as a careful Word user's, the same bytes each time, and whatever text there is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use rapporteur::document::{
    About, Block, Document, Heading, Inline, Item, List, Node, Origin, PageNumber, Quotation, Text,
};
use rapporteur::model::ReportOptions;
use rapporteur::pipeline::Composition;
use rapporteur::raster;
use rapporteur::write::docx::{DocxInput, Pages, docx, figure_name};
use roxmltree::Document as Xml;

mod make;

use super::said::{Docx, pdfinfo, read_docx, read_pdf, read_tree};
use super::support::{
    assert_expected, compose, fixture, has_tool, messages, rapporteur, repository, small_project,
    survey_2023,
};

/// The parts of the small project's document whose whole content is compared.
const COMPARED: &[&str] = &["document", "footnotes", "numbering", "styles", "settings", "footer1"];

#[test]
fn the_parts_of_a_small_report_are_as_expected() {
    let project = small_project();
    add_to_template(
        project.path(),
        "\nAs {{ reference(\"colours\") }} shows, it *is* **so**.[^why]\n\n[^why]: See [IOM](https://www.iom.int).\n\n\
         5. five\n\n   - in five\n\n     more\n6. six\n\n{{ table(\"colours\") }}\n",
    );
    let composed = compose(project.path(), &ReportOptions::default());
    let docx = Docx::open(&write(&composed));
    for part in COMPARED {
        let found = lines(docx.text(&format!("word/{part}.xml")));
        let path = fixture(&format!("word/{part}.xml"));
        assert_expected(&path, &found);
    }
}

#[test]
fn two_documents_of_one_process_have_the_same_bytes() {
    let composed = compose(repository(), &ReportOptions::default());
    let (first, second) = (write(&composed), write(&composed));
    let (first_parts, second_parts) = (Docx::open(&first), Docx::open(&second));
    for name in first_parts.0.keys().filter(|name| name.ends_with(".xml")) {
        assert!(first_parts.text(name) == second_parts.text(name), "{name} differs");
    }
    assert!(first == second, "the packages differ");
}

#[test]
fn every_figure_stands_in_a_bookmark_of_its_own() {
    let composed = compose(repository(), &ReportOptions::default());
    let report = composed.report.as_ref().expect("composed");
    let part = Docx::open(&write(&composed));
    let xml = Xml::parse(part.text("word/document.xml")).expect("XML");
    let (mut names, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for start in xml.descendants().filter(|node| node.tag_name().name() == "bookmarkStart") {
        let read = |name: &str| {
            let found = start.attributes().find(|attribute| attribute.name() == name);
            found.expect("it is there").value().to_owned()
        };
        assert!(names.insert(read("name")) && ids.insert(read("id")), "{}", read("name"));
        assert!(read("name").starts_with('_') && read("name").len() <= 40, "{}", read("name"));
    }
    let printed = printed_figures(&report.document);
    assert!(printed.len() > 40);
    for (id, places) in printed {
        for place in 1..=places {
            assert!(names.contains(&figure_name(&id, place)), "{id}, place {place}");
        }
    }
}

#[test]
fn the_contents_have_the_pages_of_the_pdf_and_nothing_asks_on_opening() {
    if !has_tool("pdfinfo", "-v") {
        return;
    }
    let project = survey_2023();
    let output = rapporteur(project.path(), &[]);
    assert!(output.status.success(), "{}", messages(&output));
    let stem = project.path().join("out/iscm-survey-2023-edition-2");
    let docx = Docx::open(&fs::read(stem.with_extension("docx")).expect("a document"));
    let document = docx.text("word/document.xml");
    let xml = Xml::parse(document).expect("XML");
    let mut entries = 0;
    let is_entry = |style: &str| {
        style == "TableofFigures" || style.starts_with("TOC") && style != "TOCHeading"
    };
    for entry in xml.descendants().filter(|node| is_entry(style(*node))) {
        let words: Vec<&str> = entry
            .descendants()
            .filter(|node| node.tag_name().name() == "t")
            .filter_map(|node| node.text())
            .collect();
        let (page, title) = words.split_last().expect("an entry has words");
        let found = page_text(&stem.with_extension("pdf"), page);
        let squeezed: String = title.concat().split_whitespace().collect();
        assert!(found.contains(&squeezed), "{squeezed} on page {page}");
        entries += 1;
    }
    assert_eq!(entries, 4 + 20 + 3 + 5, "annex and parts, their points, what follows them, graphs");
    let pages = pdfinfo(&[], &stem.with_extension("pdf"));
    let pages =
        pages.lines().find_map(|line| line.strip_prefix("Pages:")).expect("a number").trim();
    assert!(docx.text("word/footer1.xml").contains(&format!(">{pages}</w:t>")));
    assert!(!docx.text("word/settings.xml").contains("updateFields"));
    assert!(!document.contains("w:dirty"));
}

#[test]
fn the_properties_say_what_it_is_and_name_nobody() {
    let composed = compose(repository(), &ReportOptions::default());
    let docx = Docx::open(&write(&composed));
    let core = docx.text("docProps/core.xml");
    let about = &composed.report.as_ref().expect("composed").document.about;
    for (name, value) in [
        ("dc:title", about.title.as_str()),
        ("dc:subject", about.subject.as_deref().expect("a subject")),
        ("dc:creator", &about.organization),
        ("cp:lastModifiedBy", &about.organization),
        ("dc:description", about.edition.as_deref().expect("an edition")),
        ("dc:language", "en-GB"),
    ] {
        assert!(core.contains(&format!("<{name}>{value}</{name}>")), "{name}\n{core}");
    }
    assert!(!core.contains("dcterms:created"), "no date is invented\n{core}");
    assert!(docx.text("docProps/app.xml").contains(&about.organization));
    assert!(docx.text("word/styles.xml").contains("<w:lang w:val=\"en-GB\"/>"));
    let home = std::env::var("HOME").unwrap_or_else(|_| "/root".to_owned());
    for (name, part) in &docx.0 {
        let part = String::from_utf8_lossy(part);
        for private in ["/home/", "C:\\", &format!("{home}/"), env!("CARGO_MANIFEST_DIR")] {
            assert!(!part.contains(private), "{private} in {name}");
        }
    }
}

#[test]
fn charts_are_drawings_without_fonts_and_pictures_of_enough_pixels() {
    let composed = compose(repository(), &ReportOptions::default());
    let docx = Docx::open(&write(&composed));
    let xml = Xml::parse(docx.text("word/document.xml")).expect("XML");
    let named = |name: &'static str| {
        let xml = &xml;
        xml.descendants().filter(move |node| node.tag_name().name() == name)
    };
    let ids: BTreeSet<&str> = named("docPr").filter_map(|node| node.attribute("id")).collect();
    let names: BTreeSet<&str> = named("docPr").filter_map(|node| node.attribute("name")).collect();
    assert_eq!((ids.len(), names.len(), named("svgBlip").count()), (5, 5, 5));
    let widths = named("extent").filter_map(|node| node.attribute("cx"));
    let widths: Vec<f64> = widths.map(|width| width.parse().expect("a number")).collect();
    let pictures = docx.0.iter().filter(|(name, _)| name.ends_with(".png"));
    for (picture, width) in pictures.zip(&widths) {
        let bytes: [u8; 4] = picture.1[16..20].try_into().expect("a PNG has a width");
        let dots = f64::from(u32::from_be_bytes(bytes)) / (width / 914_400.0);
        assert!(dots >= 200.0, "{}: {dots} dots to an inch", picture.0);
    }
    for (name, drawing) in docx.0.iter().filter(|(name, _)| name.ends_with(".svg")) {
        let drawing = String::from_utf8_lossy(drawing);
        assert!(!drawing.contains("<text") && drawing.contains("<path"), "{name}");
    }
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn hostile_text_is_printed_as_it_is() {
    let texts = hostile_texts();
    let bytes = write_document(&hostile_document(&texts), &BTreeMap::new());
    let docx = Docx::open(&bytes);
    let lines = docx.lines();
    for text in &texts {
        assert!(lines.contains(text.as_str()), "{:.60}", text);
    }
    let document = docx.text("word/document.xml");
    assert!(
        document.contains("<w:rPr><w:rtl/></w:rPr><w:t xml:space=\"preserve\">שלום עולם</w:t>")
    );
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("hostile.docx");
    fs::write(&file, &bytes).expect("written");
    if has_tool("openxml-audit", "--version") {
        let report = Command::new("openxml-audit").arg(&file).output().expect("openxml-audit runs");
        let said = String::from_utf8_lossy(&report.stdout);
        assert!(said.contains("Errors: 0"), "{said}");
    }
}

/// The same through a whole build, in a project with a font that has the letters.
#[test]
#[ignore = "long: `.ci/run` runs it"]
fn a_build_prints_hostile_text_in_both_formats() {
    let font = Path::new("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");
    if !has_tool("pdfinfo", "-v") || !has_font(font) {
        return;
    }
    let project = small_project();
    fs::copy(font, project.path().join("fonts/DejaVuSans.ttf")).expect("copied");
    let mut response = String::from("mechanism = \"beta\"\n");
    for text in hostile_texts() {
        let mut markdown = String::new();
        for character in text.chars() {
            if character.is_ascii_punctuation() {
                markdown.push('\\');
            }
            markdown.push(character);
        }
        response.push_str(&format!(
            "\n[[quote]]\npoint = \"trust\"\nform = \"statement\"\ntext = '''{markdown}'''\n"
        ));
    }
    fs::write(project.path().join("data/responses/beta.toml"), response).expect("written");
    let output = rapporteur(project.path(), &[]);
    assert!(output.status.success(), "{}", messages(&output));
    let tree = read_tree(
        &compose(project.path(), &ReportOptions::default()).report.expect("composed").document,
    );
    let stem = project.path().join("out/small-edition-1");
    let docx = Docx::open(&fs::read(stem.with_extension("docx")).expect("a document"));
    tree.assert_same("the Word document", &read_docx(&docx));
    let pdf = read_pdf(&stem.with_extension("pdf"));
    assert!(pdf.text.contains("]]>&<w:t>&amp;"), "markup is text");
    assert_eq!(tree.headings, pdf.headings);
}

/// Texts that have broken documents before.
fn hostile_texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "]]> & <w:t> &amp; &#x41; <!-- \"quoted\" 'so'",
        "#read(\"x\") $a$ *b* _c_ `d` \\ {{ e }} {% f %}",
        "C:\\new\\table and \\u0041 and %1. and { PAGE }",
        "English, שלום עולם, and again English",
    ]
    .map(str::to_owned)
    .into();
    texts.push("A long paragraph. ".repeat(5_600).trim_end().to_owned());
    assert!(texts[4].len() > 100_000);
    texts
}

fn hostile_document(texts: &[String]) -> Document {
    let line =
        |text: &String| vec![Inline::Text(Text { text: text.clone(), origin: Origin::Tool })];
    let mut blocks = Vec::new();
    for text in texts {
        let heading = Heading::new(1, line(text));
        let item = |number| Item {
            number,
            key_message: false,
            anchor: None,
            blocks: vec![Block::Paragraph(line(text)), Block::List(List { items: Vec::new() })],
        };
        let quotation =
            Quotation { blocks: vec![Block::Paragraph(line(text))], source: line(text) };
        let link =
            Inline::Link { target: "https://a.b/?c=\"<d>&e".to_owned(), content: line(text) };
        let note = Inline::Footnote(line(text));
        if text.len() < 1_000 {
            blocks.push(Block::Heading(heading));
        }
        blocks.push(Block::Paragraph(vec![link, note]));
        blocks.push(Block::List(List { items: vec![item(Some(7)), item(Some(9))] }));
        blocks.push(Block::List(List { items: vec![item(None)] }));
        blocks.push(Block::Quotation(quotation));
    }
    let text = |number: usize| texts.get(number).cloned().unwrap_or_default();
    let about = About {
        title: text(0),
        subject: Some(text(1)),
        organization: text(0),
        language: "en".to_owned(),
        edition: Some(text(3)),
        page_number: vec![PageNumber::Words(text(0)), PageNumber::Page],
    };
    Document { about, blocks: blocks.into_iter().map(Node::text).collect() }
}

/// The Word document of a composed report.
pub(crate) fn write(composed: &Composition) -> Vec<u8> {
    let document = &composed.report.as_ref().expect("composed").document;
    let fonts = raster::Fonts::read(composed.inputs.fonts.iter().map(|(_, bytes)| bytes));
    let graphs = document.all_blocks().into_iter().filter_map(|block| match block {
        Block::Graph(graph) => Some(graph),
        _ => None,
    });
    let mut pictures = BTreeMap::new();
    for graph in graphs {
        let drawn = raster::draw_all(&[graph.svg.as_str()], &fonts).remove(0).expect("a drawing");
        pictures.insert(graph.key.clone(), drawn);
    }
    write_document(document, &pictures)
}

fn write_document(document: &Document, pictures: &BTreeMap<String, raster::Raster>) -> Vec<u8> {
    let design = compose(repository(), &ReportOptions::default()).report.expect("composed").design;
    let input = DocxInput { document, design: &design, pictures, timestamp: None };
    docx(&input, &Pages { headings: vec![Some(2), Some(3)], count: 4, ..Pages::default() })
}

/// How often each figure is printed in the tree.
fn printed_figures(document: &Document) -> BTreeMap<rapporteur::figure::Figure, usize> {
    fn count(content: &[Inline], figures: &mut BTreeMap<rapporteur::figure::Figure, usize>) {
        for inline in content {
            match inline {
                Inline::Text(Text { origin: Origin::Figure(id, _), .. }) => {
                    *figures.entry(id.clone()).or_default() += 1;
                }
                Inline::Emphasis(content) | Inline::Strong(content) => count(content, figures),
                _ => {}
            }
        }
    }
    let mut figures = BTreeMap::new();
    for block in document.all_blocks() {
        match block {
            Block::Paragraph(content) => count(content, &mut figures),
            Block::Heading(heading) => count(&heading.content, &mut figures),
            Block::Table(table) => {
                table
                    .rows
                    .iter()
                    .flat_map(|row| &row.cells)
                    .for_each(|cell| count(cell, &mut figures));
            }
            _ => {}
        }
    }
    figures
}

/// A part with each element and each text on a line of its own.
fn lines(part: &str) -> String {
    part.replace("><", ">\n<") + "\n"
}

fn add_to_template(project: &Path, text: &str) {
    let path = project.join("templates/report.md");
    let template = fs::read_to_string(&path).expect("a template");
    fs::write(path, template + text).expect("written");
}

fn style<'a>(paragraph: roxmltree::Node<'a, '_>) -> &'a str {
    let is_paragraph = paragraph.tag_name().name() == "p";
    let named = paragraph.descendants().find(|node| node.tag_name().name() == "pStyle");
    let value = named.filter(|_| is_paragraph).and_then(|node| node.attributes().next());
    value.map_or("", |value| value.value())
}

/// The words on a page of a PDF, without blanks.
fn page_text(pdf: &Path, page: &str) -> String {
    let text = Command::new("pdftotext").args(["-f", page, "-l", page]).arg(pdf).arg("-").output();
    let text = String::from_utf8(text.expect("pdftotext runs").stdout).expect("UTF-8");
    text.split_whitespace().collect()
}

fn has_font(path: &Path) -> bool {
    let required = std::env::var_os("RAPPORTEUR_REQUIRE_TOOLS").is_some();
    assert!(path.is_file() || !required, "{} is required and not here", path.display());
    path.is_file()
}
