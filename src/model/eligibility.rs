//! Selects the effective responses by date, clearance, embargo and withdrawal, and applies
//! amendments.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Survey;
use super::question::QuestionKind;
use super::reader::Context;
use super::response::{Answer, Answers, Response};
use super::statements::{Redactions, ReleaseDates, ResponseFile};
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Span, in_backticks};
use crate::figure::Key;
use crate::text::listed;
use mechanism::Mechanism;

mod mechanism;

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
    pub(crate) context: &'a Context<'a>,
    pub(crate) scope: &'a ReportOptions,
    pub(crate) survey: &'a Survey,
    /// Redactions declared by another version of the project; these files may not mention them.
    pub(crate) redactions: &'a [Redactions],
}

/// What is selected.
#[derive(Default)]
pub(crate) struct Selected {
    pub(crate) responses: Vec<Response>,
    pub(crate) waiting: Vec<Pending>,
    pub(crate) withdrawn: Vec<Withdrawn>,
    pub(crate) redactions: Vec<Redactions>,
}

impl EligibilityRules<'_> {
    /// Whether the publication counts the response of the mechanism.
    fn is_counted(&self, file: &ResponseFile) -> bool {
        self.survey.published.counts(&file.response.mechanism)
    }

    /// Whether a file was received after the report date.
    fn is_later(&self, file: &ResponseFile) -> bool {
        self.scope.as_of.is_some_and(|day| file.response.received.is_some_and(|came| came > day))
    }

    /// Whether a file is neither counted nor pending.
    fn is_left_out(&self, file: &ResponseFile) -> bool {
        let is_new = file.amended.is_some() || !self.is_counted(file);
        self.is_later(file)
            || (self.scope.as_issued && is_new)
            || self.withdrawal(file.release).is_some()
    }

    /// The day of a withdrawal that has taken effect. Every recorded withdrawal has, unless the
    /// report is for an earlier date or as issued.
    fn withdrawal(&self, release: ReleaseDates) -> Option<Date> {
        let ReportOptions { as_issued, as_of, .. } = self.scope;
        release.withdrawn.filter(|day| !as_issued && as_of.is_none_or(|as_of| *day <= as_of))
    }

    /// The reason why a file is pending, in words.
    fn pending(&self, file: &ResponseFile) -> Option<String> {
        let ReportOptions { as_issued, with_pending, .. } = self.scope;
        let waits = self.survey.clearance && file.release.cleared.is_none();
        let waits = waits && !as_issued && !with_pending;
        self.pending_date(file.release).or(waits.then(|| "not cleared yet".to_owned()))
    }

    /// The embargo or clearance date that is still pending, in words.
    fn pending_date(&self, release: ReleaseDates) -> Option<String> {
        let ReportOptions { as_of, today, as_issued, with_pending, .. } = self.scope;
        let today = as_of.or(*today);
        let hint = match today {
            Some(_) => "",
            None => "; the report has no date: set `date` under `[edition]` in data/report.toml",
        };
        let dates = [(release.embargo, "embargo until"), (release.cleared, "cleared only from")];
        let reason = |(day, what): (Option<Date>, &str)| {
            // Without a date to compare with, all are pending.
            let day = day.filter(|day| today.is_none_or(|today| *day > today))?;
            Some(format!("{what} {day}{hint}"))
        };
        dates.into_iter().find_map(reason).filter(|_| !as_issued && !with_pending)
    }
}

/// Selects the effective responses. Unfilled forms are pending; one whose mechanism is counted in the publication also
/// stays among the responses: the mechanism has responded, and amendments need its file.
pub(crate) fn select(mut files: Vec<ResponseFile>, rules: &EligibilityRules<'_>) -> Selected {
    let mut selected = Selected::default();
    let forms = pending_forms(&files, rules);
    files.retain(|file| !file.blank || (file.amended.is_none() && rules.is_counted(file)));
    files.sort_by_key(|file| (file.response.mechanism.clone(), file.amended, !file.well_named));
    files.dedup_by(|again, first| is_duplicate(rules.context, again, first));
    let mut redactions = Redactions::default();
    for group in files.chunk_by(|a, b| a.response.mechanism == b.response.mechanism) {
        report_dropped(group, rules);
        let mechanism = Mechanism::new(group, rules);
        mechanism.redact(&mut redactions);
        mechanism.select(&mut selected);
    }
    check_joint(rules.context, &selected.responses);
    selected.redactions = rules.redactions.to_vec();
    selected.redactions.extend(Some(redactions).filter(|own| !own.parts.is_empty()));
    selected.waiting.extend(forms);
    selected
}

/// Forms that are not filled in yet, unless another file has the response of their mechanism.
fn pending_forms(files: &[ResponseFile], rules: &EligibilityRules<'_>) -> Vec<Pending> {
    let forms = files.iter().filter(|form| {
        let own = &form.response.mechanism;
        let mut filled = files.iter().filter(|other| !other.blank);
        let is_only =
            form.amended.is_some() || filled.all(|other| other.response.mechanism != *own);
        form.blank && is_only && !rules.scope.as_issued && !rules.is_later(form)
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

/// Adds a note for each amendment that drops options, because it replaces an answer as a whole.
fn report_dropped(group: &[ResponseFile], rules: &EligibilityRules<'_>) {
    let mut earlier: BTreeMap<&Key, &Answer> = BTreeMap::new();
    for file in group.iter().filter(|file| !rules.is_left_out(file)) {
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
            rules.context.report(note.help(
                "an amendment replaces the answer to a question as a whole: repeat the options \
                 that are still chosen",
            ));
        }
    }
}
