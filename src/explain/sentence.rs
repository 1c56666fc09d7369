//! Occurrences of a phrase that contains no figure, with the figures near it.

use std::ops::Range;

use serde::Serialize;

use super::ExplainInput;
use crate::diagnostic::{SourceKind, Span};
use crate::figure::Figure;
use crate::uses::{Hit, Passage, Place};

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

/// The sentences that contain the phrase, without duplicates.
pub(super) fn sentences(
    input: &ExplainInput<'_>,
    passages: &[Passage],
    hits: &[Hit],
) -> Vec<Sentence> {
    let mut sentences: Vec<Sentence> = Vec::new();
    for (index, range) in hits {
        let found = sentence(input, &passages[*index], range);
        if !sentences.iter().any(|known| known.text == found.text && known.place == found.place) {
            sentences.push(found);
        }
    }
    sentences
}

fn sentence(input: &ExplainInput<'_>, passage: &Passage, range: &Range<usize>) -> Sentence {
    let around = passage.around(range);
    let mut figures: Vec<(String, String)> = Vec::new();
    let is_known = |id: &Figure| input.tally.figures.get(id).is_some_and(|f| f.value.is_some());
    for mark in passage.at(&around).filter(|mark| is_known(&mark.figure)) {
        let figure = (passage.text[mark.range.clone()].to_owned(), mark.figure.to_string());
        if !figures.contains(&figure) {
            figures.push(figure);
        }
    }
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
