//! `rapporteur new`: writes files to be filled in.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::arguments::{Arguments, NewResponse};
use super::terminal::Terminal;
use super::{DONE, Ended, check_text, errata, locks, options, project, usage};
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::inputs::{self, Corrections};
use crate::model::{self, ReportOptions, Survey};
use crate::out::{self, Edit};
use crate::scaffold::{self, Form, NewMechanism};
use crate::watchdog::{self, Step};

const MECHANISMS: &str = "data/mechanisms.toml";

/// Writes a response form.
pub(super) fn response(
    arguments: &Arguments,
    asked: &NewResponse,
    terminal: &Terminal,
) -> Result<u8, Ended> {
    let root = project(arguments)?;
    if !scaffold::is_fit_key(&asked.key) {
        return Err(usage(format!(
            "a file can't be named after `{}`: use small letters a to z, digits and hyphens for a key",
            asked.key
        )));
    }
    for (what, text) in [("`--name`", &asked.name), ("`--acronym`", &asked.acronym)] {
        text.iter().try_for_each(|text| check_text(what, text))?;
    }
    let today = options(arguments)?.scope.today.unwrap_or_else(today);
    let lock = locks::project(&root, terminal)?;
    let (inputs, mut diagnostics) = inputs::read(&root, Corrections::Applied)?;
    let (survey, found) = model::read(&inputs.sources, &ReportOptions::default(), &[]);
    diagnostics.extend(found);
    let Some(survey) = survey else {
        let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
        diagnostics.retain(is_error);
        return Ok(errata::at_fault(&inputs.sources, &diagnostics, terminal));
    };
    let name = name(asked, &survey, &root)?;
    let amended = asked.amends.then(|| asked.received.unwrap_or(today));
    let path = scaffold::response_path(&asked.key, amended);
    let is_new = !survey.mechanisms.contains_key(asked.key.as_str());
    if lock.completed().contains(&path) {
        // An earlier run of this command was interrupted and has been completed by the lock.
        say_written(asked, &path, asked.name.is_some(), terminal);
        return Ok(DONE);
    }
    check_place(asked, &path, &root)?;
    let added = asked.name.as_deref().filter(|_| is_new);
    let added = added.map(|name| with_mechanism(asked, name, &root)).transpose()?;
    let NewResponse { key, received, amends, .. } = asked;
    let form = Form { key, name: &name, received: *received, today, amends: *amends };
    let text = scaffold::form(&survey, &form);
    watchdog::begin(Step::Writing);
    let is_added = added.is_some();
    let before = inputs.hashes.get(MECHANISMS).map(String::as_str);
    let added = added.map(|added| Edit { name: MECHANISMS, before, after: added.into_bytes() });
    let form = Edit { name: &path, before: None, after: text.into_bytes() };
    let edits: Vec<Edit<'_>> = added.into_iter().chain([form]).collect();
    out::edit(&lock, &edits)?;
    say_written(asked, &path, is_added, terminal);
    Ok(DONE)
}

/// Reports what was written and what to do next.
fn say_written(asked: &NewResponse, path: &str, is_added: bool, terminal: &Terminal) {
    if is_added {
        terminal.say(&format!("{MECHANISMS}: `{}` is added", asked.key));
    }
    terminal
        .say(&format!("{path} is written: fill it in (it says how), then run `rapporteur check`"));
    if is_added {
        terminal.say(&entered(&asked.key, !asked.not_invited));
    }
}

/// The text of the mechanisms file with a new mechanism added.
fn with_mechanism(asked: &NewResponse, name: &str, root: &Path) -> Result<String, Ended> {
    let (key, acronym) = (asked.key.as_str(), asked.acronym.as_deref());
    let new = NewMechanism { key, name, acronym, invited: !asked.not_invited };
    scaffold::add_mechanism(&inputs::text(root, MECHANISMS)?, &new)
        .map_err(|why| usage(format!("{MECHANISMS} can't be added to: {why}")))
}

/// A message saying whether a new mechanism counts as invited, and where to change that.
fn entered(key: &str, invited: bool) -> String {
    let (how, counts) = match invited {
        true => ("as invited", "counts"),
        false => ("as not invited", "does not count"),
    };
    format!(
        "`{key}` is entered {how} and {counts} in the response rate: to change that, make it `invited = \
         {}` under [{key}] in {MECHANISMS}",
        !invited
    )
}

/// The name of the mechanism, from the project or from `--name`.
fn name(asked: &NewResponse, survey: &Survey, root: &Path) -> Result<String, Ended> {
    let key = asked.key.as_str();
    if !survey.mechanisms.contains_key(key) {
        let called = asked.name.iter().chain(&asked.acronym).find_map(|called| {
            let known = survey.mechanisms.values().find(|known| known.is_called(called))?;
            Some((called, known))
        });
        if let Some((called, known)) = called {
            return Err(registered(called, &known.key, root));
        }
    }
    match (survey.mechanisms.get(key), &asked.name) {
        (Some(mechanism), None) => Ok(mechanism.list.value.clone()),
        // An earlier release, which wrote the two files separately, may have been interrupted
        // between them.
        (Some(mechanism), Some(name)) if mechanism.name.value == *name => {
            Ok(mechanism.list.value.clone())
        }
        (Some(mechanism), Some(_)) => Err(usage(format!(
            "`{key}` is in {MECHANISMS} already, as `{}`: leave `--name` out",
            mechanism.name.value
        ))),
        (None, Some(name)) if name.trim().is_empty() => Err(usage("`--name` is empty")),
        (None, Some(name)) => Ok(match &asked.acronym {
            Some(acronym) => format!("{name} ({acronym})"),
            None => name.clone(),
        }),
        (None, None) => {
            let near = nearest(key, survey.mechanisms.keys().map(|key| key.as_str()));
            let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            Err(usage(format!(
                "there is no mechanism `{key}` in {MECHANISMS}{near}\nto add it, give its name: \
                 rapporteur new response {key} --name \"…\""
            )))
        }
    }
}

/// The error for a name that is registered under another key.
fn registered(called: &str, key: &str, root: &Path) -> Ended {
    let command = format!("rapporteur new response {key}");
    let next = match root.join(scaffold::response_path(key, None)).exists() {
        true => format!("for what came after its response: {command} --amends"),
        false => format!("for its response: {command}; for what comes after that, with `--amends`"),
    };
    usage(format!("`{called}` is in {MECHANISMS} already, under the key `{key}`\n{next}"))
}

/// Checks that the form can be written to its path.
fn check_place(asked: &NewResponse, path: &str, root: &Path) -> Result<(), Ended> {
    let first = scaffold::response_path(&asked.key, None);
    if root.join(path).exists() {
        return Err(is_there(asked, path));
    }
    if asked.amends && !root.join(&first).exists() {
        return Err(usage(format!(
            "there is no {first} to amend: leave `--amends` out, and the form is that of a first response"
        )));
    }
    Ok(())
}

fn is_there(asked: &NewResponse, path: &str) -> Ended {
    usage(match asked.amends {
        true => format!(
            "{path} is there already: add to it, or give another day with `--received YYYY-MM-DD`"
        ),
        false => format!(
            "{path} is there already; for what came later: rapporteur new response {} --amends",
            asked.key
        ),
    })
}

/// The current date in UTC.
fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}
