//! The design of the Word document, from `templates/word.toml`: page size, and fonts, sizes,
//! colours and spacing by style.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Sources, did_you_mean};
use crate::model::reader::{Context, Reader};

/// The path of the design file.
pub const FILE: &str = "templates/word.toml";

/// The styles of a report, by their names in Word.
pub const STYLES: &[&str] = &[
    "Normal", "Masthead", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Heading 4",
    "Practices", "Pointer", "List Bullet", "List Number", "List Continue", "Key Message", "Quote",
    "Quotation Source", "Graph", "Caption", "Graph Note", "Table Caption", "Table Text",
    "Table Number", "Table Note", "Figures Table", "TOC Heading", "TOC 1", "TOC 2", "TOC 3",
    "Table of Figures", "Header", "Footer", "Footnote Text", "Footnote Reference", "Hyperlink",
    "Cross Reference", "Emphasis", "Strong",
];

/// The design of the Word document.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// The page.
    pub page: Page,
    looks: BTreeMap<String, Look>,
}

impl Design {
    /// The look of a style, by its name in Word; styles not in the file look like Normal.
    pub fn look(&self, style: &str) -> Look {
        self.looks.get(style).cloned().unwrap_or_default()
    }
}

/// The page layout; lengths are in millimetres.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The paper width.
    pub width: f64,
    /// The paper height.
    pub height: f64,
    /// The top margin.
    pub top: f64,
    /// The right margin.
    pub right: f64,
    /// The bottom margin.
    pub bottom: f64,
    /// The left margin.
    pub left: f64,
    /// The number of heading levels in the table of contents.
    pub contents: u8,
}

/// The look of a style; absent values are inherited from the style that it is based on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// The font.
    pub font: Option<String>,
    /// Its size, in points.
    pub size: Option<f64>,
    /// Whether it is bold.
    pub bold: Option<bool>,
    /// Whether it is italic.
    pub italic: Option<bool>,
    /// Whether it is underlined.
    pub underline: Option<bool>,
    /// Its colour, as `#RRGGBB`.
    pub colour: Option<String>,
    /// The space before the paragraph, in points.
    pub before: Option<f64>,
    /// The space after the paragraph, in points.
    pub after: Option<f64>,
    /// The line spacing, in lines.
    pub line: Option<f64>,
    /// The indentation from the left margin, in points.
    pub left: Option<f64>,
    /// How far it extends into the left margin, in points; takes precedence over `left`.
    pub outdent: Option<f64>,
    /// The indentation from the right margin, in points.
    pub right: Option<f64>,
    /// The hanging indent of the first line, in points.
    pub hanging: Option<f64>,
    /// The alignment of the lines.
    pub align: Option<Align>,
    /// Whether it stays on the same page as the next paragraph.
    pub keep_with_next: Option<bool>,
    /// Whether it stays on one page.
    pub keep_together: Option<bool>,
    /// Whether the space between paragraphs of the same style is omitted.
    pub contextual: Option<bool>,
    /// The background colour, as `#RRGGBB`.
    pub fill: Option<String>,
    /// A rule above it.
    pub rule_above: Option<Rule>,
    /// A rule on its left.
    pub rule_left: Option<Rule>,
    /// A rule below it; in a table, below each row.
    pub rule_below: Option<Rule>,
    /// In a table, the rule below the header.
    pub rule_head: Option<Rule>,
}

/// The horizontal alignment of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Left-aligned.
    Left,
    /// Centred.
    Centre,
    /// Right-aligned.
    Right,
}

/// A rule (line) next to a paragraph.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its width, in points.
    pub width: f64,
    /// Its colour, as `#RRGGBB`.
    pub colour: String,
    /// Its distance from the text, in points.
    pub distance: f64,
}

/// Reads the design. Returns `None` if the file is missing or its page layout has errors. If the
/// diagnostics include an error, the design must not be used for a report.
pub fn read(sources: &Sources) -> (Option<Design>, Vec<Diagnostic>) {
    let context = Context::new(sources);
    let file = context.required_file(FILE);
    let design = file.and_then(|file| context.read(file, design));
    (design, context.into_diagnostics())
}

fn design(reader: Reader<'_>) -> Option<Design> {
    let page = reader.require("page", Reader::table).and_then(page_of);
    let mut looks = BTreeMap::new();
    for (name, table) in reader.entries() {
        if !STYLES.contains(&name.value.as_str()) {
            let message = format!("there is no style `{}`", name.value);
            let listed = || format!("the styles are: {}", STYLES.join(", "));
            let help = did_you_mean(&name.value, STYLES.iter().copied(), listed);
            let error = Diagnostic::error(Code::UnknownKey, message);
            reader.context.report(error.at(name.span, "").help(help));
        }
        looks.insert(name.value, look(table));
    }
    Some(Design { page: page?, looks })
}

fn page_of(table: Reader<'_>) -> Option<Page> {
    let context = table.context;
    let length = |key| table.require(key, Reader::decimal);
    let [width, height, top, right, bottom, left] =
        ["width", "height", "top", "right", "bottom", "left"].map(length);
    let contents = table.require("contents", Reader::number).and_then(|levels| {
        let known = u8::try_from(levels.value).ok().filter(|level| LEVELS.contains(level));
        if known.is_none() {
            let message = format!("`contents` can't be {}: expected 1, 2 or 3", levels.value);
            context.error(Code::UnknownValue, levels.span, message);
        }
        known
    });
    let span = table.span;
    table.finish();
    let (width, height, left, right) = (width?, height?, left?, right?);
    let (top, bottom) = (top?, bottom?);
    if width - left - right < SMALLEST || height - top - bottom < SMALLEST {
        let message = format!("the margins leave less than {SMALLEST} millimetres for the text");
        context.report(Diagnostic::error(Code::UnknownValue, message).at(span, "on this page"));
        return None;
    }
    Some(Page { width, height, top, right, bottom, left, contents: contents? })
}

/// The possible depths of the table of contents, which are the levels for which Word styles are
/// defined here.
const LEVELS: std::ops::RangeInclusive<u8> = 1..=3;
/// The minimum width and height of the text area, in millimetres.
const SMALLEST: f64 = 50.0;

fn look(table: Reader<'_>) -> Look {
    let aligns = [("left", Align::Left), ("centre", Align::Centre), ("right", Align::Right)];
    let look = Look {
        font: table.text("font").map(|font| font.value),
        size: table.decimal("size"),
        bold: table.boolean("bold"),
        italic: table.boolean("italic"),
        underline: table.boolean("underline"),
        colour: table.colour("colour"),
        before: table.decimal("before"),
        after: table.decimal("after"),
        line: table.decimal("line"),
        left: table.decimal("left"),
        outdent: table.decimal("outdent"),
        right: table.decimal("right"),
        hanging: table.decimal("hanging"),
        align: table.word("align", &aligns),
        keep_with_next: table.boolean("keep-with-next"),
        keep_together: table.boolean("keep-together"),
        contextual: table.boolean("contextual"),
        fill: table.colour("fill"),
        rule_above: table.table("rule-above").and_then(rule),
        rule_left: table.table("rule-left").and_then(rule),
        rule_below: table.table("rule-below").and_then(rule),
        rule_head: table.table("rule-head").and_then(rule),
    };
    table.finish();
    look
}

fn rule(table: Reader<'_>) -> Option<Rule> {
    let length = |key| table.require(key, Reader::decimal);
    let (width, distance) = (length("width"), length("distance"));
    let colour = table.require("colour", Reader::colour);
    table.finish();
    Some(Rule { width: width?, colour: colour?, distance: distance? })
}
