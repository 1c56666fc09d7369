//! The final lines of a command's output.

use std::path::Path;

use crate::codes::Group;
use crate::diagnostic::{Diagnostic, counted};
use crate::errata::FILE;
use crate::model::Pending;
use crate::pdf::Engine;
use crate::pipeline::{Built, Composition, Fixed, Submitted};
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
    match report.survey.responses.iter().map(|response| response.open.len()).sum() {
        0 => {}
        1 => facts.push("1 received answer waits for a decision".to_owned()),
        open => facts.push(format!("{open} received answers wait for a decision")),
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

/// After a check: counts of the findings, of which `shown` were printed; `denied` is the number of
/// warnings that count as errors.
pub(super) fn checked(diagnostics: &[Diagnostic], shown: usize, denied: usize) -> String {
    let mut said = counts(diagnostics);
    if said.is_empty() {
        said += "nothing to say: all is well";
    }
    let accepted = diagnostics.iter().filter(|found| found.accepted().is_some()).count();
    if accepted > 0 {
        said += &format!(", {accepted} accepted");
    }
    if shown < diagnostics.len() {
        said += " (`check --all` shows all)";
    }
    match denied {
        0 => {}
        1 => said += "; 1 warning is denied",
        denied => said += &format!("; {denied} warnings are denied"),
    }
    said
}

/// After a check that shows findings that can be accepted.
pub(super) const DECIDE: &str = "to accept a finding: rapporteur check --decide ID --why \"…\"";

/// After a check that found automatic corrections.
pub(super) fn fixable(errata: usize) -> String {
    let them = if errata == 1 { "it" } else { "them" };
    let errata = counted(errata, "correction is", "corrections are");
    format!("{errata} certain: `check --fix` writes {them} into {FILE}")
}

/// After recording automatic corrections as errata.
pub(super) fn fixed(fixed: &Fixed) -> String {
    let Fixed { applied, proposed, left_out } = *fixed;
    let errata = |count| counted(count, "erratum", "errata");
    let mut lines = vec![match (applied, proposed) {
        (0, 0) => "no new erratum: nothing else can be corrected with certainty".to_owned(),
        (applied, 0) => format!("{FILE}: {} applied", errata(applied)),
        (0, proposed) => format!("{FILE}: {} proposed", errata(proposed)),
        (applied, proposed) => format!("{FILE}: {} applied, {proposed} proposed", errata(applied)),
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
