//! Finds the pieces of a project's files that make an edit, and checks that they make it.

use std::collections::BTreeSet;
use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::escape;
use super::reading::{is_change, readings_with};
use super::strings::{string_at, strings, written};
use super::{Action, EditTarget, Rewording, Verdict};
use crate::content::tokens::{TokenKind, tokens, unclosed};
use crate::diagnostic::{Edit, FileId, Source, SourceKind, Sources, Span, align};
use crate::document::{Document, Origin, Passage, Piece};
use crate::errata::{self, Erratum, Status};
use crate::text::{overlap, segments, squeezed};
use crate::words::{self, Words};

/// The report as sent, and the project as it is now.
pub struct Finder<'a> {
    /// The files that the report was made from.
    pub(super) base: &'a Sources,
    /// The project's files.
    pub(super) now: &'a Sources,
    /// The files of both: the text of the report, on that of the project.
    versions: Sources,
    /// The errata of the project.
    pub(super) errata: &'a [Erratum],
    /// The passages of the report.
    pub(super) passages: Vec<Passage<'a>>,
    /// The program's words.
    pub(super) words: Option<Words>,
}

/// A way to make an edit: pieces of a file of the report as sent, and the texts that readers get before and after.
pub(super) struct Candidate {
    pub(super) pieces: Vec<Edit>,
    pub(super) change: Rewording,
}

impl<'a> Finder<'a> {
    /// For a report as sent, with the files that it was made from, `base`, and the project's files, `now`, with its errata.
    pub fn new(
        document: &'a Document,
        base: &'a Sources,
        now: &'a Sources,
        errata: &'a [Erratum],
    ) -> Self {
        let mut versions = Sources::default();
        for (_, source) in base.iter() {
            let Some(now) = now.find(&source.name).map(|file| now.get(file).text()) else {
                continue;
            };
            let (old, new) = (segments(source.text()), segments(now));
            let (mut start, mut edits) = (0, Vec::new());
            for op in capture_diff_slices(Algorithm::Myers, &new, &old) {
                let end = start + new[op.old_range()].concat().len();
                if op.tag() != DiffTag::Equal {
                    edits.push(Edit { range: start..end, text: old[op.new_range()].concat() });
                }
                start = end;
            }
            let file = versions.add(&source.name, now);
            versions.edit(file, edits);
        }
        let (passages, words) = (document.passages(base), words::read(base).0);
        Finder { base, now, versions, errata, passages, words }
    }
}

impl Finder<'_> {
    /// The place in the files of the report of a part of a piece that is text as its file has it; `range` counts from
    /// the beginning of the piece. Names of respondents and the program's words are not edited where they are printed.
    pub(super) fn place(
        &self,
        passage: &Passage<'_>,
        piece: &Piece<'_>,
        range: Range<usize>,
    ) -> Option<Span> {
        let Origin::Place(span) = piece.origin else { return None };
        if matches!(self.base.get(span.file).kind, SourceKind::Mechanisms | SourceKind::Words) {
            return None;
        }
        let (source, text) = (self.base.slice(*span), &passage.text[piece.range.clone()]);
        let range = match align(source, text) {
            Some(alignment) => alignment.range(range),
            None => {
                // A tree of release 0.2.0 has the line only.
                let mut found = source.match_indices(text);
                let (at, _) = found.next().filter(|_| found.next().is_none())?;
                at + range.start..at + range.end
            }
        };
        Some(Span::new(span.file, span.start + range.start..span.start + range.end))
    }

    /// Words as they are written at a place of a file; `None` if they can't be written there.
    pub(super) fn escaped(&self, place: Span, words: &str) -> Option<String> {
        let source = self.base.get(place.file);
        let is_markdown = match &source.kind {
            SourceKind::Template if !is_in_tag(source.text(), &place.range()) => true,
            SourceKind::Template | SourceKind::Table(_) => {
                return escape::is_plain(words).then(|| words.to_owned());
            }
            _ => string_at(source.text(), &place.range())?.is_markdown(),
        };
        if !is_markdown {
            return (!words.contains('\n')).then(|| words.to_owned());
        }
        let line = source.text()[..place.start].rsplit(['\n', '"', '\'']).next();
        let is_first = line.is_none_or(|line| !line.contains(char::is_alphanumeric));
        Some(escape::markdown(words, is_first))
    }

    /// The file and line of a place of the report as sent, as messages have it.
    pub(super) fn line(&self, place: Span) -> String {
        format!("{}:{}", self.base.get(place.file).name, self.base.line_column(place).0)
    }

    /// The keys of the program's words that a text is made of, and where they are, for messages.
    pub(super) fn key_of(&self, text: &str) -> String {
        let keys = self.words.as_ref().map(|words| words.origins(text)).unwrap_or_default();
        let own = self.now.find(words::FILE);
        let strings = own.and_then(|file| strings(self.now.get(file).text())).unwrap_or_default();
        let place = |key: &str| {
            let string = strings.iter().find(|string| string.path == key)?;
            let (line, _) = self.now.line_column(Span::new(own?, string.token.clone()));
            Some(format!(":{line}"))
        };
        let place = |key| format!("`{key}` in {}{}", words::FILE, place(key).unwrap_or_default());
        let places: Vec<String> = keys.into_iter().map(place).collect();
        if places.is_empty() { String::new() } else { format!(": {}", places.join(" or ")) }
    }

    /// The action for an edit of passage `own` in a file of the report as sent: that of the first
    /// candidate that changes what it should in the project, and nothing else.
    pub(super) fn action(&self, own: usize, file: FileId, candidates: &[Candidate]) -> Verdict {
        let name = &self.base.get(file).name;
        let files = self.now.find(name).zip(self.versions.find(name));
        let gone = || format!("`{name}` is no file of the project any more");
        let (now_file, versions) = files.ok_or_else(gone)?;
        let (now, versions) = (self.now.get(now_file), self.versions.get(versions));
        let mut outdated = None;
        for Candidate { pieces, change } in candidates {
            let carried = pieces.iter().map(|Edit { range, text }| {
                let range = versions.original_range(range.clone());
                Edit { range, text: text.clone() }
            });
            let carried: Vec<Edit> = carried.collect();
            // The text must be the same; where words are inserted, those beside the place.
            let near = pieces.iter().map(|Edit { range, text }| {
                let (base, near) = (versions.text(), with_next(versions.text(), range));
                let made = [&base[near.start..range.start], text, &base[range.end..near.end]];
                (&base[near.clone()], &now.text()[versions.original_range(near)], made.concat())
            });
            let near: Vec<(&str, &str, String)> = near.collect();
            if near.iter().any(|(was, is, _)| was != is) {
                let is_made = near.iter().all(|(_, is, made)| is == made);
                let now = squeezed(&near.iter().map(|(_, is, _)| *is).collect::<String>());
                let what = match is_made {
                    true => "made already".to_owned(),
                    false => format!(
                        "outdated: the project's text was changed since; there is now “{now}”"
                    ),
                };
                outdated.get_or_insert((carried, what));
                continue;
            }
            // What a tag prints from its texts is known to the template only.
            let is_in_tag = |piece: &Edit| now.is_template() && is_in_tag(now.text(), &piece.range);
            let is_seen = !carried.iter().any(is_in_tag);
            let change = Some(change.clone()).filter(|_| is_seen);
            if !is_exact(now, &[], &carried, change.as_ref()) {
                continue;
            }
            if let Some(erratum) = self.erratum(now_file, &carried) {
                let number = erratum.index + 1;
                let effect =
                    format!("can be applied: it changes the corrected text of erratum {number}");
                let target = self.correction(now, erratum, &carried);
                let apply = target.map(|target| Action::Apply(target, effect));
                return Ok(apply.unwrap_or_else(|| proposed(erratum)));
            }
            let others = self.others(own, file, pieces);
            let is_in_block = |piece: &Edit| unclosed(&now.text()[..piece.range.start]).is_some();
            let is_own = match now.kind {
                SourceKind::Template => is_seen && !carried.iter().any(is_in_block),
                SourceKind::Report | SourceKind::Table(_) => true,
                _ => false,
            };
            let target = self.target(now_file, carried, change);
            return Ok(match now.kind.response_key() {
                Some(key) => Action::Respondent(key.to_owned(), Some(target)),
                None => Action::Apply(target, self.effect(is_own, &others)),
            });
        }
        let (pieces, what) = outdated.ok_or_else(|| {
            let place = candidates.first().and_then(|first| first.pieces.first());
            let at = place.map_or(0, |piece| piece.range.start);
            let line = self.line(Span::new(file, at..at));
            format!("{line} can't be changed in this way alone")
        })?;
        let erratum = self.erratum(now_file, &pieces);
        Ok(erratum.map_or(Action::Overtaken(what), proposed))
    }

    fn target(&self, file: FileId, pieces: Vec<Edit>, change: Option<Rewording>) -> EditTarget {
        let first = pieces.iter().map(|piece| piece.range.start).min().unwrap_or(0);
        let line = self.now.line_column(Span::new(file, first..first)).0;
        EditTarget { file: self.now.get(file).name.clone(), line, pieces, change }
    }

    /// The erratum over one of these pieces of the project, if there is any.
    fn erratum(&self, file: FileId, pieces: &[Edit]) -> Option<&Erratum> {
        let now = self.now.get(file);
        let is_over = |erratum: &&Erratum| {
            let mut ranges = pieces.iter().map(|piece| now.original_range(piece.range.clone()));
            erratum.file == file
                && !erratum.by_hand
                && erratum.status != Status::Rejected
                && ranges.any(|range| overlap(&erratum.original, &range))
        };
        self.errata.iter().find(is_over)
    }

    /// The change of an applied erratum that makes an edit within its correction.
    fn correction(&self, now: &Source, own: &Erratum, pieces: &[Edit]) -> Option<EditTarget> {
        let file = self.now.find(errata::FILE)?;
        let text = self.now.get(file).text();
        let path = format!("erratum.{}.corrected", own.index);
        let string = strings(text)?.into_iter().find(|string| string.path == path)?;
        let [piece] = &written(&now.kind, now.text(), pieces)?[..] else { return None };
        let (corrected, _) =
            now.correction(&piece.range).filter(|(_, original)| *original == own.original)?;
        let range = piece.range.start - corrected.start..piece.range.end - corrected.start;
        let change = (string.value.get(range.clone())?.to_owned(), piece.text.clone());
        let piece = Edit { range: string.in_file(text, range), text: piece.text.clone() };
        Some(self.target(file, vec![piece], Some(change)))
    }

    /// The passages that print text of the pieces as well; the passage itself is one of them if it prints a piece twice.
    fn others(&self, own: usize, file: FileId, pieces: &[Edit]) -> Vec<usize> {
        let touches = |span: &Span| {
            let mut pieces = pieces.iter().map(|piece| &piece.range);
            span.file == file
                && pieces.any(|piece| piece.start <= span.end && span.start <= piece.end)
        };
        let printed: BTreeSet<Span> = self.passages[own].spans().filter(touches).collect();
        let is_printed = |span: &Span| {
            let mut printed = printed.iter();
            span.file == file && printed.any(|own| overlap(&own.range(), &span.range()))
        };
        let others = self.passages.iter().enumerate().filter(|(index, passage)| {
            let times = passage.spans().filter(is_printed).count();
            times > if *index == own { printed.len() } else { 0 }
        });
        others.map(|(index, _)| index).collect()
    }
}

/// The action where an erratum proposes something already.
fn proposed(erratum: &Erratum) -> Action {
    let number = erratum.index + 1;
    Action::Overtaken(format!("proposed already: by erratum {number} of data/errata.toml"))
}

/// Whether more pieces make this change for readers of a file, and no other.
pub(super) fn is_exact(
    source: &Source,
    before: &[Edit],
    after: &[Edit],
    change: Option<&Rewording>,
) -> bool {
    let (before, after) = (readings_with(source, before), readings_with(source, after));
    before.zip(after).is_some_and(|(before, after)| {
        before.iter().zip(&after).all(|(before, after)| is_change(before, after, change))
    })
}

/// A range, if it is empty with the character on each side of it.
fn with_next(text: &str, range: &Range<usize>) -> Range<usize> {
    if !range.is_empty() {
        return range.clone();
    }
    let before = text[..range.start].chars().next_back().map_or(0, char::len_utf8);
    let after = text[range.end..].chars().next().map_or(0, char::len_utf8);
    range.start - before..range.end + after
}

/// Whether a range is in a tag of a template.
fn is_in_tag(template: &str, range: &Range<usize>) -> bool {
    let mut tags = tokens(template).into_iter().filter(|token| token.kind != TokenKind::Text);
    tags.any(|tag| tag.range.start < range.start && range.end < tag.range.end)
}
