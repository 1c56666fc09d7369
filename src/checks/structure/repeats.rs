//! Statements that are printed twice, in one part or in two.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::align::{Bag, hashed};
use crate::checks::CheckContext;
use crate::diagnostic::{Code, Diagnostic, FileId, Span};
use crate::document::{Author, Kind, Passage};
use crate::text::lower_words;

/// The minimum number of words of a statement.
const SHORTEST: usize = 5;
/// The number of identical consecutive words that can't be a coincidence.
const ROW: usize = 15;
/// The least likeness of statements of mechanisms that are the same: four in five of all their words
/// are common.
const ALIKE: f64 = 8.0 / 9.0;

pub(super) fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let passages = context.passages.iter().filter(|passage| is_statement(passage));
    let statements = passages.map(|passage| {
        let words = words(&passage.text);
        Statement { passage, bag: Bag::of_hashes(words.clone()), words }
    });
    let statements: Vec<Statement<'_>> =
        statements.filter(|statement| statement.words.len() >= SHORTEST).collect();
    let mut repeats = BTreeSet::new();
    let mut holders: HashMap<&[u64], Vec<usize>> = HashMap::new();
    for (second, statement) in statements.iter().enumerate() {
        // Only statements with some consecutive words in common are compared, and not with those
        // that are repeats themselves: if three match, the third is reported against the first only.
        let rows: BTreeSet<&[u64]> = statement.short_rows().collect();
        let earlier = rows.iter().filter_map(|row| holders.get(row)).flatten().copied();
        let earlier: BTreeSet<usize> = earlier.collect();
        match earlier.into_iter().find(|first| statements[*first].repeats(statement)) {
            Some(first) => repeats.extend([(first, second)]),
            None => rows.iter().for_each(|row| holders.entry(row).or_default().push(second)),
        }
    }
    grouped(context, &statements, &repeats)
}

/// Whether a passage is a statement: a respondent's words, or a paragraph of the report.
fn is_statement(passage: &Passage) -> bool {
    let is_statement = matches!(passage.kind, Kind::Quotation | Kind::Paragraph | Kind::Item(_));
    is_statement && passage.author != Author::Tool
}

/// The hashes of the words to compare, without addresses.
fn words(text: &str) -> Vec<u64> {
    let chunks = text.split_whitespace().filter(|chunk| !chunk.contains("://"));
    chunks.flat_map(lower_words).map(|word| hashed(&word)).collect()
}

struct Statement<'p> {
    passage: &'p Passage<'p>,
    words: Vec<u64>,
    /// The same words in any order.
    bag: Bag,
}

impl Statement<'_> {
    fn short_rows(&self) -> impl Iterator<Item = &[u64]> {
        self.words.windows(SHORTEST)
    }

    fn repeats(&self, other: &Statement<'_>) -> bool {
        let of_mechanisms = [self, other].iter().all(|s| s.passage.author == Author::Respondent);
        self.words == other.words
            || of_mechanisms && (self.bag.likeness(&other.bag) >= ALIKE || self.shares_a_row(other))
    }

    /// Whether both contain the same row of `ROW` words. Such a row contains a short row that
    /// starts at a multiple of `STEP`.
    fn shares_a_row(&self, other: &Statement<'_>) -> bool {
        const STEP: usize = ROW - SHORTEST + 1;
        other.short_rows().enumerate().step_by(STEP).any(|(theirs, short)| {
            let found = self.short_rows().enumerate().filter(|(_, row)| *row == short);
            let (before, after) = other.words.split_at(theirs);
            found.map(|(own, _)| self.words.split_at(own)).any(|own| {
                let earlier = own.0.iter().rev().zip(before.iter().rev());
                let later = own.1.iter().zip(after);
                let is_same = |(own, other): &(&u64, &u64)| own == other;
                earlier.take_while(is_same).count() + later.take_while(is_same).count() >= ROW
            })
        })
    }
}

/// One finding for each text that repeats another, with all statements that both contain.
fn grouped(
    context: &CheckContext<'_>,
    statements: &[Statement<'_>],
    repeats: &BTreeSet<(usize, usize)>,
) -> Vec<Diagnostic> {
    let mut groups: BTreeMap<[Source; 2], Vec<(Span, Span)>> = BTreeMap::new();
    for (first, second) in repeats {
        let passages = [first, second].map(|at| statements[*at].passage);
        if let [Some(first), Some(second)] = passages.map(|passage| context.place(passage)) {
            let texts = [(first.file, passages[0].section), (second.file, passages[1].section)];
            groups.entry(texts).or_default().push((first, second));
        }
    }
    groups.into_values().map(|places| repeated(&places)).collect()
}

/// A data file, and the section in which its text is printed.
type Source = (FileId, usize);

fn repeated(places: &[(Span, Span)]) -> Diagnostic {
    let message = match places.len() {
        1 => "a statement is printed twice".to_owned(),
        many => format!("{many} statements are printed twice"),
    };
    let pair = |(first, second): &(Span, Span)| [(*second, "again here"), (*first, "first here")];
    Diagnostic::warning(Code::StatementTwice, message)
        .at_each(places.iter().flat_map(pair))
        .help("ask whoever said it whether it is meant to be printed twice")
}
