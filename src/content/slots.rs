//! Values passed to templates, which become slots when printed.

use std::fmt;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Object, ObjectRepr};

use crate::figure::Figure;
use crate::model;

/// A value that is kept in the slot table until the Markdown is parsed.
#[derive(Clone, Debug)]
pub(super) enum Slot {
    /// Characters computed in a template.
    Computed(String),
    /// Plain text of the data.
    Plain(model::Text),
    /// Markdown text of the data: inline, or as blocks if alone in its paragraph.
    Markdown(model::Text),
    /// A figure of the tally.
    Figure(Figure, String),
    /// Sets the number of the enclosing list item; prints nothing.
    ItemNumber(u64),
    /// A quotation with its source; `quote` is `None` for the answer to a question.
    Quotation {
        text: model::Text,
        quote: Option<Box<model::Contribution>>,
        source: Option<model::Text>,
    },
    /// A graph: its key, and the word before its number.
    Graph(String, String),
    /// A table of data/tables/, or the figures of a graph as a table, by key.
    Table(String),
    /// The label of a graph or table, by key.
    Reference(String),
    /// A message of the survey: Markdown text that marks the enclosing list item as a key message.
    Message(model::Text),
}

impl Slot {
    /// Wraps the slot as a template value.
    pub(super) fn value(self) -> Value {
        Value::from_object(self)
    }

    /// The length of the text, in bytes.
    pub(super) fn length(&self) -> usize {
        match self {
            Slot::Quotation { text, .. } => text.value.len(),
            _ => self.text().len(),
        }
    }

    /// The text as seen by filters and comparisons in templates; empty for blocks.
    pub(super) fn text(&self) -> &str {
        match self {
            Slot::Computed(text) | Slot::Figure(_, text) => text,
            Slot::Plain(text) | Slot::Markdown(text) | Slot::Message(text) => &text.value,
            _ => "",
        }
    }
}

impl Object for Slot {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}
