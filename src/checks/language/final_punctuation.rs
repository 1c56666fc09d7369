//! Inconsistent final punctuation among siblings: items of a list, headings of one level below the
//! same heading, paragraphs, labels of graphs.

use super::Text;
use crate::checks::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Kind, Passage};
use crate::model::Survey;
use crate::text::{chunk_start, is_closing};

/// The minimum number of siblings to compare.
const SIBLINGS: usize = 3;

/// The minimum number of words from which a paragraph is expected to be a sentence.
const SENTENCE: usize = 6;

/// Checks the secretariat's text.
pub(super) fn check(context: &CheckContext<'_>, own: &Text<'_>) -> Vec<Diagnostic> {
    let lists = lists(&context.passages).into_iter();
    let lists = lists.map(|items| (items, ["item of this list", "items of this list"]));
    let headings = context.sibling_headings().into_iter();
    let headings =
        headings.map(|(_, all)| (all, ["heading of this level", "headings of this level"]));
    let mut paragraphs = own.passages.clone();
    paragraphs.retain(|passage| {
        passage.kind == Kind::Paragraph && passage.text.split_whitespace().count() >= SENTENCE
    });
    let ended = paragraphs.iter().filter(|paragraph| ends(&paragraph.text)).count();
    // If most paragraphs have no final punctuation, they are not sentences.
    let sentences = (ended * 2 > paragraphs.len()).then_some(paragraphs);
    let sentences = sentences.map(|sentences| (sentences, ["paragraph", "paragraphs"]));
    let siblings = lists.chain(headings).chain(sentences);
    let differing = siblings.filter_map(|(siblings, names)| differing(own, &siblings, names));
    differing.chain(labels(context.survey)).collect()
}

/// The items of each list; an item with several paragraphs is represented by its last one.
fn lists<'p>(passages: &'p [Passage<'p>]) -> Vec<Vec<&'p Passage<'p>>> {
    // The properties that the items of a list share.
    let list = |passage: &Passage| match passage.kind {
        Kind::Item(number) => Some((passage.section, false, number.is_some())),
        Kind::Message(number) => Some((passage.section, true, number.is_some())),
        _ => None,
    };
    let passages = passages.iter().filter(|passage| passage.kind != Kind::Footnote);
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
    let places: Vec<_> = few.iter().filter_map(|(_, place)| Some(((*place)?, ""))).collect();
    if places.is_empty() || few.len() + rest.len() < SIBLINGS {
        return None;
    }
    let other = rest.iter().find_map(|(_, place)| Some(((*place)?, others)));
    let what = match few.len() {
        1 => format!("one {one} ends"),
        count => format!("{count} {many} end"),
    };
    let rest = if rest.len() == 1 { "one".to_owned() } else { rest.len().to_string() };
    let message = format!("{what} {ends}, the other {rest} {others}");
    let note = Diagnostic::note(Code::FinalStop, message).help("end all of them alike");
    Some(note.at_each(places).at_each(other))
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
    use super::ends;

    #[test]
    fn a_stop_may_stand_within_closing_marks() {
        assert!(ends("one (two.)"));
        assert!(ends("one “two”."));
        assert!(!ends("one (two)"));
    }
}
