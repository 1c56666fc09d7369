//! Compares two builds: briefly, by their manifests, for the last line of a build; and in full, by
//! their surveys, figures and documents, for a note to recipients of the report.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::document::{About, PageNumber};
use crate::figure::{Figure, Key};
use crate::figures;
use crate::manifest::Manifest;
use crate::model::Survey;
use crate::uses::ReportParts;
use crate::words::{Word, Words};

mod comparable;
mod excerpt;
mod moves;
pub mod note;
mod numbers;
mod responses;
mod texts;

pub use comparable::Comparable;
use comparable::Kind;
pub use numbers::FigureChange;
pub use responses::{Event, ResponseChange};
pub use texts::{GraphChange, GraphEvent, NumberChange};

/// The differences from an earlier build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Keys of the mechanisms that responded since then.
    pub new_respondents: Vec<String>,
    /// Ids of the figures whose value changed, or that are new.
    pub figures: Vec<String>,
}

/// Compares the manifests of two builds.
pub fn between(before: &Manifest, after: &Manifest) -> Change {
    let new = after.respondents.iter().filter(|key| !before.respondents.contains(key));
    let changed = after.figures.iter().filter(|(id, figure)| {
        let is_tie = Figure::parse(id).is_some_and(|figure| figure.is_tie());
        let is_told = !is_tie || !figure.used.is_empty();
        is_told && before.figures.get(*id).is_none_or(|old| old.value != figure.value)
    });
    Change {
        new_respondents: new.cloned().collect(),
        figures: changed.map(|(id, _)| id.clone()).collect(),
    }
}

/// All differences between two reports. In JSON, fields have the same names as here, and absent
/// values are `null`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The title of the report.
    pub report: String,
    /// The older report, as described by [`Reported::titles`].
    pub from: String,
    /// The newer report, as described by [`Reported::titles`].
    pub to: String,
    /// Responses, by date.
    pub responses: Vec<ResponseChange>,
    /// Messages of the summary.
    pub messages: Vec<TextChange>,
    /// Figures.
    pub figures: Vec<FigureChange>,
    /// Graphs with their data tables.
    pub graphs: Vec<GraphChange>,
    /// Names of mechanisms.
    pub names: Vec<TextChange>,
    /// Quotations.
    pub quotations: Vec<TextChange>,
    /// Practices.
    pub practices: Vec<TextChange>,
    /// All other text.
    pub texts: Vec<TextChange>,
    /// Numbers of items and labels of graphs.
    pub numbers: Vec<NumberChange>,
    /// Descriptions of the inputs that differ and determine the look of the outputs.
    pub design: Vec<String>,
    /// Labels of the questions whose figures changed but are withheld.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<String>,
}

impl Changes {
    /// Whether there are no differences.
    pub fn is_empty(&self) -> bool {
        let none = Changes::default();
        let Changes { report, from, to, .. } = none.clone();
        Changes { report, from, to, ..self.clone() } == none
    }

    /// For each changed figure, a sentence with the reason.
    pub fn reasons(&self, words: &Words) -> BTreeMap<Figure, String> {
        numbers::reasons(&self.figures, words)
    }
}

/// A text that changed: for `from` read `to`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TextChange {
    /// Its old place; absent if the text is new.
    pub place_before: Option<String>,
    /// Its new place; absent if the text was removed.
    pub place_now: Option<String>,
    /// The old text: an excerpt around the difference, or the full text if it was removed. If the
    /// text only moved, its first words, the same as `to`.
    pub from: Option<String>,
    /// The new text: an excerpt around the difference, or the full text if it is new.
    pub to: Option<String>,
}

impl TextChange {
    /// The old and the new place, and the old and the new text.
    fn new(places: [Option<&str>; 2], texts: [Option<&str>; 2]) -> Self {
        let [place_before, place_now] = places.map(|place| place.map(str::to_owned));
        let [from, to] = texts.map(|text| text.map(str::to_owned));
        TextChange { place_before, place_now, from, to }
    }
}

/// All passages of a document, for searches.
pub fn passages(report: &ReportParts<'_>) -> Vec<Comparable> {
    let mut passages = comparable::read(report);
    for passage in passages.iter_mut().filter(|passage| passage.kind == Kind::Heading) {
        passage.place = report.words.say(Word::PlaceHeadingOf, &[("words", &passage.text)]);
    }
    passages
}

/// Options of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Reported {
    /// Descriptions of the reports, such as `edition 2 (draft), issued 2023-06-30`.
    pub titles: [String; 2],
    /// For each report, hashes of the inputs that determine the look of the outputs, by their
    /// description.
    pub designs: [BTreeMap<String, String>; 2],
    /// Whether to include the answers of individual mechanisms; for the secretariat only.
    pub internal: bool,
    /// The questions whose figures are left out, with all texts that print them.
    pub withheld: BTreeSet<Key>,
}

/// Two reports that have the same words, the older one first.
pub type Reports<'r> = [ReportParts<'r>; 2];

/// Compares two reports.
pub fn compare(reports: &Reports<'_>, reported: Reported) -> Changes {
    let Reported { titles: [from, to], designs: [was, is], internal, withheld } = reported;
    let [before, after] = reports;
    let [mut old, mut new] = reports.each_ref().map(comparable::read);
    let mut figures = numbers::compare(reports, internal, [&old, &new]);
    let is_withheld = |id: &Key| withheld.contains(id);
    figures.retain(|change| !change.id.question_id().is_some_and(is_withheld));
    for (side, passages) in [(before, &mut old), (after, &mut new)] {
        passages.retain(|passage| !shows_any(passage, side.survey, &withheld));
    }
    let names = responses::compare_names(reports);
    let texts = texts::compare(&old, &new, &names, after.words);
    let differing = was.keys().filter(|name| is.get(*name) != was.get(*name));
    let added = is.keys().filter(|name| !was.contains_key(*name));
    let withheld = withheld.iter().filter_map(|id| after.survey.question(id));
    let withheld = withheld.map(|question| figures::label(after.survey, question));
    Changes {
        report: after.document.about.title.clone(),
        from,
        to,
        responses: responses::compare(reports, internal),
        figures,
        names,
        texts: about(reports).into_iter().chain(texts.texts).collect(),
        design: differing.chain(added).cloned().collect(),
        withheld: withheld.collect(),
        ..texts
    }
}

/// Whether a passage shows figures of a withheld question.
fn shows_any(passage: &Comparable, survey: &Survey, withheld: &BTreeSet<Key>) -> bool {
    let printed = passage.figures.iter().filter_map(|figure| figure.question_id());
    let key = passage.graph.as_deref().filter(|_| passage.kind == Kind::Graph);
    let graph = survey.report.graphs.iter().find(|graph| Some(graph.key.value.as_str()) == key);
    let drawn = graph.map_or(Vec::new(), |graph| survey.questions_of(&graph.question));
    let drawn = drawn.into_iter().map(|question| &question.id);
    printed.chain(drawn).any(|id| withheld.contains(id))
}

/// The page number that is printed on page 2 of 3.
fn second_page(about: &About) -> String {
    let pieces = about.page_number.iter().map(|piece| match piece {
        PageNumber::Words(words) => words.as_str(),
        PageNumber::Page => "2",
        PageNumber::Pages => "3",
    });
    pieces.collect()
}

/// The differences in the document properties.
fn about([before, after]: &Reports<'_>) -> Vec<TextChange> {
    let facts = |side: &ReportParts<'_>| {
        let about = &side.document.about;
        [
            (Word::PlaceOrganization, Some(about.organization.clone())),
            (Word::PlaceSubject, about.subject.clone()),
            (Word::PlaceLanguage, Some(about.language.clone())),
            (Word::PlacePageNumber, Some(second_page(about))),
        ]
    };
    let pairs = facts(before).into_iter().zip(facts(after));
    let differing = pairs.filter(|((_, from), (_, to))| from != to);
    let changes = differing.map(|((place, from), (_, to))| {
        let place = Some(after.words.say(place, &[]));
        TextChange { place_before: place.clone(), place_now: place, from, to }
    });
    changes.collect()
}
