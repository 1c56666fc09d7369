//! The order of the stations: inputs → model → tally → checks → content → document → writers → pdf → out.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::chart::{self, Chart};
use crate::design::{self, Design};
use crate::diagnostic::{Code, Diagnostic, MachineError, has_errors};
use crate::document::Document;
use crate::fonts::Coverage;
use crate::inputs::{self, Corrections, Inputs};
use crate::model::{self, Level, Scope, Silence, Survey, slips};
use crate::tally::{self, Tally};
use crate::words::{self, Words};
use crate::{checks, content, edition};

mod build;
mod compare;
mod errata;
mod extent;
mod issue;
mod pictures;
mod submit;

pub use build::{Built, Options, build, rules};
pub use compare::{Comparison, Loaded, Subject, compare, load};
pub use errata::{Corrected, Fixed, corrigendum, fix, fixable};
pub use issue::{Issue, Issued, issue};
pub use submit::Submitted;

/// What was read and composed. Where a diagnostic is an error, later parts are absent.
#[derive(Debug)]
pub struct Composed {
    /// The files of the project.
    pub inputs: Inputs,
    /// What there is to say about them, in the order of the stations, each as grave as the project wants it.
    pub diagnostics: Vec<Diagnostic>,
    /// How grave the project wants what checks find.
    pub levels: Vec<Level>,
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
    /// The look of the Word document.
    pub design: Design,
    /// What the tool itself says.
    pub words: Words,
}

/// Reads the project in `root` and composes its report; writes nothing.
///
/// # Errors
/// If a file can't be read, or the project has no process of that key.
pub fn compose(root: &Path, scope: &Scope) -> Result<Composed, MachineError> {
    // What an edition was made from is kept without the texts that responses came as.
    let received = (!edition::is_kept(root)).then_some(root);
    compose_all(root, scope, corrections(scope), &[], received)
}

/// Composes the report of a project that was kept from an earlier day, without what has been taken back for good since:
/// `silences` are those of the survey of today. Quotations are not compared with what was received.
///
/// # Errors
/// If a file can't be read, or the project has no process of that key.
pub fn compose_silenced(
    root: &Path,
    scope: &Scope,
    silences: &[Silence],
) -> Result<Composed, MachineError> {
    compose_all(root, scope, corrections(scope), silences, None)
}

/// The errata that a report of that scope has.
fn corrections(scope: &Scope) -> Corrections<'static> {
    if scope.as_issued { Corrections::None } else { Corrections::Applied }
}

/// Composes the report as issued with one erratum, whatever is decided of it.
fn compose_with(root: &Path, scope: &Scope, erratum: &str) -> Result<Composed, MachineError> {
    compose_all(root, scope, Corrections::Only(erratum), &[], None)
}

/// Composes a report; quotations are compared with the texts received in the project `received`.
fn compose_all(
    root: &Path,
    scope: &Scope,
    wanted: Corrections<'_>,
    silences: &[Silence],
    received: Option<&Path>,
) -> Result<Composed, MachineError> {
    let (inputs, mut diagnostics) = inputs::read(root, wanted)?;
    let (survey, found) = model::read_silenced(&inputs.sources, scope, silences);
    diagnostics.extend(found);
    if let (Some(key), Some(survey)) = (&scope.process, &survey)
        && survey.process(scope).is_none()
    {
        let message = format!("there is no process `{key}` in {}", model::submissions::FILE);
        return Err(MachineError { message, path: Some(root.to_owned()) });
    }
    if let Some((survey, root)) = survey.as_ref().zip(received) {
        let texts = inputs::received(root, survey.source_texts())?;
        diagnostics.extend(checks::received::check(survey, &texts));
    }
    let levels = survey.as_ref().map_or_else(Vec::new, |survey| survey.report.levels.clone());
    let counted = survey.and_then(|survey| count(survey, &mut diagnostics));
    let (words, found) = words::read(&inputs.sources);
    diagnostics.extend(found);
    let composed = match counted.zip(words) {
        Some((counted, words)) => {
            compose_document(&inputs, scope, counted, &words, &mut diagnostics)
                .map(|composed| (composed, words))
        }
        None => {
            diagnostics.extend(content::check_templates(&inputs.sources));
            None
        }
    };
    let (design, found) = design::read(&inputs.sources);
    diagnostics.extend(found);
    let is_whole = composed.is_some() && design.is_some() && !has_errors(&diagnostics);
    if let Some(((survey, ..), _)) = composed.as_ref().filter(|_| is_whole && received.is_some()) {
        diagnostics.extend(checks::received::unverified(survey));
    }
    let diagnostics = checks::levels::apply(&levels, diagnostics);
    let report = composed.zip(design).filter(|_| !has_errors(&diagnostics));
    let report = report.map(|(((survey, tally, document), words), design)| Report {
        survey,
        tally,
        document,
        design,
        words,
    });
    let diagnostics = slips::syntax::without_repeats(&inputs.sources, diagnostics);
    Ok(Composed { inputs, diagnostics, levels, report })
}

/// The survey and its figures, if no error was found so far.
fn count(survey: Survey, diagnostics: &mut Vec<Diagnostic>) -> Option<(Survey, Tally)> {
    let (tally, found) = tally::tally(&survey);
    diagnostics.extend(found);
    // What else there is to say waits until the errors are mended: some of it comes of them.
    if has_errors(diagnostics) {
        return None;
    }
    diagnostics.extend(checks::data::check(&survey, &tally));
    diagnostics.extend(checks::anonymous::check(&survey));
    (!has_errors(diagnostics)).then_some((survey, tally))
}

fn compose_document(
    inputs: &Inputs,
    scope: &Scope,
    (survey, tally): (Survey, Tally),
    words: &Words,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(Arc<Survey>, Arc<Tally>, Document)> {
    let (survey, tally) = (Arc::new(survey), Arc::new(tally));
    let charts = draw_charts(inputs, (&survey, &tally), words, diagnostics)?;
    let material = content::Material {
        sources: &inputs.sources,
        survey: &survey,
        tally: &tally,
        charts: &charts,
        words,
        as_issued: scope.as_issued,
        process: survey.process(scope),
    };
    let (document, found) = content::compose(&material);
    diagnostics.extend(found);
    let document = document?;
    diagnostics.extend(checks::text::check(&inputs.sources, &document));
    diagnostics.extend(checks::naming::check(&inputs.sources, &survey, &document));
    let process = survey.process(scope);
    if !has_errors(diagnostics) {
        let printed = checks::Printed::new(&inputs.sources, &survey, &tally, &document);
        // What a process does not take is missing on purpose.
        if process.is_none() {
            diagnostics.extend(checks::structure::check(&printed));
        }
        diagnostics.extend(checks::typed::check(&printed));
        let passages = &printed.passages;
        diagnostics.extend(checks::language::check(&inputs.sources, &survey, passages));
    }
    checks::certain::complete(&inputs.sources, diagnostics);
    let coverage = Coverage::read(inputs.fonts.iter().map(|(_, bytes)| bytes.as_slice()));
    let glyphs = checks::glyphs::check(&inputs.sources, &survey, process, &document, &coverage);
    diagnostics.extend(glyphs);
    Some((survey, tally, document))
}

fn draw_charts(
    inputs: &Inputs,
    (survey, tally): (&Survey, &Tally),
    words: &Words,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<BTreeMap<String, Chart>> {
    let unusable = |why: String| {
        Diagnostic::error(Code::UnusableFont, format!("the fonts can't draw charts: {why}"))
            .help("put the regular and bold fonts of a family into fonts/, as .ttf or .otf")
    };
    let Some(font) = chart::choose_font(&inputs.fonts) else {
        diagnostics.push(unusable("none in fonts/ is upright and of normal weight".to_owned()));
        return None;
    };
    let mut charts = BTreeMap::new();
    for graph in &survey.report.graphs {
        match chart::draw(survey, tally, graph, &font, words) {
            Ok(chart) => charts.insert(graph.key.value.to_string(), chart),
            Err(why) => {
                diagnostics.push(unusable(why));
                return None;
            }
        };
    }
    Some(charts)
}
