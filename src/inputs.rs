//! Reads a project (data/, templates/ and fonts/) into memory, with the hash of each file; repairs
//! invalid TOML, and applies errata.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::{fs, thread};

use sha2::{Digest, Sha256};

use crate::diagnostic::{
    Code, Diagnostic, Edit, Failure, FileId, MachineError, Sources, collected, escaped, plain_lines,
};
use crate::errata::{self, Status};
use crate::files::{self, LARGEST_FONT, LARGEST_PICTURE, LARGEST_TEXT};
use crate::model::text::unfit_in_line;
use crate::model::{self, Received, recovery};
use crate::raster::picture;

mod encoding;
mod font;

/// The file that marks a folder as a project.
const MARK: &str = "data/report.toml";

/// The folders of texts, with the extensions of the files that are read, in this order.
const TEXTS: [(&str, &[&str]); 6] = [
    ("data", &["toml"]),
    ("data/frameworks", &["toml"]),
    ("data/earlier", &["toml"]),
    ("data/responses", &["toml"]),
    ("data/tables", &["csv"]),
    ("templates", &["md", "typ", "toml"]),
];

/// The project's part of the page design, which may be absent.
pub const PAGE: &str = "templates/page.typ";

/// Files of fonts/, by name.
pub type FontFiles = Vec<(String, Arc<Vec<u8>>)>;

/// All files of a project.
#[derive(Debug, Default)]
pub struct Inputs {
    /// Text files: `data/**/*.toml`, `data/tables/*.csv` and `templates/*`.
    pub sources: Sources,
    /// Fonts by file name.
    pub fonts: FontFiles,
    /// Pictures in templates/images/, by file name.
    pub images: BTreeMap<String, Arc<Vec<u8>>>,
    /// Other files in fonts/, such as licences, by file name.
    pub licences: FontFiles,
    /// The SHA-256 of each file's bytes on disk, by path in the project.
    pub hashes: BTreeMap<String, String>,
}

impl Inputs {
    /// The files of fonts/, as paths in an output folder and contents.
    pub fn font_files(&self) -> impl Iterator<Item = (String, &[u8])> {
        let files = self.fonts.iter().chain(&self.licences);
        files.map(|(name, bytes)| (format!("fonts/{name}"), bytes.as_slice()))
    }

    /// The hashes of the files of fonts/, by path in an output folder.
    pub fn font_hashes(&self) -> impl Iterator<Item = (String, String)> {
        let hashes = self.hashes.iter().filter(|(path, _)| path.starts_with("fonts/"));
        hashes.map(|(path, hash)| (with_small_extension(path), hash.clone()))
    }
}

/// The errata to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corrections<'e> {
    /// None: the text as issued.
    None,
    /// Those with the status `applied`.
    Applied,
    /// The one with this id, whatever its status.
    Only(&'e str),
}

/// Whether a folder is a project.
pub fn is_project(folder: &Path) -> bool {
    folder.join(MARK).is_file()
}

/// Reads the project in `root` and applies the errata selected by `wanted`.
///
/// # Errors
/// If a folder or file can't be read.
pub fn read(
    root: &Path,
    wanted: Corrections<'_>,
) -> Result<(Inputs, Vec<Diagnostic>), MachineError> {
    let (mut inputs, mut diagnostics) = (Inputs::default(), Vec::new());
    // Files are hashed while the next ones are read.
    let (files, read) = mpsc::channel::<(String, Arc<Vec<u8>>)>();
    let hashed = thread::spawn(|| {
        let hashes = read.into_iter().map(|(path, bytes)| (path, hash(&bytes)));
        hashes.collect()
    });
    let mut reading = Reading { root, files, diagnostics: &mut diagnostics };
    for (folder, extensions) in TEXTS {
        for (file, bytes) in reading.files(folder, extensions, LARGEST_TEXT)? {
            let name = format!("{folder}/{file}");
            let decoded = encoding::decode(&bytes);
            let file = inputs.sources.add(&name, &decoded.text);
            reading.diagnostics.extend(decoded.fault(&name, file));
        }
    }
    let images = reading.files(picture::FOLDER, &picture::EXTENSIONS, LARGEST_PICTURE)?;
    inputs.images = images.into_iter().collect();
    inputs.fonts = reading.fonts(&["ttf", "otf", "ttc", "otc"])?;
    inputs.licences = reading.fonts(&["txt", "md"])?;
    drop(reading);
    inputs.fonts.retain(|(name, bytes)| {
        let fault = font::fault(name, bytes);
        let is_usable = fault.is_none();
        diagnostics.extend(fault);
        is_usable
    });
    if inputs.fonts.is_empty() {
        diagnostics.push(
            Diagnostic::error(Code::MissingFile, "there is no font in `fonts/`")
                .help("put .ttf, .otf or .ttc files there; the build uses no other fonts"),
        );
    }
    diagnostics.extend(recovery::syntax::repair(&mut inputs.sources));
    apply_errata(&mut inputs.sources, wanted, &mut diagnostics);
    inputs.sources.noun = model::noun(&inputs.sources);
    inputs.hashes = hashed.join().unwrap_or_else(|panic| resume_unwind(panic));
    let mut paths = Vec::new();
    for folder in TEXTS.map(|(folder, _)| folder).into_iter().chain([picture::FOLDER]) {
        let names = names_in(root, folder, |path| path.is_file() && !path.is_symlink())?;
        let others = names.into_iter().map(|name| format!("{folder}/{name}"));
        let is_picture =
            |path: &String| folder == picture::FOLDER && inputs.hashes.contains_key(path);
        paths.extend(others.filter(|path| !is_picture(path)));
    }
    diagnostics.extend(recovery::files::unread(&inputs.sources, &paths));
    Ok((inputs, diagnostics))
}

/// Checks all errata and applies those selected by `wanted`.
fn apply_errata(sources: &mut Sources, wanted: Corrections<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut errata = collected(errata::read(sources), diagnostics);
    if wanted == Corrections::Applied {
        diagnostics.extend(errata::undecided(&errata));
    }
    errata.retain(|erratum| match wanted {
        Corrections::None => false,
        _ if erratum.by_hand => false,
        Corrections::Applied => erratum.status == Status::Applied,
        Corrections::Only(id) => erratum.id == id,
    });
    errata.sort_by_key(|erratum| (erratum.file, erratum.original.start));
    let mut edits: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    for erratum in errata {
        let edits = edits.entry(erratum.file).or_default();
        // Overlapping errata are reported; only the first one is applied.
        if edits.last().is_none_or(|last| last.range.end <= erratum.original.start) {
            edits.push(erratum.edit());
        }
    }
    // What was repaired is at fault, and nothing is made of it.
    edits.retain(|file, _| !sources.get(*file).is_repaired());
    for (file, edits) in edits {
        sources.edit(file, edits);
    }
}

/// The text of a file, whatever its encoding, with `\n` line ends and without a byte order mark.
pub fn decoded(bytes: Vec<u8>) -> String {
    plain_lines(&encoding::decode(&bytes).text)
}

/// A text file of a project as it is on disk, including its line endings.
///
/// # Errors
/// If it can't be read, or isn't UTF-8.
pub fn text(root: &Path, name: &str) -> Result<String, Failure> {
    let bytes = files::read(root, name, LARGEST_TEXT)?;
    String::from_utf8(bytes).map_err(|_| {
        MachineError::at(root.join(name), "this file is not UTF-8: save it as UTF-8").into()
    })
}

/// Reads the source texts of responses; `paths` are paths within the project that
/// [`crate::model::read`] validated. The texts are only compared with quotations: no output and no
/// issued edition contains them or their hashes.
///
/// # Errors
/// If a text exists but can't be read.
pub fn received<'p>(
    root: &Path,
    paths: impl IntoIterator<Item = &'p str>,
) -> Result<BTreeMap<String, Received>, MachineError> {
    let mut texts = BTreeMap::new();
    for name in paths {
        let text = match files::read(root, name, LARGEST_TEXT) {
            _ if root.join(name).is_dir() => Received::Missing,
            Ok(bytes) => match decoded(bytes) {
                text if text.contains('\0') => Received::NoText,
                text => Received::Text(text),
            },
            Err(unread) if unread.is_missing() => Received::Missing,
            Err(Failure::Input(mut why)) => Received::Refused(why.remove(0)),
            Err(Failure::Machine(error)) => return Err(error),
        };
        texts.insert(name.to_owned(), text);
    }
    Ok(texts)
}

/// The SHA-256 of `bytes` in lower-case hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads the files of a project; reports and skips those that may not be read.
struct Reading<'r> {
    root: &'r Path,
    /// Takes the path and the content of each file.
    files: Sender<(String, Arc<Vec<u8>>)>,
    diagnostics: &'r mut Vec<Diagnostic>,
}

impl Reading<'_> {
    /// Reads files of fonts/.
    fn fonts(&mut self, extensions: &[&str]) -> Result<FontFiles, MachineError> {
        let fonts = self.files("fonts", extensions, LARGEST_FONT)?.into_iter();
        Ok(fonts.map(|(name, bytes)| (with_small_extension(&name), bytes)).collect())
    }

    /// The files in a folder that have one of these extensions, by name, without hidden files. Reports and skips names
    /// with unfit characters.
    fn files(
        &mut self,
        folder: &str,
        extensions: &[&str],
        most: u64,
    ) -> Result<FontFiles, MachineError> {
        let is_any_case = ["fonts", picture::FOLDER].contains(&folder);
        let is_known =
            |own: &str, known: &str| own == known || is_any_case && own.eq_ignore_ascii_case(known);
        let mut found = Vec::new();
        for name in names_in(self.root, folder, |_| true)? {
            let extension = Path::new(&name).extension().and_then(|extension| extension.to_str());
            if extension.is_none_or(|own| !extensions.iter().any(|known| is_known(own, known))) {
                continue;
            }
            let path = format!("{folder}/{name}");
            if let Some(what) = unfit_in_line(&name) {
                let path = escaped(&path);
                let message = format!("the name of `{path}` has {what}, which no report can carry");
                let error = Diagnostic::error(Code::UnfitCharacter, message);
                self.diagnostics.push(error.help("rename the file"));
                continue;
            }
            match files::read(self.root, &path, most) {
                Ok(bytes) => {
                    let bytes = Arc::new(bytes);
                    // Nobody takes it if the thread has panicked, which is reported later.
                    let _ = self.files.send((path, Arc::clone(&bytes)));
                    found.push((name, bytes));
                }
                Err(Failure::Input(why)) => self.diagnostics.extend(why),
                Err(Failure::Machine(error)) => return Err(error),
            }
        }
        Ok(found)
    }
}

/// The path of a font with an extension in small letters, by which typesetting knows a font.
fn with_small_extension(path: &str) -> String {
    let (stem, extension) = path.split_at(path.rfind('.').unwrap_or(path.len()));
    stem.to_owned() + &extension.to_ascii_lowercase()
}

/// The sorted names of the entries in a folder for which `wanted` is true, without hidden ones.
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
