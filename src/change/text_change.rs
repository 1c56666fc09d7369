//! The common type for changes of text.

use serde::Serialize;

/// A text that changed: for `from` read `to`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TextChange {
    /// Its old place; absent if the text is new.
    pub place_before: Option<String>,
    /// Its new place; absent if the text was removed.
    pub place_now: Option<String>,
    /// The old text: an excerpt around the difference, or the full text if it was removed. If the
    /// text only moved, its first words, the same as `to`.
    pub from: Option<String>,
    /// The new text: an excerpt around the difference, or the full text if it is new.
    pub to: Option<String>,
}

impl TextChange {
    /// A text that was removed.
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
