//! Reads a project into memory: data/, templates/ and fonts/, each file with its hash; puts the applied errata in, and
//! mends what makes a response unreadable.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::diagnostic::{Code, Diagnostic, MachineError, Sources};
use crate::model::{Received, slips};

mod encoding;
mod errata;

pub use errata::Corrections;

/// Where a project's folders begin: the file that makes a folder a project.
const MARK: &str = "data/report.toml";

/// The page design of the Typst source.
pub const PAGE: &str = "templates/page.typ";

/// All files of a project.
#[derive(Debug, Default)]
pub struct Inputs {
    /// Texts: `data/**/*.toml` and `templates/*`.
    pub sources: Sources,
    /// Fonts by file name.
    pub fonts: Vec<(String, Vec<u8>)>,
    /// What stands beside the fonts, such as their licences, by file name.
    pub licences: Vec<(String, Vec<u8>)>,
    /// SHA-256 of each file by its path in the project, of the bytes as they stand on disk.
    pub hashes: BTreeMap<String, String>,
}

/// The project at or above `start`.
///
/// # Errors
/// If there is none.
pub fn find_project(start: &Path) -> Result<PathBuf, MachineError> {
    let found = start.ancestors().find(|folder| folder.join(MARK).is_file());
    found.map(Path::to_owned).ok_or_else(|| {
        MachineError::new(format!(
            "there is no project at or above `{}`: no folder there holds {MARK}",
            start.display()
        ))
    })
}

/// Reads the project in `root`; the wanted errata are put in.
///
/// # Errors
/// If a folder or file can't be read.
pub fn read(
    root: &Path,
    wanted: Corrections<'_>,
) -> Result<(Inputs, Vec<Diagnostic>), MachineError> {
    let mut inputs = Inputs::default();
    let mut diagnostics = Vec::new();
    for folder in ["data", "data/frameworks", "data/responses"] {
        read_texts(root, folder, &["toml"], &mut inputs, &mut diagnostics)?;
    }
    read_texts(root, "templates", &["md", "typ", "toml"], &mut inputs, &mut diagnostics)?;
    for name in files_in(root, "fonts", &["ttf", "otf"])? {
        let bytes = read_file(root, &format!("fonts/{name}"), &mut inputs.hashes)?;
        inputs.fonts.push((name, bytes));
    }
    for name in files_in(root, "fonts", &["txt", "md"])? {
        let bytes = read_file(root, &format!("fonts/{name}"), &mut inputs.hashes)?;
        inputs.licences.push((name, bytes));
    }
    if inputs.fonts.is_empty() {
        diagnostics.push(
            Diagnostic::error(Code::MissingFile, "there is no font in `fonts/`")
                .help("put .ttf or .otf files there; the build uses no other fonts"),
        );
    }
    if inputs.sources.find(PAGE).is_none() {
        let message = format!("the file `{PAGE}` is missing");
        diagnostics.push(
            Diagnostic::error(Code::MissingFile, message)
                .help("it is the design of the page; a copy of another project's will do"),
        );
    }
    errata::apply(&mut inputs.sources, wanted, &mut diagnostics);
    let responses = all_files_in(root, "data/responses")?;
    diagnostics.extend(slips::files::unread(&responses));
    let mut others = Vec::new();
    for folder in ["data", "data/frameworks", "templates"] {
        let names = all_files_in(root, folder)?.into_iter();
        others.extend(names.map(|name| format!("{folder}/{name}")));
    }
    diagnostics.extend(slips::unread::unread(&inputs.sources, &others));
    diagnostics.extend(slips::syntax::mend(&mut inputs.sources));
    Ok((inputs, diagnostics))
}

/// A text file of a project as it stands on disk, with its line ends.
///
/// # Errors
/// If it can't be read, or isn't UTF-8.
pub fn text(root: &Path, name: &str) -> Result<String, MachineError> {
    let path = root.join(name);
    fs::read_to_string(&path).map_err(|error| MachineError::io("read this file", &path, &error))
}

/// The texts that responses came as, by their paths within the project, which [`crate::model::read`] found fit. They are
/// read to compare quotations with them, and have no part in what is made: no output and no issued edition keeps them or
/// their hashes.
///
/// # Errors
/// If one is there and can't be read.
pub fn received<'p>(
    root: &Path,
    paths: impl IntoIterator<Item = &'p str>,
) -> Result<BTreeMap<String, Received>, MachineError> {
    let mut texts = BTreeMap::new();
    for name in paths {
        let path = root.join(name);
        let text = match fs::read(&path) {
            _ if path.is_dir() => Received::Missing,
            Ok(bytes) => match encoding::decode(bytes).text {
                text if text.contains('\0') => Received::NoText,
                text => Received::Text(text),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => Received::Missing,
            Err(error) => return Err(MachineError::io("read this file", &path, &error)),
        };
        texts.insert(name.to_owned(), text);
    }
    Ok(texts)
}

/// Lower-case hexadecimal SHA-256.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read_texts(
    root: &Path,
    folder: &str,
    extensions: &[&str],
    inputs: &mut Inputs,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), MachineError> {
    for file in files_in(root, folder, extensions)? {
        let name = format!("{folder}/{file}");
        let bytes = read_file(root, &name, &mut inputs.hashes)?;
        let decoded = encoding::decode(bytes);
        let file = inputs.sources.add(&name, &decoded.text);
        inputs.sources.leave_out(file, decoded.left_out.clone());
        diagnostics.extend(decoded.fault(&name, file));
    }
    Ok(())
}

/// Names of the files of a folder with one of these extensions, sorted; hidden files are left out.
fn files_in(root: &Path, folder: &str, extensions: &[&str]) -> Result<Vec<String>, MachineError> {
    let mut names = all_files_in(root, folder)?;
    names.retain(|name| {
        let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| extensions.contains(&extension))
    });
    Ok(names)
}

/// Names of the files of a folder, sorted; hidden files are left out.
fn all_files_in(root: &Path, folder: &str) -> Result<Vec<String>, MachineError> {
    let path = root.join(folder);
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |error| MachineError::io("read this folder", &path, &error);
    let mut names = Vec::new();
    for entry in fs::read_dir(&path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if !name.starts_with('.') && entry.path().is_file() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn read_file(
    root: &Path,
    name: &str,
    hashes: &mut BTreeMap<String, String>,
) -> Result<Vec<u8>, MachineError> {
    let path = root.join(name);
    let bytes =
        fs::read(&path).map_err(|error| MachineError::io("read this file", &path, &error))?;
    hashes.insert(name.to_owned(), hash(&bytes));
    Ok(bytes)
}
