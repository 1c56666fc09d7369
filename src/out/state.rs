//! The state of a folder, for read-only commands: whether a command was interrupted there, and
//! whether the outputs are those of the last build.

use std::path::Path;

use super::entry::hash_at;
use super::lock::Lock;
use super::{journal, outputs};
use crate::diagnostic::{Code, Diagnostic, in_backticks};
use crate::text::listed;

/// The maximum number of files that a message names.
const MOST_NAMED: usize = 3;

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
    let missing = (!missing.is_empty()).then(|| {
        let are = if missing.len() == 1 { "is" } else { "are" };
        let message = format!("{} {are} missing since the last build", capped(&missing));
        Diagnostic::warning(Code::OutputMissing, message).help("type `rapporteur` to build again")
    });
    let changed = (!changed.is_empty()).then(|| {
        let (were, it) = if changed.len() == 1 { ("was", "it") } else { ("were", "each") };
        let message = format!("{} {were} changed since the last build", capped(&changed));
        let help = format!(
            "the next build keeps {it} under a name with `(edited)`; to keep a document as it was sent: \
             rapporteur issue ID --sent FILE"
        );
        Diagnostic::warning(Code::OutputChanged, message).help(help)
    });
    missing.into_iter().chain(changed).collect()
}

/// The first few paths, and the number of the others.
fn capped(paths: &[String]) -> String {
    let mut names = in_backticks(paths);
    if names.len() > MOST_NAMED + 1 {
        let others = names.len() - MOST_NAMED;
        names.truncate(MOST_NAMED);
        names.push(format!("{others} others"));
    }
    listed(&names, "and")
}
