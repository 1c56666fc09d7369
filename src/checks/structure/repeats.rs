//! Statements that are printed twice, in one part or in two.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::slice;

use crate::checks::CheckContext;
use crate::diagnostic::{Code, Diagnostic, FileId, Span};
use crate::document::{Author, Kind, Passage};
use crate::text::{lower_words, merged};

/// A statement has so many words at least.
const SHORTEST: usize = 5;
/// So many words in a row are no chance.
const ROW: usize = 15;
/// Statements that share so many of 100 of their words are the same.
const SAME: usize = 80;

pub(super) fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut numbers = HashMap::new();
    let passages = context.passages.iter().filter(|passage| is_statement(passage));
    let texts: Vec<(&Passage<'_>, Vec<u32>)> = passages
        .map(|passage| (passage, words(&passage.text, &mut numbers)))
        .filter(|(_, words)| words.len() >= SHORTEST)
        .collect();
    let statements: Vec<Statement<'_>> =
        texts.iter().map(|(passage, words)| Statement::new(passage, words)).collect();
    let mut repeats = BTreeSet::new();
    let rows = statements.iter().map(|statement| statement.words.len()).sum();
    // Most rows are in one statement only: the others that have a row are in a map of their own.
    let mut first_with: HashMap<&[u32], usize> = HashMap::with_capacity(rows);
    let mut others_with: HashMap<&[u32], Vec<usize>> = HashMap::new();
    for (second, statement) in statements.iter().enumerate() {
        // Only statements that have some words in a row in common are compared. If three match, the third is reported
        // against the first only.
        let rows = || statement.words.windows(SHORTEST);
        let first = rows().filter_map(|row| first_with.get(row)).map(slice::from_ref);
        let others = rows().filter_map(|row| others_with.get(row)).map(Vec::as_slice);
        let first = merged(first.chain(others)).find(|first| statements[*first].repeats(statement));
        for row in rows() {
            if *first_with.entry(row).or_insert(second) != second {
                others_with.entry(row).or_default().push(second);
            }
        }
        repeats.extend(first.map(|first| (first, second)));
    }
    grouped(context, &statements, &repeats)
}

/// What a mechanism said, or a paragraph of the report.
fn is_statement(passage: &Passage) -> bool {
    match passage.kind {
        Kind::Quotation | Kind::Paragraph | Kind::Item(_) => passage.author != Author::Tool,
        Kind::Title | Kind::Heading(_) | Kind::Message(_) | Kind::QuotationSource => false,
        Kind::Caption | Kind::Table | Kind::Footnote => false,
        Kind::Label | Kind::Drawing | Kind::Edition | Kind::Generated => false,
    }
}

/// The words to compare, without addresses; equal words have the same number.
fn words(text: &str, numbers: &mut HashMap<String, u32>) -> Vec<u32> {
    let chunks = text.split_whitespace().filter(|chunk| !chunk.contains("://"));
    let words = chunks.flat_map(lower_words).map(|word| {
        let new = numbers.len() as u32;
        *numbers.entry(word).or_insert(new)
    });
    words.collect()
}

struct Statement<'p> {
    passage: &'p Passage<'p>,
    words: &'p [u32],
    /// The words in the order of their numbers.
    sorted: Vec<u32>,
    /// All rows of `ROW` words, collected when they are first needed.
    rows: OnceCell<HashSet<&'p [u32]>>,
}

impl<'p> Statement<'p> {
    fn new(passage: &'p Passage<'p>, words: &'p [u32]) -> Self {
        let mut sorted = words.to_vec();
        sorted.sort_unstable();
        Statement { passage, words, sorted, rows: OnceCell::new() }
    }

    fn repeats(&self, other: &Statement<'p>) -> bool {
        let of_mechanisms = [self, other].iter().all(|s| s.passage.author == Author::Respondent);
        self.words == other.words
            || of_mechanisms && (self.is_like(other) || self.shares_a_row(other))
    }

    /// Whether most words are the same.
    fn is_like(&self, other: &Statement<'_>) -> bool {
        let mut others = other.sorted.iter().peekable();
        let is_shared = |word: &&u32| {
            while others.next_if(|other| other < word).is_some() {}
            others.next_if_eq(word).is_some()
        };
        let shared = self.sorted.iter().filter(is_shared).count();
        100 * shared >= SAME * (self.words.len() + other.words.len() - shared)
    }

    fn shares_a_row(&self, other: &Statement<'_>) -> bool {
        let rows = self.rows.get_or_init(|| self.words.windows(ROW).collect());
        other.words.windows(ROW).any(|row| rows.contains(row))
    }
}

/// A finding for each text that repeats another, with all statements that stand in both.
fn grouped(
    context: &CheckContext<'_>,
    statements: &[Statement<'_>],
    repeats: &BTreeSet<(usize, usize)>,
) -> Vec<Diagnostic> {
    let mut groups: BTreeMap<(Source, Source), Vec<(Span, Span)>> = BTreeMap::new();
    for (first, second) in repeats {
        let passages = [first, second].map(|at| statements[*at].passage);
        let [Some(first), Some(second)] = passages.map(|passage| context.place(passage)) else {
            continue;
        };
        let [from, to] = passages.map(|passage| passage.section);
        let texts = ((first.file, from), (second.file, to));
        groups.entry(texts).or_default().push((first, second));
    }
    groups.into_values().map(|places| repeated(&places)).collect()
}

/// A file of the data, and the section in which it is printed.
type Source = (FileId, usize);

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
