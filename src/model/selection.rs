//! Which responses count: by day, clearance, embargo and withdrawal; and amendments put into what they amend.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::published::Published;
use super::reader::Context;
use super::response::{Answer, Answers, Response};
use super::responses::ResponseFile;
use super::silence::Silence;
use super::statements::Release;
use super::survey::{Question, QuestionKind};
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Span, in_backticks};
use crate::figure::Key;
use crate::text::listed;
use of_mechanism::{Mechanism, Note};

mod of_mechanism;

/// What a run is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Leave out what was received later.
    pub as_of: Option<Date>,
    /// The report as issued: no later responses.
    pub as_issued: bool,
    /// The day of the build, against which embargoes are held; without it they hold.
    pub today: Option<Date>,
    /// The key of the process that the report is for, with what it takes of the report.
    pub process: Option<String>,
}

/// A response, or something in it, that does not count yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The key of the mechanism.
    pub mechanism: Key,
    /// For what it waits, in words.
    pub reason: String,
}

/// A response that its mechanism took back.
#[derive(Clone, Debug)]
pub struct Withdrawn {
    /// The key of the mechanism.
    pub mechanism: Key,
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
        check_order(context, group);
        let group = without_duplicates(context, group);
        report_dropped(context, &group, rules);
        let mechanism = Mechanism::new(context, &group);
        mechanism.take_notes(&mut silent, &mut standing);
        mechanism.select(rules, &mut selected);
    }
    let standing = Arc::new(standing);
    let own = silent.into_iter().map(|Note { mechanism, what, words }| {
        let standing = Arc::clone(&standing);
        Silence { mechanism, what, words, standing }
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
            None => {
                let message = format!("there are two responses of `{}`", file.response.mechanism);
                context.report(
                    Diagnostic::error(Code::DuplicateResponse, message)
                        .at(file.response.span, "again here")
                        .at(first.response.span, "first here")
                        .help("a file that amends another bears its day, such as `KEY.2023-08-02.toml`"),
                );
            }
            Some(_) => kept.push(file),
        }
    }
    kept
}

fn check_received(context: &Context<'_>, file: &ResponseFile, published: &Published) {
    let response = &file.response;
    if response.received.is_some() || published.counts(&response.mechanism) {
        return;
    }
    let message = format!("the response of `{}` has no `received` day", response.mechanism);
    context.report(
        Diagnostic::error(Code::MissingKey, message)
            .at(response.span, "the published figures do not count it")
            .help("add a line with the day on which it came, such as\nreceived = 2023-07-14"),
    );
}

/// What amends a response comes no earlier than the response.
fn check_order(context: &Context<'_>, group: &[ResponseFile]) {
    let Some(first) = group.first().filter(|first| first.amended.is_none()) else { return };
    let place = |file: &ResponseFile| file.received_at.unwrap_or(file.response.span);
    for file in group {
        let (Some(day), Some(came)) = (file.amended, first.response.received) else { continue };
        let is_told_already = file.response.received != Some(day);
        if day < came && !is_told_already {
            let key = &first.response.mechanism;
            let message = format!("what amends the response of `{key}` is dated before it");
            context.report(
                Diagnostic::error(Code::AmendmentDay, message)
                    .at(place(file), format!("the name of this file says {day}"))
                    .at(place(first), "the response came on this day")
                    .help(format!(
                        "give the file the day on which the amendment came, such as `{key}.{came}.toml`; \
                         or correct the day of the response"
                    )),
            );
        }
    }
}

/// Notes which options an amendment drops: it replaces the answer to a question as a whole.
fn report_dropped(context: &Context<'_>, group: &[&ResponseFile], rules: &Rules<'_>) {
    let mut earlier: BTreeMap<&Key, &Answer> = BTreeMap::new();
    for file in group.iter().filter(|file| !is_left_out(file, rules.scope, rules.published)) {
        for (id, answer) in &file.response.answers {
            let asked = rules.questions.iter().find(|question| question.id == *id);
            let is_multiple = asked.is_some_and(|asked| asked.kind == QuestionKind::Multiple);
            let before = earlier.insert(id, answer).filter(|_| is_multiple);
            let still = |word: &&Text| answer.words.iter().any(|other| other.value == word.value);
            let words = before.iter().flat_map(|before| &before.words);
            let dropped: Vec<&Text> = words.filter(|word| !still(word)).collect();
            if dropped.is_empty() {
                continue;
            }
            let names = listed(&in_backticks(dropped.iter().map(|word| &word.value)), "and");
            let message =
                format!("this answer to `{id}` replaces an earlier one and drops {names}");
            let note = Diagnostic::note(Code::OptionsDropped, message).at(answer.span, "");
            let note = note.at_each(dropped.iter().map(|word| (word.span, "chosen before")));
            context.report(note.help(
                "an amendment replaces the answer to a question as a whole: what still holds is \
                 chosen again",
            ));
        }
    }
}

fn is_left_out(file: &ResponseFile, scope: &Scope, published: &Published) -> bool {
    let unissued =
        scope.as_issued && (file.amended.is_some() || !published.counts(&file.response.mechanism));
    let withdrawn = file.release.withdrawn.is_some_and(|day| has_happened(day, scope));
    is_later(file, scope) || unissued || withdrawn
}

/// Whether a file was received after the day of the report.
pub(super) fn is_later(file: &ResponseFile, scope: &Scope) -> bool {
    scope.as_of.is_some_and(|day| file.response.received.is_some_and(|came| came > day))
}

/// Whether a withdrawal of that day has happened: one that is entered has, unless the report is of an earlier day or as
/// issued.
fn has_happened(day: Date, scope: &Scope) -> bool {
    !scope.as_issued && scope.as_of.is_none_or(|as_of| day <= as_of)
}

fn waits_for(file: &ResponseFile, scope: &Scope, clearance: bool) -> Option<String> {
    let not_cleared = || {
        let waits = clearance && file.release.cleared.is_none() && !scope.as_issued;
        waits.then(|| "not cleared yet".to_owned())
    };
    waits_until(file.release, scope).or_else(not_cleared)
}

/// For which day something waits, in words.
fn waits_until(release: Release, scope: &Scope) -> Option<String> {
    if scope.as_issued {
        return None;
    }
    if let Some(day) = release.embargo.filter(|day| !reached(*day, scope)) {
        return Some(format!("embargo until {day}{}", dateless(scope)));
    }
    let day = release.cleared.filter(|day| !reached(*day, scope))?;
    Some(format!("cleared only from {day}{}", dateless(scope)))
}

/// What to do where there is no day to hold others against.
fn dateless(scope: &Scope) -> &'static str {
    match scope.as_of.or(scope.today) {
        Some(_) => "",
        None => "; the report bears no date: set `date` under `[edition]` in data/report.toml",
    }
}

/// Whether `day` has come; without a day of the build, it hasn't.
fn reached(day: Date, scope: &Scope) -> bool {
    scope.as_of.or(scope.today).is_some_and(|today| day <= today)
}
