//! Checks that no output names a mechanism that must not be named: neither the report nor any other
//! text that is written to an output.
//!
//! [`Survey::may_name`] decides which mechanisms these are. A mechanism that is named as a
//! respondent but has an anonymous quotation must not be named in the words of that quotation.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{CheckContext, lapsed_decisions};
use crate::diagnostic::{Code, Diagnostic, SourceKind, Sources, Span, counted};
use crate::document::{Document, links};
use crate::figure::Key;
use crate::model::decisions;
use crate::model::{Accepted, Located, Mechanism, QuestionKind, Survey, Text};
use crate::text::{self, Token, sentence_around, squeezed};
use forms::{Index, registered, understood};

mod forms;

/// The maximum number of sentences that the help lists, each with the lines that accept it.
const SHOWN: usize = 3;

/// The names of the mechanisms that must not be named.
#[derive(Debug)]
pub struct Unnamed {
    index: Index,
    /// The mechanisms: whether they must not be named anywhere, or only in the words of their anonymous
    /// quotations.
    hidden: BTreeMap<Key, bool>,
}

/// A sentence that names a mechanism that must not be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// The key of the mechanism.
    pub mechanism: Key,
    /// The sentence.
    pub sentence: String,
    /// The place of the name.
    pub place: Option<Span>,
}

impl Unnamed {
    /// Collects the names of the mechanisms that at least one of these surveys must not name.
    pub fn of(surveys: &[&Survey]) -> Self {
        let mut hidden = BTreeMap::new();
        for survey in surveys {
            for key in survey.mechanisms.keys() {
                let mut quotes = survey.response(key).into_iter().flat_map(|one| &one.quotes);
                if !survey.may_name(key) {
                    hidden.insert(key.clone(), true);
                } else if quotes.any(|quote| quote.anonymous) {
                    hidden.entry(key.clone()).or_insert(false);
                }
            }
        }
        let is_hidden = |one: &&Mechanism| hidden.contains_key(&one.key);
        let mut forms = Vec::new();
        for survey in surveys.iter().filter(|_| !hidden.is_empty()) {
            // The names of all other mechanisms are indexed as well, because they may contain a
            // hidden name.
            forms.extend(survey.mechanisms.values().flat_map(registered));
            let hidden = survey.mechanisms.values().filter(is_hidden);
            forms.extend(understood(survey, &hidden.collect::<Vec<_>>()));
        }
        Unnamed { index: Index::new(forms), hidden }
    }

    /// Whether all mechanisms may be named.
    pub fn is_empty(&self) -> bool {
        self.hidden.is_empty()
    }

    /// Returns the sentences of a text that name a hidden mechanism.
    pub fn in_text(&self, text: &str) -> Vec<Naming> {
        self.find(text, None, |_| None)
    }

    /// Returns the sentences of a document that name a hidden mechanism, including its properties
    /// and the targets of its links.
    pub fn in_document(
        &self,
        sources: &Sources,
        survey: &Survey,
        document: &Document,
    ) -> Vec<Naming> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for passage in document.passages(sources) {
            let first = passage.spans().next();
            let own = first.and_then(|first| self.anonymous_at(sources, survey, first));
            found.extend(self.find(&passage.text, own, |range| passage.place(sources, range)));
            for (_, target) in links(passage.content) {
                found.extend(self.find(target, own, |_| first));
            }
        }
        let about = &document.about;
        let about = [Some(&about.title), about.subject.as_ref(), Some(&about.organization)];
        for text in about.into_iter().flatten() {
            found.extend(self.in_text(text));
        }
        found
    }

    /// The mechanism whose anonymous quotation contains a place, if it may be named elsewhere.
    fn anonymous_at(&self, sources: &Sources, survey: &Survey, place: Span) -> Option<&Key> {
        let key = sources.get(place.file).kind.response_key()?;
        let (key, _) = self.hidden.get_key_value(key).filter(|(_, everywhere)| !**everywhere)?;
        let mut quotes = survey.response(key)?.quotes.iter();
        quotes.any(|quote| quote.anonymous && quote.text.span.contains(place)).then_some(key)
    }

    /// Returns the sentences of a text that name a hidden mechanism: one that must not be named
    /// anywhere, or `own`, whose anonymous words these are. A text that is not made of sentences
    /// counts as one.
    fn find(
        &self,
        text: &str,
        own: Option<&Key>,
        place: impl Fn(Range<usize>) -> Option<Span>,
    ) -> Vec<Naming> {
        let matches = self.index.longest(text);
        let is_hidden = |key: &Key| {
            self.hidden.get(key).is_some_and(|everywhere| *everywhere || own == Some(key))
        };
        let namings = matches.iter().filter(|found| is_hidden(&found.form.owner)).map(|found| {
            let sentence = sentence_around(text, &found.range);
            Naming {
                mechanism: found.form.owner.clone(),
                sentence: squeezed(&text[sentence]),
                place: place(found.range.clone()),
            }
        });
        namings.collect()
    }
}

/// Checks the report, the words of anonymous responses, and the other texts that are written to an
/// output.
pub fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let survey = context.survey;
    let unnamed = Unnamed::of(&[survey]);
    let mut found = unnamed.in_document(context.sources, survey, context.document());
    let printed: BTreeSet<Span> = found.iter().filter_map(|naming| naming.place).collect();
    for (key, text) in own_words(survey) {
        // Names in printed words were already found in the report.
        if !printed.iter().any(|place| text.span.contains(*place)) {
            let place = |range: Range<usize>| Some(text.place(range.start, range.end));
            found.extend(unnamed.find(&text.value, Some(key), place));
        }
    }
    if !unnamed.is_empty() {
        for (text, place) in outside(context.sources, survey) {
            found.extend(unnamed.find(&text, None, |_| place));
        }
    }
    let mut diagnostics = findings(found.clone(), &survey.accepted, false);
    if context.whole {
        let is_found = |accepted: &Accepted| match accepted.changes {
            true => !unnamed.in_text(&accepted.text.value).is_empty(),
            false => found.iter().any(|one| accepted.covers(Code::AnonymousNamed, &one.sentence)),
        };
        diagnostics.extend(lapsed_decisions(survey, Code::AnonymousNamed, is_found));
    }
    diagnostics
}

/// The anonymous quotations, and what anonymous responses answered in words.
fn own_words(survey: &Survey) -> Vec<(&Key, &Text)> {
    let mut texts = Vec::new();
    for response in &survey.responses {
        let quotes = response.quotes.iter().filter(|quote| quote.anonymous || response.anonymous);
        texts.extend(quotes.map(|quote| (&response.mechanism, &quote.text)));
        for (id, answer) in response.answers.iter().filter(|_| response.anonymous) {
            let question = survey.question(id);
            let is_text = question.is_some_and(|question| question.kind == QuestionKind::Text);
            let words = answer.words.iter().filter(|_| is_text).chain(&answer.other);
            texts.extend(words.map(|text| (&response.mechanism, text)));
        }
    }
    texts
}

/// Returns one error per mechanism for the sentences that nobody accepted. `changes` is set if the
/// sentences are printed only in a note of changes or a redline.
pub fn findings(found: Vec<Naming>, accepted: &[Accepted], changes: bool) -> Vec<Diagnostic> {
    let is_open = |naming: &Naming| {
        // A sentence accepted for a note of changes is not accepted for the report.
        let mut accepted = accepted.iter().filter(|one| changes || !one.changes);
        !accepted.any(|one| one.covers(Code::AnonymousNamed, &naming.sentence))
    };
    let mut by_mechanism: BTreeMap<Key, Vec<Naming>> = BTreeMap::new();
    for naming in found.into_iter().filter(is_open) {
        by_mechanism.entry(naming.mechanism.clone()).or_default().push(naming);
    }
    by_mechanism.into_iter().map(|(key, namings)| finding(&key, &namings, changes)).collect()
}

fn finding(key: &str, namings: &[Naming], changes: bool) -> Diagnostic {
    let places: BTreeSet<Span> = namings.iter().filter_map(|naming| naming.place).collect();
    let mut known = BTreeSet::new();
    let sentences = namings.iter().map(|naming| naming.sentence.as_str());
    let sentences: Vec<&str> = sentences.filter(|sentence| known.insert(*sentence)).collect();
    let count = counted(sentences.len(), "sentence names it", "sentences name it");
    let (of_changes, more) =
        if changes { (" in the note or redline", "changes = true") } else { ("", "") };
    let message = format!("`{key}` must not be named, but {count}{of_changes}");
    let mut help = "write it without the name; words of the mechanism itself only it can change: ask for other words, or \
                    whether it may be named, and give them an `embargo` day that is to come until it answers\n\
                    if the secretariat accepts a sentence as it is, put into data/decisions.toml:"
        .to_owned();
    for sentence in sentences.iter().take(SHOWN) {
        help += &decisions::lines(Code::AnonymousNamed, sentence, more);
    }
    if sentences.len() > SHOWN {
        help += &format!("\n… and so on for {} more", sentences.len() - SHOWN);
    }
    Diagnostic::error(Code::AnonymousNamed, message).at_places(places).help(help)
}

/// Texts outside the document that are written to an output, each with its place: file names, keys, reasons in
/// figures.csv and manifest.json, the page design, the wording of notes, and errata.
fn outside(sources: &Sources, survey: &Survey) -> Vec<(String, Option<Span>)> {
    let mut texts = keys(survey);
    let published = survey.published.questions.values().flat_map(|all| all.with_groups());
    let reasons = published.flat_map(|question| {
        let options = question.options.values().filter_map(|option| option.adopted.as_ref());
        question.adopted.iter().chain(options)
    });
    let file_names = survey.processes.iter().filter_map(|process| process.file_name.as_ref());
    let names = [&survey.report.name].into_iter().chain(file_names);
    texts.extend(reasons.chain(names).map(of_text));
    // The manifest omits the file names of mechanisms that must not be named.
    let is_response = |kind: &SourceKind| matches!(kind, SourceKind::Response(_));
    for (file, source) in sources.iter().filter(|(_, source)| !is_response(&source.kind)) {
        if let SourceKind::PageDesign | SourceKind::Words | SourceKind::Errata = source.kind {
            texts.extend(lines(source.text()).map(|(line, start)| {
                (line.to_owned(), Some(Span::new(file, start..start + line.len())))
            }));
        }
        texts.push((source.name.clone(), None));
    }
    texts
}

/// The keys of questions, options, parts, points, graphs, tables and processes: they appear in figures.csv,
/// file names and anchors.
fn keys(survey: &Survey) -> Vec<(String, Option<Span>)> {
    let report = &survey.report;
    let mut keys: Vec<&Located<Key>> = report.parts.iter().map(|part| &part.key).collect();
    keys.extend(report.points.iter().map(|point| &point.key));
    keys.extend(report.graphs.iter().map(|graph| &graph.key));
    keys.extend(report.tables.iter().map(|table| &table.key));
    keys.extend(survey.processes.iter().map(|process| &process.key));
    keys.extend(survey.options().map(|option| &option.key));
    let keys = keys.into_iter().map(|key| (key.value.to_string(), Some(key.span)));
    keys.chain(survey.questions.iter().map(|one| (one.id.to_string(), None))).collect()
}

fn of_text(text: &Text) -> (String, Option<Span>) {
    (text.value.clone(), Some(text.place(0, text.value.len())))
}

/// The lines of a file, trimmed and without comments and blank lines, each with its byte offset.
fn lines(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let lines = text::lines(text)
        .map(|Token { text, start }| (text.trim(), start + text.len() - text.trim_start().len()));
    lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#'))
}
