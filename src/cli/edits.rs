//! `rapporteur edits`: what was edited in Word, and what becomes of it.

use std::path::Path;

use super::arguments;
use super::diff::issued;
use super::receive::free_path;
use super::session::{EarlyExit, NOTHING_WRITTEN, Outcome, Session, usage};
use crate::diagnostic::{Failure, MachineError, Severity, Sources, counted, did_you_mean};
use crate::docx;
use crate::edits::record::{self, ReviewRecord};
use crate::edits::reply::Reply;
use crate::edits::{Mark, ReviewEdit, sheet};
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::hash;
use crate::out::{self, Edit, Lock};
use crate::pipeline::{self, Reviewed, Subject};
use crate::text::hyphenated;

mod apply;

/// The sheet for decisions, in the output folder.
const SHEET: &str = "edits/edits.xlsx";

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
    let arguments::Edits { files, edition, by, apply, undo, reply, .. } = asked;
    match reply {
        Some(to) => review.reply(to.as_deref()),
        None if *undo => review.undo(),
        None if *apply => review.apply(asked),
        None if files.is_empty() => {
            review.show(&(0..review.record.edits.len()).collect::<Vec<_>>())
        }
        None => {
            let found = review.read(files, edition.as_deref(), by.as_deref(), false)?;
            review.show(&found)
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
        let record = toml::from_str(&String::from_utf8_lossy(&text.unwrap_or_default()));
        let record = record.map_err(|why| {
            let path = lock.folder().join(record::FILE);
            MachineError::at(path, format!("this record can't be read: {why}"))
        })?;
        Ok(Review { session, lock, record, before })
    }

    fn root(&self) -> &Path {
        self.lock.folder()
    }

    /// An edition by its id; with an empty one, the report as it is built now.
    fn edition(&self, id: &str) -> Outcome<Subject> {
        if id.is_empty() {
            return Ok(Subject::Now);
        }
        let edition = issued(self.root(), id)?;
        Ok(Subject::Edition(
            edition.map_err(|known| usage(format!("there is no edition `{id}`; {known}")))?,
        ))
    }

    /// A report beside the project.
    fn reviewed(&self, base: Subject) -> Outcome<Reviewed> {
        Ok(Reviewed::new(self.session.load(self.root(), [base, Subject::Now])?))
    }

    /// Takes in documents; returns the indices of their edits.
    fn read(
        &mut self,
        paths: &[String],
        edition: Option<&str>,
        by: Option<&str>,
        sent: bool,
    ) -> Outcome<Vec<usize>> {
        let (mut indices, mut kept) = (Vec::new(), Vec::new());
        for path in paths.iter().map(Path::new) {
            let bytes = files::read_at(path, LARGEST_OUTPUT)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let returned = docx::read(&name, &bytes)?;
            let base = match edition {
                Some(id) => self.edition(id)?,
                None => {
                    let options = self.session.options()?;
                    pipeline::edited_report(self.root(), &options, &name, &returned)?
                }
            };
            let of = match &base {
                Subject::Edition(edition) => format!("edition `{}`", edition.id),
                _ => "the report as it is built now".to_owned(),
            };
            let mut found = self.reviewed(base)?.edits(&returned);
            let count = counted(found.len(), "edit", "edits");
            self.session.terminal.say(&format!("{name}: a copy of {of}, {count}"));
            let file = free_path(self.root(), &format!("received/{name}"), &bytes, &kept);
            for edit in &mut found {
                edit.files.push(file.clone());
                edit.sent = sent;
                if edit.change.marks.is_empty() {
                    let mark = |author: &str| Mark { author: author.to_owned(), date: None };
                    edit.change.marks.extend(by.map(mark));
                }
            }
            indices.extend(self.record.add(found));
            kept.push((file, bytes));
        }
        indices.sort_unstable();
        indices.dedup();
        kept.retain(|(file, _)| !self.root().join(file).exists());
        let new =
            kept.iter().map(|(name, bytes)| Edit { name, before: None, after: bytes.clone() });
        self.save(new.collect())?;
        Ok(indices)
    }

    /// Writes the record with changes to other files, all or none.
    fn save(&mut self, changes: Vec<Edit<'_>>) -> Outcome {
        let after = self.record.text().into_bytes();
        let now = hash(&after);
        let before = self.before.as_deref();
        let record = (before != Some(&now)).then_some(Edit { name: record::FILE, before, after });
        out::edit(&self.lock, &changes.into_iter().chain(record).collect::<Vec<_>>())?;
        self.before = Some(now);
        Ok(())
    }

    /// Prints edits, and writes the sheet for decisions. Those in the sheet that it replaces are kept.
    fn show(&mut self, indices: &[usize]) -> Outcome {
        let folder = self.session.output_folder(self.root())?;
        let path = folder.join(SHEET);
        if path.is_file()
            && let Ok(decided) = self.decided_in(&path.to_string_lossy())
        {
            self.take(decided, |edit| edit.decided.decision.is_none());
            self.save(Vec::new())?;
        }
        let edits: Vec<&ReviewEdit> =
            indices.iter().map(|index| &self.record.edits[*index]).collect();
        self.session.terminal.items(&edits, |_| edits.iter().map(|edit| human(edit)).collect());
        if edits.is_empty() {
            self.session.terminal.say("no edits");
            return Ok(());
        }
        let files = [(SHEET.to_owned(), sheet::sheet(&self.record.edits))];
        let path = path.display();
        let message = format!("{path}: to decide in; then: rapporteur edits --apply {path}");
        self.session.write(&folder, &files, &message)
    }

    /// Writes the reply to a reviewer, or to all, as a Word document and a text.
    fn reply(&self, to: Option<&str>) -> Outcome {
        let came_back = || self.record.edits.iter().filter(|edit| !edit.sent);
        let is_theirs = |edit: &&ReviewEdit| to.is_none_or(|to| edit.people().any(|one| one == to));
        let edits: Vec<&ReviewEdit> = came_back().filter(is_theirs).collect();
        if edits.is_empty() {
            let names = came_back().flat_map(ReviewEdit::people);
            let none = || "no edits came back yet".to_owned();
            let known = did_you_mean(to.unwrap_or_default(), names, none);
            return Err(usage(format!("there is no edit to reply to; {known}")));
        }
        let options = self.session.options()?;
        let composed = pipeline::compose(self.root(), &options.scope)?;
        let Some(report) = &composed.report else {
            return Err(self.session.at_fault(&composed, NOTHING_WRITTEN));
        };
        let count = counted(edits.len(), "edit", "edits");
        let reply = Reply { edits, to, about: &report.document.about, words: &report.words };
        let word = pipeline::reply(&reply.document(), report, &options);
        let name = hyphenated(&to.unwrap_or("joint").to_lowercase());
        let files = [("docx", word), ("txt", reply.text().into_bytes())];
        let files = files.map(|(ending, bytes)| (format!("edits/reply-{name}.{ending}"), bytes));
        let folder = self.session.output_folder(self.root())?;
        let message = format!("{}: the reply to {count}", folder.join(&files[0].0).display());
        self.session.write(&folder, &files, &message)
    }
}

/// An edit, for people.
fn human(edit: &ReviewEdit) -> String {
    let [id, by, change, place, text, new, comments, possible, decision, ..] = sheet::row(edit);
    let after = |before: &str, text: &str| match text.trim() {
        "" => String::new(),
        text => format!("{before}{text}"),
    };
    let applied = edit.applied.map_or_else(String::new, |day| format!(", applied on {day}"));
    let mut lines = vec![
        format!("{id}  {change}{}", after(", by ", &by)),
        place,
        text,
        after("→ ", &new),
        comments.replace('\n', "\n    "),
        possible,
        after("differs from ", &edit.conflicts.join(", ")),
        decision + &applied,
    ];
    lines.retain(|line| !line.is_empty());
    lines.join("\n    ") + "\n"
}
