//! What is done with errata: those that checks are certain of are written down, and all are printed for readers.

use std::collections::BTreeMap;
use std::path::Path;

use super::build::{stem, without_graphs};
use super::{Composed, Options, Report, compose, compose_with};
use crate::change::{self, Reported, Side};
use crate::corrigendum::{self, Corrigendum, Printed};
use crate::diagnostic::{Diagnostic, Failure, MachineError, has_errors};
use crate::errata::{self, FILE, Proposal, Status};
use crate::inputs;
use crate::model::Scope;
use crate::out::{self, Edit, Lock};
use crate::watchdog::{self, Step};
use crate::words::{self, Words};

/// What came of correcting what is certain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    /// Errata that were written as applied.
    pub applied: usize,
    /// Errata that were written as proposed.
    pub proposed: usize,
    /// Corrections that no erratum can make, such as one of words that another erratum has changed.
    pub left_out: usize,
}

/// How many errata [`fix`] would write.
pub fn fixable(composed: &Composed) -> usize {
    proposals(composed).0.len()
}

/// The errata for what checks are certain of, if those that there are can be read; and how many can't be made.
fn proposals(composed: &Composed) -> (Vec<Proposal>, usize) {
    let sources = &composed.inputs.sources;
    let (known, found) = errata::read(sources);
    match has_errors(&found) {
        true => (Vec::new(), 0),
        false => errata::propose(sources, &known, &composed.diagnostics),
    }
}

/// Writes an erratum for each correction that the checks of a composed report are certain of; its project is locked since
/// it was read. No other file is changed.
///
/// # Errors
/// If data/errata.toml can't be read or written.
pub fn fix(lock: &Lock, composed: &Composed) -> Result<Fixed, Failure> {
    let root = lock.folder();
    let (proposals, left_out) = proposals(composed);
    let applied = proposals.iter().filter(|proposal| proposal.status == Status::Applied).count();
    let fixed = Fixed { applied, proposed: proposals.len() - applied, left_out };
    if !proposals.is_empty() {
        let text =
            composed.inputs.sources.find(FILE).map(|_| inputs::text(root, FILE)).transpose()?;
        let added = errata::add(text.as_deref(), &proposals).map_err(|why| MachineError {
            message: format!("could not change this file: {why}"),
            path: Some(root.join(FILE)),
        })?;
        watchdog::begin(Step::Writing);
        let before = composed.inputs.hashes.get(FILE).map(String::as_str);
        out::edit(lock, &[Edit { name: FILE, before, after: added.into_bytes() }])?;
    }
    Ok(fixed)
}

/// All errata of a project for its readers.
#[derive(Debug)]
pub struct Corrected {
    /// The files of the project, and what there is to say about the errata.
    pub inputs: inputs::Inputs,
    /// What is wrong with the errata, or with the words to tell them in.
    pub diagnostics: Vec<Diagnostic>,
    /// The errata, with where they stand in the report as far as it can be made.
    pub corrigendum: Corrigendum,
    /// The same as Markdown.
    pub markdown: String,
    /// The same as a Word document, with its name; none where the report is at fault.
    pub word: Option<(String, Vec<u8>)>,
}

/// Makes the corrigendum of a project.
///
/// # Errors
/// If a file can't be read.
pub fn corrigendum(root: &Path, options: &Options) -> Result<Corrected, MachineError> {
    let issued_scope =
        Scope { as_issued: true, as_of: None, process: None, ..options.scope.clone() };
    let issued = compose(root, &issued_scope)?;
    let now = compose(root, &options.scope)?;
    let (errata, mut diagnostics) = errata::read(&issued.inputs.sources);
    let (words, found) = words::read(&issued.inputs.sources);
    diagnostics.extend(found);
    let Some(words) = words else {
        let (corrigendum, markdown, word) = (Corrigendum::default(), String::new(), None);
        return Ok(Corrected { inputs: issued.inputs, diagnostics, corrigendum, markdown, word });
    };
    let printed = [&issued, &now].into_iter().filter_map(|composed| {
        let report = composed.report.as_ref()?;
        let (survey, document) = (&report.survey, &report.document);
        Some(Printed { sources: &composed.inputs.sources, survey, document, words: &words })
    });
    let printed: Vec<Printed<'_>> = printed.collect();
    let mut corrigendum = corrigendum::corrigendum(&issued.inputs.sources, &errata, &printed);
    if let Some(report) = &issued.report {
        for entry in &mut corrigendum.entries {
            if !corrigendum::is_printed(entry, &printed) {
                let with = compose_with(root, &issued_scope, &entry.id)?;
                entry.effects = with.report.as_ref().map_or(Vec::new(), |other| {
                    effects([(&issued, report), (&with, other)], &words)
                });
            }
        }
    }
    let word = now.report.as_ref().map(|report| word(&corrigendum, report, options));
    let markdown = corrigendum.markdown(&words);
    Ok(Corrected { inputs: issued.inputs, diagnostics, corrigendum, markdown, word })
}

/// What differs between the report as issued and the same with an erratum.
fn effects(sides: [(&Composed, &Report); 2], words: &Words) -> Vec<corrigendum::Effect> {
    let design = BTreeMap::new();
    let [before, after] = sides.map(|(composed, report)| Side {
        title: "",
        sources: &composed.inputs.sources,
        survey: &report.survey,
        tally: &report.tally,
        document: &report.document,
        design: &design,
    });
    corrigendum::effects(&change::compare(&before, &after, words, &Reported::default()), words)
}

fn word(corrigendum: &Corrigendum, report: &Report, options: &Options) -> (String, Vec<u8>) {
    let document = corrigendum.document(&report.document.about, &report.words);
    let name = format!("{}-corrigendum.docx", stem(&report.survey, &options.scope));
    (name, without_graphs(&document, report, options))
}
