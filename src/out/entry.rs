//! One file replacement of an atomic write.

use std::fs::Permissions;
use std::io;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::disk;
use crate::diagnostic::MachineError;
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::hash;

/// A staged file and its destination. Paths are relative to the locked folder and separated by `/`
/// on every system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The destination.
    pub(super) path: String,
    /// The SHA-256 of the file that it replaces; `None` for a new file.
    pub(super) old: Option<String>,
    /// The SHA-256 of the new content.
    pub(super) new: String,
    /// The path of the staged file, in the same folder as the destination.
    pub(super) staged: String,
    /// The path to which the replaced file is moved, if a person edited it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) aside: Option<String>,
}

impl Entry {
    /// Stages `bytes` for the destination `path`; `old` is the hash of the current file there.
    pub(super) fn stage(
        folder: &Path,
        path: &str,
        old: Option<String>,
        bytes: &[u8],
        permissions: Option<Permissions>,
    ) -> Result<Self, MachineError> {
        let place = folder.join(path);
        let parent = place.parent().expect("a file in a folder has a parent");
        disk::create_folder(parent)?;
        let staged = disk::stage(parent, bytes, permissions)
            .map_err(|error| MachineError::io("write this file", &place, &error))?;
        let name = staged.file_name().expect("a staged file has a name").to_string_lossy();
        let staged = beside(path, &name);
        Ok(Entry { path: path.to_owned(), old, new: hash(bytes), staged, aside: None })
    }

    /// Whether a command could have written this entry. The journal may have been forged, so no path
    /// may lead out of the folder.
    pub(super) fn is_sound(&self, folder: &Path) -> bool {
        let is_inside = |path: &str| {
            Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
        };
        let is_beside = |other: &str| {
            Path::new(other).parent() == Path::new(&self.path).parent() && is_inside(other)
        };
        let parent = self.parent(folder).canonicalize();
        let (Ok(parent), Ok(folder)) = (parent, folder.canonicalize()) else { return false };
        is_inside(&self.path)
            && parent.starts_with(folder)
            && is_beside(&self.staged)
            && self.aside.as_deref().is_none_or(is_beside)
            && disk::is_staged(self.staged.rsplit('/').next().unwrap_or_default())
    }

    /// Whether the destination was changed by somebody else since `old` was read.
    pub(super) fn is_outdated(&self, folder: &Path) -> Result<bool, MachineError> {
        Ok(hash_at(&folder.join(&self.path))? != self.old)
    }

    /// Moves the staged file to its destination, unless that was done already or the destination
    /// was changed since; returns whether the file is there. A change made by somebody else is kept.
    pub(super) fn place(&self, folder: &Path) -> Result<bool, MachineError> {
        let (place, staged) = (folder.join(&self.path), folder.join(&self.staged));
        if staged.symlink_metadata().is_err() {
            return Ok(true);
        }
        let failed = |error: io::Error| not_replaced(&place, &error);
        let found = hash_at(&place)?;
        let is_new = found.as_ref() == Some(&self.new);
        let is_moved = self.aside.is_some() && found.is_none();
        if is_new || (found != self.old && !is_moved) {
            disk::remove(&staged).map_err(failed)?;
            return Ok(is_new);
        }
        if let (Some(aside), true) = (&self.aside, found.is_some()) {
            disk::rename(&place, &folder.join(aside)).map_err(failed)?;
        }
        disk::rename(&staged, &place).map_err(failed)?;
        Ok(true)
    }

    /// The folder of the destination.
    pub(super) fn parent(&self, folder: &Path) -> PathBuf {
        folder.join(&self.path).parent().unwrap_or(folder).to_owned()
    }
}

/// The path of another file in the same folder.
pub(super) fn beside(path: &str, name: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{name}"),
        None => name.to_owned(),
    }
}

/// The SHA-256 of a file; `None` if it does not exist.
pub(super) fn hash_at(path: &Path) -> Result<Option<String>, MachineError> {
    match files::read_at(path, LARGEST_OUTPUT) {
        Ok(bytes) => Ok(Some(hash(&bytes))),
        Err(failure) if failure.is_missing() => Ok(None),
        Err(failure) => Err(failure.into()),
    }
}

pub(super) fn not_replaced(path: &Path, error: &io::Error) -> MachineError {
    let message = format!(
        "could not replace this file: {error}; is it open in Word or another program? Close it there and build again"
    );
    MachineError::at(path, message)
}
