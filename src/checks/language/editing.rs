//! Rules of the United Nations Editorial Manual that a program can check: numbers, percentages,
//! serial commas, spelling, quotation marks. Registered names are not checked.

use super::dictionary;
use super::spelling::british;
use super::{Correction, Found, Text};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{Token, capitalized, runs, sentences, words, words_with_apostrophes};

mod numbers;

/// Checks the secretariat's running text.
pub(super) fn check(running: &Text<'_>) -> Vec<Diagnostic> {
    let checks = [
        running.notes(
            Code::StyleNumber,
            "{a number under 10 is|# numbers under 10 are} written in figures",
            "write numbers under 10 in words; `|words` does so with a number of the tally",
            running.found(|text| numbers::wrong(text, false)),
        ),
        running.notes(
            Code::StyleNumber,
            "{a number from 10 is|# numbers from 10 are} written in words",
            "write numbers from 10 on in figures, except where a sentence begins with one",
            running.found(|text| numbers::wrong(text, true)),
        ),
        running.notes(
            Code::StylePercentage,
            "{a percentage has|# percentages have} the sign in running text",
            "write `per cent` after the figure; the sign is for tables and graphs",
            running.found(percentages),
        ),
        running.notes(
            Code::StyleSerialComma,
            "{a comma is|# commas are} before the last item of a series",
            "leave out the comma before `and` or `or`",
            running.found(|text| sentences(text).flat_map(|sentence| commas(&sentence)).collect()),
        ),
        running.notes(
            Code::StyleMarks,
            "{a quotation mark is|# quotation marks are} straight",
            "write “ and ”, and ‘ and ’ within them",
            running.found(|text| {
                text.match_indices('"').map(|(at, _)| Found::new(at..at + 1, "")).collect()
            }),
        ),
    ];
    checks.into_iter().flatten().chain(spellings(running)).collect()
}

fn percentages(text: &str) -> Vec<Found> {
    let signs = text.match_indices('%').filter_map(|(at, _)| {
        let number = text[..at].trim_end();
        let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        let start = number.trim_end_matches(is_of_number).len();
        (start < number.len()).then(|| Found::new(start..at + 1, ""))
    });
    signs.collect()
}

/// Words whose spelling differs from that of United Nations editing, with a message for each word.
fn spellings(running: &Text<'_>) -> Vec<Diagnostic> {
    let help = "United Nations editing writes -ize, and `programme` for what is no computer's";
    let mut notes = running.notes(Code::StyleSpelling, "", help, running.found(misspelt));
    for note in &mut notes {
        let word = std::mem::take(&mut note.labels[0].text);
        let right = spelling(&word, None).unwrap_or_default();
        (note.message, note.many) = (format!("`{word}` is written `{right}`"), None);
    }
    notes.sort_by(|one, other| one.message.cmp(&other.message));
    notes
}

/// The words with another spelling than that of United Nations editing, in lower case.
fn misspelt(text: &str) -> Vec<Found> {
    let mut before: Option<String> = None;
    let found = words_with_apostrophes(text).filter_map(|word| {
        let lower = word.text.to_lowercase();
        let right = spelling(&lower, before.replace(lower.clone()).as_deref())?;
        let right = cased(&right, word.text);
        let why = "the spelling of United Nations editing";
        let fix = Some(Correction::new(word.range(), &right, why));
        Some(Found { fix, ..Found::new(word.range(), lower) })
    });
    found.collect()
}

/// A spelling with the capitalization of `word`.
fn cased(right: &str, word: &str) -> String {
    match word.chars().all(|c| !c.is_lowercase()) {
        true => right.to_uppercase(),
        false if word.starts_with(char::is_uppercase) => capitalized(right),
        false => right.to_owned(),
    }
}

/// The right spelling of a word in lower case; `None` if it has that spelling.
fn spelling(word: &str, before: Option<&str>) -> Option<String> {
    match (word, before) {
        ("program" | "programs", Some("computer" | "software")) => None,
        ("program" | "programs", _) => Some(word.replacen("program", "programme", 1)),
        _ => british(word).filter(|right| dictionary::has(right) && !dictionary::has(word)),
    }
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
fn commas(sentence: &Token<'_>) -> Vec<Found> {
    let text = sentence.text;
    let parts: Vec<Token<'_>> = runs(text, |c| !matches!(c, ',' | ';' | ':' | '(')).collect();
    let ends_with_comma = |part: &Token<'_>| text[part.range().end..].starts_with(',');
    let joins = |item: &str| words(item).any(|word| matches!(word.text, "and" | "or"));
    let begins = |item: &str, list: &[&str]| {
        let word = item.split_whitespace().next().unwrap_or_default().to_lowercase();
        list.contains(&word.as_str())
    };
    let found = parts.windows(3).filter_map(|parts| {
        let (first, item, last) = (parts[0], parts[1].text, parts[2].text);
        let conjunction = [" and ", " or "].into_iter().find(|word| last.starts_with(word))?;
        let last = last[conjunction.len()..].split(['.', ')']).next().unwrap_or_default();
        let is_opening = !text[..first.start].contains(',') && begins(first.text, OPENING);
        let is_item = (1..=ITEM).contains(&item.split_whitespace().count())
            && !begins(item, NO_ITEM)
            && !begins(last, CLAUSE);
        // The first item may end a longer sentence, so only its last words belong to the series.
        let mut near = first.text.split_whitespace().rev().take(ITEM);
        let is_apart = joins(item) || joins(last) || near.any(joins);
        let is_series = parts[..2].iter().all(ends_with_comma) && is_item;
        let start = sentence.start + parts[1].range().end;
        let range = start..start + conjunction.len();
        (is_series && !is_opening && !is_apart).then(|| Found::new(range, ""))
    });
    found.collect()
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
        assert_eq!(spelling("prioritise", None).as_deref(), Some("prioritize"));
        assert_eq!(spelling("programs", Some("new")).as_deref(), Some("programmes"));
        assert_eq!(spelling("program", Some("computer")), None);
        for word in ["exercise", "promise", "analyse", "programme", "organize", "advertise"] {
            assert_eq!(spelling(word, None), None, "{word}");
        }
    }
}
