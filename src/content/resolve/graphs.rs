//! Numbers graphs, and adds their captions and notes.

use super::{Resolver, plain};
use crate::chart::Drawing;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Block, Graph, Inline, Label, Origin, Text};
use crate::model;
use crate::words::Word;

impl Resolver<'_> {
    /// The blocks of a graph, one for each page that it needs; the first has the caption and note.
    pub(super) fn graph(&mut self, key: &str, word: &str, place: Span) -> Vec<Block> {
        self.graphs += 1;
        self.print_once("graph", key, place);
        let graphs = &self.input.survey.report.graphs;
        let graph = graphs.iter().find(|graph| graph.key.value == key);
        let graph = graph.expect("the template function checked the key");
        let chart = &self.input.charts[key];
        // Issued numbers also count graphs that a process may omit.
        let label = match &graph.label {
            Some(issued) if self.input.process.is_none() => label(issued),
            Some(_) | None => {
                Label::Numbered { word: word.to_owned(), number: self.graphs, stop: false }
            }
        };
        let apparatus = |text: &model::Text| vec![Inline::Text(plain(text.clone()))];
        let shown = !self.input.as_issued;
        let continued = self.input.words.say(Word::ReferenceContinued, &[("label", &label.bare())]);
        let graph = |(index, drawing): (usize, &Drawing)| {
            let is_first = index == 0;
            let text = Text { text: continued.clone(), origin: Origin::Tool };
            Block::Graph(Graph {
                key: if is_first { key.to_owned() } else { format!("{key}-part-{}", index + 1) },
                continues: (!is_first).then(|| key.to_owned()),
                label: if is_first { label.clone() } else { Label::Issued(text) },
                caption: (is_first && shown).then(|| apparatus(&graph.caption)),
                note: graph.note.as_ref().filter(|_| is_first && shown).map(apparatus),
                drawn: drawing.drawn.clone(),
                alt: drawing.alt.clone(),
                svg: drawing.svg.clone(),
                width: chart.width,
                height: drawing.height,
            })
        };
        chart.drawings.iter().enumerate().map(graph).collect()
    }

    /// Keeps the tag that prints a graph or table; a second one is an error.
    pub(super) fn print_once(&mut self, what: &str, key: &str, place: Span) {
        if let Some(first) = self.places.insert(key.to_owned(), place) {
            let message = format!("the {what} `{key}` is printed twice");
            let sources = self.input.sources;
            self.diagnostics.push(
                Diagnostic::error(Code::GraphTwice, message)
                    .at(sources.line(place), "here again")
                    .at(sources.line(first), "here first")
                    .help(format!(
                        "print it once, and refer to it with `{{{{ reference(\"{key}\") }}}}`"
                    )),
            );
        }
    }
}

/// The label as issued, such as `Graph 1.`
fn label(issued: &model::Text) -> Label {
    let bare = issued.value.strip_suffix('.');
    let stop = bare.is_some();
    let words = bare.unwrap_or(&issued.value).rsplit_once(' ');
    let numbered = words.and_then(|(word, number)| Some((word, number.parse().ok()?)));
    match numbered {
        Some((word, number)) => Label::Numbered { word: word.to_owned(), number, stop },
        None => Label::Issued(plain(issued.clone())),
    }
}
