//! Builds the document tree from the survey and its figures: renders the templates to Markdown,
//! then parses the Markdown.
//!
//! Every `{{ … }}` is a slot. The formatter prints a short marker of private-use characters and
//! keeps the value in a table; the value is inserted after the Markdown is parsed, so data can
//! never become markup. Other markers precede literal text and record its location in a template;
//! they are removed before the Markdown is parsed. This way each piece of the tree knows its exact
//! source location.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::chart::Chart;
use crate::diagnostic::{Diagnostic, Sources, has_errors};
use crate::document::{
    About, Block, Contents, Document, Generated, HeadingKind, Inline, Masthead, Node, PageNumber,
    Picture,
};
use crate::model::{Process, Survey};
use crate::tally::Tally;
use crate::words::{Piece, Word, Words};

mod anchors;
mod foreign;
mod functions;
mod instrument;
pub(crate) mod markdown;
mod markers;
mod pictures;
mod registers;
mod render;
mod resolve;
mod slots;
pub(crate) mod tokens;
mod values;

pub use render::check_templates;

/// The input for composing a document.
#[derive(Clone, Copy)]
pub struct ComposeInput<'a> {
    /// The files. Templates are the `.md` files under `templates/`; `report.md` is the root
    /// template.
    pub sources: &'a Sources,
    /// The survey.
    pub survey: &'a Arc<Survey>,
    /// The computed figures of the survey.
    pub tally: &'a Arc<Tally>,
    /// The rendered charts, by graph key.
    pub charts: &'a BTreeMap<String, Chart>,
    /// The files of the project's pictures, by name.
    pub images: &'a BTreeMap<String, Arc<Vec<u8>>>,
    /// The words that the program adds to a report.
    pub words: &'a Words,
    /// Whether to print only the report's own text and graphs, without generated content.
    pub as_issued: bool,
    /// Whether an edition is composed again, for comparison: constructs that a later release refuses
    /// are printed as before.
    pub is_kept: bool,
    /// The process that the report is for; only the parts selected by the process are printed.
    pub process: Option<&'a Process>,
}

/// Renders the templates and parses the result. Returns no document if a template or text has
/// errors.
pub fn compose(input: &ComposeInput<'_>) -> (Option<Document>, Vec<Diagnostic>) {
    let (rendered, misnamed) = match render::render(input) {
        Ok(rendered) => rendered,
        Err(faults) => return (None, faults),
    };
    let (body, mut diagnostics) = resolve::resolve(input, &rendered);
    diagnostics.extend(misnamed);
    let logo = pictures::logo(input).map_err(|fault| diagnostics.push(fault)).unwrap_or_default();
    if has_errors(&diagnostics) {
        return (None, diagnostics);
    }
    (Some(assemble(input, body, logo)), diagnostics)
}

/// Adds the title and the generated content around the body.
fn assemble(input: &ComposeInput<'_>, mut body: Vec<Node>, logo: Option<Picture>) -> Document {
    let report = &input.survey.report;
    let title = resolve::plain(report.title.clone());
    let mut blocks = vec![Node::text(Block::Title(vec![Inline::Text(title)]))];
    let edition = (!input.as_issued).then(|| edition_lines(input));
    if let Some(lines) = &edition {
        let lines = occasion(input).into_iter().chain(lines.iter().cloned()).collect();
        let masthead = Generated::Masthead(masthead(input, logo));
        blocks.insert(0, Node::generated(Block::Generated(masthead)));
        blocks.push(Node::generated(Block::Generated(Generated::Edition(lines))));
        anchors::add_references(&mut body, input);
        let registers = registers::registers(input, &body);
        add_contents(input, &mut body);
        body.extend(registers);
    }
    blocks.extend(body);
    let about = About {
        title: report.title.value.clone(),
        subject: report.subject.as_ref().map(|subject| subject.value.clone()),
        organization: report.organization.value.clone(),
        language: report.language.value.clone(),
        edition: edition.map(|lines| {
            let process = input.process.map(|process| submission_to(input, process) + " ");
            process.unwrap_or_default() + &lines.join(" ")
        }),
        page_number: page_number(input.words),
    };
    Document { about, blocks }
}

/// The format of page numbers.
pub fn page_number(words: &Words) -> Vec<PageNumber> {
    let pieces = words.pieces(Word::PageNumber).into_iter().map(|piece| match piece {
        Piece::Words(words) => PageNumber::Words(words.to_owned()),
        Piece::Name("page") => PageNumber::Page,
        Piece::Name(_) => PageNumber::Pages,
    });
    pieces.collect()
}

fn masthead(input: &ComposeInput<'_>, logo: Option<Picture>) -> Masthead {
    let report = &input.survey.report;
    Masthead {
        logo,
        organization: report.organization.value.clone(),
        label: input.words.say(Word::EditionDocumentNumber, &[]),
        number: report.edition.document_number.as_ref().map(|number| number.value.clone()),
    }
}

/// Inserts the table of contents between the summary and the parts, with a list of graphs if there
/// is more than one. A report with fewer than two headings gets no table of contents.
fn add_contents(input: &ComposeInput<'_>, body: &mut Vec<Node>) {
    let Some(at) = place_of_contents(body) else { return };
    let starts_page = at > 0;
    if let Block::Heading(heading) = &mut body[at].block {
        heading.starts_page |= starts_page;
    }
    let graphs = body.iter().filter(|node| node.block.graph().is_some()).count();
    let heading = input.words.say(Word::ContentsHeading, &[]);
    let mut added = vec![Generated::Contents(Contents { heading, starts_page })];
    if graphs > 1 {
        added.push(Generated::Graphs(input.words.say(Word::ContentsGraphs, &[])));
    }
    body.splice(at..at, added.into_iter().map(|added| Node::generated(Block::Generated(added))));
}

/// The index at which the table of contents is inserted: before the first part and the headings
/// directly above it or, in a report without parts, before the first heading. `None` if there are
/// fewer than two headings.
fn place_of_contents(body: &[Node]) -> Option<usize> {
    let kind = |node: &Node| node.block.heading().map(|heading| heading.kind);
    let first = body.iter().position(|node| kind(node).is_some())?;
    body[first + 1..].iter().find_map(kind)?;
    let part = body.iter().position(|node| kind(node) == Some(HeadingKind::Part));
    let at = part.unwrap_or(first);
    let above = body[..at].iter().rev().take_while(|node| kind(node).is_some());
    Some(at - above.count())
}

/// The lines that say what the report was made for: the process and its mandate, the occasion, or
/// all processes.
fn occasion(input: &ComposeInput<'_>) -> Vec<String> {
    let survey = input.survey;
    if let Some(process) = input.process {
        let mandate = process.mandate.as_ref().map(|mandate| {
            input.words.say(Word::EditionMandate, &[("mandate", bare(&mandate.value.value))])
        });
        return std::iter::once(submission_to(input, process)).chain(mandate).collect();
    }
    if let Some(occasion) = &survey.report.occasion {
        return vec![occasion.value.clone()];
    }
    let names = survey.processes.iter().map(|process| bare(&process.name.value));
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        return Vec::new();
    }
    let processes = names.join(&input.words.say(Word::ListBetweenLong, &[]));
    vec![input.words.say(Word::EditionOccasions, &[("processes", &processes)])]
}

fn submission_to(input: &ComposeInput<'_>, process: &Process) -> String {
    input.words.say(Word::EditionSubmission, &[("process", bare(&process.name.value))])
}

/// The text without surrounding whitespace and final full stops.
fn bare(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}

/// The lines that describe this edition, one fact per line.
fn edition_lines(input: &ComposeInput<'_>) -> Vec<String> {
    let (edition, words) = (&input.survey.report.edition, input.words);
    let number = edition.number.value.to_string();
    let names = [("number", number.as_str()), ("kind", &edition.kind.value)];
    // Words of a project that were written before there was one for drafts apply to all editions.
    let is_draft = edition.kind.value == "draft" && words.is_built_in(Word::EditionNumber);
    let word = if is_draft { Word::EditionDraft } else { Word::EditionNumber };
    let mut first = words.say(word, &names);
    if let Some(date) = edition.date.map(|date| date.value) {
        let date = words.date(date);
        first = words.say(Word::EditionDated, &[("edition", &first), ("date", &date)]);
    }
    if let Some(replaced) = &edition.replaces {
        let names = [("edition", first.as_str()), ("replaced", &replaced.value)];
        first = words.say(Word::EditionReplaces, &names);
    }
    let mut lines = vec![format!("{first}.")];
    if let Some(date) = input.survey.received_by() {
        lines.push(words.say(Word::EditionReceived, &[("date", &words.date(date))]));
    }
    lines
}
