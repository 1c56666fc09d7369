//! Puts the applied errata into the files that were read.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Edit, FileId, Sources};
use crate::errata::{self, Erratum, Status};

/// Which errata are put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corrections<'e> {
    /// None: the text as issued.
    None,
    /// Those that are applied.
    Applied,
    /// The one of this id, whatever is decided.
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

/// Checks all errata and puts the wanted ones in.
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
        // Two that are applied to the same words are reported; the first one stands.
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
