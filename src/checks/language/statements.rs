//! Slips in the words of mechanisms. They stay as they are: what is found is said, once for each response, and nothing is
//! proposed.

use std::collections::BTreeMap;

use super::{Places, Text, blanks, doubled, marks};
use crate::diagnostic::{Code, Diagnostic, FileId, Span};
use crate::document::{Author, Passage};

/// Checks the quotations and practices.
pub(super) fn check(text: &Text<'_>, english: bool) -> Vec<Diagnostic> {
    let mut responses: BTreeMap<FileId, Vec<(Span, String)>> = BTreeMap::new();
    let mut add = |passage: &Passage, range: std::ops::Range<usize>, what: String| {
        let author = passage.author_at(text.sources, range.start);
        let place = passage.place(text.sources, range).filter(|_| author == Author::Respondent);
        if let Some(place) = place {
            responses.entry(place.file).or_default().push((place, what));
        }
    };
    let passages = || text.passages.iter().filter(|passage| passage.author == Author::Respondent);
    for passage in passages() {
        let words = if english { doubled::doubled(&passage.text) } else { Vec::new() };
        for range in words {
            add(passage, range, "a word stands twice".to_owned());
        }
        for range in blanks::doubled(&passage.text) {
            add(passage, range, "two blanks".to_owned());
        }
    }
    for (passage, lone) in marks::unbalanced(text.sources, passages()) {
        add(passage, lone.at..lone.at + lone.mark.len_utf8(), lone.fault.say());
    }
    responses.into_values().filter_map(note).collect()
}

fn note(mut found: Vec<(Span, String)>) -> Option<Diagnostic> {
    found.sort_by_key(|(place, _)| place.start);
    let mut places = Places::default();
    found.into_iter().for_each(|(place, what)| places.add(Some(place), what));
    let slips = match places.count() {
        1 => "a slip".to_owned(),
        count => format!("{count} slips"),
    };
    let message = format!("this response may hold {slips}");
    let help =
        "the words are the mechanism's and stay as they are: only who wrote them can change them";
    places.note(Code::SlipsInResponse, message, help)
}
