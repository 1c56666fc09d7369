//! Finds paragraphs broken into lines, and words hyphenated at line ends, as in text copied from a
//! PDF.

use std::ops::Range;

use super::{Finding, Paragraph};
use crate::diagnostic::{Code, Edit};
use crate::text::{chunk_start, overlap, word_end, word_start};

/// Words that follow a suspended hyphen, which is kept at a line end, as in `short- and long-term`.
const JOINING: [&str; 10] = ["and", "or", "to", "et", "ou", "y", "e", "o", "und", "oder"];

/// Finds broken words, and broken lines in these paragraphs. They are one finding, whose correction is the joined text.
pub(super) fn find(value: &str, paragraphs: &[Paragraph]) -> Option<Finding> {
    let hyphens = broken_words(value);
    let mut edits: Vec<Edit> = hyphens.clone();
    let mut join = |range: Range<usize>| {
        if !edits.iter().any(|edit| overlap(&edit.range, &range)) {
            edits.push(Edit { range, text: " ".to_owned() });
        }
    };
    for (index, paragraph) in paragraphs.iter().enumerate() {
        if paragraph.follows
            && let Some(before) = index.checked_sub(1).map(|before| &paragraphs[before])
            && is_mid_sentence(value, before, paragraph)
        {
            let end = before.range.start + value[before.range.clone()].trim_end().len();
            join(end..paragraph.range.start);
        }
        paragraph.breaks.iter().cloned().for_each(&mut join);
    }
    edits.sort_by_key(|edit| edit.range.start);
    let first = hyphens.first().or(edits.first())?;
    let line_end = value[..first.range.start].trim_end().len();
    let from = chunk_start(value, line_end);
    let (code, message, words) = match hyphens.is_empty() {
        false => (
            Code::BrokenWord,
            "a word is broken at the end of a line: the report would print its hyphen and a space",
            "the word goes on in the next line",
        ),
        true => (
            Code::BrokenLines,
            "a paragraph is broken into several lines, as in text copied from a PDF",
            "the sentence goes on in a later line",
        ),
    };
    let place = from..line_end.max(first.range.start);
    Some(Finding { code, message, places: vec![(place, words)], edits })
}

/// Whether a sentence continues from one paragraph to the next.
fn is_mid_sentence(value: &str, before: &Paragraph, after: &Paragraph) -> bool {
    let last = value[before.range.clone()].trim_end().chars().next_back();
    let first = value[after.range.clone()].trim_start().chars().next();
    last.is_some_and(|c| c.is_alphabetic() || c == ',') && first.is_some_and(char::is_lowercase)
}

/// The hyphens that break a word at a line end, each as the edit that joins the word.
fn broken_words(value: &str) -> Vec<Edit> {
    let newlines = value.match_indices('\n');
    newlines.filter_map(|(newline, _)| broken_word(value, newline)).collect()
}

fn broken_word(value: &str, newline: usize) -> Option<Edit> {
    let line = value[..newline].trim_end_matches([' ', '\t']);
    let hyphen = line.chars().next_back().filter(|c| matches!(c, '-' | '\u{2010}' | '\u{AD}'))?;
    let head = &line[..line.len() - hyphen.len_utf8()];
    let before = head.chars().next_back().filter(|c| c.is_alphanumeric())?;
    let rest = value[newline..].trim_start();
    let after = rest.chars().next().filter(|c| c.is_alphanumeric())?;
    let word = &rest[..word_end(rest, 0)];
    if JOINING.contains(&word) {
        return None;
    }
    let start = word_start(head, head.len());
    let kept = !before.is_lowercase()
        || !after.is_lowercase()
        || value.to_lowercase().contains(&format!("{}-{word}", head[start..].to_lowercase()));
    let end = value.len() - rest.len();
    let text = if kept && hyphen != '\u{AD}' { "-" } else { "" }.to_owned();
    Some(Edit { range: head.len()..end, text })
}
