//! What can be done about each change.

use std::collections::BTreeSet;
use std::ops::Range;

use super::carry::Versions;
use super::escape::Escapes;
use super::paragraphs;
use super::target::{Candidate, Finder};
use super::{Action, ChangeKind, Replacement, TextRevision};
use crate::diagnostic::{SourceKind, Sources, Span};
use crate::document::{Document, Origin, Passage, Piece, UnitKind};
use crate::errata::Erratum;
use crate::figure::Figure;
use crate::text::segments;
use crate::words;

/// The action for each change of a document. `base` is the report as sent, with the files that it
/// was made from; `now` are the project's files, and `errata` those of the project.
pub fn actions(
    document: &Document,
    base: &Sources,
    now: &Sources,
    errata: &[Erratum],
    changes: &[TextRevision],
) -> Vec<Action> {
    let passages = document.passages(base);
    let versions = base.iter().filter_map(|(file, source)| {
        let later = now.get(now.find(&source.name)?);
        let is_edited = !source.kind.is_response();
        is_edited.then(|| (file, Versions::new(source.text(), later.text())))
    });
    let (versions, words) = (versions.collect(), words::read(base).0);
    let finder = Finder { base, now, versions, errata, passages, words };
    changes.iter().map(|change| action(&finder, change)).collect()
}

fn action(finder: &Finder<'_>, change: &TextRevision) -> Action {
    let Some(passage) = finder.passages.get(change.passage) else {
        return Action::ByHand("it is in no text of the report".to_owned());
    };
    match &change.kind {
        ChangeKind::Words | ChangeKind::Typography => {
            of_words(finder, &trimmed(change, passage), passage)
        }
        ChangeKind::Comment => Action::ByHand("a comment changes no text".to_owned()),
        ChangeKind::Structure(what) => Action::ByHand(what.clone()),
        ChangeKind::NewParagraph(_) => paragraphs::action(finder, change, passage),
        ChangeKind::RemovedParagraph
        | ChangeKind::Moved(_)
        | ChangeKind::Split
        | ChangeKind::Merged => {
            let kept = passage.pieces().iter().filter(|piece| !is_literal(finder, piece));
            protected(finder, passage, &kept.collect::<Vec<_>>())
                .unwrap_or_else(|| paragraphs::action(finder, change, passage))
        }
    }
}

/// A change without the words that stay at its ends.
fn trimmed(change: &TextRevision, passage: &Passage<'_>) -> TextRevision {
    let (mut range, mut after) = (change.range.clone(), change.after.as_str());
    loop {
        let (old, new) = (segments(&passage.text[range.clone()]), segments(after));
        if let Some(first) = old.first().filter(|first| new.first() == Some(first)) {
            (range.start, after) = (range.start + first.len(), &after[first.len()..]);
        } else if let Some(last) = old.last().filter(|last| new.last() == Some(last)) {
            (range.end, after) = (range.end - last.len(), &after[..after.len() - last.len()]);
        } else {
            return TextRevision { range, after: after.to_owned(), ..change.clone() };
        }
    }
}

/// Whether a piece is text of the secretariat, as its file has it.
fn is_literal(finder: &Finder<'_>, piece: &Piece<'_>) -> bool {
    let Origin::Place(span) = piece.origin else { return false };
    !matches!(
        finder.base.get(span.file).kind,
        SourceKind::Response(_) | SourceKind::Mechanisms | SourceKind::Words
    )
}

fn of_words(finder: &Finder<'_>, change: &TextRevision, passage: &Passage<'_>) -> Action {
    let (Range { start, end }, new) = (change.range.clone(), change.after.as_str());
    let is_inserted = start == end;
    let is_inside = |piece: &&Piece<'_>| piece.range.start < end && start < piece.range.end;
    let is_beside = |piece: &&Piece<'_>| piece.range.start <= end && start <= piece.range.end;
    // A number that digits are added to becomes another one.
    let has_digits = |word: Option<&str>| word.is_some_and(|it| it.contains(char::is_numeric));
    let is_joined = |piece: &&Piece<'_>| {
        (piece.range.end == start && has_digits(new.split(char::is_whitespace).next()))
            || (piece.range.start == end && has_digits(new.rsplit(char::is_whitespace).next()))
    };
    let pieces = passage.pieces().iter().filter(|piece| !piece.range.is_empty());
    let of_numbers = pieces.clone().filter(|piece| is_inside(piece) || is_joined(piece));
    let figures = of_numbers.flat_map(|piece| piece.origin.figures()).cloned();
    let figures: Vec<Figure> = figures.collect();
    if !figures.is_empty() {
        return Action::Figures(figures);
    }
    let is_touched =
        |piece: &&Piece<'_>| if is_inserted { is_beside(piece) } else { is_inside(piece) };
    let touched: Vec<&Piece<'_>> = pieces.filter(is_touched).collect();
    let places = touched.iter().map(|piece| {
        let inner = start.max(piece.range.start)..end.min(piece.range.end);
        let inner = inner.start - piece.range.start..inner.end - piece.range.start;
        match is_literal(finder, piece) {
            true => finder.place(passage, piece, inner),
            false if is_inserted => beside_tag(finder, passage, piece, start),
            false => None,
        }
    });
    let places: Vec<Option<Span>> = places.collect();
    let known: Vec<Span> = places.iter().flatten().copied().collect();
    if known.is_empty() || (!is_inserted && known.len() < places.len()) {
        let kept = touched.into_iter().filter(|piece| !is_literal(finder, piece));
        let action = protected(finder, passage, &kept.collect::<Vec<_>>());
        let unknown = || Action::ByHand("the exact place of these words is not known".to_owned());
        return action.unwrap_or_else(unknown);
    }
    let positions: Vec<Vec<Span>> = match is_inserted {
        true => known.into_iter().map(|place| vec![place]).collect(),
        false if known.iter().all(|place| place.file == known[0].file) => vec![known],
        false => {
            let lines: Vec<String> = known.into_iter().map(|place| finder.line(place)).collect();
            return Action::ByHand(format!("it goes over several files: {}", lines.join(", ")));
        }
    };
    let old = &passage.text[change.range.clone()];
    let found = positions.iter().map(|places| {
        let candidates = candidates(finder, places, old, new);
        finder.action(change.passage, places[0].file, &candidates)
    });
    let found: Vec<Action> = found.collect();
    let best = found.iter().find(|action| !matches!(action, Action::ByHand(_)));
    best.unwrap_or(&found[0]).clone()
}

/// The position of an insertion at the beginning or end of a line, beside a tag of a template that
/// prints a piece of it.
fn beside_tag(
    finder: &Finder<'_>,
    passage: &Passage<'_>,
    piece: &Piece<'_>,
    at: usize,
) -> Option<Span> {
    let (Origin::Figure(_, span) | Origin::Computed(span)) = piece.origin else { return None };
    let is_tag = finder.base.get(span.file).is_template()
        && finder.base.slice(*span).starts_with("{{")
        && matches!(passage.unit.kind, UnitKind::Line | UnitKind::Item { .. });
    let edges = [(0, span.start), (passage.text.len(), span.end)];
    let (_, place) = edges.into_iter().find(|(edge, _)| *edge == at && is_tag)?;
    Some(Span::new(span.file, place..place))
}

/// The ways to replace the text at `places` of one file, with as few escapes as possible.
fn candidates(finder: &Finder<'_>, places: &[Span], old: &str, new: &str) -> Vec<Candidate> {
    let text = finder.base.get(places[0].file).text();
    let mut candidates = Vec::new();
    for escapes in [Escapes::Likely, Escapes::Edges] {
        let Some(words) = finder.escaped(places[0], new, escapes) else { continue };
        for own in BTreeSet::from([0, places.len() - 1]) {
            let pieces = places.iter().enumerate().map(|(index, place)| match index == own {
                true if !new.is_empty() => {
                    Replacement { range: place.range(), text: words.clone() }
                }
                // Markup around words that are removed is removed with them.
                _ => Replacement { range: unwrapped(text, place.range()), text: String::new() },
            });
            let change = Some((old.to_owned(), new.to_owned()));
            candidates.push(Candidate { pieces: pieces.collect(), change });
        }
    }
    candidates
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

/// The action for pieces that can't be edited; `None` if there are none.
fn protected(finder: &Finder<'_>, passage: &Passage<'_>, pieces: &[&Piece<'_>]) -> Option<Action> {
    for piece in pieces {
        let source = piece.origin.place().map(|place| finder.base.get(place.file));
        if let Some(source) = source
            && let Some(key) = source.kind.response_key()
        {
            return Some(Action::Respondent { key: key.to_owned(), file: source.name.clone() });
        }
    }
    let figures = pieces.iter().flat_map(|piece| piece.origin.figures()).cloned();
    let figures: Vec<Figure> = figures.collect();
    if !figures.is_empty() {
        return Some(Action::Figures(figures));
    }
    let piece = pieces.first()?;
    let text = &passage.text[piece.range.clone()];
    let key = || finder.words.as_ref()?.origin(text);
    Some(Action::ByHand(match piece.origin.place() {
        Some(span) => {
            let written = finder.base.slice(span);
            format!("`{text}` comes from `{written}`: {}", finder.line(span))
        }
        None => match key() {
            Some(key) => format!("the program writes `{text}`: `{key}` in {}", words::FILE),
            None => format!("the program writes `{text}`"),
        },
    }))
}
