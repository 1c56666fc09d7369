//! Disk operations, one function each, so that tests can interrupt or fail every single one.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

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
    let mut staged = builder(0o666).tempfile_in(folder)?;
    step()?;
    staged.write_all(bytes)?;
    if let Some(permissions) = permissions {
        staged.as_file().set_permissions(permissions)?;
    }
    staged.as_file().sync_all()?;
    let (_, path) = staged.keep().map_err(|failed| failed.error)?;
    Ok(path)
}

/// Creates a new folder with a hidden name in `folder`; it is removed when dropped.
pub(super) fn stage_folder(folder: &Path) -> io::Result<TempDir> {
    step()?;
    builder(0o755).tempdir_in(folder)
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
    unless_missing(fs::remove_file(path))
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
    unless_missing(OpenOptions::new().append(true).open(path).map(drop))
}

/// The result of an operation that has nothing to do if the file does not exist.
fn unless_missing(result: io::Result<()>) -> io::Result<()> {
    result.or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
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
            let _ = match is_folder {
                true => step().and_then(|()| fs::remove_dir_all(path)),
                false => remove(&path),
            };
        }
    }
}

/// Called before each change; tests inject faults here.
fn step() -> io::Result<()> {
    #[cfg(test)]
    super::tests::faults::step()?;
    Ok(())
}
