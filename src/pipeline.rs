//! Runs the stages in order: inputs → model → tally → checks → content → document → writers → pdf →
//! out.

use std::path::Path;
use std::sync::Arc;

use crate::design::Design;
use crate::diagnostic::{Diagnostic, MachineError};
use crate::document::Document;
use crate::edition;
use crate::inputs::{Corrections, Inputs};
use crate::model::{Level, Redaction, ReportOptions, Survey};
use crate::tally::Tally;
use crate::words::Words;

mod anonymous;
mod build;
mod compare;
mod compose;
mod errata;
mod few;
mod issue;
mod pictures;
mod submit;
mod written;

pub use build::{Built, Options, build, check_written, rules};
pub use compare::{Comparison, Loaded, Subject, compare, load, names};
pub use errata::{Corrected, Fixed, corrigendum, fix, fixable};
pub use issue::{Issue, Issued, Sent, issue, since_first_issued, since_last_edition};
pub use submit::Submitted;
pub use written::{Written, write_changes};

/// The result of reading and composing a project. If a stage found an error, the results of later
/// stages are absent.
#[derive(Debug)]
pub struct Composition {
    /// The files of the project.
    pub inputs: Inputs,
    /// Diagnostics in pipeline order, with the project's severity overrides applied.
    pub diagnostics: Vec<Diagnostic>,
    /// The project's severity overrides for checks.
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
    /// The design of the Word document.
    pub design: Design,
    /// The tool's own wording.
    pub words: Words,
}

/// Reads the project in `root` and composes its report; writes nothing.
///
/// # Errors
///
/// If a file can't be read, or `scope` names a process that the project does not have.
pub fn compose(root: &Path, scope: &ReportOptions) -> Result<Composition, MachineError> {
    // The inputs archived with an edition do not include the source texts of responses.
    let received = (!edition::is_kept(root)).then_some(root);
    compose::compose(root, scope, corrections(scope), &[], received)
}

/// Composes the report of an archived project and applies later redactions: `redactions` are those of
/// the current survey. Quotations are not compared with their source texts.
///
/// # Errors
///
/// If a file can't be read, or `scope` names a process that the project does not have.
pub fn compose_redacted(
    root: &Path,
    scope: &ReportOptions,
    redactions: &[Redaction],
) -> Result<Composition, MachineError> {
    compose::compose(root, scope, corrections(scope), redactions, None)
}

/// The errata that apply to a report with this scope.
fn corrections(scope: &ReportOptions) -> Corrections<'static> {
    if scope.as_issued { Corrections::None } else { Corrections::Applied }
}

/// Composes the report as issued plus one erratum, whatever its status.
fn compose_with(
    root: &Path,
    scope: &ReportOptions,
    erratum: &str,
) -> Result<Composition, MachineError> {
    compose::compose(root, scope, Corrections::Only(erratum), &[], None)
}
