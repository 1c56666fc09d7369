//! styles.xml: Word's built-in styles and some of the report's own, with the look of the design.

use super::xml::{Element, element, template, value};
use crate::design::{Align, Design, Look, Rule, STYLES};
use crate::write::is_right_to_left;

/// The main WordprocessingML namespace.
pub(super) const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// The number of list levels that have their own style, as in Word.
pub(super) const LIST_LEVELS: usize = 5;

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

/// The styles part: the styles of parts/styles.xml, with the look of the design.
pub(super) fn part(design: &Design, language: &str) -> Element {
    let width = twips(text_width(design)).to_string();
    let contents = design.page.contents.to_string();
    let values = [("width", width.as_str()), ("contents", &contents)];
    let mut part = template(include_str!("parts/styles.xml"), &values);
    part.each(&mut |element| match element.name.as_str() {
        "w:lang" => *element = lang(language),
        "w:rPrDefault" => add(element, run(&design.look("Normal"))),
        "w:style" => add_look(element, design),
        _ => {}
    });
    part
}

/// The language of text, in the attribute for its kind of script.
pub(super) fn lang(language: &str) -> Element {
    let attribute = match language.split('-').next() {
        _ if is_right_to_left(language) => "w:bidi",
        Some("zh" | "ja" | "ko") => "w:eastAsia",
        _ => "w:val",
    };
    element("w:lang").with(attribute, language)
}

/// Adds the look of the design to a style.
fn add_look(style: &mut Element, design: &Design) {
    let style_id = style.attribute("w:styleId").unwrap_or_default().to_owned();
    // The lists of all levels have the same look, indented by level: `ListBullet2`.
    let base = style_id.trim_end_matches(|c: char| c.is_ascii_digit());
    let level = style_id[base.len()..].parse().unwrap_or(1.0);
    let known = |wanted: &str| STYLES.iter().find(|name| id(name) == wanted);
    let (mut look, level) = match (known(&style_id), known(base)) {
        (Some(name), _) => (design.look(name), 1.0),
        (None, Some(name)) => (design.look(name), level),
        (None, None) => return,
    };
    look.left = look.left.map(|left| left * level);
    match (style_id.as_str(), style.attribute("w:type")) {
        ("Normal", _) => add(style, paragraph(&look)),
        (_, Some("paragraph")) => {
            add(style, paragraph(&look));
            add(style, run(&look));
        }
        (_, Some("character")) => add(style, run(&look)),
        _ => add_table_look(style, &look),
    }
}

/// Adds properties to the child of the same name.
fn add(parent: &mut Element, properties: Element) {
    if !properties.children.is_empty() {
        parent.find_or_insert(&properties.name).children.extend(properties.children);
    }
}

/// Adds the rules between rows and below the header to a table style.
fn add_table_look(style: &mut Element, look: &Look) {
    let below = look.rule_below.iter();
    let below = below.flat_map(|rule| ["w:bottom", "w:insideH"].map(|name| border(name, rule)));
    let borders = element("w:tblBorders").children(below);
    let indent = look
        .outdent
        .map(|outdent| element("w:tblInd").with("w:w", -twips(outdent)).with("w:type", "dxa"));
    add(style, element("w:tblPr").child(borders).children(indent));
    let head = look.rule_head.as_ref().map(|rule| border("w:bottom", rule));
    style.each(&mut |part| {
        if part.name == "w:tcBorders" {
            part.children.extend(head.clone());
        }
    });
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

/// The paragraph properties of a look.
fn paragraph(look: &Look) -> Element {
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
pub(super) fn run(look: &Look) -> Element {
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
