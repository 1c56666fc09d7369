//! styles.xml: Word's own styles and a few of the report's, with the looks of the design.

use super::lists::{self, Instance};
use super::xml::{Element, element, value};
use crate::design::{Align, Design, Look, Rule};

/// The main namespace of a Word document.
pub(super) const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// Levels of lists that have a style of their own, as in Word.
pub(super) const LIST_LEVELS: usize = 5;

/// The level of headings over practices in the style of that name.
pub(super) const PRACTICES: u8 = 3;

/// A paragraph style: the name that Word shows, the one in the file where it differs, the style that follows it, and its
/// place in Word's list of styles.
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

/// The name of the style of a list's level, from 1; levels that are deeper than Word's styles share the last one.
pub(super) fn of_level(name: &str, level: usize) -> String {
    match level.min(LIST_LEVELS) {
        1 => name.to_owned(),
        level => format!("{name} {level}"),
    }
}

/// The part.
pub(super) fn part(design: &Design, language: &str) -> Element {
    let mut styles = element("w:styles").with("xmlns:w", W).child(defaults(design, language));
    let normal = design.look("Normal");
    styles = styles.child(
        style("paragraph", "Normal", "Normal")
            .with("w:default", 1)
            .child(element("w:qFormat"))
            .child(paragraph(&normal, Vec::new())),
    );
    styles = styles.children(built_in_defaults());
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

/// What a style of that name has besides its look.
fn own_properties(design: &Design, name: &str) -> Vec<Element> {
    let right = twips(text_width(design));
    let tab = |leader: Option<&str>| {
        let mut tab = value("w:tab", "right").with("w:pos", right);
        if let Some(leader) = leader {
            tab.set("w:leader", leader);
        }
        element("w:tabs").child(tab)
    };
    match name.split_once(' ') {
        Some(("Heading", level)) => {
            let level: u32 = level.parse().expect("headings have a level");
            vec![value("w:outlineLvl", level - 1)]
        }
        Some(("TOC", "Heading")) => Vec::new(),
        Some(("TOC", _)) | Some(("Table", "of Figures")) => vec![tab(Some("dot"))],
        None if name == "Footer" || name == "Masthead" => vec![tab(None)],
        // Its readers find it where headings of that level are, but the contents leave it out.
        None if name == "Practices" => vec![value("w:outlineLvl", PRACTICES - 1)],
        _ => Vec::new(),
    }
}

/// The width of a table, in points: that of the text, and what it stands out to its left.
pub(super) fn table_width(design: &Design) -> f64 {
    text_width(design) + design.look("Figures Table").outdent.unwrap_or(0.0)
}

/// The width of the text, in points.
pub(super) fn text_width(design: &Design) -> f64 {
    let page = &design.page;
    (page.width - page.left - page.right) / 25.4 * 72.0
}

fn defaults(design: &Design, language: &str) -> Element {
    let mut characters = run(&design.look("Normal"));
    characters = characters.child(value("w:lang", language));
    element("w:docDefaults")
        .child(element("w:rPrDefault").child(characters))
        .child(element("w:pPrDefault"))
}

/// The defaults of the other kinds of style, which every Word document has.
fn built_in_defaults() -> [Element; 3] {
    let hidden = |kind, id: &str, name| {
        let mut style = style(kind, id, name).with("w:default", 1);
        style = style.child(value("w:uiPriority", if kind == "character" { 1 } else { 99 }));
        style.child(element("w:semiHidden")).child(element("w:unhideWhenUsed"))
    };
    let side = |name: &str, width| element(name).with("w:w", width).with("w:type", "dxa");
    let margins = element("w:tblCellMar").children([
        side("w:top", 0),
        side("w:left", 108),
        side("w:bottom", 0),
        side("w:right", 108),
    ]);
    let table = element("w:tblPr").child(side("w:tblInd", 0)).child(margins);
    [
        hidden("character", "DefaultParagraphFont", "Default Paragraph Font"),
        hidden("table", "TableNormal", "Normal Table").child(table),
        hidden("numbering", "NoList", "No List"),
    ]
}

/// The styles of lists: a style for each level, and one for messages.
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
            let numbered = (instance > 0).then(|| lists::property(instance, level));
            let properties = [paragraph(&look, numbered.into_iter().collect()), run(&look)];
            styles.push(based(style("paragraph", &name, &name), "Normal", 36, properties));
        }
    }
    let look = design.look("Key Message");
    let message = style("paragraph", "Key Message", "Key Message");
    styles.push(based(message, "ListNumber", 37, [paragraph(&look, Vec::new()), run(&look)]));
    styles
}

fn figures_table(design: &Design) -> Element {
    let look = design.look("Figures Table");
    let below = |name: &str| look.rule_below.as_ref().map(|rule| border(name, rule));
    let mut table = element("w:tblPr").child(
        element("w:tblBorders")
            .children([below("w:bottom"), below("w:insideH")].into_iter().flatten()),
    );
    let side = |name: &str| element(name).with("w:w", 80).with("w:type", "dxa");
    if let Some(outdent) = look.outdent {
        table = table.child(element("w:tblInd").with("w:w", -twips(outdent)).with("w:type", "dxa"));
    }
    table = table.child(element("w:tblCellMar").children([side("w:left"), side("w:right")]));
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

fn style(kind: &str, name: &str, in_file: &str) -> Element {
    value_type("w:style", kind).with("w:styleId", id(name)).child(value("w:name", in_file))
}

/// A style that Word offers, based on another one.
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

/// Properties of a paragraph.
fn paragraph(look: &Look, extra: Vec<Element>) -> Element {
    let mut properties = element("w:pPr").children(extra);
    let flag = |name: &str, on: Option<bool>| on.map(|on| switch(name, on));
    properties = properties.children(flag("w:keepNext", look.keep_with_next));
    properties = properties.children(flag("w:keepLines", look.keep_together));
    let rules = [
        look.rule_above.as_ref().map(|rule| border("w:top", rule)),
        look.rule_left.as_ref().map(|rule| border("w:left", rule)),
        look.rule_below.as_ref().map(|rule| border("w:bottom", rule)),
    ];
    if rules.iter().any(Option::is_some) {
        let rules = element("w:pBdr").children(rules.into_iter().flatten());
        properties = properties.child(rules);
    }
    properties = properties.children(look.fill.as_ref().map(|fill| {
        value("w:shd", "clear").with("w:color", "auto").with("w:fill", hexadecimal(fill))
    }));
    let mut spacing = element("w:spacing");
    look.before.iter().for_each(|points| spacing.set("w:before", twips(*points)));
    look.after.iter().for_each(|points| spacing.set("w:after", twips(*points)));
    if let Some(lines) = look.line {
        spacing.set("w:line", (lines * 240.0).round());
        spacing.set("w:lineRule", "auto");
    }
    let mut indent = element("w:ind");
    let left = look.outdent.map(|points| -points).or(look.left);
    left.iter().for_each(|points| indent.set("w:left", twips(*points)));
    look.right.iter().for_each(|points| indent.set("w:right", twips(*points)));
    look.hanging.iter().for_each(|points| indent.set("w:hanging", twips(*points)));
    let used = [spacing, indent].into_iter().filter(|element| !element.attributes.is_empty());
    let contextual = look.contextual.filter(|on| *on).map(|_| element("w:contextualSpacing"));
    let align = look.align.map(|align| match align {
        Align::Left => "left",
        Align::Centre => "center",
        Align::Right => "right",
    });
    properties.children(used).children(contextual).children(align.map(|align| value("w:jc", align)))
}

/// Properties of characters.
fn run(look: &Look) -> Element {
    let mut properties = element("w:rPr");
    if let Some(font) = &look.font {
        let fonts = element("w:rFonts").with("w:ascii", font).with("w:hAnsi", font);
        properties = properties.child(fonts.with("w:cs", font));
    }
    for (on, names) in [(look.bold, ["w:b", "w:bCs"]), (look.italic, ["w:i", "w:iCs"])] {
        properties =
            properties.children(on.into_iter().flat_map(|on| names.map(|n| switch(n, on))));
    }
    let colour = look.colour.as_ref().map(|colour| value("w:color", hexadecimal(colour)));
    properties = properties.children(colour);
    if let Some(size) = look.size {
        let half_points = (size * 2.0).round();
        properties =
            properties.child(value("w:sz", half_points)).child(value("w:szCs", half_points));
    }
    let underline = look.underline.map(|on| value("w:u", if on { "single" } else { "none" }));
    properties.children(underline)
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

/// A colour as Word writes it.
pub(super) fn hexadecimal(colour: &str) -> String {
    colour.trim_start_matches('#').to_ascii_uppercase()
}

/// Twentieths of a point.
pub(super) fn twips(points: f64) -> i64 {
    (points * 20.0).round() as i64
}
