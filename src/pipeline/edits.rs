//! Reads documents that came back from Word, and applies the edits that were accepted.

use std::collections::HashSet;
use std::path::Path;

use super::compare::{Loaded, Subject, load};
use super::typeset::docx_without_graphs;
use super::{Composition, Options, Report};
use crate::diagnostic::{Code, Diagnostic, Failure, Sources};
use crate::document::{Block, Document, plain_text};
use crate::docx;
use crate::edition::{self, Edition};
use crate::edits::{self, Action, Applied, Describer, EditTarget, ReviewEdit, TextRevision, Way};
use crate::errata::{self, Erratum};
use crate::explain::{Answer, Explainer};
use crate::figure::Figure;
use crate::write::docx::REPORT;

/// A copy without the property of the report has at least one unchanged paragraph in this many.
const FEWEST: usize = 5;

/// A report beside the project as it is now.
pub struct Reviewed {
    /// The id of the edition that was edited; empty for the report as it is built now.
    pub edition: String,
    /// The report as sent, and the project now.
    loaded: [Loaded; 2],
    errata: Vec<Erratum>,
}

impl Reviewed {
    /// Finds the report that a document, with this name, is a copy of: the edition with this id if one is given, else the
    /// one that the document's property names, else the one with the most equal paragraphs. If the project has errors,
    /// returns its composition instead.
    ///
    /// # Errors
    /// If a file can't be read, or the document is no copy.
    pub fn load(
        root: &Path,
        options: &Options,
        returned: Option<(&str, &docx::Document)>,
        asked: Option<&str>,
    ) -> Result<Result<Self, Composition>, Failure> {
        let mut editions = edition::list(root)?;
        editions.reverse();
        let chosen = match (asked, returned) {
            (Some(""), _) | (None, None) => None,
            (Some(id), _) => {
                let known = editions.into_iter().find(|edition| edition.id == id);
                let missing = || {
                    let message = format!("there is no edition `{id}`");
                    Diagnostic::error(Code::EditionUnreadable, message)
                };
                Some(known.ok_or_else(|| Failure::Input(vec![missing()]))?)
            }
            (None, Some(returned)) => edition_of(root, options, editions, returned)?,
        };
        let edition = chosen.as_ref().map_or_else(String::new, |edition| edition.id.clone());
        let base = chosen.map_or(Subject::Now, Subject::Edition);
        let loaded = load(root, [base, Subject::Now], options)?;
        if let Some(faulty) = loaded.iter().position(|one| one.composed.report.is_none()) {
            let faulty = loaded.into_iter().nth(faulty).expect("its position was found");
            return Ok(Err(faulty.composed));
        }
        let (errata, _) = errata::read(&loaded[1].composed.inputs.sources);
        Ok(Ok(Reviewed { edition, loaded, errata }))
    }

    /// The project as it is now.
    pub fn now(&self) -> (&Composition, &Report) {
        let [_, Loaded { composed, .. }] = &self.loaded;
        (composed, composed.report())
    }

    fn base(&self) -> (&Document, &Sources) {
        let [Loaded { composed, .. }, _] = &self.loaded;
        (&composed.report().document, &composed.inputs.sources)
    }

    /// What was changed in a document.
    pub fn changes(&self, returned: &docx::Document) -> Vec<TextRevision> {
        let (document, sources) = self.base();
        edits::changes(document, sources, returned)
    }

    /// What can be done about changes.
    pub fn actions(&self, changes: &[TextRevision]) -> Vec<Action> {
        let (document, sources) = self.base();
        let now = &self.now().0.inputs.sources;
        edits::actions(document, sources, now, &self.errata, changes)
    }

    /// Describes changes with what can be done about them.
    pub fn describe(
        &self,
        returned: &docx::Document,
        changes: &[TextRevision],
        actions: &[Action],
    ) -> Vec<ReviewEdit> {
        let (document, sources) = self.base();
        let (composed, _) = self.now();
        let explainer = Explainer::new(composed.parts());
        let explain = |figures: &[Figure]| {
            let texts = figures.iter().map(|figure| match explainer.explain(&figure.to_string()) {
                Answer::Figures(_, explained) => {
                    explained.iter().map(|one| one.how.clone()).collect()
                }
                Answer::NoFigure(_) | Answer::Nothing(_) => format!("`{figure}`"),
            });
            texts.collect::<Vec<String>>().join("; ")
        };
        let returned = Describer {
            edition: &self.edition,
            passages: &document.passages(sources),
            sources,
            comments: &returned.comments,
            explain: &explain,
        };
        changes.iter().zip(actions).map(|(change, action)| returned.edit(change, action)).collect()
    }

    /// Makes edits in the files of the project, or as errata with this reason if the files keep the text as issued.
    ///
    /// # Errors
    /// If the list of editions can't be read.
    pub fn apply(
        &self,
        root: &Path,
        targets: &[&EditTarget],
        why: &str,
    ) -> Result<Applied, Failure> {
        let (composed, report) = self.now();
        let kind = &report.survey.report.edition.kind.value;
        let way = match edits::is_kept_as_issued(kind, &edition::list(root)?, &self.errata) {
            true => Way::Errata { status: errata::Status::Applied, why: why.to_owned() },
            false => Way::Files,
        };
        Ok(edits::apply(&composed.inputs.sources, &self.errata, targets, &way))
    }
}

/// A reply as a Word document in the look of the report.
pub fn reply(document: &Document, report: &Report, options: &Options) -> Vec<u8> {
    docx_without_graphs(document, &report.design, &report.survey, options)
}

/// The edition that a document is a copy of; `None` if it is the report as it is built now.
fn edition_of(
    root: &Path,
    options: &Options,
    editions: Vec<Edition>,
    (name, returned): (&str, &docx::Document),
) -> Result<Option<Edition>, Failure> {
    let lines = returned.paragraphs().into_iter().map(docx::Paragraph::text);
    let lines: HashSet<String> = lines.filter(|line| !line.trim().is_empty()).collect();
    let property = returned.properties.get(REPORT);
    let likeness = |document: &Document| {
        let is_same = property.is_some_and(|property| *property == document.fingerprint());
        let own = document.all_blocks().into_iter().flat_map(Block::lines);
        let known = own.filter(|(_, line)| lines.contains(plain_text(line).trim()));
        (is_same, known.count())
    };
    let now = super::compose(root, &options.scope)?;
    let now = now.report.map_or((false, 0), |report| likeness(&report.document));
    let mut best: (Option<Edition>, (bool, usize)) = (None, now);
    for edition in editions {
        // Without its files, the tree of an edition still has all words.
        let own = likeness(&edition::document(root, &edition, &Sources::default())?);
        if own > best.1 || best.0.is_none() && own == best.1 {
            best = (Some(edition), own);
        }
    }
    let (is_same, known) = best.1;
    if !is_same && known * FEWEST < lines.len() {
        let message = format!("`{name}` is no copy of the report: it has hardly a paragraph of it");
        let error = Diagnostic::error(Code::UnreadableFile, message);
        let help = "look whether it is the right file; if it is, name its edition: --edition ID";
        return Err(Failure::Input(vec![error.help(help)]));
    }
    Ok(best.0)
}
