//! What changed since issued editions: decisions needed before a note of changes is sent, and edits of the text as issued.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Composition, Options, Report, Subject, load};
use crate::checks::few::Few;
use crate::checks::levels;
use crate::diagnostic::{Code, Diagnostic, Failure, Severity};
use crate::document::Passage;
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

/// A warning if a report as issued differs from the edition that was kept as first issued; `None` for other reports.
///
/// # Errors
///
/// If the list of editions can't be read.
pub fn since_first_issued(
    root: &Path,
    composed: &Composition,
    report: &Report,
    options: &Options,
) -> Result<Option<Diagnostic>, Failure> {
    let first = edition::list(root)?.into_iter().find(|edition| edition.as_issued);
    let Some(first) = first.filter(|_| options.scope.as_issued) else { return Ok(None) };
    let id = first.id.clone();
    let Ok([kept, _]) = load(root, [Subject::Edition(first), Subject::AsIssued], options) else {
        return Ok(None);
    };
    let Some(kept_report) = &kept.composed.report else { return Ok(None) };
    let kept = kept_report.document.passages(&kept.composed.inputs.sources);
    let now = report.document.passages(&composed.inputs.sources);
    let texts = |passages: &[Passage<'_>]| -> BTreeSet<String> {
        passages.iter().map(|passage| passage.text.to_string()).collect()
    };
    let (before, after) = (texts(&kept), texts(&now));
    if before == after {
        return Ok(None);
    }
    let edited = now.iter().filter(|passage| !before.contains(&*passage.text));
    let places = edited.filter_map(|passage| {
        let longest = passage.pieces().iter().max_by_key(|piece| piece.range.len())?;
        longest.origin.place()
    });
    let message =
        format!("the text as issued is not that of edition `{id}`, which was kept as first issued");
    let warning = Diagnostic::warning(Code::AsIssuedDiffers, message)
        .at_each(places.map(|place| (place, "")))
        .help("undo the change here, and make it with an erratum in data/errata.toml");
    Ok(levels::apply(&composed.levels, vec![warning]).pop())
}
