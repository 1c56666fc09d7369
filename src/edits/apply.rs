//! Makes edits in the files of a project.

use std::collections::BTreeMap;
use std::ops::Range;

use super::reading::{Seen, difference, readings};
use super::strings::{spliced, written};
use super::{Replacement, Target};
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
        || editions.iter().any(|edition| edition.as_issued)
        || errata.iter().any(corrects)
}

/// Makes edits in the files of a project. An edit is refused if it overlaps with one before it, or
/// if the two together change more for readers than each alone.
pub fn apply(sources: &Sources, errata: &[Erratum], targets: &[&Target], way: &Way) -> Applied {
    let mut applied = Applied::default();
    let mut refuse = |target: usize, why: String| applied.refused.push(Refused { target, why });
    let mut files: BTreeMap<FileId, FileEdits<'_>> = BTreeMap::new();
    for (index, target) in targets.iter().enumerate() {
        let Some(file) = sources.find(&target.file) else {
            refuse(index, format!("`{}` is no file of the project", target.file));
            continue;
        };
        let edits = files.entry(file).or_insert_with(|| FileEdits::new(sources.get(file)));
        if let Err(why) = edits.add(index, target) {
            refuse(index, why);
        }
    }
    let errata_file = sources.find(errata::FILE);
    let mut proposals = Vec::new();
    let mut changed: BTreeMap<&str, String> = BTreeMap::new();
    for (file, edits) in &files {
        let Some(pieces) = edits.written() else { continue };
        match way {
            Way::Errata { status, why } if Some(*file) != errata_file => {
                let own: Vec<&Erratum> = errata.iter().filter(|one| one.file == *file).collect();
                match as_errata(edits.source, &own, &pieces, *status, why) {
                    Some(own) => proposals.extend(own),
                    None => edits.targets.iter().for_each(|(index, _)| {
                        let why =
                            "no piece around it occurs once in the file, apart from other errata";
                        refuse(*index, why.to_owned());
                    }),
                }
            }
            Way::Errata { .. } | Way::Files => {
                changed.insert(&edits.source.name, on_disk(edits.source, &pieces));
            }
        }
    }
    if !proposals.is_empty() {
        let before = errata_file.map(|file| sources.get(file).on_disk());
        let text = changed.get(errata::FILE).or(before.as_ref()).map(String::as_str);
        match errata::add(text, &proposals) {
            Ok(text) => drop(changed.insert(errata::FILE, text)),
            Err(why) => (0..targets.len()).for_each(|index| refuse(index, why.clone())),
        }
    }
    let change = |(name, after): (&str, String)| FileChange {
        before: sources.find(name).map(|file| sources.get(file).on_disk()),
        name: name.to_owned(),
        after,
    };
    applied.files = changed.into_iter().map(change).collect();
    applied.files.retain(|file| file.before.as_ref() != Some(&file.after));
    applied
}

/// The counts of what readers get, for each reading of a file.
type Counts = Vec<BTreeMap<Seen, isize>>;

/// The edits of one file.
struct FileEdits<'s> {
    source: &'s Source,
    targets: Vec<(usize, Vec<Replacement>)>,
    /// What they add for readers, and remove, together.
    counts: Counts,
}

impl<'s> FileEdits<'s> {
    fn new(source: &'s Source) -> Self {
        FileEdits { source, targets: Vec::new(), counts: Counts::new() }
    }

    /// Adds an edit; else the reason why it can't be made with the others.
    fn add(&mut self, index: usize, target: &Target) -> Result<(), String> {
        let overlaps = |piece: &Replacement, other: &Replacement| {
            let is_same_place = piece.range == other.range && piece.range.is_empty();
            overlap(&piece.range, &other.range) || is_same_place
        };
        let known = self.targets.iter().flat_map(|(_, pieces)| pieces);
        if known.into_iter().any(|known| target.pieces.iter().any(|own| overlaps(own, known))) {
            return Err("another edit changes the same words".to_owned());
        }
        let unreadable = || format!("`{}` could not be read after it", target.file);
        let alone = self.counts_with(&[&target.pieces]).ok_or_else(unreadable)?;
        let mut all: Vec<&Vec<Replacement>> = self.targets.iter().map(|(_, own)| own).collect();
        all.push(&target.pieces);
        let together = self.counts_with(&all).ok_or_else(unreadable)?;
        let mut sum = self.counts.clone();
        sum.resize(alone.len(), BTreeMap::new());
        for (sum, alone) in sum.iter_mut().zip(alone) {
            for (seen, count) in alone {
                *sum.entry(seen).or_insert(0) += count;
            }
            sum.retain(|_, count| *count != 0);
        }
        if sum != together {
            return Err("together with another edit it changes more than both".to_owned());
        }
        self.counts = together;
        self.targets.push((index, target.pieces.clone()));
        Ok(())
    }

    /// What edits add for readers of the file, and remove; `None` if it can't be read after them.
    fn counts_with(&self, edits: &[&Vec<Replacement>]) -> Option<Counts> {
        let pieces: Vec<Replacement> = edits.iter().copied().flatten().cloned().collect();
        let (kind, text) = (&self.source.kind, self.source.text());
        let after = readings(kind, &spliced(text, &written(kind, text, &pieces)?))?;
        let before = readings(kind, text)?;
        Some(before.iter().zip(&after).map(|(before, after)| difference(before, after)).collect())
    }

    /// All pieces, as they are written into the file.
    fn written(&self) -> Option<Vec<Replacement>> {
        let pieces = self.targets.iter().flat_map(|(_, pieces)| pieces.clone());
        let pieces: Vec<Replacement> = pieces.collect();
        let written = written(&self.source.kind, self.source.text(), &pieces)?;
        (!written.is_empty()).then_some(written)
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
    status: Status,
    why: &str,
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
    let issued = loop {
        let near = match unique_pieces(source, &cores, &kept) {
            Ok(issued) => break issued,
            Err(near) => near.min(cores.len().checked_sub(2)?),
        };
        let second = cores.remove(near + 1);
        let first = &mut cores[near];
        first.text =
            [&first.text, &text[first.range.end..second.range.start], &second.text].concat();
        first.range.end = second.range.end;
    };
    let proposals = issued.into_iter().zip(cores).map(|(piece, core)| {
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

/// For each core, a piece around it that occurs once in the file; else the index of a core without.
fn unique_pieces(
    source: &Source,
    cores: &[Replacement],
    kept: &[Range<usize>],
) -> Result<Vec<Range<usize>>, usize> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for (index, core) in cores.iter().enumerate() {
        let others = cores[index + 1..].iter().map(|other| &other.range);
        let occupied: Vec<_> = kept.iter().chain(others).chain(&pieces).cloned().collect();
        // A place without length overlaps with nothing.
        let last = pieces.last().filter(|last| last.end > core.range.start);
        let piece = unique(source, &core.range, &occupied).filter(|piece| {
            let next = cores.get(index + 1).filter(|next| next.range.start < piece.end);
            last.is_none() && next.is_none()
        });
        pieces.push(piece.ok_or(index)?);
    }
    Ok(pieces)
}
