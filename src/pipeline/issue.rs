//! Keeps what is sent out: inputs, document tree and outputs of an edition.

use std::path::Path;

use jiff::civil::Date;

use super::build::{Made, Options, make};
use super::{Composed, Report};
use crate::diagnostic::{Diagnostic, Failure, MachineError};
use crate::edition::{self, Edition, INPUTS, OUTPUTS};
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::hash;
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
}

/// An edition that was kept.
#[derive(Debug)]
pub struct Issued {
    /// The edition.
    pub edition: Edition,
    /// Which rules of the process that it is for it does not keep.
    pub findings: Vec<Diagnostic>,
}

/// Builds a composed report and keeps it as an edition of the project in `root`. Fonts are kept once, with the inputs.
///
/// # Errors
/// If Typst finds a fault in the source, or the engine or the disk fails; then nothing is kept.
pub fn issue(
    root: &Path,
    composed: &mut Composed,
    report: &Report,
    options: &Options,
    issue: &Issue<'_>,
) -> Result<Issued, Failure> {
    let number = edition::list(root)?.last().map_or(0, |last| last.number + 1);
    let Made { files: outputs, submitted, .. } = make(composed, report, options)?;
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
        files: Default::default(),
    };
    let sources = &composed.inputs.sources;
    watchdog::begin(Step::Writing);
    let edition = edition::keep(root, edition, &report.document, sources, files)?;
    let findings = submitted.map_or(Vec::new(), |submitted| submitted.findings);
    Ok(Issued { edition, findings })
}
