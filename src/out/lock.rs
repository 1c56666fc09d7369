//! Locks on projects and output folders, so that only one command writes at a time.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;

use super::journal::Finished;
use super::{disk, journal};
use crate::diagnostic::MachineError;

/// The lock file in the locked folder. While it is locked, it contains the name of the locking
/// command.
const FILE: &str = ".rapporteur-lock";
/// The folders in which release 0.2.0 staged files.
const STAGING_OF_0_2_0: [&str; 9] = [
    "", "data", "data/frameworks", "data/earlier", "data/responses", "data/editions", "templates",
    "charts", "fonts",
];

/// An exclusive lock on a folder, released when dropped.
#[derive(Debug)]
pub struct Lock {
    folder: PathBuf,
    /// The locked file; `None` if the file system does not support locks.
    file: Option<File>,
    /// What the lock completed of an interrupted command.
    pub finished: Finished,
}

impl Lock {
    /// Locks a project, for changing files that people keep, or an output folder, and completes
    /// interrupted changes there. Creates the folder if necessary. `command` names this command to
    /// others that wait for it; `on_wait` is called with the name of the command that this one
    /// waits for.
    ///
    /// # Errors
    /// If the folder can't be written to.
    pub fn new(
        folder: &Path,
        command: &str,
        on_wait: impl FnMut(&str),
    ) -> Result<Self, MachineError> {
        let path = folder.join(FILE);
        let file = disk::create_parent(&path)
            .and_then(|()| wait(&path, on_wait))
            .map_err(|error| MachineError::io("write to this folder", folder, &error))?;
        let mut lock = Lock { folder: folder.to_owned(), file, finished: Finished::default() };
        if let Some(file) = &mut lock.file {
            // The text is only for commands that wait; failures don't matter.
            let _ = file.set_len(0);
            let _ = write!(file, "`{command}` (process {})", process::id());
        }
        lock.finished = journal::complete(folder)?;
        STAGING_OF_0_2_0.iter().for_each(|name| disk::sweep(&folder.join(name)));
        Ok(lock)
    }

    /// Whether a command currently has the lock of a folder.
    pub(super) fn is_held(folder: &Path) -> bool {
        File::open(folder.join(FILE))
            .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// Whether readers must lock a folder to see a complete set of files: an interrupted command
    /// left a journal, or a command is performing its last step.
    pub fn is_needed_to_read(folder: &Path) -> bool {
        folder.join(journal::FILE).is_file()
    }

    /// The locked folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A command that opened the file before its removal notices that and opens the new one. On
        // systems other than Unix an open file can't be removed, so it stays.
        if cfg!(unix) {
            let _ = disk::remove(&self.folder.join(FILE));
        }
    }
}

/// Waits for the lock on the file at `path`.
fn wait(path: &Path, mut on_wait: impl FnMut(&str)) -> io::Result<Option<File>> {
    loop {
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let locked = file.try_lock().or_else(|error| match error {
            TryLockError::WouldBlock => {
                let holder = fs::read_to_string(path).unwrap_or_default();
                // The name is read from a file and printed to a terminal.
                let holder: String = holder.chars().filter(|c| !c.is_control()).take(200).collect();
                on_wait(if holder.is_empty() { "another `rapporteur`" } else { &holder });
                file.lock()
            }
            TryLockError::Error(error) => Err(error),
        });
        match locked {
            Ok(()) if is_at(&file, path) => return Ok(Some(file)),
            Ok(()) => {}
            // Some network drives do not support locks; changes made meanwhile are detected there,
            // too.
            Err(_) => return Ok(None),
        }
    }
}

/// Whether an open file is still the one at its path.
fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let id = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
        let there = fs::metadata(path).ok().map(id);
        there.is_some() && there == file.metadata().ok().map(id)
    }
    #[cfg(not(unix))]
    {
        let _ = (file, path);
        true
    }
}
