//! `rapporteur clearance`: writes what respondents agree to.

use super::session::{NOTHING_WRITTEN, Outcome, Session, subfolder, usage};
use super::summary;
use crate::diagnostic::{counted, has_errors};
use crate::figure::Key;
use crate::watchdog::{self, Step};
use crate::{out, pipeline};

/// Writes a document for each of the respondents, or for all of them.
pub(super) fn clearance(session: &Session<'_>, keys: &[String]) -> Outcome {
    let root = session.project()?;
    session.complete(&root)?;
    let is_wanted =
        |key: &Key| keys.is_empty() || keys.iter().any(|wanted| **wanted == *key.as_str());
    let mut documents = pipeline::Clearances::new();
    let (sources, found) =
        pipeline::clearances(&root, &session.options()?, is_wanted, &mut documents)?;
    if has_errors(&found) {
        return Err(session.at_fault_in(&sources, &found, NOTHING_WRITTEN));
    }
    let missing = keys.iter().find(|key| !documents.contains_key(key.as_str()));
    if let Some(key) = missing.map(String::as_str).or(documents.is_empty().then_some("anybody")) {
        return Err(usage(format!("there is no response of `{key}` in data/responses/")));
    }
    let folder = subfolder(&session.output_folder(&root)?, "clearance")?;
    watchdog::begin(Step::Writing);
    let documents: Vec<(String, Vec<u8>)> = documents.into_values().collect();
    let written = out::write(&session.lock(&folder)?, &documents)?;
    let count = counted(documents.len(), "document", "documents");
    session.terminal.say(&format!("{}: {count}", folder.display()));
    summary::moved_aside(&folder, &written).iter().for_each(|line| session.terminal.say(line));
    Ok(())
}
