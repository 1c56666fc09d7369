//! The lines that end a command.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Severity};
use crate::errata::FILE;
use crate::pdf::Used;
use crate::pipeline::{Built, Fixed, Report};

/// After a build: what was written, and one line of what is in it.
pub(super) fn built(folder: &Path, built: &Built, report: &Report, notes: usize) -> String {
    let pdf = folder.join(&built.pdf);
    let engine = match built.engine {
        Used::Builtin => "built-in engine",
        Used::Cli => "typst program",
    };
    let files = match built.written.len() {
        0 => "nothing changed".to_owned(),
        count => format!("{} written", counted(count, "file", "files")),
    };
    let mut facts = vec![
        counted(report.tally.respondents.len(), "respondent", "respondents"),
        counted(built.pages, "page", "pages"),
        counted(built.words, "word", "words"),
    ];
    if let Some(change) = &built.change {
        if !change.new_respondents.is_empty() {
            facts.push(counted(change.new_respondents.len(), "new response", "new responses"));
        }
        facts.push(match change.figures.len() {
            0 => "no figure changed".to_owned(),
            count => format!("{} changed", counted(count, "figure", "figures")),
        });
    }
    for waiting in &built.waiting {
        facts.push(format!("`{}` waits ({})", waiting.mechanism, waiting.reason));
    }
    if notes > 0 {
        facts.push(format!("{} (see `rapporteur check`)", counted(notes, "note", "notes")));
    }
    format!("{} and .docx ({files}; {engine})\n{}", pdf.display(), facts.join(", "))
}

/// After a check.
pub(super) fn checked(diagnostics: &[Diagnostic]) -> String {
    match counts(diagnostics) {
        counts if counts.is_empty() => "nothing to say: all is well".to_owned(),
        counts => counts,
    }
}

/// After errata were written for what is certain.
pub(super) fn fixed(fixed: &Fixed) -> String {
    let Fixed { applied, proposed, left_out } = *fixed;
    let mut lines = vec![match (applied, proposed) {
        (0, 0) => "no new erratum: nothing else can be corrected with certainty".to_owned(),
        (applied, 0) => format!("{FILE}: {} applied", counted(applied, "erratum", "errata")),
        (0, proposed) => format!("{FILE}: {} proposed", counted(proposed, "erratum", "errata")),
        (applied, proposed) => format!(
            "{FILE}: {} applied, {proposed} proposed",
            counted(applied, "erratum", "errata")
        ),
    }];
    if proposed > 0 {
        lines.push("decide with `rapporteur errata accept ID --by NAME`, or `reject`".to_owned());
    }
    if left_out > 0 {
        lines.push(format!(
            "{} by hand: another erratum, or the form of the file, is in the way",
            counted(left_out, "correction is to be made", "corrections are to be made")
        ));
    }
    lines.join("\n")
}

/// After a command that the data stopped.
pub(super) fn at_fault(diagnostics: &[Diagnostic], outcome: &str) -> String {
    format!("{}; {outcome}", counts(diagnostics))
}

fn counts(diagnostics: &[Diagnostic]) -> String {
    let kinds = [
        (Severity::Error, "error", "errors"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Note, "note", "notes"),
    ];
    let counts = kinds.into_iter().filter_map(|(severity, one, many)| {
        let count = diagnostics.iter().filter(|d| d.severity == severity).count();
        (count > 0).then(|| counted(count, one, many))
    });
    counts.collect::<Vec<_>>().join(", ")
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
