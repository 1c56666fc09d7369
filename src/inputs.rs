//! Reads a project into memory: data/, templates/ and fonts/, each file with its hash; puts the applied errata in, and
//! mends what makes a response unreadable.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::diagnostic::{Code, Diagnostic, Failure, MachineError, Sources, escaped};
use crate::files::{self, LARGEST_FONT, LARGEST_TEXT, Unread};
use crate::model::text::unfit_in_line;
use crate::model::{Received, slips};

mod encoding;
mod errata;
mod font;

pub use errata::Corrections;

/// Where a project's folders begin: the file that makes a folder a project.
const MARK: &str = "data/report.toml";

/// The project's part of the page design, which may be absent.
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
    let mut reading = Reading { root, hashes: BTreeMap::new(), diagnostics: Vec::new() };
    let mut sources = Sources::default();
    for folder in ["data", "data/frameworks", "data/responses"] {
        reading.texts(folder, &["toml"], &mut sources)?;
    }
    reading.texts("templates", &["md", "typ", "toml"], &mut sources)?;
    let (mut fonts, licences) = (reading.fonts(&["ttf", "otf"])?, reading.fonts(&["txt", "md"])?);
    let Reading { hashes, mut diagnostics, .. } = reading;
    fonts.retain(|(name, bytes)| {
        let fault = font::fault(name, bytes);
        let is_usable = fault.is_none();
        diagnostics.extend(fault);
        is_usable
    });
    let mut inputs = Inputs { sources, fonts, licences, hashes };
    if inputs.fonts.is_empty() {
        diagnostics.push(
            Diagnostic::error(Code::MissingFile, "there is no font in `fonts/`")
                .help("put .ttf or .otf files there; the build uses no other fonts"),
        );
    }
    errata::apply(&mut inputs.sources, wanted, &mut diagnostics);
    let responses = names_in(root, "data/responses", Path::is_file)?;
    diagnostics.extend(slips::files::unread(&responses));
    let mut others = Vec::new();
    for folder in ["data", "data/frameworks", "templates"] {
        let names =
            names_in(root, folder, |path| path.is_file() && !path.is_symlink())?.into_iter();
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
pub fn text(root: &Path, name: &str) -> Result<String, Failure> {
    let bytes = files::read(root, name, LARGEST_TEXT)?;
    String::from_utf8(bytes).map_err(|_| {
        let message = "this file is not UTF-8: save it as UTF-8".to_owned();
        Failure::Machine(MachineError { message, path: Some(root.join(name)) })
    })
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
        let text = match files::read(root, name, LARGEST_TEXT) {
            _ if root.join(name).is_dir() => Received::Missing,
            Ok(bytes) => match encoding::decode(bytes).text {
                text if text.contains('\0') => Received::NoText,
                text => Received::Text(text),
            },
            Err(unread) if unread.is_missing() => Received::Missing,
            Err(Unread::Refused(why)) => Received::Refused(why),
            Err(Unread::Failed { error, path }) => {
                return Err(MachineError::io("read this file", path, &error));
            }
        };
        texts.insert(name.to_owned(), text);
    }
    Ok(texts)
}

/// Lower-case hexadecimal SHA-256.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads the files of a project; those that may not be read are reported and left out.
struct Reading<'r> {
    root: &'r Path,
    hashes: BTreeMap<String, String>,
    diagnostics: Vec<Diagnostic>,
}

impl Reading<'_> {
    fn texts(
        &mut self,
        folder: &str,
        extensions: &[&str],
        sources: &mut Sources,
    ) -> Result<(), MachineError> {
        for file in self.names(folder, extensions)? {
            let name = format!("{folder}/{file}");
            let Some(bytes) = self.file(&name, LARGEST_TEXT)? else { continue };
            let decoded = encoding::decode(bytes);
            let file = sources.add(&name, &decoded.text);
            sources.leave_out(file, decoded.left_out.clone());
            self.diagnostics.extend(decoded.fault(&name, file));
        }
        Ok(())
    }

    fn fonts(&mut self, extensions: &[&str]) -> Result<Vec<(String, Vec<u8>)>, MachineError> {
        let mut fonts = Vec::new();
        for name in self.names("fonts", extensions)? {
            let bytes = self.file(&format!("fonts/{name}"), LARGEST_FONT)?;
            fonts.extend(bytes.map(|bytes| (name, bytes)));
        }
        Ok(fonts)
    }

    /// Names of what is in a folder and has one of these extensions, sorted; hidden files are left out. A name that no
    /// output can carry is reported and left out.
    fn names(&mut self, folder: &str, extensions: &[&str]) -> Result<Vec<String>, MachineError> {
        let mut names = names_in(self.root, folder, |_| true)?;
        names.retain(|name| {
            let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
            extension.is_some_and(|extension| extensions.contains(&extension))
        });
        let (fit, unfit): (Vec<String>, Vec<String>) =
            names.into_iter().partition(|name| unfit_in_line(name).is_none());
        self.diagnostics.extend(unfit.iter().filter_map(|name| {
            let (what, name) = (unfit_in_line(name)?, escaped(name));
            let message =
                format!("the name of `{folder}/{name}` has {what}, which no report can carry");
            Some(Diagnostic::error(Code::UnfitCharacter, message).help("rename the file"))
        }));
        Ok(fit)
    }

    fn file(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, MachineError> {
        match files::read(self.root, name, most) {
            Ok(bytes) => {
                self.hashes.insert(name.to_owned(), hash(&bytes));
                Ok(Some(bytes))
            }
            Err(Unread::Refused(why)) => {
                self.diagnostics.push(why);
                Ok(None)
            }
            Err(Unread::Failed { error, path }) => {
                Err(MachineError::io("read this file", path, &error))
            }
        }
    }
}

/// Names of what is `wanted` in a folder, sorted; hidden files are left out.
fn names_in(
    root: &Path,
    folder: &str,
    wanted: fn(&Path) -> bool,
) -> Result<Vec<String>, MachineError> {
    let path = root.join(folder);
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |error| MachineError::io("read this folder", &path, &error);
    let mut names = Vec::new();
    for entry in fs::read_dir(&path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if !name.starts_with('.') && wanted(&entry.path()) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
