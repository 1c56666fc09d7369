//! Reports for a process: selects the files to submit and checks the process's rules.

use super::{Composition, Report};
use crate::diagnostic::Diagnostic;
use crate::model::Process;
use crate::submission::{self, Submission, word_count};

/// A report for a process.
#[derive(Debug)]
pub struct Submitted {
    /// The number of words in the report, as Word counts them.
    pub words: usize,
    /// The files to submit, as names and sizes in bytes.
    pub files: Vec<(String, u64)>,
    /// Findings for the rules of the process that they violate.
    pub findings: Vec<Diagnostic>,
}

/// Removes all files of a build except the documents in the formats that the process takes.
pub(super) fn keep_sent(process: &Process, files: &mut Vec<(String, Vec<u8>)>) {
    let is_taken = |name: &str| {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        process.formats().iter().any(|format| ending == Some(format.extension()))
    };
    files.retain(|(name, _)| is_taken(name));
}

/// Checks the files for a process against its rules.
pub(super) fn submitted(
    composed: &Composition,
    report: &Report,
    process: &Process,
    files: &[(String, Vec<u8>)],
) -> Submitted {
    let words =
        word_count::count(&report.document, &composed.inputs.sources, report.design.page.contents);
    let files: Vec<(String, u64)> =
        files.iter().map(|(name, bytes)| (name.clone(), bytes.len() as u64)).collect();
    let findings =
        submission::check(&Submission { process, survey: &report.survey, words, files: &files });
    Submitted { words, files, findings }
}
