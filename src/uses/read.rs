//! Splits a report into the passages in which phrases are searched.

use super::{Mark, Passage, ReportParts, Shown, UseKind};
use crate::document::{self, Graph, Kind, LineKind};
use crate::figure::{Figure, Measure};
use crate::figures::names;
use crate::model::{self, Choice, Question, Survey};
use crate::tally::Tally;
use crate::text::{Folded, sentence_around};

/// All passages of a report, in order.
pub(super) fn passages(report: &ReportParts<'_>) -> Vec<Passage> {
    let ReportParts { sources, survey, tally, document, .. } = *report;
    let printed = document.graphs();
    let graphs: Vec<Shown> = survey.report.graphs.iter().map(|own| shown(own, &printed)).collect();
    let separator = |key: Option<&str>| {
        let graph = printed.iter().find(|graph| Some(graph.key.as_str()) == key);
        graph.map_or("", |graph| graph.label.separator(graph.caption.is_some()))
    };
    let mut passages: Vec<Passage> = Vec::new();
    let (mut under, mut columns, mut row, mut unit) = (None, Vec::new(), None, None);
    for line in &document.passages(sources) {
        if unit.replace(line.unit) != Some(line.unit) {
            columns.clear();
        }
        let graph = line.graph.and_then(|key| graphs.iter().find(|graph| graph.key == key));
        let Some(kind) = kind(line) else {
            if line.line == LineKind::ColumnTitle {
                columns.push(line.text.clone());
            }
            continue;
        };
        let cell = match line.line {
            LineKind::Cell { row, column } if line.kind != Kind::Footnote => Some((row, column)),
            _ => None,
        };
        // The label of a graph is read together with its caption, and a row with all its cells.
        let continues = match (cell, passages.last()) {
            (Some((number, _)), _) => row == Some((line.unit, number)),
            (None, Some(last)) if line.line == LineKind::Caption => {
                last.kind == UseKind::Caption && kind == UseKind::Caption
            }
            (None, _) => false,
        };
        row = cell.map(|(number, _)| (line.unit, number));
        let column = cell.and_then(|(_, column)| columns.get(column)).map(String::as_str);
        if !continues {
            passages.push(Passage {
                kind,
                quoted: matches!(line.kind, Kind::Quotation | Kind::QuotationSource),
                text: String::new(),
                folded: Folded::new(""),
                marks: Vec::new(),
                pieces: Vec::new(),
                under: under.clone().filter(|_| kind != UseKind::Heading),
                graph: graph.cloned(),
            });
        }
        let between = match (continues, cell) {
            (false, _) => "",
            (true, Some(_)) => " ",
            (true, None) => separator(line.graph),
        };
        passages.last_mut().expect("a passage to add to").push(between, line, column);
        if kind == UseKind::Heading {
            under = Some(line.text.clone());
        }
    }
    passages.retain(|passage| !passage.text.trim().is_empty());
    for passage in &mut passages {
        match passage.kind {
            UseKind::Sentence if passage.quoted => {}
            UseKind::Title | UseKind::Heading | UseKind::Footnote | UseKind::Sentence => {
                mark_ties(passage, survey, tally);
            }
            UseKind::Caption | UseKind::Table | UseKind::Note | UseKind::Graph => {}
        }
        passage.folded = Folded::new(&passage.text);
    }
    passages
}

fn kind(line: &document::Passage<'_>) -> Option<UseKind> {
    Some(match (line.kind, line.line) {
        (Kind::Title | Kind::Edition, _) => UseKind::Title,
        (Kind::Heading(_), _) => UseKind::Heading,
        (Kind::Paragraph | Kind::Item(_) | Kind::Message(_), _) => UseKind::Sentence,
        (Kind::Quotation | Kind::QuotationSource, _) => UseKind::Sentence,
        (Kind::Footnote, _) => UseKind::Footnote,
        (_, LineKind::ColumnTitle) | (Kind::Generated, _) => return None,
        (Kind::Label | Kind::Caption, _) => UseKind::Caption,
        (Kind::Drawing, _) => UseKind::Graph,
        (Kind::Table, LineKind::Cell { .. }) => UseKind::Table,
        (Kind::Table, LineKind::TableNote) => UseKind::Note,
        (Kind::Table, _) => UseKind::Caption,
    })
}

fn shown(own: &model::Graph, printed: &[&Graph]) -> Shown {
    let key = own.key.value.to_string();
    let label = printed.iter().find(|graph| graph.key == key).map(|graph| graph.label.bare());
    Shown { label: label.unwrap_or_else(|| key.clone()), key, place: own.key.span }
}

/// Marks each option's figure in a line also as the figure of tied options that the same sentence
/// names. Options of equal rank share a number in prose, such as "SDG 10 and SDG 17 – each
/// prioritized by 10": the template prints only the figure of the first option.
fn mark_ties(line: &mut Passage, survey: &Survey, tally: &Tally) {
    let mut ties = Vec::new();
    for mark in &line.marks {
        let Measure::Option(key, part) = &mark.figure.measure else { continue };
        let question = mark.figure.question_id().and_then(|id| survey.question(id));
        let choice = question.and_then(|question| question.option(key));
        let Some((question, choice)) = question.zip(choice) else { continue };
        let around = sentence_around(&line.text, &mark.range);
        let sentence = Folded::new(&line.text[around.clone()]);
        let others = tied(question, choice, tally).filter(|other| {
            names(other).iter().any(|name| !sentence.find(&Folded::new(name)).is_empty())
        });
        for other in others {
            let figure = Figure::option(&question.id, &other.key.value, *part);
            let own = |known: &Mark| known.figure == figure && around.contains(&known.range.start);
            if tally.value(&figure) == tally.value(&mark.figure) && !line.marks.iter().any(own) {
                ties.push(Mark { figure, ..mark.clone() });
            }
        }
    }
    line.marks.extend(ties);
    line.marks.sort_by_key(|mark| mark.range.start);
}

/// The other options with the same rank.
fn tied<'q>(
    question: &'q Question,
    choice: &Choice,
    tally: &'q Tally,
) -> impl Iterator<Item = &'q Choice> {
    let rank = |choice: &Choice| tally.question(&question.id)?.option(&choice.key.value)?.rank;
    let (own, key) = (rank(choice), choice.key.value.clone());
    let others = question.options.iter().filter(move |other| other.key.value != key);
    others.filter(move |other| own.is_some() && rank(other) == own)
}
