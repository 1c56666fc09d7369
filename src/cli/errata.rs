//! `errata`: prints all errata as a corrigendum, or records a decision on one.

use super::arguments::{Decide, Decided, Errata, Format};
use super::session::{EarlyExit, NOTHING_WRITTEN, Outcome, Session, check_text, usage};
use super::summary;
use crate::diagnostic::{
    Code, Diagnostic, MachineError, SourceKind, Sources, did_you_mean, has_errors,
};
use crate::errata::{self, Decision, Erratum, FILE, Status};
use crate::inputs::{self, Corrections, Inputs};
use crate::out::{self, Edit};
use crate::pipeline;
use crate::watchdog::{self, Step};

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
    if has_errors(&corrected.diagnostics) {
        let (sources, found) = (&corrected.inputs.sources, &corrected.diagnostics);
        return Err(session.at_fault_in(sources, found, NOTHING_WRITTEN));
    }
    match session.common.format {
        Format::Human => terminal.print(&corrected.markdown),
        Format::Json => terminal.json_lines(&corrected.corrigendum.entries),
    }
    if !docx {
        return Ok(());
    }
    let Some((name, bytes)) = corrected.word else {
        terminal
            .say("\nthe report is at fault (see `rapporteur check`): no Word document was written");
        return Err(EarlyExit::Reported);
    };
    let folder = session.output_folder(&root)?;
    let path = folder.join(&name);
    watchdog::begin(Step::Writing);
    let written = out::write(&session.lock(&folder)?, &[(name, bytes)])?;
    terminal.say(&format!("\n{} is written", path.display()));
    summary::moved_aside(&folder, &written).iter().for_each(|line| terminal.say(line));
    Ok(())
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
    if has_errors(&faults) {
        return Err(session.at_fault_in(&inputs.sources, &faults, NOTHING_WRITTEN));
    }
    let chosen: Vec<&Erratum> =
        decided.ids.iter().map(|id| find(&known, id)).collect::<Result<_, _>>()?;
    for erratum in &chosen {
        check_undecided(erratum, status)?;
    }
    let on = decided.on.map_or_else(|| session.today(), Ok)?;
    let decision = Decision { status, by: decided.by.trim(), on };
    let mut text = inputs::text(&root, FILE)?;
    for erratum in &chosen {
        text = errata::decide(&text, erratum.index, &decision).map_err(|why| {
            let message = format!("could not change this file: {why}");
            MachineError { message, path: Some(root.join(FILE)) }
        })?;
    }
    let changed = replaced(&inputs, &text);
    let (_, faults) = errata::read(&changed);
    if has_errors(&faults) {
        return Err(session.at_fault_in(&changed, &faults, NOTHING_WRITTEN));
    }
    watchdog::begin(Step::Writing);
    let before = inputs.hashes.get(FILE).map(String::as_str);
    out::edit(&lock, &[Edit { name: FILE, before, after: text.into_bytes() }])?;
    for erratum in chosen {
        let before = match &erratum.by {
            Some(by) => format!(" (it was {} by {by})", erratum.status.word()),
            None => String::new(),
        };
        let (id, status, by) = (&erratum.id, status.word(), decision.by);
        session.terminal.say(&format!("{FILE}: `{id}` is {status} by {by} on {on}{before}"));
    }
    Ok(())
}

fn find<'e>(known: &'e [Erratum], id: &str) -> Result<&'e Erratum, EarlyExit> {
    known.iter().find(|erratum| erratum.id == id).ok_or_else(|| {
        let ids = known.iter().map(|erratum| erratum.id.as_str());
        let near = did_you_mean(id, ids, || "`rapporteur errata` lists them".to_owned());
        usage(format!("there is no erratum `{id}` in {FILE}; {near}"))
    })
}

/// Rejects a decision that was already taken, so that its author is not replaced.
fn check_undecided(erratum: &Erratum, status: Status) -> Result<(), EarlyExit> {
    let Some(by) = erratum.by.as_ref().filter(|_| erratum.status == status) else {
        return Ok(());
    };
    let on = erratum.on.map_or(String::new(), |on| format!(" on {on}"));
    Err(usage(format!("`{}` is {} already, by {by}{on}", erratum.id, status.word())))
}

/// The project's files with `text`, as it will be on disk, in place of the errata file.
fn replaced(inputs: &Inputs, text: &str) -> Sources {
    let text = text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n");
    let mut sources = Sources::default();
    for (_, source) in inputs.sources.iter() {
        let of_errata = source.kind == SourceKind::Errata;
        sources.add(&source.name, if of_errata { &text } else { source.original() });
    }
    sources
}
