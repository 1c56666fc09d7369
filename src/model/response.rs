//! The answers, quotations and practices of one mechanism.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::text::Text;
use crate::diagnostic::Span;
use crate::figure::Key;

/// The answers of a mechanism by question id; unanswered questions are absent.
pub type Answers = BTreeMap<Key, Answer>;

/// The answers, quotations and practices of one mechanism.
#[derive(Clone, Debug)]
pub struct Response {
    /// The key of the mechanism.
    pub mechanism: Key,
    /// The date on which it was first received; `None` for responses that are counted in the
    /// published figures.
    pub first_received: Option<Date>,
    /// The date on which its latest part was received; `None` for responses that are counted in the
    /// published figures and were not amended.
    pub received: Option<Date>,
    /// Whether the mechanism must not be named.
    pub anonymous: bool,
    /// The answers originally given.
    pub first_answers: Answers,
    /// The answers in each amendment, by date.
    pub amendments: Vec<Answers>,
    /// The current answers, after all amendments.
    pub answers: Answers,
    /// Its quotations and other statements, by point.
    pub quotes: Vec<Quote>,
    /// Its practices, by part.
    pub practices: Vec<Practice>,
    /// Its withdrawn quotations and practices, by date.
    pub taken_back: Vec<Withdrawal>,
    /// Paths, within the project, of its source texts.
    pub source_texts: Vec<Arc<Text>>,
    /// Where the file names the mechanism.
    pub span: Span,
}

/// A withdrawn quotation or practice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Withdrawal {
    /// The date the withdrawal takes effect.
    pub on: Date,
    /// The kind of statement: `quotation` or `practice`.
    pub what: &'static str,
}

/// An answer to one question.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The keys of the options, in a ranking in its order; or the number or text.
    pub words: Vec<Text>,
    /// The respondent's own words for the option that needs them.
    pub other: Option<Text>,
    /// The date on which the file with this answer was received.
    pub received: Option<Date>,
    /// The location of the answer.
    pub span: Span,
}

impl Answer {
    /// The number of a numeric answer.
    pub fn number(&self) -> Option<Decimal> {
        self.words.first()?.value.parse().ok()
    }

    /// The keys of the chosen options, or the text of a text answer, each with its location.
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
    /// The attribution, if it is not the mechanism's registered form.
    pub source: Option<Text>,
    /// The text (Markdown).
    pub text: Text,
    /// Path, within the project, of the source text that it was taken from.
    pub source_text: Option<Arc<Text>>,
    /// Whether the source must stay anonymous.
    pub anonymous: bool,
    /// The date on which its file was received; `None` for responses that are counted in the
    /// published figures.
    pub received: Option<Date>,
    /// The date that determines its position among other quotations: that of the original statement
    /// if it replaces one.
    pub placed: Option<Date>,
}

/// How a statement is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// With quotation marks added.
    Quotation,
    /// Without added quotation marks; the text may contain its own.
    Statement,
}

/// A practice of a mechanism.
#[derive(Clone, Debug)]
pub struct Practice {
    /// The key of the part.
    pub part: Key,
    /// The text (Markdown).
    pub text: Text,
    /// The date on which its file was received; `None` for responses that are counted in the
    /// published figures.
    pub received: Option<Date>,
}
