//! Cuts the report into passages: what a phrase is looked for in.

use super::passage::{Kind, Passage, Shown};
use super::ties;
use crate::diagnostic::Sources;
use crate::document::{self, Document, Graph, LineKind};
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
            LineKind::Cell { row, column } if line.kind != document::Kind::Footnote => {
                Some((row, column))
            }
            _ => None,
        };
        let goes_on = match (cell, passages.last()) {
            // The label of a graph is read with its caption, and a row with all its cells.
            (None, Some(last)) => {
                line.line == LineKind::Caption
                    && last.kind == Kind::Caption
                    && kind == Kind::Caption
            }
            (Some((number, _)), Some(_)) => row == Some((line.unit, number)),
            (_, None) => false,
        };
        row = cell.map(|(number, _)| (line.unit, number));
        let column = cell.and_then(|(_, column)| columns.get(column)).map(String::as_str);
        match passages.last_mut().filter(|_| goes_on) {
            Some(last) => {
                let between = if cell.is_some() { " " } else { separator(line.graph) };
                last.push(between, line, column);
            }
            None => {
                let mut passage = Passage {
                    kind,
                    text: String::new(),
                    folded: Folded::new(""),
                    marks: Vec::new(),
                    pieces: Vec::new(),
                    under: under.clone().filter(|_| kind != Kind::Heading),
                    graph: graph.cloned(),
                };
                passage.push("", line, column);
                passages.push(passage);
            }
        }
        if kind == Kind::Heading {
            under = Some(line.text.clone());
        }
        if line.line == LineKind::TableCaption {
            columns.clear();
        }
    }
    passages.retain(|passage| !passage.text.trim().is_empty());
    for passage in &mut passages {
        if matches!(passage.kind, Kind::Title | Kind::Heading | Kind::Paragraph | Kind::Footnote) {
            ties::mark(passage, survey, tally);
        }
        passage.folded = Folded::new(&passage.text);
    }
    passages
}

fn kind(line: &document::Passage<'_>) -> Option<Kind> {
    Some(match (line.kind, line.line) {
        (document::Kind::Title | document::Kind::Edition, _) => Kind::Title,
        (document::Kind::Heading(_), _) => Kind::Heading,
        (document::Kind::Paragraph | document::Kind::Item(_) | document::Kind::Message(_), _) => {
            Kind::Paragraph
        }
        (document::Kind::Quotation | document::Kind::QuotationSource, _) => Kind::Quotation,
        (document::Kind::Footnote, _) => Kind::Footnote,
        (_, LineKind::ColumnTitle) | (document::Kind::Generated, _) => return None,
        (document::Kind::Label | document::Kind::Caption, _) => Kind::Caption,
        (document::Kind::Drawing, _) => Kind::Graph,
        (document::Kind::Table, LineKind::Cell { .. }) => Kind::Row,
        (document::Kind::Table, LineKind::TableNote) => Kind::Note,
        (document::Kind::Table, _) => Kind::Caption,
    })
}

fn shown(own: &model::Graph, printed: &[&Graph]) -> Shown {
    let key = own.key.value.to_string();
    let label = printed.iter().find(|graph| graph.key == key).map(|graph| graph.label.bare());
    Shown { label: label.unwrap_or_else(|| key.clone()), key, place: own.key.span }
}
