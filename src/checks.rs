//! Checks that add coded diagnostics, all on one [`CheckContext`]: [`data`] on survey and figures, [`anonymous`] on the
//! names of those who must not be named, [`few`] on answers that can be subtracted; [`text`] and [`structure`] on the document tree, [`typed`] on the numbers in it,
//! [`naming`] on its names and terms, [`language`] on how it is written; [`glyphs`] on the characters of all.
//!
//! [`received`] compares quotations with the texts that they are from, before anything is counted. [`levels`] gives each
//! diagnostic the severity that the project wants.

use crate::diagnostic::{Diagnostic, Sources, Span, has_errors};
use crate::document::{Document, Passage};
use crate::fonts::Coverage;
use crate::model::{Process, Scope, Survey};
use crate::tally::Tally;

pub mod anonymous;
pub mod data;
mod decisions;
pub mod few;
pub mod glyphs;
pub mod language;
pub mod levels;
pub mod naming;
pub mod received;
pub mod structure;
pub mod text;
pub mod typed;

/// What checks read.
#[derive(Debug)]
pub struct CheckContext<'a> {
    /// The files.
    pub sources: &'a Sources,
    /// The survey.
    pub survey: &'a Survey,
    /// Its figures.
    pub tally: &'a Tally,
    /// The process that the report is for.
    pub process: Option<&'a Process>,
    /// Whether the report is whole: of today, with its corrections, for no process.
    whole: bool,
    /// The report; absent while its figures are checked.
    document: Option<&'a Document>,
    /// The lines of the report that are read, in order.
    pub passages: Vec<Passage<'a>>,
}

impl<'a> CheckContext<'a> {
    /// What is checked before a report is composed.
    pub fn new(sources: &'a Sources, survey: &'a Survey, tally: &'a Tally) -> Self {
        let (process, document, passages) = (None, None, Vec::new());
        CheckContext { sources, survey, tally, process, whole: false, document, passages }
    }

    /// The same with the report.
    #[must_use]
    pub fn with_document(self, document: &'a Document, scope: &Scope) -> Self {
        let mut passages = document.passages(self.sources);
        passages.retain(Passage::is_read);
        let process = self.survey.process(scope);
        let whole = scope.process.is_none() && scope.as_of.is_none() && !scope.as_issued;
        CheckContext { process, whole, document: Some(document), passages, ..self }
    }

    /// The report.
    fn document(&self) -> &'a Document {
        self.document.expect("checks of a document have one")
    }

    /// Where the first words of a passage are that are not the tool's.
    fn place(&self, passage: &Passage<'_>) -> Option<Span> {
        let mut pieces = passage.pieces().iter();
        let first = pieces.find(|piece| piece.origin.place().is_some())?;
        passage.place(self.sources, first.range.start..passage.text.len())
    }
}

/// Whether one place is part of another.
fn holds(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}

/// Values by their keys, in the order in which each key comes first.
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

/// Checks survey and figures.
pub fn before(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    data::check(context)
}

/// Checks a composed report; some checks wait until it has no errors.
pub fn after(context: &CheckContext<'_>, coverage: &Coverage, diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.extend(anonymous::check(context));
    diagnostics.extend(few::check(context));
    diagnostics.extend(text::check(context));
    diagnostics.extend(naming::check(context));
    if !has_errors(diagnostics) {
        // What a process does not take is missing on purpose.
        if context.process.is_none() {
            diagnostics.extend(structure::check(context));
        }
        diagnostics.extend(typed::check(context));
        diagnostics.extend(language::check(context));
    }
    diagnostics.extend(glyphs::check(context, coverage));
}
