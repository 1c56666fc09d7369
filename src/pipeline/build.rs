//! Builds the files in out/ from a composed report.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use super::typeset::{Typesetting, draw, pages, pictures, stem, timestamp};
use super::{Composition, Options, Report, set_ids};
use crate::change::{self, Change};
use crate::diagnostic::{Diagnostic, Failure, MachineError, SourceKind, Sources, has_errors};
use crate::files::{self, LARGEST_OUTPUT};
use crate::inputs::{self, Inputs};
use crate::manifest::{self, Manifest, ManifestFigure};
use crate::model::{Process, Survey};
use crate::out::{self, Lock, Written};
use crate::pdf::{Compiled, Engine, Pdf};
use crate::raster::Raster;
use crate::submission;
use crate::timings::time;
use crate::watchdog::{self, Step};
use crate::write::docx::Unpaged;
use crate::{checks, figures};

/// The result of a completed build.
#[derive(Debug)]
pub struct Built {
    /// The files in the output folder that changed.
    pub written: Written,
    /// What was made.
    pub made: BuildFiles,
    /// The change since the last build; `None` if this is the first.
    pub change: Option<Change>,
}

/// A report for a process.
#[derive(Debug)]
pub struct Submitted {
    /// The number of words in the report, as Word counts them.
    pub words: usize,
    /// The files to submit, as names and sizes in bytes.
    pub files: Vec<(String, u64)>,
    /// Findings for the rules of the process that they violate.
    pub findings: Vec<Diagnostic>,
}

/// Builds a composed report into the output folder. `lock` is called to lock the folder once all
/// files are made. Typesetting warnings are added to the diagnostics.
///
/// # Errors
///
/// If Typst finds an error in the source, or the engine or the disk fails. Nothing is written then.
pub fn build(
    composed: &mut Composition,
    options: &Options,
    lock: impl FnOnce() -> Result<Lock, MachineError>,
) -> Result<Built, Failure> {
    let mut made = make(composed, options)?;
    let lock = lock()?;
    let change = last_build(lock.folder()).map(|before| change::between(&before, &made.manifest));
    let survey = Arc::clone(&composed.report().survey);
    set_ids(&composed.inputs.sources, &survey.accepted, &mut composed.diagnostics);
    let mut files: Vec<(String, &[u8])> = Vec::new();
    if made.submitted.is_none() {
        made.files.push(out::findings_file(composed.diagnostics.iter().map(Diagnostic::id)));
        files.extend(composed.inputs.font_files());
    }
    files.extend(made.files.iter().map(|(name, bytes)| (name.clone(), bytes.as_slice())));
    let written = time("writing the files", || out::write(&lock, &files, &made.manifest.outputs))?;
    watchdog::begin(Step::Files);
    Ok(Built { written, made, change })
}

/// The files of a build.
#[derive(Debug)]
pub struct BuildFiles {
    /// Paths in the output folder, with the file contents; the fonts are those of the project.
    pub files: Vec<(String, Vec<u8>)>,
    /// The list of inputs and outputs.
    pub manifest: Manifest,
    /// Paths, within the output folder, of the PDF and the Word document, or of the formats that
    /// the process takes.
    pub documents: Vec<String>,
    /// The engine that compiled the PDF.
    pub engine: Engine,
    /// The number of pages of the PDF.
    pub pages: usize,
    /// The files to submit, if the report is for a process.
    pub submitted: Option<Submitted>,
}

/// A typeset report with its other files. The source may be at fault: its messages are not diagnosed yet.
#[derive(Debug)]
pub(super) struct TypesetFiles {
    typesetting: Typesetting,
    engine: Engine,
    compiled: Compiled,
    others: OtherFiles,
}

/// The files that are made beside typesetting.
#[derive(Debug)]
struct OtherFiles {
    word: Unpaged,
    table: Vec<u8>,
    figures: BTreeMap<String, ManifestFigure>,
}

impl OtherFiles {
    /// Draws the graphs for Word, and makes the files, without page numbers; `pictures` are those of
    /// the project.
    fn make(
        inputs: &Inputs,
        report: &Report,
        options: &Options,
        mut pictures: BTreeMap<String, Raster>,
    ) -> Result<Self, MachineError> {
        let graphs = report.document.graphs();
        pictures.extend(time("drawing charts for Word", || draw(&graphs, &inputs.fonts))?);
        let timestamp = timestamp(&report.survey, options);
        let input = report.docx_input(&pictures, timestamp);
        let word = time("writing the Word document", || Unpaged::write(&input));
        let table = figures::csv(&report.survey, &report.tally);
        let parts = report.parts(&inputs.sources);
        let figures = time("finding the figures", || manifest::figures(&parts));
        Ok(OtherFiles { word, table, figures })
    }
}

/// Typesets a report. Meanwhile a second thread does the work of `first`, such as checks, and then makes
/// the other files.
pub(super) fn typeset<T: Send>(
    inputs: &Inputs,
    report: &Report,
    options: &Options,
    first: impl FnOnce() -> T + Send,
) -> (T, Result<TypesetFiles, Failure>) {
    let pictures = match pictures(&report.document, inputs) {
        Ok(pictures) => pictures,
        Err(failure) => return (first(), Err(failure.into())),
    };
    let typesetting = Typesetting::new(inputs, report, options, &pictures);
    let (compiled, (first, others)) = thread::scope(|scope| {
        let beside = || (first(), OtherFiles::make(inputs, report, options, pictures));
        let beside = watchdog::spawn(scope, beside);
        let compiled = typesetting.compile(inputs, options);
        (compiled, beside.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    let files = compiled.and_then(|(engine, compiled)| {
        Ok(TypesetFiles { typesetting, engine, compiled, others: others? })
    });
    (first, files)
}

/// Makes all files of a report; for a process, only those to be submitted and the manifest.
pub(super) fn make(composed: &mut Composition, options: &Options) -> Result<BuildFiles, Failure> {
    let made = composed.files.take();
    let Composition { inputs, diagnostics, levels, report: Some(report), .. } = composed else {
        unreachable!("the report was composed")
    };
    let made = made.unwrap_or_else(|| typeset(inputs, report, options, || ()).1)?;
    let TypesetFiles { typesetting, engine, compiled: Compiled { pdf, messages }, others } = made;
    let found = typesetting.diagnostics(messages, &mut inputs.sources);
    let Some(Pdf { bytes, outline }) = pdf else { return Err(Failure::Input(found)) };
    let found = checks::graded(levels, found);
    if has_errors(&found) {
        return Err(Failure::Input(found));
    }
    diagnostics.extend(found);
    let OtherFiles { word, table, figures } = others;
    let pages = pages(&report.document, &outline);
    let word = time("writing the page numbers", || word.finish(&pages));
    let name = stem(&report.survey, &options.scope);
    let mut files = vec![
        (format!("{name}.typ"), typesetting.source.text.into_bytes()),
        (format!("{name}.pdf"), bytes),
    ];
    files.extend(typesetting.images);
    files.push(("figures.csv".to_owned(), table));
    files.push((format!("{name}.docx"), word));
    let mut outputs: BTreeMap<String, String> =
        files.iter().map(|(name, bytes)| (name.clone(), inputs::hash(bytes))).collect();
    let submitted = report.survey.process(&options.scope).map(|process| {
        let takes = |name: &str| {
            name.rsplit_once('.').is_some_and(|(_, ending)| process.takes_format(ending))
        };
        files.retain(|(name, _)| takes(name));
        outputs.retain(|name, _| takes(name));
        submitted(&inputs.sources, report, process, &files)
    });
    if submitted.is_none() {
        outputs.extend(inputs.font_hashes());
    }
    let is_document = |name: &&String| name.ends_with(".pdf") || name.ends_with(".docx");
    let documents = files.iter().map(|(name, _)| name).filter(is_document).cloned().collect();
    let Report { survey, tally, .. } = report;
    let manifest = Manifest {
        rapporteur: env!("CARGO_PKG_VERSION").to_owned(),
        inputs: input_hashes(inputs, survey),
        respondents: tally.respondents.iter().map(|key| key.to_string()).collect(),
        figures,
        outputs,
    };
    let json = serde_json::to_string_pretty(&manifest).expect("a manifest is strings and maps");
    files.push((manifest::FILE.to_owned(), (json + "\n").into_bytes()));
    Ok(BuildFiles { files, manifest, documents, engine, pages: outline.pages, submitted })
}

/// Hashes of the inputs by path. Responses that are anonymous, pending or redacted are counted only: a hash could be
/// compared with those of guessed answers.
fn input_hashes(inputs: &Inputs, survey: &Survey) -> BTreeMap<String, String> {
    let waiting = survey.waiting.iter().map(|waiting| waiting.mechanism.as_str());
    let redacted = survey.redactions.iter().flat_map(|one| one.of_files());
    let withheld: BTreeSet<&str> = waiting.chain(redacted.map(|key| key.as_str())).collect();
    let is_withheld = |path: &str| {
        let kind = SourceKind::of(path);
        let key = kind.response_key().unwrap_or_default();
        withheld.contains(key) || !survey.may_name(key)
    };
    let mut named = inputs.hashes.clone();
    named.retain(|path, _| !is_withheld(path));
    let unnamed = inputs.hashes.len() - named.len();
    let name = |number| format!("data/responses/withheld-{number}.toml");
    named.extend((1..=unnamed).map(|number| (name(number), "withheld".to_owned())));
    named
}

/// The manifest of the last build; `None` if there was none or it can't be read.
pub(super) fn last_build(folder: &Path) -> Option<Manifest> {
    let json = files::read(folder, manifest::FILE, LARGEST_OUTPUT).ok()?;
    serde_json::from_slice(&json).ok()
}

/// Checks the files for a process against its rules.
pub(super) fn submitted(
    sources: &Sources,
    report: &Report,
    process: &Process,
    files: &[(String, Vec<u8>)],
) -> Submitted {
    let words = submission::count_words(&report.document, sources, report.design.page.contents);
    let files = files.iter().map(|(name, bytes)| (name.clone(), bytes.len() as u64));
    let files = Vec::from_iter(files);
    let findings = submission::check(process, &report.survey, words, &files);
    Submitted { words, files, findings }
}
