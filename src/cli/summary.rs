//! The lines that end a command.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Severity};
use crate::pdf::Used;
use crate::pipeline::{Built, Report, Submitted};
use crate::submission::megabytes;

/// After a build: what was written, and one line of what is in it.
pub(super) fn built(folder: &Path, built: &Built, report: &Report, notes: usize) -> String {
    let documents = documents(folder, &built.documents);
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
    ];
    match &built.submitted {
        None => facts.push(counted(built.words, "word", "words")),
        Some(submitted) => facts.extend(sizes(submitted)),
    }
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
    format!("{documents} ({files}; {engine})\n{}", facts.join(", "))
}

/// The documents that were written: those after the first by what their names end in.
fn documents(folder: &Path, documents: &[String]) -> String {
    let endings = documents.iter().skip(1).filter_map(|name| name.rsplit_once('.'));
    let others = endings.map(|(_, ending)| format!(" and .{ending}"));
    let first = documents.first().map_or(folder.to_owned(), |first| folder.join(first));
    format!("{}{}", first.display(), others.collect::<String>())
}

/// What a process may ask about the size of a report.
fn sizes(submitted: &Submitted) -> Vec<String> {
    let words = counted(submitted.words, "word", "words");
    let size = |(name, bytes): &(String, u64)| {
        let ending = name.rsplit_once('.').map_or(name.as_str(), |(_, ending)| ending);
        format!(".{ending} of {}", megabytes(*bytes))
    };
    let sizes = submitted.files.iter().map(size);
    std::iter::once(format!("{words} as Word counts them")).chain(sizes).collect()
}

/// After a check.
pub(super) fn checked(diagnostics: &[Diagnostic]) -> String {
    match counts(diagnostics) {
        counts if counts.is_empty() => "nothing to say: all is well".to_owned(),
        counts => counts,
    }
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
