//! Writes the numbers in cross-references as Word fields: a message is numbered by its list, and the
//! number of a part or point is text in its heading.

use super::lines::{Lines, Setting, field, runs};
use super::names::{anchor_name, is_digit, number_bookmark, numbered};
use super::xml::Element;
use crate::document::Heading;

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
