//! styles.xml: Word's built-in styles and some of the report's own, with the look of the design.

use super::lists::Instance;
use super::xml::{Element, element, value};
use crate::design::{Align, Design, Look, Rule};

/// The main WordprocessingML namespace.
pub(super) const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// The number of list levels that have their own style, as in Word.
pub(super) const LIST_LEVELS: usize = 5;

/// The outline level of the `Practices` style.
pub(super) const PRACTICES: u8 = 3;

/// A paragraph style: the name that Word shows, the name in the file if it differs, the style of
/// the next paragraph, and its priority in Word's list of styles.
struct Paragraphs(&'static str, Option<&'static str>, Option<&'static str>, u32);

const PARAGRAPHS: &[Paragraphs] = &[
    Paragraphs("Masthead", None, Some("Title"), 9),
    Paragraphs("Title", None, Some("Normal"), 10),
    Paragraphs("Subtitle", None, Some("Normal"), 11),
    Paragraphs("Heading 1", Some("heading 1"), Some("Normal"), 9),
    Paragraphs("Heading 2", Some("heading 2"), Some("Normal"), 9),
    Paragraphs("Heading 3", Some("heading 3"), Some("Normal"), 9),
    Paragraphs("Heading 4", Some("heading 4"), Some("Normal"), 9),
    Paragraphs("Practices", None, Some("Normal"), 10),
    Paragraphs("Pointer", None, Some("Normal"), 12),
    Paragraphs("Quote", None, Some("Quotation Source"), 29),
    Paragraphs("Quotation Source", None, Some("Normal"), 30),
    Paragraphs("Graph", None, Some("Caption"), 34),
    Paragraphs("Caption", Some("caption"), Some("Normal"), 35),
    Paragraphs("Graph Note", None, Some("Normal"), 36),
    Paragraphs("Table Caption", None, Some("Normal"), 36),
    Paragraphs("Table Text", None, None, 37),
    Paragraphs("Table Number", None, None, 37),
    Paragraphs("Table Note", None, Some("Normal"), 37),
    Paragraphs("TOC Heading", None, Some("Normal"), 39),
    Paragraphs("TOC 1", Some("toc 1"), Some("Normal"), 39),
    Paragraphs("TOC 2", Some("toc 2"), Some("Normal"), 39),
    Paragraphs("TOC 3", Some("toc 3"), Some("Normal"), 39),
    Paragraphs("Table of Figures", Some("table of figures"), Some("Normal"), 39),
    Paragraphs("Header", Some("header"), None, 99),
    Paragraphs("Footer", Some("footer"), None, 99),
    Paragraphs("Footnote Text", Some("footnote text"), None, 99),
    Paragraphs("Comment Text", Some("annotation text"), None, 99),
];

const CHARACTERS: &[(&str, &str, u32)] = &[
    ("Strong", "Strong", 22),
    ("Emphasis", "Emphasis", 20),
    ("Hyperlink", "Hyperlink", 99),
    ("Cross Reference", "Cross Reference", 98),
    ("Footnote Reference", "footnote reference", 99),
    ("Comment Reference", "annotation reference", 99),
];

/// The id of a style, by its name.
pub(super) fn id(name: &str) -> String {
    name.replace(' ', "")
}

/// The name of the style for a list level, from 1; deeper levels than Word has styles for use the
/// last one.
pub(super) fn of_level(name: &str, level: usize) -> String {
    match level.min(LIST_LEVELS) {
        1 => name.to_owned(),
        level => format!("{name} {level}"),
    }
}

/// The styles part.
pub(super) fn part(design: &Design, language: &str) -> Element {
    let mut styles = element("w:styles").with("xmlns:w", W).child(defaults(design, language));
    let normal = style("paragraph", "Normal", "Normal")
        .with("w:default", 1)
        .child(element("w:qFormat"))
        .child(paragraph(&design.look("Normal"), None));
    styles = styles.child(normal).children(built_in_defaults());
    for Paragraphs(name, in_file, next, priority) in PARAGRAPHS {
        let look = design.look(name);
        let extra = own_properties(design, name);
        let own = style("paragraph", name, in_file.unwrap_or(name))
            .children(next.map(|next| value("w:next", id(next))));
        let properties = [paragraph(&look, extra), run(&look)];
        styles = styles.child(based(own, "Normal", *priority, properties));
    }
    styles = styles.children(lists(design));
    for (name, in_file, priority) in CHARACTERS {
        let raised = (*name == "Footnote Reference").then(|| value("w:vertAlign", "superscript"));
        let run = run(&design.look(name)).children(raised);
        let own = style("character", name, in_file);
        styles = styles.child(based(own, "DefaultParagraphFont", *priority, [run]));
    }
    styles.child(figures_table(design))
}

/// The properties of a style besides its look.
fn own_properties(design: &Design, name: &str) -> Option<Element> {
    let tab = || value("w:tab", "right").with("w:pos", twips(text_width(design)));
    let tabs = |tab| Some(element("w:tabs").child(tab));
    let outline = |level: u8| Some(value("w:outlineLvl", level - 1));
    match name {
        "TOC 1" | "TOC 2" | "TOC 3" | "Table of Figures" => tabs(tab().with("w:leader", "dot")),
        "Footer" | "Masthead" => tabs(tab()),
        // Navigation shows it at this outline level, but the contents leave it out.
        "Practices" => outline(PRACTICES),
        name => outline(name.strip_prefix("Heading ")?.parse().expect("headings have a level")),
    }
}

/// The width of a table, in points: that of the text, plus the outdent on its left.
pub(super) fn table_width(design: &Design) -> f64 {
    text_width(design) + design.look("Figures Table").outdent.unwrap_or(0.0)
}

/// The width of the text, in points.
pub(super) fn text_width(design: &Design) -> f64 {
    let page = &design.page;
    (page.width - page.left - page.right) / 25.4 * 72.0
}

fn defaults(design: &Design, language: &str) -> Element {
    let characters = run(&design.look("Normal")).child(value("w:lang", language));
    element("w:docDefaults")
        .child(element("w:rPrDefault").child(characters))
        .child(element("w:pPrDefault"))
}

/// The defaults of the other style types, which every Word document has.
fn built_in_defaults() -> [Element; 3] {
    let hidden = |kind, id: &str, name| {
        style(kind, id, name)
            .with("w:default", 1)
            .child(value("w:uiPriority", if kind == "character" { 1 } else { 99 }))
            .child(element("w:semiHidden"))
            .child(element("w:unhideWhenUsed"))
    };
    let sides = [("w:top", 0), ("w:left", 108), ("w:bottom", 0), ("w:right", 108)];
    let margins = element("w:tblCellMar").children(sides.map(|(side, twips)| width(side, twips)));
    let table = element("w:tblPr").child(width("w:tblInd", 0)).child(margins);
    [
        hidden("character", "DefaultParagraphFont", "Default Paragraph Font"),
        hidden("table", "TableNormal", "Normal Table").child(table),
        hidden("numbering", "NoList", "No List"),
    ]
}

/// The list styles: one for each level, and one for messages.
fn lists(design: &Design) -> Vec<Element> {
    let mut styles = Vec::new();
    let kinds = [
        ("List Bullet", Instance::BULLETS),
        ("List Number", Instance::NUMBERS),
        ("List Continue", 0),
    ];
    for (kind, instance) in kinds {
        for level in 1..=LIST_LEVELS {
            let name = of_level(kind, level);
            let mut look = design.look(kind);
            look.left = look.left.map(|left| left * level as f64);
            let numbered = element("w:numPr")
                .child(value("w:ilvl", level - 1))
                .child(value("w:numId", instance));
            let numbered = (instance > 0).then_some(numbered);
            let properties = [paragraph(&look, numbered), run(&look)];
            styles.push(based(style("paragraph", &name, &name), "Normal", 36, properties));
        }
    }
    let look = design.look("Key Message");
    let message = style("paragraph", "Key Message", "Key Message");
    styles.push(based(message, "ListNumber", 37, [paragraph(&look, None), run(&look)]));
    styles
}

fn figures_table(design: &Design) -> Element {
    let look = design.look("Figures Table");
    let below = look.rule_below.iter();
    let below = below.flat_map(|rule| ["w:bottom", "w:insideH"].map(|name| border(name, rule)));
    let sides = ["w:left", "w:right"].map(|side| width(side, 80));
    let table = element("w:tblPr")
        .child(element("w:tblBorders").children(below))
        .children(look.outdent.map(|outdent| width("w:tblInd", -twips(outdent))))
        .child(element("w:tblCellMar").children(sides));
    let head = look.rule_head.as_ref().map(|rule| border("w:bottom", rule));
    let first = value_type("w:tblStylePr", "firstRow")
        .child(element("w:rPr").child(element("w:b")).child(element("w:bCs")))
        .child(element("w:tcPr").child(element("w:tcBorders").children(head)));
    style("table", "Figures Table", "Figures Table")
        .child(value("w:basedOn", "TableNormal"))
        .child(value("w:uiPriority", 40))
        .child(table)
        .child(first)
}

fn value_type(name: &str, kind: &str) -> Element {
    element(name).with("w:type", kind)
}

/// A width element, in twips (twentieths of a point).
fn width(name: &str, twips: i64) -> Element {
    element(name).with("w:w", twips).with("w:type", "dxa")
}

fn style(kind: &str, name: &str, in_file: &str) -> Element {
    value_type("w:style", kind).with("w:styleId", id(name)).child(value("w:name", in_file))
}

/// A style that Word shows in its style gallery, based on another one.
fn based(
    style: Element,
    on: &str,
    priority: u32,
    properties: impl IntoIterator<Item = Element>,
) -> Element {
    style
        .child(value("w:basedOn", on))
        .child(value("w:uiPriority", priority))
        .child(element("w:qFormat"))
        .children(properties)
}

/// The paragraph properties of a look.
fn paragraph(look: &Look, extra: Option<Element>) -> Element {
    let kept = [("w:keepNext", look.keep_with_next), ("w:keepLines", look.keep_together)];
    let kept = kept.into_iter().filter_map(|(name, on)| Some(switch(name, on?)));
    let rules =
        [("w:top", &look.rule_above), ("w:left", &look.rule_left), ("w:bottom", &look.rule_below)];
    let rules = rules.into_iter().filter_map(|(name, rule)| Some(border(name, rule.as_ref()?)));
    let rules = element("w:pBdr").children(rules);
    let fill = look.fill.as_ref().map(|fill| {
        value("w:shd", "clear").with("w:color", "auto").with("w:fill", hexadecimal(fill))
    });
    let mut spacing = lengths("w:spacing", &[("w:before", look.before), ("w:after", look.after)]);
    if let Some(lines) = look.line {
        spacing = spacing.with("w:line", (lines * 240.0).round()).with("w:lineRule", "auto");
    }
    let left = look.outdent.map(|points| -points).or(look.left);
    let indent = [("w:left", left), ("w:right", look.right), ("w:hanging", look.hanging)];
    let used = [spacing, lengths("w:ind", &indent)];
    let used = used.into_iter().filter(|element| !element.attributes.is_empty());
    let contextual = look.contextual.filter(|on| *on).map(|_| element("w:contextualSpacing"));
    let align = look.align.map(|align| match align {
        Align::Left => "left",
        Align::Centre => "center",
        Align::Right => "right",
    });
    element("w:pPr")
        .children(extra)
        .children(kept)
        .children((!rules.children.is_empty()).then_some(rules))
        .children(fill)
        .children(used)
        .children(contextual)
        .children(align.map(|align| value("w:jc", align)))
}

/// An element with the lengths that are set as its attributes.
fn lengths(name: &str, lengths: &[(&str, Option<f64>)]) -> Element {
    let known = lengths.iter().filter_map(|(name, points)| Some((name, twips((*points)?))));
    known.fold(element(name), |element, (name, twips)| element.with(name, twips))
}

/// The character properties of a look.
fn run(look: &Look) -> Element {
    let font = look.font.as_ref().map(|font| {
        element("w:rFonts").with("w:ascii", font).with("w:hAnsi", font).with("w:cs", font)
    });
    let (bold, italic) = (look.bold.iter(), look.italic.iter());
    let bold = bold.flat_map(|on| ["w:b", "w:bCs"].map(|name| switch(name, *on)));
    let italic = italic.flat_map(|on| ["w:i", "w:iCs"].map(|name| switch(name, *on)));
    let colour = look.colour.as_ref().map(|colour| value("w:color", hexadecimal(colour)));
    let half_points = look.size.iter().map(|points| (points * 2.0).round());
    let size = half_points.flat_map(|size| ["w:sz", "w:szCs"].map(|name| value(name, size)));
    let underline = look.underline.map(|on| value("w:u", if on { "single" } else { "none" }));
    let properties = font.into_iter().chain(bold).chain(italic).chain(colour).chain(size);
    element("w:rPr").children(properties.chain(underline))
}

fn switch(name: &str, on: bool) -> Element {
    if on { element(name) } else { value(name, 0) }
}

fn border(name: &str, rule: &Rule) -> Element {
    let eighths = (rule.width * 8.0).round().clamp(2.0, 96.0);
    value(name, "single")
        .with("w:sz", eighths)
        .with("w:space", rule.distance.round().min(31.0))
        .with("w:color", hexadecimal(&rule.colour))
}

/// A colour in Word's notation: upper-case hexadecimal digits without `#`.
pub(super) fn hexadecimal(colour: &str) -> String {
    colour.trim_start_matches('#').to_ascii_uppercase()
}

/// Converts points to twips (twentieths of a point).
pub(super) fn twips(points: f64) -> i64 {
    (points * 20.0).round() as i64
}
