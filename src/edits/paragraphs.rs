//! Paragraphs that were added, removed, moved, split or merged.

use std::ops::Range;

use super::reading::{BLOCK, END};
use super::strings::string_at;
use super::target::{Candidate, Finder};
use super::{ChangeKind, TextRevision, Verdict};
use crate::content::tokens::{TokenKind, tokens};
use crate::diagnostic::{Edit, Span};
use crate::document::{Kind, Origin, Passage, UnitKind};
use crate::text::line_start;

/// What the names of styles contain that are not for running text.
const OTHER_STYLES: [&str; 8] =
    ["heading", "list", "title", "caption", "toc", "quot", "table", "footnote"];

/// A passage in the Markdown of a template, or of a string of a TOML file.
#[derive(Clone, Debug)]
struct Written<'s> {
    place: Span,
    file: &'s str,
    /// The range of all the Markdown.
    whole: Range<usize>,
}

impl Written<'_> {
    /// The lines in which the passage is, without the last line end.
    fn lines(&self) -> Range<usize> {
        let Range { start, end } = self.whole;
        let after = self.file[self.place.end..end].find('\n');
        line_start(self.file, self.place.start).max(start)
            ..after.map_or(end, |at| self.place.end + at)
    }

    /// The lines of the passage with the blank lines after it, or before it if it is the last one.
    fn with_gap(&self) -> Range<usize> {
        let Range { start, end } = self.lines();
        let after = self.file[end..self.whole.end].trim_start_matches('\n').len();
        match after {
            0 => self.file[..start].trim_end_matches('\n').len().max(self.whole.start)..end,
            after => start..self.whole.end - after,
        }
    }
}

/// The action for a paragraph that was added after `passage`, or removed, moved, split or merged.
pub(super) fn action(finder: &Finder<'_>, change: &TextRevision, passage: &Passage<'_>) -> Verdict {
    let why = "only whole paragraphs of the secretariat's texts can be added, moved or removed";
    let own = written(finder, passage).ok_or(why)?;
    // A passage of the same text.
    let beside = |passage: &Passage<'_>| {
        let other = written(finder, passage)?;
        (other.place.file == own.place.file && other.whole == own.whole).then_some(other)
    };
    let candidates = match &change.kind {
        ChangeKind::NewParagraph(style) => {
            let name = style.to_lowercase();
            if OTHER_STYLES.iter().any(|other| name.contains(other)) {
                let after = finder.line(own.place);
                return Err(format!("a new paragraph of the style `{style}`, after {after}"));
            }
            added(finder, &own, change.after.trim()).into_iter().collect()
        }
        ChangeKind::RemovedParagraph if own.with_gap() != own.whole => removed(&own, &passage.text),
        ChangeKind::Split => split(finder, change, passage).into_iter().collect(),
        ChangeKind::Merged => {
            let mut after = finder.passages[change.passage + 1..].iter();
            let next = after.find(|next| next.kind != Kind::Footnote);
            let next = next.and_then(beside);
            next.and_then(|next| merged(finder, &own, &next, &change.after)).into_iter().collect()
        }
        _ => Vec::new(),
    };
    match candidates.is_empty() {
        true => Err(format!("no safe way was found; see {}", finder.line(own.place))),
        false => finder.action(change.passage, own.place.file, &candidates),
    }
}

/// The place of a passage in Markdown of the secretariat; tags of the template may print a part.
fn written<'f>(finder: &'f Finder<'_>, passage: &Passage<'_>) -> Option<Written<'f>> {
    let mut place: Option<Span> = None;
    for piece in passage.pieces().iter().filter(|piece| !piece.range.is_empty()) {
        let span = match piece.origin {
            Origin::Figure(_, span) | Origin::Computed(span) => *span,
            _ => finder.place(passage, piece, 0..piece.range.len())?,
        };
        let whole = place.get_or_insert(span);
        if whole.file != span.file {
            return None;
        }
        *whole = Span { start: whole.start.min(span.start), end: whole.end.max(span.end), ..span };
    }
    let place =
        place.filter(|_| matches!(passage.unit.kind, UnitKind::Line | UnitKind::Item { .. }))?;
    let source = finder.base.get(place.file);
    let file = source.text();
    let whole = match source.is_template() {
        true => 0..file.len(),
        false => {
            string_at(file, &place.range()).filter(|string| string.is_markdown())?.inside(file)
        }
    };
    Some(Written { place, file, whole })
}

/// A way to replace one piece.
fn one(range: Range<usize>, text: String, old: String, new: String) -> Candidate {
    Candidate { pieces: vec![Edit { range, text }], change: (old, new) }
}

fn added(finder: &Finder<'_>, own: &Written<'_>, words: &str) -> Option<Candidate> {
    let end = own.lines().end;
    let text = format!("\n\n{}", finder.escaped(own.place, words)?);
    Some(one(end..end, text, String::new(), format!("{BLOCK}{words}{END}")))
}

/// Readers get a passage as a block, or as an item with a paragraph.
fn removed(own: &Written<'_>, words: &str) -> Vec<Candidate> {
    let blocks = [format!("{BLOCK}{words}{END}"), format!("{BLOCK}{BLOCK}{words}{END}{END}")];
    let blocks = blocks.into_iter().filter(|_| is_text(&own.file[own.lines()]));
    blocks.map(|block| one(own.with_gap(), String::new(), block, String::new())).collect()
}

fn split(finder: &Finder<'_>, change: &TextRevision, passage: &Passage<'_>) -> Option<Candidate> {
    let Range { start, end } = change.range;
    let mut pieces = passage.pieces().iter();
    let piece = pieces.find(|piece| piece.range.start <= start && end <= piece.range.end)?;
    let from = piece.range.start;
    let place = finder.place(passage, piece, start - from..end - from)?;
    let gap = passage.text[change.range.clone()].to_owned();
    Some(one(place.range(), "\n\n".to_owned(), gap, format!("{END}{BLOCK}")))
}

fn merged(
    finder: &Finder<'_>,
    own: &Written<'_>,
    next: &Written<'_>,
    between: &str,
) -> Option<Candidate> {
    let gap = own.place.end..next.place.start;
    let words = finder.escaped(own.place, between)?;
    let is_free = own.file.get(gap.clone()).is_some_and(is_text);
    is_free.then(|| one(gap, words, format!("{END}{BLOCK}"), between.to_owned()))
}

/// Whether a part of a template has no tags.
fn is_text(part: &str) -> bool {
    tokens(part).iter().all(|token| token.kind == TokenKind::Text)
}
