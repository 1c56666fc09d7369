//! Files that people keep: TOML files and templates that a command changes, new files, and
//! editions.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::journal::{self, Entry, NewFile};
use super::lock::Lock;
use crate::diagnostic::MachineError;
use crate::inputs::Inputs;

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
    let entry = Entry::new(&path, edit.before.map(str::to_owned), &edit.after);
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
