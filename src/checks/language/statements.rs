//! Typing errors in the words of mechanisms. Nobody may correct these words, so there is one note
//! for each response, without fixes.

use super::{Places, Text, doubled, quote_marks, whitespace};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Author, Passage};

/// Checks the quotations and practices.
pub(super) fn check(text: &Text<'_>, english: bool) -> Vec<Diagnostic> {
    let mut found: Vec<(Span, String)> = Vec::new();
    let mut add = |passage: &Passage, range: std::ops::Range<usize>, what: String| {
        let author = passage.author_at(text.sources, range.start);
        let place = passage.place(text.sources, range).filter(|_| author == Author::Respondent);
        found.extend(place.map(|place| (place, what)));
    };
    let passages = || text.passages.iter().filter(|passage| passage.author == Author::Respondent);
    for passage in passages() {
        let words = if english { doubled::doubled(&passage.text) } else { Vec::new() };
        for range in words {
            add(passage, range, "a word is repeated".to_owned());
        }
        for range in whitespace::doubled(&passage.text) {
            add(passage, range, "two spaces".to_owned());
        }
    }
    for (passage, lone) in quote_marks::unbalanced(text.sources, passages()) {
        add(passage, lone.at..lone.at + lone.mark.len_utf8(), lone.fault.say());
    }
    found.sort_by_key(|(place, _)| (place.file, place.start));
    found.chunk_by(|(one, _), (next, _)| one.file == next.file).filter_map(note).collect()
}

/// The note on one response.
fn note(found: &[(Span, String)]) -> Option<Diagnostic> {
    let mut places = Places::default();
    found.iter().for_each(|(place, what)| places.add(Some(*place), what));
    let slips = match places.count() {
        1 => "a slip".to_owned(),
        count => format!("{count} slips"),
    };
    let message = format!("this response may contain {slips}");
    let help =
        "the words are the mechanism's and stay as they are: only their author can change them";
    places.note(Code::SlipsInResponse, message, help)
}
