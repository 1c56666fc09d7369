//! `rapporteur clearance`: writes what respondents agree to.

use super::session::{Outcome, Session, subfolder, usage};
use crate::diagnostic::{counted, did_you_mean};
use crate::figure::Key;
use crate::pipeline;

/// Writes a document for each of the respondents, or for all of them.
pub(super) fn clearance(session: &Session<'_>, keys: &[String]) -> Outcome {
    let root = session.project()?;
    session.complete(&root)?;
    let is_wanted =
        |key: &Key| keys.is_empty() || keys.iter().any(|wanted| **wanted == *key.as_str());
    let (documents, sources, found) = pipeline::clearances(&root, &session.options()?, is_wanted)?;
    session.stop_at_errors(&sources, &found)?;
    let missing = keys.iter().find(|key| !documents.contains_key(key.as_str()));
    if let Some(key) = missing.map(String::as_str).or(documents.is_empty().then_some("anybody")) {
        let known = sources.iter().filter_map(|(_, source)| source.kind.response_key());
        let near = did_you_mean(key, known, || "`rapporteur status` lists all".to_owned());
        return Err(usage(format!("there is no response of `{key}` in data/responses/; {near}")));
    }
    let folder = subfolder(&session.output_folder(&root)?, "clearance")?;
    let documents = documents.into_iter().map(|(key, (_, bytes))| (format!("{key}.docx"), bytes));
    let documents: Vec<(String, Vec<u8>)> = documents.collect();
    let count = counted(documents.len(), "document", "documents");
    session.write(&folder, &documents, &format!("{}: {count}", folder.display()))
}
