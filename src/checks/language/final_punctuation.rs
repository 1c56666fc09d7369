//! Doubled punctuation marks, and inconsistent final punctuation among siblings: items of a list,
//! headings of one level below the same heading, paragraphs, labels of graphs.

use std::ops::Range;

use super::{Places, Text};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Kind, Passage};
use crate::model::Survey;
use crate::text::{chunk_start, is_abbreviation, is_closing};

/// The minimum number of siblings to compare.
const SIBLINGS: usize = 3;

/// The minimum number of words from which a paragraph is expected to be a sentence.
const SENTENCE: usize = 6;

/// Checks the secretariat's text.
pub(super) fn check(text: &Text<'_>, survey: &Survey) -> Vec<Diagnostic> {
    let marks = text.places(text.own(), doubled);
    let things = ["a mark is", "marks are"];
    let marks = marks.counted(Code::DoubledPunctuation, things, "repeated", "leave one out");
    let lists = lists(text).into_iter();
    let lists = lists.map(|items| (items, ["item of this list", "items of this list"]));
    let headings = headings(text).into_iter();
    let headings = headings.map(|all| (all, ["heading of this level", "headings of this level"]));
    let mut paragraphs: Vec<&Passage> = text.running().collect();
    paragraphs.retain(|passage| {
        passage.kind == Kind::Paragraph && passage.text.split_whitespace().count() >= SENTENCE
    });
    let ended = paragraphs.iter().filter(|paragraph| ends(&paragraph.text)).count();
    // If most paragraphs have no final punctuation, they are not sentences.
    let sentences = (ended * 2 > paragraphs.len()).then_some(paragraphs);
    let sentences = sentences.map(|sentences| (sentences, ["paragraph", "paragraphs"]));
    let siblings = lists.chain(headings).chain(sentences);
    let differing = siblings.filter_map(|(siblings, names)| differing(text, &siblings, names));
    marks.into_iter().chain(differing).chain(labels(survey)).collect()
}

/// The ranges of consecutive punctuation marks that don't belong together.
fn doubled(text: &str) -> Vec<Range<usize>> {
    let is_mark = |c: char| matches!(c, ',' | ';' | ':' | '.');
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = text[rest..].find(is_mark).map(|at| at + rest) {
        let length = text[start..].find(|c| !is_mark(c)).unwrap_or(text.len() - start);
        let marks = &text[start..start + length];
        let abbreviation = marks.starts_with('.') && !marks.starts_with("..") && {
            let word = text[..start].rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
            word.chars().count() == 1 || is_abbreviation(word)
        };
        if length > 1 && marks != "..." && marks != "...." && !(abbreviation && length == 2) {
            found.push(start..start + length);
        }
        rest = start + length;
    }
    // A mark, an optional closing quotation mark or bracket, and a full stop.
    let around = [".”.", ".\".", ".’.", ".).", "?”.", "!”.", "?.", "!."];
    let pairs = around.iter().flat_map(|pair| text.match_indices(pair));
    found.extend(pairs.map(|(at, pair)| at..at + pair.len()));
    found.sort_by_key(|range| range.start);
    found
}

/// The items of each list; an item with several paragraphs is represented by its last one.
fn lists<'p>(text: &Text<'p>) -> Vec<Vec<&'p Passage<'p>>> {
    // The properties that the items of a list share.
    let list = |passage: &Passage| match passage.kind {
        Kind::Item(number) => Some((passage.section, false, number.is_some())),
        Kind::Message(number) => Some((passage.section, true, number.is_some())),
        _ => None,
    };
    let passages = text.passages.iter().filter(|passage| passage.kind != Kind::Footnote);
    let passages: Vec<&Passage> = passages.collect();
    let lists = passages.chunk_by(|one, next| list(one) == list(next));
    let lists = lists.filter_map(|items| {
        let (.., numbered) = list(items[0])?;
        // An item may have several paragraphs.
        let items = items.chunk_by(|one, next| numbered && one.kind == next.kind);
        Some(items.filter_map(|paragraphs| paragraphs.last().copied()).collect())
    });
    lists.collect()
}

/// The headings of each level below the same heading.
fn headings<'p>(text: &Text<'p>) -> Vec<Vec<&'p Passage<'p>>> {
    let mut open: Vec<(u8, Vec<&Passage>)> = Vec::new();
    let mut closed = Vec::new();
    for passage in text.passages {
        let Kind::Heading(level) = passage.kind else { continue };
        while open.last().is_some_and(|(deeper, _)| *deeper > level) {
            closed.extend(open.pop().map(|(_, headings)| headings));
        }
        match open.last_mut() {
            Some((same, headings)) if *same == level => headings.push(passage),
            _ => open.push((level, vec![passage])),
        }
    }
    closed.extend(open.into_iter().map(|(_, headings)| headings));
    closed
}

/// Whether a text ends with a punctuation mark, ignoring closing quotation marks and brackets.
fn ends(text: &str) -> bool {
    bare_end(text).ends_with(['.', '?', '!', ':', ';', ',', '…'])
}

/// A text without closing quotation marks and brackets at its end.
fn bare_end(text: &str) -> &str {
    text.trim_end().trim_end_matches(is_closing)
}

/// The note on siblings whose final punctuation differs from that of the majority.
fn differing(text: &Text<'_>, siblings: &[&Passage], names: [&str; 2]) -> Option<Diagnostic> {
    // Questions and exclamations keep their marks.
    let siblings = siblings.iter().filter(|passage| !bare_end(&passage.text).ends_with(['?', '!']));
    let siblings = siblings.map(|passage| {
        let end = passage.text.trim_end().len();
        let last_word = chunk_start(&passage.text, end)..end;
        (ends(&passage.text), text.place(passage, last_word))
    });
    note(siblings, names)
}

/// The note on siblings, given whether each ends with a punctuation mark, and its place.
fn note(
    siblings: impl Iterator<Item = (bool, Option<Span>)>,
    [one, many]: [&str; 2],
) -> Option<Diagnostic> {
    let (with, without): (Vec<_>, Vec<_>) = siblings.partition(|(ends, _)| *ends);
    let (few, rest, ends, others) = match with.len() < without.len() {
        true => (with, without, "with a stop", "without one"),
        false => (without, with, "without a final stop", "with one"),
    };
    let mut places = Places::default();
    few.iter().for_each(|(_, place)| places.add(*place, ""));
    if places.count() == 0 || few.len() + rest.len() < SIBLINGS {
        return None;
    }
    places.add(rest.iter().find_map(|(_, place)| *place), others);
    let what = match few.len() {
        1 => format!("one {one} ends"),
        count => format!("{count} {many} end"),
    };
    let rest = if rest.len() == 1 { "one".to_owned() } else { rest.len().to_string() };
    let message = format!("{what} {ends}, the other {rest} {others}");
    places.note(Code::FinalStop, message, "end all of them alike")
}

/// The note on labels of graphs, if only some end with a full stop.
fn labels(survey: &Survey) -> Option<Diagnostic> {
    let labels = survey.report.graphs.iter().map(|graph| {
        let label = graph.label.as_ref();
        let ends = label.is_some_and(|label| label.value.trim_end().ends_with('.'));
        (ends, label.map(|label| label.span))
    });
    note(labels, ["label of a graph", "labels of graphs"])
}

#[cfg(test)]
mod tests {
    use super::{doubled, ends};

    #[test]
    fn marks_in_a_row_are_found_unless_they_belong_together() {
        let text = "one,, two.. three... etc., U.S., e.g.: four.; “five.”. six?.";
        let found: Vec<&str> = doubled(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, [",,", "..", ".;", ".”.", "?."]);
    }

    #[test]
    fn a_stop_may_stand_within_closing_marks() {
        assert!(ends("one (two.)"));
        assert!(ends("one “two”."));
        assert!(!ends("one (two)"));
    }
}
