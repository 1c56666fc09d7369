//! Which responses count: by day, clearance and embargo; and amendments put into what they amend.

use jiff::civil::Date;

use super::published::Published;
use super::reader::Context;
use super::responses::{Response, ResponseFile};
use crate::diagnostic::Diagnostic;

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

pub(crate) struct Selected {
    pub(crate) responses: Vec<Response>,
    pub(crate) waiting: Vec<Waiting>,
}

pub(crate) fn select(
    context: &Context<'_>,
    mut files: Vec<ResponseFile>,
    scope: &Scope,
    clearance: bool,
    published: &Published,
) -> Selected {
    files.sort_by_key(|file| (file.response.mechanism.clone(), file.amended, !file.well_named));
    let mut selected = Selected { responses: Vec::new(), waiting: Vec::new() };
    for file in files {
        check_received(context, &file, published);
        let first =
            selected.responses.iter_mut().rfind(|first| first.mechanism == file.response.mechanism);
        if let Some(first) = &first
            && file.amended.is_none()
        {
            report_duplicate(context, &file.response, first);
            continue;
        }
        if is_left_out(&file, scope, published) {
            continue;
        }
        if let Some(reason) = waits_for(&file, scope, clearance) {
            selected.waiting.push(Waiting { mechanism: file.response.mechanism, reason });
            continue;
        }
        match first {
            Some(first) => amend(first, file.response),
            None => selected.responses.push(file.response),
        }
    }
    selected
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
            .help("add a line with the day on which it came, such as\nreceived = 2023-07-14"),
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
    let response = &file.response;
    let later = scope.as_of.is_some_and(|day| response.received.is_some_and(|came| came > day));
    let unissued =
        scope.as_issued && (file.amended.is_some() || !published.counts(&response.mechanism));
    let withdrawn = !scope.as_issued
        && file.withdrawn.is_some_and(|day| scope.as_of.is_none_or(|as_of| day <= as_of));
    later || unissued || withdrawn
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

/// Puts an amendment in: questions, points and parts that it speaks of replace those of before.
fn amend(first: &mut Response, amendment: Response) {
    first.answers.extend(amendment.answers);
    let told = |point: &str| amendment.quotes.iter().any(|quote| quote.point == point);
    first.quotes.retain(|quote| !told(&quote.point));
    let done = |part: &str| amendment.practices.iter().any(|practice| practice.part == part);
    first.practices.retain(|practice| !done(&practice.part));
    first.quotes.extend(amendment.quotes);
    first.practices.extend(amendment.practices);
    first.anonymous |= amendment.anonymous;
    first.received = first.received.max(amendment.received);
}
