//! The errata in `data/errata.toml`: exact pieces of files in data/ or templates/ with their
//! corrections, each with a reason and a decision.
//!
//! [`read`] checks them and locates each in its file; [`propose`] creates new ones from automatic
//! corrections; [`add`] and [`decide`] change the file.

use std::ops::Range;

use jiff::civil::Date;
use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Edit, FileId, Span};

mod file;
mod propose;
mod read;

pub use file::{Decision, add, decide};
pub use propose::{Proposal, propose};
pub use read::read;

/// The path of the errata file.
pub const FILE: &str = "data/errata.toml";

/// The decision on an erratum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Awaiting a decision by the secretariat.
    Proposed,
    /// Applied whenever the file is read.
    Applied,
    /// Not applied, and not proposed again.
    Rejected,
}

impl Status {
    /// The word for it in the file.
    pub fn word(self) -> &'static str {
        match self {
            Status::Proposed => "proposed",
            Status::Applied => "applied",
            Status::Rejected => "rejected",
        }
    }
}

/// A correction, located in its file.
#[derive(Clone, Debug)]
pub struct Erratum {
    /// Its id: given in the file, or else derived from its file and issued text.
    pub id: String,
    /// The file that it corrects.
    pub file: FileId,
    /// The range of the issued text in the file on disk.
    pub original: Range<usize>,
    /// The text as issued.
    pub issued: String,
    /// The corrected text.
    pub corrected: String,
    /// The reason.
    pub why: String,
    /// The decision.
    pub status: Status,
    /// The person who decided.
    pub by: Option<String>,
    /// The date of the decision.
    pub on: Option<Date>,
    /// Its zero-based index in the file.
    pub index: usize,
    /// The location of its own entry.
    pub span: Span,
}

impl Erratum {
    /// The edit that applies it.
    pub fn edit(&self) -> Edit {
        Edit { original: self.original.clone(), replacement: self.corrected.clone() }
    }
}

/// The note about errata that await a decision.
pub fn undecided(errata: &[Erratum]) -> Option<Diagnostic> {
    let waiting = errata.iter().filter(|erratum| erratum.status == Status::Proposed);
    let waiting: Vec<&Erratum> = waiting.collect();
    let message = match waiting.len() {
        0 => return None,
        1 => "an erratum waits for a decision".to_owned(),
        more => format!("{more} errata wait for a decision"),
    };
    let note = Diagnostic::note(Code::ErrataUndecided, message).help(
        "`rapporteur errata` shows them; decide with `rapporteur errata accept ID --by NAME`, or `reject`",
    );
    Some(note.at_each(waiting.into_iter().map(|erratum| (erratum.span, &erratum.id))))
}

/// An id for an erratum without one, derived from its file and its issued text.
fn made_id(file: &str, issued: &str) -> String {
    // FNV-1a: the hash only has to distinguish errata; it needs no cryptographic strength.
    let bytes = file.bytes().chain([0]).chain(issued.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("e-{:06x}", (hash ^ (hash >> 24) ^ (hash >> 48)) & 0x00ff_ffff)
}
