//! Runs the stages in order: inputs → model → tally → checks → content → document → writers → pdf →
//! out.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::checks;
use crate::design::Design;
use crate::diagnostic::{Acceptance, Diagnostic, Failure, FileId, MachineError, Severity, Sources};
use crate::document::Document;
use crate::edition;
use crate::inputs::{self, Corrections, Inputs, hash};
use crate::model::decisions::DECIDED;
use crate::model::{Accepted, Level, Redactions, ReportOptions, Survey};
use crate::out::{self, Edit, Lock};
use crate::pdf::Engine;
use crate::tally::Tally;
use crate::text::line_start;
use crate::uses::ReportParts;
use crate::words::Words;

mod build;
mod check;
mod clearance;
mod compare;
mod compose;
mod edits;
mod errata;
mod issue;
mod typeset;
mod withheld;

pub use build::{BuildFiles, Built, Submitted, build};
pub use check::{check, decide};
pub use clearance::{Clearances, clearances, code};
pub use compare::{Comparison, Loaded, Subject, compare, load, names};
pub use edits::{Reviewed, edited_report, reply};
pub use errata::{Corrected, corrigendum};
pub use issue::{Issue, issue, reissued, since_first_issued, since_last_edition};

/// The number of hexadecimal digits of an id.
const DIGITS: usize = 7;
/// Build options.
#[derive(Clone, Debug)]
pub struct Options {
    /// The content options of the report.
    pub scope: ReportOptions,
    /// The engine that compiles the PDF.
    pub engine: Option<Engine>,
    /// The time limit for typesetting.
    pub time_limit: Duration,
    /// The creation date of the PDF as a Unix timestamp in seconds; defaults to the date of the
    /// edition, or 0 without one.
    pub timestamp: Option<i64>,
}

/// The result of reading and composing a project. If a stage found an error, the results of later
/// stages are absent.
#[derive(Debug)]
pub struct Composition {
    /// The folder of the project.
    pub root: PathBuf,
    /// The content options of the report.
    pub scope: ReportOptions,
    /// The files of the project.
    pub inputs: Inputs,
    /// Diagnostics in pipeline order, with the project's severity overrides applied.
    pub diagnostics: Vec<Diagnostic>,
    /// The project's severity overrides for checks.
    pub levels: Vec<Level>,
    /// The report.
    pub report: Option<Report>,
    /// The files of the report, if they were made beside its checks.
    files: Option<Result<build::TypesetFiles, Failure>>,
}

impl Composition {
    /// The report.
    ///
    /// # Panics
    /// If there is none, because of errors.
    pub fn report(&self) -> &Report {
        self.report.as_ref().expect("a report without errors")
    }

    /// Adds findings, with the project's severity overrides applied.
    pub fn add(&mut self, found: impl IntoIterator<Item = Diagnostic>) {
        self.diagnostics.extend(checks::graded(&self.levels, found));
    }

    /// The parts of the report.
    pub fn parts(&self) -> ReportParts<'_> {
        self.report().parts(&self.inputs.sources)
    }
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

impl Report {
    /// The parts of the report, which is made from `sources`.
    fn parts<'a>(&'a self, sources: &'a Sources) -> ReportParts<'a> {
        let Report { survey, tally, document, words, .. } = self;
        ReportParts { sources, survey, tally, document, words }
    }
}

/// Reads the project in `root` and composes its report; writes nothing.
///
/// # Errors
///
/// If a file can't be read, or `scope` names a process that the project does not have.
pub fn compose(root: &Path, scope: &ReportOptions) -> Result<Composition, MachineError> {
    Ok(compose::read(root, scope, corrections(scope), &[], received(root))?.checked())
}

/// Like [`compose`], for commands that also make the files of the report: they are made while the
/// report is checked.
///
/// # Errors
///
/// If a file can't be read, or the options name a process that the project does not have.
pub fn compose_with_files(root: &Path, options: &Options) -> Result<Composition, MachineError> {
    let scope = &options.scope;
    let unchecked = compose::read(root, scope, corrections(scope), &[], received(root))?;
    Ok(unchecked.checked_beside_files(options))
}

/// The project whose source texts quotations are compared with: the inputs archived with an edition do
/// not include those.
fn received(root: &Path) -> Option<&Path> {
    (!edition::is_kept(root)).then_some(root)
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
    redactions: &[Redactions],
) -> Result<Composition, MachineError> {
    Ok(compose::read(root, scope, corrections(scope), redactions, None)?.checked())
}

/// The errata that apply to a report with this scope.
fn corrections(scope: &ReportOptions) -> Corrections<'static> {
    if scope.as_issued { Corrections::None } else { Corrections::Applied }
}

/// Changes a file of a locked project, which may be new; `change` gets its text and returns the new
/// one, or the reason why it can't. The project must have been locked before it was read.
///
/// # Errors
///
/// If the file can't be read, changed or written.
pub fn change_file(
    lock: &Lock,
    inputs: &Inputs,
    name: &str,
    change: impl FnOnce(Option<&str>) -> Result<String, String>,
) -> Result<(), Failure> {
    let is_there = inputs.hashes.contains_key(name);
    let text = is_there.then(|| inputs::text(lock.folder(), name)).transpose()?;
    let after = change(text.as_deref()).map_err(|why| {
        MachineError::at(lock.folder().join(name), format!("could not change this file: {why}"))
    })?;
    Ok(out::edit(lock, &[Edit::new(inputs, name, after)])?)
}

/// Merges diagnostics that differ only in their location and have one label at most, and those that are to be merged. The
/// first one keeps its position and receives the labels of the others.
fn merge_equal(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut merged: Vec<Diagnostic> = Vec::new();
    let mut first = HashMap::new();
    for diagnostic in diagnostics {
        if diagnostic.labels.len() <= 1 || diagnostic.many.is_some() {
            let Diagnostic { severity, code, message, many, mut labels, help, fixes, .. } =
                diagnostic.clone();
            let key = match &many {
                Some(many) => (severity, code, String::clone(many), None),
                None => (severity, code, message, help),
            };
            let (index, count) = first.entry(key).or_insert((merged.len(), 1));
            if let Some(equal) = merged.get_mut(*index) {
                labels.retain(|label| !equal.labels.contains(label));
                *count += usize::from(!labels.is_empty());
                if let Some(many) = many.filter(|_| *count > 1) {
                    equal.message = many.replace('#', &count.to_string());
                }
                equal.labels.append(&mut labels);
                equal.fixes.extend(fixes);
                continue;
            }
        }
        merged.push(diagnostic);
    }
    merged
}

/// Sets the ids of findings that can be accepted by them, and makes notes of those that were.
fn set_ids(sources: &Sources, accepted: &[Accepted], found: &mut [Diagnostic]) {
    let is_open = |found: &&mut Diagnostic| {
        found.severity != Severity::Error && !DECIDED.contains(&found.code)
    };
    for finding in found.iter_mut().filter(is_open) {
        let id = id(sources, finding);
        let decision = accepted.iter().find(|one| one.id.as_ref() == Some(&id));
        let decision = decision.map(|Accepted { by, on, why, .. }| {
            finding.severity = Severity::Note;
            let by = if by.is_empty() { String::new() } else { format!(" by {by}") };
            format!("accepted{by} on {on}: {why}")
        });
        finding.acceptance = Some(Box::new(Acceptance { id, decision }));
    }
}

/// A hash of the code, the message and the lines of all places. Line numbers do not count, so that it
/// stays the same where lines are added above.
fn id(sources: &Sources, finding: &Diagnostic) -> String {
    let mut text = finding.code.name().to_owned();
    for (index, piece) in finding.message.split(':').enumerate() {
        let number = piece.trim_start_matches(|c: char| c.is_ascii_digit());
        text += &format!("\n{}", if index > 0 { number } else { piece });
    }
    let mut last: Option<(FileId, Range<usize>)> = None;
    for label in &finding.labels {
        let source = sources.get(label.span.file);
        let whole = source.text();
        let is_of = |(file, lines): &(FileId, Range<usize>)| {
            *file == label.span.file
                && lines.start <= label.span.start
                && label.span.end <= lines.end
        };
        // Thousands of places may be in one long line, which counts once.
        if last.as_ref().is_some_and(is_of) {
            continue;
        }
        let end = whole.ceil_char_boundary(label.span.end);
        let end = whole[end..].find('\n').map_or(whole.len(), |newline| end + newline);
        let lines = line_start(whole, whole.floor_char_boundary(label.span.start))..end;
        text += &format!("\n{}\n{}", source.name, whole[lines.clone()].trim());
        last = Some((label.span.file, lines));
    }
    hash(text.as_bytes())[..DIGITS].to_owned()
}
