//! `data/responses/*.toml`: the answers, quotations and practices of each mechanism.

use std::sync::Arc;

use jiff::civil::Date;

use super::answer;
use super::mechanisms;
use super::names::find;
use super::question::Question;
use super::reader::{Context, Reader, Value};
use super::response::{Answers, Response, import_source, open_items, source_text};
use super::revisions::Earlier;
use super::statements::{Entry, ReleaseDates, ResponseFile, StatementKind};
use super::text::{Located, Text};
use super::{ReportOptions, Survey};
use crate::diagnostic::{Code, Diagnostic, FileId, SourceKind, Span};
use crate::figure::Key;
use statement::statement;

mod statement;

/// Keys that a form has before it is filled in.
const FORM: [&str; 10] = [
    "mechanism", "respondent", "respondents", "counted", "how", "received", "cleared", "embargo",
    "source-text", "from",
];

/// The ways in which responses are received, and whether these are oral.
const WAYS: [(&str, bool); 8] = [
    ("letter", false),
    ("email", false),
    ("questionnaire", false),
    ("web-form", false),
    ("spreadsheet", false),
    ("telephone", true),
    ("meeting", true),
    ("interview", true),
];

/// The help for a response of several respondents that does not say how it counts.
const COUNTED: &str = "add one of these lines:\n\
                       counted = \"once\"    # one response, counted under the first of them\n\
                       counted = \"each\"    # a response of each, with the same answers";

/// Reads all responses, each before the files that amend it.
pub(crate) fn read(
    context: &Context<'_>,
    survey: &Survey,
    scope: &ReportOptions,
) -> Vec<ResponseFile> {
    let stems = context.sources.iter().filter_map(|(file, source)| match &source.kind {
        SourceKind::Response(stem) => Some((stem.as_str(), file)),
        _ => None,
    });
    let mut stems: Vec<(&str, FileId)> = stems.collect();
    stems.sort_by_key(|(stem, _)| stem.split_once('.').unwrap_or((stem, "")));
    let mut files = Vec::new();
    for (stem, file) in stems {
        let read = context.read(file, |r| response_file((survey, scope), &files, file, stem, r));
        files.extend(read.into_iter().flatten());
    }
    files
}

/// The respondents that a file names, and whether it counts for each of them.
fn respondents(survey: &Survey, reader: &Reader<'_>) -> (Vec<Located<Key>>, bool) {
    let (context, all) = (reader.context, &survey.mechanisms);
    if !reader.has("respondents") {
        let name = context.sources.respondent_key();
        let other = if name == "mechanism" { "respondent" } else { "mechanism" };
        let name = reader.required_text(if reader.has(other) { other } else { name });
        let key = name.and_then(|name| mechanisms::known(context, &name, all));
        return (key.into_iter().collect(), false);
    }
    let names = mechanisms::list(reader, "respondents", all, Code::CountedTwice);
    let each = reader.word("counted", &[("once", false), ("each", true)]);
    if names.len() > 1 && !reader.has("counted") {
        let place = reader.place("respondents").unwrap_or(reader.span);
        let message = "it is not said how this response of several respondents counts";
        context.fault(Code::MissingKey, place, message, COUNTED);
    }
    let names = names.into_iter().map(|(value, span)| Located { value, span });
    (names.collect(), each.unwrap_or(false))
}

/// What a file answers: for the first of its respondents, and for the others if it counts for each of them.
fn response_file(
    (survey, scope): (&Survey, &ReportOptions),
    earlier: &[ResponseFile],
    file: FileId,
    stem: &str,
    reader: Reader<'_>,
) -> Option<Vec<ResponseFile>> {
    let context = reader.context;
    let (names, each) = respondents(survey, &reader);
    let mechanism = names.first().cloned();
    // Without a mechanism, which is reported, the rest is read for its faults.
    let unknown = || Located { value: Key::new("unknown").expect("not blank"), span: reader.span };
    let Located { value: key, span } = mechanism.clone().unwrap_or_else(unknown);
    let amended = stem.split_once('.').and_then(|(_, day)| day.parse().ok());
    let is_spoken = reader.word("how", &WAYS).unwrap_or(false);
    let day = reader.date("received");
    let received = day.map(|day| day.value).or(amended);
    let release = ReleaseDates::read(&reader);
    let is_spoken = is_spoken && release.cleared.is_none() && !scope.with_pending;
    let anonymous = reader.boolean("anonymous").unwrap_or(false);
    let source_text = source_text(&reader).map(Arc::new);
    let others = names.get(1..).unwrap_or_default();
    let answers = reader.table("answers").map(|table| answers(survey, &table, received));
    let answers = answers.unwrap_or_default();
    let response = Response {
        mechanism: key.clone(),
        joint: others.iter().map(|other| other.value.clone()).collect(),
        first_received: received,
        received,
        anonymous,
        first_answers: answers.clone(),
        amendments: Vec::new(),
        answers,
        quotes: Vec::new(),
        practices: Vec::new(),
        taken_back: Vec::new(),
        source_texts: source_text.into_iter().collect(),
        origins: import_source(&reader, span).into_iter().collect(),
        open: open_items(&reader),
        span,
    };
    let mut given = ResponseFile {
        response,
        statements: Vec::new(),
        amended,
        received_at: day.map(|day| day.span),
        well_named: stem.split('.').next() == Some(&key),
        release,
        is_spoken,
        blank: !reader.is_filled_beside(&FORM),
    };
    let own = earlier.iter().filter(|file| file.response.mechanism == key);
    let own: Vec<&ResponseFile> = own.collect();
    let before = Earlier::new(&own, amended);
    let read = |key, kind| {
        let filled = reader.tables(key).into_iter().filter(|table| table.is_filled_beside(&[]));
        filled.filter_map(|table| statement(survey, table, &given, &before, kind)).collect()
    };
    let mut statements: Vec<Entry> = read("quote", StatementKind::Quotation);
    let practices: Vec<Entry> = read("practice", StatementKind::Practice);
    finish(survey, reader);
    mechanism?;
    let no_day = stem.contains('.') && amended.is_none();
    if !given.well_named || no_day {
        let name = &context.sources.get(file).name;
        let message = match no_day {
            true => format!("the name `{name}` contains no valid day"),
            false => format!("`{name}` is not named after its mechanism, `{key}`"),
        };
        let help = format!(
            "call it `{key}.toml`, or `{key}.2023-08-02.toml` (with its day) if it amends an earlier one; if it is a copy, delete it"
        );
        context.fault(Code::WrongFileName, span, message, help);
        let original = format!("data/responses/{key}.toml");
        // A copy beside its original is no second response.
        if stem.contains(&*key) && context.sources.find(&original).is_some_and(|it| it != file) {
            return None;
        }
    }
    let first = own.first().filter(|first| first.amended.is_none());
    check_days(context, &given, day, first.copied());
    if received.is_none()
        && !given.blank
        && !survey.published.counts(&key)
        && !context.is_broken(|kind| *kind == SourceKind::Published)
    {
        let message = format!("the response of `{key}` has no `received` day");
        let help =
            "enter the day on which it came in the line `received`, such as\nreceived = 2023-07-14";
        let error = Diagnostic::error(Code::MissingKey, message);
        context.report(error.at(span, "no published figure counts it").help(help));
    }
    if anonymous
        && !release.redacted
        && let Some(practice) = practices.iter().find(|entry| !entry.release.redacted)
    {
        let message = "a practice is printed under its mechanism's name";
        let error = Diagnostic::error(Code::AnonymousPractice, message)
            .at(practice.contribution.text.span, "of an anonymous response");
        context.report(error.help("take the practice out, or `anonymous = true`"));
    }
    statements.extend(practices);
    given.statements = statements;
    if let Some(first) = first.filter(|first| given.is_before(first.release.withdrawn)) {
        given.release.withdrawn =
            first.release.withdrawn.into_iter().chain(release.withdrawn).min();
        given.release.redacted |= first.release.redacted;
    }
    if each {
        given.response.joint.clear();
    }
    let others = others.iter().filter(|_| each).map(|other| {
        let (mechanism, span) = (other.value.clone(), other.span);
        let response = Response { mechanism, span, ..given.response.clone() };
        ResponseFile { response, statements: Vec::new(), well_named: true, ..given.clone() }
    });
    let others: Vec<ResponseFile> = others.collect();
    Some(std::iter::once(given).chain(others).collect())
}

/// Checks that the day in the name of a file that amends another is the one on which it came, and not before the first
/// response.
fn check_days(
    context: &Context<'_>,
    file: &ResponseFile,
    day: Option<Located<Date>>,
    first: Option<&ResponseFile>,
) {
    let Some(in_name) = file.amended else { return };
    let (key, span) = (&file.response.mechanism, file.response.span);
    if let Some(Located { value: came, span }) = day.filter(|day| day.value != in_name) {
        let message = format!("the name of this file says {in_name}, and `received` {came}");
        let help = format!("write `received = {in_name}`, or call the file `{key}.{came}.toml`");
        context.fault(Code::AmendmentDay, span, message, help);
    } else if let Some((first, came)) =
        first.and_then(|first| Some((first, first.response.received?)))
        && in_name < came
    {
        let message =
            format!("the amendment to the response of `{key}` is dated before that response");
        let help = format!(
            "give the file the day on which the amendment came, such as `{key}.{came}.toml`; \
             or correct the day of the response"
        );
        let error = Diagnostic::error(Code::AmendmentDay, message).help(help);
        let place = day.map_or(span, |day| day.span);
        let error = error.at(place, format!("the name of this file says {in_name}"));
        let came = first.received_at.unwrap_or(first.response.span);
        context.report(error.at(came, "the response came on this day"));
    }
}

/// Reports keys that a table should not have. Returns the place where it begins.
fn finish(survey: &Survey, table: Reader<'_>) -> Span {
    let span = table.span;
    answer::report_misplaced(&survey.questions, &table);
    table.finish();
    span
}

fn answers(survey: &Survey, table: &Reader<'_>, received: Option<Date>) -> Answers {
    let (mut answers, mut fields) = (Answers::new(), Vec::new());
    for (id, value) in table.values() {
        let asked = survey.questions_of(&id.value);
        let mut add = |table: &Reader<'_>, question: &Question, value: Value<'_>| {
            let answer = answer::read(table, question, value, received);
            answers.extend(answer.map(|answer| (question.id.clone(), answer)));
        };
        let items = asked.iter().filter(|one| one.is_item_of(&id.value));
        let items = items.filter_map(|one| Some((*one, &one.item.as_ref()?.key)));
        let items: Vec<(&Question, &Key)> = items.collect();
        match &asked[..] {
            [question] if items.is_empty() => add(table, question, value),
            [] if FIELDS.contains(&&*id.value) => fields.push(id),
            [] => _ = survey.find_question(table.context, &id),
            _ => {
                let Some(grid) = table.as_table(&id.value, value) else { continue };
                for (name, value) in grid.values() {
                    let found = find(table.context, "item", &name, &items, |(_, key)| key);
                    if let Some((question, _)) = found {
                        add(&grid, question, value);
                    }
                }
            }
        }
    }
    report_fields(table.context, &fields);
    answers
}

/// The fields of quotations and practices.
const FIELDS: [&str; 8] =
    ["point", "form", "part", "text", "source", "replaces", "language", "translation"];

/// Reports fields of a quotation or practice whose table header is missing.
fn report_fields(context: &Context<'_>, fields: &[Text]) {
    let Some(first) = fields.first() else { return };
    let (what, head) = match fields.iter().any(|field| field.value == "part") {
        true => ("practice", "[[practice]]"),
        false => ("quotation", "[[quote]]"),
    };
    let message = format!("a {what} begins here without a line `{head}`");
    let line = context.sources.line_column(first.span).0;
    let error = Diagnostic::error(Code::UnknownQuestion, message);
    let error = error.at_each(fields.iter().map(|field| (field.span, "")));
    context.report(error.help(format!("put a line `{head}` before line {line}")));
}
