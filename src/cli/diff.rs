//! `diff`: writes the differences between two reports as a note and a redline.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::session::{EarlyExit, Outcome, Session, check_text, subfolder, usage};
use crate::diagnostic::{Failure, did_you_mean};
use crate::edition::{self, Edition};
use crate::inputs;
use crate::pipeline::{self, Comparison, Loaded, Subject};

/// The subfolder of the output folder for notes and redlines.
const FOLDER: &str = "changes";

/// Compares two reports and reports the differences.
pub(super) fn diff(session: &Session<'_>, from: Option<&str>, to: &str, internal: bool) -> Outcome {
    let Session { common, terminal } = session;
    if common.as_of.is_some() || common.as_issued {
        return Err(usage(
            "say what to compare with `--from` and `--to`, such as `--to 2023-08-01`",
        ));
    }
    let to = subject(session, to)?;
    let from = from.map_or_else(|| last_edition(session), |from| subject(session, from))?;
    let subjects = [from, to];
    let root = match &subjects {
        [Subject::Project(_), Subject::Project(folder)] => folder.clone(),
        _ => session.project()?,
    };
    session.complete(&root)?;
    session.check_process(&root)?;
    let options = session.options()?;
    let progress = terminal.progress("comparing");
    let mut loaded = pipeline::load(&root, subjects, &options)?;
    if let Some(faulty) = loaded.iter().find(|loaded| loaded.composed.report.is_none()) {
        drop(progress);
        return Err(cannot_compare(faulty, session));
    }
    let names = pipeline::names(&loaded, internal);
    let compared = pipeline::compare(&mut loaded, &options, internal);
    drop(progress);
    let (files, outcome) = match compared {
        Ok(Comparison { changes, note, files }) => {
            terminal.items(&[changes], |_| note);
            (files, Ok(()))
        }
        Err(Failure::Machine(error)) => return Err(error.into()),
        Err(Failure::Input(found)) => {
            terminal.diagnostics(&loaded[1].composed.inputs.sources, &found);
            (Vec::new(), Err(EarlyExit::Reported))
        }
    };
    let folder = subfolder(&session.output_folder(&root)?, FOLDER)?;
    if files.is_empty() && !folder.is_dir() {
        return outcome;
    }
    let lock = session.lock(&folder)?;
    let shown: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    let written = pipeline::write_changes(&root, &lock, &names, files, &loaded)?;
    if !shown.is_empty() {
        terminal.say(&format!("\nwritten to {}:\n  {}", folder.display(), shown.join("\n  ")));
        session.say_moved_aside(&folder, &written.files);
        let [.., redline] = &names;
        if !shown.contains(redline) {
            terminal.say("no redline: it would give away what one or two respondents answered");
        }
    }
    let folder = folder.display();
    for (names, what) in [
        (&written.removed, format!("removed from {folder}, because it is out of date")),
        (
            &written.outdated,
            format!("left in {folder}, because somebody changed it, though it is out of date"),
        ),
    ] {
        if !names.is_empty() {
            terminal.say(&format!("\n{what}:\n  {}", names.join("\n  ")));
        }
    }
    outcome
}

fn cannot_compare(faulty: &Loaded, session: &Session<'_>) -> EarlyExit {
    session.terminal.say(&format!("`{}` can't be compared:", faulty.name()));
    let ended = session.at_fault(&faulty.composed, "nothing was compared");
    faulty.way_out().iter().for_each(|way_out| session.terminal.say(way_out));
    ended
}

/// The edition that was issued last; with `--for`, for that process.
fn last_edition(session: &Session<'_>) -> Outcome<Subject> {
    let process = &session.common.process;
    let mut editions = edition::list(&session.project()?)?;
    editions.retain(|edition| process.is_none() || edition.scope.process == *process);
    editions.pop().map(Subject::Edition).ok_or_else(|| {
        let (of, with) = match process {
            Some(process) => (format!(" for `{process}`"), format!(" --for {process}")),
            None => Default::default(),
        };
        usage(format!(
            "no edition was issued{of} yet, so that there is nothing to compare with; \
             keep one with `rapporteur issue ID{with}`, or name a report with `--from`"
        ))
    })
}

fn subject(session: &Session<'_>, name: &str) -> Outcome<Subject> {
    match name {
        "now" => return Ok(Subject::Now),
        "as-issued" => return Ok(Subject::AsIssued),
        _ => {}
    }
    if let Ok(day) = name.parse::<Date>() {
        return Ok(Subject::Day(day));
    }
    let folder = PathBuf::from(name);
    if inputs::is_project(&folder) {
        let subject = Subject::Project(folder);
        check_text("the name of the folder", &subject.name())?;
        return Ok(subject);
    }
    let found = issued(&session.project()?, name)?;
    found.map(Subject::Edition).map_err(|known| {
        usage(format!(
            "`{name}` is neither a day, such as 2023-06-30, nor a project's folder, nor an issued edition; {known}"
        ))
    })
}

/// The issued edition with this id; if there is none, what is known instead.
pub(super) fn issued(root: &Path, id: &str) -> Outcome<Result<Edition, String>> {
    let editions = edition::list(root)?;
    let ids: Vec<&str> = editions.iter().map(|edition| edition.id.as_str()).collect();
    let known = match edition::is_broken(root, id) {
        true => format!(
            "{}/{id} lacks the file that describes it: bring it back from a copy",
            edition::FOLDER
        ),
        false => did_you_mean(id, ids.iter().copied(), || match ids.is_empty() {
            true => "no edition was issued yet".to_owned(),
            false => format!("issued were: {}", ids.join(", ")),
        }),
    };
    Ok(editions.into_iter().find(|edition| edition.id == id).ok_or(known))
}
