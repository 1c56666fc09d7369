//! What the formatter and the functions of a rendering share: the table of slots, and the claims that were met.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use minijinja::{Error, ErrorKind};

use super::anchors::within;
use super::markers::{self, Marker, Piece};
use super::values::Slot;
use crate::diagnostic::{FileId, Span};

/// What the error of a template is about, beside its message.
#[derive(Debug)]
pub(super) enum Cause {
    /// A claim that does not hold.
    Claim,
    /// A part of a tag.
    Part(Span),
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Cause::Claim => "this no longer holds",
            Cause::Part(_) => "a part of a tag is at fault",
        })
    }
}

impl std::error::Error for Cause {}

impl Cause {
    /// The cause of an error, if it has one of these.
    pub(super) fn of(error: &Error) -> Option<&Self> {
        error.source()?.downcast_ref()
    }
}

/// The error for a text with values in it that went through a filter.
pub(super) fn changed_by_filter() -> Error {
    let message = "a filter can't change a text that holds printed values: apply it to each value";
    Error::new(ErrorKind::InvalidOperation, message)
}

/// A value that was printed.
#[derive(Clone, Debug)]
pub(super) struct PrintedValue {
    pub(super) slot: Slot,
    /// The tag that printed it; of a macro's value, the tag that printed the macro's text.
    pub(super) place: Span,
}

/// What the functions of a rendering share.
#[derive(Default)]
pub(super) struct RenderState {
    slots: Mutex<Vec<PrintedValue>>,
    /// Bytes of all values that were kept.
    kept_bytes: AtomicU64,
    /// The tags that are being printed, the innermost last.
    tags: Mutex<Vec<Span>>,
    claims: Mutex<Claims>,
}

#[derive(Default)]
struct Claims {
    /// How many claims this rendering has come to.
    met: usize,
    /// Claims that failed in an earlier rendering and were reported.
    reported: BTreeSet<usize>,
}

impl RenderState {
    /// Whether a failing claim is to be raised now: each one is raised once.
    pub(super) fn raises_claim(&self, holds: bool) -> bool {
        let mut claims = lock(&self.claims);
        claims.met += 1;
        let number = claims.met;
        !holds && claims.reported.insert(number)
    }

    /// A tag begins to print.
    pub(super) fn begin(&self, tag: Span) {
        lock(&self.tags).push(tag);
    }

    /// The tag has printed.
    pub(super) fn end(&self) {
        lock(&self.tags).pop();
    }

    /// Keeps a value for the tag that is being printed; returns its marker.
    pub(super) fn add(&self, slot: Slot) -> String {
        self.keep(PrintedValue { slot, place: self.tag() })
    }

    /// A rendered text with its markers, as the tag that is being printed prints it; `None` if a filter damaged a marker. A
    /// value that was printed by a part of the tag keeps that place.
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
                let is_part = place.start < place.end && within(place, tag);
                self.keep(PrintedValue { slot, place: if is_part { place } else { tag } })
            }
            Piece::Marker(marker) => marker.written(),
        });
        Some(Marker::Printed(tag).written() + &reprinted.collect::<String>())
    }

    /// A rendered text with its first words or value changed; `None` if a filter damaged a marker.
    pub(super) fn with_first(&self, rendered: &str, change: fn(&str) -> String) -> Option<String> {
        let mut is_first = true;
        let changed = self.pieces(rendered)?.into_iter().map(|piece| match piece {
            Piece::Text(text) if std::mem::take(&mut is_first) => change(text),
            Piece::Text(text) => text.to_owned(),
            Piece::Marker(Marker::Slot(index)) if std::mem::take(&mut is_first) => {
                let mut printed = self.printed(index);
                let changed = change(printed.slot.text());
                // A figure that has no letter to change stays one.
                if changed != printed.slot.text() {
                    printed.slot = Slot::Computed(changed);
                }
                self.keep(printed)
            }
            Piece::Marker(marker) => marker.written(),
        });
        Some(changed.collect())
    }

    /// The text and markers of a rendered text, if they are as they were written.
    pub(super) fn pieces<'t>(&self, rendered: &'t str) -> Option<Vec<Piece<'t>>> {
        let slots = lock(&self.slots).len();
        let is_whole = |piece: &Piece<'_>| match piece {
            Piece::Marker(Marker::Slot(index)) => *index < slots,
            Piece::Text(_) | Piece::Marker(_) => true,
        };
        markers::pieces(rendered).filter(|pieces| pieces.iter().all(is_whole))
    }

    /// Forgets a rendering, but not which claims were reported.
    pub(super) fn restart(&self) {
        lock(&self.slots).clear();
        lock(&self.tags).clear();
        self.kept_bytes.store(0, Ordering::Relaxed);
        lock(&self.claims).met = 0;
    }

    /// The values that were kept, by number.
    pub(super) fn take_slots(&self) -> Vec<PrintedValue> {
        std::mem::take(&mut lock(&self.slots))
    }

    /// Bytes of all values that were kept in this rendering.
    pub(super) fn kept_bytes(&self) -> u64 {
        self.kept_bytes.load(Ordering::Relaxed)
    }

    fn keep(&self, printed: PrintedValue) -> String {
        let bytes = size_of::<PrintedValue>() + printed.slot.length();
        self.kept_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        let mut slots = lock(&self.slots);
        slots.push(printed);
        Marker::Slot(slots.len() - 1).written()
    }

    fn printed(&self, index: usize) -> PrintedValue {
        lock(&self.slots)[index].clone()
    }

    /// The tag that is being printed. What is made outside of such a tag gets its place from the tag that prints it later.
    pub(super) fn tag(&self) -> Span {
        lock(&self.tags).last().copied().unwrap_or(Span::new(FileId(0), 0..0))
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
