//! The state of a folder, for read-only commands: whether a command was interrupted there, and
//! whether the outputs are those of the last build.

use std::path::Path;

use super::entry::hash_at;
use super::lock::Lock;
use super::{journal, outputs};
use crate::diagnostic::{Code, Diagnostic, capped};

/// The finding for files that an interrupted command was about to write in `folder`; their paths
/// are shown with `prefix`. `None` while a command is running there.
pub fn interrupted(folder: &Path, prefix: &str) -> Option<Diagnostic> {
    journal::left(folder)?;
    // A command that was running when the journal was read may have finished since.
    let is_at_work = Lock::is_held(folder);
    let files = journal::left(folder).filter(|_| !is_at_work)?;
    let files: Vec<String> = files.iter().map(|path| format!("{prefix}{path}")).collect();
    let files = if files.is_empty() { "files".to_owned() } else { capped(&files) };
    let message = format!("a command was interrupted while it wrote {files}");
    let help = "the next build completes it, and so does any other command that writes there";
    Some(Diagnostic::warning(Code::Interrupted, message).help(help))
}

/// Findings about the last build in `folder`, whose file names are shown with `prefix`: it was
/// interrupted, or files are missing or were changed since.
pub fn check(folder: &Path, prefix: &str) -> Vec<Diagnostic> {
    if let Some(interrupted) = interrupted(folder, prefix) {
        return vec![interrupted];
    }
    if Lock::is_held(folder) {
        return Vec::new();
    }
    let (mut missing, mut changed) = (Vec::new(), Vec::new());
    for (file, written) in outputs::built(folder) {
        match hash_at(&folder.join(&file)) {
            Ok(Some(found)) if found == written => {}
            Ok(None) => missing.push(format!("{prefix}{file}")),
            Ok(Some(_)) | Err(_) => changed.push(format!("{prefix}{file}")),
        }
    }
    let mut found = Vec::new();
    if !missing.is_empty() {
        let are = if missing.len() == 1 { "is" } else { "are" };
        let message = format!("{} {are} missing since the last build", capped(&missing));
        let warning = Diagnostic::warning(Code::OutputMissing, message);
        found.push(warning.help("type `rapporteur` to build again"));
    }
    if !changed.is_empty() {
        let (were, it) = if changed.len() == 1 { ("was", "it") } else { ("were", "each") };
        let message = format!("{} {were} changed since the last build", capped(&changed));
        found.push(Diagnostic::warning(Code::OutputChanged, message).help(format!(
            "the next build keeps {it} under a name with `(edited)`; to keep a document as it was sent: \
             rapporteur issue ID --sent FILE"
        )));
    }
    found
}
