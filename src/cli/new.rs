//! `rapporteur new`: writes files to be filled in.

use std::path::Path;

use super::arguments::NewResponse;
use super::session::{Outcome, Session, check_text, usage};
use super::terminal::Terminal;
use crate::diagnostic::nearest;
use crate::inputs::{self, Corrections};
use crate::model::{ReportOptions, Survey};
use crate::out::{self, Edit};
use crate::scaffold::{self, Form};

/// Writes a response form.
pub(super) fn response(session: &Session<'_>, asked: &NewResponse) -> Outcome {
    let root = session.project()?;
    if !scaffold::is_fit_key(&asked.key) {
        return Err(usage(format!(
            "a file can't be named after `{}`: use small letters a to z, digits and hyphens for a key",
            asked.key
        )));
    }
    for (what, text) in [("`--name`", &asked.name), ("`--acronym`", &asked.acronym)] {
        text.iter().try_for_each(|text| check_text(what, text))?;
    }
    let today = session.today()?;
    let lock = session.lock(&root)?;
    let (inputs, survey) =
        session.survey(&root, Corrections::Applied, &ReportOptions::default())?;
    let registry = inputs.sources.registry();
    let amended = asked.amends.then(|| asked.received.unwrap_or(today));
    let path = scaffold::response_path(&asked.key, amended);
    if lock.finished.placed.contains(&path) {
        // An earlier run of this command was interrupted and has been completed by the lock.
        say_written(asked, &path, asked.name.as_ref().map(|_| registry), session.terminal);
        return Ok(());
    }
    let name = name(asked, &survey, registry)?;
    check_place(asked, &path, &root)?;
    let NewResponse { key, acronym, not_invited, received, amends, .. } = asked;
    let form = Form {
        respondent_key: inputs.sources.respondent_key(),
        key,
        name: &name,
        received: *received,
        today,
        amends: *amends,
    };
    let mut edits = vec![Edit::new(&inputs, &path, scaffold::form(&survey, &form))];
    let is_new = !survey.mechanisms.contains_key(key.as_str());
    let added = asked.name.as_deref().filter(|_| is_new);
    if let Some(name) = added {
        let before = inputs::text(&root, registry)?;
        let acronym = acronym.as_deref();
        let text = scaffold::add_mechanism(&before, key, name, acronym, !not_invited)
            .map_err(|why| usage(format!("{registry} can't be added to: {why}")))?;
        edits.insert(0, Edit::new(&inputs, registry, text));
    }
    out::edit(&lock, &edits)?;
    say_written(asked, &path, added.map(|_| registry), session.terminal);
    Ok(())
}

/// Reports what was written, whether a respondent that was added to a file counts as invited, and what to do next.
fn say_written(asked: &NewResponse, path: &str, added_to: Option<&str>, terminal: &Terminal) {
    let NewResponse { key, not_invited, .. } = asked;
    let written =
        format!("{path} is written: fill it in (it says how), then run `rapporteur check`");
    let Some(registry) = added_to else { return terminal.say(&written) };
    terminal.say(&format!(
        "{registry}: `{key}` is added\n{written}\n`invited = {}` says whether `{key}` counts in the response rate: to change \
         that, make it `invited = {not_invited}` under [{key}] in {registry}",
        !not_invited
    ));
}

/// The name of the mechanism, from the project or from `--name`.
fn name(asked: &NewResponse, survey: &Survey, registry: &str) -> Outcome<String> {
    let key = asked.key.as_str();
    if let Some(known) = survey.mechanisms.get(key) {
        // The same name may be given again, to complete what was interrupted.
        return match &asked.name {
            Some(name) if *name != known.name.value => {
                Err(usage(format!("`{key}` is in {registry} already: leave `--name` out")))
            }
            _ => Ok(known.list.value.clone()),
        };
    }
    for called in asked.name.iter().chain(&asked.acronym) {
        if let Some(known) = survey.mechanisms.values().find(|known| known.is_called(called)) {
            let key = &known.key;
            return Err(usage(format!(
                "`{called}` is in {registry} already, under the key `{key}`\nfor its response: rapporteur new response \
                 {key}; for what comes after that, with `--amends`"
            )));
        }
    }
    let Some(name) = &asked.name else {
        let near = nearest(key, survey.mechanisms.keys().map(|key| key.as_str()));
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(usage(format!(
            "there is no {} `{key}` in {registry}{near}\nto add it, give its name: \
             rapporteur new response {key} --name \"…\"",
            survey.noun.one
        )));
    };
    if name.trim().is_empty() {
        return Err(usage("`--name` is empty"));
    }
    Ok(asked.acronym.as_ref().map_or(name.clone(), |acronym| format!("{name} ({acronym})")))
}

/// Checks that the form can be written to its path.
fn check_place(asked: &NewResponse, path: &str, root: &Path) -> Outcome {
    let first = scaffold::response_path(&asked.key, None);
    Err(usage(match (root.join(path).exists(), asked.amends) {
        (true, true) => format!(
            "{path} is there already: add to it, or give another day with `--received YYYY-MM-DD`"
        ),
        (true, false) => format!(
            "{path} is there already; for what came later: rapporteur new response {} --amends",
            asked.key
        ),
        (false, true) if !root.join(&first).exists() => format!(
            "there is no {first} to amend: leave `--amends` out, and the form is that of a first response"
        ),
        (false, _) => return Ok(()),
    }))
}
