//! `rapporteur edits`: what was edited in Word, and what becomes of it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::arguments;
use super::session::{NOTHING_WRITTEN, Outcome, Session, usage};
use crate::diagnostic::{Failure, MachineError, counted, did_you_mean};
use crate::docx;
use crate::edits::record::{self, Decision, Edit, Record, ReturnedFile};
use crate::edits::sheet::{self, Decided};
use crate::edits::{reply, target};
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::hash;
use crate::intake::sheet as cells;
use crate::out::{self, Lock};
use crate::pipeline::{self, Reviewed};

/// The folder in the output folder.
const FOLDER: &str = "edits";
/// What undoes the last application.
const UNDO: &str = "received/edits-undo.json";
/// The reason of errata that edits become, for readers, unless one is given.
const WHY: &str = "changed on review";

/// What undoes an application.
#[derive(Serialize, Deserialize)]
struct Undo {
    /// The names of the edits.
    edits: Vec<String>,
    /// Each file with its text before, or `None` if it was new, and its hash after.
    files: BTreeMap<String, (Option<String>, String)>,
}

/// A project with its record of edits.
struct Review<'a> {
    session: &'a Session<'a>,
    lock: Lock,
    record: Record,
    /// The hash of the record as it was read; `None` if there was none.
    before: Option<String>,
}

/// Reads documents, applies edits, undoes that, or writes a reply.
pub(super) fn edits(session: &Session<'_>, asked: &arguments::Edits) -> Outcome {
    let root = session.project()?;
    let lock = session.lock(&root)?;
    let text = match files::read(&root, record::FILE, LARGEST_OUTPUT) {
        Ok(bytes) => Some(bytes),
        Err(unread) if unread.is_missing() => None,
        Err(unread) => return Err(unread.into()),
    };
    let before = text.as_deref().map(hash);
    let text = text.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let record = Record::read(&text).map_err(|why| {
        MachineError::at(root.join(record::FILE), format!("this record can't be read: {why}"))
    })?;
    let mut review = Review { session, lock, record, before };
    match asked {
        arguments::Edits { undo: true, .. } => review.undo(),
        arguments::Edits { reply: Some(to), .. } => review.reply(to.as_deref()),
        arguments::Edits { apply: true, files, why, .. } => {
            review.apply(files, why.as_deref().unwrap_or(WHY))
        }
        arguments::Edits { files, edition, by, .. } => {
            let indices = match files.is_empty() {
                true => (0..review.record.edits.len()).collect(),
                false => review.read(files, edition.as_deref(), by.as_deref())?,
            };
            review.show(&indices)
        }
    }
}

impl Review<'_> {
    fn root(&self) -> &Path {
        self.lock.folder()
    }

    /// Finds the report that a document is a copy of.
    fn reviewed(
        &self,
        returned: Option<&docx::Document>,
        edition: Option<&str>,
    ) -> Outcome<Reviewed> {
        let reviewed = Reviewed::load(self.root(), &self.session.options()?, returned, edition)?;
        reviewed.map_err(|faulty| self.session.at_fault(&faulty, NOTHING_WRITTEN))
    }

    /// Takes in documents; returns the indices of their edits.
    fn read(
        &mut self,
        paths: &[String],
        edition: Option<&str>,
        by: Option<&str>,
    ) -> Outcome<Vec<usize>> {
        let mut indices = Vec::new();
        let mut kept = Vec::new();
        for path in paths {
            let path = Path::new(path);
            let bytes = files::read_at(path, LARGEST_OUTPUT)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let returned = read_document(&name, &bytes)?;
            let reviewed = self.reviewed(Some(&returned), edition)?;
            let changes = reviewed.changes(&returned);
            let actions = reviewed.actions(&changes);
            let found = reviewed.describe(&returned, &changes, &actions);
            let file =
                super::receive::free_path(self.root(), &format!("received/{name}"), &bytes, &kept);
            let by = by.unwrap_or_default().to_owned();
            let document =
                ReturnedFile { file: file.clone(), edition: reviewed.edition.clone(), by };
            let of = match reviewed.edition.as_str() {
                "" => "the report as it is built now".to_owned(),
                id => format!("edition `{id}`"),
            };
            self.session
                .terminal
                .say(&format!("{name}: a copy of {of}, {}", counted(found.len(), "edit", "edits")));
            indices.extend(self.record.add(document, found));
            kept.push((file, bytes));
        }
        indices.sort_unstable();
        indices.dedup();
        self.save(kept.into_iter().filter(|(file, _)| !self.root().join(file).exists()).collect())?;
        Ok(indices)
    }

    /// Writes the record, and other files of the project.
    fn save(&mut self, others: Vec<(String, Vec<u8>)>) -> Outcome {
        let text = self.record.text().into_bytes();
        let now = hash(&text);
        let mut changed: Vec<out::Edit<'_>> = others
            .iter()
            .map(|(name, after)| out::Edit { name, before: None, after: after.clone() })
            .collect();
        if self.before.as_ref() != Some(&now) {
            changed.push(out::Edit {
                name: record::FILE,
                before: self.before.as_deref(),
                after: text,
            });
        }
        if !changed.is_empty() {
            out::edit(&self.lock, &changed)?;
        }
        self.before = Some(now);
        Ok(())
    }

    /// Prints edits, and writes the sheet for decisions.
    fn show(&self, indices: &[usize]) -> Outcome {
        let edits: Vec<&Edit> = indices.iter().map(|index| &self.record.edits[*index]).collect();
        self.session.terminal.items(&edits, |_| edits.iter().map(|edit| human(edit)).collect());
        if edits.is_empty() {
            self.session.terminal.say("no edits");
            return Ok(());
        }
        let folder = self.session.output_folder(self.root())?;
        let sheet = format!("{FOLDER}/edits.xlsx");
        let files = [(sheet.clone(), sheet::sheet(self.record.edits.iter()))];
        let path = folder.join(&sheet);
        let message = format!(
            "{}: to decide in; then: rapporteur edits --apply {}",
            path.display(),
            path.display()
        );
        self.session.write(&folder, &files, &message)
    }

    /// Takes the decisions of a sheet, or accepts edits by name, and applies what is accepted.
    fn apply(&mut self, asked: &[String], why: &str) -> Outcome {
        for decided in self.decided(asked)? {
            let edit = self.record.edits.iter_mut().find(|edit| edit.id == decided.id);
            let edit = edit.expect("decisions are about known edits");
            if edit.applied.is_none() {
                (edit.decision, edit.words, edit.reason) =
                    (decided.decision, decided.words, decided.reason);
            }
        }
        let is_open =
            |edit: &Edit| edit.decision.is_some_and(Decision::is_applied) && edit.applied.is_none();
        let mut undo = Undo { edits: Vec::new(), files: BTreeMap::new() };
        let mut changed = BTreeMap::new();
        let mut lines = Vec::new();
        let editions: Vec<String> =
            self.record.documents.iter().map(|one| one.edition.clone()).collect();
        for (document, edition) in self.record.documents.clone().iter().zip(editions) {
            let open: Vec<usize> = (0..self.record.edits.len())
                .filter(|index| {
                    let edit = &self.record.edits[*index];
                    is_open(edit) && edit.files.first() == Some(&document.file)
                })
                .collect();
            if open.is_empty() {
                continue;
            }
            if !changed.is_empty() {
                lines
                    .push(format!("{}: apply again for the edits of this document", document.file));
                break;
            }
            let bytes = files::read(self.root(), &document.file, LARGEST_OUTPUT)?;
            let returned = read_document(&document.file, &bytes)?;
            let reviewed = self.reviewed(Some(&returned), Some(&edition))?;
            let changes = reviewed.changes(&returned);
            let known = reviewed.describe(&returned, &changes, &reviewed.actions(&changes));
            let wanted = open.iter().filter_map(|index| {
                let edit = &self.record.edits[*index];
                let at = known.iter().position(|known| known.is_same(edit))?;
                let mut change = changes[at].clone();
                change.after = edit.wanted().to_owned();
                Some((*index, change))
            });
            let (indices, wanted): (Vec<usize>, Vec<_>) = wanted.unzip();
            let actions = reviewed.actions(&wanted);
            let (mut made, mut targets) = (Vec::new(), Vec::new());
            for (index, action) in indices.iter().zip(&actions) {
                let edit = &self.record.edits[*index];
                match target(action) {
                    Some(target) => {
                        made.push(*index);
                        targets.push(target);
                    }
                    None => lines.push(format!(
                        "{}: not applied: {} {}",
                        edit.id, edit.action, edit.because
                    )),
                }
            }
            let applied = reviewed.apply(self.root(), &targets, why)?;
            for refused in &applied.refused {
                lines.push(format!(
                    "{}: not applied: {}",
                    self.record.edits[made[refused.target]].id, refused.why
                ));
            }
            let today = self.session.today()?;
            for (at, index) in made.iter().enumerate() {
                if applied.refused.iter().all(|refused| refused.target != at) {
                    let edit = &mut self.record.edits[*index];
                    edit.applied = Some(today);
                    lines.push(format!(
                        "{}: applied in {}:{}",
                        edit.id, targets[at].file, targets[at].line
                    ));
                    undo.edits.push(edit.id.clone());
                }
            }
            for file in applied.files {
                undo.files.insert(file.name.clone(), (file.before, hash(file.after.as_bytes())));
                changed.insert(file.name, file.after);
            }
        }
        if !changed.is_empty() {
            let json = serde_json::to_string_pretty(&undo).expect("texts by name") + "\n";
            let before: BTreeMap<&String, Option<String>> = undo
                .files
                .iter()
                .map(|(name, (before, _))| {
                    (name, before.as_ref().map(|text| hash(text.as_bytes())))
                })
                .collect();
            let known = files::read(self.root(), UNDO, LARGEST_OUTPUT).ok().as_deref().map(hash);
            let mut edits: Vec<out::Edit<'_>> = changed
                .iter()
                .map(|(name, after)| out::Edit {
                    name,
                    before: before[name].as_deref(),
                    after: after.clone().into_bytes(),
                })
                .collect();
            edits.push(out::Edit {
                name: UNDO,
                before: known.as_deref(),
                after: json.into_bytes(),
            });
            out::edit(&self.lock, &edits)?;
        }
        self.save(Vec::new())?;
        self.session
            .terminal
            .print(&lines.iter().map(|line| format!("{line}\n")).collect::<String>());
        let count = counted(undo.edits.len(), "edit", "edits");
        let files = counted(undo.files.len(), "file", "files");
        self.session.terminal.say(&format!(
            "{count} applied in {files}; to take them back: rapporteur edits --undo"
        ));
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
    fn undo(&mut self) -> Outcome {
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
        std::fs::remove_file(self.root().join(UNDO)).map_err(|error| {
            MachineError::io("remove this file", self.root().join(UNDO), &error)
        })?;
        for edit in self.record.edits.iter_mut().filter(|edit| undo.edits.contains(&edit.id)) {
            edit.applied = None;
        }
        self.save(Vec::new())?;
        self.session.terminal.say(&format!("taken back: {}", undo.edits.join(", ")));
        Ok(())
    }

    /// Writes the reply to a reviewer, or to all, as a Word document and a text.
    fn reply(&self, to: Option<&str>) -> Outcome {
        let is_theirs = |edit: &&Edit| match to {
            None => true,
            Some(to) => {
                edit.authors().contains(&to) || edit.comments.iter().any(|comment| comment.by == to)
            }
        };
        let edits: Vec<&Edit> = self.record.edits.iter().filter(is_theirs).collect();
        if edits.is_empty() {
            let names = self.record.edits.iter().flat_map(Edit::authors);
            let known =
                did_you_mean(to.unwrap_or_default(), names, || "no edits came back yet".to_owned());
            return Err(usage(format!("there is no edit to reply to; {known}")));
        }
        let reviewed = self.reviewed(None, None)?;
        let (_, report) = reviewed.now();
        let about = &report.document.about;
        let document = reply::document(&edits, to, about, &report.words);
        let word = pipeline::reply(&document, report, &self.session.options()?);
        let text = reply::text(&edits, to, about, &report.words);
        let initials = to.map_or_else(
            || "joint".to_owned(),
            |to| to.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "-"),
        );
        let name = format!("{FOLDER}/reply-{initials}");
        let files = [(format!("{name}.docx"), word), (format!("{name}.txt"), text.into_bytes())];
        let folder = self.session.output_folder(self.root())?;
        let message = format!(
            "{}: the reply to {}",
            folder.join(&files[0].0).display(),
            counted(edits.len(), "edit", "edits")
        );
        self.session.write(&folder, &files, &message)
    }
}

fn read_document(name: &str, bytes: &[u8]) -> Outcome<docx::Document> {
    Ok(docx::read(name, bytes).map_err(|error| Failure::Input(vec![error]))?)
}

/// An edit, for people.
fn human(edit: &Edit) -> String {
    let Edit { id, place, kind, context, after, action, because, conflicts, comments, .. } = edit;
    let by = edit.authors().join(", ");
    let mut text = format!("{id}  {kind}{}{}\n", if by.is_empty() { "" } else { ", " }, by);
    text += &format!(
        "    {}{}\n",
        if place.is_empty() { "" } else { place },
        if edit.section.is_empty() {
            String::new()
        } else {
            format!(" (under “{}”)", edit.section)
        }
    );
    text += &format!("    {context}\n");
    if !after.is_empty() {
        text += &format!("    → {after}\n");
    }
    comments.iter().for_each(|comment| text += &format!("    {}: {}\n", comment.by, comment.text));
    let because = if because.is_empty() { String::new() } else { format!(": {because}") };
    text += &format!("    {action}{because}\n");
    if !conflicts.is_empty() {
        text += &format!("    differs from {}\n", conflicts.join(", "));
    }
    if let Some(decision) = edit.decision {
        let applied = edit.applied.map_or_else(String::new, |day| format!(", applied on {day}"));
        text += &format!("    {}{applied}\n", decision.name());
    }
    text
}
