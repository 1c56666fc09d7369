//! What templates are given: values that become slots when they are printed.

use std::fmt;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Object, ObjectRepr};

use crate::figure::Figure;
use crate::model;

/// A value that waits in the table of slots until the Markdown is parsed.
#[derive(Clone, Debug)]
pub(super) enum Slot {
    /// Characters computed in a template.
    Computed(String),
    /// A plain text of the data.
    Plain(model::Text),
    /// A Markdown text of the data: part of a line, or blocks where it stands alone.
    Markdown(model::Text),
    /// A figure of the tally.
    Figure(Figure, String),
    /// Sets the number of the list item in which it stands; prints nothing.
    ItemNumber(u64),
    /// A quotation with its source.
    Quotation(model::Quote, Option<model::Text>),
    /// A graph by key, and the word before its number.
    Graph(String, String),
    /// The figures of a graph, by its key, as a table.
    Table(String),
    /// The label of a graph, by its key.
    Reference(String),
    /// A message of the survey: a Markdown text that makes the item in which it stands a key message.
    Message(model::Text),
}

impl Slot {
    /// The value that a template handles.
    pub(super) fn value(self) -> Value {
        Value::from_object(SlotValue(self))
    }

    /// Whether it must stand alone.
    pub(super) fn is_block(&self) -> bool {
        matches!(self, Slot::Quotation(..) | Slot::Graph(..) | Slot::Table(_))
    }

    /// Bytes of its text.
    pub(super) fn length(&self) -> usize {
        match self {
            Slot::Quotation(quote, _) => quote.text.value.len(),
            _ => self.text().len(),
        }
    }

    /// The characters, for filters and comparisons in templates; blocks have none.
    pub(super) fn text(&self) -> &str {
        match self {
            Slot::Computed(text) | Slot::Figure(_, text) => text,
            Slot::Plain(text) | Slot::Markdown(text) | Slot::Message(text) => &text.value,
            Slot::ItemNumber(_)
            | Slot::Quotation(..)
            | Slot::Graph(..)
            | Slot::Table(_)
            | Slot::Reference(_) => "",
        }
    }
}

/// A slot as a value of the template language.
#[derive(Debug)]
pub(super) struct SlotValue(pub(super) Slot);

impl Object for SlotValue {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.text())
    }
}

/// Whether something holds, and the figures that decide it.
#[derive(Debug)]
pub(super) struct Judgement {
    pub(super) holds: bool,
    /// The figures, in words.
    pub(super) because: String,
}

impl Object for Judgement {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        self.holds
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.because)
    }
}
