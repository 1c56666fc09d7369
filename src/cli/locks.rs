//! Locks projects and output folders, and reports when it has to wait.

use std::env;
use std::path::Path;

use super::terminal::Terminal;
use crate::diagnostic::{MachineError, in_backticks};
use crate::out::Lock;
use crate::text::listed;

/// Locks a project for changing its files.
pub(super) fn project(root: &Path, terminal: &Terminal) -> Result<Lock, MachineError> {
    lock(terminal, |command, on_wait| Lock::project(root, command, on_wait))
}

/// Locks an output folder.
pub(super) fn outputs(folder: &Path, terminal: &Terminal) -> Result<Lock, MachineError> {
    lock(terminal, |command, on_wait| Lock::outputs(folder, command, on_wait))
}

/// Completes interrupted changes in a project before it is read.
pub(super) fn complete(root: &Path, terminal: &Terminal) -> Result<(), MachineError> {
    if Lock::is_needed_to_read(root) { project(root, terminal).map(drop) } else { Ok(()) }
}

fn lock(
    terminal: &Terminal,
    lock: impl FnOnce(&str, &mut dyn FnMut(&str)) -> Result<Lock, MachineError>,
) -> Result<Lock, MachineError> {
    let words: Vec<String> =
        env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let command = format!("rapporteur {}", words.join(" "));
    let mut progress = Some(terminal.progress("waiting for another command"));
    let lock = lock(command.trim_end(), &mut |holder| {
        progress = None;
        terminal.say(&format!("waiting for {holder}, which is writing here"));
    })?;
    drop(progress);
    if !lock.completed().is_empty() {
        let files = listed(&in_backticks(lock.completed()), "and");
        terminal.say(&format!("{files}: what an interrupted command began is complete now"));
    }
    if !lock.left_alone().is_empty() {
        let files = listed(&in_backticks(lock.left_alone()), "and");
        terminal.say(&format!(
            "{files}: changed by hand since a command was interrupted there, and left as it is; type that command again"
        ));
    }
    Ok(lock)
}
