//! Makes edits in the files of a project.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;
use toml_edit::{Datetime, DocumentMut, InlineTable, Item, Table, value};

use super::EditTarget;
use super::record::{FileChange, ReviewEdit};
use super::strings::{strings, written};
use super::target::is_exact;
use crate::diagnostic::{Edit, FileId, Source, Sources, spliced};
use crate::edition::Edition;
use crate::errata::{self, Erratum, Proposal, Status};
use crate::text::{chunks_after, overlap};
use crate::{amend, scaffold};

/// Edits of a line with fewer bytes between them become one erratum.
const NEAR: usize = 80;

/// How many words of a statement an amendment names it by.
const FIRST_WORDS: usize = 12;

/// The keys of a response that an amendment of its words takes over.
const KEPT: [&str; 5] = ["respondent", "mechanism", "respondents", "counted", "anonymous"];

/// The result of edits, which nothing was written of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The files that change, by name.
    pub files: Vec<FileChange>,
    /// The edits that can't be made, or not together with those before, by index, with the reason.
    pub refused: BTreeMap<usize, String>,
}

/// Whether the files of a project keep the text as issued, so that edits become errata: its edition
/// is not a draft, the report as issued was kept, or errata correct it.
pub fn is_kept_as_issued(kind: &str, editions: &[Edition], errata: &[Erratum]) -> bool {
    let corrects = |erratum: &Erratum| erratum.status == Status::Applied && !erratum.by_hand;
    kind != "draft"
        || editions.iter().any(|edition| edition.scope.as_issued)
        || errata.iter().any(corrects)
}

/// Makes edits in the files of a project, or as applied errata with the reason `why` if there is one; those of words of
/// respondents as amendments. An edit is refused if it overlaps with one before it, or if the two together change more for
/// readers than each alone.
pub fn apply(
    sources: &Sources,
    errata: &[Erratum],
    targets: &[(&ReviewEdit, EditTarget)],
    why: Option<&str>,
) -> Applied {
    let mut applied = Applied::default();
    // By the name of the file that is to be written.
    let mut files: BTreeMap<String, FileEdits> = BTreeMap::new();
    for (index, (edit, target)) in targets.iter().enumerate() {
        let mut add = || {
            let file = sources.find(&target.file).ok_or("the project has no such file any more")?;
            let source = sources.get(file);
            let own = errata.iter().filter(|one| one.file == file);
            let (name, way) = match (source.kind.response_key(), edit.decided.agreed, why) {
                (Some(key), Some(day), _) => {
                    let name = scaffold::response_path(key, Some(day));
                    if sources.find(&name).is_some() {
                        return Err(format!("{name} is there already: add the new words to it"));
                    }
                    (name, Way::Amendment(day, edit.letter()))
                }
                (Some(key), None, _) => return Err(format!("`{key}` has not agreed yet")),
                (None, _, Some(why)) if target.file != errata::FILE => {
                    (target.file.clone(), Way::Errata(own.collect(), why))
                }
                _ => (target.file.clone(), Way::Files),
            };
            let edits = files.entry(name).or_default();
            if *edits.file.get_or_insert(file) != file {
                return Err("its amendment of this day has words of another file".to_owned());
            }
            edits.add(source, target, &way)
        };
        if let Err(why) = add() {
            applied.refused.insert(index, why);
        }
    }
    let disk = |name: &str| sources.find(name).map(|file| sources.get(file).on_disk().to_owned());
    let proposals: Vec<Proposal> =
        files.values_mut().flat_map(|edits| std::mem::take(&mut edits.proposals)).collect();
    let changed = files.into_iter().filter_map(|(name, edits)| Some((name, edits.after?)));
    let mut changed: BTreeMap<String, String> = changed.collect();
    if !proposals.is_empty() {
        let text = changed.remove(errata::FILE).or_else(|| disk(errata::FILE));
        let text = errata::add(text.as_deref(), &proposals).expect("the errata were read");
        changed.insert(errata::FILE.to_owned(), text);
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
    /// As an amendment of the response that the file is, of this day, from this letter.
    Amendment(Date, &'a str),
}

/// The edits of a file.
#[derive(Default)]
struct FileEdits {
    /// The file that the pieces are of.
    file: Option<FileId>,
    pieces: Vec<Edit>,
    /// The text with them.
    after: Option<String>,
    /// The errata that make them instead.
    proposals: Vec<Proposal>,
}

impl FileEdits {
    /// Adds an edit; else the reason why it can't be made with the others.
    fn add(&mut self, source: &Source, target: &EditTarget, way: &Way<'_>) -> Result<(), String> {
        let overlaps = |own: &Edit| {
            let is_same = |other: &Edit| own.range == other.range;
            self.pieces.iter().any(|other| overlap(&own.range, &other.range) || is_same(other))
        };
        if target.pieces.iter().any(overlaps) {
            return Err("another edit changes the same words".to_owned());
        }
        let all = [&self.pieces[..], &target.pieces].concat();
        if !is_exact(source, &self.pieces, &all, target.change.as_ref()) {
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
            Way::Amendment(day, letter) => {
                self.after = Some(amendment(source.text(), &pieces, *day, letter)?);
            }
        }
        self.pieces = all;
        Ok(())
    }
}

/// An amendment of a response: the statements whose words change, in their new words.
fn amendment(response: &str, pieces: &[Edit], day: Date, letter: &str) -> Result<String, String> {
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
    let day: Datetime = day.to_string().parse().expect("a day of TOML");
    amend::change("", |new| {
        for key in KEPT {
            new.extend(old.get(key).map(|item| (key, item.clone())));
        }
        new.insert("received", value(day));
        new.insert("from", value(InlineTable::from_iter([("file", letter)])));
        tables.into_iter().try_for_each(|((list, _), table)| amend::append(new, list, table))
    })
}

/// The file on disk with its pieces replaced. Line ends become those of the file.
fn on_disk(source: &Source, pieces: &[Edit]) -> String {
    let disk = source.on_disk();
    let line_end = if disk.contains("\r\n") { "\r\n" } else { "\n" };
    let pieces = pieces.iter().map(|piece| Edit {
        range: source.range_on_disk(piece.range.clone()),
        text: piece.text.replace('\n', line_end),
    });
    spliced(disk, &pieces.collect::<Vec<_>>())
}

/// The errata that replace pieces of a file; pieces near to each other in a line have one. `None` if one can't be written.
fn as_errata(
    source: &Source,
    errata: &[&Erratum],
    pieces: &[Edit],
    why: &str,
) -> Option<Vec<Proposal>> {
    let cores = pieces.iter().map(|piece| {
        let range = source.original_range(piece.range.clone());
        let is_issued = !source.is_corrected(piece.range.clone());
        is_issued.then(|| Edit { range, text: piece.text.clone() })
    });
    let mut cores: Vec<Edit> = cores.collect::<Option<_>>()?;
    cores.sort_by_key(|core| (core.range.start, core.range.end));
    let kept =
        errata.iter().filter(|erratum| !erratum.by_hand && erratum.status != Status::Rejected);
    let mut occupied: Vec<Range<usize>> = kept.map(|erratum| erratum.original.clone()).collect();
    let text = source.original();
    let is_near = |one: &Edit, next: &Edit| {
        let between = &text[one.range.end..next.range.start];
        between.len() < NEAR && !between.contains('\n')
    };
    let proposals = cores.chunk_by(is_near).map(|cores| {
        let proposal = Proposal::new(source, cores, &mut occupied, why, Status::Applied)?;
        let Proposal { issued, corrected, .. } = &proposal;
        // An erratum whose correction is in the file counts as made, and readers of a corrigendum get no TOML.
        let is_made = corrected.contains(issued) && text.contains(corrected);
        let is_fit = !is_made && (source.is_template() || !issued.contains("\"\n"));
        is_fit.then_some(proposal)
    });
    proposals.collect()
}
