//! Folders of outputs: written as a whole, only where bytes changed; a file that a person changed is moved aside.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::entry::{Entry, beside, hash_at, not_replaced};
use super::lock::Lock;
use super::{disk, journal};
use crate::diagnostic::MachineError;
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::hash;
use crate::manifest;

/// What was written to a folder of outputs beside the files of a build, whose manifest lists them: notes and redlines of
/// changes, corrigenda.
const RECORD: &str = ".rapporteur-written.json";

/// The record, as JSON.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Record {
    /// SHA-256 of each file, by its path in the folder.
    files: BTreeMap<String, String>,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Paths in the folder, of the files whose bytes changed.
    pub changed: Vec<String>,
    /// Files that a person had changed: where each one was, and where it is now.
    pub moved_aside: Vec<(String, String)>,
}

/// Writes all `files` (path within the locked folder, bytes) or none, so that a full disk, or one file that Word holds,
/// leaves the last good outputs as they were. A file that was changed since it was written is moved aside.
///
/// # Errors
/// If a file can't be written or replaced.
pub fn write(lock: &Lock, files: &[(String, Vec<u8>)]) -> Result<Written, MachineError> {
    let folder = lock.folder();
    let mut files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let known = recorded(folder);
    let record = (!files.iter().any(|(name, _)| *name == manifest::FILE)).then(|| {
        let mut record = read_record(folder);
        record.files.extend(files.iter().map(|(name, bytes)| ((*name).to_owned(), hash(bytes))));
        serde_json::to_vec_pretty(&record).expect("a record is strings")
    });
    files.extend(record.as_ref().map(|record| (RECORD, record.as_slice())));
    let mut staged = Vec::new();
    if let Err(error) = stage(folder, &files, &known, &mut staged) {
        staged.iter().for_each(|entry: &Entry| entry.discard(folder));
        return Err(error);
    }
    let names = staged.iter().map(|entry| entry.path.clone()).filter(|path| path != RECORD);
    let aside = staged.iter().filter_map(|entry| Some((entry.path.clone(), entry.aside.clone()?)));
    let written = Written { changed: names.collect(), moved_aside: aside.collect() };
    match journal::commit(folder, staged)?.changed_since.first() {
        None => Ok(written),
        Some(path) => {
            let message = "this file was changed while the command ran, and stays as it is; type the command again";
            Err(MachineError { message: message.to_owned(), path: Some(folder.join(path)) })
        }
    }
}

/// Stages the files whose bytes changed.
fn stage(
    folder: &Path,
    files: &[(&str, &[u8])],
    known: &BTreeMap<String, String>,
    staged: &mut Vec<Entry>,
) -> Result<(), MachineError> {
    for (name, bytes) in files {
        let path = folder.join(name);
        // Fonts are large and stay the same: they are not hashed for that.
        if files::read_at(&path, LARGEST_OUTPUT).is_ok_and(|old| old == *bytes) {
            continue;
        }
        let old = hash_at(&path).map_err(|error| not_replaced(&path, &error))?;
        let is_edited = is_by_a_person(name, old.as_ref(), known);
        let mut entry = Entry::stage(folder, name, old, bytes, None)?;
        entry.aside = is_edited.then(|| free_name(folder, name));
        staged.push(entry);
    }
    for entry in staged.iter() {
        let path = folder.join(&entry.path);
        disk::check_replaceable(&path).map_err(|error| not_replaced(&path, &error))?;
    }
    Ok(())
}

/// Removes a file of a locked folder of outputs, unless a person changed it; gives whether it was removed.
///
/// # Errors
/// If it can't be removed.
pub fn remove(lock: &Lock, name: &str) -> Result<bool, MachineError> {
    let folder = lock.folder();
    let path = folder.join(name);
    let failed = |error: &io::Error| MachineError::io("remove this file", &path, error);
    let found = hash_at(&path).map_err(|error| failed(&error))?;
    let is_ours = !is_by_a_person(name, found.as_ref(), &recorded(folder));
    if is_ours {
        disk::remove(&path).map_err(|error| failed(&error))?;
    }
    Ok(is_ours)
}

/// Whether a file is other than the one that was written. The manifest and the record are for programs only.
fn is_by_a_person(name: &str, found: Option<&String>, known: &BTreeMap<String, String>) -> bool {
    found.is_some_and(|found| known.get(name) != Some(found))
        && ![manifest::FILE, RECORD].contains(&name)
}

/// Whether a person changed a file of a folder of outputs, so that it is neither what was written nor `bytes`.
pub fn is_edited(folder: &Path, name: &str, bytes: &[u8]) -> bool {
    let found = files::read(folder, name, LARGEST_OUTPUT).ok().map(|found| hash(&found));
    found.as_ref() != Some(&hash(bytes)) && is_by_a_person(name, found.as_ref(), &recorded(folder))
}

/// A name that says that the file was edited, and is not taken: `NAME (edited).docx`, `NAME (edited 2).docx`.
fn free_name(folder: &Path, path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, ending) = name
        .rsplit_once('.')
        .map_or((name, String::new()), |(stem, ending)| (stem, format!(".{ending}")));
    let names = (1..).map(|number| match number {
        1 => format!("{stem} (edited){ending}"),
        _ => format!("{stem} (edited {number}){ending}"),
    });
    let mut paths = names.map(|name| beside(path, &name));
    paths.find(|path| folder.join(path).symlink_metadata().is_err()).expect("a number is free")
}

/// SHA-256 of the files that were last written to a folder.
fn recorded(folder: &Path) -> BTreeMap<String, String> {
    let mut known = read_record(folder).files;
    known.extend(built(folder));
    known
}

/// SHA-256 of the files of the last build; empty if there was none or its manifest can't be read.
pub(super) fn built(folder: &Path) -> BTreeMap<String, String> {
    let manifest = files::read(folder, manifest::FILE, LARGEST_OUTPUT).unwrap_or_default();
    manifest::outputs(&String::from_utf8_lossy(&manifest)).unwrap_or_default()
}

fn read_record(folder: &Path) -> Record {
    let bytes = files::read(folder, RECORD, LARGEST_OUTPUT).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}
