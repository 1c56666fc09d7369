//! Adds what docx-rs omits from the parts that it builds, and removes superfluous elements and
//! attributes.

use super::drawing::Drawing;
use super::lines::runs_right_to_left;
use super::names::Ids;
use super::styles::lang;
use super::xml::{self, Element, element, template, value};

/// The extension in which Word 2016 and later look for the SVG drawing of a picture.
const SVG_EXTENSION: &str = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}";
const SVG: &str = "http://schemas.microsoft.com/office/drawing/2016/SVG/main";

/// Finishes a part that docx-rs built: the document, its footnotes, a header or a footer.
pub(super) fn finished(part: &[u8]) -> Element {
    let mut part = xml::parse(part);
    part.each(&mut |element| {
        // Attributes that depend on a process-wide counter, or are redundant.
        let chance = ["w14:paraId", "w14:textId", "w:dirty"];
        element.attributes.retain(|(name, _)| !chance.contains(&name.as_str()));
        match element.name.as_str() {
            "w:pPr" => drop_empty(element, "w:rPr"),
            "w:r" => direct(element),
            "w:rFonts" => language(element),
            "w:tbl" => table(element),
            "w:gridCol" => element.attributes.retain(|(name, _)| name != "w:type"),
            // Its words, which a click selects as a whole, are to be replaced.
            "w:sdtPr" => element.children.push(xml::element("w:showingPlcHdr")),
            "w:instrText" => element.set("xml:space", "preserve"),
            _ => {}
        }
        sort(element);
    });
    part.each(&mut |element| {
        drop_empty(element, "w:pPr");
        drop_empty(element, "w:rPr");
    });
    part
}

/// Removes a child element if it is empty.
fn drop_empty(element: &mut Element, name: &str) {
    element.children.retain(|child| child.name != name || !child.children.is_empty());
}

/// Marks a run as right-to-left if its text is.
fn direct(run: &mut Element) {
    if run.first("w:t").is_some_and(|words| runs_right_to_left(&words.text)) {
        run.find_or_insert("w:rPr").children.push(element("w:rtl"));
    }
}

/// The parts of a table style that apply: the first row.
const TABLE_LOOK: &str = r#"<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0"
    w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>"#;

/// Turns the fonts of a run into its language, which docx-rs does not support.
fn language(fonts: &mut Element) {
    *fonts = lang(fonts.attribute("w:ascii").unwrap_or_default());
}

/// Removes direct formatting so that the table style applies, and makes the first row a header that
/// repeats on each page.
fn table(table: &mut Element) {
    if let Some(properties) = table.find("w:tblPr") {
        let direct = ["w:tblBorders", "w:jc", "w:tblCellMar", "w:tblInd"];
        properties.children.retain(|child| !direct.contains(&child.name.as_str()));
        properties.children.push(template(TABLE_LOOK, &[]));
    }
    let Some(header) = table.find("w:tr") else { return };
    header.find_or_insert("w:trPr").children.push(element("w:tblHeader"));
}

/// Sets a unique id and name, the alternative text and the SVG drawing of each picture in the
/// document.
pub(super) fn pictures(document: &mut Element, drawings: &[Drawing<'_>], ids: Ids) {
    let mut drawings = drawings.iter().zip(1..);
    document.each(&mut |part| {
        if part.name == "w:drawing" {
            let (drawing, number) = drawings.next().expect("each drawing is in the list");
            part.each(&mut |part| picture(part, drawing, number, ids));
        }
    });
}

fn picture(part: &mut Element, drawing: &Drawing<'_>, number: usize, ids: Ids) {
    match part.name.as_str() {
        "wp:docPr" => {
            part.set("id", ids.pictures + number);
            part.set("name", &drawing.name);
            part.set("descr", &drawing.alternative);
        }
        "pic:cNvPr" => {
            part.set("id", ids.pictures + number);
            part.set("name", format!("{}.{}", drawing.key, drawing.raster.extension()));
        }
        "a:blip" => {
            part.attributes.retain(|(name, _)| name != "cstate");
            part.set("r:embed", ids.picture(drawing.key));
            let svg = ids.drawing(drawing.key);
            let svg = element("asvg:svgBlip").with("xmlns:asvg", SVG).with("r:embed", svg);
            let extension = element("a:ext").with("uri", SVG_EXTENSION).child(svg);
            let extensions = element("a:extLst").child(extension);
            let has_svg = !drawing.raster.svg.is_empty();
            part.children = has_svg.then_some(extensions).into_iter().collect();
        }
        _ => {}
    }
}

/// Sets the title of each table, for assistive technology.
pub(super) fn title_tables(document: &mut Element, titles: &[String]) {
    let mut titles = titles.iter();
    document.each(&mut |part| {
        if part.name == "w:tblPr" {
            part.children.push(value("w:tblCaption", titles.next().expect("each table has one")));
            sort(part);
        }
    });
}

/// Wraps the contents and the list of graphs in content controls; Word offers to update the first
/// one.
pub(super) fn frame_contents(document: &mut Element, language: &str) {
    let Some(body) = document.find("w:body") else { return };
    let is_heading = |block: &Element| style_of(block) == Some("TOCHeading");
    let is_entry = |block: &Element| {
        let style = style_of(block).unwrap_or_default();
        style == "TableofFigures" || style.starts_with("TOC") && style != "TOCHeading"
    };
    let mut blocks = std::mem::take(&mut body.children).into_iter().peekable();
    let mut number = 0;
    while let Some(block) = blocks.next() {
        if !is_heading(&block) {
            body.children.push(block);
            continue;
        }
        number += 1;
        let gallery = element("w:docPartObj")
            .child(value("w:docPartGallery", "Table of Contents"))
            .child(element("w:docPartUnique"));
        let properties = element("w:sdtPr")
            .child(element("w:rPr").child(lang(language)))
            .child(value("w:id", number))
            .children((number == 1).then_some(gallery));
        let entries = std::iter::from_fn(|| blocks.next_if(is_entry));
        let content = element("w:sdtContent").child(block).children(entries);
        body.children.push(element("w:sdt").child(properties).child(content));
    }
}

fn style_of(paragraph: &Element) -> Option<&str> {
    paragraph.first("w:pPr")?.first("w:pStyle")?.attribute("w:val")
}

/// Inserts the number at the start of each footnote, and the separators before all footnotes.
pub(super) fn footnotes(part: &mut Element) {
    let number = template(FOOTNOTE_NUMBER, &[]).children;
    for paragraph in part.children.iter_mut().filter_map(|note| note.find("w:p")) {
        let at = usize::from(paragraph.first("w:pPr").is_some());
        paragraph.children.splice(at..at, number.clone());
    }
    part.children.splice(0..0, template(include_str!("parts/footnotes.xml"), &[]).children);
}

/// The runs at the start of a footnote.
const FOOTNOTE_NUMBER: &str = r#"<w:p>
  <w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>
  <w:r><w:t xml:space="preserve"> </w:t></w:r>
</w:p>"#;

/// Sorts the children of an element in the order that the WordprocessingML schema (ECMA-376, part 1,
/// annex A) requires; unknown ones come last. docx-rs uses its own order, and Word may report a
/// document in the wrong order as unreadable.
pub(super) fn sort(element: &mut Element) {
    let Some((_, order)) = ORDERS.iter().find(|(name, _)| *name == element.name) else { return };
    let place = |child: &Element| {
        let name = child.name.strip_prefix("w:").unwrap_or(&child.name);
        order.split(' ').position(|known| known == name).unwrap_or(usize::MAX)
    };
    element.children.sort_by_key(place);
}

/// Elements, each with the names of its children in schema order.
const ORDERS: &[(&str, &str)] = &[
    (
        "w:pPr",
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers \
         pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct \
         autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing \
         mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl \
         divId cnfStyle rPr sectPr pPrChange",
    ),
    (
        "w:rPr",
        "ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline \
         shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w kern position \
         sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang",
    ),
    ("w:numPr", "ilvl numId"),
    (
        "w:sectPr",
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders \
         lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter \
         docGrid",
    ),
    (
        "w:style",
        "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed \
         qFormat locked pPr rPr tblPr trPr tcPr tblStylePr",
    ),
    (
        "w:tblPr",
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc \
         tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption \
         tblDescription",
    ),
    ("w:trPr", "cnfStyle cantSplit trHeight tblHeader jc"),
    (
        "w:tcPr",
        "cnfStyle tcW gridSpan vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign",
    ),
    ("w:tblBorders", "top left bottom right insideH insideV"),
    ("w:tcBorders", "top left bottom right insideH insideV"),
    ("w:pBdr", "top left bottom right between bar"),
    ("w:lvl", "start numFmt lvlRestart pStyle isLgl suff lvlText lvlJc pPr rPr"),
];
