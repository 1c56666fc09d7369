//! numbering.xml: bullets and numbers of lists on nine levels. A list whose numbers start anew, or leave one out, is an
//! instance of its own, as Word makes one.

use super::styles::{W, id, of_level, twips};
use super::xml::{Element, element, value};
use crate::design::Design;

/// How many levels Word has.
pub(super) const LEVELS: usize = 9;

/// The kinds of list: a definition each, with an instance of the same number from 1.
const KINDS: [Kind; 4] = [
    Kind { style: Some("List Bullet"), numbers: false },
    Kind { style: Some("List Number"), numbers: true },
    Kind { style: None, numbers: false },
    Kind { style: None, numbers: true },
];

struct Kind {
    /// The style whose levels it is; none within quotations.
    style: Option<&'static str>,
    numbers: bool,
}

/// Instances of lists.
#[derive(Debug, Default)]
pub(super) struct Instances {
    /// Definition, level from 1, and first number of each instance after those that the styles have.
    started: Vec<(usize, usize, u64)>,
}

/// The instances that styles refer to.
pub(super) struct Instance;

impl Instance {
    pub(super) const BULLETS: usize = 1;
    pub(super) const NUMBERS: usize = 2;
    pub(super) const QUOTED_BULLETS: usize = 3;
    const QUOTED_NUMBERS: usize = 4;
    /// How many there are; a list that starts anew has a higher number.
    pub(super) const OF_STYLES: usize = KINDS.len();
}

impl Instances {
    /// The instance of a list of numbers whose level, from 1, begins with that number.
    pub(super) fn start(&mut self, quoted: bool, level: usize, number: u64) -> usize {
        let definition = if quoted { Instance::QUOTED_NUMBERS } else { Instance::NUMBERS };
        self.started.push((definition, level, number));
        KINDS.len() + self.started.len()
    }

    /// How many lists start anew.
    pub(super) fn len(&self) -> usize {
        self.started.len()
    }

    /// Adds those of another document after its own.
    pub(super) fn add(&mut self, others: &Instances) {
        self.started.extend_from_slice(&others.started);
    }

    /// The kind of list that an instance is: the number of its definition.
    pub(super) fn kind(&self, instance: usize) -> usize {
        match instance.checked_sub(KINDS.len() + 1) {
            Some(started) => self.started.get(started).map_or(0, |(definition, ..)| *definition),
            None => instance,
        }
    }

    /// The part.
    pub(super) fn part(&self, design: &Design) -> Element {
        let definitions =
            KINDS.iter().enumerate().map(|(index, kind)| definition(design, index, kind));
        let of_styles = (1..=KINDS.len()).map(|number| instance(number, number));
        let started = self.started.iter().enumerate().map(|(index, (definition, level, first))| {
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
}

/// The property of a paragraph on that level, from 1, of an instance.
pub(super) fn property(instance: usize, level: usize) -> Element {
    element("w:numPr")
        .child(value("w:ilvl", level.min(LEVELS) - 1))
        .child(value("w:numId", instance))
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
    let levels = (1..=LEVELS).map(|level| {
        let (format, text) = match (kind.numbers, level % 2) {
            (true, _) => ("decimal", format!("%{level}.")),
            (false, 1) => ("bullet", "•".to_owned()),
            (false, _) => ("bullet", "–".to_owned()),
        };
        let is_styled = level <= super::styles::LIST_LEVELS;
        let style = kind.style.filter(|_| is_styled).map(|style| id(&of_level(style, level)));
        let indent = element("w:ind")
            .with("w:left", twips(from + step * level as f64))
            .with("w:hanging", twips(hanging));
        element("w:lvl")
            .with("w:ilvl", level - 1)
            .child(value("w:start", 1))
            .child(value("w:numFmt", format))
            .children(style.map(|style| value("w:pStyle", style)))
            .child(value("w:lvlText", text))
            .child(value("w:lvlJc", "left"))
            .child(element("w:pPr").child(indent))
    });
    element("w:abstractNum")
        .with("w:abstractNumId", index)
        .child(value("w:multiLevelType", "multilevel"))
        .children(levels)
}
