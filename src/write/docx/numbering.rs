//! numbering.xml: the bullets and numbers of lists on nine levels.

use super::lists::{Instances, KINDS, Kind, LEVELS};
use super::styles::{LIST_LEVELS, W, id, of_level, twips};
use super::xml::{Element, element, value};
use crate::design::Design;

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
    let levels = (1..=LEVELS).map(|level| {
        let (format, text) = match (kind.numbers, level % 2) {
            (true, _) => ("decimal", format!("%{level}.")),
            (false, 1) => ("bullet", "•".to_owned()),
            (false, _) => ("bullet", "–".to_owned()),
        };
        let is_styled = level <= LIST_LEVELS;
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
