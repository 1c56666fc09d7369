//! Makes edits in the files of a project.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use toml_edit::{Datetime, DocumentMut, InlineTable, Item, Table, value};

use super::reading::{is_change, readings_with};
use super::strings::{spliced, strings, written};
use super::{EditTarget, Replacement};
use crate::diagnostic::{Source, Sources};
use crate::edition::Edition;
use crate::errata::{self, Erratum, Proposal, Status, unique};
use crate::text::{chunks_after, overlap};
use crate::{amend, scaffold};

/// How many words of a statement an amendment names it by.
const FIRST_WORDS: usize = 12;

/// The keys of a response that an amendment of its words takes over.
const KEPT: [&str; 5] = ["respondent", "mechanism", "respondents", "counted", "anonymous"];

/// When and how a respondent agreed to a change of its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The day.
    pub day: Date,
    /// The path of the letter.
    pub letter: String,
    /// The SHA-256 of the letter.
    pub sha256: String,
}

/// The result of edits, which nothing was written of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The files that change, by name.
    pub files: Vec<FileChange>,
    /// The edits that can't be made, or not together with those before, by index, with the reason.
    pub refused: BTreeMap<usize, String>,
}

/// A file before and after, as it is on disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileChange {
    /// Its name.
    pub name: String,
    /// Its text before; `None` for a new file.
    pub before: Option<String>,
    /// Its text after.
    pub after: String,
}

/// Whether the files of a project keep the text as issued, so that edits become errata: its edition
/// is not a draft, the report as issued was kept, or errata correct it.
pub fn is_kept_as_issued(kind: &str, editions: &[Edition], errata: &[Erratum]) -> bool {
    let corrects = |erratum: &Erratum| erratum.status == Status::Applied && !erratum.by_hand;
    kind != "draft"
        || editions.iter().any(|edition| edition.as_issued)
        || errata.iter().any(corrects)
}

/// Makes edits in the files of a project, or as applied errata with the reason `why` if there is one; those of words of
/// respondents as amendments. An edit is refused if it overlaps with one before it, or if the two together change more for
/// readers than each alone.
pub fn apply(
    sources: &Sources,
    errata: &[Erratum],
    targets: &[(&EditTarget, Option<&Agreement>)],
    why: Option<&str>,
) -> Applied {
    let mut applied = Applied::default();
    // By the name of the file that is to be written.
    let mut files: BTreeMap<String, FileEdits> = BTreeMap::new();
    for (index, (target, agreement)) in targets.iter().enumerate() {
        let mut add = || {
            let file = sources.find(&target.file).ok_or("the project has no such file any more")?;
            let source = sources.get(file);
            let own = errata.iter().filter(|one| one.file == file);
            let (name, way) = match (source.kind.response_key(), agreement, why) {
                (Some(key), Some(agreement), _) => {
                    let name = scaffold::response_path(key, Some(agreement.day));
                    if sources.find(&name).is_some() {
                        return Err(format!("{name} is there already: add the new words to it"));
                    }
                    (name, Way::Amendment(agreement))
                }
                (Some(key), None, _) => return Err(format!("`{key}` has not agreed yet")),
                (None, _, Some(why)) if target.file != errata::FILE => {
                    (target.file.clone(), Way::Errata(own.collect(), why))
                }
                _ => (target.file.clone(), Way::Files),
            };
            files.entry(name).or_default().add(source, target, &way)
        };
        if let Err(why) = add() {
            applied.refused.insert(index, why);
        }
    }
    let disk = |name: &str| sources.find(name).map(|file| sources.get(file).on_disk());
    let proposals: Vec<Proposal> =
        files.values_mut().flat_map(|edits| std::mem::take(&mut edits.proposals)).collect();
    let changed = files.into_iter().filter_map(|(name, edits)| Some((name, edits.after?)));
    let mut changed: BTreeMap<String, String> = changed.collect();
    if !proposals.is_empty() {
        let text = changed.remove(errata::FILE).or_else(|| disk(errata::FILE));
        match errata::add(text.as_deref(), &proposals) {
            Ok(text) => drop(changed.insert(errata::FILE.to_owned(), text)),
            Err(why) => applied.refused = (0..targets.len()).map(|at| (at, why.clone())).collect(),
        }
    }
    let changes = changed.into_iter().map(|(name, after)| {
        let before = disk(&name);
        FileChange { name, before, after }
    });
    applied.files = changes.filter(|file| file.before.as_ref() != Some(&file.after)).collect();
    applied
}

/// How the edits of a file are made.
enum Way<'a> {
    /// In the file.
    Files,
    /// As errata, of which the file has these already, with a reason for readers.
    Errata(Vec<&'a Erratum>, &'a str),
    /// As an amendment of the response that the file is.
    Amendment(&'a Agreement),
}

/// The edits of a file.
#[derive(Default)]
struct FileEdits {
    pieces: Vec<Replacement>,
    /// The text with them.
    after: Option<String>,
    /// The errata that make them instead.
    proposals: Vec<Proposal>,
}

impl FileEdits {
    /// Adds an edit; else the reason why it can't be made with the others.
    fn add(&mut self, source: &Source, target: &EditTarget, way: &Way<'_>) -> Result<(), String> {
        let overlaps = |own: &Replacement| {
            let is_same = |other: &Replacement| own.range == other.range;
            self.pieces.iter().any(|other| overlap(&own.range, &other.range) || is_same(other))
        };
        if target.pieces.iter().any(overlaps) {
            return Err("another edit changes the same words".to_owned());
        }
        let all = [&self.pieces[..], &target.pieces].concat();
        let readings = readings_with(source, &self.pieces).zip(readings_with(source, &all));
        let (before, after) = readings.ok_or("the file could not be read after it")?;
        let mut pairs = before.iter().zip(&after);
        if !pairs.all(|(before, after)| is_change(before, after, target.change.as_ref())) {
            return Err("together with another edit it changes more than its words".to_owned());
        }
        let pieces = written(&source.kind, source.text(), &all).unwrap_or_default();
        match way {
            Way::Files => self.after = Some(on_disk(source, &pieces)),
            Way::Errata(own, why) => {
                let proposals = as_errata(source, own, &pieces, why);
                self.proposals =
                    proposals.ok_or("no piece around it is in the file once, apart from errata")?;
            }
            Way::Amendment(agreement) => {
                self.after = Some(amendment(source.text(), &pieces, agreement)?);
            }
        }
        self.pieces = all;
        Ok(())
    }
}

/// An amendment of a response: the statements whose words change, in their new words.
fn amendment(
    response: &str,
    pieces: &[Replacement],
    agreement: &Agreement,
) -> Result<String, String> {
    const OTHER: &str = "only quotations and practices can be amended in this way";
    let old: DocumentMut = response.parse().map_err(|_| OTHER)?;
    let texts = strings(response).zip(strings(&spliced(response, pieces)));
    let (before, after) = texts.ok_or(OTHER)?;
    let mut tables: BTreeMap<(&str, usize), Table> = BTreeMap::new();
    for (before, after) in before.iter().zip(after).filter(|(one, other)| one.value != other.value)
    {
        let [list @ ("quote" | "practice"), index, key] =
            before.path.split('.').collect::<Vec<_>>()[..]
        else {
            return Err(OTHER.to_owned());
        };
        let index: usize = index.parse().map_err(|_| OTHER)?;
        let own = old.get(list).and_then(|list| list.get(index)?.as_table()).ok_or(OTHER)?;
        let table = tables.entry((list, index)).or_insert_with(|| {
            let text = own.get("text").and_then(Item::as_str).unwrap_or_default();
            let mut table = own.clone();
            table.insert("replaces", value(&text[..chunks_after(text, 0, FIRST_WORDS)]));
            table
        });
        amend::set(table, key, after.value);
    }
    let day: Datetime = agreement.day.to_string().parse().expect("a day of TOML");
    let from = [("file", agreement.letter.as_str()), ("sha256", &agreement.sha256)];
    amend::change("", |new| {
        for key in KEPT {
            new.extend(old.get(key).map(|item| (key, item.clone())));
        }
        new.extend([("received", value(day)), ("cleared", value(day))]);
        new.insert("from", value(InlineTable::from_iter(from)));
        tables.into_iter().try_for_each(|((list, _), table)| amend::append(new, list, table))
    })
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
        let status = Status::Applied;
        (!is_made).then_some(Proposal { file, issued, corrected, why, status })
    });
    proposals.collect()
}
