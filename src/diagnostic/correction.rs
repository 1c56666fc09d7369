//! Corrections: those that a check is certain of, which `check --fix` turns into errata, and lines for
//! the help of a diagnostic, ready to be pasted into the file.

use std::ops::Range;

use serde::Serialize;

use super::{Diagnostic, Edit, Edited, Sources, Span};
use crate::text::line_start;

/// Places up to this many lines apart are shown with the lines between them.
const NEAR: usize = 4;

/// A range of a file and the text that should replace it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// The location of the text to be replaced.
    #[serde(skip)]
    pub span: Span,
    /// The text to be replaced; if the file has other text at `span`, the correction is not made.
    #[serde(rename = "for")]
    pub issued: String,
    /// The replacement; may be empty.
    #[serde(rename = "read")]
    pub corrected: String,
    /// Whether it may be applied before the secretariat has decided: it closes gaps in numbers, restores a promised order, or
    /// removes a repeated word or space.
    #[serde(skip)]
    pub applies_undecided: bool,
    /// The reason, in a few words that readers of the corrigendum understand.
    pub why: String,
}

impl Fix {
    /// A fix of the spelling at a location; `None` unless the text there is exactly `issued`.
    pub fn respelt(
        sources: &Sources,
        span: Span,
        issued: &str,
        right: &str,
        why: impl Into<String>,
    ) -> Option<Self> {
        let is_there = sources.slice(span) == issued && issued != right;
        is_there.then(|| Fix {
            span,
            issued: issued.to_owned(),
            corrected: right.to_owned(),
            applies_undecided: false,
            why: why.into(),
        })
    }
}

impl Diagnostic {
    /// Adds help that shows the lines of `text` that `wanted` touches, with all `edits` of these lines applied.
    pub fn corrected(self, text: &str, edits: &[Edit], wanted: Vec<Range<usize>>) -> Self {
        let help = format!("write it so:\n{}", lines(text, edits, wanted));
        Diagnostic { has_corrected_lines: true, ..self.help(help) }
    }

    /// Adds a label at `place` and help that shows its line with `replacement` there.
    pub fn replaced(self, sources: &Sources, place: Span, replacement: String) -> Self {
        let edit = Edit { range: place.range(), text: replacement };
        let text = sources.get(place.file).text();
        self.at(place, "").corrected(text, &[edit], vec![place.range()])
    }

    /// Adds a label at `place` and help that shows its line with each of the `readings`, which have a condition. Without
    /// any, the help is `unread`; with several, it begins with `why`.
    pub fn readings(
        self,
        sources: &Sources,
        place: Span,
        [unread, why]: [&str; 2],
        readings: &[(String, String)],
    ) -> Self {
        let text = sources.get(place.file).text();
        let line = |(replacement, condition): &(String, String)| {
            let edit = Edit { range: place.range(), text: replacement.clone() };
            format!("{}    # if {condition}", lines(text, &[edit], vec![place.range()]))
        };
        match readings {
            [] => self.at(place, "").help(unread),
            [(replacement, _)] => self.replaced(sources, place, replacement.clone()),
            several => {
                let lines = several.iter().map(line).collect::<Vec<_>>().join("\n");
                let help = format!("{why}; write one of these:\n{lines}");
                Diagnostic { has_corrected_lines: true, ..self.at(place, "").help(help) }
            }
        }
    }
}

/// The whole lines of `text` that `wanted` touches, with all `edits` applied. `…` marks omitted lines. If edits overlap,
/// only the first is applied.
pub fn lines(text: &str, edits: &[Edit], mut wanted: Vec<Range<usize>>) -> String {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| edit.range.start);
    edits.dedup_by(|edit, last| edit.range.start < last.range.end);
    let edited = Edited::new(text, &edits);
    let text = &edited.text;
    let mut groups: Vec<Range<usize>> = Vec::new();
    wanted.sort_by_key(|range| range.start);
    for range in wanted {
        let (start, end) = (edited.edited(range.start, false), edited.edited(range.end, true));
        // An insertion begins after what is inserted.
        let (start, end) = (start.min(end), start.max(end));
        // The lines around are known from the ranges before.
        if groups.last().is_some_and(|last| last.start <= start && end < last.end) {
            continue;
        }
        let length = text[end..].find('\n').unwrap_or(text.len() - end);
        let group = line_start(text, start)..end + length;
        let near = |last: &&mut Range<usize>| {
            group.start <= last.end || text[last.end..group.start].matches('\n').count() <= NEAR
        };
        match groups.last_mut().filter(near) {
            Some(last) => last.end = last.end.max(group.end),
            None => groups.push(group),
        }
    }
    groups.into_iter().map(|group| &text[group]).collect::<Vec<_>>().join("\n…\n")
}

/// Formats a text as a TOML string, with the simplest quotation marks that the text does not contain.
pub fn quoted(text: &str) -> String {
    let plain = |c: char| c != '"' && c != '\\' && !c.is_control();
    if text.chars().all(plain) {
        format!("\"{text}\"")
    } else if !text.contains(['\'', '\n']) {
        format!("'{text}'")
    } else {
        format!("'''{text}'''")
    }
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::diagnostic::Edit;

    fn edit(range: std::ops::Range<usize>, text: &str) -> Edit {
        Edit { range, text: text.to_owned() }
    }

    #[test]
    fn only_lines_that_are_wanted_are_shown_with_all_their_edits() {
        let text = "one two\n3\n4\n5\n6\n7\nfive";
        let edits = [edit(0..3, "1"), edit(4..7, "2"), edit(18..22, "5")];
        assert_eq!(lines(text, &edits, vec![edits[1].range.clone()]), "1 2");
        assert_eq!(lines(text, &edits, vec![0..3, 18..22]), "1 2\n…\n5");
    }

    #[test]
    fn an_edit_over_the_end_of_a_line_joins_it_with_the_next() {
        let text = "one\ntwo\nthree";
        let join = edit(3..4, " ");
        assert_eq!(lines(text, std::slice::from_ref(&join), vec![join.range.clone()]), "one two");
    }
}
