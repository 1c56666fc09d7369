//! Redactions: words that a mechanism withdrew permanently. No output made from now on may contain
//! them, whatever its report date or edition.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::figure::Key;

/// Words that must no longer appear in any output.
///
/// The project files archived with an edition do not mention later redactions; for them, the
/// redactions of the current project decide what is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redaction {
    /// The key of the mechanism.
    pub mechanism: Key,
    /// The part of the response that was redacted.
    pub what: RedactedPart,
    /// The redacted words, normalized for comparison.
    pub(super) words: BTreeSet<String>,
    /// All statements that are not redacted, each with its mechanism's key; these are kept.
    pub(super) active: Arc<BTreeSet<(Key, String)>>,
}

/// The part of a response that was redacted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedactedPart {
    /// The whole response.
    Response,
    /// The content of one amendment file.
    Amendment,
    /// A quotation under the point with this key.
    Quotation(String),
    /// A practice in the part with this key.
    Practice(String),
}

impl Redaction {
    /// Whether a statement must be left out: either its words are redacted, or it is in a place
    /// where something was redacted and the mechanism no longer makes it, so that it may be an
    /// earlier wording.
    pub(crate) fn covers(&self, mechanism: &Key, statement: &RedactedPart, words: &str) -> bool {
        let own = *mechanism == self.mechanism;
        let is_same = self.words.contains(words);
        let stands = self.active.contains(&(mechanism.clone(), words.to_owned()));
        let is_here = self.is_of_files() || self.what == *statement;
        (is_same && (own || !stands)) || (own && is_here && !stands)
    }

    /// Whether the redaction covers the whole of one or more files.
    pub fn is_of_files(&self) -> bool {
        matches!(self.what, RedactedPart::Response | RedactedPart::Amendment)
    }

    /// Whether the redaction covers the whole response of `mechanism`.
    pub(crate) fn is_response_of(&self, mechanism: &str) -> bool {
        self.what == RedactedPart::Response && *self.mechanism == *mechanism
    }
}
