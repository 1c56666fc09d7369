//! Finds the pieces of a project's files that make an edit, and checks that they make it.

use std::ops::Range;

use super::carry::{Carried, carry};
use super::escape::{self, Escapes};
use super::reading::{is_change, readings};
use super::strings::{is_toml, spliced, string_at, strings, written};
use super::{Action, Replacement, Target};
use crate::content::tokens::{Token, TokenKind, tokens};
use crate::diagnostic::{FileId, Source, SourceKind, Sources, Span, align};
use crate::document::{Origin, Passage, Piece};
use crate::errata::{self, Erratum, Status};
use crate::text::overlap;

/// What is searched: the report as sent, and the project as it is now.
pub(super) struct Finder<'a> {
    /// The files that the report was made from.
    pub(super) base: &'a Sources,
    /// The project's files.
    pub(super) now: &'a Sources,
    /// The errata of the project.
    pub(super) errata: &'a [Erratum],
    /// The passages of the report.
    pub(super) passages: Vec<Passage<'a>>,
}

/// A way to make an edit.
pub(super) struct Candidate {
    /// The pieces of a file of the report as sent.
    pub(super) pieces: Vec<Replacement>,
    /// What readers get, as old and new text: first from the first piece, then from one more, last
    /// from all.
    pub(super) changes: Vec<(String, String)>,
}

impl Finder<'_> {
    /// The place in the files of the report of a part of a literal piece; `range` counts from the
    /// beginning of the piece.
    pub(super) fn place(
        &self,
        passage: &Passage<'_>,
        piece: &Piece<'_>,
        range: Range<usize>,
    ) -> Option<Span> {
        let Origin::Place(span) = piece.origin else { return None };
        let (source, text) = (self.base.slice(*span), &passage.text[piece.range.clone()]);
        let range = if source == text {
            range
        } else if let Some(alignment) = align(source, text) {
            alignment.range(range)
        } else {
            // A tree of release 0.2.0 has the line only.
            let mut found = source.match_indices(text);
            let (at, _) = found.next().filter(|_| found.next().is_none())?;
            at + range.start..at + range.end
        };
        Some(Span::new(span.file, span.start + range.start..span.start + range.end))
    }

    /// Words as they are written at a place of a file; `None` if they can't be written there.
    pub(super) fn escaped(&self, place: Span, words: &str, escapes: Escapes) -> Option<String> {
        let source = self.base.get(place.file);
        let range = place.range();
        let is_line = !words.contains('\n');
        match &source.kind {
            SourceKind::Template if tag_at(source.text(), &range).is_some() => {
                escape::is_plain(words).then(|| words.to_owned())
            }
            SourceKind::Template => Some(escape::markdown(words, escapes)),
            SourceKind::Table(_) => escape::is_plain(words).then(|| words.to_owned()),
            _ => match string_at(source.text(), &range)?.is_markdown() {
                true => Some(escape::markdown(words, escapes)),
                false => is_line.then(|| words.to_owned()),
            },
        }
    }

    /// The action for an edit of passage `own` in a file of the report as sent: the first of the
    /// candidates that changes what it should in the project, and nothing else.
    pub(super) fn action(&self, own: usize, file: FileId, candidates: &[Candidate]) -> Action {
        let source = self.base.get(file);
        let Some(now_file) = self.now.find(&source.name) else {
            return Action::ByHand(format!("`{}` is no file of the project any more", source.name));
        };
        let now = self.now.get(now_file);
        let mut outdated = None;
        for Candidate { pieces, changes } in candidates {
            let carried = pieces.iter().map(|piece| {
                let carried = carry(source.text(), now.text(), piece.range.clone());
                (carried, piece.text.clone())
            });
            let carried: Vec<(Carried, String)> = carried.collect();
            let same = carried.iter().map(|(place, text)| match place {
                Carried::Same(range) => {
                    Some(Replacement { range: range.clone(), text: text.clone() })
                }
                Carried::Changed(_) => None,
            });
            let Some(same) = same.collect::<Option<Vec<Replacement>>>() else {
                outdated.get_or_insert((carried, pieces));
                continue;
            };
            if !is_exact(now, &same, changes) {
                continue;
            }
            if let Some(erratum) = self.erratum(now_file, &same) {
                return erratum;
            }
            let others = self.others(own, file, pieces);
            let is_conditional = now.is_template() && is_under_tag(now.text(), &same);
            let is_own = matches!(
                now.kind,
                SourceKind::Template | SourceKind::Report | SourceKind::Table(_)
            );
            let target = self.target(now_file, same);
            return match is_own && !is_conditional && others.is_empty() {
                true => Action::Apply(target),
                false => Action::ApplyByName(target, others),
            };
        }
        match outdated {
            Some((carried, pieces)) => self.outdated(file, now_file, &carried, pieces),
            None => {
                let place = candidates.first().and_then(|first| first.pieces.first());
                let at = place.map_or(0, |piece| piece.range.start);
                let line = self.line(Span::new(file, at..at));
                Action::ByHand(format!("{line} can't be changed in this way alone"))
            }
        }
    }

    /// The file and line of a place of the report as sent, as messages have it.
    pub(super) fn line(&self, place: Span) -> String {
        format!("{}:{}", self.base.get(place.file).name, self.base.line_column(place).0)
    }

    fn target(&self, file: FileId, pieces: Vec<Replacement>) -> Target {
        let first = pieces.iter().map(|piece| piece.range.start).min().unwrap_or(0);
        let line = self.now.line_column(Span::new(file, first..first)).0;
        Target { file: self.now.get(file).name.clone(), line, pieces }
    }

    /// The action for an edit where the project was changed.
    fn outdated(
        &self,
        file: FileId,
        now_file: FileId,
        carried: &[(Carried, String)],
        pieces: &[Replacement],
    ) -> Action {
        let whole = |ranges: Vec<&Range<usize>>| {
            let start = ranges.iter().map(|range| range.start).min().unwrap_or(0);
            start..ranges.iter().map(|range| range.end).max().unwrap_or(0)
        };
        let places = carried.iter().map(|(place, _)| match place {
            Carried::Same(range) | Carried::Changed(range) => range,
        });
        let place = whole(places.collect());
        let before = whole(pieces.iter().map(|piece| &piece.range).collect());
        let inner = pieces.iter().map(|piece| Replacement {
            range: piece.range.start - before.start..piece.range.end - before.start,
            text: piece.text.clone(),
        });
        let inner: Vec<Replacement> = inner.collect();
        let text = spliced(&self.base.get(file).text()[before], &inner);
        let piece = Replacement { range: place.clone(), text };
        if let Some(Action::Erratum { number, .. }) =
            self.erratum(now_file, std::slice::from_ref(&piece))
        {
            return Action::Erratum { number, target: None };
        }
        let now = self.now.get(now_file).text()[place].to_owned();
        Action::Outdated { target: self.target(now_file, vec![piece]), now }
    }

    /// The erratum over one of these pieces of the project, if there is any.
    fn erratum(&self, file: FileId, pieces: &[Replacement]) -> Option<Action> {
        let now = self.now.get(file);
        let own = self.errata.iter().filter(|erratum| erratum.file == file && !erratum.by_hand);
        let erratum = own.into_iter().find(|erratum| {
            pieces.iter().any(|piece| {
                let is_there = overlap(&erratum.original, &now.original_range(piece.range.clone()));
                match erratum.status {
                    Status::Applied => is_there && now.is_corrected(piece.range.clone()),
                    Status::Proposed => is_there,
                    Status::Rejected => false,
                }
            })
        })?;
        let target = self.correction(now, erratum, pieces);
        Some(Action::Erratum { number: erratum.index + 1, target })
    }

    /// The change of an applied erratum that makes an edit within its correction.
    fn correction(
        &self,
        now: &Source,
        erratum: &Erratum,
        pieces: &[Replacement],
    ) -> Option<Target> {
        let file = self.now.find(errata::FILE)?;
        let text = self.now.get(file).text();
        let path = format!("erratum.{}.corrected", erratum.index);
        let string = strings(text)?.into_iter().find(|string| string.path == path)?;
        let pieces = written(&now.kind, now.text(), pieces)?.into_iter().map(|piece| {
            let (corrected, original) = now.correction(&piece.range)?;
            let start = corrected.start;
            let range = piece.range.start - start..piece.range.end - start;
            let is_own = original == erratum.original && corrected.len() == string.value.len();
            is_own.then(|| Replacement { range: string.in_file(text, range), text: piece.text })
        });
        Some(self.target(file, pieces.collect::<Option<_>>()?))
    }

    /// The passages that print one of the pieces as well. The passage itself is one of them if it
    /// prints a piece twice.
    fn others(&self, own: usize, file: FileId, pieces: &[Replacement]) -> Vec<usize> {
        let prints = |printed: &Piece<'_>, piece: &Replacement| {
            let Origin::Place(span) = printed.origin else { return false };
            let Range { start, end } = piece.range;
            let touches = match piece.range.is_empty() {
                true => span.start <= start && end <= span.end,
                false => span.start < end && start < span.end,
            };
            span.file == file && touches
        };
        let others = self.passages.iter().enumerate().filter(|(index, passage)| {
            let times = |piece| passage.pieces().iter().filter(|own| prints(own, piece)).count();
            match *index == own {
                false => pieces.iter().any(|piece| times(piece) > 0),
                true => {
                    let spans = passage.pieces().iter().filter_map(|one| one.origin.place());
                    let printed: Vec<Span> = spans.filter(|span| span.file == file).collect();
                    pieces.iter().any(|piece| {
                        let mut same = printed.iter().filter(|span| {
                            span.start <= piece.range.start && piece.range.end <= span.end
                        });
                        let first = same.next();
                        same.any(|next| {
                            first.is_some_and(|first| overlap(&first.range(), &next.range()))
                        })
                    })
                }
            }
        });
        others.map(|(index, _)| index).collect()
    }
}

/// Whether the pieces make these changes for readers of a file, and no other.
fn is_exact(source: &Source, pieces: &[Replacement], changes: &[(String, String)]) -> bool {
    let (kind, text) = (&source.kind, source.text());
    // What a tag prints from its texts is not known here; only plain words are put there.
    if source.is_template() && pieces.iter().any(|piece| tag_at(text, &piece.range).is_some()) {
        return true;
    }
    let Some(mut before) = readings(kind, text) else { return false };
    (1..=changes.len()).all(|step| {
        let own = if step == changes.len() { pieces } else { &pieces[..step] };
        let after = written(kind, text, own).map(|own| spliced(text, &own));
        let Some(after) = after.and_then(|after| readings(kind, &after)) else { return false };
        let (old, new) = &changes[step - 1];
        let mut pairs = before.iter().zip(&after);
        let is_right = pairs.all(|(before, after)| is_change(before, after, old, new));
        before = after;
        is_right
    })
}

/// The tag of a template in which a range lies.
fn tag_at(template: &str, range: &Range<usize>) -> Option<Token> {
    let is_tag = |token: &Token| token.kind != TokenKind::Text;
    let is_in = |token: &Token| token.range.start < range.start && range.end < token.range.end;
    tokens(template).into_iter().find(|token| is_tag(token) && is_in(token))
}

/// Whether a piece is in a tag, or in a condition, loop or macro of a template.
fn is_under_tag(template: &str, pieces: &[Replacement]) -> bool {
    pieces.iter().any(|piece| {
        let mut open = 0_usize;
        for tag in tokens(template) {
            if tag.range.start >= piece.range.start {
                break;
            }
            if tag.kind == TokenKind::Text {
                continue;
            }
            if piece.range.end < tag.range.end {
                return true;
            }
            let name = tag.name(template);
            let is_value = name == "set" && template[tag.range.clone()].contains('=');
            if name.starts_with("end") {
                open = open.saturating_sub(1);
            } else if tag.kind == TokenKind::Block
                && !is_value
                && ["if", "for", "set", "macro", "call", "filter", "with", "block"].contains(&name)
            {
                open += 1;
            }
        }
        open > 0
    })
}

/// Whether a file is text in which paragraphs are Markdown.
pub(super) fn is_markdown(source: &Source, range: &Range<usize>) -> bool {
    match is_toml(&source.kind) {
        true => string_at(source.text(), range).is_some_and(|string| string.is_markdown()),
        false => source.is_template() && tag_at(source.text(), range).is_none(),
    }
}
