//! What can be done about each change.

use std::ops::Range;

use super::escape::Escapes;
use super::paragraphs;
use super::target::{Candidate, Finder};
use super::{Action, Change, ChangeKind, Replacement};
use crate::diagnostic::{SourceKind, Sources, Span};
use crate::document::{Document, Origin, Passage, Piece, UnitKind};
use crate::errata::Erratum;
use crate::text::segments;
use crate::words::{self, Words};

/// The action for each change of a document. `base` is the report as sent, with the files that it
/// was made from; `now` are the project's files, and `errata` those of the project.
pub fn actions(
    base: &Document,
    base_sources: &Sources,
    now: &Sources,
    errata: &[Erratum],
    changes: &[Change],
) -> Vec<Action> {
    let passages = base.passages(base_sources);
    let finder = Finder { base: base_sources, now, errata, passages };
    let words = words::read(base_sources).0;
    changes.iter().map(|change| action(&finder, words.as_ref(), change)).collect()
}

fn action(finder: &Finder<'_>, words: Option<&Words>, change: &Change) -> Action {
    let Some(passage) = finder.passages.get(change.passage) else {
        return Action::ByHand("it is in no text of the report".to_owned());
    };
    match &change.kind {
        ChangeKind::Words => of_words(finder, words, &trimmed(change, passage), passage),
        ChangeKind::Comment => Action::ByHand("a comment changes no text".to_owned()),
        ChangeKind::Structure(what) => Action::ByHand(what.clone()),
        ChangeKind::NewParagraph(_)
        | ChangeKind::RemovedParagraph
        | ChangeKind::Moved(_)
        | ChangeKind::Split
        | ChangeKind::Merged => {
            let pieces = passage.pieces().iter();
            let is_added = matches!(change.kind, ChangeKind::NewParagraph(_));
            let kept = pieces.filter(|piece| !is_added && !is_literal(finder, piece));
            match protected(finder, words, passage, &kept.collect::<Vec<_>>()) {
                Some(action) => action,
                None => paragraphs::action(finder, change, passage),
            }
        }
    }
}

/// A change without the words that stay at its ends.
fn trimmed(change: &Change, passage: &Passage<'_>) -> Change {
    let old = segments(&passage.text[change.range.clone()]);
    let new = segments(&change.after);
    let alike = |pairs: &mut dyn Iterator<Item = (&str, &str)>| {
        pairs.take_while(|(old, new)| old == new).map(|(old, _)| old.len()).sum::<usize>()
    };
    let first = alike(&mut old.iter().copied().zip(new.iter().copied()));
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (old, new) = (old[same..].iter().rev(), new[same..].iter().rev());
    let last = alike(&mut old.copied().zip(new.copied()));
    Change {
        range: change.range.start + first..change.range.end - last,
        after: change.after[first..change.after.len() - last].to_owned(),
        ..change.clone()
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

fn of_words(
    finder: &Finder<'_>,
    words: Option<&Words>,
    change: &Change,
    passage: &Passage<'_>,
) -> Action {
    let Range { start, end } = change.range;
    let pieces = passage.pieces().iter().filter(|piece| !piece.range.is_empty());
    // A figure that digits are added to becomes another number.
    let is_digit = |c: Option<char>| c.is_some_and(char::is_numeric);
    let joined = pieces.clone().filter(|piece| {
        (piece.range.end == start && is_digit(change.after.chars().next()))
            || (piece.range.start == end && is_digit(change.after.chars().next_back()))
    });
    let touched: Vec<&Piece<'_>> = pieces
        .clone()
        .filter(|piece| match start == end {
            true => piece.range.start <= start && end <= piece.range.end,
            false => piece.range.start < end && start < piece.range.end,
        })
        .collect();
    let is_inside = |piece: &&&Piece<'_>| piece.range.start < end && start < piece.range.end;
    let figures = touched.iter().filter(is_inside).copied().chain(joined);
    let figures: Vec<_> = figures.flat_map(|piece| piece.origin.figures()).cloned().collect();
    if !figures.is_empty() {
        return Action::Figures(figures);
    }
    let (literal, kept): (Vec<&Piece<'_>>, Vec<&Piece<'_>>) =
        touched.into_iter().partition(|piece| is_literal(finder, piece));
    let is_inserted = start == end;
    if (!is_inserted || literal.is_empty())
        && let Some(action) = protected(finder, words, passage, &kept)
        && (!is_inserted || tags(finder, change, &kept).is_empty())
    {
        return action;
    }
    let part = |piece: &&Piece<'_>| {
        let own = start.max(piece.range.start)..end.min(piece.range.end);
        let own = own.start.min(own.end)..own.end;
        finder.place(passage, piece, own.start - piece.range.start..own.end - piece.range.start)
    };
    let places: Option<Vec<Span>> = literal.iter().map(part).collect();
    let Some(places) = places else {
        let span = literal.first().and_then(|piece| piece.origin.place());
        let line = span.map_or_else(String::new, |span| format!(": {}", finder.line(span)));
        return Action::ByHand(format!("the exact place of these words is not known{line}"));
    };
    let positions: Vec<Vec<Span>> = match is_inserted {
        true => {
            places.into_iter().chain(tags(finder, change, &kept)).map(|one| vec![one]).collect()
        }
        false => vec![places],
    };
    let Some(file) = positions.first().and_then(|places| Some(places.first()?.file)) else {
        return Action::ByHand("there is no text here to change".to_owned());
    };
    if positions.iter().flatten().any(|place| !is_inserted && place.file != file) {
        let lines = positions.iter().flatten().map(|place| finder.line(*place));
        let lines: Vec<String> = lines.collect();
        return Action::ByHand(format!(
            "it goes over texts of several files: {}",
            lines.join(", ")
        ));
    }
    let old = &passage.text[change.range.clone()];
    let mut action = None;
    for places in &positions {
        let file = places[0].file;
        let candidates = candidates(finder, places, old, &change.after);
        let found = finder.action(change.passage, file, &candidates);
        match found {
            Action::ByHand(_) => drop(action.get_or_insert(found)),
            found => return found,
        }
    }
    action.expect("there is at least one position")
}

/// The positions of an insertion beside tags of templates that print a text.
fn tags(finder: &Finder<'_>, change: &Change, pieces: &[&Piece<'_>]) -> Vec<Span> {
    let is_line = |unit| matches!(unit, UnitKind::Line | UnitKind::Item { .. });
    if !is_line(finder.passages[change.passage].unit.kind) {
        return Vec::new();
    }
    let beside = pieces.iter().filter_map(|piece| {
        let (Origin::Figure(_, span) | Origin::Computed(span)) = piece.origin else { return None };
        let is_tag =
            finder.base.get(span.file).is_template() && finder.base.slice(*span).starts_with("{{");
        let at = match piece.range.end == change.range.start {
            true => span.end,
            false => span.start,
        };
        is_tag.then(|| Span::new(span.file, at..at))
    });
    beside.collect()
}

/// The ways to replace the text at `places` of one file, with as few escapes as possible.
fn candidates(finder: &Finder<'_>, places: &[Span], old: &str, new: &str) -> Vec<Candidate> {
    let (first, last) = (places[0], places[places.len() - 1]);
    let text = finder.base.get(first.file).text();
    let whole = Span::new(first.file, unwrapped(text, first.start..last.end.max(first.start)));
    let mut candidates = Vec::new();
    for escapes in [Escapes::Likely, Escapes::All] {
        let Some(words) = finder.escaped(first, new, escapes) else { continue };
        let mut add = |pieces: Vec<(Span, &str)>| {
            let pieces = pieces
                .into_iter()
                .map(|(place, text)| Replacement { range: place.range(), text: text.to_owned() });
            let changes = vec![(old.to_owned(), new.to_owned())];
            candidates.push(Candidate { pieces: pieces.collect(), changes });
        };
        let words = words.as_str();
        let in_one = |own: usize| {
            let pieces = places.iter().enumerate();
            pieces.map(move |(index, place)| (*place, if index == own { words } else { "" }))
        };
        // Markup around words that are removed is removed with them.
        let is_wrapped = whole != first;
        if is_wrapped && new.is_empty() {
            add(vec![(whole, "")]);
        }
        add(in_one(0).collect());
        if places.len() > 1 {
            add(in_one(places.len() - 1).collect());
        }
        if is_wrapped {
            add(vec![(whole, words)]);
        }
    }
    candidates
}

/// A range of Markdown with the emphasis or link that is around it.
fn unwrapped(text: &str, range: Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = range;
    loop {
        let (before, after) = (&text[..start], &text[end..]);
        if before.ends_with(['*', '_']) && after.starts_with(['*', '_']) {
            (start, end) = (start - 1, end + 1);
        } else if let Some(link) = after.strip_prefix("](").filter(|_| before.ends_with('['))
            && let Some(length) = link.find(')')
        {
            (start, end) = (start - 1, end + 2 + length + 1);
        } else if before.ends_with(['*', '_']) && text[start..end].contains(['*', '_']) {
            start -= 1;
        } else if after.starts_with(['*', '_']) && text[start..end].contains(['*', '_']) {
            end += 1;
        } else {
            return start..end;
        }
    }
}

/// The action for text that can't be edited; `None` if there is none.
fn protected(
    finder: &Finder<'_>,
    words: Option<&Words>,
    passage: &Passage<'_>,
    pieces: &[&Piece<'_>],
) -> Option<Action> {
    let figures = pieces.iter().flat_map(|piece| piece.origin.figures()).cloned();
    let figures: Vec<_> = figures.collect();
    let of_response = pieces.iter().find_map(|piece| {
        let source = finder.base.get(piece.origin.place()?.file);
        let key = source.kind.response_key()?.to_owned();
        Some(Action::Respondent { key, file: source.name.clone() })
    });
    if of_response.is_some() {
        return of_response;
    }
    if !figures.is_empty() {
        return Some(Action::Figures(figures));
    }
    let piece = pieces.first()?;
    let text = &passage.text[piece.range.clone()];
    let reason = match piece.origin {
        Origin::Place(span) | Origin::Computed(span) | Origin::Figure(_, span) => {
            let (line, source) = (finder.line(*span), finder.base.get(span.file));
            match &source.kind {
                SourceKind::Template => {
                    let tag = finder.base.slice(*span);
                    format!("`{text}` is computed by `{tag}`: {line}")
                }
                SourceKind::Mechanisms => format!("`{text}` is a name: {line}"),
                _ => format!("`{text}` is composed of several texts: {line}"),
            }
        }
        Origin::Mention(_) | Origin::Tool => match words.and_then(|words| words.origin(text)) {
            Some(key) => format!("the program writes `{text}`: `{key}` in {}", words::FILE),
            None => format!("the program writes `{text}`"),
        },
    };
    Some(Action::ByHand(reason))
}
