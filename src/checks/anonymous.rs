//! Checks that the words of those who must not be named do not name them.

use std::collections::BTreeSet;
use std::ops::Range;

use super::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{Mechanism, QuestionKind, Text};
use crate::text::{Folded, overlap, whole_words};

/// Checks the words of anonymous responses and quotations: one warning for each mechanism, with all places.
pub fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let survey = context.survey;
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
        let warning = Diagnostic::warning(Code::AnonymousNamed, message)
            .at_each(places.into_iter().map(|place| (place, "")));
        diagnostics.push(warning.help(
            "ask the mechanism for other words, or whether it may be named; until then, an `embargo` day that is to \
             come holds them back",
        ));
    }
    diagnostics
}

/// All that a mechanism is called, the longest first.
fn names(mechanism: &Mechanism) -> Vec<&str> {
    let names = mechanism.names().into_iter().chain(&mechanism.acronym);
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
            if !found.iter().any(|other| overlap(other, &range)) {
                found.push(range);
            }
        }
    }
    found.into_iter().map(|range| text.place(range.start, range.end)).collect()
}

/// The ranges of a name in a text, in whole words. A name of one word must match exactly, because an acronym may be a word
/// in other letters; a name of several is found as a reader would find it.
fn occurrences(text: &str, name: &str) -> Vec<Range<usize>> {
    match name.contains(char::is_whitespace) {
        true => Folded::new(text).find(&Folded::new(name)),
        false => whole_words(text, name).map(|start| start..start + name.len()).collect(),
    }
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
