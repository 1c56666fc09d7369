//! The journal: the files of a set that are about to be moved to their destinations.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::disk;
use super::entry::Entry;
use crate::diagnostic::MachineError;
use crate::files::{self, LARGEST_OUTPUT};
use crate::watchdog::{self, Step};

/// The name of the journal in a locked folder.
pub(super) const FILE: &str = ".rapporteur-journal.json";
/// The journal format that this program writes; it also follows older ones.
const FORMAT: u32 = 1;

/// The journal, stored as JSON. It exists only while a command performs its last step, or if it was
/// interrupted there.
#[derive(Debug, Serialize, Deserialize)]
struct Journal {
    /// The format.
    format: u32,
    /// The files to move, in this order.
    files: Vec<Entry>,
}

/// The result of writing a set.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Finished {
    /// Files at their destinations.
    pub(super) placed: Vec<String>,
    /// Files that somebody changed meanwhile; they were not replaced.
    pub(super) changed_since: Vec<String>,
}

/// Writes the files that `stage` stages, all or none, and returns their entries.
///
/// # Errors
///
/// If a file can't be staged, written or replaced. Before the journal is written, nothing is changed
/// then; after that, the next command that locks the folder completes the set. If somebody changed
/// a file at the last moment, it is not replaced.
pub(super) fn commit(
    folder: &Path,
    stage: impl FnOnce(&mut Vec<Entry>) -> Result<(), MachineError>,
) -> Result<Vec<Entry>, MachineError> {
    watchdog::begin(Step::Writing);
    let mut journal = Journal { format: FORMAT, files: Vec::new() };
    let staged = stage(&mut journal.files);
    if staged.is_ok() && journal.files.is_empty() {
        return Ok(journal.files);
    }
    let failed = |error: io::Error| MachineError::io("write this file", folder.join(FILE), &error);
    if let Err(error) = staged.and_then(|()| write(folder, &journal).map_err(failed)) {
        journal.files.iter().for_each(|entry| drop(disk::remove(&folder.join(&entry.staged))));
        return Err(error);
    }
    match follow(folder, &journal.files)?.changed_since.first() {
        None => Ok(journal.files),
        Some(path) => Err(changed(folder, path)),
    }
}

/// The error for a file that somebody changed.
pub(super) fn changed(folder: &Path, path: &str) -> MachineError {
    let message = "this file was changed by somebody else while the command ran, and stays as it is; type \
                   the command again";
    MachineError::at(folder.join(path), message)
}

fn write(folder: &Path, journal: &Journal) -> io::Result<()> {
    sync_parents(folder, &journal.files)?;
    let json = serde_json::to_vec_pretty(journal).expect("a journal is strings");
    let staged = disk::stage(folder, &json, None)?;
    disk::rename(&staged, &folder.join(FILE)).inspect_err(|_| drop(disk::remove(&staged)))?;
    // From here on, the set counts as written, even if the folder can't be flushed.
    let _ = disk::sync_folder(folder);
    Ok(())
}

/// Flushes the folders of all destinations.
fn sync_parents(folder: &Path, files: &[Entry]) -> io::Result<()> {
    let parents: BTreeSet<_> = files.iter().map(|entry| entry.parent(folder)).collect();
    parents.iter().try_for_each(|parent| disk::sync_folder(parent))
}

/// Completes a set that an interrupted command left in a locked folder.
pub(super) fn complete(folder: &Path) -> Result<Finished, MachineError> {
    read(folder)?.map_or(Ok(Finished::default()), |journal| follow(folder, &journal.files))
}

fn follow(folder: &Path, files: &[Entry]) -> Result<Finished, MachineError> {
    let mut finished = Finished::default();
    for entry in files {
        let list = match entry.place(folder)? {
            true => &mut finished.placed,
            false => &mut finished.changed_since,
        };
        list.push(entry.path.clone());
    }
    let path = folder.join(FILE);
    sync_parents(folder, files)
        .and_then(|()| disk::remove(&path))
        .map_err(|error| MachineError::io("write this file", path, &error))?;
    Ok(finished)
}

/// The journal of a folder, if there is one. Anybody could have written it, so it is followed only
/// if a command could have written all of its entries.
fn read(folder: &Path) -> Result<Option<Journal>, MachineError> {
    let bytes = match files::read(folder, FILE, LARGEST_OUTPUT) {
        Ok(bytes) => bytes,
        Err(unread) if unread.is_missing() => return Ok(None),
        Err(unread) => return Err(unread.into()),
    };
    let journal = serde_json::from_slice::<Journal>(&bytes).ok().filter(|journal| {
        journal.format <= FORMAT && journal.files.iter().all(|entry| entry.is_sound(folder))
    });
    const UNFIT: &str = "this is no journal that this release of rapporteur can complete: use the release that wrote \
                         it or a later one, or delete the file";
    journal.map(Some).ok_or_else(|| MachineError::at(folder.join(FILE), UNFIT))
}

/// Paths of the files that an interrupted command left in a folder; `None` if there is no journal,
/// empty if the journal can't be followed.
pub(super) fn left(folder: &Path) -> Option<Vec<String>> {
    let files = read(folder).map_or(Some(Vec::new()), |journal| Some(journal?.files))?;
    Some(files.into_iter().map(|entry| entry.path).collect())
}
