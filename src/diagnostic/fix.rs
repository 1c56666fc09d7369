//! A correction that a check is certain of: `check --fix` makes an erratum of it.

use super::{Sources, Span};

/// An exact piece of a file, and what should stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Where the piece stands.
    pub span: Span,
    /// The piece as the file has it; where the file has something else there, the correction is not made.
    pub issued: String,
    /// What should stand there; may be empty.
    pub corrected: String,
    /// What is corrected.
    pub kind: Kind,
    /// Why, in a few words that a reader of the corrigendum understands.
    pub why: String,
}

impl Fix {
    /// Other words for what stands at a place, if `issued` stands there just so.
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

/// What a correction is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A list or the graphs get numbers without gaps.
    Numbering,
    /// Something gets the order that the text promises.
    Order,
    /// A word or blank is there once instead of twice.
    Doubled,
    /// Anything else, such as a misspelt name.
    Other,
}

impl Kind {
    /// Whether it may be applied before the secretariat decides.
    pub fn stands_undecided(self) -> bool {
        match self {
            Kind::Numbering | Kind::Order | Kind::Doubled => true,
            Kind::Other => false,
        }
    }
}
