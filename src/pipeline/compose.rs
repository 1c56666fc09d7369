//! Composes a report from the files of a project, stage by stage.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::{Composition, Report};
use crate::chart::{self, Chart};
use crate::checks::{self, CheckContext};
use crate::content;
use crate::design::{self, Design};
use crate::diagnostic::{Code, Diagnostic, MachineError, has_errors, merge_equal};
use crate::document::Document;
use crate::fonts::Coverage;
use crate::inputs::{self, Corrections, Inputs};
use crate::model::{self, Level, Redaction, ReportOptions, Survey, recovery};
use crate::tally::{self, Tally};
use crate::watchdog::{self, Step};
use crate::words::{self, Words};
use crate::write;

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
    let (inputs, diagnostics) = inputs::read(root, wanted)?;
    let mut composing = Composing::new(inputs, diagnostics, scope);
    watchdog::begin(Step::Data);
    composing.read_survey(root, redactions)?;
    if let Some(root) = received {
        composing.compare_with_received(root)?;
    }
    composing.count();
    composing.read_words();
    composing.write_document(received.is_none());
    composing.read_design();
    Ok(composing.finish(received.is_some()))
}

/// The results of the stages so far. A result is `None` if an earlier stage found an error.
struct Composing<'a> {
    scope: &'a ReportOptions,
    inputs: Inputs,
    diagnostics: Vec<Diagnostic>,
    levels: Vec<Level>,
    survey: Option<Arc<Survey>>,
    tally: Option<Arc<Tally>>,
    words: Option<Words>,
    document: Option<Document>,
    design: Option<Design>,
}

impl<'a> Composing<'a> {
    fn new(inputs: Inputs, diagnostics: Vec<Diagnostic>, scope: &'a ReportOptions) -> Self {
        let (levels, survey, tally) = (Vec::new(), None, None);
        let (words, document, design) = (None, None, None);
        Composing { scope, inputs, diagnostics, levels, survey, tally, words, document, design }
    }

    /// Records a stage's diagnostics and returns its result.
    fn take<T>(&mut self, (made, found): (T, Vec<Diagnostic>)) -> T {
        self.diagnostics.extend(found);
        made
    }

    fn read_survey(&mut self, root: &Path, redactions: &[Redaction]) -> Result<(), MachineError> {
        let survey = self.take(model::read(&self.inputs.sources, self.scope, redactions));
        let Some(survey) = survey else { return Ok(()) };
        if let Some(key) = &self.scope.process
            && survey.process(self.scope).is_none()
        {
            let message = format!("there is no process `{key}` in {}", model::submissions::FILE);
            return Err(MachineError { message, path: Some(root.to_owned()) });
        }
        self.levels.clone_from(&survey.report.levels);
        self.survey = Some(Arc::new(survey));
        Ok(())
    }

    fn compare_with_received(&mut self, root: &Path) -> Result<(), MachineError> {
        if let Some(survey) = &self.survey {
            let texts = inputs::received(root, survey.source_texts())?;
            self.diagnostics.extend(checks::received::check(survey, &texts));
        }
        Ok(())
    }

    fn count(&mut self) {
        let Some(survey) = self.survey.clone() else { return };
        let tally = self.take(tally::tally(&survey));
        // Skips the other checks until errors are fixed, because some of their findings would only be consequences.
        if has_errors(&self.diagnostics) {
            return;
        }
        let context = CheckContext::new(&self.inputs.sources, &survey, &tally);
        self.diagnostics.extend(checks::before(&context));
        self.tally = (!has_errors(&self.diagnostics)).then(|| Arc::new(tally));
    }

    fn read_words(&mut self) {
        self.words = self.take(words::read(&self.inputs.sources));
        if let (Some(survey), Some(words)) = (&self.survey, &self.words) {
            self.diagnostics.extend(words.untranslated(&survey.report.language));
        }
    }

    fn write_document(&mut self, is_kept: bool) {
        let (Some(survey), Some(tally), Some(words)) = (&self.survey, &self.tally, &self.words)
        else {
            return self.diagnostics.extend(content::check_templates(&self.inputs.sources));
        };
        let charts = draw_charts(&self.inputs, survey, tally, words);
        let charts = match charts {
            Ok(charts) => charts,
            Err(unusable) => return self.diagnostics.push(unusable),
        };
        let process = survey.process(self.scope);
        watchdog::begin(Step::Templates);
        let (document, found) = content::compose(&content::ComposeInput {
            sources: &self.inputs.sources,
            survey,
            tally,
            charts: &charts,
            words,
            as_issued: self.scope.as_issued,
            is_kept,
            process,
        });
        self.diagnostics.extend(found);
        watchdog::begin(Step::Checks);
        if let Some(document) = &document {
            let context = CheckContext::new(&self.inputs.sources, survey, tally);
            let context = context.with_document(document, self.scope);
            let fonts = self.inputs.fonts.iter().map(|(_, bytes)| bytes.as_slice());
            checks::after(&context, &Coverage::read(fonts), &mut self.diagnostics);
        }
        self.document = document;
    }

    fn read_design(&mut self) {
        self.design = self.take(design::read(&self.inputs.sources));
        self.diagnostics.extend(write::typst::check_page(&self.inputs.sources));
    }

    fn finish(self, is_compared: bool) -> Composition {
        let Composing { inputs, mut diagnostics, levels, survey, tally, words, .. } = self;
        let report = (|| {
            let (survey, tally, words) = (survey?, tally?, words?);
            let (document, design) = (self.document?, self.design?);
            Some(Report { survey, tally, document, design, words })
        })();
        if !is_compared {
            diagnostics.retain(|found| found.code != Code::AnonymousNamed);
        }
        let report = report.filter(|_| !has_errors(&diagnostics));
        if let Some(report) = report.as_ref().filter(|_| is_compared) {
            diagnostics.extend(checks::received::unverified(&report.survey));
        }
        let diagnostics = checks::levels::apply(&levels, diagnostics);
        let report = report.filter(|_| !has_errors(&diagnostics));
        let diagnostics = recovery::syntax::without_repeats(&inputs.sources, diagnostics);
        let diagnostics = merge_equal(diagnostics);
        Composition { inputs, diagnostics, levels, report }
    }
}

/// The chart of each graph, by key.
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
