//! The only module that reads files. It reads only regular files inside the folder that they belong
//! to, and only up to a size limit. Whatever is put in the place of a file can therefore not block
//! the program, exhaust memory, or expose content from outside the project.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Failure, MachineError};

/// The maximum size in bytes of a text: data, a template or a source text. A report of 1,000 pages
/// has 4 million characters in total.
pub const LARGEST_TEXT: u64 = 16 << 20;
/// The maximum size in bytes of a picture: photographs of phones have up to 15 million.
pub const LARGEST_PICTURE: u64 = 16 << 20;
/// The maximum size in bytes of a font: the largest ones, with all Chinese, Japanese and Korean
/// characters, have 20 million per style.
pub const LARGEST_FONT: u64 = 64 << 20;
/// The maximum size in bytes of an output or a file of an issued edition: PDF files of 1,000 pages
/// have 20 million.
pub const LARGEST_OUTPUT: u64 = 256 << 20;

/// Files, as paths and contents.
pub type Files = Vec<(String, Vec<u8>)>;

/// Whether Windows reserves a name for a device, whatever its ending.
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || port.is_some_and(|number| matches!(number.as_bytes(), [b'0'..=b'9']))
}

/// Reads the file `name` in `folder`, of at most `most` bytes. Symbolic links are followed if they
/// stay in `folder`.
///
/// # Errors
///
/// If it is not a regular file, is outside `folder` or too large, or can't be read.
pub fn read(folder: &Path, name: &str, most: u64) -> Result<Vec<u8>, Failure> {
    let path = folder.join(name);
    let failed = |error| MachineError::io("read this file", &path, &error);
    let place = path.canonicalize().map_err(failed)?;
    let folder = folder.canonicalize().map_err(failed)?;
    if !place.starts_with(&folder) {
        let message = format!("`{name}` is a link that leads out of the project");
        let error = Diagnostic::error(Code::OutsideProject, message);
        let help = "put the file itself there: what is outside the project is not read";
        return Err(error.help(help).into());
    }
    read_named(&place, name, most)
}

/// Reads the file at `path`, of at most `most` bytes, following symbolic links anywhere: an output, or
/// a file that was named on the command line.
///
/// # Errors
///
/// If it is not a regular file or too large, or can't be read.
pub fn read_at(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    read_named(path, &path.display().to_string(), most)
}

fn read_named(place: &Path, name: &str, most: u64) -> Result<Vec<u8>, Failure> {
    let failed = |error| MachineError::io("read this file", place, &error);
    // Opening a pipe without a writer blocks, so the file type is checked first.
    let found = fs::metadata(place).map_err(failed)?;
    if !found.is_file() {
        let what = if found.is_dir() { "a folder" } else { "a pipe or a device" };
        let message = format!("`{name}` is {what}, where a file is expected");
        return Err(Diagnostic::error(Code::NotAFile, message).help("remove or rename it").into());
    }
    // With one byte to spare, the end of the file is found without more memory.
    let mut bytes = Vec::with_capacity(found.len().min(most) as usize + 1);
    let file = File::open(place).map_err(failed)?;
    file.take(most + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > most {
        let most = most >> 20;
        let message = format!("`{name}` is too large: more than {most} MiB are not read");
        let error = Diagnostic::error(Code::FileTooLarge, message);
        let help = "look whether it is the right file; divide a text over several files";
        return Err(error.help(help).into());
    }
    Ok(bytes)
}
