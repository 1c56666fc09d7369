//! Issued editions, archived completely under `data/editions/ID/`: inputs, document tree and output
//! files. They are never changed afterwards.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use self::tree::Counting;
use crate::diagnostic::{Code, Diagnostic, Failure, MachineError, Sources};
use crate::document::Document;
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::hash;
use crate::model::ReportOptions;
use crate::out::{self, Lock};

mod tree;

/// The folder of a project that contains its editions.
pub const FOLDER: &str = "data/editions";
/// The subfolder of an edition with its inputs, which form a project.
pub const INPUTS: &str = "inputs";
/// The subfolder of an edition with the files that were sent.
pub const OUTPUTS: &str = "outputs";
/// The greatest possible edition number.
const GREATEST_NUMBER: usize = 9_999;
/// The maximum length of an edition id, in characters.
const LONGEST_NAME: usize = 60;
const FACTS: &str = "edition.json";
const TREE: &str = "document.json";
/// The current archive format. In release 0.2.0, whose format has no number, spans in the document
/// tree are offsets in the text after errata were applied; from format 2 on, they are offsets in
/// the texts of the archived files.
pub const FORMAT: u32 = 2;

/// The metadata of an issued edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// The archive format; `None` for release 0.2.0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<u32>,
    /// The id, unique in the project.
    pub id: String,
    /// The number of editions issued before it.
    pub number: usize,
    /// The date of issue.
    pub issued: Date,
    /// A note, for example on the recipients. It is for the secretariat only, so no output contains
    /// it.
    pub note: String,
    /// The edition line of the report; empty for the report as first issued.
    pub title: String,
    /// The version of the program that made it.
    pub rapporteur: String,
    /// The report options with which it was made.
    #[serde(flatten)]
    pub scope: ReportOptions,
    /// Paths, in the edition's folder, of documents archived as sent in place of the generated
    /// ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sent: Vec<String>,
    /// The SHA-256 of each archived file, by path in the edition's folder.
    pub files: BTreeMap<String, String>,
}

/// Checks that a new edition can have this id: letters, digits, `-`, `_` and `.`, beginning with a
/// letter, ending with a letter or digit, and no longer than [`LONGEST_NAME`].
///
/// # Errors
///
/// The reason if the id can't be used.
pub fn check_name(root: &Path, id: &str) -> Result<(), String> {
    if let "now" | "as-issued" = id {
        let report = if id == "now" { "as it stands" } else { "as first issued" };
        return Err(format!(
            "`{id}` is no name for an edition: `rapporteur diff` takes it for the report {report}; such as `june-2024`"
        ));
    }
    let is_fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_spelled = id.starts_with(|c: char| c.is_ascii_alphabetic())
        && id.ends_with(|c: char| c.is_ascii_alphanumeric())
        && id.chars().all(is_fit);
    if !is_spelled || id.len() > LONGEST_NAME || files::is_device(id) {
        return Err(format!(
            "`{id}` is no name for an edition: use letters, digits, `-`, `_` and `.`, beginning with a letter and ending \
             with a letter or digit, {LONGEST_NAME} at most, and no name that Windows keeps for itself; such as `june-2024`"
        ));
    }
    let mut others = fs::read_dir(root.join(FOLDER)).into_iter().flatten().flatten();
    let is_other = |other: fs::DirEntry| {
        other.file_name().eq_ignore_ascii_case(id) && other.path().join(FACTS).exists()
    };
    match others.any(is_other) {
        true => Err(format!(
            "edition `{id}` was issued already, and is kept as it was sent; give this one another name"
        )),
        false => Ok(()),
    }
}

/// Whether a project is the archived input of an edition, and not one that people work on.
pub fn is_kept(project: &Path) -> bool {
    let folder = project.canonicalize().ok();
    let folder = folder.as_deref().and_then(Path::parent);
    folder.is_some_and(|folder| folder.join(FACTS).is_file())
}

/// All editions of a project, from first to last.
///
/// # Errors
/// If one can't be read.
pub fn list(root: &Path) -> Result<Vec<Edition>, Failure> {
    let folder = root.join(FOLDER);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |error| MachineError::io("read this folder", &folder, &error);
    let mut editions = Vec::new();
    for entry in fs::read_dir(&folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if !name.starts_with('.') && path.join(FACTS).exists() {
            editions.push(read_facts(root, name)?);
        }
    }
    editions.sort_by_key(|edition| edition.number);
    Ok(editions)
}

/// Whether a folder with this id exists but contains no edition metadata.
pub fn is_broken(root: &Path, id: &str) -> bool {
    let is_name = id.starts_with(|c: char| c.is_ascii_alphabetic()) && !id.contains(['/', '\\']);
    is_name && folder(root, id).is_dir() && !folder(root, id).join(FACTS).exists()
}

/// The folder of an edition.
pub fn folder(root: &Path, id: &str) -> PathBuf {
    root.join(FOLDER).join(id)
}

/// Checks that the files of an edition are unchanged since it was archived.
///
/// # Errors
/// If one was changed or is missing.
pub fn check(root: &Path, edition: &Edition) -> Result<(), Failure> {
    let folder = folder(root, &edition.id);
    for (name, expected) in &edition.files {
        let read = files::read(root, &path_of(&edition.id, name), LARGEST_OUTPUT);
        let bytes = read.map_err(|failure| match failure {
            Failure::Machine(mut error) => {
                error.message += "; bring it back from a copy";
                Failure::Machine(error)
            }
            refused => refused,
        })?;
        if !is_kept_file(&bytes, expected) {
            let message = "this file of an issued edition was changed since; \
                           bring it back from a copy: an edition is kept as it was sent";
            return Err(MachineError::at(folder.join(name), message).into());
        }
    }
    Ok(())
}

/// Whether a file of an edition has the `expected` hash. Line ends alone, which version control may convert, are no change
/// of a text.
fn is_kept_file(bytes: &[u8], expected: &str) -> bool {
    let is_text = |text: &str| {
        let lines = text.replace("\r\n", "\n");
        hash(lines.as_bytes()) == expected
            || hash(lines.replace('\n', "\r\n").as_bytes()) == expected
    };
    hash(bytes) == expected || str::from_utf8(bytes).is_ok_and(is_text)
}

/// The document tree of an edition, with spans in `sources`, the texts of its inputs.
///
/// # Errors
/// If it can't be read.
pub fn document(root: &Path, edition: &Edition, sources: &Sources) -> Result<Document, Failure> {
    let text = files::read(root, &path_of(&edition.id, TREE), LARGEST_OUTPUT)?;
    let counting = match edition.format {
        None => Counting::Corrected,
        Some(_) => Counting::Kept,
    };
    tree::read(&text, sources, counting).map_err(|why| {
        let message = format!(
            "this is no document tree that this version of rapporteur can read: {why}; \
             compare with the version that `{FACTS}` beside it names"
        );
        MachineError::at(folder(root, &edition.id).join(TREE), message).into()
    })
}

/// Archives an edition in a locked project, whole or not at all: its tree, and `files` by path in its
/// folder.
///
/// # Errors
/// If it can't be written.
pub fn keep(
    lock: &Lock,
    mut edition: Edition,
    document: &Document,
    sources: &Sources,
    mut files: Vec<(String, Vec<u8>)>,
) -> Result<Edition, MachineError> {
    files.push((TREE.to_owned(), tree::write(document, sources)));
    edition.files = files.iter().map(|(name, bytes)| (name.clone(), hash(bytes))).collect();
    let facts = serde_json::to_string_pretty(&edition).expect("an edition is strings and maps");
    files.push((FACTS.to_owned(), (facts + "\n").into_bytes()));
    files.iter_mut().for_each(|(name, _)| *name = path_of(&edition.id, name));
    if let Some(taken) = out::create_all(lock, &files)?.first() {
        let message = "an edition of this name would be kept here: take this away";
        return Err(MachineError::at(lock.folder().join(taken), message));
    }
    Ok(edition)
}

/// The path, within the project, of a file of an edition.
fn path_of(id: &str, name: &str) -> String {
    format!("{FOLDER}/{id}/{name}")
}

fn read_facts(root: &Path, id: &str) -> Result<Edition, Failure> {
    let path = folder(root, id).join(FACTS);
    let text = files::read(root, &path_of(id, FACTS), LARGEST_OUTPUT)?;
    // Only the format number can be read in metadata of all releases.
    let facts = serde_json::from_slice::<serde_json::Value>(&text);
    if facts.is_ok_and(|facts| facts["format"].as_u64() > Some(FORMAT.into())) {
        let message = "this edition was issued with a newer release of rapporteur, whose editions \
                       this one can't read; use that release or a later one";
        return Err(MachineError::at(path, message).into());
    }
    let edition: Edition = serde_json::from_slice(&text).map_err(|error| {
        let message = format!(
            "this file of an issued edition can't be read: {error}; bring it back from a copy, or take \
             the edition's folder out of {FOLDER}"
        );
        MachineError::at(path, message)
    })?;
    if edition.number <= GREATEST_NUMBER {
        return Ok(edition);
    }
    let message = format!(
        "`number` in {} can't be {}: expected a number from 0 to {GREATEST_NUMBER}",
        path_of(id, FACTS),
        edition.number
    );
    let error = Diagnostic::error(Code::EditionUnreadable, message);
    Err(error.help("bring the file back from a copy").into())
}
