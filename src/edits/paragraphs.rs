//! Paragraphs that were added, removed, moved, split or merged.

use std::ops::Range;

use super::escape::Escapes;
use super::reading::{BLOCK, END, PARAGRAPH};
use super::strings::{TomlString, is_toml, string_at};
use super::target::{Candidate, Finder, is_markdown};
use super::{Action, Change, ChangeKind, Replacement};
use crate::diagnostic::{FileId, Source, Span};
use crate::document::{Kind, Origin, Passage, UnitKind};

/// What the names of styles contain that are not for running text.
const OTHER_STYLES: [&str; 8] =
    ["heading", "list", "title", "caption", "toc", "quot", "table", "footnote"];

/// The Markdown in which a paragraph is written: a template, or a string of a TOML file.
struct Host<'s> {
    file: FileId,
    source: &'s Source,
    string: Option<TomlString>,
}

impl Host<'_> {
    fn text(&self) -> &str {
        self.string.as_ref().map_or(self.source.text(), |string| &string.value)
    }

    fn inner(&self, range: Range<usize>) -> Range<usize> {
        let at = |offset| match &self.string {
            Some(string) => string.in_value(self.source.text(), offset),
            None => offset,
        };
        at(range.start)..at(range.end)
    }

    fn piece(&self, range: Range<usize>, text: String) -> Replacement {
        let range = match &self.string {
            Some(string) => string.in_file(self.source.text(), range),
            None => range,
        };
        Replacement { range, text }
    }

    /// The lines in which a range is, without the last line end.
    fn lines(&self, range: &Range<usize>) -> Range<usize> {
        let text = self.text();
        let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
        start..end
    }
}

/// The action for a paragraph that was added after `passage`, or removed, moved, split or merged.
pub(super) fn action(finder: &Finder<'_>, change: &Change, passage: &Passage<'_>) -> Action {
    let by_hand = |why: &str| Action::ByHand(why.to_owned());
    if !matches!(passage.unit.kind, UnitKind::Line | UnitKind::Item { .. }) {
        return by_hand("only paragraphs of the report's own text are changed as a whole");
    }
    let Some((host, place)) = host_of(finder, passage) else {
        return by_hand("this paragraph is no text of one file");
    };
    let candidates = match &change.kind {
        ChangeKind::NewParagraph(style) => {
            let style = style.to_lowercase();
            if OTHER_STYLES.iter().any(|other| style.contains(other)) {
                return Action::ByHand(format!("a new paragraph of the style `{style}`"));
            }
            added(finder, &host, &place, &change.after)
        }
        ChangeKind::RemovedParagraph => removed(&host, &place, &passage.text),
        ChangeKind::Moved(to) => {
            let to = to.and_then(|to| host_of(finder, finder.passages.get(to)?));
            match to.filter(|(other, _)| other.file == host.file && other.string.is_none()) {
                Some((_, to)) if host.string.is_none() => moved(&host, &place, &to, &passage.text),
                _ => return by_hand("it was moved out of its file, or out of a text of it"),
            }
        }
        ChangeKind::Split => split(finder, &host, change, passage),
        ChangeKind::Merged => {
            let after = finder.passages[change.passage + 1..].iter();
            let next = after.into_iter().find(|next| next.kind != Kind::Footnote);
            let next = next.and_then(|next| host_of(finder, next));
            match next.filter(|(other, _)| other.file == host.file && other.text() == host.text()) {
                Some((_, next)) => merged(finder, &host, place.end..next.start, &change.after),
                None => return by_hand("the two paragraphs are no text of one file"),
            }
        }
        ChangeKind::Words | ChangeKind::Structure(_) | ChangeKind::Comment => Vec::new(),
    };
    finder.action(change.passage, host.file, &candidates)
}

/// The Markdown in which a passage is written, and its range there.
fn host_of<'f>(finder: &'f Finder<'_>, passage: &Passage<'_>) -> Option<(Host<'f>, Range<usize>)> {
    let pieces = passage.pieces().iter().filter(|piece| !piece.range.is_empty());
    let places = pieces.map(|piece| match piece.origin {
        Origin::Figure(_, span) | Origin::Computed(span)
            if finder.base.get(span.file).is_template() =>
        {
            Some(*span)
        }
        _ => finder.place(passage, piece, 0..piece.range.len()),
    });
    let places: Vec<Span> = places.collect::<Option<_>>()?;
    let file = places.first()?.file;
    let start = places.iter().map(|place| place.start).min()?;
    let range = start..places.iter().map(|place| place.end).max()?;
    let source = finder.base.get(file);
    let string = is_toml(&source.kind).then(|| string_at(source.text(), &range)).flatten();
    let is_one = places.iter().all(|place| place.file == file);
    let edge = range.start..range.start;
    if !is_one || !is_markdown(source, if string.is_some() { &range } else { &edge }) {
        return None;
    }
    let host = Host { file, source, string };
    let inner = host.inner(range);
    Some((host, inner))
}

fn one(piece: Replacement, old: String, new: String) -> Candidate {
    Candidate { pieces: vec![piece], changes: vec![(old, new)] }
}

fn added(
    finder: &Finder<'_>,
    host: &Host<'_>,
    place: &Range<usize>,
    words: &str,
) -> Vec<Candidate> {
    let end = host.lines(place).end;
    let at = host.piece(place.end..place.end, String::new()).range;
    let escaped = [Escapes::Likely, Escapes::All].into_iter().filter_map(|escapes| {
        let words = words.trim();
        let written = finder.escaped(Span::new(host.file, at.clone()), words, escapes)?;
        let piece = host.piece(end..end, format!("\n\n{written}"));
        Some(one(piece, String::new(), format!("{PARAGRAPH}{words}{END}")))
    });
    escaped.collect()
}

/// How readers can get a passage: as a paragraph, as another block, or as an item with a paragraph.
fn blocks(words: &str) -> [String; 3] {
    [
        format!("{PARAGRAPH}{words}{END}"),
        format!("{BLOCK}{words}{END}"),
        format!("{BLOCK}{PARAGRAPH}{words}{END}{END}"),
    ]
}

/// The lines of a passage with the blank lines after it, or before it if it is the last one.
fn with_gap(host: &Host<'_>, place: &Range<usize>) -> Range<usize> {
    let (text, Range { start, end }) = (host.text(), host.lines(place));
    let gap = text[end..].len() - text[end..].trim_start_matches('\n').len();
    match gap {
        gap if end + gap < text.len() => start..end + gap,
        _ => text[..start].trim_end_matches('\n').len()..end,
    }
}

fn removed(host: &Host<'_>, place: &Range<usize>, words: &str) -> Vec<Candidate> {
    let piece = host.piece(with_gap(host, place), String::new());
    let candidates = blocks(words).map(|block| one(piece.clone(), block, String::new()));
    candidates.into_iter().collect()
}

fn moved(host: &Host<'_>, place: &Range<usize>, to: &Range<usize>, words: &str) -> Vec<Candidate> {
    let (from, end) = (with_gap(host, place), host.lines(to).end);
    if from.start <= end && end <= from.end {
        return Vec::new();
    }
    let text = &host.text()[host.lines(place)];
    let candidates = blocks(words).into_iter().flat_map(|block| {
        ["\n\n", "\n"].map(|gap| Candidate {
            pieces: vec![
                host.piece(from.clone(), String::new()),
                host.piece(end..end, format!("{gap}{text}")),
            ],
            changes: vec![(block.clone(), String::new()), (String::new(), block.clone())],
        })
    });
    candidates.collect()
}

/// The marker of a list item at the beginning of the line in which `at` is.
fn marker<'h>(host: &'h Host<'_>, at: usize) -> Option<&'h str> {
    let line = &host.text()[host.lines(&(at..at))];
    let rest = line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
    let rest = rest.strip_prefix(['-', '*', '+', '.', ')'])?;
    let words = rest.trim_start_matches(' ');
    (words.len() < rest.len()).then(|| &line[..line.len() - words.len()])
}

fn split(
    finder: &Finder<'_>,
    host: &Host<'_>,
    change: &Change,
    passage: &Passage<'_>,
) -> Vec<Candidate> {
    let range = &change.range;
    let piece = passage
        .pieces()
        .iter()
        .find(|piece| piece.range.start <= range.start && range.end <= piece.range.end);
    let place = piece.and_then(|piece| {
        let start = piece.range.start;
        finder.place(passage, piece, range.start - start..range.end - start)
    });
    let Some(place) = place else { return Vec::new() };
    let inner = host.inner(place.range());
    let gap = &passage.text[range.clone()];
    let as_item = marker(host, inner.start).map(|marker| (format!("\n{marker}"), BLOCK));
    let ways = [("\n\n".to_owned(), PARAGRAPH)].into_iter().chain(as_item);
    let candidates = ways.map(|(text, block)| {
        let piece = host.piece(inner.clone(), text);
        one(piece, gap.to_owned(), format!("{END}{block}"))
    });
    candidates.collect()
}

fn merged(
    finder: &Finder<'_>,
    host: &Host<'_>,
    gap: Range<usize>,
    between: &str,
) -> Vec<Candidate> {
    if gap.start > gap.end || host.text()[gap.clone()].chars().any(char::is_alphanumeric) {
        return Vec::new();
    }
    let at = host.piece(gap.start..gap.start, String::new()).range;
    let written = finder.escaped(Span::new(host.file, at), between, Escapes::Likely);
    let candidates = written.into_iter().flat_map(|written| {
        [PARAGRAPH, BLOCK].map(|block| {
            let piece = host.piece(gap.clone(), written.clone());
            one(piece, format!("{END}{block}"), between.to_owned())
        })
    });
    candidates.collect()
}
