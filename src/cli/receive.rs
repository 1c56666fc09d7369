//! `rapporteur receive`: takes in files that respondents or form tools send.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use serde::Serialize;

use super::arguments::Receive;
use super::session::{NOTHING_WRITTEN, Outcome, Session, usage};
use crate::diagnostic::{counted, in_backticks};
use crate::figure::Key;
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::{Corrections, Inputs, hash};
use crate::intake::mapping::{self, Export};
use crate::intake::sheet::{self, Sheet};
use crate::intake::{self, AnswerValue, Import, ImportAction, ReceivedFile, Record, ResponseFile};
use crate::model::{self, ReportOptions, Survey};
use crate::out::{self, Edit};
use crate::pipeline::Options;
use crate::questionnaire::Questionnaire;
use crate::{scaffold, words};

mod agreed;
mod document;

/// Reads the files, writes what they answer into data/responses/, and keeps them in received/.
pub(super) fn receive(session: &Session<'_>, asked: &Receive) -> Outcome {
    let root = session.project()?;
    let day = asked.received.map_or_else(|| session.today(), Ok)?;
    let lock = session.lock(&root)?;
    let scope = ReportOptions { with_pending: true, ..ReportOptions::default() };
    let (inputs, survey) = session.survey(&root, Corrections::None, &scope)?;
    let named = asked.key.as_deref().map(|key| respondent(&survey, key)).transpose()?;
    let (exports, found) = mapping::read(&inputs.sources, &survey);
    session.stop_at_errors(&inputs.sources, &found)?;
    let (words, found) = words::read(&inputs.sources);
    let words =
        words.ok_or_else(|| session.at_fault_in(&inputs.sources, &found, NOTHING_WRITTEN))?;
    let mut reception = Reception {
        root: &root,
        inputs: &inputs,
        survey: &survey,
        questionnaire: Questionnaire::new(&survey, &words),
        named,
        day,
        amends: asked.amends,
        options: &session.options()?,
        files: BTreeMap::new(),
        originals: Vec::new(),
        lines: Vec::new(),
    };
    for path in &asked.files {
        let bytes = files::read_at(path, LARGEST_OUTPUT)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let sha256 = hash(&bytes);
        let kept_path = reception.free_path(&format!("received/{name}"), &bytes);
        let original = ReceivedFile { path: kept_path, sha256, bytes };
        if !sheet::is_table(&name, &original.bytes) && !asked.map {
            let line = reception.document(&name, original)?;
            reception.lines.push(line);
            continue;
        }
        let separator = exports.first().and_then(|export| export.separator);
        let sheets = sheet::read(&name, original.bytes.clone(), separator)?;
        if !asked.map {
            reception.table(path, original, &exports, &sheets)?;
            continue;
        }
        let stem = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
        let proposed = intake::propose(stem, &survey, &sheets).ok_or_else(|| {
            usage(format!(
                "no column of `{name}` is called like a question or an option of the survey"
            ))
        })?;
        session.terminal.print(&format!("{proposed}\n"));
    }
    if asked.map {
        return Ok(());
    }
    let Reception { files, originals, lines, .. } = reception;
    if !files.is_empty() {
        // The project must have no fault with the new files.
        let sources = inputs.sources.with(&files);
        let (_, found) = model::read(&sources, &ReportOptions::default(), &[]);
        session.stop_at_errors(&sources, &found)?;
    }
    let texts = files.iter().map(|(path, text)| Edit::new(&inputs, path, text.as_str()));
    let kept = originals.iter().filter(|original| !root.join(&original.path).exists());
    let kept = kept.map(|original| Edit::new(&inputs, &original.path, &original.bytes[..]));
    out::edit(&lock, &texts.chain(kept).collect::<Vec<_>>())?;
    session.terminal.items(&lines, |_| table(&lines));
    session
        .terminal
        .say(&format!("{} written into data/responses/", counted(files.len(), "file", "files")));
    Ok(())
}

/// The respondent given by its key.
pub(super) fn respondent<'s>(survey: &'s Survey, key: &str) -> Outcome<&'s Key> {
    survey.mechanisms.get_key_value(key).map(|(key, _)| key).ok_or_else(|| {
        usage(format!(
            "there is no respondent `{key}`: rapporteur new response {key} --name \"…\" adds one"
        ))
    })
}

/// What is received into a project, and what is to be written.
struct Reception<'a> {
    root: &'a Path,
    inputs: &'a Inputs,
    survey: &'a Survey,
    questionnaire: Questionnaire,
    /// The respondent, if it was given.
    named: Option<&'a Key>,
    /// The day of records that have none.
    day: Date,
    amends: bool,
    options: &'a Options,
    /// The texts of response files, by path.
    files: BTreeMap<String, String>,
    /// The files to be kept in received/.
    originals: Vec<ReceivedFile>,
    lines: Vec<Line>,
}

impl Reception<'_> {
    /// Takes in the rows of a table.
    fn table(
        &mut self,
        path: &Path,
        original: ReceivedFile,
        exports: &[Export],
        sheets: &[Sheet],
    ) -> Outcome {
        let name = path.file_name().unwrap_or_default().display();
        let path = path.display();
        let export = intake::best_mapping(exports, sheets).ok_or_else(|| {
            usage(format!(
                "{} does not say how the columns of `{name}` become answers: rapporteur receive {path} --map > {}",
                mapping::FILE,
                mapping::FILE
            ))
        })?;
        let (records, left_out) = intake::records(export, self.survey, sheets).map_err(|missing| {
            usage(format!(
                "`{name}` has no column {}, which `{}` in {} reads; for a new form: rapporteur receive {path} --map",
                in_backticks(&missing).join(", "), export.name.value, mapping::FILE
            ))
        })?;
        self.lines.extend(left_out.into_iter().map(|(place, outcome)| Line::new(place, outcome)));
        let amends = self.amends || export.amends;
        let imports =
            intake::plan_imports(self.survey, &export.names, &records, self.named, amends);
        let mut is_imported = false;
        for import in &imports {
            let (line, is_added) = self.add(import, &original, None);
            self.lines.push(line);
            is_imported |= is_added;
        }
        let unread = intake::unread(export, sheets);
        if !unread.is_empty() {
            let unread = in_backticks(unread).join(", ");
            let outcome = format!("not read: {unread} (map them, or add them to `unread`)");
            self.lines.push(Line::new("columns", outcome));
        }
        self.originals.extend(is_imported.then_some(original));
        Ok(())
    }

    /// Adds the file of a new response or of an amendment, if the record is one; returns what became of it, and whether a
    /// file was added. `source_text` is the path of its text.
    fn add(
        &mut self,
        import: &Import<'_>,
        file: &ReceivedFile,
        source_text: Option<&str>,
    ) -> (Line, bool) {
        let mut line = line(import);
        let received = import.record.received.unwrap_or(self.day);
        let (key, amended, questions) = match (&import.key, &import.action) {
            (Some(key), ImportAction::New) => (key, None, None),
            (Some(key), ImportAction::Amends(ids)) => (key, Some(received), Some(&ids[..])),
            _ => return (line, false),
        };
        let path = scaffold::response_path(key, amended);
        if self.inputs.sources.find(&path).is_some() || self.files.contains_key(&path) {
            line.outcome = format!(
                "NOT taken in: {path} is there already; move it away, or take this in with `--amends` and another `--received`"
            );
            line.open.clear();
            return (line, false);
        }
        let response = ResponseFile {
            survey: self.survey,
            respondent_key: self.inputs.sources.respondent_key(),
            key,
            record: import.record,
            received,
            file,
            source_text,
            questions,
        };
        self.files.insert(path, response.text());
        (line, true)
    }

    /// This path, or the first numbered one, at which there is and will be no other content.
    fn free_path(&self, name: &str, bytes: &[u8]) -> String {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let numbered = (2..).map(|number: u32| format!("{stem}-{number}.{ending}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        let is_free = |name: &String| {
            let mut others = self.originals.iter().filter(|other| other.path == *name);
            let is_kept = match files::read(self.root, name, LARGEST_OUTPUT) {
                Ok(known) => known == bytes,
                Err(unread) => unread.is_missing(),
            };
            is_kept && others.all(|other| other.bytes == bytes)
        };
        names.find(is_free).expect("there are endless names")
    }
}

/// What became of a record, as it is printed.
#[derive(Debug, Default, Serialize)]
struct Line {
    /// Where it is in its file.
    place: String,
    /// The respondent: its key, or else its name in the file.
    respondent: String,
    /// What became of it.
    outcome: String,
    /// What was not understood, or differs.
    open: Vec<String>,
}

impl Line {
    fn new(place: impl Into<String>, outcome: impl Into<String>) -> Self {
        Line { place: place.into(), outcome: outcome.into(), ..Line::default() }
    }
}

/// What becomes of a record.
fn line(one: &Import<'_>) -> Line {
    let Record { place, name, answers, remarks, partial, .. } = one.record;
    let count = counted(answers.len(), "answer", "answers");
    let mut open: Vec<String> = Vec::new();
    let outcome = match &one.action {
        ImportAction::New if *partial => format!("new, not finished: {count}"),
        ImportAction::New => format!("new: {count}"),
        ImportAction::Amends(keys) => format!("amends {}", in_backticks(keys).join(", ")),
        ImportAction::Unchanged => "unchanged".to_owned(),
        ImportAction::Differs(before) => {
            let words = |given: Option<&AnswerValue>| {
                given.map_or_else(|| "not answered".to_owned(), AnswerValue::to_string)
            };
            let changes = before.iter().map(|(id, before)| {
                format!("{id}: {} → {}", words(before.as_ref()), words(answers.get(id)))
            });
            open.extend(changes);
            "NOT taken in, because it answers otherwise than before (`--amends` takes it as an amendment):".to_owned()
        }
        ImportAction::Unknown(near) => {
            let near = near.as_ref().map_or_else(String::new, |near| format!("; near: `{near}`"));
            format!(
                "NOT taken in, because no respondent has this name{near} (add it to `names` of the export)"
            )
        }
    };
    if !matches!(one.action, ImportAction::Unchanged) {
        open.extend(
            remarks
                .iter()
                .map(|remark| format!("{}: “{}” {}", remark.place, remark.found, remark.what)),
        );
    }
    let respondent = one.key.as_ref().map_or_else(|| name.clone(), Key::to_string);
    Line { place: place.clone(), respondent, outcome, open }
}

/// The lines as a table.
fn table(lines: &[Line]) -> String {
    let width = |text: fn(&Line) -> &str| {
        lines.iter().map(|line| text(line).chars().count()).max().unwrap_or(0)
    };
    let (place, respondent) = (width(|line| &line.place), width(|line| &line.respondent));
    let mut text = String::new();
    for line in lines {
        let Line { place: at, respondent: who, outcome, open } = line;
        text += &format!("{at:place$}  {who:respondent$}  {outcome}\n");
        open.iter().for_each(|open| text += &format!("    {open}\n"));
    }
    text
}
