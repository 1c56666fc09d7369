//! What a mechanism took back for good: its words stand in no output made from now on, of whatever day or edition.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::figure::Key;

/// Words that no output may hold any more.
///
/// A project that was kept when an edition was issued does not know of it: there, the silence of the project of today
/// decides what is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// The key of the mechanism.
    pub mechanism: Key,
    /// What it took back.
    pub what: Silenced,
    /// The words, as they are compared.
    pub(super) words: BTreeSet<String>,
    /// All that mechanisms say and have not silenced, with their keys: this stays.
    pub(super) standing: Arc<BTreeSet<(Key, String)>>,
}

/// What was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Silenced {
    /// The whole response.
    Response,
    /// What came in one amending file.
    Amendment,
    /// A quotation under the point of that key.
    Quotation(String),
    /// A practice in the part of that key.
    Practice(String),
}

impl Silence {
    /// Whether a statement must be left out: its words are those taken back; or it stands where something was taken
    /// back, and the mechanism no longer says it, so that it may be an earlier wording.
    pub(crate) fn covers(&self, mechanism: &Key, statement: &Silenced, words: &str) -> bool {
        let own = *mechanism == self.mechanism;
        let is_same = self.words.contains(words);
        let stands = self.standing.contains(&(mechanism.clone(), words.to_owned()));
        let is_here = self.is_of_files() || self.what == *statement;
        (is_same && (own || !stands)) || (own && is_here && !stands)
    }

    /// Whether it is all that one or more files hold.
    pub fn is_of_files(&self) -> bool {
        matches!(self.what, Silenced::Response | Silenced::Amendment)
    }

    /// Whether it is the whole response of a mechanism that was taken back.
    pub(crate) fn is_response_of(&self, mechanism: &str) -> bool {
        self.what == Silenced::Response && *self.mechanism == *mechanism
    }
}
