//! Composes a report from the files of a project, stage by stage.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::{Composition, Report, merge_equal, set_ids};
use crate::chart::{self, Chart, ChartInput};
use crate::checks::{self, CheckContext};
use crate::diagnostic::{Code, Diagnostic, MachineError, Sources, collected, has_errors};
use crate::document::Document;
use crate::fonts::Coverage;
use crate::inputs::{self, Corrections, Inputs};
use crate::model::{self, Redaction, ReportOptions, Survey, Text, recovery};
use crate::tally::{self, Tally};
use crate::watchdog::{self, Step};
use crate::words::{self, Words};
use crate::{content, design, write};

/// Composes a report. If its outputs are for readers, `received` is the project whose source texts
/// quotations are compared with. A report composed for comparison may name anonymous mechanisms; it
/// is checked together with the outputs made from it.
pub(super) fn compose(
    root: &Path,
    scope: &ReportOptions,
    wanted: Corrections<'_>,
    redactions: &[Redaction],
    received: Option<&Path>,
) -> Result<Composition, MachineError> {
    watchdog::begin(Step::Reading);
    let (inputs, mut diagnostics) = inputs::read(root, wanted)?;
    let sources = &inputs.sources;
    watchdog::begin(Step::Data);
    let survey = collected(model::read(sources, scope, redactions), &mut diagnostics);
    let survey = survey.map(Arc::new);
    if let (Some(survey), Some(key)) = (&survey, &scope.process)
        && survey.process(scope).is_none()
    {
        let message = format!("there is no process `{key}` in {}", model::submissions::FILE);
        return Err(MachineError::at(root, message));
    }
    if let (Some(survey), Some(root)) = (&survey, received) {
        diagnostics.extend(survey.indivisible_graphs());
        let texts = inputs::received(root, survey.source_texts())?;
        diagnostics.extend(checks::received::check(survey, &texts));
    }
    let tally = survey.as_ref().and_then(|survey| count(sources, survey, &mut diagnostics));
    let tally = tally.map(Arc::new);
    let words = collected(words::read(sources), &mut diagnostics);
    if let (Some(survey), Some(words)) = (&survey, &words) {
        diagnostics.extend(words.untranslated(&survey.report.language));
    }
    let document = match (&survey, &tally, &words) {
        (Some(survey), Some(tally), Some(words)) => {
            let input = content::ComposeInput {
                sources,
                survey,
                tally,
                charts: &BTreeMap::new(),
                images: &inputs.images,
                words,
                as_issued: scope.as_issued,
                is_kept: received.is_none(),
                process: survey.process(scope),
            };
            write_document(&inputs, scope, input, &mut diagnostics)
        }
        _ => {
            diagnostics.extend(content::check_templates(sources));
            None
        }
    };
    if let (Some(survey), Some(_)) = (&survey, received) {
        diagnostics.extend(right_to_left(&survey.report.language));
    }
    let design = collected(design::read(sources), &mut diagnostics);
    diagnostics.extend(write::typst::check_page(sources));
    if received.is_none() {
        diagnostics.retain(|found| found.code != Code::AnonymousNamed);
    }
    let known = survey.as_ref().map(|it| (it.report.levels.clone(), it.accepted.clone()));
    let (levels, accepted) = known.unwrap_or_default();
    let report = match (survey, tally, document, design, words) {
        (Some(survey), Some(tally), Some(document), Some(design), Some(words))
            if !has_errors(&diagnostics) =>
        {
            let unverified = received.and_then(|_| checks::received::unverified(&survey));
            diagnostics.extend(unverified);
            Some(Report { survey, tally, document, design, words })
        }
        _ => None,
    };
    let diagnostics = checks::graded(&levels, diagnostics);
    let report = report.filter(|_| !has_errors(&diagnostics));
    let diagnostics = recovery::syntax::without_repeats(sources, diagnostics);
    let mut diagnostics = merge_equal(diagnostics);
    set_ids(sources, &accepted, &mut diagnostics);
    let (root, scope) = (root.to_owned(), scope.clone());
    Ok(Composition { root, scope, diagnostics, levels, report, inputs })
}

/// Reports that the layout of a report in this language isn't supported.
fn right_to_left(language: &Text) -> Option<Diagnostic> {
    let tag = &language.value;
    let message =
        format!("a report in `{tag}`, which is written from right to left, isn't supported");
    let help = format!(
        "write the report in another language; words in `{tag}` can be printed in it: enter them under `[[foreign]]`"
    );
    let error = Diagnostic::error(Code::LanguageRightToLeft, message).help(help);
    write::is_right_to_left(tag).then(|| error.at(language.span, ""))
}

/// The figures of a survey; `None` if there are errors.
fn count(sources: &Sources, survey: &Survey, diagnostics: &mut Vec<Diagnostic>) -> Option<Tally> {
    let tally = collected(tally::tally(survey), diagnostics);
    // Skips the other checks until errors are fixed, because some of their findings would only be
    // consequences.
    if has_errors(diagnostics) {
        return None;
    }
    diagnostics.extend(checks::before(&CheckContext::new(sources, survey, &tally)));
    (!has_errors(diagnostics)).then_some(tally)
}

/// The document with its charts, checked.
fn write_document(
    inputs: &Inputs,
    scope: &ReportOptions,
    input: content::ComposeInput<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Document> {
    let content::ComposeInput { sources, survey, tally, words, .. } = input;
    let charts = draw_charts(inputs, survey, tally, words);
    let charts = &charts.map_err(|unusable| diagnostics.push(unusable)).ok()?;
    watchdog::begin(Step::Templates);
    let input = content::ComposeInput { charts, ..input };
    let document = collected(content::compose(&input), diagnostics);
    watchdog::begin(Step::Checks);
    if let Some(document) = &document {
        let context = CheckContext::new(sources, survey, tally).with_document(document, scope);
        let fonts = inputs.fonts.iter().map(|(_, bytes)| bytes.as_slice());
        checks::after(&context, &Coverage::read(fonts), diagnostics);
    }
    document
}

/// The chart of each graph, by key.
fn draw_charts(
    inputs: &Inputs,
    survey: &Survey,
    tally: &Tally,
    words: &Words,
) -> Result<BTreeMap<String, Chart>, Diagnostic> {
    let fonts = &chart::choose_fonts(&inputs.fonts).ok_or_else(|| {
        let why = "the fonts can't draw charts: none in fonts/ is upright and of normal weight";
        let help = "put the regular and bold fonts of a family into fonts/, as .ttf or .otf";
        Diagnostic::error(Code::UnusableFont, why).help(help)
    })?;
    let input = ChartInput { survey, tally, words, fonts };
    let graphs = survey.report.graphs.iter();
    Ok(graphs.map(|graph| (graph.key.value.to_string(), chart::draw(input, graph))).collect())
}
