//! Reports for a process: which files go to it, and whether they keep its rules.

use super::{Composed, Report};
use crate::diagnostic::Diagnostic;
use crate::model::Process;
use crate::submission::{self, Submission, words};

/// A report that is for a process.
#[derive(Debug)]
pub struct Submitted {
    /// The key of the process.
    pub process: String,
    /// Words of the report, as Word counts them.
    pub words: usize,
    /// The files to be sent: names and sizes in bytes.
    pub files: Vec<(String, u64)>,
    /// Which rules of the process they do not keep.
    pub findings: Vec<Diagnostic>,
}

/// Leaves of the files of a build those that go to a process: the documents in the formats that it takes.
pub(super) fn keep_sent(process: &Process, files: &mut Vec<(String, Vec<u8>)>) {
    let is_taken = |name: &str| {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        process.formats().iter().any(|format| ending == Some(format.extension()))
    };
    files.retain(|(name, _)| is_taken(name));
}

/// What goes to a process, held to its rules.
pub(super) fn submitted(
    composed: &Composed,
    report: &Report,
    process: &Process,
    files: &[(String, Vec<u8>)],
) -> Submitted {
    let words =
        words::count(&report.document, &composed.inputs.sources, report.design.page.contents);
    let files: Vec<(String, u64)> =
        files.iter().map(|(name, bytes)| (name.clone(), bytes.len() as u64)).collect();
    let findings =
        submission::check(&Submission { process, survey: &report.survey, words, files: &files });
    Submitted { process: process.key.value.to_string(), words, files, findings }
}
