//! Writes files, those of out/ above all: each one whole or not at all, and only where its bytes changed.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

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
        let file = stage_at(&path, bytes)?;
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
    match stage_at(path, bytes)?.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(refused) if refused.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(refused) => Err(MachineError::io("write this file", path, &refused.error)),
    }
}

/// Writes all `files` (path within `folder`, bytes), in their order, into a folder that may be there. Nothing is replaced:
/// if a place is taken, nothing is written, and the paths that are taken are given.
///
/// # Errors
/// If a file can't be written.
pub fn create_all(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<Vec<String>, MachineError> {
    let taken: BTreeSet<&str> = files.iter().filter_map(|(name, _)| taken(folder, name)).collect();
    if !taken.is_empty() {
        return Ok(taken.into_iter().map(str::to_owned).collect());
    }
    let mut staged = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        staged.push((name, stage_at(&path, bytes)?, path));
    }
    let mut placed: Vec<PathBuf> = Vec::new();
    for (name, file, path) in staged {
        let Err(refused) = file.persist_noclobber(&path) else {
            placed.push(path);
            continue;
        };
        placed.iter().for_each(|path| drop(fs::remove_file(path)));
        return match refused.error.kind() {
            ErrorKind::AlreadyExists => Ok(vec![name.clone()]),
            _ => Err(MachineError::io("write this file", &path, &refused.error)),
        };
    }
    Ok(Vec::new())
}

/// What stands in the way of a new file: something in its place, or a file where one of its folders should be.
fn taken<'n>(folder: &Path, name: &'n str) -> Option<&'n str> {
    let folders = name.match_indices('/').map(|(end, _)| &name[..end]);
    let mut in_the_way = folders.filter(|part| {
        let place = folder.join(part);
        place.symlink_metadata().is_ok() && !place.is_dir()
    });
    in_the_way.next().or_else(|| folder.join(name).symlink_metadata().is_ok().then_some(name))
}

/// A file to take a place, with all its bytes, beside that place.
fn stage_at(path: &Path, bytes: &[u8]) -> Result<NamedTempFile, MachineError> {
    let parent = path.parent().expect("a file in a folder has a parent");
    fs::create_dir_all(parent)
        .map_err(|error| MachineError::io("create this folder", parent, &error))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".rapporteur-");
    // Readable as files that programs write usually are.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let failed = |error| MachineError::io("write this file", path, &error);
    let mut file = builder.tempfile_in(parent).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    Ok(file)
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
