//! The order of child elements that the WordprocessingML schema (ECMA-376, part 1, annex A)
//! requires. docx-rs uses its own order, and Word may report a document in the wrong order as
//! unreadable.

use super::xml::Element;

/// Sorts the children of an element in schema order; unknown ones come last.
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
