//! `data/responses/*.toml`: the answers, quotations and practices of each mechanism.

use std::sync::Arc;

use jiff::civil::Date;

use super::Survey;
use super::answer;
use super::mechanisms;
use super::names::find;
use super::question::{Question, find_question};
use super::reader::{Context, Reader, Value, read_file};
use super::response::{Answer, Answers, Response, import_source, open_items, source_text};
use super::statements::{Entry, ReleaseDates, StatementKind};
use super::text::{Located, Text};
use crate::diagnostic::{Code, Diagnostic, FileId, SourceKind, Span};
use crate::figure::Key;
use statement::{FileContext, statement};

mod statement;

/// The names that responses can refer to.
pub(crate) struct Known<'a> {
    /// Whether respondents are still to agree to what is made of it.
    pub(crate) is_draft: bool,
    pub(crate) survey: &'a Survey,
}

/// One file, before it is decided whether it counts; or what it answers for another of its respondents, without
/// statements.
#[derive(Clone)]
pub(crate) struct ResponseFile {
    /// The response, still without quotations and practices.
    pub(crate) response: Response,
    /// Its quotations, then its practices.
    pub(crate) statements: Vec<Entry>,
    /// The date in the file name, if the file amends another.
    pub(crate) amended: Option<Date>,
    /// The place of `received`, if the file has it.
    pub(crate) received_at: Option<Span>,
    /// Whether the file is named after its mechanism.
    pub(crate) well_named: bool,
    pub(crate) release: ReleaseDates,
    /// Whether the file is a form that is not filled in yet.
    pub(crate) blank: bool,
}

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
pub(crate) fn read(context: &Context<'_>, known: &Known<'_>) -> Vec<ResponseFile> {
    let stems = context.sources.iter().filter_map(|(file, source)| match &source.kind {
        SourceKind::Response(stem) => Some((stem.as_str(), file)),
        _ => None,
    });
    let mut stems: Vec<(&str, FileId)> = stems.collect();
    stems.sort_by_key(|(stem, _)| stem.split_once('.').unwrap_or((stem, "")));
    let mut files = Vec::new();
    for (stem, file) in stems {
        let read = read_file(context, file, |r| response_file(known, &files, file, stem, r));
        files.extend(read.into_iter().flatten());
    }
    files
}

/// The respondents that a file names, and whether it counts for each of them.
fn respondents(known: &Known<'_>, reader: &Reader<'_>) -> (Vec<Located<Key>>, bool) {
    let (context, all) = (reader.context, &known.survey.mechanisms);
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
    (names.to_vec(), each.unwrap_or(false))
}

/// What a file answers: for the first of its respondents, and for the others if it counts for each of them.
fn response_file(
    known: &Known<'_>,
    earlier: &[ResponseFile],
    file: FileId,
    stem: &str,
    reader: Reader<'_>,
) -> Option<Vec<ResponseFile>> {
    let context = reader.context;
    let (names, each) = respondents(known, &reader);
    let mechanism = names.first().cloned();
    let is_spoken = reader.word("how", &WAYS).unwrap_or(false);
    let day = reader.date("received");
    let release = release(&reader);
    let anonymous = reader.boolean("anonymous").unwrap_or(false);
    let source_text = source_text(&reader).map(Arc::new);
    let amended = stem.split_once('.').and_then(|(_, day)| day.parse().ok());
    let received = day.map(|day| day.value).or(amended);
    let others = names.get(1..).unwrap_or_default();
    let joint: Vec<Key> = others.iter().map(|other| other.value.clone()).collect();
    let is_own = |file: &&ResponseFile| {
        mechanism.as_ref().is_some_and(|own| file.response.mechanism == own.value)
    };
    let file_context = FileContext {
        anonymous,
        redacted: release.redacted,
        is_spoken: is_spoken && release.cleared.is_none() && !known.is_draft,
        received,
        joint: &joint,
        source_text: source_text.as_ref(),
        earlier: earlier.iter().rev().filter(is_own).collect(),
    };
    let answers = reader.table("answers").map(|table| answers(known, &table, received));
    let answers = answers.unwrap_or_default();
    let read = |key, kind| {
        let filled = reader.tables(key).into_iter().filter(|table| table.is_filled_beside(&[]));
        filled.filter_map(|table| statement(known, table, &file_context, kind)).collect()
    };
    let mut statements: Vec<Entry> = read("quote", StatementKind::Quotation);
    let practices: Vec<Entry> = read("practice", StatementKind::Practice);
    let open = open_items(&reader);
    let origin = mechanism.as_ref().and_then(|mechanism| import_source(&reader, mechanism.span));
    let blank = !reader.is_filled_beside(&FORM);
    finish(known, reader);
    let mechanism = mechanism?;
    let Located { value: key, span } = mechanism;
    let well_named = stem.split('.').next() == Some(&key);
    let no_day = stem.contains('.') && amended.is_none();
    if !well_named || no_day {
        let name = &context.sources.get(file).name;
        let message = match no_day {
            true => format!("the name `{name}` contains no valid day"),
            false => format!("`{name}` is not named after its mechanism, `{key}`"),
        };
        let help = format!(
            "call it `{key}.toml`, or `{key}.2023-08-02.toml` (with its day) if it amends an earlier one; if it is a copy, delete it"
        );
        context.fault(Code::WrongFileName, span, message, help);
    }
    if let (Some(in_name), Some(Located { value: came, span })) = (amended, day)
        && came != in_name
    {
        let message = format!("the name of this file says {in_name}, and `received` {came}");
        let help = format!("write `received = {in_name}`, or call the file `{key}.{came}.toml`");
        context.fault(Code::AmendmentDay, span, message, help);
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
    let response = Response {
        mechanism: key,
        joint: if each { Vec::new() } else { joint },
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
        origins: origin.into_iter().collect(),
        open,
        span,
    };
    let received_at = day.map(|day| day.span);
    let mut files = vec![ResponseFile {
        response,
        statements,
        amended,
        received_at,
        well_named,
        release,
        blank,
    }];
    for other in others.iter().filter(|_| each) {
        let first = &files[0];
        let (mechanism, span) = (other.value.clone(), other.span);
        let response = Response { mechanism, span, ..first.response.clone() };
        let (statements, well_named) = (Vec::new(), true);
        files.push(ResponseFile { response, statements, well_named, ..first.clone() });
    }
    Some(files)
}

/// `cleared`, `embargo`, `withdrawn` and `silent` of a response, a quotation or a practice.
fn release(table: &Reader<'_>) -> ReleaseDates {
    let days = ["cleared", "embargo", "withdrawn"].map(|key| table.date(key).map(|day| day.value));
    let [cleared, embargo, withdrawn] = days;
    let redacted = table.boolean("silent").unwrap_or(false);
    if redacted && !table.has("withdrawn") {
        let error = Diagnostic::error(Code::MissingKey, "what is `silent` must be withdrawn, too")
            .help("add the day from which it is taken back, such as `withdrawn = 2023-09-01`");
        table.context.report(error.at(table.span, "in this table"));
    }
    ReleaseDates { cleared, embargo, withdrawn, redacted }
}

/// Reports keys that a table should not have. Returns the place where it begins.
fn finish(known: &Known<'_>, table: Reader<'_>) -> Span {
    let span = table.span;
    answer::report_misplaced(&known.survey.questions, &table);
    table.finish();
    span
}

fn answers(known: &Known<'_>, table: &Reader<'_>, received: Option<Date>) -> Answers {
    let (mut answers, mut fields) = (Answers::new(), Vec::new());
    for (id, value) in table.values() {
        let asked = known.survey.questions_of(&id.value);
        let mut add = |table: &Reader<'_>, question: &Question, id: &Text, value: Value<'_>| {
            if let Some(answer::Given { words, other }) = answer::read(table, question, id, value) {
                let answer = Answer { words, other, received, span: value.span };
                answers.insert(question.id.clone(), answer);
            }
        };
        let items = asked.iter().filter(|one| one.is_item_of(&id.value));
        let items = items.filter_map(|one| Some((*one, &one.item.as_ref()?.key)));
        let items: Vec<(&Question, &Key)> = items.collect();
        match &asked[..] {
            [question] if items.is_empty() => add(table, question, &id, value),
            [] if FIELDS.contains(&&*id.value) => fields.push(id),
            [] => _ = find_question(table.context, &id, &known.survey.questions),
            _ => {
                let Some(grid) = table.as_table(&id.value, value) else { continue };
                for (name, value) in grid.values() {
                    let found = find(table.context, "item", &name, &items, |(_, key)| key);
                    if let Some((question, _)) = found {
                        let id = Text { value: question.id.to_string(), ..name };
                        add(&grid, question, &id, value);
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
