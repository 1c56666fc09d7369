//! State shared by the formatter and the functions during rendering: the slot table and the false
//! claims.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use minijinja::Error;

use super::limits::MOST_CLAIMS;
use super::markers::{self, Marker, Piece};
use super::values::{Slot, invalid};
use crate::diagnostic::{FileId, Span};

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

/// A printed value.
#[derive(Clone, Debug)]
pub(super) struct PrintedValue {
    pub(super) slot: Slot,
    /// The tag that printed the value; for a macro's value, the tag that printed the macro's text.
    pub(super) place: Span,
}

/// State shared during rendering.
#[derive(Default)]
pub(super) struct RenderState(Mutex<State>);

#[derive(Default)]
struct State {
    slots: Vec<PrintedValue>,
    /// The size of all kept values, in bytes.
    kept_bytes: u64,
    /// The stack of tags being printed, innermost last.
    tags: Vec<Span>,
    /// The claims that are false: the tag of each, and the figures that decide it.
    false_claims: Vec<(Span, String)>,
}

impl RenderState {
    /// Records a false claim of the tag that is being executed.
    pub(super) fn add_false_claim(&self, because: &str) {
        let tag = self.tag();
        let mut state = self.lock();
        if state.false_claims.len() < MOST_CLAIMS {
            state.false_claims.push((tag, because.to_owned()));
        }
    }

    /// Records that a tag starts printing.
    pub(super) fn begin(&self, tag: Span) {
        self.lock().tags.push(tag);
    }

    /// Records that the innermost tag has finished printing.
    pub(super) fn end(&self) {
        self.lock().tags.pop();
    }

    /// Keeps a value for the tag being printed, and returns its marker.
    pub(super) fn add(&self, slot: Slot) -> String {
        self.keep(PrintedValue { slot, place: self.tag() })
    }

    /// Reprints rendered text and its markers for the tag being printed; `None` if a filter damaged
    /// a marker. Values printed by a part of the tag keep their location.
    pub(super) fn reprint(&self, rendered: &str) -> Option<String> {
        let rendered = markers::one_line(rendered)?;
        let pieces = self.pieces(&rendered)?;
        let tag = self.tag();
        if pieces.is_empty() {
            return Some(String::new());
        }
        let reprinted = pieces.into_iter().map(|piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Marker(Marker::Slot(index)) => {
                let PrintedValue { slot, place } = self.printed(index);
                let is_part = place.start < place.end && tag.contains(place);
                self.keep(PrintedValue { slot, place: if is_part { place } else { tag } })
            }
            Piece::Marker(marker) => marker.written(),
        });
        Some(Marker::Printed(tag).written() + &reprinted.collect::<String>())
    }

    /// Changes the first words or value of rendered text; `None` if a filter damaged a marker.
    pub(super) fn with_first(&self, rendered: &str, change: fn(&str) -> String) -> Option<String> {
        let mut is_first = true;
        let changed = self.pieces(rendered)?.into_iter().map(|piece| match piece {
            Piece::Text(text) if std::mem::take(&mut is_first) => change(text),
            Piece::Text(text) => text.to_owned(),
            Piece::Marker(Marker::Slot(index)) if std::mem::take(&mut is_first) => {
                let mut printed = self.printed(index);
                let changed = change(printed.slot.text());
                // A figure whose text is unchanged remains a figure.
                if changed != printed.slot.text() {
                    printed.slot = Slot::Computed(changed);
                }
                self.keep(printed)
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

    /// Takes the kept values, in slot order, and the false claims, in the order of the checks.
    pub(super) fn take(&self) -> (Vec<PrintedValue>, Vec<(Span, String)>) {
        let State { slots, false_claims, .. } = std::mem::take(&mut *self.lock());
        (slots, false_claims)
    }

    /// The size of all values kept in this rendering, in bytes.
    pub(super) fn kept_bytes(&self) -> u64 {
        self.lock().kept_bytes
    }

    fn keep(&self, printed: PrintedValue) -> String {
        let bytes = size_of::<PrintedValue>() + printed.slot.length();
        let mut state = self.lock();
        state.kept_bytes += bytes as u64;
        state.slots.push(printed);
        Marker::Slot(state.slots.len() - 1).written()
    }

    fn printed(&self, index: usize) -> PrintedValue {
        self.lock().slots[index].clone()
    }

    /// The tag being printed; outside tags, a placeholder, because the tag that prints the text
    /// later replaces it.
    pub(super) fn tag(&self) -> Span {
        self.lock().tags.last().copied().unwrap_or(Span::new(FileId(0), 0..0))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
