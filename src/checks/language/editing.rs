//! Rules of the United Nations Editorial Manual that a program can check: numbers, percentages,
//! serial commas, spelling, quotation marks. Registered names are not checked.

use std::collections::BTreeMap;

use super::dictionary::english;
use super::spelling::british;
use super::{Places, Text};
use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::text::{Token, capitalized, sentences, words, words_with_apostrophes};

mod numbers;

/// Checks the secretariat's text.
pub(super) fn check(text: &Text<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = numbers::check(text);
    diagnostics.extend(percentages(text));
    diagnostics.extend(serial_commas(text));
    diagnostics.extend(straight_marks(text));
    diagnostics.extend(spellings(text));
    diagnostics
}

fn percentages(text: &Text<'_>) -> Option<Diagnostic> {
    let things = ["a percentage has", "percentages have"];
    let help = "write `per cent` after the figure; the sign is for tables and graphs";
    let found = |text: &str| {
        let signs = text.match_indices('%').filter_map(|(at, _)| {
            let number = text[..at].trim_end();
            let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
            let start = number.trim_end_matches(is_of_number).len();
            (start < number.len()).then_some(start..at + 1)
        });
        signs.collect()
    };
    let places = text.places(text.running(), found);
    places.counted(Code::StylePercentage, things, "the sign in running text", help)
}

fn straight_marks(text: &Text<'_>) -> Option<Diagnostic> {
    let things = ["a quotation mark is", "quotation marks are"];
    let help = "write “ and ”, and ‘ and ’ within them";
    let found = |text: &str| text.match_indices('"').map(|(at, _)| at..at + 1).collect();
    text.places(text.running(), found).counted(Code::StyleMarks, things, "straight", help)
}

/// Words whose spelling differs from that of United Nations editing: one note for each word.
fn spellings(text: &Text<'_>) -> Vec<Diagnostic> {
    let mut found: BTreeMap<String, (String, Places, Vec<Fix>)> = BTreeMap::new();
    for passage in text.running() {
        let mut before: Option<String> = None;
        for word in words_with_apostrophes(&passage.text) {
            let lower = word.text.to_lowercase();
            let right = spelling(word.text, before.replace(lower.clone()).as_deref());
            let Some(right) = right else { continue };
            let place = text.unregistered_place(passage, word.range());
            let why = "the spelling of United Nations editing";
            let written = cased(&right, word.text);
            let fix = |place| Fix::respelt(text.sources, place, word.text, &written, why);
            let (_, places, fixes) =
                found.entry(lower).or_insert_with(|| (right, Places::default(), Vec::new()));
            places.add(place, "");
            fixes.extend(place.and_then(fix));
        }
    }
    let notes = found.into_iter().filter_map(|(word, (right, places, fixes))| {
        let message = format!("`{word}` is written `{right}`");
        let help = "United Nations editing writes -ize, and `programme` for what is no computer's";
        Some(places.note(Code::StyleSpelling, message, help)?.fix(fixes))
    });
    notes.collect()
}

/// A spelling with the capitalization of `word`.
fn cased(right: &str, word: &str) -> String {
    match word.chars().all(|c| !c.is_lowercase()) {
        true => right.to_uppercase(),
        false if word.starts_with(char::is_uppercase) => capitalized(right),
        false => right.to_owned(),
    }
}

fn spelling(word: &str, before: Option<&str>) -> Option<String> {
    let word = word.to_lowercase();
    match (word.as_str(), before) {
        ("program" | "programs", Some("computer" | "software")) => None,
        ("program" | "programs", _) => Some(word.replacen("program", "programme", 1)),
        _ => british(&word).filter(|right| english().has(right) && !english().has(&word)),
    }
}

fn serial_commas(text: &Text<'_>) -> Option<Diagnostic> {
    let mut places = Places::default();
    for passage in text.running() {
        for sentence in sentences(&passage.text) {
            for comma in commas(&sentence) {
                places.add(text.unregistered_place(passage, comma), "");
            }
        }
    }
    let things = ["a comma is", "commas are"];
    let help = "leave out the comma before `and` or `or`";
    places.counted(Code::StyleSerialComma, things, "before the last item of a series", help)
}

/// The maximum number of words in an item of a series.
const ITEM: usize = 6;

/// First words of text between commas that is a clause or insertion, not an item of a series.
const NO_ITEM: &[&str] = &[
    "although", "as", "because", "but", "e.g.", "for", "however", "i.e.", "if", "in", "including",
    "namely", "so", "such", "that", "therefore", "through", "where", "when", "which", "while",
    "who", "with",
];

/// First words of an introductory phrase, whose comma does not start a series.
const OPENING: &[&str] = &[
    "after", "among", "at", "before", "by", "currently", "during", "finally", "for", "from", "in",
    "of", "on", "since", "to", "under", "with",
];

/// First words after `and` that start a clause.
const CLAUSE: &[&str] = &[
    "are", "can", "could", "had", "has", "have", "he", "if", "is", "it", "may", "she", "should",
    "that", "there", "therefore", "they", "this", "to", "was", "we", "were", "which", "will",
    "would", "you",
];

/// The commas before the last item of each series in a sentence, with the conjunction. If an item
/// contains `and` or `or` itself, the comma separates the items and is not included.
fn commas(sentence: &Token<'_>) -> Vec<std::ops::Range<usize>> {
    let text = sentence.text;
    let mut found = Vec::new();
    for conjunction in [", and ", ", or "] {
        for (at, _) in text.match_indices(conjunction) {
            let Some(before) = text[..at].rfind([',', ';', ':', '(']) else { continue };
            if !text[before..].starts_with(',') {
                continue;
            }
            let item = text[before + 1..at].trim();
            let first = text[..before].rsplit([',', ';', ':', '(']).next().unwrap_or_default();
            let rest = &text[at + conjunction.len()..];
            let last = rest.split([',', ';', '.', ':', ')']).next().unwrap_or_default();
            let joins = |item: &str| words(item).any(|word| matches!(word.text, "and" | "or"));
            let begins = |item: &str, list: &[&str]| {
                let word = item.split_whitespace().next().unwrap_or_default().to_lowercase();
                list.contains(&word.as_str())
            };
            let opening = !text[..before].contains(',') && begins(first, OPENING);
            let short = (1..=ITEM).contains(&item.split_whitespace().count());
            // The first item may end a longer sentence, so only its last words belong to the
            // series.
            let near: Vec<&str> = first.split_whitespace().rev().take(ITEM).collect();
            let kept_apart = joins(item) || joins(last) || near.iter().any(|word| joins(word));
            if short && !opening && !kept_apart && !begins(item, NO_ITEM) && !begins(last, CLAUSE) {
                let start = sentence.start + at;
                found.push(start..start + conjunction.trim_end().len());
            }
        }
    }
    found.sort_by_key(|range| range.start);
    found
}

#[cfg(test)]
mod tests {
    use super::{Token, commas, spelling};

    fn count(text: &str) -> usize {
        commas(&Token { text, start: 0 }).len()
    }

    #[test]
    fn a_comma_before_the_last_item_is_found() {
        assert_eq!(count("timely, comparable, reliable, and disaggregated data"), 1);
        assert_eq!(count("They offer housing, health, or work."), 1);
    }

    #[test]
    fn other_commas_before_and_are_left_alone() {
        let texts = [
            "one, two and three",
            "The States, which met in May, and the agencies",
            "one and two, three and four, and five",
            "In May, States met, and they agreed.",
            "Of all, 60% wrote, and others did not",
            "States met, and agreed",
        ];
        for text in texts {
            assert_eq!(count(text), 0, "{text}");
        }
    }

    #[test]
    fn words_have_one_spelling() {
        assert_eq!(spelling("Prioritise", None).as_deref(), Some("prioritize"));
        assert_eq!(spelling("programs", Some("new")).as_deref(), Some("programmes"));
        assert_eq!(spelling("program", Some("computer")), None);
        for word in ["exercise", "promise", "analyse", "programme", "organize", "advertise"] {
            assert_eq!(spelling(word, None), None, "{word}");
        }
    }
}
