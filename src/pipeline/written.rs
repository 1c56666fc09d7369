//! The folder of notes and redlines, to which every comparison adds its files; outdated files are
//! removed. A list of what each file was made from is stored with them:
//!
//! ```json
//! { "made-from": { "NAME.txt": "SHA-256 of the inputs" } }
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Loaded;
use crate::diagnostic::{Failure, MachineError, SourceKind};
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::{self, Corrections, hash};
use crate::out::{self, Lock};

/// The name of the list in the folder.
const LIST: &str = ".rapporteur-made-from.json";

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct List {
    made_from: BTreeMap<String, String>,
}

/// The result of writing to the folder.
#[derive(Debug, Default)]
pub struct Written {
    /// The files written.
    pub files: out::Written,
    /// Files of earlier runs that were removed as outdated.
    pub removed: Vec<String>,
    /// Outdated files of earlier runs that stay because a person changed them.
    pub outdated: Vec<String>,
}

/// Writes the `files` of a comparison into the locked folder and removes outdated ones of earlier
/// runs. A file is outdated if the project has changed since, or if this comparison could have
/// written it (it is in `names`) but has no content for it. Files that are not listed or that a
/// person changed stay.
///
/// # Errors
/// If a file can't be read, written or removed.
pub fn write_changes(
    root: &Path,
    lock: &Lock,
    names: &[String],
    files: Vec<(String, Vec<u8>)>,
    loaded: &[Loaded; 2],
) -> Result<Written, Failure> {
    let folder = lock.folder();
    let list = files::read(folder, LIST, LARGEST_OUTPUT).unwrap_or_default();
    let List { made_from: mut list } = serde_json::from_slice(&list).unwrap_or_default();
    let current @ [of_project, of_omissions] = &made_from(root)?;
    let is_outdated = |name: &String, from: &mut String| {
        let is_written = files.iter().any(|(own, _)| own == name);
        !is_written && (names.contains(name) || !current.contains(from))
    };
    let mut written = Written::default();
    for (name, _) in list.extract_if(.., is_outdated) {
        if folder.join(&name).exists() {
            let is_removed = out::remove(lock, &name)?;
            if is_removed { &mut written.removed } else { &mut written.outdated }.push(name);
        }
    }
    if files.is_empty() && written.removed.is_empty() && written.outdated.is_empty() {
        return Ok(written);
    }
    let is_of_editions = loaded.iter().all(Loaded::is_edition);
    let own = if is_of_editions { of_omissions } else { of_project };
    list.extend(files.iter().map(|(name, _)| (name.clone(), own.clone())));
    let json = serde_json::to_vec_pretty(&List { made_from: list }).expect("a list is strings");
    let files: Vec<_> = files.into_iter().chain([(LIST.to_owned(), json)]).collect();
    written.files = out::write(lock, &files)?;
    Ok(written)
}

/// The hashes of the project, and of those parts of it that decide what a comparison of two editions omits.
fn made_from(root: &Path) -> Result<[String; 2], MachineError> {
    let (inputs, _) = inputs::read(root, Corrections::None)?;
    let decides = |name: &str| match SourceKind::of(name) {
        SourceKind::Mechanisms | SourceKind::Published | SourceKind::Decisions => true,
        _ => name.starts_with("data/responses/"),
    };
    let hash_of = |is_whole: bool| {
        let read = inputs.hashes.iter().filter(|(name, _)| is_whole || decides(name));
        let lines: String = read.map(|(name, hash)| format!("{name} {hash}\n")).collect();
        hash(format!("{}\n{lines}", env!("CARGO_PKG_VERSION")).as_bytes())
    };
    Ok([hash_of(true), hash_of(false)])
}
