//! Finds the places of a line that contain a term with more than one possible spelling.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::line::{Line, is_hyphen};
use crate::document::{Author, Kind};

/// A term, its spelling, and its range of words.
pub(super) type Found = (String, String, Range<usize>);

/// The terms to search for.
pub(super) struct Wanted {
    /// Full names, in lower case.
    pub(super) names: Vec<Vec<String>>,
    /// Words that are hyphenated somewhere, with the hyphen removed.
    pub(super) compounds: BTreeSet<String>,
}

/// All terms of a line.
pub(super) fn of(line: &Line, wanted: &Wanted) -> Vec<Found> {
    let mut found = Vec::new();
    found.extend(heading_label(line));
    if line.capitals {
        return found;
    }
    for (index, word) in line.words.iter().enumerate() {
        let own = word.author == Author::Secretariat;
        let names = wanted.names.iter().filter(|name| name[0] == word.lower);
        found.extend(names.filter_map(|name| full_name(line, index, name)));
        if own {
            found.extend(compound(line, index, &wanted.compounds));
        }
        if !word.is_lower && !line.in_address(index) {
            found.extend(numbered(line, index));
            found.extend(plural(line, index));
            found.extend(own.then(|| with_acronym(line, index)).flatten());
        }
    }
    found
}

/// The number of capital letters in a word.
pub(super) fn capitals(word: &str) -> usize {
    word.chars().filter(|c| c.is_uppercase()).count()
}

/// `AB-1`, `AB 1`, `Ab1`: the same letters before a number of up to three digits.
fn numbered(line: &Line, word: usize) -> Option<Found> {
    let raw = line.raw(word);
    let digits = raw.trim_start_matches(char::is_alphabetic);
    let letters = &raw[..raw.len() - digits.len()];
    let (number, separator, end) = match digits.is_empty() {
        false => (digits, "", word + 1),
        true => {
            line.words.get(word + 1)?;
            let separator = match line.gap_after(word) {
                " " | "\u{A0}" => " ",
                gap if is_hyphen(gap) => "-",
                _ => return None,
            };
            (line.raw(word + 1), separator, word + 2)
        }
    };
    let is_number = number.len() <= 3 && number.chars().all(|c| c.is_ascii_digit());
    let is_term =
        letters.chars().count() > 2 && is_number && letters.starts_with(char::is_uppercase);
    let form = format!("{letters}{separator}#");
    is_term.then(|| (format!("{}#", letters.to_lowercase()), form, word..end))
}

/// `ABCs` and `ABCS`.
fn plural(line: &Line, word: usize) -> Option<Found> {
    let raw = line.raw(word);
    let is_term = capitals(raw) >= 2 && raw.chars().all(char::is_alphabetic);
    is_term.then(|| (raw.to_lowercase(), raw.to_owned(), word..word + 1))
}

/// A full name, regardless of its case and the punctuation between its words.
fn full_name(line: &Line, word: usize, name: &[String]) -> Option<Found> {
    let (last, before) = name.split_last()?;
    let end = word + name.len();
    let words = line.words.get(word..end)?;
    let begins = words.iter().zip(before).all(|(word, known)| word.lower == *known);
    let singular = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
    if !begins || singular(&words[before.len()].lower) != singular(last) {
        return None;
    }
    let written = line.written(word..end);
    let form = match last.ends_with('s') {
        true => written.trim_end_matches('s').to_owned(),
        false => written.clone(),
    };
    Some((name.join(" "), form, word..end))
}

/// A two-part compound that starts at a word, without and with its hyphen.
pub(super) fn hyphenated(line: &Line, word: usize) -> Option<(String, String)> {
    let parts = (&line.words[word].lower, &line.words.get(word + 1)?.lower);
    let is_word = |text: &str| text.len() > 1 && text.chars().all(char::is_alphabetic);
    let is_term = joined(line, word)
        && !(word > 0 && joined(line, word - 1))
        && !joined(line, word + 1)
        && is_word(parts.0)
        && is_word(parts.1)
        && parts.0 != "re";
    is_term.then(|| (format!("{}{}", parts.0, parts.1), format!("{}-{}", parts.0, parts.1)))
}

/// Whether a hyphen joins a word and the next one.
fn joined(line: &Line, word: usize) -> bool {
    word + 1 < line.words.len() && is_hyphen(line.gap_after(word))
}

/// `inter-regional` and `interregional`.
fn compound(line: &Line, word: usize, compounds: &BTreeSet<String>) -> Option<Found> {
    if let Some((closed, form)) = hyphenated(line, word) {
        return Some((format!("-{closed}"), form, word..word + 2));
    }
    let lower = line.words[word].lower.as_str();
    let is_part = joined(line, word) || (word > 0 && joined(line, word - 1));
    (!is_part && compounds.contains(lower))
        .then(|| (format!("-{lower}"), lower.to_owned(), word..word + 1))
}

/// `ABC Objectives` and `ABC objectives`, outside headings.
fn with_acronym(line: &Line, word: usize) -> Option<Found> {
    let next = line.words.get(word + 1)?;
    let raw = line.raw(word + 1);
    let is_acronym =
        capitals(line.raw(word)) >= 2 && line.raw(word).chars().all(|c| c.is_uppercase());
    let is_word = raw.chars().count() > 3
        && raw.chars().all(char::is_alphabetic)
        && raw.chars().skip(1).all(char::is_lowercase);
    if !is_acronym || !is_word || line.gap_after(word) != " " || line.is_heading() {
        return None;
    }
    let singular = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
    let term = format!("{} {}", line.raw(word), singular(&next.lower));
    Some((term, format!("{} {}", line.raw(word), singular(raw)), word..word + 2))
}

/// The words before the number of a heading, such as `Key point 3.`
fn heading_label(line: &Line) -> Option<Found> {
    let Kind::Heading(_) = line.passage.kind else { return None };
    let number =
        line.words.iter().position(|word| word.lower.chars().all(|c| c.is_ascii_digit()))?;
    let is_label = (1..=3).contains(&number) && line.gap_after(number).starts_with(['.', ':']);
    let words = 0..number.max(1);
    let form = line.written(words.clone());
    is_label.then(|| (format!("{} 1.", form.to_lowercase()), format!("{form} #"), words))
}
