//! The tracked changes and comments on a part of a returned document.

use std::ops::Range;

use super::Mark;
use super::lines::Line;
use super::tokens::{key, tokens};
use crate::docx::{Document, MarkKind, Paragraph, TextMark};

/// The authors of tracked changes, each once with the first date, and the comments, by index.
pub(super) type Touched = (Vec<Mark>, Vec<usize>);

/// The comments among marks, and the authors of those that are of the change.
fn touched<'m>(
    marks: impl Iterator<Item = &'m TextMark>,
    is_own: impl Fn(&MarkKind) -> bool,
) -> Touched {
    let (mut own, mut comments) = (Vec::new(), Vec::new());
    for mark in marks {
        match &mark.kind {
            MarkKind::Comment(comment) => comments.push(*comment),
            kind if is_own(kind) => own.push(mark.by.clone()),
            _ => {}
        }
    }
    own.sort();
    own.dedup_by(|next, first| next.author == first.author);
    comments.sort_unstable();
    comments.dedup();
    (own, comments)
}

/// What is on a range of a line, for a change of which marks of some kinds are.
pub(super) fn on(
    line: &Line<'_>,
    range: &Range<usize>,
    is_own: impl Fn(&MarkKind) -> bool,
) -> Touched {
    let text = &line.text;
    // A blank beside the words may belong to them or not.
    let start = text[..range.start].trim_end().len();
    let end = text.len() - text[range.end..].trim_start().len();
    let near = line.marks.iter().filter(|mark| match mark.range.is_empty() {
        true => start <= mark.range.start && mark.range.end <= end,
        false if range.is_empty() => mark.range.start <= end && start <= mark.range.end,
        false => mark.range.start < range.end && range.start < mark.range.end,
    });
    touched(near, is_own)
}

/// Text that was removed: without differences of typography, with its paragraph and its mark.
pub(super) type Removal<'r> = (String, &'r Paragraph, &'r TextMark);

/// The text that was removed from a document.
pub(super) fn removals(document: &Document) -> Vec<Removal<'_>> {
    let all = document.paragraphs().into_iter();
    let all = all.flat_map(|paragraph| std::iter::once(paragraph).chain(&paragraph.notes));
    let marks = all.flat_map(|own| own.marks.iter().map(move |mark| (own, mark)));
    let removals = marks.filter_map(|(paragraph, mark)| match &mark.kind {
        MarkKind::Removed(text) => Some((key(&tokens(text)), paragraph, mark)),
        _ => None,
    });
    removals.collect()
}

/// What is on a paragraph with this key that was removed.
pub(super) fn on_removed(removals: &[Removal<'_>], line: &str) -> Touched {
    let is_own = |(words, ..): &&Removal<'_>| {
        words == line || (words.split(' ').count() > 2 && line.contains(words.as_str()))
    };
    let found = removals.iter().filter(is_own).flat_map(|(_, paragraph, mark)| {
        paragraph.marks.iter().filter(|other| match other.kind {
            MarkKind::Comment(_) => other.range == mark.range,
            _ => std::ptr::eq(*other, *mark),
        })
    });
    touched(found, |_| true)
}
