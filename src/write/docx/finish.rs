//! Converts the runs that docx-rs builds into elements: adds what docx-rs omits, and removes superfluous
//! elements and attributes.

use docx_rs::{BuildXML, Run};

use super::styles::lang;
use super::xml::{self, Element, element, template};

/// Finishes a run that docx-rs builds.
pub(super) fn finished(built: &Run) -> Element {
    let mut run = xml::parse(&built.build());
    run.each(&mut |part| match part.name.as_str() {
        // Each run of another language has it as the name of a font, because docx-rs does not support
        // languages.
        "w:rFonts" => *part = lang(part.attribute("w:ascii").unwrap_or_default()),
        "w:instrText" => part.set("xml:space", "preserve"),
        "w:fldChar" => part.attributes.retain(|(name, _)| name != "w:dirty"),
        _ => {}
    });
    if run.first("w:t").is_some_and(|words| words.text.starts_with(is_right_to_left)) {
        run.find_or_insert("w:rPr").children.push(element("w:rtl"));
    }
    run.children.retain(|child| child.name != "w:rPr" || !child.children.is_empty());
    run
}

/// Whether a character is a letter of Hebrew, Arabic or another right-to-left script; the ranges
/// are the blocks that the Unicode bidirectional algorithm (UAX 9) reserves for them.
pub(super) fn is_right_to_left(character: char) -> bool {
    let block = matches!(character as u32,
        0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF);
    block && character.is_alphabetic()
}

/// A footnote with its number and its text, a paragraph.
pub(super) fn footnote(number: usize, mut paragraph: Element) -> Element {
    let at = usize::from(paragraph.first("w:pPr").is_some());
    paragraph.children.splice(at..at, template(FOOTNOTE_NUMBER, &[]).children);
    element("w:footnote").with("w:id", number).child(paragraph)
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
    let order = |known: &&'static str| known.strip_prefix(&element.name)?.strip_prefix(' ');
    let Some(order) = ORDERS.iter().find_map(order) else { return };
    let place = |child: &Element| {
        let name = child.name.strip_prefix("w:").unwrap_or(&child.name);
        order.split(' ').position(|known| known == name).unwrap_or(usize::MAX)
    };
    element.children.sort_by_key(place);
}

/// Elements whose children are not written in schema order, each followed by the names of its children
/// in this order.
const ORDERS: [&str; 4] = [
    "w:pPr pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers \
     pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE \
     autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents \
     suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr \
     sectPr pPrChange",
    "w:rPr ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline \
     shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs \
     highlight u effect bdr shd fitText vertAlign rtl cs em lang",
    "w:style name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed \
     qFormat locked pPr rPr tblPr trPr tcPr tblStylePr",
    "w:tblPr tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc \
     tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
];
