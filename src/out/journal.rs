//! The journal: the files of a set that are about to be moved to their destinations.

use std::fs::Permissions;
use std::path::{Component, Path};
use std::{io, iter};

use serde::{Deserialize, Serialize};

use super::disk;
use crate::diagnostic::{Failure, MachineError};
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::hash;
use crate::watchdog::{self, Step};

/// The name of the journal in a locked folder.
pub(super) const FILE: &str = ".rapporteur-journal.json";
/// The folder, in a locked folder, of the new files.
pub(super) const STAGED: &str = ".rapporteur-staged";
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

/// A file to be moved. Paths are relative to the locked folder, or to [`STAGED`] before the move, and
/// separated by `/` on every system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The destination.
    pub(super) path: String,
    /// The SHA-256 of the file that it replaces; `None` for a new file.
    pub(super) old: Option<String>,
    /// The SHA-256 of the new content.
    pub(super) new: String,
    /// The path to which the replaced file is moved, if a person edited it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) aside: Option<String>,
}

/// A file to be written.
pub(super) struct NewFile<'b> {
    pub(super) entry: Entry,
    pub(super) bytes: &'b [u8],
    /// The permissions, if they are not those of new files.
    pub(super) permissions: Option<Permissions>,
}

/// The paths of a set of files that was written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Finished {
    /// Files at their destinations.
    pub placed: Vec<String>,
    /// Files that somebody changed meanwhile; they were not replaced.
    pub changed_since: Vec<String>,
}

/// Writes `files`, all or none.
///
/// # Errors
///
/// If a file can't be staged, written or replaced. Before the journal is written, nothing is changed
/// then; after that, the next command that locks the folder completes the set. If somebody changed
/// a file since it was read, it is not replaced.
pub(super) fn commit(folder: &Path, files: Vec<NewFile<'_>>) -> Result<Vec<Entry>, MachineError> {
    watchdog::begin(Step::Writing);
    if files.is_empty() {
        return Ok(Vec::new());
    }
    stage(folder, &files).inspect_err(|_| drop(disk::remove_folder(&folder.join(STAGED))))?;
    let journal = Journal { format: FORMAT, files: files.into_iter().map(|it| it.entry).collect() };
    write(folder, &journal).map_err(|error| {
        let _ = disk::remove_folder(&folder.join(STAGED));
        MachineError::io("write this file", folder.join(FILE), &error)
    })?;
    match follow(folder, &journal.files)?.changed_since.first() {
        None => Ok(journal.files),
        Some(path) => Err(changed(folder, path)),
    }
}

fn stage(folder: &Path, files: &[NewFile<'_>]) -> Result<(), MachineError> {
    let staged = files.iter().map(|NewFile { entry, bytes, permissions }| {
        let (place, staged) = (folder.join(&entry.path), folder.join(STAGED).join(&entry.path));
        disk::check_parent(&place)
            .and_then(|()| disk::write(&staged, bytes, permissions))
            .map_err(|error| MachineError::io("write this file", &place, &error))?;
        let is_replaceable = disk::check_replaceable(&place);
        is_replaceable.map_err(|error| not_replaced(&place, &error)).map(|()| staged)
    });
    disk::flush(staged)?
        .map_err(|error| MachineError::io("write into this folder", folder, &error))?;
    for NewFile { entry, .. } in files {
        if hash_at(&folder.join(&entry.path))? != entry.old {
            return Err(changed(folder, &entry.path));
        }
    }
    Ok(())
}

fn write(folder: &Path, journal: &Journal) -> io::Result<()> {
    let staged = folder.join(STAGED);
    disk::sync(&staged, journal.files.iter().map(|entry| &*entry.path))?;
    let json = serde_json::to_vec_pretty(journal).expect("a journal is strings");
    let journal = staged.join(FILE);
    disk::write(&journal, &json, &None)?;
    disk::flush(iter::once(Ok::<_, io::Error>(journal.clone())))??;
    disk::rename(&journal, &folder.join(FILE))?;
    // From here on, the set counts as written, even if the folder can't be flushed.
    let _ = disk::sync(folder, [FILE].into_iter());
    Ok(())
}

/// The error for a file that somebody changed.
pub(super) fn changed(folder: &Path, path: &str) -> MachineError {
    let message = "this file was changed by somebody else while the command ran, and stays as it is; type \
                   the command again";
    MachineError::at(folder.join(path), message)
}

/// The error for a file that can't be replaced.
pub(super) fn not_replaced(path: &Path, error: &io::Error) -> MachineError {
    let message = format!(
        "could not replace this file: {error}; is it open in Word or another program? Close it there and build again"
    );
    MachineError::at(path, message)
}

/// Completes a set that an interrupted command left in a locked folder, and removes files that it
/// had not listed yet.
pub(super) fn complete(folder: &Path) -> Result<Finished, MachineError> {
    let finished = match read(folder)? {
        Some(journal) => follow(folder, &journal.files)?,
        None => Finished::default(),
    };
    // If it were a link, files would be staged elsewhere.
    let staged = folder.join(STAGED);
    disk::remove_folder(&staged)
        .map_err(|error| MachineError::io("remove this folder", &staged, &error))?;
    Ok(finished)
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
    disk::sync(folder, files.iter().map(|entry| &*entry.path))
        .and_then(|()| disk::remove(&path))
        .map_err(|error| MachineError::io("write this file", path, &error))?;
    let _ = disk::remove_folder(&folder.join(STAGED));
    Ok(finished)
}

/// The journal of a folder, if there is one. Anybody could have written it, so it is followed only
/// if a command could have written all of its entries.
fn read(folder: &Path) -> Result<Option<Journal>, MachineError> {
    let bytes = match files::read(folder, FILE, LARGEST_OUTPUT) {
        Ok(bytes) => bytes,
        Err(failure) if failure.is_missing() => return Ok(None),
        Err(failure) => return Err(failure.into()),
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

impl Entry {
    pub(super) fn new(path: &str, old: Option<String>, new: String) -> Self {
        Entry { path: path.to_owned(), old, new, aside: None }
    }

    /// Whether a command could have written this entry. The journal may have been forged, so no path
    /// may lead out of the folder.
    fn is_sound(&self, folder: &Path) -> bool {
        let Ok(root) = folder.canonicalize() else { return false };
        // Folders that are not there yet are made in those that are.
        let parent =
            |path: &Path| path.ancestors().skip(1).find_map(|parent| parent.canonicalize().ok());
        let is_inside = |path: &str| {
            let mut parts = Path::new(path).components();
            parts.all(|part| matches!(part, Component::Normal(_)))
                && parent(&folder.join(path)).is_some_and(|parent| parent.starts_with(&root))
        };
        let staged = folder.join(STAGED).join(&self.path);
        let staged = staged.parent().and_then(|parent| parent.canonicalize().ok());
        staged.is_none_or(|staged| staged.starts_with(root.join(STAGED)))
            && is_inside(&self.path)
            && self.aside.as_deref().is_none_or(is_inside)
    }

    /// Moves the staged file to its destination, unless that was done already or the destination
    /// was changed since; returns whether the file is there. A change made by somebody else is kept.
    fn place(&self, folder: &Path) -> Result<bool, MachineError> {
        let (place, staged) = (folder.join(&self.path), folder.join(STAGED).join(&self.path));
        if staged.symlink_metadata().is_err() {
            return Ok(true);
        }
        let found = hash_at(&place)?;
        let is_moved = self.aside.is_some() && found.is_none();
        if found.as_ref() == Some(&self.new) || (found != self.old && !is_moved) {
            return Ok(found.as_ref() == Some(&self.new));
        }
        let aside = self.aside.as_ref().filter(|_| found.is_some());
        aside
            .map_or(Ok(()), |aside| disk::rename(&place, &folder.join(aside)))
            .and_then(|()| disk::create_parent(&place))
            .and_then(|()| disk::rename(&staged, &place))
            .map_err(|error| not_replaced(&place, &error))?;
        Ok(true)
    }
}

/// The SHA-256 of a file; `None` if it does not exist.
pub(super) fn hash_at(path: &Path) -> Result<Option<String>, Failure> {
    match files::read_at(path, LARGEST_OUTPUT) {
        Ok(bytes) => Ok(Some(hash(&bytes))),
        Err(failure) if failure.is_missing() => Ok(None),
        Err(failure) => Err(failure),
    }
}
