//! `diff`: writes the differences between two reports as a note and a redline.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::session::{EarlyExit, Outcome, Session, check_text, subfolder, usage};
use crate::diagnostic::{Failure, MachineError, SourceKind, did_you_mean};
use crate::edition::{self, Edition};
use crate::files::{self, Files, LARGEST_OUTPUT};
use crate::inputs::{self, Corrections, hash};
use crate::out;
use crate::pipeline::{self, Comparison, Loaded, Subject};

/// The subfolder of the output folder for notes and redlines, to which every comparison adds its files.
const FOLDER: &str = "changes";
/// The list, in that folder, of what each file was made from: the hash of the inputs by file name.
const LIST: &str = ".rapporteur-made-from.json";

/// Compares two reports and reports the differences.
pub(super) fn diff(session: &Session<'_>, from: Option<&str>, to: &str, internal: bool) -> Outcome {
    let Session { common, terminal } = session;
    if common.as_of.is_some() || common.as_issued {
        return Err(usage(
            "say what to compare with `--from` and `--to`, such as `--to 2023-08-01`",
        ));
    }
    let to = subject(session, to)?;
    let from = from.map_or_else(|| last_edition(session), |from| subject(session, from))?;
    let subjects = [from, to];
    let root = match &subjects {
        [Subject::Project(_), Subject::Project(folder)] => folder.clone(),
        _ => session.project()?,
    };
    session.complete(&root)?;
    session.check_process(&root)?;
    let options = session.options()?;
    let progress = terminal.progress("comparing");
    let mut loaded = pipeline::load(&root, subjects, &options)?;
    if let Some(faulty) = loaded.iter().find(|loaded| loaded.composed.report.is_none()) {
        drop(progress);
        terminal.say(&format!("`{}` can't be compared:", faulty.subject.name()));
        let ended = session.at_fault(&faulty.composed, "nothing was compared");
        faulty.way_out().iter().for_each(|way_out| terminal.say(way_out));
        return Err(ended);
    }
    let names = pipeline::names(&loaded, internal);
    let compared = pipeline::compare(&mut loaded, &options, internal);
    drop(progress);
    let (files, outcome) = match compared {
        Ok(Comparison { changes, note, files }) => {
            terminal.items(&[changes], |_| note);
            (files, Ok(()))
        }
        Err(Failure::Machine(error)) => return Err(error.into()),
        Err(Failure::Input(found)) => {
            terminal.diagnostics(&loaded[1].composed.inputs.sources, &found);
            (Vec::new(), Err(EarlyExit::Reported))
        }
    };
    let folder = subfolder(&session.output_folder(&root)?, FOLDER)?;
    if !files.is_empty() || folder.is_dir() {
        write(session, (&root, &folder), &names, files, &loaded)?;
    }
    outcome
}

/// Writes the `files` of a comparison into the folder and removes outdated ones of earlier runs. A file is outdated if the
/// project at `root` has changed since, or if this comparison could have written it (it is in `names`) but has no content
/// for it. Files that are not listed or that a person changed stay.
fn write(
    session: &Session<'_>,
    (root, folder): (&Path, &Path),
    names: &[String; 4],
    mut files: Files,
    loaded: &[Loaded; 2],
) -> Outcome {
    let terminal = session.terminal;
    let lock = session.lock(folder)?;
    let list = files::read(folder, LIST, LARGEST_OUTPUT).unwrap_or_default();
    let mut list: BTreeMap<String, String> = serde_json::from_slice(&list).unwrap_or_default();
    let shown: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    let current @ [of_project, of_omissions] = &made_from(root)?;
    let is_outdated = |name: &String, from: &mut String| {
        !shown.contains(name) && (names.contains(name) || !current.contains(from))
    };
    let (mut removed, mut outdated) = (Vec::new(), Vec::new());
    for (name, _) in list.extract_if(.., is_outdated) {
        if folder.join(&name).exists() {
            let is_removed = out::remove(&lock, &name)?;
            if is_removed { &mut removed } else { &mut outdated }.push(name);
        }
    }
    if shown.is_empty() && removed.is_empty() && outdated.is_empty() {
        return Ok(());
    }
    let own = if loaded.iter().all(|one| one.subject.edition().is_some()) {
        of_omissions
    } else {
        of_project
    };
    list.extend(shown.iter().map(|name| (name.clone(), own.clone())));
    let json = serde_json::to_vec_pretty(&list).expect("a list is strings");
    files.push((LIST.to_owned(), json));
    let written = out::write(&lock, &files, &BTreeMap::new())?;
    if !shown.is_empty() {
        terminal.say(&format!("\nwritten to {}:\n  {}", folder.display(), shown.join("\n  ")));
        session.say_moved_aside(folder, &written);
        let [.., redline] = names;
        if !shown.contains(redline) {
            terminal.say("no redline: it would give away what one or two respondents answered");
        }
    }
    let say = |done: &str, why: &str, names: &[String]| {
        if !names.is_empty() {
            let (folder, names) = (folder.display(), names.join("\n  "));
            terminal.say(&format!("\n{done} {folder}, because {why}:\n  {names}"));
        }
    };
    say("removed from", "it is out of date", &removed);
    say("left in", "somebody changed it, though it is out of date", &outdated);
    Ok(())
}

/// The hashes of the project, and of those parts of it that decide what a comparison of two editions omits.
fn made_from(root: &Path) -> Result<[String; 2], MachineError> {
    let (inputs, _) = inputs::read(root, Corrections::None)?;
    let decides = |name: &str| match SourceKind::of(name) {
        SourceKind::Mechanisms | SourceKind::Published | SourceKind::Decisions => true,
        _ => name.starts_with("data/responses/"),
    };
    let hash_of = |is_whole: bool| {
        let read = inputs.hashes.iter().filter(|(name, _)| is_whole || decides(name));
        let lines: String = read.map(|(name, hash)| format!("{name} {hash}\n")).collect();
        hash(format!("{}\n{lines}", env!("CARGO_PKG_VERSION")).as_bytes())
    };
    Ok([hash_of(true), hash_of(false)])
}

/// The edition that was issued last; with `--for`, for that process.
fn last_edition(session: &Session<'_>) -> Outcome<Subject> {
    let process = &session.common.process;
    let mut editions = edition::list(&session.project()?)?;
    editions.retain(|edition| process.is_none() || edition.scope.process == *process);
    editions.pop().map(Subject::Edition).ok_or_else(|| {
        let of: String = process.iter().map(|process| format!(" for `{process}`")).collect();
        usage(format!(
            "no edition was issued{of} yet, so that there is nothing to compare with; \
             keep one with `rapporteur issue ID`, or name a report with `--from`"
        ))
    })
}

fn subject(session: &Session<'_>, name: &str) -> Outcome<Subject> {
    match name {
        "now" => return Ok(Subject::Now),
        "as-issued" => return Ok(Subject::AsIssued),
        _ => {}
    }
    if let Ok(day) = name.parse::<Date>() {
        return Ok(Subject::Day(day));
    }
    let folder = PathBuf::from(name);
    if inputs::is_project(&folder) {
        let subject = Subject::Project(folder);
        check_text("the name of the folder", &subject.name())?;
        return Ok(subject);
    }
    let found = issued(&session.project()?, name)?;
    found.map(Subject::Edition).map_err(|known| {
        usage(format!(
            "`{name}` is neither a day, such as 2023-06-30, nor a project's folder, nor an issued edition; {known}"
        ))
    })
}

/// The issued edition with this id; if there is none, what is known instead.
pub(super) fn issued(root: &Path, id: &str) -> Outcome<Result<Edition, String>> {
    let editions = edition::list(root)?;
    let ids: Vec<&str> = editions.iter().map(|edition| edition.id.as_str()).collect();
    let known = match edition::is_broken(root, id) {
        true => format!(
            "{}/{id} lacks the file that describes it: bring it back from a copy",
            edition::FOLDER
        ),
        false => did_you_mean(id, ids.iter().copied(), || match ids.is_empty() {
            true => "no edition was issued yet".to_owned(),
            false => format!("issued were: {}", ids.join(", ")),
        }),
    };
    Ok(editions.into_iter().find(|edition| edition.id == id).ok_or(known))
}
