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
use crate::inputs::{self, Corrections, Inputs};
use crate::intake::{self, Fate, Given, Origin, Record, Taken, mapping, sheet};
use crate::model::{self, ReportOptions, Survey};
use crate::out::{self, Edit};
use crate::questionnaire::Questionnaire;
use crate::scaffold;
use crate::watchdog::{self, Step};
use crate::words;
use document::Documents;

mod agreed;
mod document;

/// A file that was received.
struct Original {
    /// Its path in the project.
    path: String,
    sha256: String,
    bytes: Vec<u8>,
}

/// Files to be written, by path.
type NewFiles = BTreeMap<String, String>;

/// Reads the files, writes what they answer into data/responses/, and keeps them in received/.
pub(super) fn receive(session: &Session<'_>, asked: &Receive) -> Outcome {
    let root = session.project()?;
    let today = session.today()?;
    let lock = session.lock(&root)?;
    let (inputs, mut diagnostics) = inputs::read(&root, Corrections::None)?;
    let (survey, found) = model::read(&inputs.sources, &ReportOptions::default(), &[]);
    diagnostics.extend(found);
    let Some(survey) = survey else {
        return Err(session.at_fault_in(&inputs.sources, &diagnostics, NOTHING_WRITTEN));
    };
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
        let original = original(&root, path, &originals)?;
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
        let Some(export) = intake::fitting(&exports, &sheets) else {
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
        let taken =
            intake::take(&survey, &export.names, &records, named, asked.amends || export.amends);
        let origin =
            Origin { file: original.path.clone(), sha256: original.sha256.clone(), text: None };
        for one in &taken {
            add(&mut files, &survey, &inputs, one, &origin, asked.received.unwrap_or(today));
        }
        let left_out = left_out.into_iter();
        lines.extend(left_out.map(|(place, outcome)| Line { place, outcome, ..Line::default() }));
        lines.extend(taken.iter().map(line));
        let unread = intake::unread(export, &sheets);
        if !unread.is_empty() {
            let outcome = format!(
                "not read: {} (map them, or add them to `unread`)",
                in_backticks(unread).join(", ")
            );
            lines.push(Line { place: "columns".to_owned(), outcome, ..Line::default() });
        }
        if taken.iter().any(|one| matches!(one.fate, Fate::New | Fate::Amends(_))) {
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
fn original(root: &Path, path: &Path, planned: &[Original]) -> Outcome<Original> {
    let bytes = files::read_at(path, LARGEST_OUTPUT)?;
    let sha256 = format!("{:x}", Sha256::digest(&bytes));
    let name =
        path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let path = free_path(root, planned, &format!("received/{name}"), &bytes);
    Ok(Original { path, sha256, bytes })
}

/// This path, or the first numbered one, at which there is and will be no other content.
fn free_path(root: &Path, planned: &[Original], name: &str, bytes: &[u8]) -> String {
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

/// Adds the file of a response or of an amendment.
fn add(
    files: &mut NewFiles,
    survey: &Survey,
    inputs: &Inputs,
    one: &Taken<'_>,
    origin: &Origin,
    day: Date,
) {
    let (Some(key), Fate::New | Fate::Amends(_)) = (&one.key, &one.fate) else { return };
    let received = one.record.received.unwrap_or(day);
    let (amended, wanted) = match &one.fate {
        Fate::Amends(questions) => (Some(received), Some(questions)),
        _ => (None, None),
    };
    let noun = inputs.sources.respondent_key();
    let is_wanted = |id: &Key| wanted.is_none_or(|wanted| wanted.contains(id));
    let text = intake::response(survey, (noun, key), one.record, Some(received), origin, is_wanted);
    files.insert(scaffold::response_path(key, amended), text);
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

fn line(one: &Taken<'_>) -> Line {
    let Record { place, name, answers, remarks, partial, .. } = one.record;
    let count = counted(answers.len(), "answer", "answers");
    let mut open: Vec<String> = Vec::new();
    let outcome = match &one.fate {
        Fate::New if *partial => format!("new, not finished: {count}"),
        Fate::New => format!("new: {count}"),
        Fate::Amends(keys) => format!("amends {}", in_backticks(keys).join(", ")),
        Fate::Unchanged => "unchanged".to_owned(),
        Fate::Differs(before) => {
            let words = |given: Option<&Given>| {
                given.map_or_else(|| "not answered".to_owned(), Given::to_string)
            };
            let changes = before.iter().map(|(id, before)| {
                format!("{id}: {} → {}", words(before.as_ref()), words(answers.get(id)))
            });
            open.extend(changes);
            "NOT taken in, because it answers otherwise than before (`--amends` takes it as an amendment):".to_owned()
        }
        Fate::Unknown(near) => {
            let near = near.as_ref().map_or_else(String::new, |near| format!("; near: `{near}`"));
            format!(
                "NOT taken in, because no respondent has this name{near} (add it to `names` of the export)"
            )
        }
    };
    if !matches!(one.fate, Fate::Unchanged) {
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
