//! The final lines of a command's output.

use std::path::Path;

use crate::codes::Group;
use crate::diagnostic::{Diagnostic, counted};
use crate::model::Pending;
use crate::pdf::Engine;
use crate::pipeline::{Built, Composition, Submitted};
use crate::submission::{megabytes, word_count};
use crate::tally::Tally;

/// After a build: the files written, and a line about their content.
pub(super) fn built(folder: &Path, built: &Built, composed: &Composition) -> String {
    let report = composed.report();
    let documents = documents(folder, &built.made.documents);
    let engine = match built.made.engine {
        Engine::Builtin => "built-in engine",
        Engine::Cli => "typst program",
    };
    let files = match built.written.changed.len() {
        0 => "nothing changed".to_owned(),
        count => format!("{} written", counted(count, "file", "files")),
    };
    let mut facts = vec![respondents(&report.tally), counted(built.made.pages, "page", "pages")];
    match &built.made.submitted {
        None => {
            let words = word_count::count_own(&report.document, &composed.inputs.sources);
            facts.push(counted(words, "word", "words"));
        }
        Some(Submitted { words, files, .. }) => {
            facts.push(format!("{} as Word counts them", counted(*words, "word", "words")));
            facts.extend(files.iter().map(|(name, bytes)| {
                let ending = name.rsplit('.').next().unwrap_or_default();
                format!(".{ending} of {}", megabytes(*bytes))
            }));
        }
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
    facts.extend(report.survey.waiting.iter().map(waits));
    let open: usize = report.survey.responses.iter().map(|response| response.open.len()).sum();
    if open > 0 {
        let wait = counted(open, "received answer waits", "received answers wait");
        facts.push(format!("{wait} for a decision"));
    }
    let counts = counts(&composed.diagnostics);
    if !counts.is_empty() {
        facts.push(format!("{counts} (see `rapporteur check`)"));
    }
    format!("{documents} ({files}; {engine})\n{}", facts.join(", "))
}

/// The number of respondents, and how many of them are not named.
fn respondents(tally: &Tally) -> String {
    let unnamed = tally.unnamed as usize;
    let responded = counted(tally.respondents.len() + unnamed, "respondent", "respondents");
    match unnamed {
        0 => responded,
        1 => format!("{responded} (one is not named)"),
        more => format!("{responded} ({more} are not named)"),
    }
}

/// The documents written: the path of the first, and the extensions of the others.
fn documents(folder: &Path, documents: &[String]) -> String {
    let [first, others @ ..] = documents else { return folder.display().to_string() };
    let endings = others.iter().filter_map(|name| name.rsplit_once('.'));
    let endings = endings.map(|(_, ending)| format!(" and .{ending}"));
    format!("{}{}", folder.join(first).display(), endings.collect::<String>())
}

/// A response that is not effective yet.
pub(super) fn waits(waiting: &Pending) -> String {
    format!("`{}` waits ({})", waiting.mechanism, waiting.reason)
}

/// The number of errors, and of other findings by group.
pub(super) fn counts(diagnostics: &[Diagnostic]) -> String {
    let counts = Group::ALL.into_iter().filter_map(|group| {
        let open = diagnostics.iter().filter(|found| found.accepted().is_none());
        let count = open.filter(|found| found.group() == group).count();
        let words = match group {
            Group::Fault => counted(count, "error", "errors"),
            Group::Decide => format!("{count} to decide before sending"),
            Group::Look => format!("{count} to look at"),
            Group::Style => format!("{count} of style"),
        };
        (count > 0).then_some(words)
    });
    counts.collect::<Vec<_>>().join(", ")
}
