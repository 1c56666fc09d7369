//! One command at a time writes to a project, or to a folder of outputs.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::{Duration, Instant};

use super::journal::Finished;
use super::{disk, journal};
use crate::diagnostic::MachineError;

/// The file whose lock is held, in the locked folder. While it is held, the file names who holds it.
const FILE: &str = ".rapporteur-lock";
/// How long another command is waited for before it is named.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often the lock is tried.
const PAUSE: Duration = Duration::from_millis(20);
/// The folders of a project in which files are staged.
const PROJECT: [&str; 6] =
    ["", "data", "data/frameworks", "data/responses", "data/editions", "templates"];
/// The folders of outputs in which files are staged.
const OUTPUTS: [&str; 3] = ["", "charts", "fonts"];

/// The right to write to a folder, until it is dropped.
#[derive(Debug)]
pub struct Lock {
    folder: PathBuf,
    /// The locked file; none where the file system knows no locks.
    file: Option<File>,
    finished: Finished,
}

impl Lock {
    /// Locks a project for changes of the files that people keep, and completes what an interrupted command began there.
    /// `command` is how others name this one while they wait; `on_wait` is called with the name of the one that this one waits for.
    ///
    /// # Errors
    /// If the folder can't be written to.
    pub fn project(
        root: &Path,
        command: &str,
        on_wait: impl FnMut(&str),
    ) -> Result<Self, MachineError> {
        Lock::new(root, &PROJECT, command, on_wait)
    }

    /// Locks a folder of outputs in the same way; it is created if it isn't there.
    ///
    /// # Errors
    /// If the folder can't be written to.
    pub fn outputs(
        folder: &Path,
        command: &str,
        on_wait: impl FnMut(&str),
    ) -> Result<Self, MachineError> {
        Lock::new(folder, &OUTPUTS, command, on_wait)
    }

    fn new(
        folder: &Path,
        staging: &[&str],
        command: &str,
        on_wait: impl FnMut(&str),
    ) -> Result<Self, MachineError> {
        disk::create_folder(folder)
            .map_err(|error| MachineError::io("create this folder", folder, &error))?;
        let path = folder.join(FILE);
        let file = wait(&path, on_wait)
            .map_err(|error| MachineError::io("write to this folder", folder, &error))?;
        let mut lock = Lock { folder: folder.to_owned(), file, finished: Finished::default() };
        if let Some(file) = &mut lock.file {
            // Only those who wait read it.
            let _ = file.set_len(0);
            let _ = write!(file, "`{command}` (process {})", process::id());
        }
        lock.finished = journal::complete(folder)?;
        staging.iter().for_each(|name| disk::sweep(&folder.join(name)));
        Ok(lock)
    }

    /// Whether a command holds the lock of a folder.
    pub(super) fn is_held(folder: &Path) -> bool {
        File::open(folder.join(FILE))
            .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// Whether files of a folder are only complete, for those who read them, once it is locked: an interrupted command
    /// left a journal, or one is at its last step.
    pub fn is_needed_to_read(folder: &Path) -> bool {
        folder.join(journal::FILE).is_file()
    }

    /// The locked folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Paths of the files in the folder that an interrupted command had begun to write and that were completed now.
    pub fn completed(&self) -> &[String] {
        &self.finished.placed
    }

    /// Paths of the files that an interrupted command was to change and that a person changed since: they stay as they are.
    pub fn left_alone(&self) -> &[String] {
        &self.finished.changed_since
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Who opened the file before it was removed sees that it is gone, and opens the next one. Elsewhere than on Unix
        // an open file can't be removed: it stays.
        if cfg!(unix) {
            let _ = disk::remove(&self.folder.join(FILE));
        }
    }
}

/// Waits for the lock of the file at `path`.
fn wait(path: &Path, mut on_wait: impl FnMut(&str)) -> io::Result<Option<File>> {
    let begun = Instant::now();
    let mut has_named = false;
    loop {
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) if is_at(&file, path) => return Ok(Some(file)),
            Ok(()) => continue,
            // Some network drives know no locks; what changed since it was read is found there as well.
            Err(TryLockError::Error(_)) => return Ok(None),
            Err(TryLockError::WouldBlock) => {}
        }
        if !has_named && begun.elapsed() > PATIENCE {
            let holder = fs::read_to_string(path).unwrap_or_default();
            // The name comes from a file, and goes to a terminal.
            let holder: String = holder.chars().filter(|c| !c.is_control()).take(200).collect();
            on_wait(if holder.is_empty() { "another `rapporteur`" } else { &holder });
            has_named = true;
        }
        thread::sleep(PAUSE);
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
