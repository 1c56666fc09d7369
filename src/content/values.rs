//! The state that the formatter and the functions share during rendering, the slot table and the false
//! claims, and their errors.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use minijinja::value::{Object, ObjectRepr};
use minijinja::{Error, ErrorKind, Value};

use super::markers::{self, Marker, Piece};
use super::slots::Slot;
use super::tokens::MOST_CLAIMS;
use crate::diagnostic::{FileId, Span};

/// The error for a value that a function, a filter or a tag can't use.
pub(super) fn invalid(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

/// The location of an error within a tag.
#[derive(Debug)]
pub(super) struct Part(pub(super) Span);

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a part of a tag is at fault")
    }
}

impl std::error::Error for Part {}

/// The error for a filter applied to text that contains printed values.
pub(super) fn changed_by_filter() -> Error {
    invalid("a filter can't change a text that contains printed values: apply it to each value")
}

/// What is printed for a value that is missing because nobody has answered yet: a placeholder, which
/// the checks find.
pub(super) const PENDING: &str = "[TBC]";

/// The result of a check on figures, and its explanation.
#[derive(Debug)]
pub(super) struct Judgement {
    pub(super) holds: bool,
    /// A description of the figures that decide the result.
    pub(super) because: String,
}

impl Judgement {
    /// Wraps the result as a template value.
    pub(super) fn value(holds: bool, because: String) -> Value {
        Value::from_object(Judgement { holds, because })
    }
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

/// State shared during rendering.
#[derive(Default)]
pub(super) struct RenderState(Mutex<Rendered>);

/// What is known of a rendering.
#[derive(Default)]
pub(super) struct Rendered {
    /// The kept values, by the numbers of their slots.
    pub(super) slots: Vec<Slot>,
    /// The size of all kept values, in bytes.
    kept_bytes: u64,
    /// The names of the templates that were included, whether they are there or not.
    pub(super) included: BTreeSet<String>,
    /// The `do` tag that was executed last.
    tag: Option<Span>,
    /// The claims that are false, in the order of the checks: the tag of each, and the figures that decide it.
    pub(super) false_claims: Vec<(Span, String)>,
}

impl RenderState {
    /// Records that a template is included.
    pub(super) fn include(&self, name: &str) {
        self.lock().included.insert(name.to_owned());
    }

    /// Records a false claim of the tag that is being executed.
    pub(super) fn add_false_claim(&self, because: &str) {
        let mut state = self.lock();
        let tag = state.tag.unwrap_or(Span::new(FileId(0), 0..0));
        if state.false_claims.len() < MOST_CLAIMS {
            state.false_claims.push((tag, because.to_owned()));
        }
    }

    /// Records that a `do` tag is executed.
    pub(super) fn begin(&self, tag: Span) {
        self.lock().tag = Some(tag);
    }

    /// Keeps a value, and returns its marker.
    pub(super) fn add(&self, slot: Slot) -> String {
        let mut state = self.lock();
        state.kept_bytes += (size_of::<Slot>() + slot.length()) as u64;
        state.slots.push(slot);
        Marker::Slot(state.slots.len() - 1).written()
    }

    /// Changes the first words or value of rendered text; `None` if a filter damaged a marker.
    pub(super) fn with_first(&self, rendered: &str, change: fn(&str) -> String) -> Option<String> {
        let mut is_first = true;
        let changed = self.pieces(rendered)?.into_iter().map(|piece| match piece {
            Piece::Text(text) if std::mem::take(&mut is_first) => change(text),
            Piece::Text(text) => text.to_owned(),
            Piece::Marker(Marker::Slot(index)) if std::mem::take(&mut is_first) => {
                let text = self.lock().slots[index].text().to_owned();
                // A figure whose text is unchanged remains a figure.
                match change(&text) {
                    changed if changed != text => self.add(Slot::Computed(changed)),
                    _ => Marker::Slot(index).written(),
                }
            }
            Piece::Marker(marker) => marker.written(),
        });
        Some(changed.collect())
    }

    /// Splits rendered text into text and markers; `None` if a filter damaged a marker.
    pub(super) fn pieces<'t>(&self, rendered: &'t str) -> Option<Vec<Piece<'t>>> {
        let slots = self.lock().slots.len();
        let is_whole = |piece: &Piece<'_>| match piece {
            Piece::Marker(Marker::Slot(index)) => *index < slots,
            Piece::Text(_) | Piece::Marker(_) => true,
        };
        markers::pieces(rendered).filter(|pieces| pieces.iter().all(is_whole))
    }

    /// What is known when the rendering has ended.
    pub(super) fn take(&self) -> Rendered {
        std::mem::take(&mut *self.lock())
    }

    /// The size of all values kept in this rendering, in bytes.
    pub(super) fn kept_bytes(&self) -> u64 {
        self.lock().kept_bytes
    }

    fn lock(&self) -> MutexGuard<'_, Rendered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
