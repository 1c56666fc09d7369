//! Checks that the project's fonts contain every character of the report: Typst rejects missing
//! characters, and a chart would show a box.

use std::collections::BTreeSet;

use super::{CheckContext, first_place};
use crate::diagnostic::{Code, Diagnostic, Sources, Span};
use crate::document::{Block, Graph, Label, LineKind, Text, links, texts};
use crate::fonts::{Coverage, Missing, plain_form};
use crate::model::Choice;
use crate::text::listed;

/// The maximum number of characters that a message lists.
const NAMED: usize = 5;

/// Checks the text of a document, its charts and its properties, and the text about the process
/// that it is submitted to.
pub fn check(context: &CheckContext<'_>, coverage: &Coverage) -> Vec<Diagnostic> {
    let found = printed(context).into_iter().filter_map(|(text, span)| {
        let mut missing = coverage.missing(text);
        let mut seen = BTreeSet::new();
        missing.retain(|missing| seen.insert(missing.character));
        let first = missing.first()?;
        let place = place(context.sources, &text[first.from..first.to], span);
        let message = format!("no font in fonts/ has {}", names(&missing));
        let error = Diagnostic::error(Code::MissingGlyph, message).at(place, "here");
        Some(error.help(help(coverage, &missing)))
    });
    found.collect()
}

/// The texts that are printed, with their places; the project's authors cannot fix text that the
/// tool adds.
fn printed<'c>(context: &CheckContext<'c>) -> Vec<(&'c str, Span)> {
    let mut printed: Vec<(&str, Span)> = Vec::new();
    for block in context.document().all_blocks() {
        let placed = |text: &'c Text| Some((text.text.as_str(), text.origin.place()?));
        if let Block::Graph(Graph { label: Label::Issued(label), .. }) = block {
            printed.extend(placed(label));
        }
        let mut lines = block.lines();
        lines.retain(|(kind, _)| *kind != LineKind::Alternative);
        for (_, line) in lines {
            printed.extend(texts(line).filter_map(placed));
            // Registers print the targets of links.
            let target = |(content, target)| Some((target, first_place(content)?));
            printed.extend(links(line).filter_map(target));
        }
    }
    let (survey, report) = (context.survey, &context.survey.report);
    // Headers, footers and the lines below the title.
    let mut own = vec![&report.title, &report.organization, &report.edition.kind];
    own.extend(&report.edition.replaces);
    let mandates = context.process.iter().flat_map(|process| &process.mandate);
    own.extend(context.process.iter().map(|process| &process.name));
    own.extend(mandates.map(|mandate| &mandate.value));
    // The words of charts.
    for graph in &report.graphs {
        let groups = graph.by.as_ref().map_or_else(Vec::new, |by| survey.groups(by));
        own.extend(groups.into_iter().map(|(_, title)| title));
        for question in survey.questions_of(&graph.question) {
            own.extend(question.options.iter().map(|option| &option.title));
            own.extend(question.framework.iter().chain(&question.unit));
            own.extend(question.item.iter().map(|item| &item.title));
            // A label is composed of the framework's label and a number, so the nearest place is
            // the option's key.
            let label = |option: &'c Choice| Some((option.label.as_deref()?, option.key.span));
            printed.extend(question.options.iter().filter_map(label));
        }
    }
    printed.extend(own.into_iter().map(|text| (text.value.as_str(), text.span)));
    printed
}

/// The help: which characters to type instead, where there are replacements.
fn help(coverage: &Coverage, missing: &[Missing]) -> String {
    let typed = missing.iter().filter_map(|Missing { character, .. }| {
        let plain = plain_form(*character)?;
        let name = format!("U+{:04X}", *character as u32);
        coverage.missing(&plain).is_empty().then(|| match plain.as_str() {
            "" => format!("delete {name}"),
            " " => format!("type a plain blank instead of {name}"),
            plain => format!("type `{plain}` instead of {name}"),
        })
    });
    let mut help: Vec<String> = typed.collect();
    let others = match help.len() {
        0 => "put a font that has it into fonts/, or write it otherwise",
        _ => "for the others, put a font that has them into fonts/, or write them otherwise",
    };
    help.extend((help.len() < missing.len()).then(|| others.to_owned()));
    help.join("; ")
}

/// The place of a character in a span, if the source contains it literally; otherwise the whole
/// span.
fn place(sources: &Sources, letter: &str, span: Span) -> Span {
    sources.slice(span).find(letter).map_or(span, |at| {
        let start = span.start + at;
        Span { start, end: start + letter.len(), ..span }
    })
}

/// The characters with their code points, in text order.
fn names(missing: &[Missing]) -> String {
    let name =
        |missing: &Missing| format!("`{}` (U+{:04X})", missing.character, missing.character as u32);
    let more = missing.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| format!("{more} more"));
    let names: Vec<String> = missing.iter().take(NAMED).map(name).chain(more).collect();
    listed(&names, "and")
}
