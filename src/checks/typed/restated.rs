//! Statements that are made in two places with different numbers.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::is_text;
use crate::checks::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Author, Passage};
use crate::text::{Numeral, clauses, lower_words, numerals};

/// The minimum number of own words by which a statement can be recognized.
const LEAST_WORDS: usize = 4;
/// The number of words after a share that are searched for the noun that it refers to.
const NEAR: usize = 4;
/// Words that a shorter wording may omit or change.
const SMALL: [&str; 32] = [
    "a", "about", "all", "an", "and", "are", "as", "at", "been", "by", "for", "from", "had", "has",
    "have", "in", "is", "it", "its", "of", "on", "only", "that", "the", "their", "these", "this",
    "to", "was", "were", "which", "with",
];

/// A clause with numbers.
#[derive(Default)]
struct Statement {
    /// Its words without function words, in lower case, and numbers that identify something, such as
    /// a goal or a year.
    words: BTreeSet<String>,
    numbers: Vec<Number>,
}

struct Number {
    text: String,
    value: u32,
    is_share: bool,
    /// The noun that it counts, or that it is a share of.
    noun: String,
    /// Whether it was printed from the tally.
    is_figure: bool,
    place: Option<Span>,
}

/// Finds statements that differ only in one number: one contains all words and all other numbers of
/// the other.
pub(super) fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let own = context.passages.iter().filter(|passage| is_text(passage));
    let statements: Vec<Statement> = own.flat_map(|passage| statements(context, passage)).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for word in statements.iter().flat_map(|statement| &statement.words) {
        *counts.entry(word).or_default() += 1;
    }
    // Different statements by their rarest word, which each statement that contains them has as well.
    let mut by_rarest: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut made = HashSet::new();
    for (at, one) in statements.iter().enumerate() {
        let numbers = one.numbers.iter().map(|n| (n.value, n.is_share, &n.noun, n.is_figure));
        let is_new = made.insert((&one.words, numbers.collect::<Vec<_>>()));
        let rarest = one.words.iter().min_by_key(|word| counts[word.as_str()]);
        if let Some(rarest) = rarest.filter(|_| is_new) {
            by_rarest.entry(rarest).or_default().push(at);
        }
    }
    let mut found: BTreeMap<(usize, usize), Diagnostic> = BTreeMap::new();
    for (at, longer) in statements.iter().enumerate() {
        let shorter = longer.words.iter().filter_map(|word| by_rarest.get(word.as_str())).flatten();
        for shorter in shorter.filter(|shorter| **shorter != at) {
            let Some((one, other)) = differing(&statements[*shorter], longer) else { continue };
            let (first, second) = if *shorter < at { (one, other) } else { (other, one) };
            let places = second.place.zip(first.place).filter(|(here, there)| here != there);
            let pair = (at.min(*shorter), at.max(*shorter));
            found.extend(places.map(|places| (pair, warning(first, second, places))));
        }
    }
    let mut told = BTreeSet::new();
    found.into_values().filter(|warning| told.insert(warning.labels[0].span)).collect()
}

fn warning(first: &Number, second: &Number, (here, there): (Span, Span)) -> Diagnostic {
    let message = format!(
        "the same statement has `{} {}` here, but `{} {}` elsewhere",
        second.text, second.noun, first.text, first.noun
    );
    Diagnostic::warning(Code::FigureTwice, message)
        .at(here, "")
        .at(there, format!("`{}` here", first.text))
        .help("correct the wrong number; if it is a figure of the survey, print it with `figure(…)` in both places")
}

/// The number of each statement that differs, if `other` contains everything else in `one`.
fn differing<'s>(one: &'s Statement, other: &'s Statement) -> Option<(&'s Number, &'s Number)> {
    if !one.words.is_subset(&other.words) || one.words.len() < LEAST_WORDS {
        return None;
    }
    // Two numbers of the same noun can't be matched up; a noun without a number makes another
    // statement.
    let only = |statement: &'s Statement, wanted: &Number| {
        let is_same = |a: &&Number| a.is_share == wanted.is_share && a.noun == wanted.noun;
        let mut same = statement.numbers.iter().filter(is_same);
        same.next().filter(|_| same.next().is_none())
    };
    let pairs = one.numbers.iter().map(|number| only(one, number).zip(only(other, number)));
    let pairs: Option<Vec<_>> = pairs.collect();
    let mut unequal = pairs?.into_iter().filter(|(a, b)| a.value != b.value);
    let pair = unequal.next().filter(|(a, b)| !(a.is_figure && b.is_figure))?;
    unequal.next().is_none().then_some(pair)
}

/// The statements that the clauses of a passage make.
fn statements(context: &CheckContext<'_>, passage: &Passage) -> Vec<Statement> {
    let (text, numbers) = (&passage.text, numerals(&passage.text));
    if numbers.is_empty() {
        return Vec::new();
    }
    let border = |at: usize| numbers.partition_point(|number| number.range.start < at);
    let statements = clauses(text).map(|clause| {
        let Range { start: mut rest, end } = clause.range();
        let mut statement = Statement::default();
        for Numeral { range, value, is_share } in &numbers[border(rest)..border(end)] {
            statement.words.extend(lower_words(&text[rest..range.start]));
            rest = range.end;
            let near = lower_words(&text[rest..end]).take(if *is_share { NEAR } else { 1 });
            let noun = near.into_iter().find(|word| !is_small(word));
            let is_own = passage.author_at(context.sources, range.start) == Author::Secretariat;
            match noun.filter(|_| is_own) {
                Some(noun) => statement.numbers.push(Number {
                    text: text[range.clone()].to_owned(),
                    value: *value,
                    is_share: *is_share,
                    noun,
                    is_figure: passage.is_figure_at(range.start),
                    place: passage.place(context.sources, range.clone()),
                }),
                None => drop(statement.words.insert(value.to_string())),
            }
        }
        statement.words.extend(lower_words(&text[rest..end]));
        statement.words.retain(|word| !is_small(word));
        statement
    });
    statements.filter(|statement| !statement.numbers.is_empty()).collect()
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
