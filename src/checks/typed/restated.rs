//! One statement that is made in two places, with another number in each.

use std::collections::BTreeSet;
use std::ops::Range;

use super::is_text;
use crate::checks::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Author, Passage};
use crate::text::{Numeral, clauses, lower_words, numerals};

/// A statement of fewer own words says too little to be known again.
const LEAST_WORDS: usize = 4;
/// So many words after a share still tell what it is a share of.
const NEAR: usize = 4;
/// Words that a shorter wording leaves out or changes.
const SMALL: [&str; 32] = [
    "a", "about", "all", "an", "and", "are", "as", "at", "been", "by", "for", "from", "had", "has",
    "have", "in", "is", "it", "its", "of", "on", "only", "that", "the", "their", "these", "this",
    "to", "was", "were", "which", "with",
];

/// A sentence with numbers of something.
struct Statement {
    /// Its own words, in lower case.
    words: BTreeSet<String>,
    /// Numbers that name something, such as a goal or a year.
    labels: BTreeSet<u32>,
    numbers: Vec<Number>,
}

struct Number {
    text: String,
    value: u32,
    is_share: bool,
    /// What it counts, or is a share of.
    noun: String,
    /// Whether the tally gave it.
    is_figure: bool,
    place: Option<Span>,
}

/// Finds statements that say the same but for a number: all words of one, and all its other numbers, are in the other.
pub(super) fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let own = context.passages.iter().filter(|passage| is_text(passage));
    let statements: Vec<Statement> = own.flat_map(|passage| statements(context, passage)).collect();
    let mut found: Vec<(Span, Diagnostic)> = Vec::new();
    for (index, one) in statements.iter().enumerate() {
        for other in &statements[index + 1..] {
            let differing = differing(one, other)
                .or_else(|| differing(other, one).map(|(shorter, longer)| (longer, shorter)));
            let Some((first, second)) = differing else { continue };
            let Some((here, there)) = second.place.zip(first.place) else { continue };
            let is_new = here != there && found.iter().all(|(place, _)| *place != here);
            if is_new {
                let message = format!(
                    "`{} {}` is said here, but `{} {}` in another place",
                    second.text, second.noun, first.text, first.noun
                );
                let warning = Diagnostic::warning(Code::FigureTwice, message)
                    .at(here, "")
                    .at(there, "the same statement")
                    .help("find out which is right; where the tally knows it, print it with `figure(…)` in both places");
                found.push((here, warning));
            }
        }
    }
    found.into_iter().map(|(_, warning)| warning).collect()
}

/// The number that differs where all else that `one` says is said by `other`, too.
fn differing<'s>(one: &'s Statement, other: &'s Statement) -> Option<(&'s Number, &'s Number)> {
    let is_same = one.words.is_subset(&other.words) && one.labels.is_subset(&other.labels);
    if !is_same || one.words.len() < LEAST_WORDS {
        return None;
    }
    let same_thing = |a: &Number, b: &Number| a.is_share == b.is_share && a.noun == b.noun;
    let mut pairs = Vec::new();
    for number in &one.numbers {
        let mut partners = other.numbers.iter().filter(|partner| same_thing(number, partner));
        let own = one.numbers.iter().filter(|own| same_thing(number, own)).count();
        match (partners.next(), partners.next()) {
            (Some(partner), None) if own == 1 => pairs.push((number, partner)),
            // What is counted twice in a sentence is not told apart; what is not counted there is another statement.
            _ => return None,
        }
    }
    let mut unequal = pairs.into_iter().filter(|(a, b)| a.value != b.value);
    let pair = unequal.next().filter(|(a, b)| !(a.is_figure && b.is_figure))?;
    unequal.next().is_none().then_some(pair)
}

fn statements(context: &CheckContext<'_>, passage: &Passage) -> Vec<Statement> {
    let numbers = numerals(&passage.text);
    if numbers.is_empty() {
        return Vec::new();
    }
    let statements =
        clauses(&passage.text).map(|clause| statement(context, passage, &numbers, clause.range()));
    statements.filter(|statement| !statement.numbers.is_empty()).collect()
}

fn statement(
    context: &CheckContext<'_>,
    passage: &Passage,
    numbers: &[Numeral],
    sentence: Range<usize>,
) -> Statement {
    let mut statement =
        Statement { words: BTreeSet::new(), labels: BTreeSet::new(), numbers: Vec::new() };
    let inside: Vec<&Numeral> =
        numbers.iter().filter(|number| sentence.contains(&number.range.start)).collect();
    let mut rest = sentence.start;
    for number in &inside {
        statement.words.extend(lower_words(&passage.text[rest..number.range.start]));
        rest = number.range.end;
        let after = lower_words(&passage.text[number.range.end..sentence.end]);
        let near = if number.is_share { NEAR } else { 1 };
        let noun = after.take(near).find(|word| !is_small(word));
        let own = passage.author_at(context.sources, number.range.start) == Author::Secretariat;
        match noun.filter(|_| own) {
            Some(noun) => statement.numbers.push(Number {
                text: passage.text[number.range.clone()].to_owned(),
                value: number.value,
                is_share: number.is_share,
                noun,
                is_figure: passage.figures().any(|(range, _)| range.contains(&number.range.start)),
                place: passage.place(context.sources, number.range.clone()),
            }),
            None => {
                statement.labels.insert(number.value);
            }
        }
    }
    statement.words.extend(lower_words(&passage.text[rest..sentence.end]));
    statement.words.retain(|word| !is_small(word));
    statement
}

fn is_small(word: &str) -> bool {
    SMALL.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::{Number, Statement, differing, lower_words};

    fn statement(text: &str, numbers: &[(u32, &str)]) -> Statement {
        let number = |(value, noun): &(u32, &str)| Number {
            text: value.to_string(),
            value: *value,
            is_share: false,
            noun: (*noun).to_owned(),
            is_figure: false,
            place: None,
        };
        Statement {
            words: lower_words(text).collect(),
            labels: Default::default(),
            numbers: numbers.iter().map(number).collect(),
        }
    }

    #[test]
    fn a_statement_is_known_again_by_its_words() {
        let long = statement("survey sent mechanisms may answered", &[(24, "mechanisms")]);
        let short = statement("survey sent mechanisms answered", &[(25, "mechanisms")]);
        assert!(differing(&short, &long).is_some_and(|(a, b)| (a.value, b.value) == (25, 24)));
        assert!(differing(&long, &short).is_none());
        let other = statement("form sent mechanisms answered", &[(25, "mechanisms")]);
        assert!(differing(&other, &long).is_none());
        let two = [(25, "mechanisms"), (14, "answers")];
        assert!(differing(&statement("survey sent mechanisms answered", &two), &long).is_none());
    }
}
