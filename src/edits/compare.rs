//! Finds the changes in a returned document: pairs its paragraphs with those of the report as sent, compares their words,
//! and adds the tracked changes and comments on them.

use std::ops::Range;

use super::borders::split_at_borders;
use super::lines::{self, Line, LinePiece};
use super::marks::{Touched, on, on_removed, removals};
use super::pairs::{LEAST_ALIKE, Pair, Pairing, alike, pair};
use super::tokens::{key, tokens};
use super::words::{Comparison, Difference, compare};
use super::{ChangeKind, TextRevision};
use crate::diagnostic::Sources;
use crate::document::{Document, Kind, Passage};
use crate::docx::{self, MarkKind, TextMark};

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
    reader.add_margins(&lines::base_margins(base, &passages), &mut changes);
    reader.add_comments(&mut changes);
    changes.sort_by_key(|change| {
        (change.passage, matches!(change.kind, ChangeKind::NewParagraph(_)), change.range.start)
    });
    changes
}

struct Reader<'r> {
    old: Vec<Line<'r>>,
    new: Vec<Line<'r>>,
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

/// What is on a line that was inserted.
fn on_whole(line: &Line<'_>) -> Touched {
    on(line, &(0..line.text.len()), is_inserted)
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
        let old: Vec<&Line<'_>> = pair.old.iter().map(|line| &self.old[*line]).collect();
        let new: Vec<&Line<'_>> = pair.new.iter().map(|line| &self.new[*line]).collect();
        compare(&old, &new)
    }

    /// The changes of a paragraph.
    fn changes_of(&self, pair: &Pair) -> Vec<TextRevision> {
        let (first, line) = (&self.old[pair.old[0]], &self.new[pair.new[0]]);
        let mut changes = structure(self.passages[first.pieces[0].passage].kind, first, line);
        if pair.is_moved {
            let before = self.passage_before(pair.new[0]);
            let after = before.map_or("", |before| &self.passages[before].text);
            let place = self.whole(first.passage());
            changes.push(change(ChangeKind::Moved, place, after, on_whole(line)));
        }
        if pair.old.len() + pair.new.len() == 2 && first.key == line.key {
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
                    let between = &line.text[new.clone()];
                    changes.push(change(ChangeKind::Merged, place, between, on));
                }
                _ => changes.extend(words(base, line, difference)),
            }
        }
        changes
    }

    /// The paragraphs and rows that are gone.
    fn removed(&self) -> Vec<TextRevision> {
        let removals = removals(self.returned);
        let changes =
            rows(&self.pairing.removed, &self.old).into_iter().map(|(is_row, first, words)| {
                let line = &self.old[first];
                let (kind, place) = match line.cell {
                    _ if is_row => {
                        let what = format!("the row “{words}” was removed");
                        (ChangeKind::Structure(what), (line.passage(), 0..0))
                    }
                    // A cell stays, without words.
                    Some(_) => (ChangeKind::Words, self.whole(line.passage())),
                    None => (ChangeKind::RemovedParagraph, self.whole(line.passage())),
                };
                change(kind, place, "", on_removed(&removals, &line.key))
            });
        changes.collect()
    }

    /// The paragraphs and rows that are new.
    fn added(&self) -> Vec<TextRevision> {
        let changes =
            rows(&self.pairing.added, &self.new).into_iter().map(|(is_row, first, words)| {
                let line = &self.new[first];
                let kind = match line.cell {
                    _ if is_row => ChangeKind::Structure("a row was added to the table".to_owned()),
                    Some(_) => ChangeKind::Structure("text was added in a cell".to_owned()),
                    None => ChangeKind::NewParagraph(line.style.to_owned()),
                };
                change(kind, self.place_before(first), &words, on_whole(line))
            });
        changes.collect()
    }

    /// Adds the changes of page headers and footers that are not among the others.
    fn add_margins(&self, base: &[Line<'_>], changes: &mut Vec<TextRevision>) {
        let lines = self.returned.margins.iter().map(Line::of_margin);
        let is_known = |line: &Line<'_>| {
            line.tokens.is_empty() || base.iter().any(|base| base.key == line.key)
        };
        for line in lines.filter(|line| !is_known(line)) {
            let likeness = |base: &Line<'_>| alike(base, &line);
            let like = base.iter().find(|it| !it.pieces.is_empty() && likeness(it) >= LEAST_ALIKE);
            let own = match like {
                Some(base) => {
                    let comparison = compare(&[base], &[&line]);
                    let own = comparison.differences.iter();
                    own.flat_map(|difference| words(base, &line, difference)).collect()
                }
                None => {
                    let words = line.text.trim();
                    let what = format!("a page header or footer has the words “{words}”");
                    vec![change(ChangeKind::Structure(what), (0, 0..0), "", on_whole(&line))]
                }
            };
            for change in own {
                if !changes.iter().any(|other| other.is_same(&change)) {
                    changes.push(change);
                }
            }
        }
    }

    /// The last passage of the closest line before a returned line that corresponds to one of the report.
    fn passage_before(&self, line: usize) -> Option<usize> {
        let last = |pair: &Pair| pair.new.iter().copied().filter(|new| *new < line).max();
        let pairs = self.pairing.pairs.iter().filter(|pair| last(pair).is_some());
        let pair = pairs.max_by_key(|pair| last(pair))?;
        Some(self.old[pair.old[pair.old.len() - 1]].last_passage())
    }

    /// The end of that passage.
    fn place_before(&self, line: usize) -> Place {
        self.end(self.passage_before(line).unwrap_or(0))
    }

    /// Adds the comments on unchanged text, and to all comments their replies.
    fn add_comments(&self, changes: &mut Vec<TextRevision>) {
        let comments = &self.returned.comments;
        for root in (0..comments.len()).filter(|comment| comments[*comment].reply_to.is_none()) {
            let is_reply = |comment: &usize| comments[*comment].reply_to == Some(root);
            let replies = (0..comments.len()).filter(is_reply);
            let thread: Vec<usize> = std::iter::once(root).chain(replies).collect();
            let mut is_on_change = false;
            for change in changes.iter_mut() {
                if change.comments.iter().any(|comment| thread.contains(comment)) {
                    change.comments.retain(|comment| !thread.contains(comment));
                    change.comments.extend(&thread);
                    is_on_change = true;
                }
            }
            if !is_on_change {
                let on = (Vec::new(), thread);
                changes.push(change(ChangeKind::Comment, self.place_of(root), "", on));
            }
        }
    }

    /// The unchanged text that a comment is on, or the end of the passage before a picture or anything else that is not
    /// compared.
    fn place_of(&self, comment: usize) -> Place {
        let is_own = |mark: &&TextMark| mark.kind == MarkKind::Comment(comment);
        let mut marked = self.new.iter().enumerate();
        let marked = marked
            .find_map(|(line, new)| Some((line, new.marks.iter().find(is_own)?.range.clone())));
        let Some((line, range)) = marked else {
            let before = self.new.iter().position(|line| line.comments_after.contains(&comment));
            return self.place_before(before.map_or(0, |line| line + 1));
        };
        let mut pairs = self.pairing.pairs.iter();
        let Some(pair) = pairs.find(|pair| pair.new.contains(&line)) else {
            return self.place_before(line + 1);
        };
        let (start, end) = (range.start, range.end.max(range.start + 1));
        let comparison = self.compare(pair);
        let on = comparison.same().filter(|(_, (at, token))| {
            pair.new[*at] == line && token.range.start < end && start < token.range.end
        });
        let on: Vec<_> = on.map(|(before, _)| before).collect();
        let Some((at, first)) = on.first() else {
            return self.end(self.old[pair.old[0]].last_passage());
        };
        let last = on.iter().rfind(|(line, _)| line == at).map(|(_, last)| last.range.end);
        let last = last.filter(|_| !range.is_empty()).unwrap_or(first.range.start);
        self.old[pair.old[*at]].place(first.range.start..last)
    }
}

/// The changes of a difference of words, split where it has pieces of different origins.
fn words(base: &Line<'_>, line: &Line<'_>, difference: &Difference) -> Vec<TextRevision> {
    let (old, new) = (&difference.old.1, &difference.new.1);
    let (before, after) = (&base.text[old.clone()], &line.text[new.clone()]);
    // A field that was updated has the place of the program's words.
    let is_tool = base.overlapping(old).all(|piece| piece.origin.place().is_none());
    let is_tracked = old.is_empty() && line.is_marked(new, &MarkKind::Inserted);
    let is_updated = is_tool && !new.is_empty() && line.is_marked(new, &MarkKind::Field);
    if key(&tokens(before)) == key(&tokens(after)) || (is_updated && !is_tracked) {
        return Vec::new();
    }
    let on = on(line, new, |kind| match kind {
        MarkKind::Removed(_) => !old.is_empty(),
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
                let what = format!("the reference “{}” was removed", &base.text[old.clone()]);
                change(ChangeKind::Structure(what), place, "", on.clone())
            }),
        }
    });
    changes.collect()
}

/// Changes that text can't carry: formatting that was tracked, and levels of headings.
fn structure(kind: Kind, base: &Line<'_>, line: &Line<'_>) -> Vec<TextRevision> {
    let level = line.style.strip_prefix("heading ").and_then(|level| level.parse::<u8>().ok());
    let is_new = |level: &u8| !matches!(kind, Kind::Heading(was) if was.min(4) == *level);
    let heading = level.filter(is_new);
    let heading = heading.map(|level| format!("the paragraph became a heading of level {level}"));
    let mut marks = line.marks.iter();
    let formatted = marks.find(|mark| mark.kind == MarkKind::Formatted).map(|mark| {
        let words = line.text[mark.range.clone()].trim();
        (format!("the formatting of “{words}” was changed"), (vec![mark.by.clone()], Vec::new()))
    });
    let found = heading.map(|what| (what, Touched::default())).into_iter().chain(formatted);
    let place = (base.passage(), 0..0);
    found.map(|(what, on)| change(ChangeKind::Structure(what), place.clone(), "", on)).collect()
}

/// Groups lines by the rows of tables: whether a group is all of a row, its first line, and its text.
fn rows(own: &[usize], all: &[Line<'_>]) -> Vec<(bool, usize, String)> {
    let row = |line: usize| all[line].cell.map(|cell| cell.row);
    let count = |row| all.iter().filter(|line| line.cell.is_some_and(|it| it.row == row)).count();
    let text = |lines: &[usize]| {
        let texts: Vec<&str> = lines.iter().map(|line| all[*line].text.trim()).collect();
        texts.join(" | ")
    };
    let groups = own.chunk_by(|one, next| row(*one).is_some() && row(*one) == row(*next));
    let groups = groups.flat_map(|group| match row(group[0]) {
        Some(own) if count(own) == group.len() => vec![(true, group[0], text(group))],
        _ => group.iter().map(|line| (false, *line, text(&[*line]))).collect(),
    });
    groups.collect()
}
