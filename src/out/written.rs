//! Files that are written. Outputs are written only where contents changed, and files that a person
//! changed are moved aside; read-only commands check whether a command was interrupted in a folder, and
//! whether the outputs are those of the last build. Files that people keep (TOML files and templates
//! that a command changes, new files, and editions) are changed only if nobody else changed them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde_json::{Value, json};

use super::disk::{self, PREFIX};
use super::journal::{self, Entry, NewFile, hash_at, not_replaced};
use super::lock::Lock;
use crate::diagnostic::{Code, Diagnostic, Failure, MachineError, capped};
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::{Inputs, hash};
use crate::manifest;

/// The record of files other than those of a build, which the manifest lists: notes of changes,
/// redlines and corrigenda.
const RECORD: &str = ".rapporteur-written.json";
/// The ids of the findings of the last build, as a JSON list.
const FINDINGS: &str = ".rapporteur-findings.json";

/// The result of writing to an output folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Paths, within the folder, of the files whose content changed.
    pub changed: Vec<String>,
    /// Files that a person had changed, as their old and new paths.
    pub moved_aside: Vec<(String, String)>,
}

/// Writes all `files` (path within the locked folder, content) or none, so that a full disk or a
/// file locked by Word leaves the last good outputs unchanged. Files changed since they were
/// written are moved aside. `hashes` are those that are known of new contents, by path.
///
/// # Errors
/// If a file can't be written or replaced.
pub fn write(
    lock: &Lock,
    files: &[(impl AsRef<str>, impl AsRef<[u8]>)],
    hashes: &BTreeMap<String, String>,
) -> Result<Written, Failure> {
    let folder = lock.folder();
    let mut files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_ref(), bytes.as_ref())).collect();
    let known = recorded(folder);
    let is_build = files.iter().any(|(name, _)| *name == manifest::FILE);
    let record = (!is_build).then(|| {
        let mut record = read_record(folder, RECORD, "files");
        record.extend(files.iter().map(|(name, bytes)| ((*name).to_owned(), hash(bytes))));
        serde_json::to_vec_pretty(&json!({ "files": record })).expect("a record is strings")
    });
    files.extend(record.as_ref().map(|record| (RECORD, record.as_slice())));
    let mut changed = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        // Compare contents first to avoid hashing fonts, which are large and rarely change.
        if files::read_at(&path, LARGEST_OUTPUT).is_ok_and(|old| old == bytes) {
            continue;
        }
        let old = hash_at(&path).map_err(|failure| match path.is_dir() {
            true => not_replaced(&path, &io::ErrorKind::IsADirectory.into()).into(),
            false => failure,
        })?;
        let is_edited = is_by_a_person(name, old.as_ref(), &known);
        let aside = is_edited.then(|| free_name(folder, name));
        let new = hashes.get(name).cloned().unwrap_or_else(|| hash(bytes));
        let entry = Entry { aside, ..Entry::new(name, old, new) };
        changed.push(NewFile { entry, bytes, permissions: None });
    }
    let written = journal::commit(folder, changed)?;
    let aside = written.iter().filter_map(|entry| Some((entry.path.clone(), entry.aside.clone()?)));
    let moved_aside = aside.collect();
    let names = written.into_iter().map(|entry| entry.path).filter(|path| !is_hidden(path));
    Ok(Written { changed: names.collect(), moved_aside })
}

/// Removes a file from a locked output folder unless a person changed it; returns whether it was
/// removed.
///
/// # Errors
/// If it can't be removed.
pub fn remove(lock: &Lock, name: &str) -> Result<bool, MachineError> {
    let folder = lock.folder();
    let path = folder.join(name);
    let is_ours = !is_by_a_person(name, hash_at(&path)?.as_ref(), &recorded(folder));
    if is_ours {
        disk::remove(&path).map_err(|error| MachineError::io("remove this file", &path, &error))?;
    }
    Ok(is_ours)
}

/// Removes a file of a locked project.
///
/// # Errors
/// If it was changed since it was read, or can't be removed.
pub fn remove_read(lock: &Lock, inputs: &Inputs, name: &str) -> Result<(), MachineError> {
    let path = lock.folder().join(name);
    if hash_at(&path)?.as_ref() != inputs.hashes.get(name) {
        return Err(journal::changed(lock.folder(), name));
    }
    disk::remove(&path).map_err(|error| MachineError::io("remove this file", &path, &error))
}

/// Whether a file differs from the one that was written. The manifest and hidden files are not meant
/// for people and never count as changed.
fn is_by_a_person(name: &str, found: Option<&String>, known: &BTreeMap<String, String>) -> bool {
    found.is_some_and(|found| known.get(name) != Some(found))
        && name != manifest::FILE
        && !is_hidden(name)
}

fn is_hidden(name: &str) -> bool {
    name.starts_with(PREFIX)
}

/// Whether a person changed a file of an output folder, so that it differs both from the one
/// written and from `bytes`.
pub fn is_edited(folder: &Path, name: &str, bytes: &[u8]) -> bool {
    let found = files::read(folder, name, LARGEST_OUTPUT).ok().map(|found| hash(&found));
    found.as_ref() != Some(&hash(bytes)) && is_by_a_person(name, found.as_ref(), &recorded(folder))
}

/// An unused name that marks the file as edited: `NAME (edited).docx`, `NAME (edited 2).docx`.
fn free_name(folder: &Path, path: &str) -> String {
    let ending = Path::new(path).extension().map_or(0, |ending| ending.len() + 1);
    let (stem, ending) = path.split_at(path.len() - ending);
    let mut paths = (1..).map(|number| match number {
        1 => format!("{stem} (edited){ending}"),
        _ => format!("{stem} (edited {number}){ending}"),
    });
    paths.find(|path| folder.join(path).symlink_metadata().is_err()).expect("a number is free")
}

/// The SHA-256 of each file last written to a folder.
fn recorded(folder: &Path) -> BTreeMap<String, String> {
    let mut known = read_record(folder, RECORD, "files");
    known.extend(built(folder));
    known
}

/// The SHA-256 of each file of the last build; empty if there was none or its manifest can't be
/// read.
fn built(folder: &Path) -> BTreeMap<String, String> {
    read_record(folder, manifest::FILE, "outputs")
}

/// The file in which a build records the ids of its findings.
pub fn findings_file<'f>(ids: impl Iterator<Item = &'f str>) -> (String, Vec<u8>) {
    let ids: BTreeSet<&str> = ids.collect();
    (FINDINGS.to_owned(), serde_json::to_vec(&ids).expect("a list of strings"))
}

/// The ids of the findings of the last build in `folder`; `None` if they are not known.
pub fn findings(folder: &Path) -> Option<BTreeSet<String>> {
    serde_json::from_slice(&files::read(folder, FINDINGS, LARGEST_OUTPUT).ok()?).ok()
}

/// The hashes of files, by path, under a key of a JSON file.
fn read_record(folder: &Path, name: &str, key: &str) -> BTreeMap<String, String> {
    let bytes = files::read(folder, name, LARGEST_OUTPUT).unwrap_or_default();
    let mut record: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let files = record.get_mut(key).map(Value::take).unwrap_or_default();
    serde_json::from_value(files).unwrap_or_default()
}

/// The finding for files that an interrupted command was about to write in `folder`; their paths
/// are shown with `prefix`. `None` while a command is running there.
pub fn interrupted(folder: &Path, prefix: &str) -> Option<Diagnostic> {
    if Lock::is_held(folder) {
        return None;
    }
    let files = journal::left(folder)?;
    let files: Vec<String> = files.iter().map(|path| format!("{prefix}{path}")).collect();
    let files = if files.is_empty() { "files".to_owned() } else { capped(&files) };
    let message = format!("a command was interrupted while it wrote {files}");
    let help = "the next build completes it, and so does any other command that writes there";
    Some(Diagnostic::warning(Code::Interrupted, message).help(help))
}

/// Findings about the last build in `folder`, whose file names are shown with `prefix`: it was
/// interrupted, or files are missing or were changed since.
pub fn check(folder: &Path, prefix: &str) -> Vec<Diagnostic> {
    if let Some(interrupted) = interrupted(folder, prefix) {
        return vec![interrupted];
    }
    if Lock::is_held(folder) {
        return Vec::new();
    }
    let (mut missing, mut changed) = (Vec::new(), Vec::new());
    for (file, written) in built(folder) {
        match hash_at(&folder.join(&file)) {
            Ok(Some(found)) if found == written => {}
            Ok(None) => missing.push(format!("{prefix}{file}")),
            Ok(Some(_)) | Err(_) => changed.push(format!("{prefix}{file}")),
        }
    }
    let mut found = Vec::new();
    if !missing.is_empty() {
        let are = if missing.len() == 1 { "is" } else { "are" };
        let message = format!("{} {are} missing since the last build", capped(&missing));
        let warning = Diagnostic::warning(Code::OutputMissing, message);
        found.push(warning.help("type `rapporteur` to build again"));
    }
    if !changed.is_empty() {
        let (were, it) = if changed.len() == 1 { ("was", "it") } else { ("were", "each") };
        let message = format!("{} {were} changed since the last build", capped(&changed));
        found.push(Diagnostic::warning(Code::OutputChanged, message).help(format!(
            "the next build keeps {it} under a name with `(edited)`; to keep a document as it was sent: \
             rapporteur issue ID --sent FILE"
        )));
    }
    found
}

/// A change to a file that people keep.
#[derive(Clone, Debug)]
pub struct Edit<'a> {
    /// The path in the locked folder.
    pub name: &'a str,
    /// The SHA-256 of the file when it was read; `None` for a new file.
    pub before: Option<&'a str>,
    /// The new content.
    pub after: Vec<u8>,
}

impl<'a> Edit<'a> {
    /// A change to a file of a project, which may be new.
    pub fn new(inputs: &'a Inputs, name: &'a str, after: impl Into<Vec<u8>>) -> Self {
        let before = inputs.hashes.get(name).map(String::as_str);
        Edit { name, before, after: after.into() }
    }
}

/// Applies all changes or none. Files keep their permissions; a symbolic link is followed, and its
/// target is changed.
///
/// # Errors
/// If a file was changed since it was read, is outside the project, or can't be written.
pub fn edit(lock: &Lock, edits: &[Edit<'_>]) -> Result<(), MachineError> {
    let files = edits.iter().map(|edit| new_file(lock.folder(), edit));
    journal::commit(lock.folder(), files.collect::<Result<_, _>>()?).map(drop)
}

fn new_file<'e>(root: &Path, edit: &'e Edit<'_>) -> Result<NewFile<'e>, MachineError> {
    let place = root.join(edit.name);
    let unreadable = |error| MachineError::io("read this file", &place, &error);
    let (real, real_root) = (real(&place).map_err(unreadable)?, real(root).map_err(unreadable)?);
    let Some(path) = real.strip_prefix(&real_root).ok().and_then(Path::to_str) else {
        let message = format!(
            "this leads to `{}`, out of the project, where no command writes: put the file itself here, or change \
             it by hand",
            real.display()
        );
        return Err(MachineError::at(place, message));
    };
    let path = path.replace('\\', "/");
    let entry = Entry::new(&path, edit.before.map(str::to_owned), hash(&edit.after));
    let permissions = fs::metadata(&place).ok().map(|metadata| metadata.permissions());
    Ok(NewFile { entry, bytes: &edit.after, permissions })
}

/// Where a path leads; its last parts need not exist.
fn real(path: &Path) -> io::Result<PathBuf> {
    match (path.canonicalize(), path.parent(), path.file_name()) {
        (Err(_), Some(parent), Some(name)) => Ok(real(parent)?.join(name)),
        (found, ..) => found,
    }
}

/// Creates all `files` (path within the locked folder, content), in order. Existing files are never
/// replaced: if any path is in use, nothing is written, and the paths in use are returned.
///
/// # Errors
/// If a file can't be written.
pub fn create_all(lock: &Lock, files: &[(String, Vec<u8>)]) -> Result<Vec<String>, MachineError> {
    let names = files.iter().map(|(name, _)| name);
    let taken: BTreeSet<&str> = names.filter_map(|name| taken(lock.folder(), name)).collect();
    if taken.is_empty() {
        let edits = files.iter();
        let edits = edits.map(|(name, bytes)| Edit { name, before: None, after: bytes.clone() });
        edit(lock, &edits.collect::<Vec<_>>())?;
    }
    Ok(taken.into_iter().map(str::to_owned).collect())
}

/// The path that blocks the creation of a new file: its own, or that of a file where a folder is
/// needed.
fn taken<'n>(folder: &Path, name: &'n str) -> Option<&'n str> {
    let folders = name.match_indices('/').map(|(end, _)| &name[..end]);
    let mut in_the_way = folders.filter(|part| {
        let place = folder.join(part);
        place.symlink_metadata().is_ok() && !place.is_dir()
    });
    in_the_way.next().or_else(|| folder.join(name).symlink_metadata().is_ok().then_some(name))
}
