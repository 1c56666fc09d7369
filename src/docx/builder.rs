//! Collects the text of a paragraph with its marks, across wrappers and, for ranges, across paragraphs.

use std::collections::BTreeSet;
use std::mem::take;

use super::xml::{Node, attribute};
use super::{Mark, MarkKind, Paragraph, TextMark};

/// A tracked change of the text in an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tracked {
    Inserted,
    MovedHere,
    Removed,
    MovedAway,
}

impl Tracked {
    /// The change that an element of this name tracks.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "ins" | "cellIns" => Tracked::Inserted,
            "moveTo" => Tracked::MovedHere,
            "del" | "cellDel" => Tracked::Removed,
            "moveFrom" => Tracked::MovedAway,
            _ => return None,
        })
    }
}

/// A paragraph being read, and what is open at the current place.
#[derive(Default)]
pub(super) struct Builder {
    /// The paragraph so far: also text and marks of earlier ones whose ends were removed.
    pub(super) paragraph: Paragraph,
    /// The tracked changes around the current place, from the outermost.
    pub(super) context: Vec<(Tracked, Mark)>,
    /// The fields around it, and whether it is in their result.
    pub(super) fields: Vec<bool>,
    /// The open ranges.
    open: Vec<Open>,
    /// The comments whose ranges have an end.
    pub(super) ended_comments: BTreeSet<String>,
}

struct Open {
    id: String,
    start: usize,
    kind: MarkKind,
    by: Mark,
    /// Whether it began in an earlier paragraph.
    is_continued: bool,
}

/// The author of a tracked change or comment.
pub(super) fn author(node: Node<'_, '_>) -> Mark {
    let date = attribute(node, "date").filter(|date| !date.is_empty());
    let author = attribute(node, "author").unwrap_or_default().to_owned();
    Mark { author, date: date.map(str::to_owned) }
}

impl Builder {
    /// The author of the removal around the current place, which is gone when all changes are accepted.
    pub(super) fn removal(&self) -> Option<&Mark> {
        let removed = [Tracked::Removed, Tracked::MovedAway];
        self.context.iter().rfind(|(change, _)| removed.contains(change)).map(|(_, by)| by)
    }

    /// The end of its text so far.
    pub(super) fn end(&self) -> usize {
        self.paragraph.whole_text.len()
    }

    pub(super) fn mark(&mut self, start: usize, kind: MarkKind, by: Mark) {
        let range = start..self.end();
        self.paragraph.marks.push(TextMark { range, kind, by });
    }

    /// Marks the current place.
    pub(super) fn mark_place(&mut self, kind: MarkKind, by: Mark) {
        self.mark(self.end(), kind, by);
    }

    /// Adds text.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(by) = self.removal().cloned() {
            return self.mark_place(MarkKind::Removed(text.to_owned()), by);
        }
        let start = self.end();
        self.paragraph.whole_text.push_str(text);
        for (change, by) in self.context.clone() {
            let is_moved = change == Tracked::MovedHere;
            let kind = if is_moved { MarkKind::MovedHere } else { MarkKind::Inserted };
            self.extend(start, kind, by);
        }
        if self.fields.contains(&true) {
            self.extend(start, MarkKind::Field, Mark::default());
        }
    }

    /// Adds a mark to the text from `start`, or extends the one that ends there.
    fn extend(&mut self, start: usize, kind: MarkKind, by: Mark) {
        let end = self.end();
        let is_same = |mark: &&mut TextMark| {
            mark.range.end == start && mark.kind == kind && mark.by.author == by.author
        };
        match self.paragraph.marks.iter_mut().rev().find(is_same) {
            Some(mark) => mark.range.end = end,
            None => self.mark(start, kind, by),
        }
    }

    /// Reads a field character. Fields are counted whether or not their parts are tracked as removed: half of one
    /// may be.
    pub(super) fn field(&mut self, kind: &str) {
        match kind {
            "begin" => self.fields.push(false),
            "separate" => {
                if let Some(last) = self.fields.last_mut() {
                    *last = true;
                }
            }
            _ => drop(self.fields.pop()),
        }
    }

    /// Begins a bookmark.
    pub(super) fn bookmark(&mut self, id: &str, name: &str) {
        if !self.context.iter().any(|(change, _)| *change == Tracked::MovedAway) {
            self.open(id, MarkKind::Bookmark(name.to_owned()), Mark::default());
        }
    }

    /// Begins the range of a comment. Without an end, the comment is on this place.
    pub(super) fn comment(&mut self, id: &str, comment: usize) {
        match self.ended_comments.contains(id) {
            true => self.open(id, MarkKind::Comment(comment), Mark::default()),
            false => self.mark_place(MarkKind::Comment(comment), Mark::default()),
        }
    }

    /// Begins a range.
    pub(super) fn open(&mut self, id: &str, kind: MarkKind, by: Mark) {
        let (id, start) = (id.to_owned(), self.end());
        self.open.push(Open { id, start, kind, by, is_continued: false });
    }

    /// Ends a range.
    pub(super) fn close(&mut self, id: &str, is_comment: bool) {
        let is_own =
            |open: &Open| open.id == id && matches!(open.kind, MarkKind::Comment(_)) == is_comment;
        let Some(at) = self.open.iter().rposition(is_own) else { return };
        let Open { start, kind, by, is_continued, .. } = self.open.remove(at);
        if start < self.end() || !is_continued {
            self.mark(start, kind, by);
        }
    }

    /// The paragraph; the next one begins.
    pub(super) fn finish(&mut self) -> Paragraph {
        for open in take(&mut self.open) {
            let is_bookmark = matches!(open.kind, MarkKind::Bookmark(_));
            if open.start < self.end() || is_bookmark {
                self.mark(open.start, open.kind.clone(), open.by.clone());
            }
            if open.kind == MarkKind::Inserted {
                self.mark_place(MarkKind::Split, open.by.clone());
            }
            // A bookmark counts in its first paragraph only.
            if !is_bookmark {
                self.open.push(Open { start: 0, is_continued: true, ..open });
            }
        }
        self.fields.clear();
        take(&mut self.paragraph)
    }

    /// Ends a cell, a note or the document: the text that is left makes a paragraph, marks alone belong to the last one.
    pub(super) fn flush(&mut self, last: Option<&mut Paragraph>) -> Option<Paragraph> {
        match last {
            _ if self.end() > 0 => Some(self.finish()),
            Some(last) => {
                let end = last.whole_text.len();
                let marks = take(&mut self.paragraph.marks).into_iter();
                last.marks.extend(marks.map(|mark| TextMark { range: end..end, ..mark }));
                last.notes.append(&mut self.paragraph.notes);
                None
            }
            None => None,
        }
    }
}
