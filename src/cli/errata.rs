//! `errata`: prints all errata as a corrigendum, or records a decision on one.

use std::collections::BTreeMap;

use super::arguments::{Decide, Decided, Errata};
use super::session::{EarlyExit, Outcome, Session, check_text, usage};
use crate::diagnostic::{Code, Diagnostic, MachineError, did_you_mean};
use crate::errata::{self, Erratum, FILE, Status};
use crate::inputs::{self, Corrections};
use crate::out::{self, Edit};
use crate::pipeline;

/// Prints the errata or records a decision.
pub(super) fn errata(session: &Session<'_>, asked: &Errata) -> Outcome {
    if asked.docx && asked.what.is_some() {
        return Err(usage("`--docx` writes the corrigendum: leave it out of a decision"));
    }
    match &asked.what {
        None => print(session, asked.docx),
        Some(Decide::Accept(decided)) => decide(session, Status::Applied, decided),
        Some(Decide::Reject(decided)) => decide(session, Status::Rejected, decided),
    }
}

fn print(session: &Session<'_>, docx: bool) -> Outcome {
    let terminal = session.terminal;
    let root = session.project()?;
    session.complete(&root)?;
    let options = session.options()?;
    if options.scope.as_issued {
        return Err(usage("the report as issued has no errata: leave `--as-issued` out"));
    }
    let corrected = pipeline::corrigendum(&root, &options)?;
    session.stop_at_errors(&corrected.inputs.sources, &corrected.diagnostics)?;
    terminal.items(&corrected.corrigendum.entries, |_| corrected.markdown);
    if !docx {
        return Ok(());
    }
    let Some((name, bytes)) = corrected.word else {
        const AT_FAULT: &str = "the report is at fault (see `rapporteur check`)";
        terminal.say(&format!("\n{AT_FAULT}: no Word document was written"));
        return Err(EarlyExit::Reported);
    };
    let folder = session.output_folder(&root)?;
    let message = format!("\n{} is written", folder.join(&name).display());
    session.write(&folder, &[(name, bytes)], &message)
}

fn decide(session: &Session<'_>, status: Status, decided: &Decided) -> Outcome {
    let root = session.project()?;
    if decided.by.trim().is_empty() {
        return Err(usage("`--by` is empty: give the name of who decides"));
    }
    check_text("`--by`", &decided.by)?;
    let lock = session.lock(&root)?;
    let (inputs, found) = inputs::read(&root, Corrections::None)?;
    let (known, mut faults) = errata::read(&inputs.sources);
    let of_errata = |found: &Diagnostic| {
        let place = found.labels.first().map(|label| label.span.file);
        found.code == Code::TomlSyntax
            && found.has_corrected_lines
            && place.is_some_and(|file| inputs.sources.get(file).name == FILE)
    };
    faults.extend(found.into_iter().filter(of_errata));
    session.stop_at_errors(&inputs.sources, &faults)?;
    let chosen = decided.ids.iter().map(|id| find(&known, id, status));
    let chosen = chosen.collect::<Outcome<Vec<_>>>()?;
    let on = decided.on.map_or_else(|| session.today(), Ok)?;
    let by = decided.by.trim();
    let mut text = inputs::text(&root, FILE)?;
    for erratum in &chosen {
        text = errata::decide(&text, erratum.index, status, by, on).map_err(|why| {
            MachineError::at(root.join(FILE), format!("could not change this file: {why}"))
        })?;
    }
    let changed = inputs.sources.with(&BTreeMap::from([(FILE.to_owned(), text.clone())]), &[]);
    let (_, faults) = errata::read(&changed);
    session.stop_at_errors(&changed, &faults)?;
    out::edit(&lock, &[Edit::new(&inputs, FILE, text)])?;
    for erratum in chosen {
        let Erratum { id, by: before, status: old, .. } = erratum;
        let before = before.as_ref().map(|by| format!(" (it was {} by {by})", old.word()));
        let (status, before) = (status.word(), before.unwrap_or_default());
        session.terminal.say(&format!("{FILE}: `{id}` is {status} by {by} on {on}{before}"));
    }
    Ok(())
}

/// The erratum with this id. It must not have this status by a decision already, whose author would be replaced.
fn find<'e>(known: &'e [Erratum], id: &str, status: Status) -> Outcome<&'e Erratum> {
    let erratum = known.iter().find(|erratum| erratum.id == id).ok_or_else(|| {
        let ids = known.iter().map(|erratum| erratum.id.as_str());
        let near = did_you_mean(id, ids, || "`rapporteur errata` lists them".to_owned());
        usage(format!("there is no erratum `{id}` in {FILE}; {near}"))
    })?;
    let Some(by) = erratum.by.as_ref().filter(|_| erratum.status == status) else {
        return Ok(erratum);
    };
    let on = erratum.on.map_or(String::new(), |on| format!(" on {on}"));
    Err(usage(format!("`{id}` is {} already, by {by}{on}", status.word())))
}
