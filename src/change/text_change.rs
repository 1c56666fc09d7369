//! A text that changed, as all comparisons of texts give it.

use serde::Serialize;

/// A text that changed: for `from` read `to`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TextChange {
    /// Where it stood; absent if it is new.
    pub place_before: Option<String>,
    /// Where it stands; absent if it went.
    pub place_now: Option<String>,
    /// What it said, with a few words around what differs; whole if it went. The same as `to`, in its first words, if it
    /// only moved.
    pub from: Option<String>,
    /// What it says; whole if it is new.
    pub to: Option<String>,
}

impl TextChange {
    /// A text that went.
    pub(super) fn gone(place: &str, text: &str) -> Self {
        let (place_before, from) = (Some(place.to_owned()), Some(text.to_owned()));
        TextChange { place_before, from, ..TextChange::default() }
    }

    /// A text that is new.
    pub(super) fn come(place: &str, text: &str) -> Self {
        let (place_now, to) = (Some(place.to_owned()), Some(text.to_owned()));
        TextChange { place_now, to, ..TextChange::default() }
    }
}
