//! Resolves queries: an id, a question, an option, a graph, or a phrase in the report.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Serialize;

use super::{Answer, Asked, Explainer};
use crate::diagnostic::{SourceKind, Span, nearest};
use crate::figure::Figure;
use crate::figures::{self, names};
use crate::model::Choice;
use crate::tally::Tallied;
use crate::text::{Folded, is_quote_mark, squeezed};
use crate::uses::{Hit, Passage, Place, ReportParts};

/// The maximum number of suggestions.
const SUGGESTIONS: usize = 6;

/// A sentence that contains a phrase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// The sentence.
    pub text: String,
    /// The heading above it.
    pub under: Option<String>,
    /// The source location of the phrase.
    pub place: Option<Place>,
    /// Numbers in the phrase that a template computes, such as how many goals are tied.
    pub counted: Vec<String>,
    /// Whether it is a respondent's statement, whose numbers are its own.
    pub quoted: bool,
    /// The figures in the sentence that have a value: the displayed number and the id.
    pub figures: Vec<(String, String)>,
}

impl Explainer<'_> {
    /// Answers a query by its narrowest meaning: the id of a figure, question or option, the label or
    /// key of a graph, a phrase in the report, or the name of an option, tried in this order.
    pub fn explain(&self, query: &str) -> Answer {
        let (input, passages) = (&self.input, &self.uses.passages);
        let explained = |asked, figures: &[Figure], hits: &[Hit]| {
            Answer::Figures(asked, figures.iter().map(|figure| self.figure(figure, hits)).collect())
        };
        let query = query.trim();
        let figure = Figure::parse(query);
        if let Some(figure) = figure.filter(|figure| input.tally.figures.contains_key(figure)) {
            return explained(Asked::Figure, &[figure], &[]);
        }
        let group = |name, figures: Vec<Figure>| {
            (!figures.is_empty()).then(|| explained(Asked::Group(name), &figures, &[]))
        };
        if let Some(found) = group(format!("`{query}`"), within(input, query)) {
            return found;
        }
        let phrase = Folded::new(query.trim_matches(|c| is_quote_mark(c) || c == '…'));
        let graph = question_of_graph(input, passages, &phrase);
        if let Some(found) = graph.and_then(|(label, id)| group(label, within(input, &id))) {
            return found;
        }
        let mut hits = occurrences(passages, &phrase);
        if hits.is_empty() {
            let sign = query.replace(" per cent", "%").replace(" percent", "%");
            hits = occurrences(passages, &Folded::new(&sign));
        }
        let mut known = BTreeSet::new();
        let marks = hits.iter().flat_map(|(index, range)| passages[*index].at(range));
        let figures: Vec<Figure> =
            marks.map(|mark| mark.figure.clone()).filter(|one| known.insert(one.clone())).collect();
        if !figures.is_empty() {
            return explained(Asked::Phrase(squeezed(query)), &figures, &hits);
        }
        // The names of figures are their ids in words, such as `Response rate`.
        let id = phrase.text().replace(' ', "-");
        let named = [of_option(input, &phrase), within(input, &id)].concat();
        match group(format!("“{query}”"), named) {
            Some(found) => found,
            None if hits.is_empty() => Answer::Nothing(near(input, passages, &phrase)),
            None => Answer::NoFigure(sentences(input, passages, &hits)),
        }
    }
}

/// The figures below an id that is not itself a figure's id, such as that of a question, a grid, or a
/// question by an attribute; those of groups only if the id has one.
fn within(input: &ReportParts<'_>, id: &str) -> Vec<Figure> {
    let inside = |figure: &&Figure| {
        let text = figure.to_string();
        let rest = text.strip_prefix(id).filter(|_| !id.is_empty());
        rest.is_some_and(|rest| rest.starts_with(['.', '/', '=']))
            && (figure.group.is_none() || id.contains('@'))
    };
    let mut figures: Vec<Figure> = input.tally.figures.keys().filter(inside).cloned().collect();
    // A question's base precedes its options.
    figures.sort_by_key(|figure| figures::position(input.survey, figure));
    figures
}

/// The label of the graph with this label or key, and the id of the figures that it shows.
fn question_of_graph(
    input: &ReportParts<'_>,
    passages: &[Passage],
    called: &Folded,
) -> Option<(String, String)> {
    let shown = passages
        .iter()
        .filter_map(|passage| passage.graph.as_ref())
        .find(|graph| called.reads(&graph.label) || called.reads(&format!("{}.", graph.label)));
    let graphs = &input.survey.report.graphs;
    let graph = graphs.iter().find(|graph| match shown {
        Some(shown) => graph.key.value == shown.key,
        None => called.reads(&graph.key.value),
    })?;
    let label = shown.map_or(graph.key.value.as_str(), |shown| &shown.label);
    let by = graph.by.iter().map(|by| format!("@{by}"));
    Some((label.to_owned(), graph.question.to_string() + &by.collect::<String>()))
}

/// The figures of the options with this name, in every question that has one.
fn of_option(input: &ReportParts<'_>, called: &Folded) -> Vec<Figure> {
    let is_called = |choice: &&Choice| names(choice).iter().any(|name| called.reads(name));
    let figures = input.survey.questions.iter().flat_map(|question| {
        let called = question.options.iter().filter(is_called);
        called.flat_map(|choice| within(input, &format!("{}.{}", question.id, choice.key.value)))
    });
    figures.collect()
}

fn occurrences(passages: &[Passage], phrase: &Folded) -> Vec<Hit> {
    let found = passages.iter().map(|passage| passage.folded.find(phrase)).enumerate();
    found.flat_map(|(index, ranges)| ranges.into_iter().map(move |range| (index, range))).collect()
}

/// Ids, labels and names similar to the query, followed by figures with the number in the query.
fn near(input: &ReportParts<'_>, passages: &[Passage], typed: &Folded) -> Vec<String> {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let mut know = |name: &str| {
        known.insert(Folded::new(name).text(), name.to_owned());
    };
    for question in input.survey.questions.iter().filter(|question| question.printed) {
        know(&question.id);
        for choice in &question.options {
            know(&format!("{}.{}", question.id, choice.key.value));
            names(choice).iter().for_each(|name| know(name));
        }
    }
    input.tally.figures.keys().for_each(|figure| know(&figure.to_string()));
    input.survey.report.graphs.iter().for_each(|graph| know(&graph.key.value));
    passages.iter().filter_map(|p| p.graph.as_ref()).for_each(|graph| know(&graph.label));
    let mut near = Vec::new();
    while let Some(name) = nearest(&typed.text(), known.keys().map(String::as_str)) {
        let name = name.to_owned();
        near.extend(known.remove(&name));
        if near.len() == SUGGESTIONS / 2 {
            break;
        }
    }
    let typed = typed.text();
    let is_number = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
    let numbers: Vec<&str> = typed.split([' ', '(', ')', ',', ';']).filter(is_number).collect();
    let equal = |(_, tallied): &(&Figure, &Tallied)| {
        let shown = tallied.value.map(|value| input.words.value(value));
        shown.is_some_and(|value| numbers.contains(&value.as_str()))
    };
    let equal = input.tally.figures.iter().filter(equal).map(|(figure, _)| figure.to_string());
    near.extend(equal.take(SUGGESTIONS - near.len()));
    near
}

/// The sentences that contain the phrase, without duplicates.
fn sentences(input: &ReportParts<'_>, passages: &[Passage], hits: &[Hit]) -> Vec<Sentence> {
    let mut known = BTreeSet::new();
    let sentences = hits.iter().map(|(index, range)| sentence(input, &passages[*index], range));
    sentences.filter(|found| known.insert((found.text.clone(), found.place.clone()))).collect()
}

fn sentence(input: &ReportParts<'_>, passage: &Passage, range: &Range<usize>) -> Sentence {
    let around = passage.around(range);
    let mut known = BTreeSet::new();
    let marks = passage.at(&around).filter(|mark| input.tally.value(&mark.figure).is_some());
    let shown =
        marks.map(|mark| (passage.text[mark.range.clone()].to_owned(), mark.figure.to_string()));
    let figures = shown.filter(|figure| known.insert(figure.clone())).collect();
    let place = passage.pieces(range).find_map(|(_, place)| place);
    let place = place.or(passage.graph.as_ref().map(|graph| graph.place));
    let kind = |span: Span| &input.sources.get(span.file).kind;
    // Literal text of a template is never split into a lone number, so such a number was computed.
    let is_counted = |(text, place): &(&str, Option<Span>)| {
        let is_template = place.is_some_and(|span| *kind(span) == SourceKind::Template);
        is_template && text.chars().all(|character| character.is_ascii_digit())
    };
    let counted = passage.pieces(range).filter(is_counted).map(|(text, _)| text.to_owned());
    let is_said = place.is_some_and(|span| kind(span).is_response());
    Sentence {
        counted: counted.collect(),
        text: passage.text[around].trim().to_owned(),
        under: passage.under.clone(),
        place: place.map(|span| Place::new(input.sources, span)),
        quoted: is_said || passage.quoted,
        figures,
    }
}
