//! What the formatter and the functions of a rendering share: the table of slots, and the claims that were met.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::markers;
use super::values::Slot;

/// How the message of a claim that does not hold begins.
pub(super) const CLAIM_FAILED: &str = "this no longer holds";

/// What the functions of a rendering share.
#[derive(Default)]
pub(super) struct Ledger {
    slots: Mutex<Vec<Slot>>,
    claims: Mutex<Claims>,
}

#[derive(Default)]
struct Claims {
    /// How many claims this rendering has come to.
    met: usize,
    /// Claims that failed in an earlier rendering and were reported.
    reported: BTreeSet<usize>,
}

impl Ledger {
    /// Whether a failing claim is to be raised now: each one is raised once.
    pub(super) fn raises_claim(&self, holds: bool) -> bool {
        let mut claims = self.claims.lock().unwrap_or_else(PoisonError::into_inner);
        claims.met += 1;
        let number = claims.met;
        !holds && claims.reported.insert(number)
    }

    /// Keeps a value; gives its marker.
    pub(super) fn add(&self, slot: Slot) -> String {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.push(slot);
        markers::slot(slots.len() - 1)
    }

    /// Whether the markers of a printed text are as they were written.
    pub(super) fn holds_all_of(&self, printed: &str) -> bool {
        let slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        markers::are_whole(printed, slots.len())
    }

    /// Forgets a rendering, but not which claims were reported.
    pub(super) fn restart(&self) {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.claims.lock().unwrap_or_else(PoisonError::into_inner).met = 0;
    }

    /// The values that were kept, by number.
    pub(super) fn take_slots(&self) -> Vec<Slot> {
        std::mem::take(&mut self.slots.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
