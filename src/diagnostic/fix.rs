//! Corrections that a check is certain of; `check --fix` turns them into errata.

use super::{Sources, Span};

/// A range of a file and the text that should replace it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The location of the text to be replaced.
    pub span: Span,
    /// The text to be replaced; if the file has other text at `span`, the correction is not made.
    pub issued: String,
    /// The replacement; may be empty.
    pub corrected: String,
    /// The kind of correction.
    pub kind: Kind,
    /// The reason, in a few words that readers of the corrigendum understand.
    pub why: String,
}

impl Fix {
    /// A fix of the spelling at a location; `None` unless the text there is exactly `issued`.
    pub fn respelt(
        sources: &Sources,
        span: Span,
        issued: &str,
        right: &str,
        why: impl Into<String>,
    ) -> Option<Self> {
        let stands_there = sources.slice(span) == issued && issued != right;
        stands_there.then(|| Fix {
            span,
            issued: issued.to_owned(),
            corrected: right.to_owned(),
            kind: Kind::Other,
            why: why.into(),
        })
    }
}

/// The kind of a correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Closes gaps in the numbers of a list or of the graphs.
    Numbering,
    /// Restores the order that the text promises.
    Order,
    /// Removes a repeated word or space.
    Doubled,
    /// Any other correction, such as of a misspelt name.
    Other,
}

impl Kind {
    /// Whether it may be applied before the secretariat has decided.
    pub fn stands_undecided(self) -> bool {
        match self {
            Kind::Numbering | Kind::Order | Kind::Doubled => true,
            Kind::Other => false,
        }
    }
}
