//! Output folders: written atomically and only where contents changed; files that a person changed
//! are moved aside. Read-only commands check whether a command was interrupted in a folder, and
//! whether the outputs are those of the last build.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::disk::{self, PREFIX};
use super::journal::{self, Entry, NewFile, hash_at};
use super::lock::Lock;
use crate::diagnostic::{Code, Diagnostic, Failure, MachineError, capped};
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::hash;
use crate::manifest;

/// The record of files other than those of a build, which the manifest lists: notes of changes,
/// redlines and corrigenda.
const RECORD: &str = ".rapporteur-written.json";
/// The ids of the findings of the last build, as a JSON list.
const FINDINGS: &str = ".rapporteur-findings.json";

/// The record, as JSON; the outputs of a manifest are read as one, too.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Record {
    /// The SHA-256 of each file, by path in the folder.
    #[serde(alias = "outputs")]
    files: BTreeMap<String, String>,
}

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
/// written are moved aside.
///
/// # Errors
/// If a file can't be written or replaced.
pub fn write(
    lock: &Lock,
    files: &[(impl AsRef<str>, impl AsRef<[u8]>)],
) -> Result<Written, Failure> {
    let folder = lock.folder();
    let mut files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_ref(), bytes.as_ref())).collect();
    let known = recorded(folder);
    let is_build = files.iter().any(|(name, _)| *name == manifest::FILE);
    let record = (!is_build).then(|| {
        let mut record = read_record(folder, RECORD);
        record.files.extend(files.iter().map(|(name, bytes)| ((*name).to_owned(), hash(bytes))));
        serde_json::to_vec_pretty(&record).expect("a record is strings")
    });
    files.extend(record.as_ref().map(|record| (RECORD, record.as_slice())));
    let mut changed = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        // Compare contents first to avoid hashing fonts, which are large and rarely change.
        if files::read_at(&path, LARGEST_OUTPUT).is_ok_and(|old| old == bytes) {
            continue;
        }
        let old = hash_at(&path)?;
        let is_edited = is_by_a_person(name, old.as_ref(), &known);
        let aside = is_edited.then(|| free_name(folder, name));
        let entry = Entry { aside, ..Entry::new(name, old, bytes) };
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
    let mut known = read_record(folder, RECORD).files;
    known.extend(built(folder));
    known
}

/// The SHA-256 of each file of the last build; empty if there was none or its manifest can't be
/// read.
fn built(folder: &Path) -> BTreeMap<String, String> {
    read_record(folder, manifest::FILE).files
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

fn read_record(folder: &Path, name: &str) -> Record {
    let bytes = files::read(folder, name, LARGEST_OUTPUT).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

/// The finding for files that an interrupted command was about to write in `folder`; their paths
/// are shown with `prefix`. `None` while a command is running there.
pub fn interrupted(folder: &Path, prefix: &str) -> Option<Diagnostic> {
    journal::left(folder)?;
    // A command that was running when the journal was read may have finished since.
    let is_at_work = Lock::is_held(folder);
    let files = journal::left(folder).filter(|_| !is_at_work)?;
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
