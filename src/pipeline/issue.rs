//! Keeps what is sent out: inputs, document tree and outputs of an edition.

use std::path::Path;

use jiff::civil::Date;

use super::build::{Made, Options, make, stem};
use super::{Composed, Report};
use crate::diagnostic::{Code, Diagnostic, Failure, MachineError};
use crate::edition::{self, Edition, INPUTS, OUTPUTS};
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::hash;
use crate::out::{self, Lock};
use crate::watchdog::{self, Step};

/// What is said of an edition that is issued.
#[derive(Clone, Copy, Debug)]
pub struct Issue<'a> {
    /// Its name, which [`edition::check_name`] found fit.
    pub id: &'a str,
    /// To whom it is sent, or what else is worth knowing.
    pub note: &'a str,
    /// The day.
    pub day: Date,
    /// The folder of outputs, in which people may have changed what was built.
    pub built: &'a Path,
    /// Documents that were sent as they are.
    pub sent: &'a [Sent],
}

/// A document that was sent, in the place of the one that is made.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What its name ends in: `docx` or `pdf`.
    pub ending: &'static str,
    /// The document.
    pub bytes: Vec<u8>,
}

/// An edition that was kept.
#[derive(Debug)]
pub struct Issued {
    /// The edition.
    pub edition: Edition,
    /// Which rules of the process that it is for it does not keep.
    pub findings: Vec<Diagnostic>,
}

/// Builds a composed report and keeps it as an edition of its project, which is locked. Fonts are kept once, with the
/// inputs.
///
/// # Errors
/// If Typst finds a fault in the source, a person changed a document that was built, or the engine or the disk fails;
/// then nothing is kept.
pub fn issue(
    lock: &Lock,
    composed: &mut Composed,
    report: &Report,
    options: &Options,
    issue: &Issue<'_>,
) -> Result<Issued, Failure> {
    let root = lock.folder();
    let number = edition::list(root)?.last().map_or(0, |last| last.number + 1);
    let Made { files: mut outputs, submitted, .. } = make(composed, report, options)?;
    if let Some(edited) = edited(&outputs, issue) {
        return Err(Failure::Input(vec![edited]));
    }
    let stem = stem(&report.survey, &options.scope);
    let sent = issue.sent.iter().map(|sent| put_sent(&mut outputs, sent, &stem)).collect();
    let outputs = outputs.into_iter().filter(|(name, _)| !name.starts_with("fonts/"));
    let mut files: Vec<(String, Vec<u8>)> =
        outputs.map(|(name, bytes)| (format!("{OUTPUTS}/{name}"), bytes)).collect();
    for (name, known) in &composed.inputs.hashes {
        let bytes = files::read(root, name, LARGEST_OUTPUT)?;
        if hash(&bytes) != *known {
            let message = "this file was changed while the edition was made; issue it again";
            let path = Some(root.join(name));
            let error = MachineError { message: message.to_owned(), path };
            return Err(Failure::Machine(error));
        }
        files.push((format!("{INPUTS}/{name}"), bytes));
    }
    let scope = &options.scope;
    let edition = Edition {
        format: Some(edition::FORMAT),
        id: issue.id.to_owned(),
        number,
        issued: issue.day,
        note: issue.note.to_owned(),
        title: report.document.about.edition.clone().unwrap_or_default(),
        rapporteur: env!("CARGO_PKG_VERSION").to_owned(),
        as_of: scope.as_of,
        as_issued: scope.as_issued,
        today: scope.today,
        process: scope.process.clone(),
        sent,
        files: Default::default(),
    };
    let sources = &composed.inputs.sources;
    watchdog::begin(Step::Writing);
    let edition = edition::keep(lock, edition, &report.document, sources, files)?;
    let findings = submitted.map_or(Vec::new(), |submitted| submitted.findings);
    Ok(Issued { edition, findings })
}

/// The error where a person changed a Word document since it was built, and the one that was sent is not given.
fn edited(outputs: &[(String, Vec<u8>)], issue: &Issue<'_>) -> Option<Diagnostic> {
    let is_given = issue.sent.iter().any(|sent| sent.ending == "docx");
    let (name, _) = outputs.iter().find(|(name, bytes)| {
        name.ends_with(".docx") && !is_given && out::is_edited(issue.built, name, bytes)
    })?;
    let (path, id) = (issue.built.join(name), issue.id);
    let message = format!(
        "`{}` was changed since it was built, and the edition would not have these changes",
        path.display()
    );
    let help = format!(
        "to keep it as it was sent: rapporteur issue {id} --sent \"{}\"; else build again, which keeps it under \
         another name, and then issue",
        path.display()
    );
    Some(Diagnostic::error(Code::OutputEdited, message).help(help))
}

/// Puts a document that was sent in the place of the one that was made; gives its path in the edition.
fn put_sent(outputs: &mut Vec<(String, Vec<u8>)>, sent: &Sent, stem: &str) -> String {
    let name = format!("{stem}.{}", sent.ending);
    outputs.retain(|(made, _)| *made != name);
    outputs.push((name.clone(), sent.bytes.clone()));
    format!("{OUTPUTS}/{name}")
}
