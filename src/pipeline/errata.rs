//! Records automatic corrections as errata, and creates the corrigendum.

use std::path::Path;

use super::typeset::{docx_without_graphs, stem};
use super::{Composition, Options, Report, change_file, compose};
use crate::change::{self, Reported, note};
use crate::corrigendum::{self, Corrigendum};
use crate::diagnostic::{Diagnostic, Failure, MachineError, collected, has_errors};
use crate::errata::{self, FILE, Proposal};
use crate::inputs::{self, Corrections};
use crate::model::ReportOptions;
use crate::out::Lock;
use crate::uses::ReportParts;
use crate::words::{self, Words};

/// Errata for all automatic corrections, and the number of corrections that can't be recorded, for example
/// because another erratum already changes the text. Empty if the existing errata have errors.
pub fn proposals(composed: &Composition) -> (Vec<Proposal>, usize) {
    let sources = &composed.inputs.sources;
    let (known, found) = errata::read(sources);
    match has_errors(&found) {
        true => (Vec::new(), 0),
        false => errata::propose(sources, &known, &composed.diagnostics),
    }
}

/// Records an erratum for each automatic correction of a composed report and changes no other file;
/// returns the [`proposals`]. The project must have been locked before it was read.
///
/// # Errors
///
/// If data/errata.toml can't be read or written.
pub fn fix(lock: &Lock, composed: &Composition) -> Result<(Vec<Proposal>, usize), Failure> {
    let (proposals, left_out) = proposals(composed);
    if !proposals.is_empty() {
        change_file(lock, &composed.inputs, FILE, |text| errata::add(text, &proposals))?;
    }
    Ok((proposals, left_out))
}

/// All errata of a project, prepared for readers.
#[derive(Debug, Default)]
pub struct Corrected {
    /// The files of the project.
    pub inputs: inputs::Inputs,
    /// Errors in the errata or in the tool's wording.
    pub diagnostics: Vec<Diagnostic>,
    /// The corrigendum. Locations in the report are missing if it can't be composed.
    pub corrigendum: Corrigendum,
    /// The corrigendum as Markdown.
    pub markdown: String,
    /// The name and content of the corrigendum as a Word document; `None` if the report has errors.
    pub word: Option<(String, Vec<u8>)>,
}

/// Creates the corrigendum of a project.
///
/// # Errors
/// If a file can't be read.
pub fn corrigendum(root: &Path, options: &Options) -> Result<Corrected, MachineError> {
    let issued_scope =
        ReportOptions { as_issued: true, as_of: None, process: None, ..options.scope.clone() };
    let issued = compose(root, &issued_scope)?;
    let now = compose(root, &options.scope)?;
    let (errata, mut diagnostics) = errata::read(&issued.inputs.sources);
    let words = collected(words::read(&issued.inputs.sources), &mut diagnostics);
    let Some(words) = words else {
        return Ok(Corrected { inputs: issued.inputs, diagnostics, ..Corrected::default() });
    };
    let printed = [&issued, &now].into_iter().filter_map(|composed| {
        composed.report.as_ref()?;
        Some(ReportParts { words: &words, ..composed.parts() })
    });
    let printed: Vec<ReportParts<'_>> = printed.collect();
    let mut corrigendum = corrigendum::corrigendum(&issued.inputs.sources, errata, &printed);
    for entry in &mut corrigendum.entries {
        if issued.report.is_some() && !corrigendum::is_printed(entry, &printed) {
            let only = Corrections::Only(entry.id());
            let with = compose::read(root, &issued_scope, only, &[], None)?.checked();
            if with.report.is_some() {
                entry.impact = impact([&issued, &with], &words);
            }
        }
    }
    let word = now.report.as_ref().map(|report| word(&corrigendum, report, options));
    let markdown = corrigendum.markdown(&words);
    Ok(Corrected { inputs: issued.inputs, diagnostics, corrigendum, markdown, word })
}

/// The differences between the report as issued and the report with one erratum applied.
fn impact(sides: [&Composition; 2], words: &Words) -> Vec<note::Entry> {
    let sides = sides.map(|composed| ReportParts { words, ..composed.parts() });
    corrigendum::impact(&change::compare(&sides, Reported::default()), words)
}

fn word(corrigendum: &Corrigendum, report: &Report, options: &Options) -> (String, Vec<u8>) {
    let document = corrigendum.document(&report.document.about, &report.words);
    let name = format!("{}-corrigendum.docx", stem(&report.survey, &options.scope));
    (name, docx_without_graphs(&document, &report.design, &report.survey, options))
}
