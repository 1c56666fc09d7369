//! Statements that are printed twice, in one part or in two.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::checks::Printed;
use crate::checks::passages::{Kind, Passage, Whose};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::text::{lower_words, merged};

/// A statement has so many words at least.
const SHORTEST: usize = 5;
/// So many words in a row are no chance.
const ROW: usize = 15;
/// Statements that share so many of 100 of their words are the same.
const SAME: usize = 80;

pub(super) fn check(printed: &Printed<'_>) -> Vec<Diagnostic> {
    let mut numbers = HashMap::new();
    let statements: Vec<Statement<'_>> = printed
        .passages
        .iter()
        .filter(|passage| is_statement(passage))
        .map(|passage| Statement::new(passage, words(&passage.text, &mut numbers)))
        .filter(|statement| statement.words.len() >= SHORTEST)
        .collect();
    // Only statements that have some words in a row in common are compared. If three match, the third is reported against
    // the first only.
    let shared = Shared::new(&statements);
    let repeats = statements.iter().enumerate().filter_map(|(second, statement)| {
        let mut earlier = shared.with(second).take_while(|first| *first < second);
        let first = earlier.find(|first| statements[*first].repeats(statement))?;
        Some((first, second))
    });
    grouped(printed, &statements, &repeats.collect())
}

/// What a mechanism said, or a paragraph of the report.
fn is_statement(passage: &Passage) -> bool {
    match passage.kind {
        Kind::Quotation | Kind::Paragraph | Kind::Item(_) => passage.whose != Whose::Tool,
        Kind::Title
        | Kind::Heading(_)
        | Kind::Message(_)
        | Kind::QuotationSource
        | Kind::Caption
        | Kind::Table
        | Kind::Footnote => false,
    }
}

/// The words to compare, by their numbers; without addresses.
fn words(text: &str, numbers: &mut HashMap<String, usize>) -> Vec<usize> {
    let chunks = text.split_whitespace().filter(|chunk| !chunk.contains("://"));
    let words = chunks.flat_map(lower_words).map(|word| {
        let new = numbers.len();
        *numbers.entry(word).or_insert(new)
    });
    words.collect()
}

/// Rows of words that several statements have.
struct Shared {
    /// For each row, the statements that have it, in order.
    holders: Vec<Vec<usize>>,
    /// For each statement, its rows.
    rows: Vec<Vec<usize>>,
}

impl Shared {
    fn new(statements: &[Statement<'_>]) -> Self {
        let rows = statements.iter().enumerate().flat_map(|(index, statement)| {
            statement.words.windows(SHORTEST).map(move |row| (row, index))
        });
        let mut all: Vec<(&[usize], usize)> = rows.collect();
        all.sort_unstable();
        all.dedup();
        let mut shared = Shared { holders: Vec::new(), rows: vec![Vec::new(); statements.len()] };
        for group in all.chunk_by(|(one, _), (other, _)| one == other) {
            if group.len() > 1 {
                group.iter().for_each(|(_, index)| shared.rows[*index].push(shared.holders.len()));
                shared.holders.push(group.iter().map(|(_, index)| *index).collect());
            }
        }
        shared
    }

    /// The statements that have a row in common with one, in order.
    fn with(&self, statement: usize) -> impl Iterator<Item = usize> {
        merged(self.rows[statement].iter().map(|row| self.holders[*row].as_slice()))
    }
}

struct Statement<'p> {
    passage: &'p Passage,
    words: Vec<usize>,
    /// The words in order, each once.
    distinct: BTreeSet<usize>,
}

impl<'p> Statement<'p> {
    fn new(passage: &'p Passage, words: Vec<usize>) -> Self {
        let distinct = words.iter().copied().collect();
        Statement { passage, words, distinct }
    }

    fn repeats(&self, other: &Statement<'_>) -> bool {
        let of_mechanisms = [self, other].iter().all(|s| s.passage.whose == Whose::Mechanism);
        self.words == other.words
            || of_mechanisms && (self.is_like(other) || self.shares_a_row(other))
    }

    /// Whether most words are the same.
    fn is_like(&self, other: &Statement<'_>) -> bool {
        let shared = self.distinct.intersection(&other.distinct).count();
        100 * shared >= SAME * (self.distinct.len() + other.distinct.len() - shared)
    }

    fn shares_a_row(&self, other: &Statement<'_>) -> bool {
        let rows: BTreeSet<&[usize]> = self.words.windows(ROW).collect();
        other.words.windows(ROW).any(|row| rows.contains(row))
    }
}

/// A finding for each text that repeats another, with all statements that stand in both.
fn grouped(
    printed: &Printed<'_>,
    statements: &[Statement<'_>],
    repeats: &BTreeSet<(usize, usize)>,
) -> Vec<Diagnostic> {
    let mut groups: BTreeMap<(Source, Source), Vec<(Span, Span)>> = BTreeMap::new();
    for (first, second) in repeats {
        let passages = [first, second].map(|at| statements[*at].passage);
        let [Some(first), Some(second)] = passages.map(|passage| printed.place(passage)) else {
            continue;
        };
        let sources = passages.map(|passage| (text_of(printed, passage), passage.section));
        let [from, to] = sources;
        groups.entry((from, to)).or_default().push((first, second));
    }
    groups.into_values().map(|places| repeated(&places)).collect()
}

/// A text of the data, if it is one, and the section in which it is printed.
type Source = (usize, usize);

fn text_of(printed: &Printed<'_>, passage: &Passage) -> usize {
    printed.place(passage).map_or(0, |place| place.file.number())
}

fn repeated(places: &[(Span, Span)]) -> Diagnostic {
    let message = match places.len() {
        1 => "a statement is printed twice".to_owned(),
        many => format!("{many} statements are printed twice"),
    };
    let pair = |(first, second): &(Span, Span)| [(*second, "again here"), (*first, "first here")];
    Diagnostic::warning(Code::StatementTwice, message)
        .at_each(places.iter().flat_map(pair))
        .help("ask whoever said it whether it is meant to stand twice")
}
