//! Puts the applied errata into the files that were read.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Edit, FileId, Sources};
use crate::errata::{self, Status};

/// Checks all errata and, if `wanted`, puts the applied ones in.
pub(super) fn apply(sources: &mut Sources, wanted: bool, diagnostics: &mut Vec<Diagnostic>) {
    let (mut errata, found) = errata::read(sources);
    diagnostics.extend(found);
    errata.retain(|erratum| wanted && erratum.status == Status::Applied);
    errata.sort_by_key(|erratum| (erratum.file, erratum.original.start));
    let mut edits: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    for erratum in errata {
        let edits = edits.entry(erratum.file).or_default();
        // Two that are applied to the same words are reported; the first one stands.
        if edits.last().is_none_or(|last| last.original.end <= erratum.original.start) {
            edits.push(erratum.edit());
        }
    }
    for (file, edits) in edits {
        sources.edit(file, edits);
    }
}
