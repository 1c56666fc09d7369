//! From the files of a project to its report, stage by stage.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::{Composed, Report};
use crate::chart::{self, Chart};
use crate::checks::{self, CheckContext};
use crate::content;
use crate::design;
use crate::diagnostic::{Code, Diagnostic, MachineError, Sources, has_errors};
use crate::document::Document;
use crate::fonts::Coverage;
use crate::inputs::{self, Corrections, Inputs};
use crate::model::{self, Scope, Silence, Survey, slips};
use crate::tally::{self, Tally};
use crate::words::{self, Words};

/// Composes a report; quotations are compared with the texts received in the project `received`. A part is absent where
/// one before it has an error.
pub(super) fn compose(
    root: &Path,
    scope: &Scope,
    wanted: Corrections<'_>,
    silences: &[Silence],
    received: Option<&Path>,
) -> Result<Composed, MachineError> {
    let (inputs, mut diagnostics) = inputs::read(root, wanted)?;
    let sources = &inputs.sources;
    let survey =
        kept(model::read_silenced(sources, scope, silences), &mut diagnostics).map(Arc::new);
    let levels = survey.as_ref().map_or(Vec::new(), |survey| survey.report.levels.clone());
    if let Some(survey) = &survey {
        if let Some(key) = scope.process.as_ref().filter(|_| survey.process(scope).is_none()) {
            let message = format!("there is no process `{key}` in {}", model::submissions::FILE);
            return Err(MachineError { message, path: Some(root.to_owned()) });
        }
        if let Some(root) = received {
            let texts = inputs::received(root, survey.source_texts())?;
            diagnostics.extend(checks::received::check(survey, &texts));
        }
    }
    let tally = survey.as_ref().and_then(|survey| count(sources, survey, &mut diagnostics));
    let tally = tally.map(Arc::new);
    let words = kept(words::read(sources), &mut diagnostics);
    let document = match (&survey, &tally, &words) {
        (Some(survey), Some(tally), Some(words)) => {
            write_document(&inputs, survey, tally, words, scope, &mut diagnostics)
        }
        _ => {
            diagnostics.extend(content::check_templates(sources));
            None
        }
    };
    let design = kept(design::read(sources), &mut diagnostics);
    let report = (|| {
        let (survey, tally, words) = (survey?, tally?, words?);
        Some(Report { survey, tally, document: document?, design: design?, words })
    })();
    let report = report.filter(|_| !has_errors(&diagnostics));
    if let Some(report) = report.as_ref().filter(|_| received.is_some()) {
        diagnostics.extend(checks::received::unverified(&report.survey));
    }
    let diagnostics = checks::levels::apply(&levels, diagnostics);
    let report = report.filter(|_| !has_errors(&diagnostics));
    let diagnostics = slips::syntax::without_repeats(sources, diagnostics);
    Ok(Composed { inputs, diagnostics, levels, report })
}

/// What a stage made; its diagnostics join the others.
fn kept<T>((made, found): (T, Vec<Diagnostic>), diagnostics: &mut Vec<Diagnostic>) -> T {
    diagnostics.extend(found);
    made
}

fn count(sources: &Sources, survey: &Survey, diagnostics: &mut Vec<Diagnostic>) -> Option<Tally> {
    let tally = kept(tally::tally(survey), diagnostics);
    // Skips the other checks until errors are fixed, because some of their findings would only be consequences.
    if has_errors(diagnostics) {
        return None;
    }
    diagnostics.extend(checks::before(&CheckContext::new(sources, survey, &tally)));
    (!has_errors(diagnostics)).then_some(tally)
}

fn write_document(
    inputs: &Inputs,
    survey: &Arc<Survey>,
    tally: &Arc<Tally>,
    words: &Words,
    scope: &Scope,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Document> {
    let charts = draw_charts(inputs, survey, tally, words);
    let charts = charts.map_err(|unusable| diagnostics.push(unusable)).ok()?;
    let (sources, process) = (&inputs.sources, survey.process(scope));
    let material = content::Material {
        sources,
        survey,
        tally,
        charts: &charts,
        words,
        as_issued: scope.as_issued,
        process,
    };
    let document = kept(content::compose(&material), diagnostics)?;
    let context = CheckContext::new(sources, survey, tally).with_document(&document, process);
    let fonts = inputs.fonts.iter().map(|(_, bytes)| bytes.as_slice());
    checks::after(&context, &Coverage::read(fonts), diagnostics);
    Some(document)
}

/// The drawing of each graph, by its key.
fn draw_charts(
    inputs: &Inputs,
    survey: &Survey,
    tally: &Tally,
    words: &Words,
) -> Result<BTreeMap<String, Chart>, Diagnostic> {
    let unusable = |why: String| {
        Diagnostic::error(Code::UnusableFont, format!("the fonts can't draw charts: {why}"))
            .help("put the regular and bold fonts of a family into fonts/, as .ttf or .otf")
    };
    let font = chart::choose_font(&inputs.fonts);
    let font =
        font.ok_or_else(|| unusable("none in fonts/ is upright and of normal weight".to_owned()))?;
    let charts = survey.report.graphs.iter().map(|graph| {
        let chart = chart::draw(survey, tally, graph, &font, words).map_err(unusable)?;
        Ok((graph.key.value.to_string(), chart))
    });
    charts.collect()
}
