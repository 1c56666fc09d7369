//! `rapporteur init`: creates a new project.

use std::path::Path;

use super::arguments::Init;
use super::session::{Outcome, Session, check_project, usage};
use crate::files::{self, Files, LARGEST_OUTPUT};
use crate::pipeline::Subject;
use crate::scaffold::{self, Settings};
use crate::{edition, out};

/// Git configuration: ignores received texts (which are confidential), outputs, and leftovers of
/// interrupted runs; keeps issued editions byte for byte.
const FOR_GIT: [(&str, &str); 2] = [
    (
        ".gitignore",
        "out/\n# What came in is confidential.\nreceived/\n.rapporteur-*\n.being-issued-*\n",
    ),
    (".gitattributes", "data/editions/** -text\n"),
];

/// Commands to try in the new folder.
const COMMANDS: &str = "  rapporteur          builds the report into out/
  rapporteur check    says what to decide before it is sent";

/// Instructions for turning the example into a survey.
const CHANGES: &str = "\
It is an example with made-up figures, to be changed into your survey. Each file says at its top what can be changed;
begin with
  data/report.toml         title, edition, parts, summary points, graphs
  data/survey.toml         when people were asked, and what; what they are called
  data/respondents.toml    who was asked
  data/frameworks/         lists that questions choose from
  data/submissions.toml    to whom the report goes, if you know what they ask for
  templates/               the words of the report: report.md says which file has what; page.typ has the look of the PDF
Then delete data/published.toml and what is in data/responses/ and received/, and take each response in with
  rapporteur new response KEY";

/// Writes the files of a new project, or none if any of them exists already.
pub(super) fn init(session: &Session<'_>, asked: &Init) -> Outcome {
    let Session { common, terminal } = session;
    if common.project.is_some() {
        return Err(usage(
            "`--project` names an existing project; name only the folder of the new one: rapporteur init DIR",
        ));
    }
    let folder = asked.folder.as_path();
    if folder.exists() && !folder.is_dir() {
        return Err(usage(format!("`{}` is no folder", folder.display())));
    }
    let Init { title, organization, name, .. } = asked;
    let settings = [("title", title), ("organization", organization), ("name", name)];
    let settings = settings.into_iter().filter_map(|(key, text)| Some((key, text.as_deref()?)));
    let settings: Vec<(&str, &str)> = settings.collect();
    let (mut files, changes) = match &asked.from {
        None => (scaffold::project(&settings).map_err(usage)?, CHANGES.to_owned()),
        Some(from) => next_round(session, from, asked.round.as_deref(), &settings)?,
    };
    let is_there = |name: &str| folder.join(name).symlink_metadata().is_ok();
    let (kept, new): (Vec<_>, Vec<_>) = FOR_GIT.into_iter().partition(|(name, _)| is_there(name));
    let new = new.into_iter().map(|(name, lines)| (name.to_owned(), lines.as_bytes().to_vec()));
    files.splice(0..0, new);
    let lock = session.lock(folder)?;
    if lock.finished.placed.is_empty() {
        let taken = out::create_all(&lock, &files)?;
        if !taken.is_empty() {
            return Err(usage(format!(
                "nothing was written, because {} has already:\n  {}\nname another folder, or move this away",
                quoted_path(folder),
                taken.join("\n  "),
            )));
        }
    }
    let folder = quoted_path(folder);
    let cd = if folder == "." { String::new() } else { format!("  cd {folder}\n") };
    let count = files.len();
    terminal.say(&format!("{folder}: {count} files are written. Next:\n{cd}{COMMANDS}\n{changes}"));
    for (name, lines) in kept {
        terminal
            .say(&format!("{name} is there already: see that it has these lines, too\n{lines}"));
    }
    Ok(())
}

/// The files of the next round of the survey of a project, and instructions. Its figures are those of
/// the edition that was issued last, or else those of the report now.
fn next_round(
    session: &Session<'_>,
    from: &Path,
    round: Option<&str>,
    settings: &Settings<'_>,
) -> Outcome<(Files, String)> {
    check_project(from)?;
    session.complete(from)?;
    let (source, subject) = match edition::list(from)?.pop() {
        None => ("its report when this round began".to_owned(), Subject::Now),
        Some(last) => (
            format!("its edition `{}`, issued on {}", last.id, last.issued),
            Subject::Edition(last),
        ),
    };
    let loaded = session.load(from, [subject, Subject::Now])?;
    let report = loaded[0].composed.report();
    let name = round.map(str::to_owned).or_else(|| scaffold::round_name(&report.survey));
    let name = name.filter(|name| scaffold::is_fit_key(name));
    let name = name.ok_or_else(|| {
        usage("name that round after its year, in small letters, digits and hyphens: --round 2023")
    })?;
    let inputs = &loaded[1].composed.inputs;
    let path = format!("data/earlier/{name}.toml");
    if inputs.hashes.contains_key(&path) {
        return Err(usage(format!(
            "that project has a {path} already: name the round, --round NAME"
        )));
    }
    let earlier = scaffold::earlier(&report.survey, &report.tally, &name, &source);
    let mut files = vec![(path.clone(), earlier.into_bytes())];
    for file in inputs.hashes.keys().filter(|path| scaffold::is_taken_over(path)) {
        let bytes = match inputs.sources.find(file) {
            None => files::read(from, file, LARGEST_OUTPUT)?,
            Some(text) => {
                let text = inputs.sources.get(text).text();
                scaffold::taken_over(file, text, &name, settings).map_err(usage)?.into_bytes()
            }
        };
        files.push((file.clone(), bytes));
    }
    // Written last, so that the folder becomes a project only once it is complete.
    files.sort_by_key(|(path, _)| path == "data/report.toml");
    let changes = format!(
        "It asks what was asked in {name}; the figures of that round are in {path}, for comparison. The notes at the top\n\
         of files say what to change in them. Then take each response in with\n  rapporteur new response KEY"
    );
    Ok((files, changes))
}

/// A folder's path, quoted if necessary, for use after `cd`.
fn quoted_path(folder: &Path) -> String {
    let shown = folder.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/\\.:_-~".contains(c);
    if shown.chars().all(is_plain) { shown } else { format!("\"{shown}\"") }
}
