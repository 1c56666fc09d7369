//! `data/responses/*.toml`: the answers, quotations and practices of each mechanism.

use std::sync::Arc;

use jiff::civil::Date;

use super::answer;
use super::mechanisms::Mechanisms;
use super::names::{find, unknown};
use super::reader::{Context, Reader, read_file};
use super::received;
use super::report::ReportKeys;
use super::response::{Answer, Answers, Form, Practice, Quote, Response};
use super::silence::Silenced;
use super::slips::files;
use super::slips::prose::{self, Prose};
use super::statements::{Entry, Release, Told};
use super::survey::{Question, find_question};
use super::text::{Located, Text, comparable};
use crate::diagnostic::{Code, Diagnostic, FileId, SourceKind, Span};
use crate::figure::Key;

/// The names that responses can refer to.
pub(crate) struct Known<'a> {
    pub(crate) mechanisms: &'a Mechanisms,
    pub(crate) questions: &'a [Question],
    /// `None` if report.toml is missing; points and parts are then not checked.
    pub(crate) keys: Option<&'a ReportKeys>,
}

impl Known<'_> {
    /// The key under `point` or `part`; reports an unknown one.
    fn key(
        &self,
        table: &Reader<'_>,
        what: &'static str,
        keys: impl Fn(&ReportKeys) -> &Vec<Key>,
    ) -> Option<Key> {
        let name = table.required_text(what)?;
        match self.keys {
            Some(known) => find(table.context, what, &name, keys(known), |key| key).cloned(),
            None => Key::new(&name.value),
        }
    }
}

/// One response file, before its eligibility is decided.
pub(crate) struct ResponseFile {
    /// The response, still without quotations and practices.
    pub(crate) response: Response,
    pub(crate) quotes: Vec<Told<Quote>>,
    pub(crate) practices: Vec<Told<Practice>>,
    /// The date in the file name, if the file amends another.
    pub(crate) amended: Option<Date>,
    /// The location of the `received` date, if it is given.
    pub(crate) received_at: Option<Span>,
    /// Whether the file is named after its mechanism.
    pub(crate) well_named: bool,
    pub(crate) release: Release,
    /// Whether the file is a form that is not filled in yet.
    pub(crate) blank: bool,
}

/// Keys that an unfilled form may have.
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
    let day = reader.date("received");
    let release = release(&reader);
    let anonymous = reader.boolean("anonymous").unwrap_or(false);
    let source_text = received::source_text(&reader).map(Arc::new);
    let amended = stem.split_once('.').and_then(|(_, day)| day.parse().ok());
    let received = day.as_ref().map(|day| day.value).or(amended);
    let of_file = OfFile { anonymous, silent: release.silent, source_text, received };
    let answers = reader.table("answers").map(|table| answers(known, &table, received));
    let answers = answers.unwrap_or_default();
    let tables = reader.tables("quote").into_iter();
    let quotes: Vec<_> = tables.filter_map(|table| quote(known, table, &of_file)).collect();
    let tables = reader.tables("practice").into_iter();
    let practices: Vec<_> = tables.filter_map(|table| practice(known, table, &of_file)).collect();
    let blank = reader.holds_only(&FORM);
    finish(known, reader);
    let mechanism = mechanism?;
    let Some((key, _)) = known.mechanisms.get_key_value(mechanism.value.as_str()) else {
        let keys = known.mechanisms.keys().map(|key| key.as_str());
        context.report(unknown("mechanism", &mechanism, keys));
        return None;
    };
    if files::report_copy(context, file, stem, &mechanism) {
        return None;
    }
    let well_named = stem.split('.').next() == Some(&mechanism.value);
    let no_day = stem.contains('.') && amended.is_none();
    if !well_named || no_day {
        report_name(context, file, no_day, &mechanism);
    }
    if let (Some(in_name), Some(day)) = (amended, &day) {
        check_day(context, &mechanism.value, in_name, day);
    }
    let told = practices.iter().find(|practice| !release.silent && !practice.entry.release.silent);
    if anonymous && let Some(Told { statement: practice, .. }) = told {
        let message = "a practice is printed under its mechanism's name";
        context.report(
            Diagnostic::error(Code::AnonymousPractice, message)
                .at(practice.text.span, "of an anonymous response")
                .help("take the practice out, or `anonymous = true`"),
        );
    }
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
        source_texts: of_file.source_text.into_iter().collect(),
        span: mechanism.span,
    };
    Some(ResponseFile {
        response,
        quotes,
        practices,
        amended,
        received_at: day.map(|day| day.span),
        well_named,
        release,
        blank,
    })
}

/// Values of a file that apply to all of its statements.
struct OfFile {
    anonymous: bool,
    silent: bool,
    source_text: Option<Arc<Text>>,
    received: Option<Date>,
}

/// Reads `cleared`, `embargo`, `withdrawn` and `silent` of a response, a quotation or a practice.
fn release(table: &Reader<'_>) -> Release {
    let days = ["cleared", "embargo", "withdrawn"].map(|key| table.date(key).map(|day| day.value));
    let [cleared, embargo, withdrawn] = days;
    let silent = table.boolean("silent").unwrap_or(false);
    if silent && !table.has("withdrawn") {
        table.context.report(
            Diagnostic::error(Code::MissingKey, "what is `silent` must be withdrawn, too")
                .at(table.span, "in this table")
                .help("add the day from which it is taken back, such as `withdrawn = 2023-09-01`"),
        );
    }
    Release { cleared, embargo, withdrawn, silent }
}

/// Reports misplaced answers and unknown keys; returns where the table begins.
fn finish(known: &Known<'_>, table: Reader<'_>) -> Span {
    let span = table.span;
    answer::report_misplaced(known.questions, &table);
    table.finish();
    span
}

/// Reports a file that is not named after its mechanism, or whose name contains an invalid date.
fn report_name(context: &Context<'_>, file: FileId, no_day: bool, mechanism: &Text) {
    let (name, key) = (&context.sources.get(file).name, &mechanism.value);
    let message = match no_day {
        true => format!("the name `{name}` holds no day of the calendar"),
        false => format!("`{name}` is not named after its mechanism, `{key}`"),
    };
    let help = format!(
        "call it `{key}.toml`, or `{key}.2023-08-02.toml` (with its day) if it amends an earlier one"
    );
    let error = Diagnostic::error(Code::WrongFileName, message);
    context.report(error.at(mechanism.span, "").help(help));
}

/// Reports an amendment whose `received` date differs from the date in its file name.
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

fn answers(known: &Known<'_>, table: &Reader<'_>, received: Option<Date>) -> Answers {
    let mut answers = Answers::new();
    for (id, value) in table.values() {
        let id = Text::from(id);
        let Some(question) = find_question(table.context, &id, known.questions) else { continue };
        if let Some(words) = answer::read(table, question, &id, value) {
            answers.insert(question.id.clone(), Answer { words, received, span: value.span });
        }
    }
    answers
}

/// Help text with the two lines of which a quotation needs one.
const FORMS: &str = "add one of these lines:\n\
                     form = \"quotation\"    # word for word: the report adds the quotation marks\n\
                     form = \"statement\"    # without quotation marks";

fn quote(known: &Known<'_>, table: Reader<'_>, of_file: &OfFile) -> Option<Told<Quote>> {
    let point = known.key(&table, "point", |keys| &keys.points);
    table.required_or("form", Some(FORMS));
    let form =
        table.word("form", &[("quotation", Form::Quotation), ("statement", Form::Statement)]);
    let release = release(&table);
    let silent = of_file.silent || release.silent;
    let source = words(&table, "source", silent);
    let prose = match form {
        Some(Form::Quotation) => Prose::Quotation,
        Some(Form::Statement) | None => Prose::Statement,
    };
    let text = said(&table, prose, silent);
    let replaces = words(&table, "replaces", silent);
    let anonymous = table.boolean("anonymous").unwrap_or(false) || of_file.anonymous;
    let span = finish(known, table);
    let (point, form, text) = (point?, form?, text?);
    let (what, words) = (Silenced::Quotation(point.to_string()), comparable(&text.value));
    let entry = Entry { name: "quotation", what, words, replaces, release, span };
    let (source_text, received) = (of_file.source_text.clone(), of_file.received);
    let placed = None;
    let statement = Quote { point, form, source, text, source_text, anonymous, received, placed };
    Some(Told { statement, entry })
}

fn practice(known: &Known<'_>, table: Reader<'_>, of_file: &OfFile) -> Option<Told<Practice>> {
    let part = known.key(&table, "part", |keys| &keys.parts);
    let release = release(&table);
    let silent = of_file.silent || release.silent;
    let text = said(&table, Prose::Practice, silent);
    let replaces = words(&table, "replaces", silent);
    let span = finish(known, table);
    let (part, text) = (part?, text?);
    let (what, words) = (Silenced::Practice(part.to_string()), comparable(&text.value));
    let entry = Entry { name: "practice", what, words, replaces, release, span };
    Some(Told { statement: Practice { part, text, received: of_file.received }, entry })
}

/// The text of a quotation or practice.
fn said(table: &Reader<'_>, prose: Prose, silent: bool) -> Option<Text> {
    match silent {
        true => words(table, "text", silent),
        false => prose::required_text(table, prose),
    }
}

/// A text. If it is redacted, no output will contain it, so its characters are not checked and
/// messages do not show it.
fn words(table: &Reader<'_>, key: &'static str, silent: bool) -> Option<Text> {
    if silent { table.unchecked_text(key) } else { table.text(key) }
}
