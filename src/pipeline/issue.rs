//! Archives an issued edition: its inputs, document tree and outputs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;

use super::build::{BuildFiles, make};
use super::typeset::stem;
use super::{Composition, Options, Subject, corrections, load};
use crate::checks::few::Few;
use crate::diagnostic::{Code, Diagnostic, Failure, MachineError, Severity};
use crate::document::Passage;
use crate::edition::{self, Edition, INPUTS, OUTPUTS};
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::{self, hash};
use crate::out::{self, Lock};

/// The details of an edition to be issued.
#[derive(Clone, Copy, Debug)]
pub struct Issue<'a> {
    /// The id; must have been validated with [`edition::check_name`].
    pub id: &'a str,
    /// A note, for example on the recipients.
    pub note: &'a str,
    /// The date of issue.
    pub day: Date,
    /// The output folder, in which a person may have edited the built files.
    pub built: &'a Path,
    /// Documents to archive as they were sent, by their extension (`docx` or `pdf`), in place of the
    /// generated ones.
    pub sent: &'a BTreeMap<&'static str, Vec<u8>>,
}

/// Builds a composed report and archives it as an edition of its locked project. Fonts are archived
/// only once, with the inputs. Also returns findings for the rules of its process that it violates.
///
/// # Errors
///
/// If Typst finds an error in the source, a person edited a built document, or the engine or the
/// disk fails. Nothing is archived then.
pub fn issue(
    lock: &Lock,
    composed: &mut Composition,
    options: &Options,
    issue: &Issue<'_>,
) -> Result<(Edition, Vec<Diagnostic>), Failure> {
    let root = lock.folder();
    let number = edition::list(root)?.last().map_or(0, |last| last.number + 1);
    let BuildFiles { files: mut outputs, submitted, .. } = make(composed, options)?;
    let report = composed.report();
    if let Some(edited) = edited(&outputs, issue) {
        return Err(edited.into());
    }
    let stem = stem(&report.survey, &composed.scope);
    let sent = issue.sent.iter().map(|(ending, bytes)| {
        let name = format!("{stem}.{ending}");
        outputs.retain(|(made, _)| *made != name);
        outputs.push((name.clone(), bytes.clone()));
        format!("{OUTPUTS}/{name}")
    });
    let sent = sent.collect();
    let outputs = outputs.into_iter().map(|(name, bytes)| (format!("{OUTPUTS}/{name}"), bytes));
    let mut files: Vec<(String, Vec<u8>)> = outputs.collect();
    for (name, known) in &composed.inputs.hashes {
        let bytes = files::read(root, name, LARGEST_OUTPUT)?;
        if hash(&bytes) != *known {
            let message = "this file was changed while the edition was made; issue it again";
            return Err(MachineError::at(root.join(name), message).into());
        }
        files.push((format!("{INPUTS}/{name}"), bytes));
    }
    let edition = Edition {
        format: Some(edition::FORMAT),
        id: issue.id.to_owned(),
        number,
        issued: issue.day,
        note: issue.note.to_owned(),
        title: report.document.about.edition.clone().unwrap_or_default(),
        rapporteur: env!("CARGO_PKG_VERSION").to_owned(),
        scope: composed.scope.clone(),
        sent,
        files: Default::default(),
    };
    let sources = &composed.inputs.sources;
    let edition = edition::keep(lock, edition, &report.document, sources, files)?;
    Ok((edition, submitted.map_or(Vec::new(), |submitted| submitted.findings)))
}

/// The error for a Word document that a person edited after the build, if the sent version is not
/// given.
fn edited(outputs: &[(String, Vec<u8>)], issue: &Issue<'_>) -> Option<Diagnostic> {
    let is_given = issue.sent.contains_key("docx");
    let (name, _) = outputs.iter().find(|(name, bytes)| {
        name.ends_with(".docx") && !is_given && out::is_edited(issue.built, name, bytes)
    })?;
    let (path, id) = (issue.built.join(name), issue.id);
    let path = path.display();
    let message = format!(
        "`{path}` was changed since it was built, and the edition would not have these changes"
    );
    let help = format!(
        "to keep it as it was sent: rapporteur issue {id} --sent \"{path}\"; else build again, which keeps it under \
         another name, and then issue"
    );
    Some(Diagnostic::error(Code::OutputEdited, message).help(help))
}

/// The finding on a note of the changes since the last issued edition; `None` if it is decided or
/// not needed.
///
/// # Errors
///
/// If the edition can't be read.
pub fn since_last_edition(
    composed: &Composition,
    options: &Options,
) -> Result<Option<Diagnostic>, Failure> {
    let Composition { root, scope, .. } = composed;
    let report = composed.report();
    let mut editions = edition::list(root)?;
    editions.retain(|edition| edition.scope.process == scope.process);
    let confidential = report.survey.confidential;
    let hides = confidential || report.survey.suppress_below > 0;
    let Some(last) = editions.pop().filter(|_| hides) else { return Ok(None) };
    let name = last.id.clone();
    let [before, _] = load(root, [Subject::Edition(last), Subject::Now], options)?;
    let Some(older) = &before.composed.report else { return Ok(None) };
    let reports = [older, report].map(|it| (&*it.survey, &*it.tally));
    let few = Few::between(&name, reports, confidential);
    let open = few.filter(|few| few.decision(&report.survey.accepted).is_none());
    let warning =
        |few: Few<'_>| Diagnostic { severity: Severity::Warning, ..few.in_changes(&report.survey) };
    Ok(open.map(warning))
}

/// The id of the edition that was issued last under the same file name, if its text differs from the
/// report's.
///
/// # Errors
///
/// If an edition can't be read.
pub fn reissued(composed: &Composition) -> Result<Option<String>, Failure> {
    let Composition { root, scope, .. } = composed;
    let report = composed.report();
    let stem = format!("{OUTPUTS}/{}.", stem(&report.survey, scope));
    let has_name = |edition: &Edition| edition.files.keys().any(|name| name.starts_with(&stem));
    let Some(last) = edition::list(root)?.into_iter().rfind(has_name) else { return Ok(None) };
    let folder = edition::folder(root, &last.id).join(INPUTS);
    let (inputs, _) = inputs::read(&folder, corrections(&last.scope))?;
    let issued = edition::document(root, &last, &inputs.sources)?;
    let issued = issued.passages(&inputs.sources).into_iter();
    let now = report.document.passages(&composed.inputs.sources).into_iter();
    let is_same = issued.map(|passage| passage.text).eq(now.map(|passage| passage.text));
    Ok((!is_same).then_some(last.id))
}

/// A warning if a report as issued differs from the edition that was kept as first issued; `None` for other reports.
///
/// # Errors
///
/// If the list of editions can't be read.
pub fn since_first_issued(
    composed: &Composition,
    options: &Options,
) -> Result<Option<Diagnostic>, Failure> {
    let root = &composed.root;
    let first = edition::list(root)?.into_iter().find(|edition| edition.scope.as_issued);
    let Some(first) = first.filter(|_| composed.scope.as_issued) else { return Ok(None) };
    let id = first.id.clone();
    let Ok([kept, _]) = load(root, [Subject::Edition(first), Subject::AsIssued], options) else {
        return Ok(None);
    };
    let Some(kept_report) = &kept.composed.report else { return Ok(None) };
    let kept = kept_report.document.passages(&kept.composed.inputs.sources);
    let now = composed.report().document.passages(&composed.inputs.sources);
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
        .at_places(places)
        .help("undo the change here, and make it with an erratum in data/errata.toml");
    Ok(Some(warning))
}
