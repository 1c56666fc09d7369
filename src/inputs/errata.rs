//! Applies errata to the files that were read.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Edit, FileId, Sources};
use crate::errata::{self, Erratum, Status};

/// The errata to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corrections<'e> {
    /// None: the text as issued.
    None,
    /// Those with the status `applied`.
    Applied,
    /// The one with this id, whatever its status.
    Only(&'e str),
}

impl Corrections<'_> {
    fn include(self, erratum: &Erratum) -> bool {
        match self {
            Corrections::None => false,
            Corrections::Applied => erratum.status == Status::Applied,
            Corrections::Only(id) => erratum.id == id,
        }
    }
}

/// Checks all errata and applies those selected by `wanted`.
pub(super) fn apply(
    sources: &mut Sources,
    wanted: Corrections<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let (mut errata, found) = errata::read(sources);
    diagnostics.extend(found);
    if wanted == Corrections::Applied {
        diagnostics.extend(errata::undecided(&errata));
    }
    errata.retain(|erratum| wanted.include(erratum));
    errata.sort_by_key(|erratum| (erratum.file, erratum.original.start));
    let mut edits: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    for erratum in errata {
        let edits = edits.entry(erratum.file).or_default();
        // Overlapping errata are reported; only the first one is applied.
        if edits.last().is_none_or(|last| last.original.end <= erratum.original.start) {
            edits.push(erratum.edit());
        }
    }
    // What was repaired is at fault, and nothing is made of it.
    edits.retain(|file, _| !sources.get(*file).is_repaired());
    for (file, edits) in edits {
        sources.edit(file, edits);
    }
}
