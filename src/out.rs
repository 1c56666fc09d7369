//! Writes files, those of out/ above all: each one whole or not at all, and only where its bytes changed.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::diagnostic::MachineError;

/// Writes all `files` (path within `folder`, bytes). All are written beside their places before the first one takes its
/// place, so that a full disk, or one file that Word holds, leaves the last good outputs as they were. Gives the paths whose bytes changed.
///
/// # Errors
/// If a file can't be written or replaced.
pub fn write(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<Vec<String>, MachineError> {
    let mut staged = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        if fs::read(&path).is_ok_and(|old| old == *bytes) {
            continue;
        }
        let parent = path.parent().expect("a file in a folder has a parent");
        fs::create_dir_all(parent)
            .map_err(|error| MachineError::io("create this folder", parent, &error))?;
        let failed = |error| MachineError::io("write this file", &path, &error);
        let mut file = stage(parent).map_err(failed)?;
        file.write_all(bytes).map_err(failed)?;
        staged.push((name.clone(), path, file));
    }
    for (_, path, _) in &staged {
        check_replaceable(path).map_err(|error| not_replaced(path, &error))?;
    }
    let replaced = staged.into_iter().map(|(name, path, file)| {
        file.persist(&path).map(|_| name).map_err(|failed| not_replaced(&path, &failed.error))
    });
    replaced.collect()
}

/// Writes a file that is not there yet, whole or not at all; gives whether it was written.
///
/// # Errors
/// If it can't be written.
pub fn create(path: &Path, bytes: &[u8]) -> Result<bool, MachineError> {
    let parent = path.parent().expect("a file in a folder has a parent");
    fs::create_dir_all(parent)
        .map_err(|error| MachineError::io("create this folder", parent, &error))?;
    let failed = |error| MachineError::io("write this file", path, &error);
    let mut file = stage(parent).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(refused) if refused.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(refused) => Err(failed(refused.error)),
    }
}

/// Whether a file can take this place: another program may hold what stands there.
fn check_replaceable(path: &Path) -> io::Result<()> {
    match OpenOptions::new().append(true).open(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn not_replaced(path: &Path, error: &io::Error) -> MachineError {
    let message = format!(
        "could not replace this file: {error}; is it open in Word or another program? Close it there and build again"
    );
    MachineError { message, path: Some(path.to_owned()) }
}

/// A new file in `folder`, readable as files that programs write usually are.
fn stage(folder: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".rapporteur-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}
