//! Decisions on notes of changes that would reveal the answers of one or two mechanisms.

use std::collections::BTreeSet;

use crate::checks::few::{Few, KnownReport};
use crate::checks::graded;
use crate::diagnostic::{Diagnostic, Severity};
use crate::figure::Key;
use crate::model::{Level, Survey};
use crate::uses::ReportParts;

/// The questions whose figures the note omits by decision; an error with the finding if nothing was
/// decided. `name` is the name of the older report; decisions in `today`, the current project,
/// count as well.
pub(super) fn decided(
    name: &str,
    [before, after]: &[ReportParts<'_>; 2],
    today: Option<&Survey>,
    of_checks: &[Level],
) -> Result<BTreeSet<Key>, Diagnostic> {
    let surveys = || [before.survey, after.survey].into_iter().chain(today);
    let is_confidential = surveys().any(|survey| survey.confidential);
    let reports = [before, after].map(|side| KnownReport::new(side.survey, side.tally));
    let few = Few::between(name, reports.each_ref(), is_confidential);
    let Some(few) = few else { return Ok(BTreeSet::new()) };
    if let Some(decision) = few.decision(surveys().flat_map(|survey| &survey.accepted)) {
        return Ok(if decision.texts_only { few.questions() } else { BTreeSet::new() });
    }
    let found = graded(of_checks, vec![few.in_changes(after.survey)]);
    let error = found.into_iter().find(|found| found.severity == Severity::Error);
    error.map_or(Ok(BTreeSet::new()), Err)
}
