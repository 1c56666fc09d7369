//! Which responses count: by day, clearance, embargo and withdrawal; and amendments put into what they amend.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::published::Published;
use super::reader::Context;
use super::responses::{Answers, Practice, Quote, Response, ResponseFile};
use super::silence::{Said, Silence, Silenced};
use super::statements::{self, Batch, Line, Statement, Told, comparable};
use super::survey::{Question, QuestionKind};
use crate::diagnostic::{Diagnostic, Span};

/// What a run is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Leave out what was received later.
    pub as_of: Option<Date>,
    /// The report as issued: no later responses.
    pub as_issued: bool,
    /// The day of the build, against which embargoes are held; without it they hold.
    pub today: Option<Date>,
}

/// A response that does not count yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The key of the mechanism.
    pub mechanism: String,
    /// For what it waits, in words.
    pub reason: String,
}

/// A response that its mechanism took back.
#[derive(Clone, Debug)]
pub struct Withdrawn {
    /// The key of the mechanism.
    pub mechanism: String,
    /// From when it no longer counts.
    pub on: Date,
    /// Whether its words stand in no output, of whatever day.
    pub silent: bool,
    /// Whether its mechanism must not be named.
    pub anonymous: bool,
    /// What it had answered: what it answered first, which is what a publication counts.
    pub answers: Answers,
    /// Where the mechanism is named.
    pub span: Span,
}

/// What decides which responses count.
pub(crate) struct Rules<'a> {
    pub(crate) scope: &'a Scope,
    /// Whether responses wait until they are cleared.
    pub(crate) clearance: bool,
    pub(crate) published: &'a Published,
    pub(crate) questions: &'a [Question],
    /// What is silent, though the files here may not say so.
    pub(crate) silences: &'a [Silence],
}

#[derive(Default)]
pub(crate) struct Selected {
    pub(crate) responses: Vec<Response>,
    pub(crate) waiting: Vec<Waiting>,
    pub(crate) withdrawn: Vec<Withdrawn>,
    pub(crate) silences: Vec<Silence>,
}

pub(crate) fn select(
    context: &Context<'_>,
    mut files: Vec<ResponseFile>,
    rules: &Rules<'_>,
) -> Selected {
    files.sort_by_key(|file| (file.response.mechanism.clone(), file.amended, !file.well_named));
    let mut selected = Selected::default();
    let mut silent = Vec::new();
    let mut standing = BTreeSet::new();
    for group in files.chunk_by(|a, b| a.response.mechanism == b.response.mechanism) {
        group.iter().for_each(|file| check_received(context, file, rules.published));
        let group = without_duplicates(context, group);
        let mechanism = Mechanism::new(context, &group);
        mechanism.take_notes(&mut silent, &mut standing);
        mechanism.select(rules, &mut selected);
    }
    let standing = Arc::new(standing);
    let own = silent.into_iter().map(|Note { mechanism, what, words }| {
        Silence::new(&mechanism, what, words, Arc::clone(&standing))
    });
    selected.silences = own.chain(rules.silences.iter().cloned()).collect();
    selected
}

/// The first file, and those that amend it.
fn without_duplicates<'f>(
    context: &Context<'_>,
    group: &'f [ResponseFile],
) -> Vec<&'f ResponseFile> {
    let (first, others) = group.split_first().expect("a group is of one mechanism's files");
    let mut kept = vec![first];
    for file in others {
        match file.amended {
            None => report_duplicate(context, &file.response, &first.response),
            Some(_) => kept.push(file),
        }
    }
    kept
}

/// The files of a mechanism in the order of their days, and what they say together.
struct Mechanism<'f> {
    files: &'f [&'f ResponseFile],
    quotes: Vec<Line<'f, Quote>>,
    practices: Vec<Line<'f, Practice>>,
    /// From when all that had come by then is taken back, and how many files that are.
    end: Option<(Date, usize)>,
}

/// Words that are silent, before it is known what all others say.
struct Note {
    mechanism: String,
    what: Silenced,
    words: BTreeSet<String>,
}

impl<'f> Mechanism<'f> {
    fn new(context: &Context<'_>, files: &'f [&'f ResponseFile]) -> Self {
        let first = files.first().filter(|first| first.amended.is_none());
        let end = first.and_then(|first| first.withdrawn).map(|day| {
            let amended_later = |file: &&ResponseFile| file.amended.is_some_and(|came| came >= day);
            (day, files.iter().position(amended_later).unwrap_or(files.len()))
        });
        let batches = Batches { files, end };
        Mechanism {
            files,
            quotes: statements::lines(context, &batches.of(|file| &file.quotes)),
            practices: statements::lines(context, &batches.of(|file| &file.practices)),
            end,
        }
    }

    fn key(&self) -> &'f str {
        &self.files[0].response.mechanism
    }

    /// Whether a file belongs to a response that is taken back for good.
    fn is_silenced(&self, file: usize) -> bool {
        self.end.is_some_and(|(_, until)| file < until) && self.files[0].silent
    }

    /// Notes which words are silent and which stand.
    fn take_notes(&self, silent: &mut Vec<Note>, standing: &mut BTreeSet<(String, String)>) {
        let texts = self.texts();
        for (.., words) in texts.iter().filter(|(line_is_silent, ..)| !line_is_silent) {
            standing.insert((self.key().to_owned(), words.clone()));
        }
        let mut of_files: Vec<Option<Note>> = self.files.iter().map(|_| None).collect();
        for (index, file) in self.files.iter().enumerate() {
            let what = match self.is_silenced(index) {
                true if index == 0 => Silenced::Response,
                false if file.silent && file.amended.is_some() => Silenced::Amendment,
                _ => continue,
            };
            of_files[index] =
                Some(Note { mechanism: self.key().to_owned(), what, words: BTreeSet::new() });
        }
        for (is_silent, file, what, words) in texts {
            if !is_silent {
                continue;
            }
            let whole = if self.is_silenced(file) { 0 } else { file };
            let words = BTreeSet::from([words]);
            match &mut of_files[whole] {
                Some(note) => note.words.extend(words),
                None => silent.push(Note { mechanism: self.key().to_owned(), what, words }),
            }
        }
        silent.extend(of_files.into_iter().flatten());
    }

    /// All texts: whether it is silent, in which file it came, what it is, and its words as they are compared.
    fn texts(&self) -> Vec<(bool, usize, Silenced, String)> {
        let quotes = self.quotes.iter().map(noted);
        quotes.chain(self.practices.iter().map(noted)).collect()
    }

    /// Adds what counts of it.
    fn select(&self, rules: &Rules<'_>, selected: &mut Selected) {
        let taken_back = self.end.filter(|(day, _)| has_happened(*day, rules.scope));
        let from = taken_back.map_or(0, |(_, until)| until);
        if let Some((on, _)) = taken_back
            && let first = self.files[0]
            && !is_later(first, rules.scope)
            && waits_for(first, rules.scope, rules.clearance).is_none()
        {
            selected.withdrawn.push(Withdrawn {
                mechanism: self.key().to_owned(),
                on,
                silent: first.silent,
                anonymous: first.response.anonymous || first.silent,
                answers: first.response.answers.clone(),
                span: first.response.span,
            });
        }
        let mut counting = Vec::new();
        for (index, file) in self.files.iter().enumerate().skip(from) {
            if is_left_out(file, rules.scope, rules.published) {
                continue;
            }
            match waits_for(file, rules.scope, rules.clearance) {
                Some(reason) => selected
                    .waiting
                    .push(Waiting { mechanism: file.response.mechanism.clone(), reason }),
                None => counting.push(index),
            }
        }
        selected.responses.extend(self.response(&counting, from > 0, rules));
    }

    /// The response that the files `counting` give together, if any does. `anew` is whether an earlier one was taken back.
    fn response(&self, counting: &[usize], anew: bool, rules: &Rules<'_>) -> Option<Response> {
        let (first, amendments) = counting.split_first()?;
        let file = self.files[*first];
        let mut response = file.response.clone();
        let is_counted = rules.published.counts(&response.mechanism);
        if file.amended.is_some() && is_counted && !anew {
            // What the publication counted of it is not known.
            response.first_answers = Answers::new();
            response.amendments.push(response.answers.clone());
        }
        for index in amendments {
            let amendment = &self.files[*index].response;
            response.answers.extend(amendment.answers.clone());
            response.amendments.push(amendment.answers.clone());
            response.anonymous |= amendment.anonymous;
            response.received = response.received.max(amendment.received);
        }
        let silence = |silence: &Silence| silence.is_response_of(&response.mechanism);
        if self.is_silenced(*first) || rules.silences.iter().any(silence) {
            let in_words = |id: &str| {
                let asked = rules.questions.iter().find(|question| question.id == id);
                asked.is_none_or(|question| question.kind == QuestionKind::Text)
            };
            let given = std::iter::once(&mut response.answers).chain(&mut response.amendments);
            for answers in given.chain([&mut response.first_answers]) {
                answers.retain(|id, _| !in_words(id));
            }
            response.anonymous |= !is_counted;
        }
        response.quotes = self.standing(&self.quotes, counting, rules);
        response.practices = self.standing(&self.practices, counting, rules);
        Some(response)
    }

    /// The statements of one kind that the files `counting` give together.
    fn standing<T: Statement>(
        &self,
        lines: &[Line<'_, T>],
        counting: &[usize],
        rules: &Rules<'_>,
    ) -> Vec<T> {
        let counts = |file: usize| counting.contains(&file);
        let is_out = |line: &Line<'_, T>| {
            let told: &Told<T> = line.told;
            let words = &told.statement.text().value;
            let said = Said { mechanism: self.key(), place: told.statement.place(), words };
            line.silent
                || told.withdrawn.is_some_and(|day| has_happened(day, rules.scope))
                || rules.silences.iter().any(|silence| silence.covers(said))
        };
        let standing = statements::arrange(lines, counts, is_out);
        standing.into_iter().map(|index| statements::placed(lines, index)).collect()
    }
}

/// The statements of each file of a mechanism.
struct Batches<'f> {
    files: &'f [&'f ResponseFile],
    end: Option<(Date, usize)>,
}

impl<'f> Batches<'f> {
    fn of<T>(
        &self,
        statements: impl Fn(&'f ResponseFile) -> &'f Vec<Told<T>>,
    ) -> Vec<Batch<'f, T>> {
        let batch = |(index, file): (usize, &&'f ResponseFile)| {
            let whole = self.end.filter(|(_, until)| index < *until).map(|(day, _)| day);
            Batch {
                statements: statements(file),
                amended: file.amended,
                withdrawn: whole.into_iter().chain(file.withdrawn).min(),
                silent: file.silent || (whole.is_some() && self.files[0].silent),
            }
        };
        self.files.iter().enumerate().map(batch).collect()
    }
}

fn noted<T: Statement>(line: &Line<'_, T>) -> (bool, usize, Silenced, String) {
    let statement = &line.told.statement;
    let words = comparable(&statement.text().value);
    (line.silent, line.file, statement.place().silenced(), words)
}

fn check_received(context: &Context<'_>, file: &ResponseFile, published: &Published) {
    let response = &file.response;
    if response.received.is_some() || published.counts(&response.mechanism) {
        return;
    }
    let message = format!("the response of `{}` has no `received` day", response.mechanism);
    context.report(
        Diagnostic::error("missing-key", message)
            .at(response.span, "the published figures do not count it")
            .help("add the day on which it came, such as `received = 2023-07-14`"),
    );
}

fn report_duplicate(context: &Context<'_>, second: &Response, first: &Response) {
    let message = format!("there are two responses of `{}`", second.mechanism);
    context.report(
        Diagnostic::error("duplicate-response", message)
            .at(second.span, "again here")
            .at(first.span, "first here")
            .help("a file that amends another bears its day, such as `KEY.2023-08-02.toml`"),
    );
}

fn is_left_out(file: &ResponseFile, scope: &Scope, published: &Published) -> bool {
    let unissued =
        scope.as_issued && (file.amended.is_some() || !published.counts(&file.response.mechanism));
    let withdrawn = file.withdrawn.is_some_and(|day| has_happened(day, scope));
    is_later(file, scope) || unissued || withdrawn
}

/// Whether a file was received after the day of the report.
fn is_later(file: &ResponseFile, scope: &Scope) -> bool {
    scope.as_of.is_some_and(|day| file.response.received.is_some_and(|came| came > day))
}

/// Whether a withdrawal of that day has happened: one that is entered has, unless the report is of an earlier day or as
/// issued.
fn has_happened(day: Date, scope: &Scope) -> bool {
    !scope.as_issued && scope.as_of.is_none_or(|as_of| day <= as_of)
}

fn waits_for(file: &ResponseFile, scope: &Scope, clearance: bool) -> Option<String> {
    if scope.as_issued {
        return None;
    }
    if let Some(day) = file.embargo.filter(|day| !reached(*day, scope)) {
        return Some(format!("embargo until {day}"));
    }
    match file.cleared {
        Some(day) if !reached(day, scope) => Some(format!("cleared only from {day}")),
        None if clearance => Some("not cleared yet".to_owned()),
        _ => None,
    }
}

/// Whether `day` has come; without a day of the build, it hasn't.
fn reached(day: Date, scope: &Scope) -> bool {
    scope.as_of.or(scope.today).is_some_and(|today| day <= today)
}
