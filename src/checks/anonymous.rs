//! Checks that the words of those who must not be named do not name them.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{Mechanism, QuestionKind, Survey, Text};
use crate::text::{is_word_end, is_word_start};

/// Checks the words of anonymous responses and quotations: one warning for each mechanism, with all places.
pub fn check(survey: &Survey) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for response in &survey.responses {
        let quotes = response.quotes.iter().filter(|quote| quote.anonymous || response.anonymous);
        let answers = response.answers.iter().filter(|(id, _)| {
            let kind = survey.question(id).map(|question| question.kind);
            response.anonymous && kind == Some(QuestionKind::Text)
        });
        let answers = answers.flat_map(|(_, answer)| &answer.words);
        let mechanism = &survey.mechanisms[&response.mechanism];
        let names = names(mechanism);
        let texts = quotes.map(|quote| &quote.text).chain(answers);
        let places: BTreeSet<Span> = texts.flat_map(|text| places(text, &names)).collect();
        if places.is_empty() {
            continue;
        }
        let message =
            format!("`{}` must not be named here, but its own words name it", mechanism.key);
        let mut warning = Diagnostic::warning(Code::AnonymousNamed, message);
        for place in places {
            warning = warning.at(place, "");
        }
        diagnostics.push(warning.help(
            "ask the mechanism for other words, or whether it may be named; until then, an `embargo` day that is to \
             come holds them back",
        ));
    }
    diagnostics
}

/// All that a mechanism is called, the longest first.
fn names(mechanism: &Mechanism) -> Vec<&str> {
    let forms = [&mechanism.name, &mechanism.list, &mechanism.heading, &mechanism.quotation];
    let names = forms.into_iter().chain(&mechanism.acronym);
    let mut names: Vec<&str> = names.map(|name| name.value.trim()).collect();
    names.sort_by_key(|name| (std::cmp::Reverse(name.len()), *name));
    names.dedup();
    names
}

/// Where a text holds one of these names; of names that overlap, the first.
fn places(text: &Text, names: &[&str]) -> Vec<Span> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for name in names {
        for range in occurrences(&text.value, name) {
            let is_apart =
                |other: &Range<usize>| other.end <= range.start || range.end <= other.start;
            if found.iter().all(is_apart) {
                found.push(range);
            }
        }
    }
    found.into_iter().map(|range| text.place(range.start, range.end)).collect()
}

/// Where a name stands in a text in whole words, however its blanks are written. Case counts in a name of one word, for an
/// acronym may be a word as well.
fn occurrences(text: &str, name: &str) -> Vec<Range<usize>> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let Some(first) = words.first().and_then(|word| word.chars().next()) else {
        return Vec::new();
    };
    let same = |one: char, other: char| match words.len() {
        1 => one == other,
        _ => one.to_lowercase().eq(other.to_lowercase()),
    };
    let mut found = Vec::new();
    for (start, character) in text.char_indices() {
        if is_word_start(text, start)
            && same(character, first)
            && let Some(end) = end(text, start, &words, same)
        {
            found.push(start..end);
        }
    }
    found
}

/// Where words that begin at `start` end.
fn end(
    text: &str,
    start: usize,
    words: &[&str],
    same: impl Fn(char, char) -> bool,
) -> Option<usize> {
    let mut rest = &text[start..];
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            let shorter = rest.trim_start();
            if shorter.len() == rest.len() {
                return None;
            }
            rest = shorter;
        }
        for wanted in word.chars() {
            let found = rest.chars().next().filter(|found| same(*found, wanted))?;
            rest = &rest[found.len_utf8()..];
        }
    }
    Some(text.len() - rest.len()).filter(|end| is_word_end(text, *end))
}

#[cfg(test)]
mod tests {
    use super::occurrences;

    #[test]
    fn a_name_is_found_in_whole_words_however_its_blanks_are() {
        let text = "The Alpha\nprocess, or AP, is the Alpha Process’s; APT and ap are not.";
        let starts = |name| -> Vec<usize> {
            occurrences(text, name).iter().map(|range| range.start).collect()
        };
        assert_eq!(starts("Alpha Process"), [4, 33]);
        assert_eq!(starts("AP"), [22]);
        assert_eq!(occurrences(text, "Alpha Process")[0].end, 17);
    }
}
