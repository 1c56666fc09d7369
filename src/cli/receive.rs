//! `rapporteur receive`: takes in files that respondents or form tools send.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::arguments::Receive;
use super::session::{NOTHING_WRITTEN, Outcome, Session, usage};
use crate::diagnostic::{Failure, Sources, counted, has_errors, in_backticks};
use crate::figure::Key;
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::{Corrections, Inputs};
use crate::intake::{
    self, AnswerValue, Import, ImportAction, ReceivedFile, Record, ResponseFile, mapping, sheet,
};
use crate::model::{self, ReportOptions, Survey};
use crate::out::{self, Edit};
use crate::questionnaire::Questionnaire;
use crate::scaffold;
use crate::watchdog::{self, Step};
use crate::words;
use document::Documents;

mod agreed;
mod document;

/// Files to be written, by path.
type NewFiles = BTreeMap<String, String>;

/// Reads the files, writes what they answer into data/responses/, and keeps them in received/.
pub(super) fn receive(session: &Session<'_>, asked: &Receive) -> Outcome {
    let root = session.project()?;
    let today = session.today()?;
    let lock = session.lock(&root)?;
    let scope = ReportOptions { with_pending: true, ..ReportOptions::default() };
    let (inputs, survey) = session.survey(&root, Corrections::None, &scope)?;
    let named = asked.key.as_deref().map(|key| respondent(&survey, key)).transpose()?;
    let (exports, found) = mapping::read(&inputs.sources, &survey);
    if has_errors(&found) {
        return Err(session.at_fault_in(&inputs.sources, &found, NOTHING_WRITTEN));
    }
    let (words, found) = words::read(&inputs.sources);
    let Some(words) = words else {
        return Err(session.at_fault_in(&inputs.sources, &found, NOTHING_WRITTEN));
    };
    let documents = Documents {
        root: &root,
        inputs: &inputs,
        survey: &survey,
        asked: Questionnaire::new(&survey, &words),
        named,
        day: asked.received.unwrap_or(today),
        amends: asked.amends,
        options: &session.options()?,
    };
    let (mut files, mut originals, mut lines) = (NewFiles::new(), Vec::new(), Vec::new());
    for path in &asked.files {
        let original = received_file(&root, path, &originals)?;
        let name =
            path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        if !sheet::is_table(&name, &original.bytes) && !asked.map {
            let line = documents.receive(&name, original, &mut files, &mut originals)?;
            lines.push(line);
            continue;
        }
        let sheets = sheet::read(
            &name,
            original.bytes.clone(),
            exports.first().and_then(|export| export.separator),
        )
        .map_err(|error| Failure::Input(vec![error]))?;
        if asked.map {
            let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
            let proposed = intake::propose(stem, &survey, &sheets).ok_or_else(|| {
                usage(format!(
                    "no column of `{name}` is called like a question or an option of the survey"
                ))
            })?;
            session.terminal.print(&format!("{proposed}\n"));
            continue;
        }
        let Some(export) = intake::best_mapping(&exports, &sheets) else {
            return Err(usage(format!(
                "{} does not say how the columns of `{name}` become answers: rapporteur receive {} --map > {}",
                mapping::FILE,
                path.display(),
                mapping::FILE
            )));
        };
        let (records, left_out) = intake::records(export, &survey, &sheets).map_err(|missing| {
            usage(format!(
                "`{name}` has no column {}, which `{}` in {} reads; for a new form: rapporteur receive {} --map",
                in_backticks(&missing).join(", "), export.name.value, mapping::FILE, path.display()
            ))
        })?;
        let imports = intake::plan_imports(
            &survey,
            &export.names,
            &records,
            named,
            asked.amends || export.amends,
        );
        let left_out = left_out.into_iter();
        lines.extend(left_out.map(|(place, outcome)| Line { place, outcome, ..Line::default() }));
        let day = asked.received.unwrap_or(today);
        let mut is_imported = false;
        for import in &imports {
            let target = Target { inputs: &inputs, survey: &survey, file: &original, day };
            let is_added = target.add(&mut files, import, None);
            is_imported |= is_added == Ok(true);
            lines.push(is_added.map_or_else(|path| taken_path(import, &path), |_| line(import)));
        }
        let unread = intake::unread(export, &sheets);
        if !unread.is_empty() {
            let outcome = format!(
                "not read: {} (map them, or add them to `unread`)",
                in_backticks(unread).join(", ")
            );
            lines.push(Line { place: "columns".to_owned(), outcome, ..Line::default() });
        }
        if is_imported {
            originals.push(original);
        }
    }
    if asked.map {
        return Ok(());
    }
    if !files.is_empty() {
        check(session, &inputs, &files)?;
    }
    watchdog::begin(Step::Writing);
    let hash_of = |name: &String| inputs.hashes.get(name).map(String::as_str);
    let texts = files.iter().map(|(path, text)| (path, text.clone().into_bytes()));
    let kept = originals.iter().filter(|original| !root.join(&original.path).exists());
    let kept = kept.map(|original| (&original.path, original.bytes.clone()));
    let edits: Vec<Edit<'_>> = texts
        .chain(kept)
        .map(|(name, after)| Edit { name, before: hash_of(name), after })
        .collect();
    if !edits.is_empty() {
        out::edit(&lock, &edits)?;
    }
    session.terminal.items(&lines, || table(&lines));
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

/// Reads a file, and decides where it is kept: under its own name, unless another file has it.
fn received_file(root: &Path, path: &Path, planned: &[ReceivedFile]) -> Outcome<ReceivedFile> {
    let bytes = files::read_at(path, LARGEST_OUTPUT)?;
    let sha256 = format!("{:x}", Sha256::digest(&bytes));
    let name =
        path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let path = free_path(root, planned, &format!("received/{name}"), &bytes);
    Ok(ReceivedFile { path, sha256, bytes })
}

/// This path, or the first numbered one, at which there is and will be no other content.
fn free_path(root: &Path, planned: &[ReceivedFile], name: &str, bytes: &[u8]) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let names = (1..).map(|number: u32| match number {
        1 => name.to_owned(),
        number => format!("{stem}-{number}.{ending}"),
    });
    let mut free = names.filter(|name| {
        let mut others = planned.iter().filter(|other| other.path == *name);
        let is_kept = match files::read(root, name, LARGEST_OUTPUT) {
            Ok(known) => known == bytes,
            Err(unread) => unread.is_missing(),
        };
        is_kept && others.all(|other| other.bytes == bytes)
    });
    free.next().expect("there are endless names")
}

/// Where the records of a file are imported.
struct Target<'a> {
    inputs: &'a Inputs,
    survey: &'a Survey,
    file: &'a ReceivedFile,
    /// The day of records that have none.
    day: Date,
}

impl Target<'_> {
    /// Adds the file of a new response or of an amendment, and returns whether there is one;
    /// `source_text` is the path of its text.
    ///
    /// # Errors
    /// The path of the file, if there is one already.
    fn add(
        &self,
        files: &mut NewFiles,
        import: &Import<'_>,
        source_text: Option<&str>,
    ) -> Result<bool, String> {
        let received = import.record.received.unwrap_or(self.day);
        let (amended, questions) = match &import.action {
            ImportAction::New => (None, None),
            ImportAction::Amends(questions) => (Some(received), Some(&questions[..])),
            _ => return Ok(false),
        };
        let Some(key) = &import.key else { return Ok(false) };
        let path = scaffold::response_path(key, amended);
        if self.inputs.sources.find(&path).is_some() || files.contains_key(&path) {
            return Err(path);
        }
        let response = ResponseFile {
            survey: self.survey,
            respondent_key: self.inputs.sources.respondent_key(),
            key,
            record: import.record,
            received,
            file: self.file,
            source_text,
            questions,
        };
        files.insert(path, response.text());
        Ok(true)
    }
}

/// Checks that the project has no fault with the new files.
fn check(session: &Session<'_>, inputs: &Inputs, files: &NewFiles) -> Outcome {
    let mut sources = Sources::default();
    sources.noun = inputs.sources.noun.clone();
    for (_, source) in inputs.sources.iter().filter(|(_, source)| !files.contains_key(&source.name))
    {
        sources.add(&source.name, source.original());
    }
    for (path, text) in files {
        sources.add(path.clone(), text.clone());
    }
    let (_, found) = model::read(&sources, &ReportOptions::default(), &[]);
    match has_errors(&found) {
        true => Err(session.at_fault_in(&sources, &found, NOTHING_WRITTEN)),
        false => Ok(()),
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

/// The line of a record whose file would take the place of another.
fn taken_path(import: &Import<'_>, path: &str) -> Line {
    let outcome = format!(
        "NOT taken in: {path} is there already; move it away, or take this in with `--amends` and another `--received`"
    );
    Line { outcome, open: Vec::new(), ..line(import) }
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
