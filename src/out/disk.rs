//! Disk operations, one function each, so that tests can interrupt or fail every single one.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic::MachineError;

/// The prefix of all hidden file names.
pub(super) const PREFIX: &str = ".rapporteur-";
/// The prefix of the folders in which release 0.2.0 prepared editions.
const PREFIX_0_2_0: &str = ".being-issued-";
/// The number of random letters and digits after the prefix in the name of a staged file or folder.
const RANDOM: usize = 6;

/// Creates a folder and its missing parents.
pub(super) fn create_folder(folder: &Path) -> Result<(), MachineError> {
    if folder.is_dir() {
        return Ok(());
    }
    step()
        .and_then(|()| fs::create_dir_all(folder))
        .map_err(|error| MachineError::io("create this folder", folder, &error))
}

/// Writes and flushes a new file with a hidden name in `folder`. Without `permissions` it has the
/// default permissions of new files.
pub(super) fn stage(
    folder: &Path,
    bytes: &[u8],
    permissions: Option<Permissions>,
) -> io::Result<PathBuf> {
    step()?;
    let staged = builder(0o666).tempfile_in(folder)?;
    let (mut file, path) = staged.keep().map_err(|failed| failed.error)?;
    let written = step()
        .and_then(|()| file.write_all(bytes))
        .and_then(|()| permissions.map_or(Ok(()), |permissions| file.set_permissions(permissions)))
        .and_then(|()| file.sync_all());
    if let Err(error) = written {
        drop(file);
        let _ = remove(&path);
        return Err(error);
    }
    Ok(path)
}

/// Creates a new folder with a hidden name in `folder`.
pub(super) fn stage_folder(folder: &Path) -> io::Result<PathBuf> {
    step()?;
    Ok(builder(0o755).tempdir_in(folder)?.keep())
}

/// Creates files or folders with hidden names; on Unix with this mode.
fn builder(_mode: u32) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).rand_bytes(RANDOM);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(_mode));
    builder
}

/// Writes and flushes a file in a staged folder.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    step()?;
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Renames a file or folder, replacing an existing file.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    fs::rename(from, to)
}

/// Removes a file; succeeds if it does not exist.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    step()?;
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes a folder and its contents.
pub(super) fn remove_folder(folder: &Path) -> io::Result<()> {
    step()?;
    fs::remove_dir_all(folder)
}

/// Flushes a folder's directory entries, where the system supports it.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        step()?;
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Checks that a file can be replaced; it can't while another program locks it.
pub(super) fn check_replaceable(path: &Path) -> io::Result<()> {
    match OpenOptions::new().append(true).open(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether `name` is the name of a staged file or folder.
pub(super) fn is_staged(name: &str) -> bool {
    let random = name.strip_prefix(PREFIX).or_else(|| name.strip_prefix(PREFIX_0_2_0));
    random.is_some_and(|random| {
        random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Removes files and folders staged by interrupted commands. Failures are ignored: these files are
/// hidden and do no harm.
pub(super) fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(is_staged) {
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let path = entry.path();
            let _ = if is_folder { remove_folder(&path) } else { remove(&path) };
        }
    }
}

/// Called before each change; tests inject faults here.
fn step() -> io::Result<()> {
    #[cfg(test)]
    super::tests::faults::step()?;
    Ok(())
}
