//! The errata of `data/errata.toml`: exact pieces of data/ or templates/ with what should stand there, each with its
//! reason and its decision.
//!
//! [`read`] checks them and finds each in its file; [`propose`] makes new ones of what checks are certain of; [`add`] and
//! [`decide`] change the file.

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

/// The file that holds them.
pub const FILE: &str = "data/errata.toml";

/// What is decided of an erratum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It waits for the secretariat.
    Proposed,
    /// It is put in when the file is read.
    Applied,
    /// It is not put in, and not proposed again.
    Rejected,
}

impl Status {
    /// The word that stands in the file.
    pub fn word(self) -> &'static str {
        match self {
            Status::Proposed => "proposed",
            Status::Applied => "applied",
            Status::Rejected => "rejected",
        }
    }
}

/// A correction, found in its file.
#[derive(Clone, Debug)]
pub struct Erratum {
    /// Its name: the one that the file gives it, else one made from its file and its issued words.
    pub id: String,
    /// The file that it corrects.
    pub file: FileId,
    /// Where the piece stands in the file as it is on disk.
    pub original: Range<usize>,
    /// The piece as issued.
    pub issued: String,
    /// What should stand there.
    pub corrected: String,
    /// Why.
    pub why: String,
    /// What is decided.
    pub status: Status,
    /// Who decided.
    pub by: Option<String>,
    /// When.
    pub on: Option<Date>,
    /// Its place among the errata of the file, from 0.
    pub index: usize,
    /// Where it stands itself.
    pub span: Span,
}

impl Erratum {
    /// The replacement that it makes.
    pub fn edit(&self) -> Edit {
        Edit { original: self.original.clone(), replacement: self.corrected.clone() }
    }
}

/// The note on errata that wait for a decision.
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

/// A name for an erratum that the file gives none: the same as long as its file and its issued words are.
fn made_id(file: &str, issued: &str) -> String {
    // FNV-1a: a few letters that tell errata apart, not a seal.
    let bytes = file.bytes().chain([0]).chain(issued.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("e-{:06x}", (hash ^ (hash >> 24) ^ (hash >> 48)) & 0x00ff_ffff)
}
