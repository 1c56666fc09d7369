//! The folder of notes and redlines, to which every comparison adds its files: what was written there, and what no longer
//! holds. A list of these files is kept beside them:
//!
//! ```json
//! { "files": { "NAME.txt": { "sha256": "…", "made-from": "…" } } }
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Loaded;
use crate::diagnostic::MachineError;
use crate::inputs::{self, Corrections, hash};
use crate::model::decisions;
use crate::out;

/// The list, in the folder.
const LIST: &str = ".written.json";

#[derive(Default, Serialize, Deserialize)]
struct List {
    files: BTreeMap<String, Entry>,
}

/// A file that was written.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Entry {
    /// The hash of its bytes.
    sha256: String,
    /// The hash of what it was made from.
    made_from: String,
}

/// What became of the folder.
#[derive(Debug, Default)]
pub struct Written {
    /// Files of earlier runs that were removed because they no longer hold.
    pub removed: Vec<String>,
    /// Files of earlier runs that no longer hold, and that a person changed.
    pub changed: Vec<String>,
}

/// Writes the `files` of a comparison into `folder`, and removes those of earlier runs that no longer hold: the project
/// is another one now, or this comparison, which could have written `names`, has nothing to say in them. Files that
/// are not listed, or that a person changed, stay.
///
/// # Errors
/// If a file can't be read, written or removed.
pub fn write_changes(
    root: &Path,
    folder: &Path,
    names: &[String],
    files: &[(String, Vec<u8>)],
    loaded: &[Loaded; 2],
) -> Result<Written, MachineError> {
    let path = folder.join(LIST);
    let mut list: List = fs::read(&path)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    let made_from = MadeFrom::read(root)?;
    let (mut written, mut kept) = (Written::default(), BTreeMap::new());
    for (name, entry) in std::mem::take(&mut list.files) {
        let is_written = files.iter().any(|(own, _)| *own == name);
        if is_written || (made_from.is_still(&entry) && !names.contains(&name)) {
            kept.insert(name, entry);
            continue;
        }
        let place = folder.join(&name);
        match fs::read(&place) {
            Ok(bytes) if hash(&bytes) == entry.sha256 => {
                fs::remove_file(&place)
                    .map_err(|error| MachineError::io("remove this file", &place, &error))?;
                written.removed.push(name);
            }
            Ok(_) => {
                written.changed.push(name.clone());
                kept.insert(name, entry);
            }
            // Somebody removed it.
            Err(_) => {}
        }
    }
    out::write(folder, files)?;
    let made_from = made_from.of(loaded);
    kept.extend(files.iter().map(|(name, bytes)| {
        (name.clone(), Entry { sha256: hash(bytes), made_from: made_from.clone() })
    }));
    if !kept.is_empty() || path.exists() {
        let list = serde_json::to_string_pretty(&List { files: kept });
        let list = list.expect("a list is strings and maps") + "\n";
        out::write(folder, &[(LIST.to_owned(), list.into_bytes())])?;
    }
    Ok(written)
}

/// Hashes of what comparisons are made from.
struct MadeFrom {
    /// The project.
    project: String,
    /// What of the project decides what a comparison of two editions leaves out.
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
                || ["data/mechanisms.toml", "data/published.toml", decisions::FILE].contains(&name)
        };
        Ok(MadeFrom { project: of(&|_| true), omissions: of(&omits) })
    }

    fn of(&self, loaded: &[Loaded; 2]) -> String {
        let is_kept = loaded.iter().all(Loaded::is_edition);
        if is_kept { self.omissions.clone() } else { self.project.clone() }
    }

    fn is_still(&self, entry: &Entry) -> bool {
        [&self.project, &self.omissions].contains(&&entry.made_from)
    }
}
