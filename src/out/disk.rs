//! Disk operations, one function each, so that tests can interrupt or fail every single one.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, mpsc};
use std::{iter, thread};

/// The prefix of all hidden file names.
pub(super) const PREFIX: &str = ".rapporteur-";
/// The prefixes of files and folders that release 0.2.0 staged, before six letters or digits.
const LEFT_BY_0_2_0: [&str; 2] = [PREFIX, ".being-issued-"];
/// The number of files that are flushed at the same time.
const FLUSHED_TOGETHER: usize = 8;

/// Creates the folder of a file, with its missing parents.
pub(super) fn create_parent(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.is_dir() => {
            step()?;
            fs::create_dir_all(folder)
        }
        _ => Ok(()),
    }
}

/// Checks that a file can be created, with its missing folders; nothing is left in the folder.
pub(super) fn check_parent(path: &Path) -> io::Result<()> {
    let folder = path.ancestors().skip(1).find(|folder| folder.exists());
    folder.map_or(Ok(()), |folder| tempfile::tempfile_in(folder).map(drop))
}

/// Writes a new file, and creates its folder. Without `permissions` it has the default permissions of
/// new files.
pub(super) fn write(
    path: &Path,
    bytes: &[u8],
    permissions: &Option<Permissions>,
) -> io::Result<()> {
    create_parent(path)?;
    step()?;
    let mut file = File::create(path)?;
    step()?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.set_permissions(permissions.clone())?;
    }
    Ok(())
}

/// Flushes files while the next ones are written: each is flushed once the iterator has returned it. Several threads do
/// this at the same time, because the system then writes the files together.
///
/// # Errors
/// The first error of the iterator; within the result, the first error of a flush.
pub(super) fn flush<E>(
    mut files: impl Iterator<Item = Result<PathBuf, E>>,
) -> Result<io::Result<()>, E> {
    let (sender, receiver) = mpsc::channel::<PathBuf>();
    let receiver = Mutex::new(receiver);
    let next = || receiver.lock().ok()?.recv().ok();
    let flush = |file| OpenOptions::new().append(true).open(file)?.sync_all();
    thread::scope(|scope| {
        let flush_all = || iter::from_fn(next).try_for_each(flush);
        let threads = [(); FLUSHED_TOGETHER].map(|()| scope.spawn(flush_all));
        let written = files.try_for_each(|file| {
            sender.send(file?).expect("the receiver is there until all threads have ended");
            Ok(())
        });
        drop(sender);
        let mut results = threads.into_iter().map(|thread| thread.join());
        let flushed = results.try_for_each(|it| it.unwrap_or_else(|panic| resume_unwind(panic)));
        written.map(|()| flushed)
    })
}

/// Renames a file, replacing an existing one.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    fs::rename(from, to)
}

/// Removes a file; succeeds if it does not exist.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    step()?;
    unless_missing(fs::remove_file(path))
}

/// Removes a folder with all its files; succeeds if it does not exist.
pub(super) fn remove_folder(folder: &Path) -> io::Result<()> {
    step()?;
    unless_missing(fs::remove_dir_all(folder))
}

/// Removes what an interrupted command of release 0.2.0 left in a folder. Failures are ignored: such files
/// are hidden and do no harm.
pub(super) fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let random = name
            .to_str()
            .and_then(|name| LEFT_BY_0_2_0.iter().find_map(|prefix| name.strip_prefix(prefix)));
        let is_left = random.is_some_and(|random| {
            random.len() == 6 && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        if is_left {
            let _ = remove(&entry.path()).or_else(|_| remove_folder(&entry.path()));
        }
    }
}

/// Flushes the directory entries of the folders of files in `root`, where the system supports it.
pub(super) fn sync<'p>(root: &Path, files: impl Iterator<Item = &'p str>) -> io::Result<()> {
    let folders: BTreeSet<&Path> =
        files.flat_map(|file| Path::new(file).ancestors().skip(1)).collect();
    folders.into_iter().filter(|_| cfg!(unix)).try_for_each(|folder| {
        step()?;
        File::open(root.join(folder))?.sync_all()
    })
}

/// Checks that a file can be replaced; it can't while another program locks it.
pub(super) fn check_replaceable(path: &Path) -> io::Result<()> {
    unless_missing(OpenOptions::new().append(true).open(path).map(drop))
}

/// The result of an operation that has nothing to do if the file does not exist.
fn unless_missing(result: io::Result<()>) -> io::Result<()> {
    result.or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

/// Called before each change; tests inject faults here.
fn step() -> io::Result<()> {
    #[cfg(test)]
    super::tests::faults::step()?;
    Ok(())
}
