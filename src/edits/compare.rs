//! Finds the changes in a returned document: pairs its paragraphs with those of the report as sent, compares their words,
//! and adds the tracked changes and comments on them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::borders::split_at_borders;
use super::lines::{self, BaseLine, Class, LinePiece, ReturnedLine};
use super::marks::{self, Touched};
use super::pairs::{Pair, Pairing, pair};
use super::tokens::{key, literal, tokens};
use super::words::{Comparison, Difference, DifferenceKind, compare};
use super::{Change, ChangeKind};
use crate::diagnostic::Sources;
use crate::document::{Document, Kind};
use crate::docx::{self, MarkKind};

/// The changes that people made in a returned document of the report `base`, in the order of the report.
pub fn changes(base: &Document, sources: &Sources, returned: &docx::Document) -> Vec<Change> {
    let passages = base.passages(sources);
    let old = lines::base(base, &passages, sources);
    let new = lines::returned(returned);
    let Pairing { pairs, removed, added } = pair(&old, &new);
    let lengths = passages.iter().map(|passage| passage.text.len()).collect();
    let mut reader = Reader { old, new, returned, lengths, pairs, found: Vec::new() };
    for index in 0..reader.pairs.len() {
        reader.pair(index);
    }
    reader.removed(&removed);
    reader.added(&added);
    reader.comments();
    reader.found.sort_by_key(|found| found.order);
    reader.found.into_iter().map(|found| found.change).collect()
}

struct Reader<'r> {
    old: Vec<BaseLine>,
    new: Vec<ReturnedLine<'r>>,
    returned: &'r docx::Document,
    /// The lengths of the passages.
    lengths: Vec<usize>,
    pairs: Vec<Pair>,
    found: Vec<Found>,
}

/// A change and its place: the passage, whether it comes after it, and the start of its range.
struct Found {
    order: (usize, bool, usize),
    change: Change,
}

impl<'r> Reader<'r> {
    fn add(
        &mut self,
        kind: ChangeKind,
        (passage, range): (usize, Range<usize>),
        after: &str,
        on: Touched,
    ) {
        let is_after = matches!(kind, ChangeKind::NewParagraph(_));
        let order = (passage, is_after, range.start);
        let Touched { marks, comments } = on;
        let after = after.to_owned();
        let change = Change { kind, passage, range, after, marks, comments };
        self.found.push(Found { order, change });
    }

    /// Adds the changes of a paragraph.
    fn pair(&mut self, index: usize) {
        let Pair { old, new, is_moved } = self.pairs[index].clone();
        let old_lines: Vec<BaseLine> = old.iter().map(|line| self.old[*line].clone()).collect();
        let new_lines: Vec<ReturnedLine<'r>> =
            new.iter().map(|line| self.new[*line].clone()).collect();
        if is_moved {
            let after = self.passage_before(new[0]);
            let passage = old_lines[0].passage();
            let whole = 0..self.lengths[passage];
            let on = marks::on_paragraph(&new_lines[0]);
            self.add(ChangeKind::Moved(after), (passage, whole), "", on);
        }
        self.structure(&old_lines[0], &new_lines[0]);
        let is_same = old_lines.len() == 1
            && new_lines.len() == 1
            && old_lines[0].line.key == new_lines[0].line.key;
        let is_quoted = |line: &BaseLine| {
            line.pieces.iter().any(|piece| matches!(piece.class, Class::Place(_, true)))
        };
        if is_same && !is_quoted(&old_lines[0]) {
            return;
        }
        let comparison =
            compare(&old_lines.iter().collect::<Vec<_>>(), &new_lines.iter().collect::<Vec<_>>());
        for difference in &comparison.differences {
            let (base, line) = (&old_lines[difference.at_old], &new_lines[difference.at_new]);
            match difference.kind {
                DifferenceKind::Words => self.words(base, line, difference),
                DifferenceKind::Split => {
                    let on = marks::at_end(line);
                    self.add(ChangeKind::Split, base.place(difference.old.clone()), "", on);
                }
                DifferenceKind::Merged => {
                    let passage = base.last_passage();
                    let end = self.lengths[passage];
                    let between = &line.line.text[difference.new.clone()];
                    let on = marks::on_join(line, &difference.new);
                    self.add(ChangeKind::Merged, (passage, end..end), between, on);
                }
            }
        }
        self.typography(&old_lines, &new_lines, &comparison);
    }

    /// Adds a difference of words, split where it has pieces of different origins.
    fn words(&mut self, base: &BaseLine, line: &ReturnedLine<'_>, difference: &Difference) {
        let Difference { old, new, .. } = difference;
        let (before, after) = (&base.line.text[old.clone()], &line.line.text[new.clone()]);
        if key(&tokens(before)) == key(&tokens(after)) || is_updated(base, line, difference) {
            return;
        }
        let on = marks::on_words(line, new, (!old.is_empty(), !new.is_empty()));
        for (old, after) in split_at_borders(base, old.clone(), after) {
            let place = base.place(old.clone());
            let is_whole =
                |piece: &LinePiece| old.start <= piece.range.start && piece.range.end <= old.end;
            if place.1.is_empty() && after.is_empty() {
                // A part of a reference is a number, which programs update by themselves.
                if !base.overlapping(&old).all(is_whole) {
                    continue;
                }
                let what = format!("the reference “{}” was removed", &base.line.text[old]);
                self.add(ChangeKind::Structure(what), place, "", on.clone());
            } else {
                self.add(ChangeKind::Words, place, &after, on.clone());
            }
        }
    }

    /// Adds differences of typography in words of respondents, which are printed word for word.
    fn typography(&mut self, old: &[BaseLine], new: &[ReturnedLine<'_>], comparison: &Comparison) {
        for (before, after) in comparison.same() {
            let (base, line) = (&old[before.line], &new[after.line]);
            let (own, range) = (before.token.range.clone(), after.token.range.clone());
            let (was, is) = (&base.line.text[own.clone()], &line.line.text[range.clone()]);
            let is_quoted = |class| matches!(class, Class::Place(_, true));
            if literal(was) != literal(is)
                && base.overlapping(&own).any(|piece| is_quoted(piece.class))
            {
                let on = marks::on_words(line, &range, (true, true));
                self.add(ChangeKind::Typography, base.place(own), is, on);
            }
        }
    }

    /// Adds what text can't carry: formatting that was tracked, and levels of headings.
    fn structure(&mut self, base: &BaseLine, line: &ReturnedLine<'_>) {
        let place = (base.passage(), 0..0);
        let style = line.paragraph.style.as_str();
        let level = style.strip_prefix("heading ").and_then(|level| level.parse::<u8>().ok());
        let what = match (base.kind, level) {
            (Kind::Heading(was), Some(is)) if was.min(4) != is => {
                Some(format!("the heading has level {is} instead of {was}"))
            }
            (Kind::Heading(_), _) => None,
            (_, Some(is)) => Some(format!("the paragraph became a heading of level {is}")),
            (_, None) => None,
        };
        if let Some(what) = what {
            let on = Touched::default();
            self.add(ChangeKind::Structure(what), place.clone(), "", on);
        }
        let formatted = line.paragraph.marks.iter().filter(|mark| mark.kind == MarkKind::Formatted);
        let formatted: Vec<_> = formatted.collect();
        let Some(first) = formatted.first() else { return };
        let words = line.line.text.get(first.range.clone()).unwrap_or_default();
        let what = format!("the formatting of “{}” was changed", words.trim());
        let by: BTreeSet<_> = formatted.iter().map(|mark| mark.by.clone()).collect();
        let on = Touched { marks: by.into_iter().collect(), comments: Vec::new() };
        self.add(ChangeKind::Structure(what), place, "", on);
    }

    /// Adds the paragraphs and rows that are gone.
    fn removed(&mut self, removed: &[usize]) {
        let row = |line: &usize| self.old[*line].line.cell.map(|cell| (cell.table, cell.row));
        let is_gone = |row: (usize, usize)| {
            let own = |cell: super::lines::CellPlace| (cell.table, cell.row) == row;
            let all = self.old.iter().filter(|line| line.line.cell.is_some_and(own)).count();
            all == removed.iter().filter(|line| self.old[**line].line.cell.is_some_and(own)).count()
        };
        let groups: Vec<(bool, Vec<usize>)> = removed
            .chunk_by(|one, next| row(one).is_some() && row(one) == row(next))
            .map(|lines| (row(&lines[0]).is_some_and(is_gone), lines.to_vec()))
            .collect();
        for (is_row, lines) in groups {
            let gone = marks::gone(self.returned, &self.old[lines[0]].line.key);
            if is_row {
                let words: Vec<&str> =
                    lines.iter().map(|line| self.old[*line].line.text.trim()).collect();
                let what = format!("the row “{}” was removed", words.join(" | "));
                let place = (self.old[lines[0]].passage(), 0..0);
                self.add(ChangeKind::Structure(what), place, "", gone);
                continue;
            }
            for line in lines {
                let gone = marks::gone(self.returned, &self.old[line].line.key);
                let passage = self.old[line].passage();
                let whole = 0..self.lengths[passage];
                self.add(ChangeKind::RemovedParagraph, (passage, whole), "", gone);
            }
        }
    }

    /// Adds the paragraphs and rows that are new.
    fn added(&mut self, added: &[usize]) {
        let row = |line: &usize| self.new[*line].line.cell.map(|cell| (cell.table, cell.row));
        let groups = added.chunk_by(|one, next| row(one).is_some() && row(one) == row(next));
        let groups: Vec<Vec<usize>> = groups.map(<[usize]>::to_vec).collect();
        for lines in groups {
            let passage = self.passage_before(lines[0]).unwrap_or(0);
            let end = self.lengths[passage];
            let on = lines.iter().map(|line| marks::on_paragraph(&self.new[*line]));
            let on = on.reduce(Touched::and).unwrap_or_default();
            let first = &self.new[lines[0]];
            let words: Vec<&str> =
                lines.iter().map(|line| self.new[*line].line.text.trim()).collect();
            let words = words.join(" | ");
            let kind = match first.line.cell {
                None => ChangeKind::NewParagraph(first.paragraph.style.clone()),
                Some(own) => {
                    let in_row = |line: &&ReturnedLine<'_>| {
                        line.line
                            .cell
                            .is_some_and(|cell| (cell.table, cell.row) == (own.table, own.row))
                    };
                    let is_row = self.new.iter().filter(in_row).count() == lines.len();
                    ChangeKind::Structure(match is_row {
                        true => "a row was added to the table".to_owned(),
                        false => "text was added in a cell of the table".to_owned(),
                    })
                }
            };
            self.add(kind, (passage, end..end), &words, on);
        }
    }

    /// The last passage of the closest line before a returned line that corresponds to one of the report.
    fn passage_before(&self, line: usize) -> Option<usize> {
        let by_line: BTreeMap<usize, usize> = self
            .pairs
            .iter()
            .flat_map(|pair| pair.new.iter().map(|new| (*new, pair.old[pair.old.len() - 1])))
            .collect();
        let (_, old) = by_line.range(..line).next_back()?;
        Some(self.old[*old].last_passage())
    }

    /// Adds the comments on unchanged text, and to all comments their replies.
    fn comments(&mut self) {
        let comments = &self.returned.comments;
        let attached: BTreeSet<usize> =
            self.found.iter().flat_map(|found| found.change.comments.iter().copied()).collect();
        let root = |mut comment: usize| {
            for _ in 0..comments.len() {
                comment = comments[comment].reply_to.unwrap_or(comment);
            }
            comment
        };
        let replies = |to: usize| {
            (0..comments.len()).filter(move |comment| *comment != to && root(*comment) == to)
        };
        for comment in (0..comments.len()).filter(|comment| root(*comment) == *comment) {
            let thread: Vec<usize> = std::iter::once(comment).chain(replies(comment)).collect();
            if thread.iter().any(|one| attached.contains(one)) {
                for found in &mut self.found {
                    let own = &mut found.change.comments;
                    if own.iter().any(|one| thread.contains(one)) {
                        own.retain(|one| !thread.contains(one));
                        own.extend(&thread);
                        own.sort_unstable();
                    }
                }
                continue;
            }
            let place = self.place_of(comment);
            self.add(
                ChangeKind::Comment,
                place,
                "",
                Touched { marks: Vec::new(), comments: thread },
            );
        }
    }

    /// The passage and the range of unchanged text that a comment is on.
    fn place_of(&self, comment: usize) -> (usize, Range<usize>) {
        for pair in &self.pairs {
            for (at_new, index) in pair.new.iter().enumerate() {
                let line = &self.new[*index];
                let is_own = |mark: &&docx::TextMark| mark.kind == MarkKind::Comment(comment);
                let Some(mark) = line.paragraph.marks.iter().find(is_own) else { continue };
                let old: Vec<&BaseLine> = pair.old.iter().map(|line| &self.old[*line]).collect();
                let new: Vec<&ReturnedLine<'_>> =
                    pair.new.iter().map(|line| &self.new[*line]).collect();
                let comparison = compare(&old, &new);
                let range = &mark.range;
                let on = comparison.same().filter(|(_, after)| {
                    after.line == at_new
                        && after.token.range.end > range.start
                        && after.token.range.start < range.end.max(range.start + 1)
                });
                let on: Vec<_> = on.map(|(before, _)| before).collect();
                let Some((first, last)) = on.first().zip(on.last()) else {
                    let end = old[0].line.text.len();
                    return old[0].place(end..end);
                };
                let end = if first.line == last.line { last.token.range.end } else { usize::MAX };
                let base = old[first.line];
                let end = if range.is_empty() {
                    first.token.range.start
                } else {
                    end.min(base.line.text.len())
                };
                return base.place(first.token.range.start..end);
            }
        }
        // It is on a picture, or on a line that programs generate: after the line before.
        let passage = marks::line_before(self.returned, &self.new, comment)
            .and_then(|line| self.passage_before(line + 1))
            .unwrap_or(0);
        let end = self.lengths[passage];
        (passage, end..end)
    }
}

/// Whether words are the result of a field that was updated in the place of the program's words.
fn is_updated(base: &BaseLine, line: &ReturnedLine<'_>, difference: &Difference) -> bool {
    let Difference { old, new, .. } = difference;
    let within = |range: &Range<usize>, kinds: &[MarkKind]| {
        let words = line.line.tokens.iter().filter(|token| !token.is_blank());
        let mut words =
            words.filter(|token| range.start <= token.range.start && token.range.end <= range.end);
        words.all(|token| {
            line.paragraph.marks.iter().any(|mark| {
                kinds.contains(&mark.kind)
                    && mark.range.start <= token.range.start
                    && token.range.end <= mark.range.end
            })
        })
    };
    let is_tool = base.overlapping(old).all(|piece| piece.class == Class::Tool);
    let is_tracked = within(new, &[MarkKind::Inserted]);
    !new.is_empty() && is_tool && within(new, &[MarkKind::Field]) && !(old.is_empty() && is_tracked)
}
