//! Quotations with their marks and sources; graphs with their numbers, captions, notes and tables, and
//! the labels of references to them.

use std::collections::BTreeMap;

use super::{Resolver, lines, plain};
use crate::chart::Drawing;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{
    Block, DataTable, Graph, Inline, Label, Origin, Quotation, Text, all_blocks, visit_blocks,
    visit_inlines,
};
use crate::model::{self, Contribution, Form};
use crate::words::Word;

impl Resolver<'_> {
    /// A quotation with its marks, its source, and the remark that it is translated.
    pub(super) fn quotation(
        &mut self,
        text: model::Text,
        quote: Option<&Contribution>,
        source: Option<model::Text>,
    ) -> Block {
        let words = self.input.words;
        let mut blocks = self.field(text);
        let language = quote.and_then(|quote| quote.language.as_ref());
        let is_translated = quote.is_some_and(|quote| quote.original.is_some());
        if let Some(language) = language.filter(|_| !is_translated) {
            visit_blocks(&mut blocks, &mut |block| {
                for (_, line) in block.lines_mut() {
                    let (language, content) = (language.value.clone(), std::mem::take(line));
                    *line = vec![Inline::Foreign { language, content }];
                }
            });
        }
        let mut end = Vec::new();
        if quote.is_none_or(|quote| quote.form == Form::Quotation) {
            if let Some(line) = lines::line_at_end(blocks.iter_mut().collect(), false) {
                line.insert(0, Inline::tool(words.say(Word::QuotationOpen, &[])));
            }
            end.push(Inline::tool(words.say(Word::QuotationClose, &[])));
        }
        let translated = language.filter(|_| is_translated);
        let translated = translated.map(|from| words.translated_from(&from.value));
        end.extend(translated.map(|remark| Inline::tool(format!(" {remark}"))));
        if let Some(line) = lines::line_at_end(blocks.iter_mut().collect(), true) {
            line.extend(end);
        }
        let source = source.map(|text| Inline::Text(plain(text)));
        Block::Quotation(Quotation { blocks, source: source.into_iter().collect() })
    }

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

    /// The figures of a graph as a table, if the graph has any; figures that have a value are attributed
    /// to the tag at `place`, which prints the table.
    pub(super) fn figures(&self, key: &str, place: Span) -> Option<Block> {
        let mut table = Block::Table(self.input.charts[key].table.clone()?);
        for (_, line) in table.lines_mut() {
            visit_inlines(line, &mut |inline| {
                if let Inline::Text(Text { origin, .. }) = inline
                    && let [figure] = origin.figures()
                    && self.input.tally.value(figure).is_some()
                {
                    *origin = Origin::Figure(figure.clone(), place);
                }
            });
        }
        (!self.input.as_issued).then_some(table)
    }

    /// Sets the label of each reference to that of its graph or table; a reference to what is not
    /// printed is an error.
    pub(super) fn refer(&mut self, blocks: &mut [Block]) {
        let labels = all_blocks(&*blocks).into_iter().filter_map(|block| match block {
            Block::Graph(graph) => Some((graph.key.clone(), graph.label.bare())),
            block => {
                let DataTable { key, label, .. } = block.data_table()?;
                Some((key.clone()?, label.bare()))
            }
        });
        let labels: BTreeMap<String, String> = labels.collect();
        for (key, place) in std::mem::take(&mut self.references) {
            if labels.contains_key(&key) {
                continue;
            }
            let (what, tag) = match self.own_table(&key) {
                Some(_) => ("table", format!("table(\"{key}\")")),
                None => ("graph", format!("graph(\"{key}\", \"Graph\")")),
            };
            let message = format!("{what} `{key}` is referred to, but not printed");
            let help = format!("print it with `{{{{ {tag} }}}}`");
            self.error(Code::GraphNotPrinted, self.input.sources.line(place), message, &help);
        }
        visit_blocks(blocks, &mut |block| {
            for (_, line) in block.lines_mut() {
                visit_inlines(line, &mut |inline| {
                    if let Inline::Reference { graph, label } = inline {
                        *label = labels.get(graph).cloned().unwrap_or_default();
                    }
                });
            }
        });
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
