//! `errata`: prints all errata as a corrigendum, or records a decision on one.

use super::arguments::{Arguments, Decide, Decided, Errata, Format};
use super::issue::today;
use super::terminal::Terminal;
use super::{
    DONE, Ended, INPUT_AT_FAULT, check_text, locks, options, output_folder, project, summary, usage,
};
use crate::diagnostic::{
    Code, Diagnostic, MachineError, SourceKind, Sources, did_you_mean, has_errors,
};
use crate::errata::{self, Decision, Erratum, FILE, Status};
use crate::inputs::{self, Corrections, Inputs};
use crate::out::{self, Edit};
use crate::pipeline;
use crate::watchdog::{self, Step};

/// Prints the errata or records a decision.
pub(super) fn errata(
    arguments: &Arguments,
    terminal: &Terminal,
    asked: &Errata,
) -> Result<u8, Ended> {
    if asked.docx && asked.what.is_some() {
        return Err(usage("`--docx` writes the corrigendum: leave it out of a decision"));
    }
    match &asked.what {
        None => print(arguments, terminal, asked.docx),
        Some(Decide::Accept(decided)) => decide(arguments, terminal, Status::Applied, decided),
        Some(Decide::Reject(decided)) => decide(arguments, terminal, Status::Rejected, decided),
    }
}

fn print(arguments: &Arguments, terminal: &Terminal, docx: bool) -> Result<u8, Ended> {
    let root = project(arguments)?;
    locks::complete(&root, terminal)?;
    let options = options(arguments)?;
    if options.scope.as_issued {
        return Err(usage("the report as issued has no errata: leave `--as-issued` out"));
    }
    let corrected = pipeline::corrigendum(&root, &options)?;
    if has_errors(&corrected.diagnostics) {
        return Ok(at_fault(&corrected.inputs.sources, &corrected.diagnostics, terminal));
    }
    match arguments.common.format {
        Format::Human => terminal.print(&corrected.markdown),
        Format::Json => {
            for entry in &corrected.corrigendum.entries {
                let line = serde_json::to_string(entry).expect("an erratum is strings");
                terminal.print(&(line + "\n"));
            }
        }
    }
    match corrected.word {
        Some((name, bytes)) if docx => {
            let folder = output_folder(arguments, &root, &options.scope)?;
            let path = folder.join(&name);
            watchdog::begin(Step::Writing);
            let written = out::write(&locks::outputs(&folder, terminal)?, &[(name, bytes)])?;
            terminal.say(&format!("\n{} is written", path.display()));
            summary::moved_aside(&folder, &written).iter().for_each(|line| terminal.say(line));
            Ok(DONE)
        }
        None if docx => {
            terminal.say(
                "\nthe report is at fault (see `rapporteur check`): no Word document was written",
            );
            Ok(INPUT_AT_FAULT)
        }
        Some(_) | None => Ok(DONE),
    }
}

fn decide(
    arguments: &Arguments,
    terminal: &Terminal,
    status: Status,
    decided: &Decided,
) -> Result<u8, Ended> {
    let root = project(arguments)?;
    if decided.by.trim().is_empty() {
        return Err(usage("`--by` is empty: give the name of who decides"));
    }
    check_text("`--by`", &decided.by)?;
    let lock = locks::project(&root, terminal)?;
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
        return Ok(at_fault(&inputs.sources, &faults, terminal));
    }
    let chosen: Vec<&Erratum> =
        decided.ids.iter().map(|id| find(&known, id)).collect::<Result<_, _>>()?;
    for erratum in &chosen {
        check_undecided(erratum, status)?;
    }
    let on = decided.on.unwrap_or_else(today);
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
        return Ok(at_fault(&changed, &faults, terminal));
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
        terminal.say(&format!("{FILE}: `{id}` is {status} by {by} on {on}{before}"));
    }
    Ok(DONE)
}

fn find<'e>(known: &'e [Erratum], id: &str) -> Result<&'e Erratum, Ended> {
    known.iter().find(|erratum| erratum.id == id).ok_or_else(|| {
        let ids = known.iter().map(|erratum| erratum.id.as_str());
        let near = did_you_mean(id, ids, || "`rapporteur errata` lists them".to_owned());
        usage(format!("there is no erratum `{id}` in {FILE}; {near}"))
    })
}

/// Rejects a decision that was already taken, so that its author is not replaced.
fn check_undecided(erratum: &Erratum, status: Status) -> Result<(), Ended> {
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

/// Prints the errors in the files and that nothing was written; returns the exit code.
pub(super) fn at_fault(sources: &Sources, faults: &[Diagnostic], terminal: &Terminal) -> u8 {
    terminal.diagnostics(sources, faults);
    terminal.say(&summary::at_fault(faults, super::NOTHING_WRITTEN));
    INPUT_AT_FAULT
}
