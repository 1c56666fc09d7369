//! `rapporteur status`: what a survey waits for.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use super::session::{Outcome, Session, usage};
use crate::codes::Group;
use crate::diagnostic::MachineError;
use crate::edition;
use crate::intake::unresolved;
use crate::model::{self, ReportOptions};
use crate::status::{self, sheet};

/// Prints the status; writes it into `file` as a spreadsheet, if one is given.
pub(super) fn status(session: &Session<'_>, file: Option<&Path>) -> Outcome {
    if let Some(file) = file {
        check_place(session, file)?;
    }
    let (_, composed) = session.start("there is no status")?;
    let sources = &composed.inputs.sources;
    let (survey, found) =
        model::read(sources, &ReportOptions { with_pending: true, ..composed.scope.clone() }, &[]);
    session.stop_at_errors(sources, &found)?;
    let survey = survey.expect("a survey without errors");
    let editions = edition::list(&composed.root)?;
    let today = session.today()?;
    let mut status = status::status(sources, &survey, &composed.report().survey, &editions, today);
    let unresolved = unresolved::List::read(&composed.root)?.records;
    status.open.extend(unresolved.into_iter().map(|record| status::Entry {
        key: record.full_place(),
        on: None,
        what: format!("{}: {}", record.respondent, record.outcome),
    }));
    let to_decide = composed.diagnostics.iter().filter(|found| found.accepted().is_none());
    status.to_decide = to_decide.filter(|found| found.group() == Group::Decide).count();
    session.terminal.items(&[&status], |_| status.table());
    let Some(file) = file else { return Ok(()) };
    let failed = |error| MachineError::io("write this file", file, &error);
    let mut opened = OpenOptions::new().write(true).create_new(true).open(file).map_err(failed)?;
    opened.write_all(&sheet(&status)).map_err(failed)?;
    session.terminal.say(&format!("{} is written", file.display()));
    Ok(())
}

/// Refuses to write under another ending, over a file, or into the folder of what is sent out.
fn check_place(session: &Session<'_>, file: &Path) -> Outcome {
    let shown = file.display();
    if file.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("xlsx")) {
        return Err(usage(format!(
            "`{shown}`: the spreadsheet is an Excel workbook: give a name that ends with .xlsx"
        )));
    }
    if file.symlink_metadata().is_ok() {
        return Err(usage(format!("`{shown}` is there already: give another name, or remove it")));
    }
    let folder = Path::new(".").join(file).parent().and_then(|folder| folder.canonicalize().ok());
    let out = session.output_folder(&session.project()?)?.canonicalize();
    match folder.zip(out.ok()).is_some_and(|(folder, out)| folder.starts_with(out)) {
        true => Err(usage(format!(
            "`{shown}` would be among what is sent out, and the status names who answered: give another folder"
        ))),
        false => Ok(()),
    }
}
