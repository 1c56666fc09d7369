//! The lists of a document: their kinds, a numbering instance for each list that restarts or skips
//! a number, as Word creates them, and numbering.xml, which defines them. Cross-references to numbers
//! are Word fields: a message is numbered by its list, and the number of a part or point is text in its
//! heading.

use super::lines::{Lines, Setting, field, runs};
use super::names::{Ids, anchor_name, is_digit, number_bookmark, numbered};
use super::styles::{LIST_LEVELS, W, id, of_level, run, twips};
use super::xml::{Element, element, value};
use crate::design::{Design, Look};
use crate::document::Heading;

/// The number of the first list definition, which distinguishes those of this program from others.
const NSID: usize = 0x5A70_0001;
/// The number of list levels in Word.
pub(super) const LEVELS: usize = 9;

/// The kinds of lists; each is an abstract numbering definition, with an instance of the same
/// number, from 1.
pub(super) const KINDS: [Kind; 5] = [
    Kind { style: Some("List Bullet"), numbers: false },
    Kind { style: Some("List Number"), numbers: true },
    Kind { style: None, numbers: false },
    Kind { style: None, numbers: true },
    Kind { style: Some("Key Message"), numbers: true },
];

/// A kind of list.
pub(super) struct Kind {
    /// The style of its levels; `None` within quotations.
    pub(super) style: Option<&'static str>,
    /// Whether its items are numbered.
    pub(super) numbers: bool,
}

/// The numbering instances of a document.
#[derive(Debug, Default)]
pub(super) struct Instances {
    /// The definition, the level from 1, and the first number of each instance besides those of the
    /// styles.
    pub(super) started: Vec<(usize, usize, u64)>,
    pub(super) ids: Ids,
}

// The numbers of the instances that styles refer to.
pub(super) const BULLETS: usize = 1;
pub(super) const NUMBERS: usize = 2;
pub(super) const QUOTED_BULLETS: usize = 3;
pub(super) const QUOTED_NUMBERS: usize = 4;
pub(super) const MESSAGES: usize = 5;

impl Instances {
    /// Creates an instance of a numbered list whose `level`, from 1, starts at `number`; returns its
    /// number.
    pub(super) fn start(&mut self, definition: usize, level: usize, number: u64) -> usize {
        self.started.push((definition, level, number));
        KINDS.len() + self.ids.lists + self.started.len()
    }

    /// The number of the definition that an instance belongs to.
    pub(super) fn kind(&self, instance: usize) -> usize {
        match instance.checked_sub(KINDS.len() + self.ids.lists + 1) {
            Some(started) => self.started.get(started).map_or(0, |(definition, ..)| *definition),
            None => instance,
        }
    }
}

/// The numbering part.
pub(super) fn part(instances: &Instances, design: &Design) -> Element {
    let definitions = KINDS.iter().enumerate().map(|(index, kind)| definition(design, index, kind));
    let of_styles = (1..=KINDS.len()).map(|number| instance(number, number));
    let started =
        instances.started.iter().enumerate().map(|(index, (definition, level, first))| {
            let start = value("w:startOverride", first);
            let level = element("w:lvlOverride").with("w:ilvl", level - 1).child(start);
            instance(KINDS.len() + 1 + index, *definition).child(level)
        });
    element("w:numbering")
        .with("xmlns:w", W)
        .children(definitions)
        .children(of_styles)
        .children(started)
}

fn instance(number: usize, definition: usize) -> Element {
    element("w:num").with("w:numId", number).child(value("w:abstractNumId", definition - 1))
}

fn definition(design: &Design, index: usize, kind: &Kind) -> Element {
    let name = if kind.numbers { "List Number" } else { "List Bullet" };
    let look = design.look(name);
    let (step, hanging) = (look.left.unwrap_or(18.0), look.hanging.unwrap_or(18.0));
    let quote = design.look("Quote").left.unwrap_or(0.0);
    let from = if kind.style.is_none() { quote } else { 0.0 };
    let messages = design.look("Key Message");
    let numbers = design.look("Heading 1").colour;
    let numbers = Look { bold: Some(true), colour: numbers, ..Look::default() };
    let levels = (1..=LEVELS).map(|level| {
        let (format, text) = match (kind.numbers, level % 2) {
            (true, _) => ("decimal", format!("%{level}.")),
            (false, 1) => ("bullet", "•".to_owned()),
            (false, _) => ("bullet", "–".to_owned()),
        };
        let mut style = kind.style.filter(|_| level <= LIST_LEVELS);
        let (mut left, mut hanging) = (from + step * level as f64, hanging);
        if kind.style == Some("Key Message") {
            // The indent of a list's level takes precedence over that of the style.
            left = messages.outdent.map_or(messages.left.unwrap_or(left), |points| -points)
                + step * (level - 1) as f64;
            hanging = messages.hanging.unwrap_or(hanging);
            style = style.filter(|_| level == 1);
        }
        let indent = element("w:ind").with("w:left", twips(left)).with("w:hanging", twips(hanging));
        element("w:lvl")
            .with("w:ilvl", level - 1)
            .child(value("w:start", 1))
            .child(value("w:numFmt", format))
            .children(style.map(|style| value("w:pStyle", id(&of_level(style, level)))))
            .child(value("w:lvlText", text))
            .child(value("w:lvlJc", "left"))
            .child(element("w:pPr").child(indent))
            .children(kind.numbers.then(|| run(&numbers)))
    });
    element("w:abstractNum")
        .with("w:abstractNumId", index)
        // Word merges lists of two documents whose definitions have the same number.
        .child(value("w:nsid", format!("{:08X}", NSID + index)))
        .child(value("w:multiLevelType", "multilevel"))
        .children(levels)
}

impl Lines {
    /// The content of a heading, with a bookmark around its number.
    pub(super) fn heading(&mut self, heading: &Heading, setting: Setting<'_>) -> Vec<Element> {
        let found = heading.anchor.as_ref().zip(numbered(heading));
        let Some((anchor, [before, number, after])) = found else {
            return self.line(&heading.content, setting);
        };
        let mut content = self.line(&before, setting);
        let number = self.line(&number, setting);
        content.extend(self.bookmarked(number_bookmark(anchor), number));
        content.extend(self.line(&after, setting));
        content
    }

    /// Writes a cross-reference, with the numbers of the target and of its part as fields. If both
    /// numbers are equal, a message's own number is the first in the label and a point's own number
    /// the last, as in the built-in wording.
    pub(super) fn reference(&self, anchor: &str, label: &str) -> Vec<Element> {
        let setting = Setting { cross: true, ..Setting::default() };
        let mut pieces: Vec<(&str, Option<String>)> = Vec::new();
        for piece in label.split_inclusive(|c| !is_digit(c)) {
            let (number, rest) =
                piece.split_at(piece.find(|c| !is_digit(c)).unwrap_or(piece.len()));
            pieces.extend([(number, None), (rest, None)]);
        }
        if let Some(target) = self.numbered.get(anchor) {
            let is_own = |(number, _): &(&str, _)| !number.is_empty() && *number == target.number;
            let (own, field) = match target.is_item {
                true => (pieces.iter().position(is_own), format!("{} \\r", anchor_name(anchor))),
                false => (pieces.iter().rposition(is_own), number_bookmark(anchor)),
            };
            if let Some(own) = own {
                pieces[own].1 = Some(field);
            }
            let part = target.part.as_ref().or(self.part.as_ref());
            if let Some((part, found)) = part.and_then(|part| self.numbered.get_key_value(part)) {
                let is_free = |(number, field): &&mut (&str, Option<String>)| {
                    !number.is_empty() && *number == found.number && field.is_none()
                };
                if let Some((_, field)) = pieces.iter_mut().find(is_free) {
                    *field = Some(number_bookmark(part));
                }
            }
        }
        let mut content = Vec::new();
        for joined in pieces.chunk_by(|a, b| a.1.is_none() && b.1.is_none()) {
            let words = joined.iter().map(|(words, _)| *words).collect::<String>();
            content.extend(match &joined[0].1 {
                Some(target) => {
                    field(&format!(" REF {target} \\h \\* MERGEFORMAT "), &words, setting)
                }
                None => runs(&words, setting),
            });
        }
        content
    }
}
