//! Composes a report from the files of a project, stage by stage.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::{Composition, Options, Report, build, merge_equal, set_ids};
use crate::chart::{self, Chart, ChartInput};
use crate::checks::{self, CheckContext};
use crate::diagnostic::{Code, Diagnostic, Failure, MachineError, Sources, collected, has_errors};
use crate::document::Document;
use crate::fonts::Coverage;
use crate::inputs::{self, Corrections, Inputs};
use crate::intake::unresolved;
use crate::model::{self, Redactions, ReportOptions, Survey, Text, recovery};
use crate::tally::{self, Tally};
use crate::timings::time;
use crate::watchdog::{self, Step};
use crate::words::{self, Words};
use crate::{content, design, write};

/// A report that is composed, but not checked; or what is known of it, if there are errors.
pub(super) struct Unchecked<'r> {
    scope: ReportOptions,
    root: &'r Path,
    inputs: Inputs,
    /// The diagnostics before those of the checks, and after them.
    diagnostics: [Vec<Diagnostic>; 2],
    survey: Option<Arc<Survey>>,
    /// The report, if all its parts could be made.
    report: Option<Report>,
    /// Whether the outputs are for readers: a report composed for comparison may name anonymous
    /// mechanisms; it is checked together with the outputs made from it.
    is_for_readers: bool,
}

/// Reads a project and composes its report. If its outputs are for readers, `received` is the project
/// whose source texts quotations are compared with.
pub(super) fn read<'r>(
    root: &'r Path,
    scope: &ReportOptions,
    wanted: Corrections<'_>,
    redactions: &[Redactions],
    received: Option<&Path>,
) -> Result<Unchecked<'r>, MachineError> {
    watchdog::begin(Step::Reading);
    let (inputs, mut diagnostics) = time("reading the files", || inputs::read(root, wanted))?;
    let sources = &inputs.sources;
    watchdog::begin(Step::Data);
    let survey = time("reading the data", || model::read(sources, scope, redactions));
    let survey = collected(survey, &mut diagnostics).map(Arc::new);
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
        diagnostics.extend(unresolved::List::read(root)?.findings());
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
            write_document(&inputs, input, &mut diagnostics)
        }
        _ => {
            diagnostics.extend(content::check_templates(sources));
            None
        }
    };
    let mut later = Vec::new();
    if let (Some(survey), Some(_)) = (&survey, received) {
        later.extend(right_to_left(&survey.report.language));
    }
    let design = collected(design::read(sources), &mut later);
    later.extend(write::typst::check_page(sources));
    let report = match (&survey, tally, document, design, words) {
        (Some(survey), Some(tally), Some(document), Some(design), Some(words)) => {
            let survey = Arc::clone(survey);
            Some(Report { survey, tally, document, design, words })
        }
        (Some(survey), Some(tally), Some(document), ..) => {
            let found = check(&inputs, scope, (survey, &tally, &document), &diagnostics);
            diagnostics.extend(found);
            None
        }
        _ => None,
    };
    Ok(Unchecked {
        root,
        scope: scope.clone(),
        inputs,
        diagnostics: [diagnostics, later],
        survey,
        report,
        is_for_readers: received.is_some(),
    })
}

impl Unchecked<'_> {
    /// Checks the report.
    pub(super) fn checked(self) -> Composition {
        watchdog::begin(Step::Checks);
        let found = self.check();
        self.with(found, None)
    }

    /// Checks the report while its files are made, which are discarded if there are errors.
    pub(super) fn checked_beside_files(self, options: &Options) -> Composition {
        let [before, after] = &self.diagnostics;
        let Some(report) =
            self.report.as_ref().filter(|_| !has_errors(before) && !has_errors(after))
        else {
            return self.checked();
        };
        let (found, files) = build::typeset(&self.inputs, report, options, || self.check());
        self.with(found, Some(files))
    }

    fn check(&self) -> Vec<Diagnostic> {
        let found = self.report.as_ref().map(|Report { survey, tally, document, .. }| {
            check(&self.inputs, &self.scope, (survey, tally, document), &self.diagnostics[0])
        });
        found.unwrap_or_default()
    }

    /// The composition with the diagnostics of the checks. The report is dropped if there are errors.
    fn with(
        self,
        found: Vec<Diagnostic>,
        files: Option<Result<build::TypesetFiles, Failure>>,
    ) -> Composition {
        let Unchecked { scope, root, inputs, survey, report, .. } = self;
        let [before, after] = self.diagnostics;
        let mut diagnostics = [before, found, after].concat();
        if !self.is_for_readers {
            diagnostics.retain(|found| found.code != Code::AnonymousNamed);
        }
        let known = survey.map(|it| (it.report.levels.clone(), it.accepted.clone()));
        let (levels, accepted) = known.unwrap_or_default();
        let report = report.filter(|_| !has_errors(&diagnostics));
        if let Some(report) = report.as_ref().filter(|_| self.is_for_readers) {
            diagnostics.extend(checks::received::unverified(&report.survey));
        }
        let diagnostics = checks::graded(&levels, diagnostics);
        let report = report.filter(|_| !has_errors(&diagnostics));
        let files = files.filter(|_| report.is_some());
        let diagnostics = recovery::syntax::without_repeats(&inputs.sources, diagnostics);
        let mut diagnostics = merge_equal(diagnostics);
        set_ids(&inputs.sources, &accepted, &mut diagnostics);
        Composition { root: root.to_owned(), scope, diagnostics, levels, report, files, inputs }
    }
}

/// Checks a composed report; `before` is what is known of it already.
fn check(
    inputs: &Inputs,
    scope: &ReportOptions,
    (survey, tally, document): (&Survey, &Tally, &Document),
    before: &[Diagnostic],
) -> Vec<Diagnostic> {
    let context = CheckContext::new(&inputs.sources, survey, tally).with_document(document, scope);
    let fonts = inputs.fonts.iter().map(|(_, bytes)| bytes.as_slice());
    time("checks", || checks::after(&context, &Coverage::read(fonts), has_errors(before)))
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

/// The document with its charts.
fn write_document(
    inputs: &Inputs,
    input: content::ComposeInput<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Document> {
    let content::ComposeInput { survey, tally, words, .. } = input;
    let charts = time("drawing charts", || draw_charts(inputs, survey, tally, words));
    let charts = &charts.map_err(|unusable| diagnostics.push(unusable)).ok()?;
    watchdog::begin(Step::Templates);
    let input = content::ComposeInput { charts, ..input };
    collected(time("templates", || content::compose(&input)), diagnostics)
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
