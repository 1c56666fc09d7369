//! Checks that produce coded diagnostics. All work on one [`CheckContext`]: [`data`] checks the
//! survey and its figures, `answers` the responses, [`anonymous`] the names of mechanisms that must not be named, and
//! [`few`] whether individual answers can be derived by subtraction; [`structure`] checks the
//! document tree, [`typed`] the numbers in it, [`naming`] its names and terms, and
//! [`language`] its language and typography; [`glyphs`] checks that the fonts cover all characters.
//!
//! [`received`] compares quotations with their source texts before any figure is computed.
//! [`with_levels`] applies the project's severity overrides.

use crate::diagnostic::{Code, Diagnostic, Sources, Span, has_errors};
use crate::document::{Document, Inline, Passage, texts};
use crate::fonts::Coverage;
use crate::model::decisions::{FILE, lines};
use crate::model::{Accepted, Level, Process, ReportOptions, Survey, Text};
use crate::tally::Tally;

pub mod anonymous;
mod answers;
pub mod data;
pub mod few;
pub mod glyphs;
pub mod language;
pub mod naming;
pub mod received;
pub mod structure;
pub mod typed;

/// The input of the checks.
#[derive(Debug)]
pub struct CheckContext<'a> {
    /// The source files.
    pub sources: &'a Sources,
    /// The survey.
    pub survey: &'a Survey,
    /// The figures of the survey.
    pub tally: &'a Tally,
    /// The process that the report is submitted to, if any.
    pub process: Option<&'a Process>,
    /// Whether this is the complete, current report: no `--as-of` date, errata applied, no process.
    whole: bool,
    /// The report; `None` while only the figures are checked.
    document: Option<&'a Document>,
    /// The passages that readers read, in document order.
    pub passages: Vec<Passage<'a>>,
}

impl<'a> CheckContext<'a> {
    /// Creates the context for checks that run before a report is composed.
    pub fn new(sources: &'a Sources, survey: &'a Survey, tally: &'a Tally) -> Self {
        let (process, document, passages) = (None, None, Vec::new());
        CheckContext { sources, survey, tally, process, whole: false, document, passages }
    }

    /// Adds the composed report to the context.
    #[must_use]
    pub fn with_document(self, document: &'a Document, scope: &ReportOptions) -> Self {
        let mut passages = document.passages(self.sources);
        passages.retain(Passage::is_read);
        let process = self.survey.process(scope);
        let whole = scope.process.is_none() && scope.as_of.is_none() && !scope.as_issued;
        CheckContext { process, whole, document: Some(document), passages, ..self }
    }

    /// The report; panics if the context has none.
    fn document(&self) -> &'a Document {
        self.document.expect("checks of a document have one")
    }

    /// The headings, grouped by level and by the heading that they are under.
    fn sibling_headings(&self) -> Vec<(Option<&Passage<'a>>, Vec<&Passage<'a>>)> {
        let mut path: Vec<(u8, &Passage<'_>)> = Vec::new();
        let headings = self.passages.iter().filter_map(|passage| {
            let level = passage.heading_level()?;
            while path.pop_if(|(above, _)| *above >= level).is_some() {}
            let parent = path.last().map(|(_, heading)| *heading);
            path.push((level, passage));
            Some(((parent.map(|heading| heading.section), level), (parent, passage)))
        });
        let groups = grouped(headings).into_iter();
        let groups =
            groups.map(|(_, all)| (all[0].0, all.into_iter().map(|(_, one)| one).collect()));
        groups.collect()
    }

    /// The place of the first words of a passage that come from the project's files.
    fn place(&self, passage: &Passage<'_>) -> Option<Span> {
        let mut pieces = passage.pieces().iter();
        let first = pieces.find(|piece| piece.origin.place().is_some())?;
        passage.place(self.sources, first.range.start..passage.text.len())
    }
}

/// The place of the first words of a line.
fn first_place(content: &[Inline]) -> Option<Span> {
    texts(content).find_map(|text| text.origin.place())
}

/// The registered names of other things than mechanisms: the organization, the options and the
/// frameworks that they are from.
fn registered_titles(survey: &Survey) -> impl Iterator<Item = &Text> {
    let questions = survey.questions.iter();
    let of_questions = questions.flat_map(|question| {
        let titles = question.options.iter();
        let titles = titles.flat_map(|one| [&one.title].into_iter().chain(one.variants.values()));
        question.framework.iter().chain(titles)
    });
    [&survey.report.organization].into_iter().chain(of_questions)
}

/// Groups values by key; keys are in order of first occurrence.
fn grouped<K: PartialEq, V>(pairs: impl IntoIterator<Item = (K, V)>) -> Vec<(K, Vec<V>)> {
    let mut groups: Vec<(K, Vec<V>)> = Vec::new();
    for (key, value) in pairs {
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, values)) => values.push(value),
            None => groups.push((key, vec![value])),
        }
    }
    groups
}

/// The lines that record a decision, preceded by a line end; `more` is an additional line.
fn decision_lines(finding: Code, text: &str, more: &str) -> String {
    format!("\n{}", lines(finding, text, more))
}

/// The warning about decisions on `finding` that no longer match anything; `None` if all still do.
fn lapsed_decisions(
    survey: &Survey,
    finding: Code,
    is_found: impl Fn(&Accepted) -> bool,
) -> Option<Diagnostic> {
    let lapsed = survey.accepted.iter().filter(|one| one.finding == finding && !is_found(one));
    let message = format!("no `{}` has this text any more", finding.name());
    Diagnostic::warning(Code::DecisionLapsed, message)
        .at_places(lapsed.map(|one| one.text.span))
        .help(format!("take the entry out of {FILE}; if the text was changed, decide again"))
        .placed()
}

/// Checks the survey and its figures.
pub fn before(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = data::check(context);
    diagnostics.extend(answers::check(context));
    diagnostics
}

/// Checks a composed report; some checks are skipped while there are errors. `is_at_fault` says
/// whether there are errors already.
pub fn after(
    context: &CheckContext<'_>,
    coverage: &Coverage,
    is_at_fault: bool,
) -> Vec<Diagnostic> {
    let mut diagnostics = anonymous::check(context);
    diagnostics.extend(few::check(context));
    diagnostics.extend(structure::heading_levels(context));
    diagnostics.extend(naming::check(context));
    if !is_at_fault && !has_errors(&diagnostics) {
        // A report for a process leaves out content on purpose.
        if context.process.is_none() {
            diagnostics.extend(structure::check(context));
        }
        diagnostics.extend(typed::check(context));
        diagnostics.extend(language::check(context));
    }
    diagnostics.extend(glyphs::check(context, coverage));
    diagnostics
}

/// Returns the diagnostics with the severity configured for their code, without those that are
/// turned off.
pub fn with_levels(
    levels: &[Level],
    diagnostics: impl IntoIterator<Item = Diagnostic>,
) -> Vec<Diagnostic> {
    let graded = diagnostics.into_iter().filter_map(|diagnostic| {
        match levels.iter().find(|level| level.code == diagnostic.code) {
            Some(level) => level.severity.map(|severity| Diagnostic { severity, ..diagnostic }),
            None => Some(diagnostic),
        }
    });
    graded.collect()
}
