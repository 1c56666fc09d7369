//! `rapporteur init`: creates a new project.

use std::path::Path;

use super::arguments::Init;
use super::session::{EarlyExit, Outcome, Session, usage};
use crate::out;
use crate::scaffold::{self, NewProject};
use crate::watchdog::{self, Step};

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
const COMMANDS: [&str; 2] = [
    "  rapporteur          builds the report into out/",
    "  rapporteur check    says what to decide before it is sent",
];

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
    let new = NewProject {
        title: asked.title.as_deref(),
        organization: asked.organization.as_deref(),
        name: asked.name.as_deref(),
    };
    let mut files = scaffold::project(&new).map_err(usage)?;
    let is_there = |name: &str| folder.join(name).symlink_metadata().is_ok();
    let (kept, new): (Vec<_>, Vec<_>) = FOR_GIT.into_iter().partition(|(name, _)| is_there(name));
    let new = new.into_iter().map(|(name, lines)| (name.to_owned(), lines.as_bytes().to_vec()));
    files.splice(0..0, new);
    watchdog::begin(Step::Writing);
    let lock = session.lock(folder)?;
    if lock.completed().is_empty() {
        let taken = out::create_all(&lock, &files)?;
        if !taken.is_empty() {
            return Err(taken_already(folder, &taken));
        }
    }
    let folder = quoted_path(folder);
    terminal.say(&format!("{folder}: {} files are written. Next:", files.len()));
    if folder != "." {
        terminal.say(&format!("  cd {folder}"));
    }
    COMMANDS.into_iter().chain([CHANGES]).for_each(|lines| terminal.say(lines));
    for (name, lines) in kept {
        terminal
            .say(&format!("{name} is there already: see that it has these lines, too\n{lines}"));
    }
    Ok(())
}

/// The error for files that exist already.
fn taken_already(folder: &Path, taken: &[String]) -> EarlyExit {
    let is_one = taken.len() == 1;
    usage(format!(
        "nothing was written, for {} there already in {}:\n  {}\nname another folder, or move {} away",
        if is_one { "this is" } else { "these are" },
        quoted_path(folder),
        taken.join("\n  "),
        if is_one { "it" } else { "them" },
    ))
}

/// A folder's path, quoted if necessary, for use after `cd`.
fn quoted_path(folder: &Path) -> String {
    let shown = folder.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/\\.:_-~".contains(c);
    if shown.chars().all(is_plain) { shown } else { format!("\"{shown}\"") }
}
