//! Files that people keep: TOML files and templates that a command changes, new files, and
//! editions.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::entry::Entry;
use super::lock::Lock;
use super::{disk, journal};
use crate::diagnostic::MachineError;
use crate::inputs::Inputs;
use crate::watchdog::{self, Step};

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
    let folder = lock.folder();
    journal::commit(folder, |staged| {
        for edit in edits {
            staged.push(stage(folder, edit)?);
        }
        for entry in staged {
            if entry.is_outdated(folder)? {
                return Err(journal::changed(folder, &entry.path));
            }
        }
        Ok(())
    })?;
    Ok(())
}

fn stage(root: &Path, edit: &Edit<'_>) -> Result<Entry, MachineError> {
    let place = root.join(edit.name);
    let parent = place.parent().expect("a file in a folder has a parent");
    disk::create_folder(parent)?;
    let unreadable = |error| MachineError::io("read this file", &place, &error);
    let metadata = edit.before.and_then(|_| fs::metadata(&place).ok());
    let real_root = root.canonicalize().map_err(unreadable)?;
    let real = match (&metadata, place.file_name()) {
        (None, Some(name)) => parent.canonicalize().map(|parent| parent.join(name)),
        _ => place.canonicalize(),
    };
    let real = real.map_err(unreadable)?;
    let Some(path) = real.strip_prefix(&real_root).ok().and_then(Path::to_str) else {
        let message = format!(
            "this leads to `{}`, out of the project, where no command writes: put the file itself here, or change \
             it by hand",
            real.display()
        );
        return Err(MachineError::at(place, message));
    };
    disk::check_replaceable(&real)
        .map_err(|error| MachineError::io("change this file", &place, &error))?;
    let path = path.replace('\\', "/");
    let permissions = metadata.map(|metadata| metadata.permissions());
    Entry::stage(root, &path, edit.before.map(str::to_owned), &edit.after, permissions)
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

/// Creates a folder `name` in the locked folder with `files` (path within it, content), atomically.
///
/// # Errors
/// If it can't be written, or already exists.
pub fn keep_folder(
    lock: &Lock,
    name: &str,
    files: &[(String, Vec<u8>)],
) -> Result<(), MachineError> {
    watchdog::begin(Step::Writing);
    let place = lock.folder().join(name);
    let parent = place.parent().expect("a folder in a folder has a parent");
    let failed = |what: &str, path: &Path, error| MachineError::io(what, path, &error);
    disk::create_folder(parent)?;
    let staged = disk::stage_folder(parent)
        .map_err(|error| failed("create a folder in this one", parent, error))?;
    let mut folders = BTreeSet::from([staged.path().to_owned()]);
    for (name, bytes) in files {
        let path = staged.path().join(name);
        let folder = path.parent().expect("a file in a folder has a parent");
        disk::create_folder(folder)?;
        disk::write(&path, bytes).map_err(|error| failed("write this file", &path, error))?;
        let above = folder.ancestors().take_while(|folder| folder.starts_with(staged.path()));
        folders.extend(above.map(Path::to_owned));
    }
    for folder in &folders {
        disk::sync_folder(folder).map_err(|error| failed("write to this folder", folder, error))?;
    }
    disk::rename(staged.path(), &place)
        .map_err(|error| failed("put the edition here", &place, error))?;
    let _ = staged.keep();
    let _ = disk::sync_folder(parent);
    Ok(())
}
