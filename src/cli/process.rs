//! `--for PROCESS`: a process of data/submissions.toml.

use std::path::Path;

use super::arguments::Arguments;
use super::{Ended, usage};
use crate::diagnostic::did_you_mean;
use crate::inputs;
use crate::model::submissions::{FILE, process_keys};

/// Checks that the project has the process given by `--for`. Other errors in the file are ignored
/// here.
pub(super) fn check(arguments: &Arguments, root: &Path) -> Result<(), Ended> {
    let Some(asked) = &arguments.common.process else { return Ok(()) };
    if !root.join(FILE).is_file() {
        return Err(usage(format!(
            "there is no process `{asked}`: the project has no {FILE}, which says what each process takes"
        )));
    }
    let keys = process_keys(&inputs::text(root, FILE)?);
    if keys.contains(asked) {
        return Ok(());
    }
    let known = did_you_mean(asked, keys.iter().map(String::as_str), || match keys.is_empty() {
        true => "the file names none".to_owned(),
        false => format!("there are {}", keys.join(", ")),
    });
    Err(usage(format!("there is no process `{asked}` in {FILE}; {known}")))
}
