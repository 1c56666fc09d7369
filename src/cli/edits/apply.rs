//! Applies edits that were accepted, and takes that back.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Review, read_document};
use crate::cli::session::{Outcome, usage};
use crate::diagnostic::{Failure, MachineError, counted, did_you_mean};
use crate::edits::record::{Decision, Edit, ReturnedFile};
use crate::edits::sheet::{self, Decided};
use crate::edits::target;
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::hash;
use crate::intake::sheet as cells;
use crate::out;

/// The file that undoes the last application.
const UNDO: &str = "received/edits-undo.json";

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
        for Decided { id, decision, words, reason } in self.decided(asked)? {
            let known = self.record.edits.iter_mut().filter(|edit| edit.applied.is_none());
            for edit in known.filter(|edit| edit.id == id) {
                (edit.decision, edit.words, edit.reason) =
                    (decision, words.clone(), reason.clone());
            }
        }
        let (mut undo, mut lines) = (Undo::default(), Vec::new());
        for document in self.record.documents.clone() {
            self.apply_in(&document, why, &mut undo, &mut lines)?;
        }
        self.save(Vec::new())?;
        self.session.terminal.items(&lines, |_| lines.join("\n") + "\n");
        let count = counted(undo.edits.len(), "edit", "edits");
        let files = counted(undo.files.len(), "file", "files");
        self.session.terminal.say(&format!(
            "{count} applied in {files}; to take them back: rapporteur edits --undo"
        ));
        Ok(())
    }

    /// Applies the accepted edits of a document, and adds what became of each to `lines`.
    fn apply_in(
        &mut self,
        document: &ReturnedFile,
        why: &str,
        undo: &mut Undo,
        lines: &mut Vec<String>,
    ) -> Outcome {
        let is_open = |edit: &Edit| {
            let is_accepted = edit.decision.is_some_and(Decision::is_applied);
            is_accepted && edit.applied.is_none() && edit.files.first() == Some(&document.file)
        };
        if !self.record.edits.iter().any(is_open) {
            return Ok(());
        }
        let bytes = files::read(self.root(), &document.file, LARGEST_OUTPUT)?;
        let returned = read_document(&document.file, &bytes)?;
        let reviewed = self.reviewed(Some(&returned), Some(&document.edition))?;
        let mut changes = reviewed.changes(&returned);
        let found = reviewed.describe(&returned, &changes, &reviewed.actions(&changes));
        let (mut ids, mut wanted) = (Vec::new(), Vec::new());
        for edit in self.record.edits.iter().filter(|edit| is_open(edit)) {
            match found.iter().position(|found| found.is_same(edit)) {
                Some(at) => {
                    changes[at].after = edit.wanted().to_owned();
                    ids.push(edit.id.clone());
                    wanted.push(changes[at].clone());
                }
                None => lines.push(format!("{}: not found again in {}", edit.id, document.file)),
            }
        }
        let actions = reviewed.actions(&wanted);
        let made = ids.iter().zip(&actions).filter_map(|(id, action)| Some((id, target(action)?)));
        let (made, targets): (Vec<&String>, Vec<_>) = made.unzip();
        let mut refused: Vec<(&String, String)> = Vec::new();
        for id in ids.iter().filter(|id| !made.contains(id)) {
            let edit = self.record.edits.iter().find(|edit| edit.id == *id);
            refused.extend(edit.map(|edit| (id, format!("{}: {}", edit.action, edit.because))));
        }
        let applied = reviewed.apply(self.root(), &targets, why)?;
        refused.extend(applied.refused.into_iter().map(|one| (made[one.target], one.why)));
        for file in applied.files {
            let before = file.before.as_ref().map(|text| hash(text.as_bytes()));
            let known = undo.files.remove(&file.name).map_or(file.before, |(before, _)| before);
            undo.files.insert(file.name.clone(), (known, hash(file.after.as_bytes())));
            let change =
                out::Edit { name: &file.name, before: before.as_deref(), after: file.after.into() };
            out::edit(&self.lock, &[change])?;
        }
        let today = self.session.today()?;
        for (id, target) in made.iter().zip(&targets) {
            if refused.iter().all(|(refused, _)| refused != id) {
                lines.push(format!("{id}: applied in {}:{}", target.file, target.line));
                undo.edits.push((*id).clone());
                let edits = self.record.edits.iter_mut().filter(|edit| edit.id == **id);
                edits.for_each(|edit| edit.applied = Some(today));
            }
        }
        lines.extend(refused.iter().map(|(id, why)| format!("{id}: not applied: {why}")));
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
    fn decided(&self, asked: &[String]) -> Outcome<Vec<Decided>> {
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

    fn accepted(&self, names: &[String]) -> Outcome<Vec<Decided>> {
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
            let Edit { words, reason, .. } = edit.clone();
            Ok(Decided { id: name.clone(), decision: Some(Decision::Accepted), words, reason })
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
        let mut edits = Vec::new();
        for (name, (before, after)) in &undo.files {
            let now = files::read(self.root(), name, LARGEST_OUTPUT)?;
            if hash(&now) != *after {
                let message =
                    "this file was changed since the edits were applied; take them out by hand";
                return Err(MachineError::at(self.root().join(name), message).into());
            }
            let before = before.clone().unwrap_or_default();
            edits.push(out::Edit { name, before: Some(after), after: before.into_bytes() });
        }
        out::edit(&self.lock, &edits)?;
        fs::remove_file(self.root().join(UNDO)).map_err(|error| {
            MachineError::io("remove this file", self.root().join(UNDO), &error)
        })?;
        for edit in self.record.edits.iter_mut().filter(|edit| undo.edits.contains(&edit.id)) {
            edit.applied = None;
        }
        self.save(Vec::new())?;
        self.session.terminal.say(&format!("taken back: {}", undo.edits.join(", ")));
        Ok(())
    }
}
