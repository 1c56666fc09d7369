//! Findings of `check`, including those that only it reports: on the rules of a process, on what was
//! written, and on decisions. People accept findings one by one, by their ids: `check --decide ID`
//! records them in data/decisions.toml.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use toml_edit::{Datetime, Table, value};

use super::build::{make, submitted};
use super::{Composition, Options, change_file, set_ids, since_first_issued, since_last_edition};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Failure, escaped_line, has_errors};
use crate::model::decisions::FILE;
use crate::model::{Accepted, ReportOptions};
use crate::out::{self, Lock};
use crate::{amend, submission};

/// The beginning of a new file.
const HEAD: &str = "\
# Findings that are accepted as they are, each with its reason. `rapporteur check --decide ID` adds them. They are found
# again when the text at their place changes.
";

/// Adds findings to those of a composed project: violated rules of its process, decisions that a
/// note of changes since the last edition needs, interrupted commands, outputs in `folder` that are
/// not those of the last build, and decisions that have lapsed. Sets the ids of all.
///
/// # Errors
///
/// If the engine fails, or an edition can't be read.
pub fn check(composed: &mut Composition, options: &Options, folder: &Path) -> Result<(), Failure> {
    if composed.report.is_some() {
        match rules(composed, options) {
            Ok(rules) | Err(Failure::Input(rules)) => composed.diagnostics.extend(rules),
            Err(error) => return Err(error),
        }
        composed.add(since_last_edition(composed, options)?);
        composed.add(since_first_issued(composed, options)?);
    }
    let root = &composed.root;
    let prefix = format!("{}/", folder.strip_prefix(root).unwrap_or(folder).display());
    composed.add(out::interrupted(root, "").into_iter().chain(out::check(folder, &prefix)));
    let survey = composed.report.as_ref().map(|report| Arc::clone(&report.survey));
    let accepted = survey.as_ref().map_or(&[][..], |survey| &survey.accepted);
    set_ids(&composed.inputs.sources, accepted, &mut composed.diagnostics);
    let ReportOptions { as_of, as_issued, process, .. } = &options.scope;
    let is_whole = as_of.is_none() && !as_issued && process.is_none();
    if is_whole && !has_errors(&composed.diagnostics) {
        composed.add(lapsed(accepted, &composed.diagnostics));
        set_ids(&composed.inputs.sources, accepted, &mut composed.diagnostics);
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

/// The warning about decisions whose finding is not in `found`, all findings of the current report;
/// `None` if all still apply.
pub(super) fn lapsed(accepted: &[Accepted], found: &[Diagnostic]) -> Option<Diagnostic> {
    let found: BTreeSet<&str> = found.iter().map(|finding| finding.id()).collect();
    let mut lapsed = accepted.iter().filter(|one| {
        let is_lapsed = one.id.as_ref().is_some_and(|id| !found.contains(id.as_str()));
        is_lapsed && !submission::CODES.contains(&one.finding)
    });
    let first = lapsed.next()?;
    let message = "what was accepted is no longer found";
    let warning = Diagnostic::warning(Code::DecisionLapsed, message).at(first.text.span, "");
    let help = format!(
        "it is settled, or the text at its place was changed: take the entry out of {FILE}; a finding with a new id needs \
         a new decision"
    );
    Some(warning.at_places(lapsed.map(|one| one.text.span)).help(help))
}

/// Who accepts a finding, when and why.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    /// The person; may be empty.
    pub by: &'a str,
    /// The day.
    pub on: Date,
    /// The reason.
    pub why: &'a str,
}

/// Records that a finding of a composed report is accepted. The project must have been locked before
/// it was read.
///
/// # Errors
///
/// If data/decisions.toml can't be read or written.
pub fn decide(
    lock: &Lock,
    composed: &Composition,
    finding: &Diagnostic,
    decision: &Decision<'_>,
) -> Result<(), Failure> {
    let message = escaped_line(&finding.message);
    let texts = [("finding", finding.code.name()), ("id", finding.id()), ("text", &message)];
    let mut table: Table = texts.into_iter().map(|(key, text)| (key, value(text))).collect();
    if !decision.by.is_empty() {
        table.insert("by", value(decision.by));
    }
    let day: Datetime = decision.on.to_string().parse().expect("a day of TOML");
    table.insert("on", value(day));
    table.insert("why", value(decision.why));
    change_file(lock, &composed.inputs, FILE, |text| {
        amend::change(text.unwrap_or(HEAD), |document| amend::append(document, "accepted", table))
    })
}
