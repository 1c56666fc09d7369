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
use crate::diagnostic::{MachineError, SourceKind};
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::{self, Corrections, hash};
use crate::model::decisions;
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
) -> Result<Written, MachineError> {
    let folder = lock.folder();
    let list = files::read(folder, LIST, LARGEST_OUTPUT).unwrap_or_default();
    let List { made_from: mut list } = serde_json::from_slice(&list).unwrap_or_default();
    let made_from = MadeFrom::read(root)?;
    let is_written = |name: &String| files.iter().any(|(own, _)| own == name);
    let is_outdated = |(name, from): (&String, &String)| {
        !is_written(name) && (names.contains(name) || !made_from.is_current(from))
    };
    let outdated = list.extract_if(.., |name, from| is_outdated((name, from)));
    let outdated: Vec<String> = outdated.map(|(name, _)| name).collect();
    let mut written = Written::default();
    for name in outdated.into_iter().filter(|name| folder.join(name).exists()) {
        match out::remove(lock, &name)? {
            true => written.removed.push(name),
            false => written.outdated.push(name),
        }
    }
    if files.is_empty() && written.removed.is_empty() && written.outdated.is_empty() {
        return Ok(written);
    }
    list.extend(files.iter().map(|(name, _)| (name.clone(), made_from.hash(loaded))));
    let json = serde_json::to_vec_pretty(&List { made_from: list }).expect("a list is strings");
    let files: Vec<_> = files.into_iter().chain([(LIST.to_owned(), json)]).collect();
    written.files = out::write(lock, &files)?;
    Ok(written)
}

/// Hashes of the inputs of comparisons.
struct MadeFrom {
    /// The hash of the project.
    project: String,
    /// The hash of those parts of the project that decide what a comparison of two editions omits.
    omissions: String,
}

impl MadeFrom {
    fn read(root: &Path) -> Result<Self, MachineError> {
        let (inputs, _) = inputs::read(root, Corrections::None)?;
        let of = |is_read: &dyn Fn(&str) -> bool| {
            let read = inputs.hashes.iter().filter(|(name, _)| is_read(name));
            let lines: String = read.map(|(name, hash)| format!("{name} {hash}\n")).collect();
            hash(format!("{}\n{lines}", env!("CARGO_PKG_VERSION")).as_bytes())
        };
        let omits = |name: &str| {
            name.starts_with("data/responses/")
                || ["data/published.toml", decisions::FILE].contains(&name)
                || SourceKind::of(name) == SourceKind::Mechanisms
        };
        Ok(MadeFrom { project: of(&|_| true), omissions: of(&omits) })
    }

    fn hash(&self, loaded: &[Loaded; 2]) -> String {
        let is_kept = loaded.iter().all(Loaded::is_edition);
        if is_kept { self.omissions.clone() } else { self.project.clone() }
    }

    fn is_current(&self, made_from: &String) -> bool {
        [&self.project, &self.omissions].contains(&made_from)
    }
}
