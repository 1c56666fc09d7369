//! Reads documents that came back from Word, and applies the edits that were accepted.

use std::collections::HashSet;
use std::path::Path;

use super::compare::{Loaded, Subject};
use super::typeset::docx_without_graphs;
use super::{Composition, Options, Report};
use crate::diagnostic::{Code, Diagnostic, Failure, Sources};
use crate::document::{Block, Document, plain_text};
use crate::docx::{self, Comment};
use crate::edition;
use crate::edits::{self, Applied, EditTarget, Finder, ReviewEdit, TextRevision, changes};
use crate::errata::{self, Erratum};
use crate::explain::{Answer, Explainer};
use crate::figure::Figure;
use crate::write::docx::REPORT;

/// A copy without the property of the report has at least one unchanged paragraph in this many.
const FEWEST: usize = 5;

/// A report beside the project as it is now.
pub struct Reviewed {
    /// The report as sent, and the project now.
    loaded: [Loaded; 2],
    errata: Vec<Erratum>,
}

impl Reviewed {
    /// The report as sent and the project now, both without errors.
    pub fn new(loaded: [Loaded; 2]) -> Self {
        let (errata, _) = errata::read(&loaded[1].composed.inputs.sources);
        Reviewed { loaded, errata }
    }

    /// The project as it is now.
    pub fn now(&self) -> (&Composition, &Report) {
        let [_, Loaded { composed, .. }] = &self.loaded;
        (composed, composed.report())
    }

    /// The edits of a returned document.
    pub fn edits(&self, returned: &docx::Document) -> Vec<ReviewEdit> {
        let [Loaded { composed, subject, .. }, _] = &self.loaded;
        let document = &composed.report().document;
        let changes = changes(document, &composed.inputs.sources, returned);
        let described = self.describe(changes, &returned.comments).into_iter();
        let edition = || subject.edition().map_or_else(String::new, |edition| edition.id.clone());
        described.map(|(edit, _)| ReviewEdit { edition: edition(), ..edit }).collect()
    }

    /// What makes each edit of the record in the words that were decided, or why nothing does.
    pub fn targets(&self, edits: &[&ReviewEdit]) -> Vec<Result<EditTarget, String>> {
        let described = self.describe(edits.iter().map(|edit| edit.wanted()).collect(), &[]);
        let targets = described.into_iter().zip(edits).map(|((now, target), edit)| {
            if now.context != edit.context {
                return Err("the report was changed since: read the document again".to_owned());
            }
            target.ok_or_else(|| now.possible())
        });
        targets.collect()
    }

    fn describe(
        &self,
        changes: Vec<TextRevision>,
        comments: &[Comment],
    ) -> Vec<(ReviewEdit, Option<EditTarget>)> {
        let [Loaded { composed: base, .. }, Loaded { composed: now, .. }] = &self.loaded;
        let explainer = Explainer::new(now.parts());
        let how = |figure: &Figure| match explainer.explain(&figure.to_string()) {
            Answer::Figures(_, explained) => explained.into_iter().map(|one| one.how).collect(),
            Answer::NoFigure(_) | Answer::Nothing(_) => format!("`{figure}`"),
        };
        let (base_sources, now_sources) = (&base.inputs.sources, &now.inputs.sources);
        let document = &base.report().document;
        let finder = Finder::new(document, base_sources, now_sources, &self.errata);
        finder.describe(changes, comments, how)
    }

    /// Makes edits in the files of the project, or as errata with this reason if the files keep the text as issued; those
    /// of words of respondents, which agreed, as amendments.
    ///
    /// # Errors
    /// If the list of editions can't be read.
    pub fn apply(
        &self,
        root: &Path,
        targets: &[(&ReviewEdit, EditTarget)],
        why: &str,
    ) -> Result<Applied, Failure> {
        let (composed, report) = self.now();
        let kind = &report.survey.report.edition.kind.value;
        let is_kept = edits::is_kept_as_issued(kind, &edition::list(root)?, &self.errata);
        let why = is_kept.then_some(why);
        Ok(edits::apply(&composed.inputs.sources, &self.errata, targets, why))
    }
}

/// A reply as a Word document in the look of the report.
pub fn reply(document: &Document, report: &Report, options: &Options) -> Vec<u8> {
    docx_without_graphs(document, &report.design, &report.survey, options)
}

/// The report that a document with this name is a copy of: the one that its property names, else the one with the most
/// equal paragraphs.
///
/// # Errors
/// If a file can't be read, or the document is no copy.
pub fn edited_report(
    root: &Path,
    options: &Options,
    name: &str,
    returned: &docx::Document,
) -> Result<Subject, Failure> {
    let lines = returned.paragraphs().into_iter().map(docx::Paragraph::text);
    let lines: HashSet<String> = lines.filter(|line| !line.is_empty()).collect();
    let property = returned.properties.get(REPORT);
    let likeness = |document: &Document| {
        let is_same = property.is_some_and(|property| *property == document.fingerprint());
        let own = document.all_blocks().into_iter().flat_map(Block::lines);
        let known = own.filter(|(_, line)| lines.contains(plain_text(line).trim()));
        (is_same, known.count())
    };
    let now = super::compose(root, &options.scope)?.report;
    let now = now.map_or((false, 0), |report| likeness(&report.document));
    let mut reports = vec![(now, Subject::Now)];
    for edition in edition::list(root)? {
        // Without its files, the tree of an edition still has all words.
        let document = edition::document(root, &edition, &Sources::default())?;
        reports.push((likeness(&document), Subject::Edition(edition)));
    }
    // Of reports that are the same, the latest edition.
    let best = reports.into_iter().max_by_key(|(likeness, _)| *likeness);
    let ((is_same, known), best) = best.expect("there is the report as it is built now");
    if is_same || known * FEWEST >= lines.len() {
        return Ok(best);
    }
    let message = format!("`{name}` is no copy of the report: it has hardly a paragraph of it");
    let help = "look whether it is the right file; if it is, name its edition: --edition ID";
    Err(Failure::Input(vec![Diagnostic::error(Code::UnreadableFile, message).help(help)]))
}
