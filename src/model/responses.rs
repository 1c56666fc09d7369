//! `data/responses/*.toml`: what each mechanism answered and said.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::answer;
use super::mechanisms::Mechanisms;
use super::names::unknown;
use super::reader::{Context, Reader, read_file};
use super::received;
use super::report::{ReportKeys, known_part};
use super::slips::files;
use super::slips::prose::{self, Prose};
use super::statements::{Told, Waits};
use super::survey::Question;
use super::text::{Located, Text};
use crate::diagnostic::{Code, Diagnostic, FileId, Span};

/// The answers of a mechanism by id of the question; a question that is absent was not answered.
pub type Answers = BTreeMap<String, Answer>;

/// What a mechanism answered and said.
#[derive(Clone, Debug)]
pub struct Response {
    /// The key of the mechanism.
    pub mechanism: String,
    /// When it first came; absent for responses that were counted in what is published.
    pub first_received: Option<Date>,
    /// When the last of it came; absent for responses that were counted in what is published and not amended.
    pub received: Option<Date>,
    /// Whether its name must not be shown.
    pub anonymous: bool,
    /// What it answered first.
    pub first_answers: Answers,
    /// What each amendment answers, by day.
    pub amendments: Vec<Answers>,
    /// What it answers now.
    pub answers: Answers,
    /// What it said, by point.
    pub quotes: Vec<Quote>,
    /// What it did, by part.
    pub practices: Vec<Practice>,
    /// Quotations and practices that it took back, by day.
    pub taken_back: Vec<TakenBack>,
    /// Paths within the project of the texts that it came as.
    pub source_texts: Vec<Arc<Text>>,
    /// Where it is named.
    pub span: Span,
}

/// A quotation or practice that was taken back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TakenBack {
    /// From when.
    pub on: Date,
    /// What it was: `quotation` or `practice`.
    pub what: &'static str,
}

/// An answer to one question.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The keys of the options, or the one text.
    pub words: Vec<Text>,
    /// When the file that gives it was received.
    pub received: Option<Date>,
    /// Where it stands.
    pub span: Span,
}

/// A statement of a mechanism.
#[derive(Clone, Debug)]
pub struct Quote {
    /// The key of the summary point that it supports.
    pub point: String,
    /// Whether quotation marks are added.
    pub form: Form,
    /// Who said it, where that isn't the registered form.
    pub source: Option<Text>,
    /// Its words (Markdown).
    pub text: Text,
    /// Path within the project of the text that it was taken from.
    pub source_text: Option<Arc<Text>>,
    /// Whose it is must not be shown.
    pub anonymous: bool,
    /// When the file that gives it was received; absent for responses that were counted in what is published.
    pub received: Option<Date>,
    /// The day that decides its place among others: that of the first one whose place it took.
    pub placed: Option<Date>,
}

/// How a statement is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Between quotation marks.
    Quotation,
    /// As it is; it may quote inside.
    Statement,
}

impl Form {
    fn prose(self) -> Prose {
        match self {
            Form::Quotation => Prose::Quotation,
            Form::Statement => Prose::Statement,
        }
    }
}

/// A practice of a mechanism.
#[derive(Clone, Debug)]
pub struct Practice {
    /// The key of the part.
    pub part: String,
    /// The text (Markdown).
    pub text: Text,
    /// When the file that gives it was received; absent for responses that were counted in what is published.
    pub received: Option<Date>,
}

/// What responses may refer to.
pub(crate) struct Known<'a> {
    pub(crate) mechanisms: &'a Mechanisms,
    pub(crate) questions: &'a [Question],
    /// Absent if there is no report.toml: then points and parts are not checked.
    pub(crate) keys: Option<&'a ReportKeys>,
}

/// One file, before it is decided whether it counts.
pub(crate) struct ResponseFile {
    /// Without quotations and practices.
    pub(crate) response: Response,
    pub(crate) quotes: Vec<Told<Quote>>,
    pub(crate) practices: Vec<Told<Practice>>,
    /// The day in the file's name, if the file amends another.
    pub(crate) amended: Option<Date>,
    /// Where its day stands, if it does.
    pub(crate) received_at: Option<Span>,
    /// Whether it is named after its mechanism.
    pub(crate) well_named: bool,
    pub(crate) waits: Waits,
    pub(crate) withdrawn: Option<Date>,
    /// Whether it is a form that is not filled in yet.
    pub(crate) blank: bool,
    /// Whether its words stand in no output from now on.
    pub(crate) silent: bool,
}

/// Keys of a form that say nothing yet.
const FORM: [&str; 6] = ["mechanism", "received", "cleared", "embargo", "source-text", "answers"];

pub(crate) fn read(context: &Context<'_>, known: &Known<'_>) -> Vec<ResponseFile> {
    let mut files = Vec::new();
    for (file, source) in context.sources.iter() {
        let name = source.name.strip_prefix("data/responses/");
        let Some(stem) = name.and_then(|name| name.strip_suffix(".toml")) else { continue };
        files.extend(read_file(context, file, |r| response_file(context, known, file, stem, r)));
    }
    files
}

fn response_file(
    context: &Context<'_>,
    known: &Known<'_>,
    file: FileId,
    stem: &str,
    reader: Reader<'_>,
) -> Option<ResponseFile> {
    let mechanism = reader.required_text("mechanism");
    let received = reader.date("received");
    let waits = waits(&reader);
    let (withdrawn, silent) = withdrawal(context, &reader);
    let anonymous = reader.boolean("anonymous").unwrap_or(false);
    let source_text = received::source_text(context, &reader).map(Arc::new);
    let answers = reader.table("answers").map(|table| answers(context, known, &table));
    let of_file = OfFile { anonymous, silent };
    let quotes =
        reader.tables("quote").into_iter().filter_map(|t| quote(context, known, t, of_file));
    let mut quotes: Vec<Told<Quote>> = quotes.collect();
    let practices =
        reader.tables("practice").into_iter().filter_map(|t| practice(context, known, t, of_file));
    let mut practices: Vec<Told<Practice>> = practices.collect();
    let blank = reader.holds_only(&FORM);
    answer::report_misplaced(context, known.questions, &reader);
    reader.finish();
    let mechanism = mechanism?;
    if !known.mechanisms.contains_key(&mechanism.value) {
        let keys = known.mechanisms.keys().map(String::as_str);
        context.report(unknown("mechanism", &mechanism, keys));
        return None;
    }
    if files::report_copy(context, file, stem, &mechanism) {
        return None;
    }
    let amended = file_date(context, file, stem, &mechanism);
    if let (Some(day), Some(received)) = (amended, &received) {
        check_day(context, &mechanism.value, day, received);
    }
    let told = practices.iter().find(|practice| !silent && !practice.silent);
    if anonymous && let Some(Told { statement: practice, .. }) = told {
        context.report(
            Diagnostic::error(
                Code::AnonymousPractice,
                "a practice is printed under its mechanism's name",
            )
            .at(practice.text.span, "of an anonymous response")
            .help("take the practice out, or `anonymous = true`"),
        );
    }
    let received_at = received.as_ref().map(|day| day.span);
    let received = received.map(|day| day.value).or(amended);
    let mut answers = answers.unwrap_or_default();
    answers.values_mut().for_each(|answer| answer.received = received);
    for Told { statement, .. } in &mut quotes {
        statement.received = received;
        statement.source_text.clone_from(&source_text);
    }
    practices.iter_mut().for_each(|practice| practice.statement.received = received);
    let response = Response {
        mechanism: mechanism.value,
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
        span: mechanism.span,
    };
    let well_named = stem.split('.').next() == Some(&response.mechanism);
    Some(ResponseFile {
        response,
        quotes,
        practices,
        amended,
        received_at,
        well_named,
        waits,
        withdrawn,
        silent,
        blank,
    })
}

/// `cleared` and `embargo` of a response, a quotation or a practice.
fn waits(table: &Reader<'_>) -> Waits {
    let [cleared, embargo] = ["cleared", "embargo"].map(|key| table.date(key).map(|d| d.value));
    Waits { cleared, embargo }
}

/// What a file says of all that is in it.
#[derive(Clone, Copy)]
struct OfFile {
    anonymous: bool,
    silent: bool,
}

/// `withdrawn` and `silent` of a response, a quotation or a practice.
fn withdrawal(context: &Context<'_>, table: &Reader<'_>) -> (Option<Date>, bool) {
    let withdrawn = table.date("withdrawn");
    let silent = table.boolean("silent").unwrap_or(false);
    if silent && !table.has("withdrawn") {
        context.report(
            Diagnostic::error(Code::MissingKey, "what is `silent` must be withdrawn, too")
                .at(table.span, "in this table")
                .help("add the day from which it is taken back, such as `withdrawn = 2023-09-01`"),
        );
    }
    (withdrawn.map(|day| day.value), silent)
}

/// The day in a name such as `KEY.2023-08-02`; the name must begin with the mechanism's key.
fn file_date(context: &Context<'_>, file: FileId, stem: &str, mechanism: &Text) -> Option<Date> {
    let (key, date) = match stem.split_once('.') {
        Some((key, date)) => (key, Some(date)),
        None => (stem, None),
    };
    let parsed = date.map(str::parse::<Date>);
    let no_day = matches!(parsed, Some(Err(_)));
    if key != mechanism.value || no_day {
        let name = &context.sources.get(file).name;
        let message = match no_day {
            true => format!("the name `{name}` holds no day of the calendar"),
            false => format!("`{name}` is not named after its mechanism, `{}`", mechanism.value),
        };
        let help = format!(
            "call it `{0}.toml`, or `{0}.2023-08-02.toml` (with its day) if it amends an earlier one",
            mechanism.value
        );
        context.report(
            Diagnostic::error(Code::WrongFileName, message).at(mechanism.span, "").help(help),
        );
    }
    parsed.and_then(Result::ok)
}

/// An amendment came on the day of its name.
fn check_day(context: &Context<'_>, key: &str, day: Date, received: &Located<Date>) {
    let came = received.value;
    if came != day {
        let message = format!("the name of this file says {day}, and `received` {came}");
        context.report(
            Diagnostic::error(Code::AmendmentDay, message)
                .at(received.span, "")
                .help(format!("write `received = {day}`, or call the file `{key}.{came}.toml`")),
        );
    }
}

fn answers(context: &Context<'_>, known: &Known<'_>, table: &Reader<'_>) -> Answers {
    let mut answers = Answers::new();
    for (id, value) in table.values() {
        let Some(question) = known.questions.iter().find(|question| question.id == id.value) else {
            let key = Text { value: id.value, span: id.span, written: None };
            let ids = known.questions.iter().map(|question| question.id.as_str());
            context.report(unknown("question", &key, ids));
            continue;
        };
        if let Some(words) = answer::read(context, table, question, &id, value) {
            answers.insert(id.value, Answer { words, received: None, span: value.span });
        }
    }
    answers
}

/// The lines of which a quotation has one.
const FORMS: &str = "add one of these lines:\n\
                     form = \"quotation\"    # word for word: the report adds the quotation marks\n\
                     form = \"statement\"    # without quotation marks";

fn quote(
    context: &Context<'_>,
    known: &Known<'_>,
    table: Reader<'_>,
    of_file: OfFile,
) -> Option<Told<Quote>> {
    let point = table.required_text("point").and_then(|point| known_point(context, known, point));
    table.required_or("form", Some(FORMS));
    let form =
        table.word("form", &[("quotation", Form::Quotation), ("statement", Form::Statement)]);
    let waits = waits(&table);
    let (withdrawn, silent) = withdrawal(context, &table);
    let source = words(&table, "source", of_file.silent || silent);
    let prose = form.map_or(Prose::Statement, Form::prose);
    let text = said(context, &table, prose, of_file.silent || silent);
    let replaces = words(&table, "replaces", of_file.silent || silent);
    let own = table.boolean("anonymous").unwrap_or(false);
    let span = table.span;
    answer::report_misplaced(context, known.questions, &table);
    table.finish();
    let (point, form, text) = (point?, form?, text?);
    let anonymous = of_file.anonymous || own;
    let statement = Quote {
        point,
        form,
        source,
        text,
        source_text: None,
        anonymous,
        received: None,
        placed: None,
    };
    Some(Told { statement, replaces, waits, withdrawn, silent, span })
}

/// The words of a quotation or practice. Those that no output will hold may be anything, and are not shown.
fn said(context: &Context<'_>, table: &Reader<'_>, prose: Prose, silent: bool) -> Option<Text> {
    match silent {
        true => words(table, "text", silent),
        false => prose::required_text(context, table, prose),
    }
}

fn words(table: &Reader<'_>, key: &'static str, silent: bool) -> Option<Text> {
    if silent { table.unchecked_text(key) } else { table.text(key) }
}

fn known_point(context: &Context<'_>, known: &Known<'_>, point: Text) -> Option<String> {
    let Some(keys) = known.keys else { return Some(point.value) };
    if keys.points.contains(&point.value) {
        return Some(point.value);
    }
    context.report(unknown("point", &point, keys.points.iter().map(String::as_str)));
    None
}

fn practice(
    context: &Context<'_>,
    known: &Known<'_>,
    table: Reader<'_>,
    of_file: OfFile,
) -> Option<Told<Practice>> {
    let part = table.required_text("part");
    let part = part.and_then(|part| match known.keys {
        Some(keys) => known_part(context, part, &keys.parts),
        None => Some(part.value),
    });
    let waits = waits(&table);
    let (withdrawn, silent) = withdrawal(context, &table);
    let text = said(context, &table, Prose::Practice, of_file.silent || silent);
    let replaces = words(&table, "replaces", of_file.silent || silent);
    let span = table.span;
    answer::report_misplaced(context, known.questions, &table);
    table.finish();
    let statement = Practice { part: part?, text: text?, received: None };
    Some(Told { statement, replaces, waits, withdrawn, silent, span })
}
