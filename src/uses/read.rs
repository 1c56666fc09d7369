//! Splits a report into the passages in which phrases are searched.

use super::passage::{Passage, Shown};
use super::{UseKind, ties};
use crate::diagnostic::Sources;
use crate::document::{self, Document, Graph, Kind, LineKind};
use crate::model::{self, Survey};
use crate::tally::Tally;
use crate::text::Folded;

/// All passages of a report, in order.
pub(super) fn passages(
    sources: &Sources,
    survey: &Survey,
    tally: &Tally,
    document: &Document,
) -> Vec<Passage> {
    let printed = document.graphs();
    let graphs: Vec<Shown> = survey.report.graphs.iter().map(|own| shown(own, &printed)).collect();
    let separator = |key: Option<&str>| {
        let graph = printed.iter().find(|graph| Some(graph.key.as_str()) == key);
        graph.map_or("", |graph| graph.separator())
    };
    let mut passages: Vec<Passage> = Vec::new();
    let (mut under, mut columns, mut row) = (None, Vec::new(), None);
    for line in &document.passages(sources) {
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
        let goes_on = match cell {
            Some((number, _)) => row == Some((line.unit, number)),
            // The label of a graph is read together with its caption, and a row with all its cells.
            None => {
                let is_caption = |last: &Passage| last.kind == UseKind::Caption;
                line.line == LineKind::Caption
                    && kind == UseKind::Caption
                    && passages.last().is_some_and(is_caption)
            }
        };
        row = cell.map(|(number, _)| (line.unit, number));
        let column = cell.and_then(|(_, column)| columns.get(column)).map(String::as_str);
        if !goes_on {
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
        let between = match (goes_on, cell) {
            (false, _) => "",
            (true, Some(_)) => " ",
            (true, None) => separator(line.graph),
        };
        passages.last_mut().expect("a passage to add to").push(between, line, column);
        if kind == UseKind::Heading {
            under = Some(line.text.clone());
        }
        if line.line == LineKind::TableCaption {
            columns.clear();
        }
    }
    passages.retain(|passage| !passage.text.trim().is_empty());
    for passage in &mut passages {
        let may_tie = match passage.kind {
            UseKind::Title | UseKind::Heading | UseKind::Footnote => true,
            UseKind::Sentence => !passage.quoted,
            UseKind::Caption | UseKind::Table | UseKind::Note | UseKind::Graph => false,
        };
        if may_tie {
            ties::mark(passage, survey, tally);
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
