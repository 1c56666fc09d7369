//! Decisions needed on the changes since the last issued edition.

use std::path::Path;

use super::{Composition, Options, Report, Subject, load};
use crate::checks::few::Few;
use crate::checks::levels;
use crate::diagnostic::{Diagnostic, Failure, Severity};
use crate::edition;

/// The finding on a note of the changes since the last issued edition; `None` if it is decided or
/// not needed.
///
/// # Errors
///
/// If the edition can't be read.
pub fn since_last_edition(
    root: &Path,
    composed: &Composition,
    report: &Report,
    options: &Options,
) -> Result<Option<Diagnostic>, Failure> {
    let last =
        edition::list(root)?.into_iter().rfind(|edition| edition.process == options.scope.process);
    let Some(last) = last.filter(|_| report.survey.confidential) else { return Ok(None) };
    let name = last.id.clone();
    let [before, _] = load(root, [Subject::Edition(last), Subject::Now], options)?;
    let Some(older) = &before.composed.report else { return Ok(None) };
    let Some(few) = Few::between(&name, &older.tally, &report.tally) else { return Ok(None) };
    if few.decision(&report.survey.accepted).is_some() {
        return Ok(None);
    }
    let finding = Diagnostic { severity: Severity::Warning, ..few.in_changes(&report.survey) };
    Ok(levels::apply(&composed.levels, vec![finding]).pop())
}
