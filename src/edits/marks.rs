//! The tracked changes and comments on a part of a returned document.

use std::ops::Range;

use super::Mark;
use super::lines::ReturnedLine;
use super::tokens::{key, tokens};
use crate::docx::{Document, MarkKind, Paragraph, TextMark};

/// The marks and comments on a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Touched {
    /// The authors of the tracked changes.
    pub(super) marks: Vec<Mark>,
    /// The comments, by index.
    pub(super) comments: Vec<usize>,
}

impl Touched {
    /// The marks and comments on two places.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.marks.extend(other.marks);
        self.comments.extend(other.comments);
        self.sorted()
    }

    /// Each author once, with the first date, and each comment once.
    fn sorted(mut self) -> Self {
        self.marks.sort();
        self.marks.dedup_by(|next, first| next.author == first.author);
        self.comments.sort_unstable();
        self.comments.dedup();
        self
    }
}

/// The marks of these kinds and the comments among marks.
fn touched<'m>(
    marks: impl Iterator<Item = &'m TextMark>,
    is_own: impl Fn(&MarkKind) -> bool,
) -> Touched {
    let mut found = Touched::default();
    for mark in marks {
        match &mark.kind {
            MarkKind::Comment(comment) => found.comments.push(*comment),
            kind if is_own(kind) => found.marks.push(mark.by.clone()),
            _ => {}
        }
    }
    found.sorted()
}

fn is_insertion(kind: &MarkKind) -> bool {
    matches!(kind, MarkKind::Inserted | MarkKind::MovedHere)
}

/// What is on words that were removed, inserted or both, as the two flags say, at a range of a line.
pub(super) fn on_words(
    line: &ReturnedLine<'_>,
    range: &Range<usize>,
    (removed, inserted): (bool, bool),
) -> Touched {
    let text = &line.line.text;
    // A blank beside the words may belong to them or not.
    let start = text[..range.start].trim_end().len();
    let end = text.len() - text[range.end..].trim_start().len();
    let near = line.paragraph.marks.iter().filter(move |mark| match mark.range.is_empty() {
        true => start <= mark.range.start && mark.range.end <= end,
        false if range.is_empty() => mark.range.start <= end && start <= mark.range.end,
        false => mark.range.start < range.end && range.start < mark.range.end,
    });
    touched(near, |kind| match kind {
        MarkKind::Removed { .. } => removed,
        kind => inserted && is_insertion(kind),
    })
}

/// What is on the end of a paragraph that was inserted.
pub(super) fn at_end(line: &ReturnedLine<'_>) -> Touched {
    let marks = line.paragraph.marks.iter();
    touched(marks.filter(|mark| mark.kind == MarkKind::Split), |_| true)
}

/// What is on the place where two paragraphs were merged.
pub(super) fn on_join(line: &ReturnedLine<'_>, range: &Range<usize>) -> Touched {
    let marks = line.paragraph.marks.iter();
    let near = marks.filter(|mark| {
        mark.kind == MarkKind::Joined
            && mark.range.start + 1 >= range.start
            && mark.range.end <= range.end + 1
    });
    touched(near, |_| true)
}

/// What is on a whole paragraph that is new or was moved.
pub(super) fn on_paragraph(line: &ReturnedLine<'_>) -> Touched {
    touched(line.paragraph.marks.iter(), is_insertion)
}

/// What is on a paragraph with this key that was removed.
pub(super) fn gone(document: &Document, key_of_line: &str) -> Touched {
    let mut found = Touched::default();
    for paragraph in with_notes(document) {
        for mark in &paragraph.marks {
            let MarkKind::Removed { text, .. } = &mark.kind else { continue };
            let words = key(&tokens(text));
            let is_enough = words == key_of_line || words.split(' ').count() > 2;
            if is_enough && key_of_line.contains(&words) {
                let here = paragraph.marks.iter().filter(|other| other.range == mark.range);
                let comments = touched(here, |_| false);
                let marks = vec![mark.by.clone()];
                found = found.and(Touched { marks, ..comments });
            }
        }
    }
    found
}

/// The index of the last line that is not after the first mark of a comment.
pub(super) fn line_before(
    document: &Document,
    lines: &[ReturnedLine<'_>],
    comment: usize,
) -> Option<usize> {
    let mut last = None;
    for paragraph in with_notes(document) {
        let line = lines.iter().position(|line| std::ptr::eq(line.paragraph, paragraph));
        last = line.or(last);
        if paragraph.marks.iter().any(|mark| mark.kind == MarkKind::Comment(comment)) {
            return last;
        }
    }
    None
}

/// All paragraphs, each followed by its notes.
fn with_notes(document: &Document) -> impl Iterator<Item = &Paragraph> {
    document
        .paragraphs()
        .into_iter()
        .flat_map(|paragraph| std::iter::once(paragraph).chain(&paragraph.notes))
}
