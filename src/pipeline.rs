//! The order of the stations: inputs → model → tally → checks → content → document → writers → pdf → out.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::change::{self, Change};
use crate::chart::{self, Chart};
use crate::diagnostic::{Diagnostic, Failure, MachineError, has_errors};
use crate::document::Document;
use crate::inputs::{self, Inputs};
use crate::manifest::{self, Manifest};
use crate::model::{self, Scope, Survey, Waiting};
use crate::pdf::{self, Engine, FontFile, Job, Used};
use crate::tally::{self, Tally};
use crate::{checks, content, out, write};

mod words;

/// What was read and composed. Where a diagnostic is an error, later parts are absent.
#[derive(Debug)]
pub struct Composed {
    /// The files of the project.
    pub inputs: Inputs,
    /// What there is to say about them, in the order of the stations.
    pub diagnostics: Vec<Diagnostic>,
    /// The report.
    pub report: Option<Report>,
}

/// A composed report.
#[derive(Debug)]
pub struct Report {
    /// The survey.
    pub survey: Arc<Survey>,
    /// Its figures.
    pub tally: Arc<Tally>,
    /// The document tree.
    pub document: Document,
}

/// Reads the project in `root` and composes its report; writes nothing.
///
/// # Errors
/// If a file can't be read.
pub fn compose(root: &Path, scope: &Scope) -> Result<Composed, MachineError> {
    let (inputs, mut diagnostics) = inputs::read(root, !scope.as_issued)?;
    let report = compose_survey(&inputs, scope, &mut diagnostics);
    let report = match report {
        Some((survey, tally)) => compose_document(&inputs, scope, survey, tally, &mut diagnostics),
        None => {
            diagnostics.extend(content::check_templates(&inputs.sources));
            None
        }
    };
    let report = report.filter(|_| !has_errors(&diagnostics));
    Ok(Composed { inputs, diagnostics, report })
}

/// The survey and its figures, if no error was found so far.
fn compose_survey(
    inputs: &Inputs,
    scope: &Scope,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(Survey, Tally)> {
    let (survey, found) = model::read(&inputs.sources, scope);
    diagnostics.extend(found);
    let survey = survey?;
    let (tally, found) = tally::tally(&survey);
    diagnostics.extend(found);
    diagnostics.extend(checks::data::check(&survey, &tally));
    (!has_errors(diagnostics)).then_some((survey, tally))
}

fn compose_document(
    inputs: &Inputs,
    scope: &Scope,
    survey: Survey,
    tally: Tally,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Report> {
    let (survey, tally) = (Arc::new(survey), Arc::new(tally));
    let charts = draw_charts(inputs, &survey, &tally, diagnostics)?;
    let material = content::Material {
        sources: &inputs.sources,
        survey: &survey,
        tally: &tally,
        charts: &charts,
        as_issued: scope.as_issued,
    };
    let (document, found) = content::compose(&material);
    diagnostics.extend(found);
    let document = document?;
    diagnostics.extend(checks::text::check(&document));
    Some(Report { survey, tally, document })
}

fn draw_charts(
    inputs: &Inputs,
    survey: &Survey,
    tally: &Tally,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<BTreeMap<String, Chart>> {
    let unusable = |why: String| {
        Diagnostic::error("unusable-font", format!("the fonts can't draw charts: {why}"))
            .help("put the regular and bold fonts of a family into fonts/, as .ttf or .otf")
    };
    let Some(font) = chart::choose_font(&inputs.fonts) else {
        diagnostics.push(unusable("none in fonts/ is upright and of normal weight".to_owned()));
        return None;
    };
    let mut charts = BTreeMap::new();
    for graph in &survey.report.graphs {
        match chart::draw(survey, tally, graph, &font) {
            Ok(chart) => charts.insert(graph.key.value.clone(), chart),
            Err(why) => {
                diagnostics.push(unusable(why));
                return None;
            }
        };
    }
    Some(charts)
}

/// How to build.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What the report is about.
    pub scope: Scope,
    /// What compiles the PDF.
    pub engine: Engine,
    /// How long the `typst` program may take.
    pub time_limit: Duration,
    /// The creation date of the PDF, in seconds since 1970; else the edition's day, else 0.
    pub timestamp: Option<i64>,
}

/// A build that came to its end.
#[derive(Debug)]
pub struct Built {
    /// Paths in the folder of outputs, of the files whose bytes changed.
    pub written: Vec<String>,
    /// Path of the PDF in the folder of outputs.
    pub pdf: String,
    /// What compiled the PDF.
    pub engine: Used,
    /// Pages of the PDF.
    pub pages: usize,
    /// Words of the report's text.
    pub words: usize,
    /// What changed since the last build; none if there was none.
    pub change: Option<Change>,
    /// Responses that do not count yet.
    pub waiting: Vec<Waiting>,
}

/// Builds a composed report into `folder`. Warnings of the typesetter join the diagnostics.
///
/// # Errors
/// If Typst finds a fault in the source, or the engine or the disk fails; then nothing is written.
pub fn build(
    composed: &mut Composed,
    report: &Report,
    folder: &Path,
    options: &Options,
) -> Result<Built, Failure> {
    let name = stem(&report.survey, &options.scope);
    let source_name = format!("{name}.typ");
    let timestamp = options.timestamp.unwrap_or_else(|| edition_time(&report.survey));
    let page = composed.inputs.sources.find(inputs::PAGE);
    let page = page.expect("the inputs of a composed report have a page design");
    let page = composed.inputs.sources.get(page).text().to_owned();
    let command = pdf::command_line(&source_name, "fonts", timestamp).join(" ");
    let source = write::typst::typst(&report.document, &page, &command);
    let charts = chart_files(&report.document);
    let fonts = std::mem::take(&mut composed.inputs.fonts);
    let fonts: Vec<FontFile> =
        fonts.into_iter().map(|(name, bytes)| FontFile { name, bytes }).collect();
    let time_limit = options.time_limit;
    let job = Job {
        name: &source_name,
        source: &source,
        files: &charts,
        fonts: &fonts,
        timestamp,
        time_limit,
    };
    let compiled = pdf::compile(&job, options.engine, &mut composed.inputs.sources)?;
    let pages = compiled.pages();
    composed.diagnostics.extend(compiled.diagnostics);
    let pdf_name = format!("{name}.pdf");
    let mut files = vec![(source_name, source.into_bytes()), (pdf_name.clone(), compiled.bytes)];
    files.extend(charts);
    files.extend(fonts.into_iter().map(|font| (format!("fonts/{}", font.name), font.bytes)));
    let licences = composed.inputs.licences.drain(..);
    files.extend(licences.map(|(name, bytes)| (format!("fonts/{name}"), bytes)));
    let manifest = manifest_of(&composed.inputs, report, &files);
    let change = last_build(folder).map(|before| change::between(&before, &manifest));
    let json = serde_json::to_string_pretty(&manifest).expect("a manifest is strings and maps");
    files.push(("manifest.json".to_owned(), (json + "\n").into_bytes()));
    let written = out::write(folder, &files)?;
    Ok(Built {
        written,
        pdf: pdf_name,
        engine: compiled.engine,
        pages,
        words: words::count(&report.document),
        change,
        waiting: report.survey.waiting.clone(),
    })
}

/// The stem of the output files: the report's name and what edition it is.
fn stem(survey: &Survey, scope: &Scope) -> String {
    let name = &survey.report.name.value;
    match (scope.as_issued, scope.as_of) {
        (true, _) => format!("{name}-as-issued"),
        (false, None) => format!("{name}-edition-{}", survey.report.edition.number.value),
        (false, Some(day)) => {
            format!("{name}-edition-{}-as-of-{day}", survey.report.edition.number.value)
        }
    }
}

/// Midnight (UTC) of the edition's day, in seconds since 1970; without a day, 0: none is invented.
fn edition_time(survey: &Survey) -> i64 {
    let midnight =
        survey.report.edition.date.and_then(|date| date.to_zoned(jiff::tz::TimeZone::UTC).ok());
    midnight.map_or(0, |midnight| midnight.timestamp().as_second())
}

fn chart_files(document: &Document) -> BTreeMap<String, Vec<u8>> {
    let graphs = document.blocks.iter().filter_map(|node| match &node.block {
        crate::document::Block::Graph(graph) => Some(graph),
        _ => None,
    });
    graphs.map(|graph| (graph.path(), graph.svg.clone().into_bytes())).collect()
}

fn manifest_of(inputs: &Inputs, report: &Report, files: &[(String, Vec<u8>)]) -> Manifest {
    let outputs = files.iter().map(|(name, bytes)| (name.clone(), inputs::hash(bytes)));
    Manifest {
        rapporteur: env!("CARGO_PKG_VERSION").to_owned(),
        inputs: input_hashes(inputs, &report.survey),
        respondents: report.tally.respondents.clone(),
        figures: manifest::figures(&inputs.sources, &report.tally, &report.document),
        outputs: outputs.collect(),
    }
}

/// Hashes of the inputs by path. Files of responses that are anonymous or wait do not show whose they are.
fn input_hashes(inputs: &Inputs, survey: &Survey) -> BTreeMap<String, String> {
    let anonymous = survey.responses.iter().filter(|response| response.anonymous);
    let withheld: Vec<&str> = anonymous
        .map(|response| response.mechanism.as_str())
        .chain(survey.waiting.iter().map(|waiting| waiting.mechanism.as_str()))
        .collect();
    let shown = |path: &String, hash: &String| {
        let name = path.strip_prefix("data/responses/");
        let key = name.and_then(|name| name.split('.').next()).unwrap_or_default();
        match withheld.contains(&key) {
            true => format!("data/responses/withheld-{}.toml", &hash[..12]),
            false => path.clone(),
        }
    };
    inputs.hashes.iter().map(|(path, hash)| (shown(path, hash), hash.clone())).collect()
}

/// The manifest of the last build; none if there was none or it can't be read.
fn last_build(folder: &Path) -> Option<Manifest> {
    let text = std::fs::read_to_string(folder.join("manifest.json")).ok()?;
    serde_json::from_str(&text).ok()
}
