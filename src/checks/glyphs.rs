//! Checks that the project's fonts contain every character of the report: Typst rejects missing
//! characters, and a chart would show a box.

use std::collections::BTreeSet;

use super::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Sources, Span};
use crate::document::{Block, Graph, Label, Text, links, texts};
use crate::fonts::{Coverage, Missing, plain_form};
use crate::model::{self, Process, Question, Survey};
use crate::text::listed;

/// The maximum number of characters that a message lists.
const NAMED: usize = 5;

/// Checks the text of a document, its charts and its properties, and the text about the process
/// that it is submitted to.
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
    /// The places reported so far, as file and offset, so that a text printed twice is reported
    /// once.
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
            // The project's authors cannot fix text that the tool adds.
            if let Some(span) = text.origin.place() {
                self.text(&text.text, span);
            }
        }
        // Registers print the targets of links.
        for (content, target) in block.prose().flat_map(links) {
            if let Some(span) = texts(content).into_iter().find_map(|text| text.origin.place()) {
                self.text(target, span);
            }
        }
    }

    /// Checks the text of headers, footers and the lines below the title.
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

    /// Checks the text that a chart draws.
    fn question(&mut self, question: &Question) {
        self.texts(question.options.iter().map(|option| &option.title).chain(&question.framework));
        for option in &question.options {
            // The label is composed of the framework's label and a number, so the nearest place is
            // the option's key.
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

    /// The help: which characters to type instead, where there are replacements.
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

    /// The place of a character in a span, if the source contains it literally; otherwise the whole
    /// span.
    fn place(&self, letter: &str, span: Span) -> Span {
        self.sources.slice(span).find(letter).map_or(span, |at| {
            let start = span.start + at;
            Span { start, end: start + letter.len(), ..span }
        })
    }
}

/// The characters with their code points, in text order.
fn names(missing: &[Missing]) -> String {
    let shown = missing.iter().take(NAMED).map(|missing| missing.character);
    let mut names: Vec<String> =
        shown.map(|character| format!("`{character}` (U+{:04X})", character as u32)).collect();
    if missing.len() > NAMED {
        names.push(format!("{} more", missing.len() - NAMED));
    }
    listed(&names, "and")
}
