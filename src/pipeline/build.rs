//! Builds the files in out/ from a composed report.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::submit::{Submitted, keep_sent, submitted};
use super::{Composition, Report, pictures};
use crate::change::{self, Change};
use crate::diagnostic::{Diagnostic, Failure, MachineError, SourceKind, Span, has_errors};
use crate::document::{Block, Document, plain_text};
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::{self, Inputs};
use crate::manifest::{self, Manifest};
use crate::model::{ReportOptions, Survey};
use crate::out::{self, Lock, Written};
use crate::pdf::{self, Engine, FontFile, Job, Outline, Part, Pdf};
use crate::raster::Raster;
use crate::submission::word_count;
use crate::watchdog::{self, Step};
use crate::write::docx::{DocxInput, Pages};
use crate::{checks, figures, write};

/// Build options.
#[derive(Clone, Debug)]
pub struct Options {
    /// The content options of the report.
    pub scope: ReportOptions,
    /// The engine that compiles the PDF.
    pub engine: Option<Engine>,
    /// The time limit for typesetting.
    pub time_limit: Duration,
    /// The creation date of the PDF as a Unix timestamp in seconds; defaults to the date of the
    /// edition, or 0 without one.
    pub timestamp: Option<i64>,
}

/// The result of a completed build.
#[derive(Debug)]
pub struct Built {
    /// The files in the output folder that changed.
    pub written: Written,
    /// Paths, within the output folder, of the PDF and the Word document, or of the formats that
    /// the process takes.
    pub documents: Vec<String>,
    /// The engine that compiled the PDF.
    pub engine: Engine,
    /// The number of pages of the PDF.
    pub pages: usize,
    /// The number of words in the report's text.
    pub words: usize,
    /// The change since the last build; `None` if this is the first.
    pub change: Option<Change>,
    /// The files to submit, if the report is for a process.
    pub submitted: Option<Submitted>,
}

/// Builds a composed report into the output folder. `lock` is called to lock the folder once all
/// files are made. Typesetting warnings are added to the diagnostics.
///
/// # Errors
///
/// If Typst finds an error in the source, or the engine or the disk fails. Nothing is written then.
pub fn build(
    composed: &mut Composition,
    report: &Report,
    options: &Options,
    lock: impl FnOnce() -> Result<Lock, MachineError>,
) -> Result<Built, Failure> {
    let made = make(composed, report, options)?;
    let BuildFiles { files, manifest, documents, engine, pages, submitted } = made;
    let lock = lock()?;
    let taken = files::taken(lock.folder(), files.iter().map(|(name, _)| name.as_str()));
    if !taken.is_empty() {
        return Err(Failure::Input(taken));
    }
    let change = last_build(lock.folder()).map(|before| change::between(&before, &manifest));
    watchdog::begin(Step::Writing);
    let written = out::write(&lock, &files)?;
    watchdog::begin(Step::Files);
    Ok(Built {
        written,
        documents,
        engine,
        pages,
        words: word_count::count_own(&report.document, &composed.inputs.sources),
        change,
        submitted,
    })
}

/// Findings for the rules of the report's process that the report violates; empty if it is for no
/// process. If there is a rule on file sizes, the files are made, but not written.
///
/// # Errors
///
/// If Typst finds an error in the source, or the engine fails.
pub fn rules(
    composed: &mut Composition,
    report: &Report,
    options: &Options,
) -> Result<Vec<Diagnostic>, Failure> {
    let Some(process) = report.survey.process(&options.scope) else { return Ok(Vec::new()) };
    if process.megabytes.is_none() {
        return Ok(submitted(composed, report, process, &[]).findings);
    }
    let BuildFiles { submitted, .. } = make(composed, report, options)?;
    Ok(submitted.map_or(Vec::new(), |submitted| submitted.findings))
}

/// Findings about the last build in `folder` (whose file names are shown with `prefix`) and about
/// interrupted commands in the project in `root`, with the project's severity overrides applied.
pub fn check_written(
    composed: &Composition,
    root: &Path,
    folder: &Path,
    prefix: &str,
) -> Vec<Diagnostic> {
    let interrupted = out::interrupted(root, "").into_iter();
    let found = interrupted.chain(out::check(folder, prefix)).collect();
    checks::levels::apply(&composed.levels, found)
}

/// The files of a build, not written yet.
pub(super) struct BuildFiles {
    /// Paths in the output folder, with the file contents.
    pub(super) files: Vec<(String, Vec<u8>)>,
    manifest: Manifest,
    documents: Vec<String>,
    engine: Engine,
    pages: usize,
    pub(super) submitted: Option<Submitted>,
}

/// Makes all files of a report; for a process, only those to be submitted and the manifest.
pub(super) fn make(
    composed: &mut Composition,
    report: &Report,
    options: &Options,
) -> Result<BuildFiles, Failure> {
    let name = stem(&report.survey, &options.scope);
    let timestamp = timestamp(&report.survey, options);
    let Typeset { source, charts, fonts, compiled, pictures } = set(composed, report, options)?;
    let outline = compiled.outline();
    let found = checks::levels::apply(&composed.levels, compiled.diagnostics);
    if has_errors(&found) {
        return Err(Failure::Input(found));
    }
    composed.diagnostics.extend(found);
    let docx_input = DocxInput {
        document: &report.document,
        design: &report.design,
        pictures: &pictures,
        pages: &pages(&report.document, &outline),
        timestamp,
    };
    let mut files =
        vec![(format!("{name}.typ"), source.into_bytes()), (format!("{name}.pdf"), compiled.bytes)];
    files.extend(charts);
    files.extend(fonts.into_iter().map(|font| (format!("fonts/{}", font.name), font.bytes)));
    let licences = composed.inputs.licences.drain(..);
    files.extend(licences.map(|(name, bytes)| (format!("fonts/{name}"), bytes)));
    files.push(("figures.csv".to_owned(), figures::csv(&report.survey, &report.tally)));
    // The Word document is written while the other files are hashed.
    let (word, mut hashes) = thread::scope(|scope| {
        let word = scope.spawn(|| write::docx::docx(&docx_input));
        let hashes = hashes_of(&files);
        (word.join().expect("every graph has its picture"), hashes)
    });
    files.push((format!("{name}.docx"), word));
    hashes.extend(hashes_of(&files[files.len() - 1..]));
    let submitted = report.survey.process(&options.scope).map(|process| {
        keep_sent(process, &mut files);
        submitted(composed, report, process, &files)
    });
    let is_document = |name: &&String| name.ends_with(".pdf") || name.ends_with(".docx");
    let documents = files.iter().map(|(name, _)| name).filter(is_document).cloned().collect();
    hashes.retain(|name, _| files.iter().any(|(file, _)| file == name));
    let manifest = manifest_of(&composed.inputs, report, hashes);
    let json = serde_json::to_string_pretty(&manifest).expect("a manifest is strings and maps");
    files.push((manifest::FILE.to_owned(), (json + "\n").into_bytes()));
    let (engine, pages) = (compiled.engine, outline.pages);
    Ok(BuildFiles { files, manifest, documents, engine, pages, submitted })
}

/// A typeset report: its pages are known and its graphs are drawn.
pub(super) struct Typeset {
    source: String,
    charts: BTreeMap<String, Vec<u8>>,
    fonts: Vec<FontFile>,
    pub(super) compiled: Pdf,
    /// The graphs as images for Word, by key.
    pub(super) pictures: BTreeMap<String, Raster>,
}

/// Typesets a report, taking the fonts from `composed`. The charts for Word are drawn in parallel.
pub(super) fn set(
    composed: &mut Composition,
    report: &Report,
    options: &Options,
) -> Result<Typeset, Failure> {
    let name = format!("{}.typ", stem(&report.survey, &options.scope));
    // PDF/A demands a date.
    let timestamp = timestamp(&report.survey, options).unwrap_or_default();
    let (source, part) = typst_source(composed, report, &name, timestamp);
    let graphs = report.document.graphs();
    let files = graphs.iter().map(|graph| (graph.path(), graph.svg.clone().into_bytes()));
    let charts: BTreeMap<String, Vec<u8>> = files.collect();
    let fonts = std::mem::take(&mut composed.inputs.fonts);
    let fonts: Vec<FontFile> =
        fonts.into_iter().map(|(name, bytes)| FontFile { name, bytes }).collect();
    let job = Job {
        name: &name,
        source: &source,
        files: &charts,
        fonts: &fonts,
        part,
        timestamp,
        time_limit: options.time_limit,
    };
    watchdog::begin(Step::Typesetting);
    let (compiled, pictures) = thread::scope(|scope| {
        let bytes = fonts.iter().map(|font| font.bytes.as_slice());
        let pictures = scope.spawn(|| pictures::draw(&graphs, bytes));
        let compiled = pdf::compile(&job, options.engine, &mut composed.inputs.sources);
        (compiled, pictures.join().expect("drawing does not panic"))
    });
    watchdog::begin(Step::Files);
    let (compiled, pictures) = (compiled?, pictures?);
    Ok(Typeset { source, charts, fonts, compiled, pictures })
}

/// Writes a document about a report, without graphs, as a Word document. The page count is 1 until
/// Word recalculates it.
pub(super) fn without_graphs(document: &Document, about: &Report, options: &Options) -> Vec<u8> {
    let docx_input = DocxInput {
        document,
        design: &about.design,
        pictures: &BTreeMap::new(),
        pages: &Pages { count: 1, ..Pages::default() },
        timestamp: timestamp(&about.survey, options),
    };
    write::docx::docx(&docx_input)
}

/// The creation time of the outputs in seconds since 1970: midnight (UTC) on the date of the edition, or else on the day
/// of the latest response; `None` if no date is known.
pub(super) fn timestamp(survey: &Survey, options: &Options) -> Option<i64> {
    let day = survey.report.edition.date.or(survey.received_by());
    let midnight = day.and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC).ok());
    options.timestamp.or(midnight.map(|midnight| midnight.timestamp().as_second()))
}

/// The Typst source, and the part of it that is the project's page design.
fn typst_source(
    composed: &Composition,
    report: &Report,
    name: &str,
    timestamp: i64,
) -> (String, Option<Part>) {
    let sources = &composed.inputs.sources;
    let file = sources.find(inputs::PAGE);
    let page = file.map_or("", |file| sources.get(file).text());
    let command = pdf::command_line(name, "fonts", timestamp).join(" ");
    let source = write::typst::typst(&report.document, page, &command);
    let part = file.map(|file| Part {
        file: Span::new(file, 0..page.len()),
        start: source.page.start,
        used_until: source.design_end,
    });
    (source.text, part)
}

/// The stem of the output file names: the report's name, its process and its edition, or the name
/// that the process requires.
pub(super) fn stem(survey: &Survey, scope: &ReportOptions) -> String {
    let (name, number) = (&survey.report.name.value, survey.report.edition.number.value);
    let edition = match survey.process(scope).map(|process| (process, &process.file_name)) {
        None => format!("{name}-edition-{number}"),
        Some((_, Some(asked_for))) => asked_for.value.clone(),
        Some((process, None)) => format!("{name}-{}-edition-{number}", process.key.value),
    };
    match (scope.as_issued, scope.as_of) {
        (true, _) => format!("{name}-as-issued"),
        (false, None) => edition,
        (false, Some(day)) => format!("{edition}-as-of-{day}"),
    }
}

/// The page numbers of headings and graphs in a PDF. They are matched with bookmarks, and the page
/// design may omit some headings from those.
pub(super) fn pages(document: &Document, outline: &Outline) -> Pages {
    let headings = document.all_blocks().into_iter().filter_map(|block| match block {
        Block::Heading(heading) => Some(plain_text(&heading.content)),
        _ => None,
    });
    let bookmarks = outline.bookmarks.iter().map(|known| (known.title.as_str(), known.page));
    let headings = pages_of(headings, bookmarks);
    let graphs = document.graphs();
    let pictures = outline.pictures.iter().map(|(text, page)| (text.as_str(), *page));
    let pages = pages_of(graphs.iter().map(|graph| graph.alternative()), pictures);
    let graphs = graphs.iter().zip(pages);
    let graphs = graphs.filter_map(|(graph, page)| Some((graph.key.clone(), page?))).collect();
    Pages { headings, graphs, count: outline.pages }
}

/// The page of each text. Both lists are in document order, and either may lack entries of the
/// other.
fn pages_of<'o>(
    texts: impl Iterator<Item = String>,
    known: impl Iterator<Item = (&'o str, usize)>,
) -> Vec<Option<usize>> {
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let known: Vec<(String, usize)> = known.map(|(text, page)| (squeezed(text), page)).collect();
    let mut rest = known.as_slice();
    let page = |text: String| {
        let text = squeezed(&text);
        let at = rest.iter().position(|(known, _)| *known == text)?;
        let page = rest[at].1;
        rest = &rest[at + 1..];
        Some(page)
    };
    texts.map(page).collect()
}

fn hashes_of(files: &[(String, Vec<u8>)]) -> BTreeMap<String, String> {
    files.iter().map(|(name, bytes)| (name.clone(), inputs::hash(bytes))).collect()
}

fn manifest_of(inputs: &Inputs, report: &Report, outputs: BTreeMap<String, String>) -> Manifest {
    let Report { survey, tally, document, words, .. } = report;
    Manifest {
        rapporteur: env!("CARGO_PKG_VERSION").to_owned(),
        inputs: input_hashes(inputs, survey),
        respondents: tally.respondents.iter().map(|key| key.to_string()).collect(),
        figures: manifest::figures(&inputs.sources, survey, tally, document, words),
        outputs,
    }
}

/// Hashes of the inputs by path. Responses that are anonymous, pending or redacted are counted only: a hash could be
/// compared with those of guessed answers.
fn input_hashes(inputs: &Inputs, survey: &Survey) -> BTreeMap<String, String> {
    let waiting = survey.waiting.iter().map(|waiting| waiting.mechanism.as_str());
    let silent = survey.redactions.iter().filter(|redaction| redaction.is_of_files());
    let withheld: BTreeSet<&str> =
        waiting.chain(silent.map(|redaction| redaction.mechanism.as_str())).collect();
    let is_withheld = |path: &str| {
        let kind = SourceKind::of(path);
        let key = kind.response_key().unwrap_or_default();
        withheld.contains(key) || !survey.may_name(key)
    };
    let (unnamed, mut named): (BTreeMap<_, _>, BTreeMap<_, _>) =
        inputs.hashes.clone().into_iter().partition(|(path, _)| is_withheld(path));
    named.extend(
        (1..=unnamed.len()).map(|number| {
            (format!("data/responses/withheld-{number}.toml"), "withheld".to_owned())
        }),
    );
    named
}

/// The manifest of the last build; `None` if there was none or it can't be read.
pub(super) fn last_build(folder: &Path) -> Option<Manifest> {
    let json = files::read(folder, manifest::FILE, LARGEST_OUTPUT).ok()?;
    serde_json::from_slice(&json).ok()
}
