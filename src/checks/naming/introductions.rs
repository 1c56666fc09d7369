//! Finds the acronyms in a line, and how each is introduced: in brackets after its full name.

use std::ops::Range;

use super::{Line, is_hyphen, is_small};
use crate::diagnostic::Span;
use crate::document::Author;

/// Words that a text may capitalize for emphasis, and placeholders.
const STRESSED: [&str; 9] = ["ALL", "MUST", "NO", "NOT", "ONLY", "TBC", "TBD", "TODO", "YES"];

/// An acronym in a line.
#[derive(Clone)]
pub(super) struct Acronym<'l> {
    /// Its letters, without a plural ending and without a number.
    pub(super) key: String,
    pub(super) line: &'l Line<'l>,
    /// The index of the word in the line.
    word: usize,
    /// How this occurrence introduces it; `None` if it does not.
    pub(super) introduced: Option<Introduced>,
}

impl Acronym<'_> {
    pub(super) fn author(&self) -> Author {
        self.line.words[self.word].author
    }

    /// Its place in the project's files.
    pub(super) fn place(&self) -> Option<Span> {
        self.line.place(self.word..self.word + 1)
    }

    /// The place including the full name before it, if this introduces the acronym.
    pub(super) fn whole(&self) -> Option<Span> {
        let start = match &self.introduced {
            Some(Introduced::Initials(name)) => name.start,
            _ => self.word,
        };
        self.line.place(start..self.word + 1)
    }
}

/// How an acronym is introduced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Introduced {
    /// After words with matching initials, at these word indices.
    Initials(Range<usize>),
    /// After other words.
    Words,
    /// After another name: at least three words that start with a capital letter.
    OtherName,
    /// In brackets with other acronyms.
    Beside,
}

/// The acronyms of a line, in order.
pub(super) fn acronyms<'l>(line: &'l Line<'l>) -> Vec<Acronym<'l>> {
    let is_capitalized = |word: &usize| !line.capitals && !line.words[*word].is_lower;
    let found = (0..line.words.len()).filter(is_capitalized).filter_map(|word| {
        let key = key(line.raw(word))?;
        // `ABC-19` is a name of its own.
        let next = line.words.get(word + 1).filter(|_| line.gap_after(word).chars().all(is_hyphen));
        let is_part = next.is_some_and(|next| is_number(&next.lower));
        let is_acronym = !line.in_address(word) && !is_part && !is_emphasized(line, word);
        let introduced = introduced(line, word, &key);
        is_acronym.then_some(Acronym { key, line, word, introduced })
    });
    found.collect()
}

/// The letters of an acronym; `None` if the word is not an acronym.
fn key(word: &str) -> Option<String> {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let singular = letters.strip_suffix('s').unwrap_or(letters);
    let count = singular.chars().count();
    let roman = singular.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    let upper = singular.chars().all(char::is_uppercase);
    let stressed = STRESSED.contains(&singular) || is_small(&singular.to_lowercase());
    ((2..=10).contains(&count) && upper && !roman && !stressed).then(|| singular.to_owned())
}

/// Whether a long word is next to another one in capitals: both are capitalized for emphasis.
fn is_emphasized(line: &Line, word: usize) -> bool {
    let is_long = |index: usize| {
        let raw = line.raw(index);
        raw.chars().count() >= 4 && raw.chars().all(char::is_uppercase)
    };
    let is_before = word > 0 && line.gap_before(word) == " " && is_long(word - 1);
    let is_after = || line.gap_after(word) == " " && is_long(word + 1);
    line.raw(word).chars().count() >= 5 && (is_before || word + 1 < line.words.len() && is_after())
}

fn introduced(line: &Line, word: usize, key: &str) -> Option<Introduced> {
    let lower: Vec<&str> = line.words.iter().map(|word| word.lower.as_str()).collect();
    let letters = key.to_lowercase();
    let Some(brackets) = brackets(line, word) else {
        // `ABC (A Better Conference)`
        let name = lower[word + 1..].iter().take(2 * letters.len()).copied();
        let is_name = line.gap_after(word) == " (" && spells(&name.collect::<Vec<_>>(), &letters);
        return is_name.then_some(Introduced::Words);
    };
    let first = brackets.start;
    // `(7 ABCs)` is a count.
    if first == 0 || is_number(line.raw(first)) {
        return None;
    }
    let numbers = || (word + 1..brackets.end).all(|index| is_number(line.raw(index)));
    if let Some(start) = initials(line, first, key).filter(|_| first == word && numbers()) {
        return Some(Introduced::Initials(start..first));
    }
    // `(GOAL 16)` qualifies the text before it and introduces nothing.
    if word + 1 < brackets.end && is_number(line.raw(word + 1)) && line.gap_after(word) == " " {
        return None;
    }
    if brackets.clone().filter(|at| !is_number(line.raw(*at))).count() > 1 {
        return Some(Introduced::Beside);
    }
    let is_capital = |index: &usize| line.raw(*index).starts_with(char::is_uppercase);
    let name = (0..first).rev().take_while(|index| {
        let is_of_name = is_small(&line.words[*index].lower) || is_capital(index);
        is_of_name && joins(line.gap_after(*index), *index + 1 == first)
    });
    let count = name.filter(is_capital).count();
    let mut near = (0..first).rev().take(2 * letters.len());
    let is_spelled = near.any(|start| spells(&lower[start..first], &letters));
    Some(if count >= 3 && !is_spelled { Introduced::OtherName } else { Introduced::Words })
}

/// Whether the first word and the others have these letters in order, or the first two words begin
/// with the first two: many acronyms have an older name, or one in another language.
fn spells(words: &[&str], letters: &str) -> bool {
    let begins = words.iter().zip(letters.chars()).take(2);
    let begins = begins.take_while(|(word, letter)| word.starts_with(*letter)).count();
    let all = words.concat();
    let mut all = all.chars();
    begins == 2 || begins == 1 && letters.chars().all(|letter| all.any(|c| c == letter))
}

fn is_number(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit())
}

/// The range of words in the brackets around a word, if they are only acronyms and numbers.
fn brackets(line: &Line, word: usize) -> Option<Range<usize>> {
    let opens = |at: &usize| line.gap_before(*at).ends_with('(');
    let first = (0..=word).rfind(opens)?;
    let last = (word..line.words.len()).find(|at| line.gap_after(*at).starts_with(')'))?;
    let is_short = |index: usize| key(line.raw(index)).is_some() || is_number(line.raw(index));
    let is_inner = |at: usize| {
        let gap = line.gap_after(at);
        gap.len() <= 3 && !gap.contains(['(', ')'])
    };
    ((first..=last).all(is_short) && (first..last).all(is_inner)).then_some(first..last + 1)
}

/// Whether the words on both sides of a gap can belong to the same name; the opening bracket of an
/// acronym may end it.
fn joins(gap: &str, before_brackets: bool) -> bool {
    let gap = if before_brackets { gap.trim_end_matches('(') } else { gap };
    !gap.contains(['.', ';', ':', '(', ')', '“', '”', '"', '\n'])
}

/// The index of the first word of the full name before `end`, if its initials give the acronym in
/// order.
fn initials(line: &Line, end: usize, key: &str) -> Option<usize> {
    let mut letters: Vec<char> = key.to_lowercase().chars().collect();
    let whole = letters.len();
    for (passed, index) in (0..end).rev().take(3 * whole + 4).enumerate() {
        let is_far = letters.len() == whole && passed > 3;
        if is_far || !joins(line.gap_after(index), index + 1 == end) {
            return None;
        }
        letters.pop_if(|letter| line.words[index].lower.starts_with(*letter));
        if letters.is_empty() {
            return Some(index);
        }
    }
    None
}
