//! Reads Word documents (DOCX, DOCM, DOTX, transitional and Strict) and OpenDocument texts as a small tree of paragraphs
//! and tables, as if all tracked changes were accepted. Marks on the text record what was changed, by whom, and the
//! comments on it. No macro is run, no entity expanded and nothing outside the file read.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use package::Package;

mod body;
mod builder;
mod odt;
mod package;
mod run;
mod xml;

pub use package::is_locked;

/// The text of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The paragraphs and tables.
    pub blocks: Vec<Block>,
    /// The paragraphs of page headers and footers.
    pub margins: Vec<Paragraph>,
    /// The custom properties, by name.
    pub properties: BTreeMap<String, String>,
    /// The comments, in the order of the file.
    pub comments: Vec<Comment>,
}

/// A comment on the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Its author.
    pub by: Mark,
    /// Its text; paragraphs are separated by line ends.
    pub text: String,
    /// The comment that it replies to, by index.
    #[serde(skip)]
    pub reply_to: Option<usize>,
    /// Whether its thread is marked as done.
    pub is_done: bool,
}

/// The author of a tracked change or of a comment.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark {
    /// The name, as the document gives it.
    pub author: String,
    /// The date and time, as the document gives it: local time, whatever its zone says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// A paragraph or a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A table: rows of cells.
    Table(Vec<Vec<Cell>>),
}

/// The content of a cell: paragraphs and tables.
pub type Cell = Vec<Block>;

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// The name of its style in lower case; empty if it has none.
    pub style: String,
    /// Whether it is an item of a list.
    pub is_item: bool,
    /// Its text, with line breaks as `\n`.
    pub whole_text: String,
    /// The first content control in it.
    pub control: Option<Control>,
    /// What is known of parts of its text, in the order in which they end.
    pub marks: Vec<TextMark>,
    /// The paragraphs of the footnotes, endnotes and text boxes that are anchored in it.
    pub notes: Vec<Paragraph>,
}

/// What is known of a part of a paragraph's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextMark {
    /// The bytes of the text; empty at a place where there is no text, or no longer any.
    pub range: Range<usize>,
    /// What is known.
    pub kind: MarkKind,
    /// The author of a tracked change.
    pub by: Mark,
}

/// The kind of a mark on text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// It was inserted.
    Inserted,
    /// It was moved to this place.
    MovedHere,
    /// This text was removed from this place.
    Removed(String),
    /// The end of a paragraph was removed at this place.
    Joined,
    /// The end of the paragraph was inserted.
    Split,
    /// Its formatting, or that of the paragraph, was changed.
    Formatted,
    /// It has the comment with this index.
    Comment(usize),
    /// It is in the bookmark of this name. Where a bookmark contains several paragraphs, only the first has it.
    Bookmark(String),
    /// It is the result of a field, which programs update by themselves.
    Field,
}

/// A content control within a paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Control {
    /// Its tag.
    pub tag: Option<String>,
    /// Whether it is ticked, if it is a box.
    pub checked: Option<bool>,
}

impl Paragraph {
    /// Its text, without blanks at its ends.
    pub fn text(&self) -> String {
        self.whole_text.trim().to_owned()
    }

    /// The names of the bookmarks that begin in it, or between it and the block before.
    pub fn bookmarks(&self) -> impl Iterator<Item = &String> {
        self.marks.iter().filter_map(|mark| match &mark.kind {
            MarkKind::Bookmark(name) => Some(name),
            _ => None,
        })
    }

    /// Whether it is a line of a table of contents or of a list of figures, which programs generate.
    pub fn is_generated(&self) -> bool {
        let number = self.style.strip_prefix("toc ").or(self.style.strip_prefix("contents "));
        number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
            || matches!(self.style.as_str(), "table of figures" | "figure index 1")
    }
}

impl Document {
    /// Its paragraphs, also those in tables, in order.
    pub fn paragraphs(&self) -> Vec<&Paragraph> {
        paragraphs(&self.blocks)
    }

    /// The rows of all tables, in order.
    pub fn rows(&self) -> Vec<&[Cell]> {
        rows(&self.blocks)
    }

    /// Its text, with a blank line between paragraphs.
    pub fn text(&self) -> String {
        let mut texts: Vec<String> = self.paragraphs().into_iter().map(Paragraph::text).collect();
        texts.retain(|text| !text.is_empty());
        texts.join("\n\n") + "\n"
    }

    /// Makes threads of comments on the same text, as programs write them that have no other threads, such as Google Docs.
    /// The others are in a list of threads.
    fn add_threads(&mut self, listed: &BTreeSet<usize>) {
        let mut places = vec![Vec::new(); self.comments.len()];
        for (index, paragraph) in self.paragraphs().into_iter().enumerate() {
            for mark in &paragraph.marks {
                if let MarkKind::Comment(comment) = mark.kind {
                    places[comment].push((index, mark.range.clone()));
                }
            }
        }
        listed.iter().for_each(|comment| places[*comment].clear());
        let mut order: Vec<usize> =
            (0..places.len()).filter(|it| !places[*it].is_empty()).collect();
        order.sort_by_key(|comment| self.comments[*comment].by.date.clone());
        for (at, comment) in order.iter().enumerate() {
            let is_root = |root: &&usize| places[**root] == places[*comment];
            if let Some(root) = order[..at].iter().find(is_root) {
                self.comments[*comment].reply_to = Some(*root);
                self.comments[*comment].is_done = self.comments[*root].is_done;
            }
        }
    }
}

/// The paragraphs of a document or a cell, also those in tables, in order.
pub fn paragraphs(blocks: &[Block]) -> Vec<&Paragraph> {
    let paragraphs = blocks.iter().flat_map(|block| match block {
        Block::Paragraph(paragraph) => vec![paragraph],
        Block::Table(rows) => rows.iter().flatten().flat_map(|cell| paragraphs(cell)).collect(),
    });
    paragraphs.collect()
}

fn rows(blocks: &[Block]) -> Vec<&[Cell]> {
    let tables = blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Paragraph(_) => None,
    });
    let rows = tables.flatten().flat_map(|row| {
        let inner = row.iter().flat_map(|cell| rows(cell));
        std::iter::once(row.as_slice()).chain(inner).collect::<Vec<_>>()
    });
    rows.collect()
}

/// Reads a document; `name` is that of its file, for messages.
///
/// # Errors
/// If it is no document of these kinds, is locked by a password or broken, or unpacks to too much.
pub fn read(name: &str, bytes: &[u8]) -> Result<Document, Diagnostic> {
    read_package(name, bytes).map_err(|(why, help)| Diagnostic::unreadable(name, why, help))
}

/// What was read, or why it can't be, and what to do.
type Reading<T> = Result<T, (String, &'static str)>;

fn read_package(name: &str, bytes: &[u8]) -> Reading<Document> {
    let mut package = Package::open(name, bytes)?;
    match package.main()? {
        Some((main, text)) => body::read(&mut package, &main, &text),
        None => odt::read(&mut package),
    }
}
