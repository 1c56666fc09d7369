//! What can be done about each change.

use std::collections::BTreeSet;
use std::ops::Range;

use super::paragraphs;
use super::target::{Candidate, Finder};
use super::{Action, ChangeKind, TextRevision, Verdict};
use crate::diagnostic::{Edit, Span};
use crate::document::{Passage, Piece};
use crate::figure::Figure;
use crate::text::segments;

/// The action for a change.
pub(super) fn action(finder: &Finder<'_>, change: &TextRevision) -> Verdict {
    let passage = finder.passages.get(change.passage).ok_or("it is in no text of the report")?;
    match change.kind {
        ChangeKind::Words => of_words(finder, change, passage),
        ChangeKind::Comment => Err("a comment, to be answered".to_owned()),
        ChangeKind::Moved | ChangeKind::Structure(_) => Err("it is no change of words".to_owned()),
        ChangeKind::NewParagraph(_) => paragraphs::action(finder, change, passage),
        ChangeKind::RemovedParagraph | ChangeKind::Split | ChangeKind::Merged => {
            let of_respondent = of_respondent(finder, passage.pieces());
            of_respondent.map_or_else(|| paragraphs::action(finder, change, passage), Ok)
        }
    }
}

/// The range and the new text of a change, without the words at both ends that stay.
fn trimmed(change: &TextRevision, passage: &Passage<'_>) -> (Range<usize>, String) {
    let range = &change.range;
    let (old, new) = (segments(&passage.text[range.clone()]), segments(&change.after));
    let is_same = |(one, other): &(&&str, &&str)| one == other;
    let first = old.iter().zip(&new).take_while(is_same).count();
    let ends = old[first..].iter().rev().zip(new[first..].iter().rev());
    let last = ends.take_while(is_same).count();
    let start = range.start + old[..first].concat().len();
    let end = range.end - old[old.len() - last..].concat().len();
    (start..end, new[first..new.len() - last].concat())
}

fn of_words(finder: &Finder<'_>, change: &TextRevision, passage: &Passage<'_>) -> Verdict {
    let (Range { start, end }, new) = trimmed(change, passage);
    let is_inserted = start == end;
    let is_inside = |piece: &Range<usize>| piece.start < end && start < piece.end;
    // A number that digits are added to becomes another one.
    let has_digits = |word: Option<&str>| word.is_some_and(|it| it.contains(char::is_numeric));
    let is_joined = |piece: &Range<usize>| {
        (piece.end == start && has_digits(new.split(char::is_whitespace).next()))
            || (piece.start == end && has_digits(new.rsplit(char::is_whitespace).next()))
    };
    let pieces = || passage.pieces().iter().filter(|piece| !piece.range.is_empty());
    let of_numbers = pieces().filter(|piece| is_inside(&piece.range) || is_joined(&piece.range));
    let figures: Vec<Figure> =
        of_numbers.flat_map(|piece| piece.origin.figures()).cloned().collect();
    if !figures.is_empty() {
        return Ok(Action::Figures(figures));
    }
    let is_touched = |piece: &&Piece<'_>| match is_inserted {
        true => piece.range.start <= end && start <= piece.range.end,
        false => is_inside(&piece.range),
    };
    let place = |piece: &Piece<'_>| {
        let Range { start: from, end: to } = piece.range;
        finder.place(passage, piece, start.max(from) - from..end.min(to) - from)
    };
    let (known, unknown): (Vec<&Piece<'_>>, Vec<&Piece<'_>>) =
        pieces().filter(is_touched).partition(|piece| place(piece).is_some());
    if known.is_empty() || !(is_inserted || unknown.is_empty()) {
        return protected(finder, passage, &unknown);
    }
    let known: Vec<Span> = known.into_iter().filter_map(place).collect();
    let positions: Vec<&[Span]> = match is_inserted {
        true => known.chunks(1).collect(),
        false if known.iter().all(|place| place.file == known[0].file) => vec![&known],
        false => {
            let lines: Vec<String> = known.into_iter().map(|place| finder.line(place)).collect();
            return Err(format!("it goes over several files: {}", lines.join(", ")));
        }
    };
    let found = positions.into_iter().map(|places| {
        let candidates = candidates(finder, places, &passage.text[start..end], &new);
        finder.action(change.passage, places[0].file, &candidates)
    });
    // Beside words of a respondent, words are added to the secretariat's.
    let best = found.into_iter().min_by_key(|action| match action {
        Err(_) => 2,
        Ok(Action::Respondent(..)) => 1,
        Ok(_) => 0,
    });
    best.expect("there is a position")
}

/// The ways to replace the text at `places` of one file: with the new words in the first or the last of them.
fn candidates(finder: &Finder<'_>, places: &[Span], old: &str, new: &str) -> Vec<Candidate> {
    let text = finder.base.get(places[0].file).text();
    let Some(words) = finder.escaped(places[0], new) else { return Vec::new() };
    let candidates = BTreeSet::from([0, places.len() - 1]).into_iter().map(|own| {
        let pieces = places.iter().enumerate().map(|(index, place)| match index == own {
            true if !new.is_empty() => Edit { range: place.range(), text: words.clone() },
            // Markup around words that are removed is removed with them.
            _ => Edit { range: unwrapped(text, place.range()), text: String::new() },
        });
        Candidate { pieces: pieces.collect(), change: (old.to_owned(), new.to_owned()) }
    });
    candidates.collect()
}

/// A range of Markdown with the emphasis or link that is directly around it.
fn unwrapped(text: &str, range: Range<usize>) -> Range<usize> {
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let link = after.strip_prefix("](").filter(|_| before.ends_with('['));
    if range.is_empty() {
        range
    } else if before.ends_with(['*', '_']) && after.starts_with(['*', '_']) {
        unwrapped(text, range.start - 1..range.end + 1)
    } else if let Some(length) = link.and_then(|link| link.find(')')) {
        unwrapped(text, range.start - 1..range.end + length + 3)
    } else {
        range
    }
}

/// The action for pieces of which one is words of a respondent; `None` if none is.
fn of_respondent<'p>(
    finder: &Finder<'_>,
    pieces: impl IntoIterator<Item = &'p Piece<'p>>,
) -> Option<Action> {
    let places = pieces.into_iter().filter_map(|piece| piece.origin.place());
    let mut keys = places.filter_map(|place| finder.base.get(place.file).kind.response_key());
    Some(Action::Respondent(keys.next()?.to_owned(), None))
}

/// The action for pieces that can't be edited where they are printed.
fn protected(finder: &Finder<'_>, passage: &Passage<'_>, pieces: &[&Piece<'_>]) -> Verdict {
    if let Some(action) = of_respondent(finder, pieces.iter().copied()) {
        return Ok(action);
    }
    let text = pieces.first().map_or("", |piece| &passage.text[piece.range.clone()]);
    Err(match pieces.first().map(|piece| piece.origin.place()) {
        Some(Some(span)) => {
            let written = finder.base.slice(span);
            format!("`{text}` comes from `{written}`: {}", finder.line(span))
        }
        Some(None) => format!("the program writes `{text}`{}", finder.key_of(text)),
        None => "the exact place of these words is not known".to_owned(),
    })
}
