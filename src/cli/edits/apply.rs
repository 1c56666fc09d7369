//! Applies edits that were accepted, and undoes the last application.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jiff::civil::Date;
use serde::Serialize;

use super::Review;
use crate::cli::arguments;
use crate::cli::session::{Outcome, usage};
use crate::diagnostic::{Failure, MachineError, counted, did_you_mean};
use crate::edits::record::{Decided, EditDecision, Undo};
use crate::edits::{EditTarget, ReviewEdit, sheet};
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::hash;
use crate::intake::sheet as cells;
use crate::out::Edit;
use crate::pipeline;

/// The reason of errata that edits become, for readers, unless one is given.
const WHY: &str = "changed on review";

/// What became of an edit that was accepted.
#[derive(Serialize)]
struct EditOutcome {
    /// Its name.
    edit: String,
    /// Whether it was applied.
    applied: bool,
    /// Where, or why not.
    text: String,
}

impl Review<'_> {
    /// Takes the decisions of a sheet, or accepts edits by name, and applies what is accepted.
    pub(super) fn apply(&mut self, asked: &arguments::Edits) -> Outcome {
        let mut decided = self.decided(&asked.files)?;
        for one in decided.values_mut() {
            one.agreed = asked.agreed.or(one.agreed);
            one.letter = asked.letter.clone().unwrap_or(std::mem::take(&mut one.letter));
        }
        let names: Vec<String> = decided.keys().cloned().collect();
        self.take(decided, |edit| edit.applied.is_none());
        let outcomes = self.applied(&names, asked.why.as_deref().unwrap_or(WHY))?;
        let made = outcomes.iter().filter(|outcome| outcome.applied).count();
        let composed = pipeline::compose(self.root(), &self.session.options()?.scope)?;
        if composed.report.is_none() && made > 0 {
            self.undo()?;
            return Err(self.session.at_fault(&composed, "no edit was applied"));
        }
        let text = |outcome: &EditOutcome| format!("{}: {}\n", outcome.edit, outcome.text);
        self.session.terminal.items(&outcomes, |_| outcomes.iter().map(text).collect());
        let files = self.record.undo.files.iter().map(|file| file.name.as_str());
        self.session.terminal.say(&match made {
            0 => "no edit was applied".to_owned(),
            _ => format!(
                "{} applied in {}; to take them back: rapporteur edits --undo",
                counted(made, "edit", "edits"),
                files.collect::<Vec<_>>().join(", ")
            ),
        });
        Ok(())
    }

    /// Takes decisions into the record, for edits that are `open`.
    pub(super) fn take(
        &mut self,
        mut decided: BTreeMap<String, Decided>,
        open: impl Fn(&ReviewEdit) -> bool,
    ) {
        for edit in self.record.edits.iter_mut().filter(|edit| open(edit)) {
            edit.decided = decided.remove(&edit.id).unwrap_or(std::mem::take(&mut edit.decided));
        }
    }

    /// Applies the accepted edits among those with these names, and records it.
    fn applied(&mut self, names: &[String], why: &str) -> Outcome<Vec<EditOutcome>> {
        let is_open = |edit: &&ReviewEdit| {
            names.contains(&edit.id) && edit.decided.is_accepted() && edit.applied.is_none()
        };
        let mut by_edition: BTreeMap<&str, Vec<&ReviewEdit>> = BTreeMap::new();
        for edit in self.record.edits.iter().filter(is_open) {
            by_edition.entry(&edit.edition).or_default().push(edit);
        }
        let (mut outcomes, mut chosen, mut last) = (Vec::new(), Vec::new(), None);
        let outcome = |edit: &ReviewEdit, place: Result<String, String>| EditOutcome {
            edit: edit.id.clone(),
            applied: place.is_ok(),
            text: match place {
                Ok(place) => format!("applied in {place}"),
                Err(why) => format!("not applied: {why}"),
            },
        };
        for (edition, edits) in by_edition {
            let reviewed = self.reviewed(self.edition(edition)?)?;
            for (edit, target) in edits.iter().zip(reviewed.targets(&edits)) {
                match target {
                    Ok(target) => chosen.push((*edit, target)),
                    Err(why) => outcomes.push(outcome(edit, Err(why))),
                }
            }
            last = Some(reviewed);
        }
        let Some(reviewed) = last else { return Ok(outcomes) };
        let applied = reviewed.apply(self.root(), &chosen, why)?;
        let mut made = Vec::new();
        for (index, (edit, EditTarget { file, line, .. })) in chosen.into_iter().enumerate() {
            let why = applied.refused.get(&index).cloned();
            made.extend(why.is_none().then(|| edit.id.clone()));
            outcomes.push(outcome(edit, why.map_or(Ok(format!("{file}:{line}")), Err)));
        }
        if !made.is_empty() {
            self.set_applied(&made, Some(self.session.today()?));
            self.record.undo = Undo { edits: made, files: applied.files.clone() };
        }
        let inputs = &reviewed.now().0.inputs;
        let changes =
            applied.files.iter().map(|file| Edit::new(inputs, &file.name, file.after.as_str()));
        self.save(changes.collect())?;
        Ok(outcomes)
    }

    /// The decisions of a sheet, or the acceptance of edits given by name.
    fn decided(&self, asked: &[String]) -> Outcome<BTreeMap<String, Decided>> {
        if let [path] = asked
            && Path::new(path).is_file()
        {
            return self.decided_in(path);
        }
        if asked.is_empty() {
            let help = "name the sheet with decisions, or edits such as `JS-4`, after --apply";
            return Err(usage(help));
        }
        let accepted = asked.iter().map(|name| {
            let known = || self.record.edits.iter();
            let edit = known().find(|edit| edit.id == *name).ok_or_else(|| {
                let ids = known().map(|edit| edit.id.as_str());
                let near = did_you_mean(name, ids, || "`rapporteur edits` lists them".to_owned());
                usage(format!("`{name}` is neither a sheet nor an edit; {near}"))
            })?;
            let accepted = Decided { decision: Some(EditDecision::Accepted), ..Decided::default() };
            let is_accepted = edit.decided.is_accepted();
            Ok((name.clone(), if is_accepted { edit.decided.clone() } else { accepted }))
        });
        accepted.collect()
    }

    /// The decisions of a sheet.
    pub(super) fn decided_in(&self, path: &str) -> Outcome<BTreeMap<String, Decided>> {
        let bytes = files::read_at(Path::new(path), LARGEST_OUTPUT)?;
        let sheets = cells::read(path, bytes, None)?;
        let text = |cell: &cells::Cell| match cell.day {
            Some(day) => day.to_string(),
            None => cell.text.clone(),
        };
        let rows = sheets.iter().take(1).flat_map(|sheet| &sheet.rows);
        let rows: Vec<Vec<String>> = rows.map(|row| row.iter().map(text).collect()).collect();
        Ok(sheet::decisions(path, &rows, &self.record.edits).map_err(Failure::Input)?)
    }

    fn set_applied(&mut self, names: &[String], day: Option<Date>) {
        let edits = self.record.edits.iter_mut().filter(|edit| names.contains(&edit.id));
        edits.for_each(|edit| edit.applied = day);
    }

    /// Takes back what was applied last.
    pub(super) fn undo(&mut self) -> Outcome {
        let Undo { edits, files } = std::mem::take(&mut self.record.undo);
        if edits.is_empty() {
            return Err(usage("nothing was applied that could be undone"));
        }
        for file in &files {
            if files::read(self.root(), &file.name, LARGEST_OUTPUT)? != file.after.as_bytes() {
                let message =
                    "this file was changed since the edits were applied; take them out by hand";
                return Err(MachineError::at(self.root().join(&file.name), message).into());
            }
        }
        self.set_applied(&edits, None);
        let hashes: Vec<String> = files.iter().map(|file| hash(file.after.as_bytes())).collect();
        let changes = files.iter().zip(&hashes).filter_map(|(file, hash)| {
            let after = file.before.clone()?.into_bytes();
            Some(Edit { name: &file.name, before: Some(hash), after })
        });
        self.save(changes.collect())?;
        for file in files.iter().filter(|file| file.before.is_none()) {
            let path = self.root().join(&file.name);
            fs::remove_file(&path)
                .map_err(|error| MachineError::io("remove this file", path, &error))?;
        }
        self.session.terminal.say(&format!("taken back: {}", edits.join(", ")));
        Ok(())
    }
}
