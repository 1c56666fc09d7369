//! `data/responses/*.toml`: what each mechanism answered and said.

use std::sync::Arc;

use jiff::civil::Date;

use super::answer;
use super::mechanisms::Mechanisms;
use super::names::{known_key, unknown};
use super::reader::{Context, Reader, read_file};
use super::received;
use super::report::ReportKeys;
use super::response::{Answer, Answers, Form, Practice, Quote, Response};
use super::slips::files;
use super::slips::prose::{self, Prose};
use super::statements::{Told, Waits};
use super::survey::{Question, find_question};
use super::text::{Located, Text};
use crate::diagnostic::{Code, Diagnostic, FileId, SourceKind, Span};
use crate::figure::Key;

/// What responses may refer to.
pub(crate) struct Known<'a> {
    pub(crate) mechanisms: &'a Mechanisms,
    pub(crate) questions: &'a [Question],
    /// Absent if there is no report.toml: then points and parts are not checked.
    pub(crate) keys: Option<&'a ReportKeys>,
}

impl Known<'_> {
    /// The key of a point or part that is known.
    fn key(
        &self,
        context: &Context<'_>,
        what: &'static str,
        name: &Text,
        keys: impl Fn(&ReportKeys) -> &Vec<Key>,
    ) -> Option<Key> {
        match self.keys {
            Some(known) => known_key(context, what, name, keys(known)),
            None => Key::new(&name.value),
        }
    }
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
        let SourceKind::Response(stem) = &source.kind else { continue };
        files.extend(read_file(context, file, |r| response_file(known, file, stem, r)));
    }
    files
}

fn response_file(
    known: &Known<'_>,
    file: FileId,
    stem: &str,
    reader: Reader<'_>,
) -> Option<ResponseFile> {
    let context = reader.context;
    let mechanism = reader.required_text("mechanism");
    let received = reader.date("received");
    let waits = waits(&reader);
    let (withdrawn, silent) = withdrawal(&reader);
    let anonymous = reader.boolean("anonymous").unwrap_or(false);
    let source_text = received::source_text(&reader).map(Arc::new);
    let answers = reader.table("answers").map(|table| answers(known, &table));
    let of_file = OfFile { anonymous, silent };
    let tables = reader.tables("quote").into_iter();
    let mut quotes: Vec<Told<Quote>> =
        tables.filter_map(|table| quote(known, table, of_file)).collect();
    let tables = reader.tables("practice").into_iter();
    let mut practices: Vec<Told<Practice>> =
        tables.filter_map(|table| practice(known, table, of_file)).collect();
    let blank = reader.holds_only(&FORM);
    answer::report_misplaced(known.questions, &reader);
    reader.finish();
    let mechanism = mechanism?;
    let Some((key, _)) = known.mechanisms.get_key_value(mechanism.value.as_str()) else {
        let keys = known.mechanisms.keys().map(|key| key.as_str());
        context.report(unknown("mechanism", &mechanism, keys));
        return None;
    };
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
        mechanism: key.clone(),
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
fn withdrawal(table: &Reader<'_>) -> (Option<Date>, bool) {
    let withdrawn = table.date("withdrawn");
    let silent = table.boolean("silent").unwrap_or(false);
    if silent && !table.has("withdrawn") {
        table.context.report(
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

fn answers(known: &Known<'_>, table: &Reader<'_>) -> Answers {
    let mut answers = Answers::new();
    for (id, value) in table.values() {
        let id = Text::from(id);
        let Some(question) = find_question(table.context, &id, known.questions) else { continue };
        if let Some(words) = answer::read(table, question, &id, value) {
            answers.insert(question.id.clone(), Answer { words, received: None, span: value.span });
        }
    }
    answers
}

/// The lines of which a quotation has one.
const FORMS: &str = "add one of these lines:\n\
                     form = \"quotation\"    # word for word: the report adds the quotation marks\n\
                     form = \"statement\"    # without quotation marks";

fn quote(known: &Known<'_>, table: Reader<'_>, of_file: OfFile) -> Option<Told<Quote>> {
    let point = table.required_text("point");
    let point =
        point.and_then(|point| known.key(table.context, "point", &point, |keys| &keys.points));
    table.required_or("form", Some(FORMS));
    let form =
        table.word("form", &[("quotation", Form::Quotation), ("statement", Form::Statement)]);
    told(known, table, of_file.silent, |table, silent| {
        let source = words(table, "source", silent);
        let prose = match form {
            Some(Form::Quotation) => Prose::Quotation,
            Some(Form::Statement) | None => Prose::Statement,
        };
        let text = said(table, prose, silent);
        let replaces = words(table, "replaces", silent);
        let anonymous = table.boolean("anonymous").unwrap_or(false) || of_file.anonymous;
        let (point, form, text) = (point?, form?, text?);
        let (source_text, received, placed) = (None, None, None);
        let quote = Quote { point, form, source, text, source_text, anonymous, received, placed };
        Some((quote, replaces))
    })
}

/// A quotation or practice. `read` reads its own keys and what it replaces; its second argument says whether no output
/// will contain its words: then they may be anything, and messages do not show them.
fn told<T>(
    known: &Known<'_>,
    table: Reader<'_>,
    is_file_silent: bool,
    read: impl FnOnce(&Reader<'_>, bool) -> Option<(T, Option<Text>)>,
) -> Option<Told<T>> {
    let waits = waits(&table);
    let (withdrawn, silent) = withdrawal(&table);
    let read = read(&table, is_file_silent || silent);
    let span = table.span;
    answer::report_misplaced(known.questions, &table);
    table.finish();
    let (statement, replaces) = read?;
    Some(Told { statement, replaces, waits, withdrawn, silent, span })
}

/// The words of a quotation or practice.
fn said(table: &Reader<'_>, prose: Prose, silent: bool) -> Option<Text> {
    match silent {
        true => words(table, "text", silent),
        false => prose::required_text(table, prose),
    }
}

fn words(table: &Reader<'_>, key: &'static str, silent: bool) -> Option<Text> {
    if silent { table.unchecked_text(key) } else { table.text(key) }
}

fn practice(known: &Known<'_>, table: Reader<'_>, of_file: OfFile) -> Option<Told<Practice>> {
    let part = table.required_text("part");
    let part = part.and_then(|part| known.key(table.context, "part", &part, |keys| &keys.parts));
    told(known, table, of_file.silent, |table, silent| {
        let text = said(table, Prose::Practice, silent);
        let replaces = words(table, "replaces", silent);
        Some((Practice { part: part?, text: text?, received: None }, replaces))
    })
}
