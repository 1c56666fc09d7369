//! What a mechanism answered and said.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::text::Text;
use crate::diagnostic::Span;
use crate::figure::Key;

/// The answers of a mechanism by id of the question; a question that is absent was not answered.
pub type Answers = BTreeMap<Key, Answer>;

/// What a mechanism answered and said.
#[derive(Clone, Debug)]
pub struct Response {
    /// The key of the mechanism.
    pub mechanism: Key,
    /// When it first came; absent for responses that were counted in what is published.
    pub first_received: Option<Date>,
    /// When the last of it came; absent for responses that were counted in what is published and not amended.
    pub received: Option<Date>,
    /// Whether its name must not be shown.
    pub anonymous: bool,
    /// What it answered first.
    pub first_answers: Answers,
    /// What each amendment answers, by day.
    pub amendments: Vec<Answers>,
    /// What it answers now.
    pub answers: Answers,
    /// What it said, by point.
    pub quotes: Vec<Quote>,
    /// What it did, by part.
    pub practices: Vec<Practice>,
    /// Quotations and practices that it took back, by day.
    pub taken_back: Vec<TakenBack>,
    /// Paths within the project of the texts that it came as.
    pub source_texts: Vec<Arc<Text>>,
    /// Where it is named.
    pub span: Span,
}

/// A quotation or practice that was taken back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TakenBack {
    /// From when.
    pub on: Date,
    /// What it was: `quotation` or `practice`.
    pub what: &'static str,
}

/// An answer to one question.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The keys of the options, or the one text.
    pub words: Vec<Text>,
    /// When the file that gives it was received.
    pub received: Option<Date>,
    /// Where it stands.
    pub span: Span,
}

impl Answer {
    /// The keys of the options that were chosen, each with its place; of an answer in words, its text.
    pub fn chosen(&self) -> impl Iterator<Item = (&str, Span)> {
        self.words.iter().map(|word| (word.value.as_str(), word.span))
    }
}

/// A statement of a mechanism.
#[derive(Clone, Debug)]
pub struct Quote {
    /// The key of the summary point that it supports.
    pub point: Key,
    /// Whether quotation marks are added.
    pub form: Form,
    /// Who said it, where that isn't the registered form.
    pub source: Option<Text>,
    /// Its words (Markdown).
    pub text: Text,
    /// Path within the project of the text that it was taken from.
    pub source_text: Option<Arc<Text>>,
    /// Whose it is must not be shown.
    pub anonymous: bool,
    /// When the file that gives it was received; absent for responses that were counted in what is published.
    pub received: Option<Date>,
    /// The day that decides its place among others: that of the first one whose place it took.
    pub placed: Option<Date>,
}

/// How a statement is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Between quotation marks.
    Quotation,
    /// As it is; it may quote inside.
    Statement,
}

/// A practice of a mechanism.
#[derive(Clone, Debug)]
pub struct Practice {
    /// The key of the part.
    pub part: Key,
    /// The text (Markdown).
    pub text: Text,
    /// When the file that gives it was received; absent for responses that were counted in what is published.
    pub received: Option<Date>,
}
