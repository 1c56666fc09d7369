//! `rapporteur edits`: what was edited in Word, and what becomes of it.

use std::path::Path;

use super::arguments;
use super::diff::issued;
use super::session::{EarlyExit, NOTHING_WRITTEN, Outcome, Session, usage};
use crate::diagnostic::{Failure, MachineError, Severity, Sources, counted, did_you_mean};
use crate::docx;
use crate::edits::record::{self, ReturnedFile, ReviewEdit, ReviewRecord};
use crate::edits::{reply, sheet};
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::hash;
use crate::out::{self, Lock};
use crate::pipeline::{self, Reviewed};

mod apply;

/// The folder in the output folder.
const FOLDER: &str = "edits";
/// The reason of errata that edits become, for readers, unless one is given.
const WHY: &str = "changed on review";

/// A project with its record of edits.
struct Review<'a> {
    session: &'a Session<'a>,
    lock: Lock,
    record: ReviewRecord,
    /// The hash of the record as it was read; `None` if there was none.
    before: Option<String>,
}

/// Reads documents, applies edits, undoes that, or writes a reply.
pub(super) fn edits(session: &Session<'_>, asked: &arguments::Edits) -> Outcome {
    let mut review = Review::open(session, session.lock(&session.project()?)?)?;
    let arguments::Edits { files, edition, by, apply, why, undo, reply } = asked;
    if let Some(id) = edition {
        let found = issued(review.root(), id)?;
        found.map_err(|known| usage(format!("there is no edition `{id}`; {known}")))?;
    }
    match reply {
        Some(to) => review.reply(to.as_deref()),
        None if *undo => review.undo(),
        None if *apply => review.apply(files, why.as_deref().unwrap_or(WHY)),
        None => {
            let all = (0..review.record.edits.len()).collect();
            let read = |review: &mut Review<'_>| {
                review.read(files, edition.as_deref(), by.as_deref(), false)
            };
            let indices = if files.is_empty() { all } else { read(&mut review)? };
            review.show(&indices)
        }
    }
}

/// Lists what was edited by hand in the Word document that an edition was sent as.
pub(super) fn sent(session: &Session<'_>, lock: Lock, path: &Path, edition: &str) -> Outcome {
    let mut review = Review::open(session, lock)?;
    match review.read(&[path.to_string_lossy().into_owned()], Some(edition), None, true) {
        Ok(indices) => review.show(&indices),
        // The edition is kept: a document that can't be read is no failure.
        Err(EarlyExit::Failed(Failure::Input(mut found))) => {
            found.iter_mut().for_each(|one| one.severity = Severity::Warning);
            session.terminal.diagnostics(&Sources::default(), &found);
            Ok(())
        }
        Err(other) => Err(other),
    }
}

impl<'a> Review<'a> {
    /// Reads the record of a locked project.
    fn open(session: &'a Session<'a>, lock: Lock) -> Outcome<Self> {
        let text = match files::read(lock.folder(), record::FILE, LARGEST_OUTPUT) {
            Ok(bytes) => Some(bytes),
            Err(unread) if unread.is_missing() => None,
            Err(unread) => return Err(unread.into()),
        };
        let before = text.as_deref().map(hash);
        let record = ReviewRecord::read(&String::from_utf8_lossy(&text.unwrap_or_default()));
        let record = record.map_err(|why| {
            let path = lock.folder().join(record::FILE);
            MachineError::at(path, format!("this record can't be read: {why}"))
        })?;
        Ok(Review { session, lock, record, before })
    }

    fn root(&self) -> &Path {
        self.lock.folder()
    }

    /// Finds the report that a document is a copy of.
    fn reviewed(
        &self,
        returned: Option<(&str, &docx::Document)>,
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
        sent: bool,
    ) -> Outcome<Vec<usize>> {
        let mut indices = Vec::new();
        let mut kept = Vec::new();
        for path in paths {
            let path = Path::new(path);
            let bytes = files::read_at(path, LARGEST_OUTPUT)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let returned = read_document(&name, &bytes)?;
            let reviewed = self.reviewed(Some((&name, &returned)), edition)?;
            let changes = reviewed.changes(&returned);
            let actions = reviewed.actions(&changes);
            let found = reviewed.describe(&returned, &changes, &actions);
            let file =
                super::receive::free_path(self.root(), &format!("received/{name}"), &bytes, &kept);
            let by = by.unwrap_or_default().to_owned();
            let document =
                ReturnedFile { file: file.clone(), edition: reviewed.edition.clone(), by, sent };
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

    /// Prints edits, and writes the sheet for decisions. Those in the sheet that it replaces are kept.
    fn show(&mut self, indices: &[usize]) -> Outcome {
        let folder = self.session.output_folder(self.root())?;
        let sheet = format!("{FOLDER}/edits.xlsx");
        let path = folder.join(&sheet);
        if path.is_file()
            && let Ok(decided) = self.decided(&[path.to_string_lossy().into_owned()])
        {
            self.take(decided, |edit| edit.decision.is_none());
            self.save(Vec::new())?;
        }
        let edits: Vec<&ReviewEdit> =
            indices.iter().map(|index| &self.record.edits[*index]).collect();
        self.session.terminal.items(&edits, |_| edits.iter().map(|edit| human(edit)).collect());
        if edits.is_empty() {
            self.session.terminal.say("no edits");
            return Ok(());
        }
        let files = [(sheet, sheet::sheet(self.record.edits.iter()))];
        let message = format!(
            "{}: to decide in; then: rapporteur edits --apply {}",
            path.display(),
            path.display()
        );
        self.session.write(&folder, &files, &message)
    }

    /// Writes the reply to a reviewer, or to all, as a Word document and a text.
    fn reply(&self, to: Option<&str>) -> Outcome {
        let is_theirs = |edit: &&ReviewEdit| match to {
            None => true,
            Some(to) => {
                edit.authors().contains(&to) || edit.comments.iter().any(|comment| comment.by == to)
            }
        };
        let documents = &self.record.documents;
        let sent: Vec<&String> =
            documents.iter().filter(|one| one.sent).map(|one| &one.file).collect();
        let came_back = |edit: &&ReviewEdit| edit.files.iter().any(|file| !sent.contains(&file));
        let edits = self.record.edits.iter().filter(came_back).filter(is_theirs);
        let edits: Vec<&ReviewEdit> = edits.collect();
        if edits.is_empty() {
            let names = self.record.edits.iter().flat_map(|edit| {
                edit.authors().into_iter().chain(edit.comments.iter().map(|one| one.by.as_str()))
            });
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
        let to = to.unwrap_or("joint").to_lowercase();
        let to = to.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let name = format!("{FOLDER}/reply-{}", to.collect::<Vec<_>>().join("-"));
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
fn human(edit: &ReviewEdit) -> String {
    let ReviewEdit { id, place, section, context, after, conflicts, .. } = edit;
    let mut lines = vec![[edit.kind.name(), &edit.details].join(" ").trim_end().to_owned()];
    lines[0] = format!("{id}  {}", lines[0]);
    let by = edit.authors().join(", ");
    if !by.is_empty() {
        lines[0] += &format!(", by {by}");
    }
    let under = format!("{place} (under “{section}”)");
    let place = if section.is_empty() { place } else { under.trim_start() };
    lines.extend((!place.is_empty()).then(|| place.to_owned()));
    lines.push(context.clone());
    lines.extend((!after.trim().is_empty()).then(|| format!("→ {after}")));
    lines.extend(edit.comments.iter().map(|comment| format!("{}: {}", comment.by, comment.text)));
    lines.push(edit.possible());
    if !conflicts.is_empty() {
        lines.push(format!("differs from {}", conflicts.join(", ")));
    }
    if let Some(decision) = edit.decision {
        let applied = edit.applied.map(|day| format!(", applied on {day}"));
        lines.push(format!("{}{}", decision.name(), applied.unwrap_or_default()));
    }
    lines.join("\n    ") + "\n"
}
