//! Selects the effective responses by date, clearance, embargo and withdrawal, and applies
//! amendments.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Survey;
use super::published::Published;
use super::question::QuestionKind;
use super::reader::Context;
use super::response::{Answer, Answers, Response};
use super::responses::ResponseFile;
use super::statements::{Redaction, ReleaseDates};
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, SourceKind, Span, in_backticks};
use crate::figure::Key;
use crate::text::listed;
use of_mechanism::Mechanism;

mod of_mechanism;
mod revisions;

/// The options that determine the content of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportOptions {
    /// Leave out everything received after this date.
    pub as_of: Option<Date>,
    /// Reproduce the report as issued, without later responses.
    pub as_issued: bool,
    /// The date of the build, which decides whether embargoes have ended; without it, embargoes
    /// stay in force.
    pub today: Option<Date>,
    /// Include responses and statements that are not cleared, or under embargo: for the secretariat and
    /// the respondents themselves, never for a report.
    #[serde(skip)]
    pub with_pending: bool,
    /// The key of the process that the report is for; the report is limited to the parts that the
    /// process takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<String>,
}

/// A response, or a part of one, that is not effective yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The key of the mechanism.
    pub mechanism: Key,
    /// The reason, in words.
    pub reason: String,
    /// The date of a letter of which nothing is taken over yet.
    pub received: Option<Date>,
}

/// A response that its mechanism withdrew.
#[derive(Clone, Debug)]
pub struct Withdrawn {
    /// The key of the mechanism.
    pub mechanism: Key,
    /// The date the withdrawal takes effect.
    pub on: Date,
    /// Whether the mechanism must not be named.
    pub anonymous: bool,
    /// Its original answers, which are those that a publication counts.
    pub answers: Answers,
    /// Where the file names the mechanism.
    pub span: Span,
}

/// The settings that decide which responses are effective.
pub(crate) struct EligibilityRules<'a> {
    pub(crate) scope: &'a ReportOptions,
    pub(crate) survey: &'a Survey,
    /// Redactions declared by another version of the project; these files may not mention them.
    pub(crate) redactions: &'a [Redaction],
}

#[derive(Default)]
pub(crate) struct Selected {
    pub(crate) responses: Vec<Response>,
    pub(crate) waiting: Vec<Pending>,
    pub(crate) withdrawn: Vec<Withdrawn>,
    pub(crate) redactions: Vec<Redaction>,
}

/// Selects the effective responses. Unfilled forms are pending; one whose mechanism is counted in the publication also
/// stays among the responses: the mechanism has responded, and amendments need its file.
pub(crate) fn select(
    context: &Context<'_>,
    mut files: Vec<ResponseFile>,
    rules: &EligibilityRules<'_>,
) -> Selected {
    let mut selected = Selected::default();
    let forms = pending_forms(&files, rules.scope);
    let is_counted = |file: &ResponseFile| rules.survey.published.counts(&file.response.mechanism);
    files.retain(|file| !file.blank || (file.amended.is_none() && is_counted(file)));
    files.sort_by_key(|file| (file.response.mechanism.clone(), file.amended, !file.well_named));
    files.iter().for_each(|file| check_received(context, file, &rules.survey.published));
    files.dedup_by(|again, first| is_duplicate(context, again, first));
    let mut active = BTreeSet::new();
    for group in files.chunk_by_mut(|a, b| a.response.mechanism == b.response.mechanism) {
        check_order(context, group);
        report_dropped(context, group, rules);
        let mechanism = Mechanism::new(context, group);
        mechanism.redact(&mut selected.redactions, &mut active);
        mechanism.select(rules, &mut selected);
    }
    check_joint(context, &selected.responses);
    let active = Arc::new(active);
    selected.redactions.iter_mut().for_each(|redaction| redaction.active = Arc::clone(&active));
    selected.redactions.extend(rules.redactions.iter().cloned());
    selected.waiting.extend(forms);
    selected
}

/// Forms that are not filled in yet, unless another file has the response of their mechanism.
fn pending_forms(files: &[ResponseFile], scope: &ReportOptions) -> Vec<Pending> {
    let is_form = |file: &&ResponseFile| file.blank && !scope.as_issued && !is_later(file, scope);
    let forms = files.iter().filter(is_form).filter(|form| {
        let own = &form.response.mechanism;
        let mut filled = files.iter().filter(|other| !other.blank);
        form.amended.is_some() || filled.all(|other| other.response.mechanism != *own)
    });
    let pending = forms.map(|form| {
        let Response { mechanism, received, origins, .. } = &form.response;
        let (reason, received) = match origins.first() {
            Some(origin) => (format!("nothing of {} is taken over yet", origin.place()), *received),
            None => ("form not filled in yet".to_owned(), None),
        };
        Pending { mechanism: mechanism.clone(), reason, received }
    });
    pending.collect()
}

/// Whether a file is a second response of the mechanism, which is reported; its amendments are none.
fn is_duplicate(context: &Context<'_>, again: &ResponseFile, first: &ResponseFile) -> bool {
    let (again, first, amended) = (&again.response, &first.response, again.amended);
    let is_duplicate = amended.is_none() && again.mechanism == first.mechanism;
    if is_duplicate {
        let message = format!("there are two responses of `{}`", again.mechanism);
        let help =
            "a file that amends another has its day in its name, such as `KEY.2023-08-02.toml`";
        let error = Diagnostic::error(Code::DuplicateResponse, message).help(help);
        context.report(error.at(again.span, "again here").at(first.span, "first here"));
    }
    is_duplicate
}

/// Reports respondents that have a response of their own beside one that counts once for them and others.
fn check_joint(context: &Context<'_>, responses: &[Response]) {
    for response in responses {
        for own in responses.iter().filter(|own| response.joint.contains(&own.mechanism)) {
            let (key, first) = (&own.mechanism, &response.mechanism);
            let message =
                format!("`{key}` has a response of its own, and one together with `{first}`");
            let help = format!(
                "take `{key}` out of `respondents`; or amend the response of `{first}` with what `{key}` answers"
            );
            let error = Diagnostic::error(Code::DuplicateResponse, message).at(own.span, "its own");
            let joint = "the one that counts once for all of them";
            context.report(error.at(response.span, joint).help(help));
        }
    }
}

fn check_received(context: &Context<'_>, file: &ResponseFile, published: &Published) {
    let Response { mechanism, received, span, .. } = &file.response;
    let is_unknown = context.is_broken(|kind| *kind == SourceKind::Published);
    if received.is_none() && !is_unknown && !published.counts(mechanism) {
        let message = format!("the response of `{mechanism}` has no `received` day");
        let help =
            "enter the day on which it came in the line `received`, such as\nreceived = 2023-07-14";
        let error = Diagnostic::error(Code::MissingKey, message);
        context.report(error.at(*span, "no published figure counts it").help(help));
    }
}

/// Reports amendments dated before the response that they amend.
fn check_order(context: &Context<'_>, group: &[ResponseFile]) {
    let first = &group[0];
    let place = |file: &ResponseFile| file.received_at.unwrap_or(file.response.span);
    for file in group.iter().filter(|_| first.amended.is_none()) {
        let (Some(day), Some(came)) = (file.amended, first.response.received) else { continue };
        let is_mismatch_reported = file.response.received != Some(day);
        if day < came && !is_mismatch_reported {
            let key = &first.response.mechanism;
            let message =
                format!("the amendment to the response of `{key}` is dated before that response");
            let help = format!(
                "give the file the day on which the amendment came, such as `{key}.{came}.toml`; \
                 or correct the day of the response"
            );
            let error = Diagnostic::error(Code::AmendmentDay, message).help(help);
            let error = error.at(place(file), format!("the name of this file says {day}"));
            context.report(error.at(place(first), "the response came on this day"));
        }
    }
}

/// Adds a note for each amendment that drops options, because it replaces an answer as a whole.
fn report_dropped(context: &Context<'_>, group: &[ResponseFile], rules: &EligibilityRules<'_>) {
    let mut earlier: BTreeMap<&Key, &Answer> = BTreeMap::new();
    for file in group.iter().filter(|file| !is_left_out(file, rules)) {
        for (id, answer) in &file.response.answers {
            let asked = rules.survey.question(id);
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
                "an amendment replaces the answer to a question as a whole: repeat the options \
                 that are still chosen",
            ));
        }
    }
}

fn is_left_out(file: &ResponseFile, rules: &EligibilityRules<'_>) -> bool {
    let EligibilityRules { scope, survey, .. } = rules;
    let is_counted = survey.published.counts(&file.response.mechanism);
    let unissued = scope.as_issued && (file.amended.is_some() || !is_counted);
    let withdrawn = file.release.withdrawn.is_some_and(|day| withdrawal_applies(day, scope));
    is_later(file, scope) || unissued || withdrawn
}

/// Whether a file was received after the report date.
pub(super) fn is_later(file: &ResponseFile, scope: &ReportOptions) -> bool {
    scope.as_of.is_some_and(|day| file.response.received.is_some_and(|came| came > day))
}

/// Whether a withdrawal dated `day` has taken effect. Every recorded withdrawal has, unless the
/// report is for an earlier date or as issued.
fn withdrawal_applies(day: Date, scope: &ReportOptions) -> bool {
    !scope.as_issued && scope.as_of.is_none_or(|as_of| day <= as_of)
}

fn pending_reason(file: &ResponseFile, rules: &EligibilityRules<'_>) -> Option<String> {
    let ReportOptions { as_issued, with_pending, .. } = rules.scope;
    let waits = rules.survey.clearance && file.release.cleared.is_none();
    let not_cleared = (waits && !as_issued && !with_pending).then(|| "not cleared yet".to_owned());
    pending_date_reason(file.release, rules.scope).or(not_cleared)
}

/// The embargo or clearance date that is still pending, in words.
fn pending_date_reason(release: ReleaseDates, scope: &ReportOptions) -> Option<String> {
    let today = scope.as_of.or(scope.today);
    // Without a date to compare with, all are pending.
    let is_ahead = |day: &Date| today.is_none_or(|today| *day > today);
    let hint = match today {
        Some(_) => "",
        None => "; the report has no date: set `date` under `[edition]` in data/report.toml",
    };
    let embargo = release.embargo.filter(is_ahead);
    let embargo = embargo.map(|day| format!("embargo until {day}{hint}"));
    let cleared = release.cleared.filter(is_ahead);
    let cleared = cleared.map(|day| format!("cleared only from {day}{hint}"));
    embargo.or(cleared).filter(|_| !scope.as_issued && !scope.with_pending)
}
