//! Finds the changes in a returned document: pairs its paragraphs with those of the report as sent, compares their words,
//! and adds the tracked changes and comments on them.

use std::collections::BTreeSet;
use std::ops::Range;

use super::borders::split_at_borders;
use super::lines::{self, BaseLine, CellPlace, Line, LinePiece, ReturnedLine};
use super::marks::{Touched, on, on_removed, paragraphs_up_to, removals};
use super::pairs::{Pair, Pairing, pair};
use super::tokens::{key, tokens};
use super::words::{Comparison, Difference, compare};
use super::{ChangeKind, TextRevision};
use crate::diagnostic::Sources;
use crate::document::{Document, Kind, Passage};
use crate::docx::{self, MarkKind};

/// The changes that people made in a returned document of the report `base`, in the order of the report.
pub fn changes(base: &Document, sources: &Sources, returned: &docx::Document) -> Vec<TextRevision> {
    let passages = base.passages(sources);
    let (old, new) = (lines::base(base, &passages), lines::returned(returned));
    let pairing = pair(&old, &new);
    let reader = Reader { old, new, returned, passages: &passages, pairing: &pairing };
    let mut changes: Vec<TextRevision> =
        pairing.pairs.iter().flat_map(|pair| reader.changes_of(pair)).collect();
    changes.extend(reader.removed());
    changes.extend(reader.added());
    reader.add_comments(&mut changes);
    changes.sort_by_key(|change| {
        (change.passage, matches!(change.kind, ChangeKind::NewParagraph(_)), change.range.start)
    });
    changes
}

struct Reader<'r> {
    old: Vec<BaseLine<'r>>,
    new: Vec<ReturnedLine<'r>>,
    returned: &'r docx::Document,
    passages: &'r [Passage<'r>],
    pairing: &'r Pairing,
}

/// A passage and a range of its text.
type Place = (usize, Range<usize>);

fn change(kind: ChangeKind, place: Place, after: &str, (marks, comments): Touched) -> TextRevision {
    let (passage, range) = place;
    TextRevision { kind, passage, range, after: after.to_owned(), marks, comments }
}

fn is_inserted(kind: &MarkKind) -> bool {
    matches!(kind, MarkKind::Inserted | MarkKind::MovedHere)
}

impl Reader<'_> {
    fn whole(&self, passage: usize) -> Place {
        (passage, 0..self.passages[passage].text.len())
    }

    fn end(&self, passage: usize) -> Place {
        let end = self.passages[passage].text.len();
        (passage, end..end)
    }

    fn compare(&self, pair: &Pair) -> Comparison {
        let old: Vec<&Line> = pair.old.iter().map(|line| &self.old[*line].line).collect();
        let new: Vec<&Line> = pair.new.iter().map(|line| &self.new[*line].line).collect();
        compare(&old, &new)
    }

    /// The changes of a paragraph.
    fn changes_of(&self, pair: &Pair) -> Vec<TextRevision> {
        let (first, line) = (&self.old[pair.old[0]], &self.new[pair.new[0]]);
        let mut changes = structure(first, line);
        if pair.is_moved {
            let before = self.passage_before(pair.new[0]);
            let after = before.map_or("", |before| &self.passages[before].text);
            let on = on(line, &(0..line.line.text.len()), is_inserted);
            changes.push(change(ChangeKind::Moved, self.whole(first.passage()), after, on));
        }
        if pair.old.len() + pair.new.len() == 2 && first.line.key == line.line.key {
            return changes;
        }
        let comparison = self.compare(pair);
        for difference in &comparison.differences {
            let (base, old) = (&self.old[pair.old[difference.old.0]], &difference.old.1);
            let (line, new) = (&self.new[pair.new[difference.new.0]], &difference.new.1);
            match &difference.kind {
                ChangeKind::Split => {
                    let on = on(line, new, |kind| *kind == MarkKind::Split);
                    changes.push(change(ChangeKind::Split, base.place(old.clone()), "", on));
                }
                ChangeKind::Merged => {
                    let on = on(line, new, |kind| *kind == MarkKind::Joined);
                    let place = self.end(base.last_passage());
                    let between = &line.line.text[new.clone()];
                    changes.push(change(ChangeKind::Merged, place, between, on));
                }
                _ => changes.extend(words(base, line, difference)),
            }
        }
        changes
    }

    /// The paragraphs and rows that are gone.
    fn removed(&self) -> Vec<TextRevision> {
        let cells: Vec<_> = self.old.iter().map(|line| line.line.cell).collect();
        let rows = rows(&self.pairing.removed, &cells).into_iter();
        let removals = removals(self.returned);
        let changes = rows.map(|(is_row, lines)| {
            let first = &self.old[lines[0]];
            let on = on_removed(&removals, &first.line.key);
            match is_row {
                true => {
                    let words = joined(lines.iter().map(|line| &self.old[*line].line));
                    let what = ChangeKind::Structure(format!("the row “{words}” was removed"));
                    change(what, (first.passage(), 0..0), "", on)
                }
                false => change(ChangeKind::RemovedParagraph, self.whole(first.passage()), "", on),
            }
        });
        changes.collect()
    }

    /// The paragraphs and rows that are new.
    fn added(&self) -> Vec<TextRevision> {
        let cells: Vec<_> = self.new.iter().map(|line| line.line.cell).collect();
        let rows = rows(&self.pairing.added, &cells).into_iter();
        let changes = rows.map(|(is_row, lines)| {
            let first = &self.new[lines[0]];
            let kind = match first.line.cell {
                _ if is_row => ChangeKind::Structure("a row was added to the table".to_owned()),
                Some(_) => ChangeKind::Structure("text was added in a cell".to_owned()),
                None => ChangeKind::NewParagraph(first.paragraph.style.clone()),
            };
            let place = self.end(self.passage_before(lines[0]).unwrap_or(0));
            let words = joined(lines.iter().map(|line| &self.new[*line].line));
            let on = on(first, &(0..first.line.text.len()), is_inserted);
            change(kind, place, &words, on)
        });
        changes.collect()
    }

    /// The last passage of the closest line before a returned line that corresponds to one of the report.
    fn passage_before(&self, line: usize) -> Option<usize> {
        let last = |pair: &Pair| pair.new.iter().copied().filter(|new| *new < line).max();
        let pairs = self.pairing.pairs.iter().filter(|pair| last(pair).is_some());
        let pair = pairs.max_by_key(|pair| last(pair))?;
        Some(self.old[pair.old[pair.old.len() - 1]].last_passage())
    }

    /// Adds the comments on unchanged text, and to all comments their replies.
    fn add_comments(&self, changes: &mut Vec<TextRevision>) {
        let comments = &self.returned.comments;
        for root in (0..comments.len()).filter(|comment| comments[*comment].reply_to.is_none()) {
            let is_reply = |comment: &usize| comments[*comment].reply_to == Some(root);
            let thread = std::iter::once(root).chain((0..comments.len()).filter(is_reply));
            let thread: BTreeSet<usize> = thread.collect();
            let is_own =
                |change: &&mut TextRevision| change.comments.iter().any(|it| thread.contains(it));
            let own: Vec<&mut TextRevision> = changes.iter_mut().filter(is_own).collect();
            if own.is_empty() {
                let on = (Vec::new(), thread.into_iter().collect());
                changes.push(change(ChangeKind::Comment, self.place_of(root), "", on));
                continue;
            }
            for change in own {
                let all = thread.iter().chain(&change.comments).copied();
                change.comments = all.collect::<BTreeSet<_>>().into_iter().collect();
            }
        }
    }

    /// The unchanged text that a comment is on, or the end of the passage before a picture or anything else that is not
    /// compared.
    fn place_of(&self, comment: usize) -> Place {
        for paragraph in paragraphs_up_to(self.returned, comment) {
            let is_own = |line: &ReturnedLine<'_>| std::ptr::eq(line.paragraph, paragraph);
            let Some(line) = self.new.iter().position(is_own) else { continue };
            let mut pairs = self.pairing.pairs.iter();
            let pair = pairs.find(|pair| pair.new.contains(&line));
            let mark = paragraph.marks.iter().find(|mark| mark.kind == MarkKind::Comment(comment));
            let (Some(pair), Some(mark)) = (pair, mark) else {
                return self.end(self.passage_before(line + 1).unwrap_or(0));
            };
            let (start, end) = (mark.range.start, mark.range.end.max(mark.range.start + 1));
            let comparison = self.compare(pair);
            let on = comparison.same().filter(|(_, (at, token))| {
                pair.new[*at] == line && token.range.start < end && start < token.range.end
            });
            let on: Vec<_> = on.map(|(before, _)| before).collect();
            let Some((at, first)) = on.first() else {
                return self.end(self.old[pair.old[0]].last_passage());
            };
            let last = on.iter().rfind(|(line, _)| line == at).map(|(_, last)| last.range.end);
            let last = last.filter(|_| !mark.range.is_empty()).unwrap_or(first.range.start);
            return self.old[pair.old[*at]].place(first.range.start..last);
        }
        (0, 0..0)
    }
}

/// The changes of a difference of words, split where it has pieces of different origins.
fn words(
    base: &BaseLine<'_>,
    line: &ReturnedLine<'_>,
    difference: &Difference,
) -> Vec<TextRevision> {
    let (old, new) = (&difference.old.1, &difference.new.1);
    let (before, after) = (&base.line.text[old.clone()], &line.line.text[new.clone()]);
    // A field that was updated has the place of the program's words.
    let is_tool = base.overlapping(old).all(|piece| piece.origin.place().is_none());
    let is_tracked = old.is_empty() && line.is_marked(new, &MarkKind::Inserted);
    let is_updated = is_tool && !new.is_empty() && line.is_marked(new, &MarkKind::Field);
    if key(&tokens(before)) == key(&tokens(after)) || (is_updated && !is_tracked) {
        return Vec::new();
    }
    let on = on(line, new, |kind| match kind {
        MarkKind::Removed { .. } => !old.is_empty(),
        kind => !new.is_empty() && is_inserted(kind),
    });
    let parts = split_at_borders(base, old.clone(), after).into_iter();
    let changes = parts.filter_map(|(old, after)| {
        let place = base.place(old.clone());
        let is_whole =
            |piece: &LinePiece<'_>| old.start <= piece.range.start && piece.range.end <= old.end;
        match place.1.is_empty() && after.is_empty() {
            false => Some(change(ChangeKind::Words, place, &after, on.clone())),
            // A part of a reference is a number, which programs update by themselves.
            true => base.overlapping(&old).all(is_whole).then(|| {
                let what = format!("the reference “{}” was removed", &base.line.text[old.clone()]);
                change(ChangeKind::Structure(what), place, "", on.clone())
            }),
        }
    });
    changes.collect()
}

/// Changes that text can't carry: formatting that was tracked, and levels of headings.
fn structure(base: &BaseLine<'_>, line: &ReturnedLine<'_>) -> Vec<TextRevision> {
    let level =
        line.paragraph.style.strip_prefix("heading ").and_then(|level| level.parse::<u8>().ok());
    let heading = match (base.kind, level) {
        (Kind::Heading(was), Some(is)) if was.min(4) != is => {
            Some(format!("the heading has level {is} instead of {was}"))
        }
        (Kind::Heading(_), _) | (_, None) => None,
        (_, Some(is)) => Some(format!("the paragraph became a heading of level {is}")),
    };
    let mut marks = line.paragraph.marks.iter();
    let formatted = marks.find(|mark| mark.kind == MarkKind::Formatted).map(|mark| {
        let words = line.line.text[mark.range.clone()].trim();
        (format!("the formatting of “{words}” was changed"), (vec![mark.by.clone()], Vec::new()))
    });
    let found = heading.map(|what| (what, Touched::default())).into_iter().chain(formatted);
    let place = (base.passage(), 0..0);
    found.map(|(what, on)| change(ChangeKind::Structure(what), place.clone(), "", on)).collect()
}

/// Groups lines by the rows of tables, and says which groups are all of a row.
fn rows(own: &[usize], cells: &[Option<CellPlace>]) -> Vec<(bool, Vec<usize>)> {
    let row = |line: usize| cells[line].map(|cell| cell.row);
    let count = |row| cells.iter().flatten().filter(|cell| cell.row == row).count();
    let groups = own.chunk_by(|one, next| row(*one).is_some() && row(*one) == row(*next));
    let groups = groups.flat_map(|group| match row(group[0]) {
        Some(own) if count(own) == group.len() => vec![(true, group.to_vec())],
        _ => group.iter().map(|line| (false, vec![*line])).collect(),
    });
    groups.collect()
}

/// The cells of a row, or the text of a paragraph.
fn joined<'l>(lines: impl Iterator<Item = &'l Line>) -> String {
    lines.map(|line| line.text.trim()).collect::<Vec<_>>().join(" | ")
}
