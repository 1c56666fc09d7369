//! The numbers in references to parts, points and messages, which Word computes: a message is an item
//! of a list, and the number of a part or point is typed in its heading.

use std::collections::BTreeMap;

use docx_rs::ParagraphChild;

use super::lines::{Lines, Setting, field, runs};
use super::names::{anchor_name, number_name};
use crate::document::{Block, Document, Heading, HeadingKind, Inline, Origin, Text};

/// A heading or message that references can refer to.
#[derive(Debug)]
pub(super) struct Target {
    /// Its number; empty if it has none.
    number: String,
    /// Whether it is an item of a list.
    is_item: bool,
    /// The anchor of the part that contains it.
    part: Option<String>,
}

/// The targets of a document, by anchor.
pub(super) fn targets(document: &Document) -> BTreeMap<String, Target> {
    let (mut targets, mut part) = (BTreeMap::new(), None);
    for node in &document.blocks {
        match &node.block {
            Block::Heading(heading) => {
                let Some(anchor) = &heading.anchor else { continue };
                if heading.kind == HeadingKind::Part {
                    part = Some(anchor.clone());
                }
                let number =
                    numbered(heading).map_or(String::new(), |(_, [_, number, _])| number.text);
                let target = Target { number, is_item: false, part: part.clone() };
                targets.insert(anchor.clone(), target);
            }
            Block::List(list) => {
                for item in &list.items {
                    let (Some(anchor), Some(number)) = (&item.anchor, item.number) else {
                        continue;
                    };
                    let number = number.to_string();
                    let target = Target { number, is_item: true, part: None };
                    targets.insert(anchor.clone(), target);
                }
            }
            _ => {}
        }
    }
    targets
}

/// The first text with a number in the heading of a part or point: its index, what precedes the
/// number, the number, and what follows it.
fn numbered(heading: &Heading) -> Option<(usize, [Text; 3])> {
    heading.content.iter().enumerate().find_map(|(index, inline)| {
        let Inline::Text(text) = inline else { return None };
        let is_plain = !matches!(text.origin, Origin::Figure(..));
        let start = text.text.find(is_digit).filter(|_| is_plain)?;
        let (before, rest) = text.text.split_at(start);
        let (number, after) = rest.split_at(rest.find(|c| !is_digit(c)).unwrap_or(rest.len()));
        let piece = |words: &str| Text { text: words.to_owned(), ..text.clone() };
        (heading.kind != HeadingKind::Practices)
            .then(|| (index, [before, number, after].map(piece)))
    })
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
}

impl Lines {
    /// The content of a heading, with a bookmark around its number.
    pub(super) fn heading(
        &mut self,
        heading: &Heading,
        setting: Setting<'_>,
    ) -> Vec<ParagraphChild> {
        let found = heading.anchor.as_ref().zip(numbered(heading));
        let Some((anchor, (at, pieces))) = found else {
            return self.line(&heading.content, setting);
        };
        let [before, number, after] = pieces.map(Inline::Text);
        let before = [&heading.content[..at], &[before]].concat();
        let after = [&[after], &heading.content[at + 1..]].concat();
        let mut content = self.line(&before, setting);
        let number = self.line(&[number], setting);
        content.extend(self.bookmarked(number_name(anchor), number));
        content.extend(self.line(&after, setting));
        content
    }

    /// The words of a reference, in which the number of the target and that of its part are fields.
    /// If both are the same, that of a message is the first in the words, and that of a point the
    /// last, as in the built-in wording.
    pub(super) fn reference(&self, anchor: &str, label: &str) -> Vec<ParagraphChild> {
        let setting = Setting::cross();
        let mut pieces: Vec<(&str, Option<String>)> = Vec::new();
        for piece in label.split_inclusive(|c| !is_digit(c)) {
            let (number, rest) =
                piece.split_at(piece.find(|c| !is_digit(c)).unwrap_or(piece.len()));
            pieces.extend([(number, None), (rest, None)]);
        }
        if let Some(target) = self.numbered.get(anchor) {
            let own = match target.is_item {
                true => pieces.iter().position(|(number, _)| *number == target.number),
                false => pieces.iter().rposition(|(number, _)| *number == target.number),
            };
            if let Some(own) = own.filter(|_| !target.number.is_empty()) {
                pieces[own].1 = Some(match target.is_item {
                    true => format!("{} \\r", anchor_name(anchor)),
                    false => number_name(anchor),
                });
            }
            let part = target.part.as_ref().or(self.part.as_ref());
            if let Some((part, known)) = part.and_then(|part| self.numbered.get_key_value(part)) {
                let is_part = |(number, field): &&mut (&str, Option<String>)| {
                    *number == known.number && !known.number.is_empty() && field.is_none()
                };
                if let Some((_, field)) = pieces.iter_mut().find(is_part) {
                    *field = Some(number_name(part));
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
