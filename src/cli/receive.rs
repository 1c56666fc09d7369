//! `rapporteur receive`: takes in files that respondents or form tools send.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::arguments::Receive;
use super::session::{EarlyExit, NOTHING_WRITTEN, Outcome, Session, usage};
use crate::diagnostic::{Label, Severity, Sources, counted, did_you_mean, in_backticks};
use crate::figure::Key;
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::{self, Corrections, Inputs};
use crate::intake::{
    self, Earlier, Import, Line, NewResponse, Plan, ReceivedFile, Record, mapping, response_text,
    sheet, unresolved,
};
use crate::model::{self, ReportOptions, Survey};
use crate::out::{self, Edit};
use crate::pipeline::Options;
use crate::questionnaire::Questionnaire;
use crate::text::columns;
use crate::{scaffold, words};

mod document;

/// A project that receives files, and what is to be written.
struct Receiving<'a> {
    root: PathBuf,
    inputs: &'a Inputs,
    exports: Vec<mapping::Export>,
    asked: Questionnaire,
    /// How records are imported, unless their file says it.
    plan: Plan<'a>,
    options: Options,
    /// The texts of response files, by path.
    files: BTreeMap<String, String>,
    /// The responses to be removed, because their file is read otherwise, each with the place of its row now.
    outdated: Vec<(String, Option<String>)>,
    /// The received files that are kept.
    originals: Vec<ReceivedFile>,
    lines: Vec<Line>,
}

/// Reads the files, writes what they answer into data/responses/, and keeps them in received/.
pub(super) fn receive(session: &Session<'_>, asked: &Receive) -> Outcome {
    let root = session.project()?;
    let (today, received) = (session.today()?, asked.received);
    let lock = session.lock(&root)?;
    let scope = ReportOptions { with_pending: true, ..ReportOptions::default() };
    let (inputs, survey) = session.survey(&root, Corrections::None, &scope)?;
    let registry = inputs.sources.registry();
    let named = asked.key.as_deref().map(|key| respondent(&survey, registry, key)).transpose()?;
    let (exports, found) = mapping::read(&inputs.sources, &survey);
    session.stop_at_errors(&inputs.sources, &found)?;
    let (words, found) = words::read(&inputs.sources);
    let words =
        words.ok_or_else(|| session.at_fault_in(&inputs.sources, &found, NOTHING_WRITTEN))?;
    let (survey, amends) = (&survey, asked.amends);
    let mut receiving = Receiving {
        root,
        inputs: &inputs,
        exports,
        asked: Questionnaire::new(survey, &words),
        plan: Plan { survey, names: &[], named, amends, earlier: &[], received, today },
        options: session.options()?,
        files: BTreeMap::new(),
        outdated: Vec::new(),
        originals: Vec::new(),
        lines: Vec::new(),
    };
    let names = asked.files.iter().map(|path| path.file_name().unwrap_or_default());
    let names: Vec<_> = names.map(|name| name.to_string_lossy()).collect();
    for (path, name) in asked.files.iter().zip(&names) {
        if path.is_dir() {
            return Err(usage(format!(
                "`{}` is a folder: name the files, such as `rapporteur receive {}`",
                path.display(),
                path.join("*.docx").display()
            )));
        }
        let bytes = files::read_at(path, LARGEST_OUTPUT)?;
        let first = receiving.lines.len();
        if asked.map {
            session.terminal.print(&format!("{}\n", receiving.proposed_mapping(name, bytes)?));
        } else if sheet::is_table(name, &bytes) {
            receiving.table(&path.display().to_string(), name, bytes)?;
        } else {
            receiving.document(name, bytes)?;
        }
        receiving.lines[first..].iter_mut().for_each(|line| line.file = name.to_string());
    }
    if asked.map {
        return Ok(());
    }
    let existing = |path: &str| inputs.sources.find(path).map(|source| inputs.sources.get(source));
    let is_changed = |path: &str, text: &str| existing(path).is_none_or(|it| it.original() != text);
    receiving.files.retain(|path, text| is_changed(path, text));
    if !receiving.files.is_empty() || !receiving.outdated.is_empty() {
        receiving.take_out_faulty(session)?;
    }
    let Receiving { root, files, originals, mut lines, outdated, .. } = receiving;
    let removed = outdated.iter().map(|(path, _)| {
        Line::new(path, "removed, because the file is read otherwise now".to_owned())
    });
    lines.extend(removed);
    let texts = files.iter().map(|(path, text)| Edit::new(&inputs, path, text.as_str()));
    let kept = originals.iter().filter(|(path, _)| !root.join(path).exists());
    let kept = kept.map(|(path, bytes)| Edit::new(&inputs, path, &bytes[..]));
    let list = unresolved::List::read(&root)?;
    let list = list.change(&names, &lines);
    out::edit(&lock, &texts.chain(kept).chain(list).collect::<Vec<_>>())?;
    outdated.iter().try_for_each(|(path, _)| out::remove_read(&lock, &inputs, path))?;
    session.terminal.items(&lines, |_| table(&lines, names.len() > 1));
    let written = counted(files.len(), "file", "files");
    session.terminal.say(&format!("{written} written into data/responses/"));
    match lines.iter().any(|line| line.is_unresolved) {
        true => Err(EarlyExit::Reported),
        false => Ok(()),
    }
}

/// The respondent given by its key, which the file `registry` has.
pub(super) fn respondent<'s>(survey: &'s Survey, registry: &str, key: &str) -> Outcome<&'s Key> {
    survey.mechanisms.get_key_value(key).map(|(key, _)| key).ok_or_else(|| {
        let known = survey.mechanisms.keys().map(|key| key.as_str());
        let near = did_you_mean(key, known, || "add it there".to_owned());
        usage(format!("there is no {} `{key}` in {registry}; {near}", survey.noun.one))
    })
}

impl Receiving<'_> {
    fn sheets(&self, name: &str, bytes: Vec<u8>) -> Outcome<Vec<sheet::Sheet>> {
        let separator = self.exports.first().and_then(|export| export.separator);
        Ok(sheet::read(name, bytes, separator)?)
    }

    fn proposed_mapping(&self, name: &str, bytes: Vec<u8>) -> Outcome<String> {
        let sheets = self.sheets(name, bytes)?;
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let failed = "is called like a question or an option of the survey";
        match intake::propose(stem, self.plan.survey, &sheets) {
            Some((proposed, true)) => Ok(proposed),
            Some((example, false)) => Err(usage(format!(
                "no column of `{name}` {failed}: write this into {}, with such an [[export.column]] for each column with \
                 answers\n\n{example}",
                mapping::FILE
            ))),
            None => Err(usage(format!("no column of `{name}` {failed}"))),
        }
    }

    /// Takes in the rows of a table.
    fn table(&mut self, path: &str, name: &str, bytes: Vec<u8>) -> Outcome {
        let file = mapping::FILE;
        let sheets = self.sheets(name, bytes.clone())?;
        let Some(export) = intake::best_mapping(&self.exports, &sheets).cloned() else {
            return Err(usage(format!(
                "{file} does not say how the columns of `{name}` become answers: rapporteur receive {path} --map > {file}"
            )));
        };
        let (records, lines) = intake::records(&export, self.plan.survey, &sheets).map_err(|missing| {
            let missing = in_backticks(&missing).join(", ");
            let export = &export.name.value;
            usage(format!(
                "`{name}` has no column {missing}, which `{export}` in {file} reads; for a new form: rapporteur receive {path} --map"
            ))
        })?;
        let earlier = intake::earlier(&self.inputs.sources, &inputs::hash(&bytes));
        let original = match earlier.first() {
            Some(known) => (known.file.clone(), bytes),
            None => self.received_file(&format!("received/{name}"), bytes),
        };
        self.lines.extend(lines);
        let amends = self.plan.amends || export.amends;
        let plan = Plan { names: &export.names, amends, earlier: &earlier, ..self.plan };
        self.take_in(records, plan, original);
        Ok(())
    }

    /// Takes in the records of a file, and keeps the file if one of them is a new response or an amendment.
    fn take_in(&mut self, records: Vec<Record>, plan: Plan<'_>, original: ReceivedFile) {
        let first = self.lines.len();
        let mut is_kept = false;
        for Import { record, mut line, response } in plan.imports(records) {
            if let Some(response) = response {
                is_kept |= self.add(&record, &mut line, &response, &original, plan.earlier);
            }
            self.lines.push(line);
        }
        self.originals.extend(is_kept.then_some(original));
        for one in plan.earlier.iter().filter(|one| one.is_untouched) {
            let mut now = self.lines[first..].iter().filter(|line| line.row == one.row);
            let place = now.clone().next().map(|line| line.place.clone());
            if !self.files.contains_key(&one.path) && now.all(|line| line.path.is_some()) {
                self.outdated.push((one.path.clone(), place));
            }
        }
    }

    /// Adds the file and the text of a new response or an amendment; returns whether its path is free.
    fn add(
        &mut self,
        record: &Record,
        line: &mut Line,
        response: &NewResponse,
        file: &ReceivedFile,
        earlier: &[Earlier],
    ) -> bool {
        let sources = &self.inputs.sources;
        let path = scaffold::response_path(&response.key, response.amended());
        let is_compared = !record.statements.is_empty() || record.answers.is_empty();
        let source_text = record.text.as_ref().filter(|_| is_compared).map(|text| {
            let path = scaffold::received_path(&response.key, response.amended());
            self.received_file(&path, text.clone().into_bytes())
        });
        let key = sources.respondent_key();
        let source_path = source_text.as_ref().map(|(path, _)| path.as_str());
        let text = response_text(self.plan.survey, key, record, response, file, source_path);
        let new = self.files.get(&path).map(String::as_str);
        let known = sources.find(&path).map(|source| sources.get(source).original());
        let is_untouched = earlier.iter().any(|one| one.path == path && one.is_untouched);
        if new.or(known) == Some(&text) {
            line.set_unchanged();
        } else if new.is_some() || known.is_some() && !is_untouched {
            line.open.clear();
            line.refuse(&format!(
                "{path} is there already; move it away, or take this in with `--amends` and another `--received`"
            ));
            return false;
        } else {
            line.path = Some(path.clone());
        }
        self.files.insert(path, text);
        self.originals.extend(source_text);
        true
    }

    /// Takes out the new responses in which the project would have an error, which their lines then say. Errors that it has
    /// already stop nothing: what is received may be what corrects them.
    fn take_out_faulty(&mut self, session: &Session<'_>) -> Outcome {
        let read = |sources: &Sources| model::read(sources, &ReportOptions::default(), &[]).1;
        let known = read(&self.inputs.sources);
        loop {
            let removed: Vec<&str> = self.outdated.iter().map(|(path, _)| path.as_str()).collect();
            let sources = self.inputs.sources.with(&self.files, &removed);
            let mut found = read(&sources);
            let before = self.files.len();
            for line in &mut self.lines {
                let Some(path) = &line.path else { continue };
                let is_own = |label: &Label| sources.get(label.span.file).name == *path;
                let errors = found.iter().filter(|fault| fault.severity == Severity::Error);
                let mut errors = errors.filter(|fault| fault.labels.iter().any(is_own));
                let Some(error) = errors.next() else { continue };
                self.files.remove(path);
                self.outdated.retain(|(_, place)| place.as_ref() != Some(&line.place));
                line.path = None;
                line.refuse(&error.message);
                line.open =
                    error.help.iter().flat_map(|help| help.lines()).map(str::to_owned).collect();
            }
            if self.files.len() == before {
                found.retain(|fault| !known.contains(fault));
                return session.stop_at_errors(&sources, &found);
            }
        }
    }

    /// A received file, to be kept at this path, or at another one if that is taken.
    fn received_file(&self, path: &str, bytes: Vec<u8>) -> ReceivedFile {
        (free_path(&self.root, path, &bytes, &self.originals), bytes)
    }
}

/// This path, or one with the hash of the file if there is or will be other content at it; `others` are files to be written.
pub(super) fn free_path(
    root: &Path,
    path: &str,
    bytes: &[u8],
    others: &[(String, Vec<u8>)],
) -> String {
    let is_taken = match files::read(root, path, LARGEST_OUTPUT) {
        Ok(known) => known != bytes,
        Err(unread) => !unread.is_missing(),
    };
    let mut others = others.iter().filter(|(other, _)| other == path);
    let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    match is_taken || others.any(|(_, other)| other != bytes) {
        true => format!("{stem}-{}.{ending}", &inputs::hash(bytes)[..8]),
        false => path.to_owned(),
    }
}

/// The lines as a table; of several files, with the name of the file.
fn table(lines: &[Line], has_files: bool) -> String {
    let line = |line: &Line| {
        let Line { respondent, outcome, open, .. } = line;
        let place = if has_files { line.full_place() } else { line.place.clone() };
        let open: String = open.iter().map(|open| format!("    {open}\n")).collect();
        format!("{place}\t{respondent}\t{outcome}\n{open}")
    };
    columns(&lines.iter().map(line).collect::<String>(), 2)
}
