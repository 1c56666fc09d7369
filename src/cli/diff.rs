//! `diff`: writes the differences between two reports as a note and a redline.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::arguments::{Arguments, Format};
use super::terminal::Terminal;
use super::{
    DONE, Ended, INPUT_AT_FAULT, at_fault, check_text, locks, options, output_folder, process,
    project, subfolder, summary, usage,
};
use crate::diagnostic::{Failure, did_you_mean};
use crate::edition;
use crate::inputs;
use crate::pipeline::{self, Comparison, Loaded, Subject, Written};
use crate::watchdog::{self, Step};

/// The subfolder of the output folder for notes and redlines.
const FOLDER: &str = "changes";

/// Compares two reports and reports the differences.
pub(super) fn diff(
    arguments: &Arguments,
    terminal: &Terminal,
    from: Option<&str>,
    to: &str,
    internal: bool,
) -> Result<u8, Ended> {
    let common = &arguments.common;
    if common.as_of.is_some() || common.as_issued {
        return Err(usage(
            "say what to compare with `--from` and `--to`, such as `--to 2023-08-01`",
        ));
    }
    let subjects = subjects(arguments, from, to)?;
    let root = match &subjects {
        [Subject::Project(_), Subject::Project(folder)] => folder.clone(),
        _ => project(arguments)?,
    };
    locks::complete(&root, terminal)?;
    process::check(arguments, &root)?;
    let options = options(arguments)?;
    let progress = terminal.progress("comparing");
    let mut loaded = pipeline::load(&root, subjects, &options)?;
    if let Some(faulty) = loaded.iter().find(|loaded| loaded.composed.report.is_none()) {
        drop(progress);
        return Err(cannot_compare(faulty, terminal));
    }
    let names = pipeline::names(&loaded, internal);
    let compared = pipeline::compare(&mut loaded, &options, internal);
    drop(progress);
    let folder = output_folder(arguments, &root, &options.scope)?;
    let folder = subfolder(&folder, FOLDER)?;
    let Comparison { changes, note, files } = match compared {
        Ok(comparison) => comparison,
        Err(Failure::Machine(error)) => return Err(error.into()),
        Err(Failure::Input(found)) => {
            terminal.diagnostics(&loaded[1].composed.inputs.sources, &found);
            if folder.is_dir() {
                let lock = locks::outputs(&folder, terminal)?;
                let written = pipeline::write_changes(&root, &lock, &names, Vec::new(), &loaded)?;
                say_outdated(terminal, &folder, &written);
            }
            return Ok(INPUT_AT_FAULT);
        }
    };
    match common.format {
        Format::Human => terminal.print(&note),
        Format::Json => {
            let json = serde_json::to_string(&changes).expect("changes are strings and lists");
            terminal.print(&(json + "\n"));
        }
    }
    if files.is_empty() && !folder.is_dir() {
        return Ok(DONE);
    }
    let lock = locks::outputs(&folder, terminal)?;
    watchdog::begin(Step::Writing);
    let shown: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    let written = pipeline::write_changes(&root, &lock, &names, files, &loaded)?;
    if !shown.is_empty() {
        terminal.say(&format!("\nwritten to {}:\n  {}", folder.display(), shown.join("\n  ")));
        summary::moved_aside(&folder, &written.files).iter().for_each(|line| terminal.say(line));
        let [.., redline] = &names;
        if !shown.contains(redline) {
            terminal.say("no redline: it would give away what one or two mechanisms answered");
        }
    }
    say_outdated(terminal, &folder, &written);
    Ok(DONE)
}

/// Reports which files of earlier runs are outdated.
fn say_outdated(terminal: &Terminal, folder: &Path, written: &Written) {
    let Written { removed, outdated, .. } = written;
    let listed = |names: &[String]| names.join("\n  ");
    if !removed.is_empty() {
        terminal.say(&format!(
            "\nremoved from {}, because it is out of date:\n  {}",
            folder.display(),
            listed(removed)
        ));
    }
    if !outdated.is_empty() {
        terminal.say(&format!(
            "\nleft in {}, because somebody changed it, though it is out of date:\n  {}",
            folder.display(),
            listed(outdated)
        ));
    }
}

fn cannot_compare(faulty: &Loaded, terminal: &Terminal) -> Ended {
    terminal.say(&format!("`{}` can't be compared:", faulty.name()));
    let ended = at_fault(&faulty.composed, terminal, "nothing was compared");
    if let Some(way_out) = faulty.way_out() {
        terminal.say(&way_out);
    }
    ended
}

/// The two reports to compare.
fn subjects(arguments: &Arguments, from: Option<&str>, to: &str) -> Result<[Subject; 2], Ended> {
    let to = subject(arguments, to)?;
    let from = match from {
        Some(from) => subject(arguments, from)?,
        None => {
            let process = &arguments.common.process;
            let mut editions = edition::list(&project(arguments)?)?;
            editions.retain(|edition| process.is_none() || edition.process == *process);
            let none = || {
                let (of, with) = match process {
                    Some(process) => (format!(" for `{process}`"), format!(" --for {process}")),
                    None => Default::default(),
                };
                usage(format!(
                    "no edition was issued{of} yet, so that there is nothing to compare with; \
                     keep one with `rapporteur issue ID{with}`, or name a report with `--from`"
                ))
            };
            Subject::Edition(editions.pop().ok_or_else(none)?)
        }
    };
    Ok([from, to])
}

fn subject(arguments: &Arguments, name: &str) -> Result<Subject, Ended> {
    match name {
        "now" => return Ok(Subject::Now),
        "as-issued" => return Ok(Subject::AsIssued),
        _ => {}
    }
    if let Ok(day) = name.parse::<Date>() {
        return Ok(Subject::Day(day));
    }
    let folder = PathBuf::from(name);
    if folder.is_dir() && inputs::find_project(&folder).is_ok_and(|found| found == folder) {
        let subject = Subject::Project(folder);
        check_text("the name of the folder", &subject.name())?;
        return Ok(subject);
    }
    let editions = edition::list(&project(arguments)?)?;
    let ids: Vec<&str> = editions.iter().map(|edition| edition.id.as_str()).collect();
    let known = did_you_mean(name, ids.iter().copied(), || match ids.is_empty() {
        true => "no edition was issued yet".to_owned(),
        false => format!("issued were: {}", ids.join(", ")),
    });
    let known = match edition::is_broken(&project(arguments)?, name) {
        true => format!(
            "{}/{name} lacks the file that describes it: bring it back from a copy",
            edition::FOLDER
        ),
        false => known,
    };
    let unknown = usage(format!(
        "`{name}` is neither a day, such as 2023-06-30, nor a project's folder, nor an issued edition; {known}"
    ));
    editions.into_iter().find(|edition| edition.id == name).map(Subject::Edition).ok_or(unknown)
}
