//! Finds bullets in the form that other programs write, and lines that Markdown unintentionally interprets as a list.

use std::ops::Range;

use super::Finding;
use crate::diagnostic::{Code, Edit};
use crate::model::markdown::{Event, Tag, TagEnd, events};
use crate::model::response::Form;
use crate::text::{lines, trimmed};

/// A top-level list.
struct List {
    /// The number of the first item, if the list is numbered.
    first: Option<u64>,
    items: Vec<Range<usize>>,
    /// Whether the text before the list ends with a colon.
    announced: bool,
}

/// Finds lists with a single item that no colon introduces, and numbered lists that do not start
/// with 1. A practice may consist of a single item.
pub(super) fn unintended(value: &str, form: Option<Form>) -> Option<Finding> {
    let is_whole = |item: &Range<usize>| value[item.clone()].trim() == value.trim();
    let is_intended = |list: &List| {
        let is_practice = form.is_none() && list.items.iter().any(is_whole);
        let is_list = list.items.len() > 1 || list.announced || is_practice;
        list.first.is_none_or(|first| first == 1) && is_list
    };
    let mut unintended = lists(value);
    unintended.retain(|list| !is_intended(list));
    let items: Vec<&Range<usize>> = unintended.iter().flat_map(|list| &list.items).collect();
    let edits: Vec<Edit> = items.iter().filter_map(|item| escaped(value, item)).collect();
    let places = unintended.iter().filter_map(|list| {
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

fn lists(value: &str) -> Vec<List> {
    let mut found: Vec<List> = Vec::new();
    let mut depth = 0usize;
    for (event, range) in events(value) {
        match event {
            Event::Start(Tag::List(first)) => {
                depth += 1;
                if depth == 1 {
                    let announced = value[..range.start].trim_end().ends_with(':');
                    found.push(List { first, items: Vec::new(), announced });
                }
            }
            Event::End(TagEnd::List(_)) => depth = depth.saturating_sub(1),
            Event::Start(Tag::Item) if depth == 1 => {
                if let Some(list) = found.last_mut() {
                    list.items.push(range);
                }
            }
            _ => {}
        }
    }
    found
}

/// The edit that inserts a backslash before the list marker.
fn escaped(value: &str, item: &Range<usize>) -> Option<Edit> {
    let text = &value[item.clone()];
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let at = item.start + digits;
    value[at..]
        .starts_with(['-', '+', '*', '.', ')'])
        .then(|| Edit { original: at..at, replacement: "\\".to_owned() })
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
            let replacement = if is_inner && outer { "  - " } else { "- " }.to_owned();
            outer |= !is_inner;
            edits.push(Edit { original: line.start..line.start + length, replacement });
        }
        after_break = line.text.trim().is_empty() || taken.is_some();
    }
    let places = edits.iter().map(|edit| (trimmed(value, edit.original.clone()), "")).collect();
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
