//! Compares two reports: issued editions, report dates or projects.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::typeset::{Typesetting, docx_without_graphs, drawings, pages, timestamp};
use super::{Composition, Options, Report, compose_redacted, withheld};
use crate::change::{self, Changes, Reported, note};
use crate::design;
use crate::diagnostic::Failure;
use crate::edition::{self, Edition, INPUTS};
use crate::inputs::{Inputs, PAGE, hash};
use crate::model::{Redactions, ReportOptions, Survey};
use crate::pdf::Compiled;
use crate::raster::picture;
use crate::uses::ReportParts;
use crate::watchdog::{self, Step};
use crate::words::{Word, Words};
use crate::write::docx::{Marks, redline};

/// A report to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The current state of the project.
    Now,
    /// The project without errata and later responses.
    AsIssued,
    /// The project with the responses received up to a date.
    Day(Date),
    /// An issued edition.
    Edition(Edition),
    /// Another project.
    Project(PathBuf),
}

impl Subject {
    /// The subject's name, as used in file names.
    pub fn name(&self) -> String {
        match self {
            Subject::Now => "now".to_owned(),
            Subject::AsIssued => "as-issued".to_owned(),
            Subject::Day(day) => day.to_string(),
            Subject::Edition(edition) => edition.id.clone(),
            Subject::Project(folder) => {
                let name = folder.canonicalize().ok();
                let name = name.as_deref().unwrap_or(folder).file_name();
                name.map_or("project".to_owned(), |name| name.to_string_lossy().into_owned())
            }
        }
    }

    /// A title for readers; `report` gives its edition.
    fn title(&self, report: &Report, words: &Words) -> String {
        let edition = report.document.about.edition.as_deref().unwrap_or_default();
        let report = match self {
            Subject::Now => words.say(Word::ComparedNow, &[]),
            Subject::AsIssued => return words.say(Word::ComparedAsIssued, &[]),
            Subject::Day(day) => words.say(Word::ComparedDay, &[("date", &words.date(*day))]),
            Subject::Edition(Edition { id, issued, .. }) => {
                words.say(Word::ComparedEdition, &[("id", id), ("date", &words.date(*issued))])
            }
            Subject::Project(_) => words.say(Word::ComparedProject, &[("name", &self.name())]),
        };
        if edition.is_empty() {
            return report;
        }
        words.say(Word::ComparedOfEdition, &[("report", &report), ("edition", edition)])
    }

    /// The scope of the report. `process` applies to subjects other than editions.
    fn scope(&self, options: &Options, process: Option<&str>) -> ReportOptions {
        let scope = ReportOptions {
            today: options.scope.today,
            process: process.map(str::to_owned),
            ..ReportOptions::default()
        };
        match self {
            Subject::Now | Subject::Project(_) => scope,
            Subject::AsIssued => ReportOptions { as_issued: true, process: None, ..scope },
            Subject::Day(day) => ReportOptions { as_of: Some(*day), ..scope },
            Subject::Edition(edition) => edition.scope.clone(),
        }
    }

    /// The edition, if this is one.
    pub fn edition(&self) -> Option<&Edition> {
        if let Subject::Edition(edition) = self { Some(edition) } else { None }
    }

    /// The project folder that it is made from.
    fn root(&self, root: &Path) -> PathBuf {
        match self {
            Subject::Edition(edition) => edition::folder(root, &edition.id).join(INPUTS),
            Subject::Project(folder) => folder.clone(),
            Subject::Now | Subject::AsIssued | Subject::Day(_) => root.to_owned(),
        }
    }
}

/// A subject that was read.
#[derive(Debug)]
pub struct Loaded {
    /// The result of reading and composing it.
    pub composed: Composition,
    /// The subject.
    pub subject: Subject,
    /// The survey of the current project, if it was read for its redactions.
    today: Option<Arc<Survey>>,
}

impl Loaded {
    /// Advice for a subject with errors whose files can't be corrected in place; `None` if they
    /// can.
    pub fn way_out(&self) -> Option<String> {
        let Edition { id, rapporteur, .. } = self.subject.edition()?;
        Some(format!(
            "edition `{id}` was made by version {rapporteur} of rapporteur, and this is {}: compare with that version; \
             or copy {}/{id}/{INPUTS}, mend the copy, and name its folder instead of `{id}`",
            env!("CARGO_PKG_VERSION"),
            edition::FOLDER,
        ))
    }
}

/// Reads the two subjects. Redactions of either project and of the project in `root` apply to both.
/// If one subject is an edition issued for a process, the other one is limited to that process,
/// too, unless `options` names another.
///
/// # Errors
///
/// If a file can't be read, or an edition is not in the state in which it was archived.
pub fn load(
    root: &Path,
    subjects: [Subject; 2],
    options: &Options,
) -> Result<[Loaded; 2], Failure> {
    let editions: Vec<&Edition> = subjects.iter().filter_map(Subject::edition).collect();
    editions.iter().try_for_each(|edition| edition::check(root, edition))?;
    let has_edition = !editions.is_empty();
    let of_edition = editions.iter().find_map(|edition| edition.scope.process.clone());
    let process = options.scope.process.clone().or(of_edition);
    let compose = |subject: &Subject, redactions: &[Redactions]| {
        let scope = subject.scope(options, process.as_deref());
        compose_redacted(&subject.root(root), &scope, redactions)
    };
    let [from, to] = subjects;
    let composed = [compose(&from, &[])?, compose(&to, &[])?];
    let whole = Subject::Now.scope(options, None);
    let mut now = has_edition.then(|| compose_redacted(root, &whole, &[])).transpose()?;
    if let Some(faulty) = now.take_if(|now| now.report.is_none()) {
        // Its redactions are unknown, so nothing of an edition may be shown.
        let [_, newer] = composed;
        let loaded = |composed, subject| Loaded { composed, subject, today: None };
        return Ok([loaded(faulty, Subject::Now), loaded(newer, to)]);
    }
    let reports = composed.iter().chain(&now).filter_map(|composed| composed.report.as_ref());
    let redactions: Vec<Redactions> =
        reports.flat_map(|report| report.survey.redactions.iter().cloned()).collect();
    let today = now.and_then(|now| now.report).map(|report| report.survey);
    let load = |subject: Subject, mut composed: Composition| -> Result<Loaded, Failure> {
        if !redactions.is_empty() {
            composed = compose(&subject, &redactions)?;
        } else if let (Some(edition), Some(report)) = (subject.edition(), &mut composed.report) {
            // The document as it was issued, even if this version of the program would produce
            // another.
            report.document = edition::document(root, edition, &composed.inputs.sources)?;
        }
        Ok(Loaded { composed, subject, today: today.clone() })
    };
    let [older, newer] = composed;
    Ok([load(from, older)?, load(to, newer)?])
}

/// The result of a comparison.
#[derive(Debug)]
pub struct Comparison {
    /// The differences.
    pub changes: Changes,
    /// The note as plain text.
    pub note: String,
    /// The files to write, as names and contents; empty if there are no differences.
    pub files: Vec<(String, Vec<u8>)>,
}

/// The file names of a comparison: the note as text, as JSON and as a Word document, and the
/// redline.
///
/// # Panics
///
/// If the newer report has errors.
pub fn names([before, after]: &[Loaded; 2], internal: bool) -> [String; 4] {
    let between = format!("{}-to-{}", before.subject.name(), after.subject.name());
    let stem = &after.composed.report().survey.report.name.value;
    let kind = if internal { "changes-internal" } else { "changes" };
    let note = |ending: &str| format!("{stem}-{kind}-{between}.{ending}");
    [note("txt"), note("json"), note("docx"), format!("{stem}-redline-{between}.docx")]
}

/// Compares two reports, using the newer report's wording. Individual answers are included only if
/// `internal` is set.
///
/// # Errors
///
/// If Typst finds an error in the newer report, or the engine fails.
///
/// # Panics
///
/// If either report has errors, so that it was not composed.
pub fn compare(
    loaded: &mut [Loaded; 2],
    options: &Options,
    internal: bool,
) -> Result<Comparison, Failure> {
    let [as_text, as_json, as_word, of_redline] = names(loaded, internal);
    let [before, after] = loaded;
    let (old, new) = (before.composed.report(), after.composed.report());
    let words = &new.words;
    let titles = [before.subject.title(old, words), after.subject.title(new, words)];
    let designs = [look(before, words), look(after, words)];
    watchdog::begin(Step::Files);
    let sides = [ReportParts { words, ..before.composed.parts() }, after.composed.parts()];
    let today = after.today.as_deref();
    let few = withheld::decided(&before.subject.name(), &sides, today, &after.composed.levels);
    // An internal note needs no decision; a redline may be sent out and needs one.
    let has_redline = few.as_ref().is_ok_and(BTreeSet::is_empty);
    let withheld = match few {
        _ if internal => BTreeSet::new(),
        few => few?,
    };
    let changes = change::compare(&sides, Reported { titles, designs, internal, withheld });
    let found = withheld::naming(&sides, today, &changes, internal);
    if !found.is_empty() {
        return Err(Failure::Input(found));
    }
    let note = note::text(&changes, words);
    let mut files = Vec::new();
    if !changes.is_empty() {
        let json = serde_json::to_string_pretty(&changes).expect("changes are strings and lists");
        files.push((as_text, note.clone().into_bytes()));
        files.push((as_json, (json + "\n").into_bytes()));
        let note = note::document(&changes, &new.document.about, &new.words);
        let word = docx_without_graphs(&note, &new.design, &new.survey, options);
        files.push((as_word, word));
        if has_redline {
            files.push((of_redline, line(before, after, options, &changes)?));
        }
    }
    Ok(Comparison { changes, note, files })
}

/// Hashes of everything that determines the look of outputs, by name.
fn look(loaded: &Loaded, words: &Words) -> BTreeMap<String, String> {
    let Inputs { sources, hashes, .. } = &loaded.composed.inputs;
    // Line ends alone don't change the look, nor do licences.
    let of_text = |name: &str| {
        let text = sources.get(sources.find(name)?).original();
        Some((name.to_owned(), hash(text.as_bytes())))
    };
    let is_font = |name: &str| {
        name.starts_with("fonts/") && !name.ends_with(".txt") && !name.ends_with(".md")
    };
    let fonts = hashes.iter().filter(|(name, _)| is_font(name));
    let fonts = fonts.map(|(name, hash)| (name.clone(), hash.clone()));
    let mut look: BTreeMap<String, String> =
        [PAGE, design::FILE].into_iter().filter_map(of_text).chain(fonts).collect();
    let edition = loaded.subject.edition();
    let version = edition.map_or(env!("CARGO_PKG_VERSION"), |edition| &edition.rapporteur);
    if let Some(logo) = loaded.composed.report().document.logo() {
        look.insert(format!("{}/{}", picture::FOLDER, logo.file), logo.key.clone());
    }
    look.insert(words.say(Word::ChangesVersion, &[]), hash(version.as_bytes()));
    look
}

/// The redline between two reports.
fn line(
    before: &Loaded,
    after: &mut Loaded,
    options: &Options,
    changes: &Changes,
) -> Result<Vec<u8>, Failure> {
    let old = before.composed.report();
    let date = date(after, options);
    let old_pictures = drawings(old, &before.composed.inputs)?;
    let Composition { inputs, report: Some(new), .. } = &mut after.composed else {
        unreachable!("both reports were composed")
    };
    let new_pictures = drawings(new, inputs)?;
    let typesetting = Typesetting::new(inputs, new, options, &new_pictures);
    let (_, Compiled { pdf, messages }) = typesetting.compile(inputs, options)?;
    let Some(pdf) = pdf else {
        return Err(Failure::Input(typesetting.diagnostics(messages, &mut inputs.sources)));
    };
    let pages = pages(&new.document, &pdf.outline);
    let timestamp = timestamp(&new.survey, options);
    let older = old.docx_input(&old_pictures, timestamp);
    let newer = new.docx_input(&new_pictures, timestamp);
    let marks = Marks {
        author: &new.document.about.organization,
        date: date.as_deref(),
        causes: &changes.reasons(&new.words),
    };
    Ok(redline(&older, &newer, &pages, &marks))
}

/// The date of tracked changes: the date of the newer subject, or else that of its latest response or
/// edition, or else `timestamp`; `None` if no date is known.
fn date(loaded: &Loaded, options: &Options) -> Option<String> {
    let survey = &loaded.composed.report().survey;
    let of_subject = match &loaded.subject {
        Subject::Day(day) => Some(*day),
        Subject::Edition(edition) => Some(edition.issued),
        Subject::Now | Subject::AsIssued | Subject::Project(_) => None,
    };
    let issued = survey.report.edition.date.as_ref().map(|date| date.value);
    let known = survey.received_by().max(issued);
    let day = of_subject.or(known).map(|day| format!("{day}T00:00:00Z"));
    day.or(Some(Timestamp::from_second(timestamp(survey, options)?).ok()?.to_string()))
}
