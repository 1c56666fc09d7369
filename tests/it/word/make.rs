//! How the parts of the Word document are made: numbering, styles, fields, tables and dates as Word wants them.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur::document::{Block, Inline, Node};
use roxmltree::{Document as Xml, Node as Element};

use super::{write, write_document};
use rapporteur::model::ReportOptions;

use crate::said::Docx;
use crate::support::{compose, messages, rapporteur, replace, repository, small_project};

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

fn report() -> Docx {
    Docx::open(&write(&compose(repository(), &ReportOptions::default())))
}

fn named<'a>(xml: &'a Xml<'a>, name: &'a str) -> impl Iterator<Item = Element<'a, 'a>> {
    xml.descendants().filter(move |node| node.has_tag_name((W, name)))
}

/// The value of the first descendant with a name.
fn value<'a>(node: Element<'a, 'a>, name: &str) -> Option<&'a str> {
    node.descendants().find(|child| child.has_tag_name((W, name)))?.attribute((W, "val"))
}

#[test]
fn references_to_messages_and_points_are_fields_that_word_updates() {
    let docx = report();
    let xml = Xml::parse(docx.text("word/document.xml")).expect("XML");
    let names: BTreeSet<&str> =
        named(&xml, "bookmarkStart").filter_map(|start| start.attribute((W, "name"))).collect();
    let fields: BTreeSet<&str> =
        named(&xml, "instrText").filter_map(|field| field.text()).collect();
    for field in [
        " REF _Ref_message_improved_data \\r \\h \\* MERGEFORMAT ",
        " REF _Num_point_improved_data \\h \\* MERGEFORMAT ",
        " REF _Num_part_sdg \\h \\* MERGEFORMAT ",
    ] {
        assert!(fields.contains(field), "{field}\n{fields:#?}");
    }
    for field in fields.iter().filter_map(|field| field.strip_prefix(" REF ")) {
        let target = field.split(' ').next().unwrap_or_default();
        assert!(names.contains(target), "{field} refers to nothing");
    }
    // Each field shows what Word computes: the number in the bookmark.
    for link in
        named(&xml, "hyperlink").filter(|link| value(*link, "rStyle") == Some("CrossReference"))
    {
        let words: String = link
            .descendants()
            .filter(|node| node.has_tag_name((W, "t")))
            .filter_map(|t| t.text())
            .collect();
        let target = link.attribute((W, "anchor")).expect("an anchor");
        let digits = words.chars().any(|c| c.is_ascii_digit());
        assert!(
            !digits || link.descendants().any(|node| node.has_tag_name((W, "instrText"))),
            "{words} to {target}"
        );
    }
}

#[test]
fn messages_have_a_numbering_of_their_own_in_their_style_and_in_the_colour_of_the_pdf() {
    let docx = report();
    let numbering = Xml::parse(docx.text("word/numbering.xml")).expect("XML");
    let definitions: Vec<_> = named(&numbering, "abstractNum").collect();
    let nsids: BTreeSet<_> =
        definitions.iter().map(|list| value(*list, "nsid").expect("an nsid")).collect();
    assert_eq!(nsids.len(), definitions.len());
    let own = definitions.iter().find(|list| value(**list, "pStyle") == Some("KeyMessage"));
    let own = own.expect("a definition of messages");
    let level = own.children().find(|child| child.has_tag_name((W, "lvl"))).expect("a level");
    assert_eq!(value(level, "color"), Some("1F5A96"));
    assert!(level.descendants().any(|node| node.has_tag_name((W, "b"))));
    let styles = Xml::parse(docx.text("word/styles.xml")).expect("XML");
    let style =
        named(&styles, "style").find(|style| style.attribute((W, "styleId")) == Some("KeyMessage"));
    let instance = value(style.expect("a style"), "numId").expect("a list");
    let indent = |node: Element<'_, '_>| {
        let indent =
            node.descendants().find(|child| child.has_tag_name((W, "ind"))).expect("an indent");
        ["left", "hanging"].map(|name| indent.attribute((W, name)).map(str::to_owned))
    };
    assert_eq!(indent(level), indent(style.expect("a style")), "of the number and of the style");
    let definition = |instance: &str| {
        let found =
            named(&numbering, "num").find(|num| num.attribute((W, "numId")) == Some(instance));
        value(found.expect("an instance"), "abstractNumId").map(str::to_owned)
    };
    let document = Xml::parse(docx.text("word/document.xml")).expect("XML");
    let messages =
        named(&document, "p").filter(|line| value(*line, "pStyle") == Some("KeyMessage"));
    let lists: BTreeSet<_> = messages.filter_map(|message| value(message, "numId")).collect();
    assert_eq!(lists.len(), 2, "two lists of messages");
    assert!(lists.iter().all(|list| definition(list) == definition(instance)));
}

#[test]
fn the_gallery_has_the_styles_that_people_write_with_and_hides_the_others_until_they_are_used() {
    let docx = report();
    let xml = Xml::parse(docx.text("word/styles.xml")).expect("XML");
    let has =
        |style: &Element<'_, '_>, name| style.children().any(|child| child.has_tag_name((W, name)));
    let styles: Vec<_> = named(&xml, "style").collect();
    let (shown, hidden): (Vec<_>, Vec<_>) = styles.iter().partition(|style| has(style, "qFormat"));
    assert!((18..=24).contains(&shown.len()), "{} styles are shown", shown.len());
    let is_table =
        |style: &Element<'_, '_>| style.attribute((W, "styleId")) == Some("FiguresTable");
    let hidden = hidden.iter().filter(|style| !is_table(style));
    assert!(hidden.clone().count() > 20);
    assert!(hidden.clone().all(|style| has(style, "semiHidden") && has(style, "unhideWhenUsed")));
    let latent = named(&xml, "latentStyles").next().expect("latent styles");
    assert_eq!(latent.attribute((W, "defSemiHidden")), Some("1"));
}

#[test]
fn headings_of_practices_are_below_the_levels_of_the_contents() {
    let docx = report();
    let xml = Xml::parse(docx.text("word/styles.xml")).expect("XML");
    let style =
        named(&xml, "style").find(|style| style.attribute((W, "styleId")) == Some("Practices"));
    let level = value(style.expect("a style"), "outlineLvl").expect("a level");
    let document = docx.text("word/document.xml");
    assert!(
        document.contains(" TOC \\o \"1-3\" "),
        "LibreOffice takes all outline levels from 0 to 2"
    );
    assert_eq!(level, "3");
    assert!(!document.contains("w:outlineLvl"), "no direct level");
}

#[test]
fn tables_and_pictures_have_titles_and_no_direct_formatting() {
    let docx = report();
    let xml = Xml::parse(docx.text("word/document.xml")).expect("XML");
    for table in named(&xml, "tbl") {
        assert!(value(table, "tblCaption").is_some_and(|title| !title.is_empty()));
        assert!(!table.descendants().any(|node| node.has_tag_name((W, "keepNext"))));
    }
    let pictures = xml.descendants().filter(|node| node.tag_name().name() == "docPr");
    let names: Vec<_> = pictures.filter_map(|picture| picture.attribute("name")).collect();
    assert!(names.iter().all(|name| !name.contains(".:")), "{names:?}");
    assert!(names.iter().any(|name| name.starts_with("Graph 1: ")), "{names:?}");
}

#[test]
fn a_document_number_that_is_not_known_yet_is_a_field_to_fill_in() {
    let docx = report();
    let xml = Xml::parse(docx.text("word/document.xml")).expect("XML");
    let field = named(&xml, "sdt").find(|field| value(*field, "alias") == Some("Document number"));
    let field = field.expect("a field");
    assert!(field.descendants().any(|node| node.has_tag_name((W, "showingPlcHdr"))));
}

#[test]
fn rows_of_the_index_have_space_between_them() {
    let docx = report();
    let xml = Xml::parse(docx.text("word/styles.xml")).expect("XML");
    let style =
        named(&xml, "style").find(|style| style.attribute((W, "styleId")) == Some("IndexText"));
    let spacing =
        style.expect("a style").descendants().find(|node| node.has_tag_name((W, "spacing")));
    let spacing = spacing.expect("spacing");
    for side in ["before", "after"] {
        let twips: u32 = spacing.attribute((W, side)).expect("set").parse().expect("a number");
        assert!(twips >= 40, "{side}: {twips}");
    }
}

#[test]
fn without_a_known_date_the_document_has_none() {
    let docx = Docx::open(&write(&compose(small_project().path(), &ReportOptions::default())));
    assert!(!docx.text("docProps/core.xml").contains("dcterms:created"));
}

#[test]
fn words_in_another_language_have_it_in_the_attribute_of_their_script() {
    let mut document = super::hostile_document(&[]);
    let words = [("ar", "سلام"), ("zh", "图书馆"), ("fr", "utiles")];
    document.blocks = words
        .map(|(language, words)| {
            let content = vec![Inline::tool(words)];
            let foreign = Inline::Foreign { language: language.to_owned(), content };
            Node::text(Block::Paragraph(vec![foreign]))
        })
        .to_vec();
    let docx = Docx::open(&write_document(&document, &BTreeMap::new()));
    let document = docx.text("word/document.xml");
    for (properties, words) in [
        ("<w:rtl/><w:lang w:bidi=\"ar\"/>", "سلام"),
        ("<w:lang w:eastAsia=\"zh\"/>", "图书馆"),
        ("<w:lang w:val=\"fr\"/>", "utiles"),
    ] {
        let run = format!("{properties}</w:rPr><w:t xml:space=\"preserve\">{words}<");
        assert!(document.contains(&run), "{run}\n{document}");
    }
}

#[test]
fn headings_of_notes_and_corrigenda_leave_no_level_out() {
    let project = small_project();
    let root = project.path();
    let done = |arguments: &[&str]| {
        let output = rapporteur(root, arguments);
        assert!(output.status.success(), "{}", messages(&output));
    };
    done(&["issue", "may"]);
    replace(root, "templates/report.md", "were asked", "were invited");
    let errata = "[[erratum]]\nfile = \"templates/report.md\"\nissued = \"were invited\"\n\
                  corrected = \"got it\"\nwhy = \"style\"\nstatus = \"applied\"\n";
    std::fs::write(root.join("data/errata.toml"), errata).expect("written");
    done(&["diff"]);
    done(&["errata", "--docx"]);
    for file in
        ["out/changes/small-changes-may-to-now.docx", "out/small-edition-1-corrigendum.docx"]
    {
        let docx = Docx::open(&std::fs::read(root.join(file)).expect("a Word document"));
        let xml = Xml::parse(docx.text("word/document.xml")).expect("XML");
        let styles = named(&xml, "pStyle").filter_map(|style| style.attribute((W, "val")));
        let levels = styles.filter_map(|style| style.strip_prefix("Heading")?.parse::<u8>().ok());
        let levels: Vec<u8> = levels.collect();
        assert!(levels.first().is_none_or(|first| *first == 1), "{file}: {levels:?}");
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{file}: {levels:?}");
    }
}
