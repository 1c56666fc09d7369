//! The records of received files that were not taken in, because somebody has to decide. A list in received/ names them
//! until their file is received again.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Line;
use super::sheet::is_table;
use crate::diagnostic::{Code, Diagnostic, MachineError};
use crate::files::{self, LARGEST_TEXT};
use crate::inputs::hash;
use crate::out::Edit;

/// The file of the list.
pub const FILE: &str = "received/not-taken-in.toml";

/// The list.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct List {
    /// The records, by file.
    #[serde(rename = "record")]
    pub records: Vec<Line>,
    /// The SHA-256 of its file, if there is one.
    #[serde(skip)]
    hash: Option<String>,
}

impl List {
    /// Reads the list of a project; it is empty if there is none.
    ///
    /// # Errors
    /// If it can't be read.
    pub fn read(root: &Path) -> Result<Self, MachineError> {
        let bytes = match files::read(root, FILE, LARGEST_TEXT) {
            Err(failure) if failure.is_missing() => return Ok(List::default()),
            read => read.map_err(MachineError::from)?,
        };
        let list: List = toml::from_slice(&bytes).map_err(|_| {
            let advice =
                "this list can't be read: delete it, and receive the files again that it names";
            MachineError::at(root.join(FILE), advice)
        })?;
        Ok(List { hash: Some(hash(&bytes)), ..list })
    }

    /// The change of the list once files were received again; `None` if there is none.
    pub fn change(&self, files: &[impl AsRef<str>], lines: &[Line]) -> Option<Edit<'_>> {
        let is_again = |record: &&Line| files.iter().any(|file| file.as_ref() == record.file);
        let others = self.records.iter().filter(|left| !is_again(left)).cloned();
        let new = lines.iter().filter(|line| line.is_unresolved).map(|line| Line {
            outcome: line.outcome.trim_end_matches(':').to_owned(),
            ..line.clone()
        });
        let list = List { records: others.chain(new).collect(), hash: None };
        let [old, new] = [self, &list].map(|list| toml::to_string(list).expect("a list of texts"));
        let text = format!("# What was not taken in; decide, and receive the file again.\n{new}");
        let before = self.hash.as_deref();
        (old != new).then(|| Edit { name: FILE, before, after: text.into() })
    }

    /// A finding for each record.
    pub fn findings(&self) -> impl Iterator<Item = Diagnostic> {
        self.records.iter().map(|record| {
            let message = format!("`{}` in {}: {}", record.respondent, record.full_place(), record.outcome);
            let help = match is_table(&record.file, &[]) {
                true => "decide, and receive the file again; `leave-out` in data/intake.toml leaves a row out for good",
                false => "decide, and receive the file again",
            };
            Diagnostic::warning(Code::AnswerOpen, message).help(help)
        })
    }
}
