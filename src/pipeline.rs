//! The order of the stations: inputs → model → tally → checks → content → document → writers → pdf → out.

use std::path::Path;
use std::sync::Arc;

use crate::design::Design;
use crate::diagnostic::{Diagnostic, MachineError};
use crate::document::Document;
use crate::edition;
use crate::inputs::{Corrections, Inputs};
use crate::model::{Level, Scope, Silence, Survey};
use crate::tally::Tally;
use crate::words::Words;

mod anonymous;
mod build;
mod compare;
mod compose;
mod errata;
mod extent;
mod few;
mod issue;
mod last_edition;
mod pictures;
mod submit;
mod written;

pub use build::{Built, Options, build, check_written, rules};
pub use compare::{Comparison, Loaded, Subject, compare, load, names};
pub use errata::{Corrected, Fixed, corrigendum, fix, fixable};
pub use issue::{Issue, Issued, Sent, issue};
pub use last_edition::since_last_edition;
pub use submit::Submitted;
pub use written::{Written, write_changes};

/// What was read and composed. Where a diagnostic is an error, later parts are absent.
#[derive(Debug)]
pub struct Composed {
    /// The files of the project.
    pub inputs: Inputs,
    /// What there is to say about them, in the order of the stations, each as grave as the project wants it.
    pub diagnostics: Vec<Diagnostic>,
    /// How grave the project wants what checks find.
    pub levels: Vec<Level>,
    /// The report.
    pub report: Option<Report>,
}

/// A composed report.
#[derive(Debug)]
pub struct Report {
    /// The survey.
    pub survey: Arc<Survey>,
    /// Its figures.
    pub tally: Arc<Tally>,
    /// The document tree.
    pub document: Document,
    /// The look of the Word document.
    pub design: Design,
    /// What the tool itself says.
    pub words: Words,
}

/// Reads the project in `root` and composes its report; writes nothing.
///
/// # Errors
/// If a file can't be read, or the project has no process of that key.
pub fn compose(root: &Path, scope: &Scope) -> Result<Composed, MachineError> {
    // What an edition was made from is kept without the texts that responses came as.
    let received = (!edition::is_kept(root)).then_some(root);
    compose::compose(root, scope, corrections(scope), &[], received)
}

/// Composes the report of a project that was kept from an earlier day, without what has been taken back for good since:
/// `silences` are those of the survey of today. Quotations are not compared with what was received.
///
/// # Errors
/// If a file can't be read, or the project has no process of that key.
pub fn compose_silenced(
    root: &Path,
    scope: &Scope,
    silences: &[Silence],
) -> Result<Composed, MachineError> {
    compose::compose(root, scope, corrections(scope), silences, None)
}

/// The errata that a report of that scope has.
fn corrections(scope: &Scope) -> Corrections<'static> {
    if scope.as_issued { Corrections::None } else { Corrections::Applied }
}

/// Composes the report as issued with one erratum, whatever is decided of it.
fn compose_with(root: &Path, scope: &Scope, erratum: &str) -> Result<Composed, MachineError> {
    compose::compose(root, scope, Corrections::Only(erratum), &[], None)
}
