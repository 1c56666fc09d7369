//! Finds quotation marks around a quotation, which the program adds itself, unmatched Markdown characters, which are printed
//! literally, bullets that Markdown does not recognize, and lines that it mistakes for list items.

use std::ops::Range;

use super::{Finding, List};
use crate::diagnostic::{Code, Edit};
use crate::model::response::Form;
use crate::text::{
    chunk_around, closes, has_address, is_apostrophe, is_word_end, is_word_start, lines,
    opens_after, trimmed,
};

/// Finds quotation marks that enclose the whole text.
pub(super) fn outer(value: &str) -> Option<Finding> {
    let Range { start, end } = trimmed(value, 0..value.len());
    let (first, last) = (value[start..].chars().next()?, value[..end].chars().next_back()?);
    let inner = value.get(start + first.len_utf8()..end - last.len_utf8())?;
    if !closes(first, last) || inner.trim().is_empty() || !encloses(inner, first, last) {
        return None;
    }
    let (open, close) = (start..start + first.len_utf8(), end - last.len_utf8()..end);
    let without = |range| Edit { range, text: String::new() };
    Some(Finding {
        code: Code::DoubledMarks,
        message: "a quotation is given without its outer marks: the report adds them",
        places: vec![(open.clone(), ""), (close.clone(), "")],
        edits: vec![without(open), without(close)],
    })
}

/// Whether the marks around `inner` form a pair, rather than belonging to two separate quotations.
fn encloses(inner: &str, first: char, last: char) -> bool {
    let marks: Vec<bool> = within(inner, first, last).collect();
    let mut depth = 1;
    for opens in &marks {
        depth = if *opens { depth + 1 } else { depth - 1 };
        if depth == 0 {
            // The closing mark is an apostrophe, as in `members’ rights`, if no other mark opens.
            return is_apostrophe(last) && !marks.contains(&true);
        }
    }
    true
}

/// Whether each mark of the pair in a text is an opening one; apostrophes within words are skipped.
fn within(text: &str, first: char, last: char) -> impl Iterator<Item = bool> {
    text.match_indices([first, last]).filter_map(move |(at, mark)| {
        let is_inner = !is_word_start(text, at) && !is_word_end(text, at + mark.len());
        let opens = match first == last {
            true => text[..at].chars().next_back().is_none_or(opens_after),
            false => mark.starts_with(first),
        };
        (!is_inner).then_some(opens)
    })
}

/// Finds the characters `*`, `_` and `[` without a counterpart.
pub(super) fn stray(value: &str, texts: &[Range<usize>]) -> Option<Finding> {
    let (mut stray, mut open) = (Vec::new(), Vec::new());
    for range in texts {
        let text = &value[range.clone()];
        for (offset, sign) in text.char_indices() {
            let at = range.start + offset;
            let escaped = offset == 0 && value[..at].ends_with('\\');
            match sign {
                '*' | '_' if !escaped && !is_within_word(value, at, sign) => stray.push(at),
                '[' if !escaped => open.push(at),
                ']' => drop(open.pop()),
                _ => {}
            }
        }
    }
    stray.extend(open);
    stray.sort_unstable();
    let escape = |at: &usize| Edit { range: *at..*at, text: "\\".to_owned() };
    (!stray.is_empty()).then(|| Finding {
        code: Code::StraySign,
        message: "a Markdown sign without its counterpart is printed as it is: put a backslash before it if that is meant",
        places: stray.iter().map(|at| (*at..at + 1, "")).collect(),
        edits: stray.iter().map(escape).collect(),
    })
}

/// Whether a character is part of an address, or an underscore between letters.
fn is_within_word(value: &str, at: usize, sign: char) -> bool {
    let is_inner = !is_word_start(value, at) && !is_word_end(value, at + 1);
    has_address(&value[chunk_around(value, at)]) || (sign == '_' && is_inner)
}

/// Finds lists with a single item that no colon introduces, and numbered lists that do not start
/// with 1. A practice may consist of a single item.
pub(super) fn unintended(value: &str, lists: &[List], form: Option<Form>) -> Option<Finding> {
    let is_whole = |item: &Range<usize>| value[item.clone()].trim() == value.trim();
    let is_intended = |list: &&List| {
        let is_practice = form.is_none() && list.items.iter().any(is_whole);
        let is_list = list.items.len() > 1 || list.announced || is_practice;
        list.first.is_none_or(|first| first == 1) && is_list
    };
    let unintended = lists.iter().filter(|list| !is_intended(list));
    let items = unintended.clone().flat_map(|list| &list.items);
    let edits: Vec<Edit> = items.filter_map(|item| escaped(value, item)).collect();
    let places = unintended.filter_map(|list| {
        let item = list.items.first()?;
        let line = value[item.clone()].split('\n').next().unwrap_or_default();
        let marker = line.split_whitespace().next().unwrap_or_default();
        Some((item.start..item.start + marker.len(), "taken for a list"))
    });
    let places: Vec<_> = places.collect();
    (!edits.is_empty()).then_some(Finding {
        code: Code::UnintendedList,
        message: "Markdown takes this line for a list: a backslash makes it a line of text",
        places,
        edits,
    })
}

/// The edit that inserts a backslash before the list marker.
fn escaped(value: &str, item: &Range<usize>) -> Option<Edit> {
    let text = &value[item.clone()];
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let at = item.start + digits;
    let is_marked = value[at..].starts_with(['-', '+', '*', '.', ')']);
    is_marked.then(|| Edit { range: at..at, text: "\\".to_owned() })
}

/// Characters used only as bullets. Private-use characters of symbol fonts are bullets as well.
const SIGNS: &str = "•·∙●○◦▪▫■□‣⁃➢➤►✓✔❖";

/// The kind of bullet that a line begins with.
#[derive(PartialEq)]
enum Bullet {
    /// A character used only as a bullet.
    Sign,
    /// The letter `o`, which Word uses as the hollow bullet of the second level.
    Inner,
    /// A dash, which can also be part of a sentence.
    Dash,
}

/// Finds all bullets of a text.
pub(super) fn bullets(value: &str) -> Option<Finding> {
    let found: Vec<_> = lines(value).map(|line| (line, bullet(line.text))).collect();
    let dashes = found.iter().filter(|(_, b)| matches!(b, Some((Bullet::Dash, _)))).count();
    let (mut edits, mut outer, mut after_break) = (Vec::new(), false, true);
    for (line, bullet) in &found {
        let is_taken = |kind: &Bullet| *kind != Bullet::Dash || dashes > 1 || after_break;
        let taken = bullet.as_ref().filter(|(kind, _)| is_taken(kind));
        if let Some((kind, length)) = taken {
            let is_inner = *kind == Bullet::Inner;
            let text = if is_inner && outer { "  - " } else { "- " }.to_owned();
            outer |= !is_inner;
            edits.push(Edit { range: line.start..line.start + length, text });
        }
        after_break = line.text.trim().is_empty() || taken.is_some();
    }
    let places = edits.iter().map(|edit| (trimmed(value, edit.range.clone()), "")).collect();
    (!edits.is_empty()).then_some(Finding {
        code: Code::PastedBullets,
        message: "bullets from another program make no list: expected `- ` before each item",
        places,
        edits,
    })
}

/// The bullet that a line begins with, and its length in bytes, including the whitespace around it.
fn bullet(line: &str) -> Option<(Bullet, usize)> {
    let body = line.trim_start();
    let first = body.chars().next()?;
    let rest = &body[first.len_utf8()..];
    let text = rest.trim_start();
    let spaced = text.len() < rest.len() && !text.is_empty();
    let is_sign = SIGNS.contains(first) || ('\u{F000}'..='\u{F0FF}').contains(&first);
    let kind = match first {
        _ if is_sign && !text.is_empty() => Bullet::Sign,
        '§' if rest.starts_with('\t') => Bullet::Sign,
        'o' if rest.starts_with('\t') && spaced => Bullet::Inner,
        '–' | '—' | '―' | '−' if spaced => Bullet::Dash,
        _ => return None,
    };
    Some((kind, line.len() - text.len()))
}
