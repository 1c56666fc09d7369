//! Applies edits that were accepted, and undoes the last application.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Review, read_document};
use crate::cli::session::{Outcome, usage};
use crate::diagnostic::{Failure, MachineError, counted, did_you_mean};
use crate::edits::record::{EditDecision, ReturnedFile, ReviewEdit};
use crate::edits::sheet::{self, RowDecision};
use crate::edits::target;
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::hash;
use crate::intake::sheet as cells;
use crate::{out, pipeline};

/// The file that undoes the last application.
const UNDO: &str = "received/edits-undo.json";

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

/// What undoes an application.
#[derive(Default, Serialize, Deserialize)]
struct Undo {
    /// The names of the edits.
    edits: Vec<String>,
    /// Each file with its text before, or `None` if it was new, and its hash after.
    files: BTreeMap<String, (Option<String>, String)>,
}

impl Review<'_> {
    /// Takes the decisions of a sheet, or accepts edits by name, and applies what is accepted. `why` is the reason of errata.
    pub(super) fn apply(&mut self, asked: &[String], why: &str) -> Outcome {
        let decided = self.decided(asked)?;
        let asked: Vec<String> = decided.iter().map(|one| one.id.clone()).collect();
        self.take(decided, |edit| edit.applied.is_none());
        let (mut undo, mut lines) = (Undo::default(), Vec::new());
        for document in self.record.documents.clone() {
            self.apply_in(&document, &asked, why, &mut undo, &mut lines)?;
        }
        self.save(Vec::new())?;
        let composed = pipeline::compose(self.root(), &self.session.options()?.scope)?;
        if composed.report.is_none() && !undo.edits.is_empty() {
            self.undo()?;
            return Err(self.session.at_fault(&composed, "no edit was applied"));
        }
        let text = |line: &EditOutcome| format!("{}: {}\n", line.edit, line.text);
        self.session.terminal.items(&lines, |_| lines.iter().map(text).collect());
        let files: Vec<&str> = undo.files.keys().map(String::as_str).collect();
        self.session.terminal.say(&match undo.edits.len() {
            0 => "no edit was applied".to_owned(),
            count => format!(
                "{} applied in {}; to take them back: rapporteur edits --undo",
                counted(count, "edit", "edits"),
                files.join(", ")
            ),
        });
        Ok(())
    }

    /// Takes decisions into the record, for edits that are `open`.
    pub(super) fn take(&mut self, decided: Vec<RowDecision>, open: impl Fn(&ReviewEdit) -> bool) {
        for RowDecision { id, decision, words, reason } in decided {
            let known = self.record.edits.iter_mut().find(|edit| edit.id == id);
            if let Some(edit) = known.filter(|edit| open(edit)) {
                (edit.decision, edit.words, edit.reason) = (decision, words, reason);
            }
        }
    }

    /// Applies the accepted edits of a document that are `asked` for, and adds what became of each to `lines`.
    fn apply_in(
        &mut self,
        document: &ReturnedFile,
        asked: &[String],
        why: &str,
        undo: &mut Undo,
        lines: &mut Vec<EditOutcome>,
    ) -> Outcome {
        let is_open = |edit: &ReviewEdit| {
            let is_accepted =
                edit.decision.is_some_and(EditDecision::is_applied) && asked.contains(&edit.id);
            is_accepted && edit.applied.is_none() && edit.files.first() == Some(&document.file)
        };
        if !self.record.edits.iter().any(is_open) {
            return Ok(());
        }
        let bytes = files::read(self.root(), &document.file, LARGEST_OUTPUT)?;
        let returned = read_document(&document.file, &bytes)?;
        let reviewed = self.reviewed(None, Some(&document.edition))?;
        let mut changes = reviewed.changes(&returned);
        let found = reviewed.describe(&returned, &changes, &reviewed.actions(&changes));
        let (mut ids, mut wanted, mut refused) = (Vec::new(), Vec::new(), Vec::new());
        for edit in self.record.edits.iter().filter(|edit| is_open(edit)) {
            // Of edits that differ, the first is applied.
            let is_applied = |id: &&String| {
                let is_it = |other: &&ReviewEdit| other.id == **id && other.applied.is_some();
                self.record.edits.iter().any(|other| is_it(&other))
            };
            if let Some(other) = edit.conflicts.iter().find(is_applied) {
                refused
                    .push((edit.id.clone(), format!("it differs from {other}, which is applied")));
                continue;
            }
            match found.iter().position(|found| found.is_same(edit)) {
                Some(at) => {
                    changes[at].after = edit.wanted().to_owned();
                    ids.push(edit.id.clone());
                    wanted.push(changes[at].clone());
                }
                None => {
                    refused.push((edit.id.clone(), format!("not found again in {}", document.file)))
                }
            }
        }
        let actions = reviewed.actions(&wanted);
        let described = reviewed.describe(&returned, &wanted, &actions);
        let (mut made, mut targets) = (Vec::new(), Vec::new());
        for ((id, action), now) in ids.into_iter().zip(&actions).zip(&described) {
            match target(action) {
                Some(target) => {
                    made.push(id);
                    targets.push(target);
                }
                None => refused.push((id, now.possible())),
            }
        }
        let applied = reviewed.apply(self.root(), &targets, why)?;
        refused.extend(applied.refused.into_iter().map(|one| (made[one.target].clone(), one.why)));
        for file in applied.files {
            let before = file.before.as_ref().map(|text| hash(text.as_bytes()));
            let known = undo.files.remove(&file.name).map_or(file.before, |(before, _)| before);
            undo.files.insert(file.name.clone(), (known, hash(file.after.as_bytes())));
            let change =
                out::Edit { name: &file.name, before: before.as_deref(), after: file.after.into() };
            out::edit(&self.lock, &[change])?;
        }
        let today = self.session.today()?;
        for (id, target) in made.into_iter().zip(targets) {
            if refused.iter().all(|(refused, _)| *refused != id) {
                let text = format!("applied in {}:{}", target.file, target.line);
                lines.push(EditOutcome { edit: id.clone(), applied: true, text });
                let edits = self.record.edits.iter_mut().filter(|edit| edit.id == id);
                edits.for_each(|edit| edit.applied = Some(today));
                undo.edits.push(id);
            }
        }
        lines.extend(refused.into_iter().map(|(edit, why)| EditOutcome {
            edit,
            applied: false,
            text: format!("not applied: {why}"),
        }));
        if undo.edits.is_empty() {
            return Ok(());
        }
        let json = serde_json::to_string_pretty(undo).expect("texts by name") + "\n";
        let known = files::read(self.root(), UNDO, LARGEST_OUTPUT).ok().as_deref().map(hash);
        out::edit(
            &self.lock,
            &[out::Edit { name: UNDO, before: known.as_deref(), after: json.into() }],
        )?;
        Ok(())
    }

    /// The decisions of a sheet, or the acceptance of edits given by name.
    pub(super) fn decided(&self, asked: &[String]) -> Outcome<Vec<RowDecision>> {
        let [path] = asked else { return self.accepted(asked) };
        let bytes = match Path::new(path).is_file() {
            true => files::read_at(Path::new(path), LARGEST_OUTPUT)?,
            false => return self.accepted(asked),
        };
        let sheets = cells::read(path, bytes, None).map_err(|error| Failure::Input(vec![error]))?;
        let rows = sheets.first().map(|sheet| {
            let row = |row: &Vec<cells::Cell>| row.iter().map(|cell| cell.text.clone()).collect();
            sheet.rows.iter().map(row).collect::<Vec<Vec<String>>>()
        });
        Ok(sheet::decisions(path, &rows.unwrap_or_default(), &self.record.edits)
            .map_err(Failure::Input)?)
    }

    fn accepted(&self, names: &[String]) -> Outcome<Vec<RowDecision>> {
        let known = || self.record.edits.iter().map(|edit| edit.id.as_str());
        if names.is_empty() {
            return Err(usage(
                "name the sheet with decisions, or edits such as `JS-4`, after --apply",
            ));
        }
        let accepted = names.iter().map(|name| {
            let edit = self.record.edits.iter().find(|edit| edit.id == *name).ok_or_else(|| {
                let near =
                    did_you_mean(name, known(), || "`rapporteur edits` lists them".to_owned());
                usage(format!("`{name}` is neither a sheet nor an edit; {near}"))
            })?;
            let id = name.clone();
            Ok(match edit.decision.filter(|decision| decision.is_applied()) {
                None => RowDecision {
                    id,
                    decision: Some(EditDecision::Accepted),
                    ..RowDecision::default()
                },
                decision => RowDecision {
                    id,
                    decision,
                    words: edit.words.clone(),
                    reason: edit.reason.clone(),
                },
            })
        });
        accepted.collect()
    }

    /// Takes back what was applied last.
    pub(super) fn undo(&mut self) -> Outcome {
        let json = match files::read(self.root(), UNDO, LARGEST_OUTPUT) {
            Ok(json) => json,
            Err(unread) if unread.is_missing() => {
                return Err(usage("nothing was applied that could be undone"));
            }
            Err(unread) => return Err(unread.into()),
        };
        let undo: Undo = serde_json::from_slice(&json).map_err(|error| {
            MachineError::at(self.root().join(UNDO), format!("this file can't be read: {error}"))
        })?;
        let (mut edits, mut new) = (Vec::new(), vec![UNDO]);
        for (name, (before, after)) in &undo.files {
            let now = files::read(self.root(), name, LARGEST_OUTPUT)?;
            if hash(&now) != *after {
                let message =
                    "this file was changed since the edits were applied; take them out by hand";
                return Err(MachineError::at(self.root().join(name), message).into());
            }
            match before.clone() {
                Some(before) => {
                    edits.push(out::Edit { name, before: Some(after), after: before.into_bytes() });
                }
                None => new.push(name),
            }
        }
        out::edit(&self.lock, &edits)?;
        for name in new {
            let path = self.root().join(name);
            fs::remove_file(&path)
                .map_err(|error| MachineError::io("remove this file", path, &error))?;
        }
        for edit in self.record.edits.iter_mut().filter(|edit| undo.edits.contains(&edit.id)) {
            edit.applied = None;
        }
        self.save(Vec::new())?;
        self.session.terminal.say(&format!("taken back: {}", undo.edits.join(", ")));
        Ok(())
    }
}
