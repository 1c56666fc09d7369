//! Findings that only `check` reports: on the rules of a process, on what was written, and on
//! decisions.

use std::path::Path;
use std::sync::Arc;

use super::build::{make, submitted};
use super::{Composition, Options, decisions, since_first_issued, since_last_edition};
use crate::checks::graded;
use crate::diagnostic::{Diagnostic, Failure, has_errors};
use crate::model::ReportOptions;
use crate::out;

/// Adds findings to those of a composed project: violated rules of its process, decisions that a
/// note of changes since the last edition needs, interrupted commands, outputs in `folder` that are
/// not those of the last build, and decisions that have lapsed. Sets the ids of all.
///
/// # Errors
///
/// If the engine fails, or an edition can't be read.
pub fn check(composed: &mut Composition, options: &Options, folder: &Path) -> Result<(), Failure> {
    let mut found = Vec::new();
    if composed.report.is_some() {
        match rules(composed, options) {
            Ok(rules) | Err(Failure::Input(rules)) => found.extend(rules),
            Err(error) => return Err(error),
        }
        found.extend(since_last_edition(composed, options)?);
        found.extend(since_first_issued(composed, options)?);
    }
    let root = &composed.root;
    let prefix = format!("{}/", folder.strip_prefix(root).unwrap_or(folder).display());
    let written = out::interrupted(root, "").into_iter().chain(out::check(folder, &prefix));
    found.extend(graded(&composed.levels, written.collect()));
    composed.diagnostics.extend(found);
    let survey = composed.report.as_ref().map(|report| Arc::clone(&report.survey));
    let accepted = survey.as_ref().map_or(&[][..], |survey| &survey.accepted);
    decisions::apply(&composed.inputs.sources, accepted, &mut composed.diagnostics);
    let ReportOptions { as_of, as_issued, process, .. } = &options.scope;
    let is_whole = as_of.is_none() && !as_issued && process.is_none();
    if is_whole && !has_errors(&composed.diagnostics) {
        let lapsed = Vec::from_iter(decisions::lapsed(accepted, &composed.diagnostics));
        let mut lapsed = graded(&composed.levels, lapsed);
        decisions::apply(&composed.inputs.sources, accepted, &mut lapsed);
        composed.diagnostics.extend(lapsed);
    }
    Ok(())
}

/// Findings for the rules of the report's process that the report violates; empty if it is for no
/// process. If there is a rule on file sizes, the files are made, but not written.
fn rules(composed: &mut Composition, options: &Options) -> Result<Vec<Diagnostic>, Failure> {
    let report = composed.report();
    let Some(process) = report.survey.process(&options.scope) else { return Ok(Vec::new()) };
    let submitted = match process.megabytes {
        None => Some(submitted(&composed.inputs.sources, report, process, &[])),
        Some(_) => make(composed, options)?.submitted,
    };
    Ok(submitted.map_or(Vec::new(), |submitted| submitted.findings))
}
