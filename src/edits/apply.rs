//! Makes edits in the files of a project.

use std::collections::BTreeMap;
use std::ops::Range;

use super::reading::{is_change, readings_with};
use super::strings::{spliced, written};
use super::{EditTarget, Replacement};
use crate::diagnostic::{FileId, Source, Sources};
use crate::edition::Edition;
use crate::errata::{self, Erratum, Proposal, Status, unique};
use crate::text::overlap;

/// How edits are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// In the files themselves.
    Files,
    /// As errata of this status: the files keep the text as issued.
    Errata {
        /// Their status.
        status: Status,
        /// Their reason, which readers of a corrigendum get.
        why: String,
    },
}

/// The result of edits, which nothing was written of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The files that change, by name.
    pub files: Vec<FileChange>,
    /// The edits that can't be made together with the others.
    pub refused: Vec<Refused>,
}

/// A file before and after, as it is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Its name.
    pub name: String,
    /// Its text before; `None` for a new file.
    pub before: Option<String>,
    /// Its text after.
    pub after: String,
}

/// An edit that can't be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its index in the edits that were to be made.
    pub target: usize,
    /// The reason.
    pub why: String,
}

/// Whether the files of a project keep the text as issued, so that edits become errata: its edition
/// is not a draft, the report as issued was kept, or errata correct it.
pub fn is_kept_as_issued(kind: &str, editions: &[Edition], errata: &[Erratum]) -> bool {
    let corrects = |erratum: &Erratum| erratum.status == Status::Applied && !erratum.by_hand;
    kind != "draft"
        || editions.iter().any(|edition| edition.scope.as_issued)
        || errata.iter().any(corrects)
}

/// Makes edits in the files of a project. An edit is refused if it overlaps with one before it, or
/// if the two together change more for readers than each alone.
pub fn apply(sources: &Sources, errata: &[Erratum], targets: &[&EditTarget], way: &Way) -> Applied {
    let mut applied = Applied::default();
    let mut refuse = |target, why: &str| {
        applied.refused.push(Refused { target, why: why.to_owned() });
    };
    let mut files: BTreeMap<FileId, FileEdits> = BTreeMap::new();
    for (index, target) in targets.iter().enumerate() {
        let added = sources.find(&target.file).ok_or("the project has no such file any more");
        let added = added
            .and_then(|file| files.entry(file).or_default().add(sources.get(file), index, target));
        added.unwrap_or_else(|why| refuse(index, why));
    }
    let mut proposals = Vec::new();
    let mut changed: BTreeMap<&str, String> = BTreeMap::new();
    for (file, edits) in files {
        let source = sources.get(file);
        let pieces = written(&source.kind, source.text(), &edits.pieces).unwrap_or_default();
        match way {
            Way::Errata { status, why } if source.name != errata::FILE => {
                let own: Vec<&Erratum> = errata.iter().filter(|one| one.file == file).collect();
                match as_errata(source, &own, &pieces, (*status, why)) {
                    Some(own) => proposals.extend(own),
                    None => edits.targets.into_iter().for_each(|index| {
                        refuse(index, "no piece around it is in the file once, apart from errata");
                    }),
                }
            }
            Way::Errata { .. } | Way::Files => {
                changed.insert(&source.name, on_disk(source, &pieces));
            }
        }
    }
    let disk = |name| sources.find(name).map(|file| sources.get(file).on_disk());
    if !proposals.is_empty() {
        let text = changed.remove(errata::FILE).or_else(|| disk(errata::FILE));
        match errata::add(text.as_deref(), &proposals) {
            Ok(text) => drop(changed.insert(errata::FILE, text)),
            Err(why) => (0..targets.len()).for_each(|index| refuse(index, &why)),
        }
    }
    let changes = changed.into_iter().map(|(name, after)| FileChange {
        name: name.to_owned(),
        before: disk(name),
        after,
    });
    applied.files = changes.filter(|file| file.before.as_ref() != Some(&file.after)).collect();
    applied
}

/// The edits of one file.
#[derive(Default)]
struct FileEdits {
    targets: Vec<usize>,
    pieces: Vec<Replacement>,
}

impl FileEdits {
    /// Adds an edit; else the reason why it can't be made with the others.
    fn add(
        &mut self,
        source: &Source,
        index: usize,
        target: &EditTarget,
    ) -> Result<(), &'static str> {
        let overlaps = |own: &Replacement| {
            let is_same = |other: &Replacement| own.range == other.range;
            self.pieces.iter().any(|other| overlap(&own.range, &other.range) || is_same(other))
        };
        if target.pieces.iter().any(overlaps) {
            return Err("another edit changes the same words");
        }
        let all = [&self.pieces[..], &target.pieces].concat();
        let readings = readings_with(source, &self.pieces).zip(readings_with(source, &all));
        let (before, after) = readings.ok_or("the file could not be read after it")?;
        let mut pairs = before.iter().zip(&after);
        if !pairs.all(|(before, after)| is_change(before, after, target.change.as_ref())) {
            return Err("together with another edit it changes more than its words");
        }
        self.pieces = all;
        self.targets.push(index);
        Ok(())
    }
}

/// The file on disk with its pieces replaced. Line ends become those of the file.
fn on_disk(source: &Source, pieces: &[Replacement]) -> String {
    let disk = source.on_disk();
    let line_end = if disk.contains("\r\n") { "\r\n" } else { "\n" };
    let pieces = pieces.iter().map(|piece| Replacement {
        range: source.range_on_disk(piece.range.clone()),
        text: piece.text.replace('\n', line_end),
    });
    spliced(&disk, &pieces.collect::<Vec<_>>())
}

/// The errata that replace pieces of a file; those that are too near to each other are joined.
/// `None` if one can't be written.
fn as_errata(
    source: &Source,
    errata: &[&Erratum],
    pieces: &[Replacement],
    (status, why): (Status, &str),
) -> Option<Vec<Proposal>> {
    let cores = pieces.iter().map(|piece| {
        let range = source.original_range(piece.range.clone());
        let is_issued = !source.is_corrected(piece.range.clone());
        is_issued.then(|| Replacement { range, text: piece.text.clone() })
    });
    let mut cores: Vec<Replacement> = cores.collect::<Option<_>>()?;
    cores.sort_by_key(|core| (core.range.start, core.range.end));
    let kept =
        errata.iter().filter(|erratum| !erratum.by_hand && erratum.status != Status::Rejected);
    let kept: Vec<Range<usize>> = kept.map(|erratum| erratum.original.clone()).collect();
    let text = source.original();
    // Each with a piece around it that occurs once in the file.
    let mut issued: Vec<(Range<usize>, Replacement)> = Vec::new();
    for mut core in cores {
        let piece = loop {
            let others = issued.iter().map(|(piece, _)| piece);
            let occupied: Vec<_> = kept.iter().chain(others).cloned().collect();
            // A place without length overlaps with nothing.
            let is_near = issued.last().is_some_and(|(piece, _)| piece.end > core.range.start);
            // Readers of a corrigendum get no TOML: an edit at the end of a string is joined to the one before it in the line.
            let is_in_line = issued.last().is_some_and(|(_, last)| {
                !source.is_template() && !text[last.range.end..core.range.start].contains('\n')
            });
            let fits = |piece: &Range<usize>| {
                !(is_near || is_in_line && text[piece.clone()].contains("\"\n"))
            };
            match unique(source, &core.range, &occupied).filter(fits) {
                Some(piece) => break piece,
                None => {
                    let (_, first) = issued.pop()?;
                    let between = &text[first.range.end..core.range.start];
                    core.text = [&first.text, between, &core.text].concat();
                    core.range.start = first.range.start;
                }
            }
        };
        issued.push((piece, core));
    }
    let proposals = issued.into_iter().map(|(piece, core)| {
        let before = &text[piece.start..core.range.start];
        let corrected = [before, &core.text, &text[core.range.end..piece.end]].concat();
        let issued = text[piece].to_owned();
        // An erratum whose correction is in the file counts as made.
        let is_made = corrected.contains(&issued) && text.contains(&corrected);
        let (file, why) = (source.name.clone(), why.to_owned());
        (!is_made).then_some(Proposal { file, issued, corrected, why, status })
    });
    proposals.collect()
}
