//! Checks that the fonts of the project have every character of the report: Typst refuses what they lack, and a chart
//! would show a box.

use std::collections::BTreeSet;

use super::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Sources, Span};
use crate::document::{Block, Graph, Label, Text, links, texts};
use crate::fonts::{Coverage, Missing, plain_form};
use crate::model::{self, Process, Question, Survey};
use crate::text::listed;

/// How many characters a message names.
const NAMED: usize = 5;

/// Checks the words of a document, of its charts and of its properties, and those about the process that it is for.
pub fn check(context: &CheckContext<'_>, coverage: &Coverage) -> Vec<Diagnostic> {
    let CheckContext { sources, survey, process, .. } = *context;
    let mut check = Check { sources, coverage, reported: BTreeSet::new(), diagnostics: Vec::new() };
    for block in context.document().all_blocks() {
        check.block(block);
    }
    check.properties(survey);
    process.into_iter().for_each(|process| check.process(process));
    let graphed = survey.report.graphs.iter().filter_map(|graph| survey.question(&graph.question));
    graphed.for_each(|question| check.question(question));
    check.diagnostics
}

struct Check<'a> {
    sources: &'a Sources,
    coverage: &'a Coverage,
    /// Where a missing character was reported: a text that is printed twice is reported once.
    reported: BTreeSet<(usize, usize)>,
    diagnostics: Vec<Diagnostic>,
}

impl Check<'_> {
    fn block(&mut self, block: &Block) {
        let mut lines: Vec<&Text> = block.prose().flat_map(texts).collect();
        if let Block::Graph(Graph { label: Label::Issued(text), .. }) = block {
            lines.insert(0, text);
        }
        for text in lines {
            // What the tool adds is not the officer's to mend.
            if let Some(span) = text.origin.place() {
                self.text(&text.text, span);
            }
        }
        // A register prints the addresses of links.
        for (content, target) in block.prose().flat_map(links) {
            if let Some(span) = texts(content).into_iter().find_map(|text| text.origin.place()) {
                self.text(target, span);
            }
        }
    }

    /// What stands in heads, feet and the lines under the title.
    fn properties(&mut self, survey: &Survey) {
        let report = &survey.report;
        let edition = [Some(&report.edition.kind), report.edition.replaces.as_ref()];
        let texts = [&report.title, &report.organization].into_iter();
        self.texts(texts.chain(edition.into_iter().flatten()));
    }

    fn process(&mut self, process: &Process) {
        let mandate = process.mandate.iter().map(|mandate| &mandate.value);
        self.texts([&process.name].into_iter().chain(mandate));
    }

    /// What a chart draws.
    fn question(&mut self, question: &Question) {
        self.texts(question.options.iter().map(|option| &option.title).chain(&question.framework));
        for option in &question.options {
            // Its label is made from the framework's and its number: the nearest place is its key.
            option.label.iter().for_each(|label| self.text(label, option.key.span));
        }
    }

    fn texts<'t>(&mut self, texts: impl Iterator<Item = &'t model::Text>) {
        texts.for_each(|text| self.text(&text.value, text.span));
    }

    fn text(&mut self, text: &str, span: Span) {
        let mut missing = self.coverage.missing(text);
        let mut seen = BTreeSet::new();
        missing.retain(|missing| seen.insert(missing.character));
        let Some(first) = missing.first() else { return };
        let place = self.place(&text[first.from..first.to], span);
        if self.reported.insert((place.file.0, place.start)) {
            let message = format!("no font in fonts/ has {}", names(&missing));
            let error = Diagnostic::error(Code::MissingGlyph, message).at(place, "here");
            self.diagnostics.push(error.help(self.help(&missing)));
        }
    }

    /// What to do: which characters to type instead, where there are such.
    fn help(&self, missing: &[Missing]) -> String {
        let typed = missing.iter().filter_map(|Missing { character, .. }| {
            let plain = plain_form(*character)?;
            let name = format!("U+{:04X}", *character as u32);
            self.coverage.missing(&plain).is_empty().then(|| match plain.as_str() {
                "" => format!("delete {name}"),
                " " => format!("type a plain blank instead of {name}"),
                plain => format!("type `{plain}` instead of {name}"),
            })
        });
        let typed: Vec<String> = typed.collect();
        match (typed.is_empty(), typed.len() < missing.len()) {
            (true, _) => "put a font that has it into fonts/, or write it otherwise".to_owned(),
            (false, false) => typed.join("; "),
            (false, true) => format!(
                "{}; for the others, put a font that has them into fonts/, or write them otherwise",
                typed.join("; ")
            ),
        }
    }

    /// The place of a letter in a span, if it stands there as it is printed; else the span.
    fn place(&self, letter: &str, span: Span) -> Span {
        self.sources.slice(span).find(letter).map_or(span, |at| {
            let start = span.start + at;
            Span { start, end: start + letter.len(), ..span }
        })
    }
}

/// The characters by glyph and number, in the order of the text.
fn names(missing: &[Missing]) -> String {
    let shown = missing.iter().take(NAMED).map(|missing| missing.character);
    let mut names: Vec<String> =
        shown.map(|character| format!("`{character}` (U+{:04X})", character as u32)).collect();
    if missing.len() > NAMED {
        names.push(format!("{} more", missing.len() - NAMED));
    }
    listed(&names, "and")
}
