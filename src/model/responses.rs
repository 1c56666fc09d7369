//! `data/responses/*.toml`: what each mechanism answered and said.

use std::sync::Arc;

use jiff::civil::Date;

use super::answer;
use super::mechanisms::Mechanisms;
use super::names::{find, unknown};
use super::reader::{Context, Reader, read_file};
use super::received;
use super::recovery::files;
use super::recovery::prose::{self, Prose};
use super::report::ReportKeys;
use super::response::{Answer, Answers, Form, Practice, Quote, Response};
use super::silence::Silenced;
use super::statements::{Entry, Release, Told, begins_with, unclear};
use super::survey::{Question, find_question};
use super::text::{Located, Text, comparable};
use crate::diagnostic::correction::quoted;
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
    /// The key under `point` or `part`, which must be known. What replaces an earlier statement inherits its key, if that
    /// was found.
    fn key(
        &self,
        table: &Reader<'_>,
        what: &'static str,
        inherited: Option<Option<&Key>>,
        keys: impl Fn(&ReportKeys) -> &Vec<Key>,
    ) -> Option<Key> {
        if let Some(inherited) = inherited.filter(|_| !table.has(what)) {
            table.text(what);
            return inherited.cloned();
        }
        let listed = self.keys.map(|known| {
            let keys: Vec<String> = keys(known).iter().map(|key| quoted(key)).collect();
            format!("write one of: {}", keys.join(", "))
        });
        table.required_or(what, listed.as_deref())?;
        let name = table.text(what)?;
        match self.keys {
            Some(known) => find(table.context, what, &name, keys(known), |key| key).cloned(),
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
    pub(crate) release: Release,
    /// Whether it is a form that is not filled in yet.
    pub(crate) blank: bool,
}

/// Keys of a form that are no answers.
const FORM: [&str; 5] = ["mechanism", "received", "cleared", "embargo", "source-text"];

/// Reads all responses, each before the files that amend it.
pub(crate) fn read(context: &Context<'_>, known: &Known<'_>) -> Vec<ResponseFile> {
    let mut stems: Vec<(&str, FileId)> = Vec::new();
    for (file, source) in context.sources.iter() {
        if let SourceKind::Response(stem) = &source.kind {
            stems.push((stem, file));
        }
    }
    stems.sort_by_key(|(stem, _)| stem.split_once('.').unwrap_or((stem, "")));
    let mut files = Vec::new();
    for (stem, file) in stems {
        let read = read_file(context, file, |r| response_file(known, &files, file, stem, r));
        files.extend(read);
    }
    files
}

fn response_file(
    known: &Known<'_>,
    earlier: &[ResponseFile],
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
    let is_own = |file: &&ResponseFile| {
        mechanism.as_ref().is_some_and(|own| file.response.mechanism == *own.value)
    };
    let earlier: Vec<&ResponseFile> = earlier.iter().rev().take_while(is_own).collect();
    let of_file = OfFile { anonymous, silent: release.silent, source_text, received, earlier };
    let answers = reader.table("answers").map(|table| answers(known, &table, received));
    let answers = answers.unwrap_or_default();
    let filled = |key: &'static str| {
        reader.tables(key).into_iter().filter(|table| table.is_filled_beside(&[]))
    };
    let quotes: Vec<_> = filled("quote").filter_map(|t| quote(known, t, &of_file)).collect();
    let practices: Vec<_> =
        filled("practice").filter_map(|t| practice(known, t, &of_file)).collect();
    let blank = !reader.is_filled_beside(&FORM);
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

/// What a file says of all its quotations and practices, and the earlier files of its mechanism.
struct OfFile<'e> {
    anonymous: bool,
    silent: bool,
    source_text: Option<Arc<Text>>,
    received: Option<Date>,
    /// The last one first.
    earlier: Vec<&'e ResponseFile>,
}

impl OfFile<'_> {
    /// The earlier statement that a new one replaces, from which it inherits its place: all that begin with the words of
    /// `replaces` have the same one, or the words are reported.
    fn replaced<'e, T, P: PartialEq>(
        &'e self,
        table: &Reader<'_>,
        (name, replaces, silent): (&'static str, &Text, bool),
        told: impl Fn(&'e ResponseFile) -> &'e Vec<Told<T>>,
        place: impl Fn(&T) -> P,
    ) -> Option<&'e T> {
        let first = comparable(&replaces.value);
        let earlier = self.earlier.iter().rev().filter(|file| !file.release.silent);
        let earlier = earlier.flat_map(|file| told(file)).filter(|told| !told.entry.release.silent);
        let earlier: Vec<&Told<T>> = earlier.collect();
        let mut fitting = earlier.iter().filter(|told| {
            let withdrawn = told.entry.release.withdrawn;
            let is_out = withdrawn.is_some_and(|day| self.received.is_some_and(|own| day <= own));
            !is_out && begins_with(&told.entry.words, &first)
        });
        let found = fitting.next().filter(|first| {
            fitting.all(|other| place(&other.statement) == place(&first.statement))
        });
        if found.is_none() {
            let texts: Vec<&str> = earlier.iter().map(|told| &*told.entry.words).collect();
            let span = if silent { table.span } else { replaces.span };
            table.context.report(unclear(&texts, name, span, None));
        }
        found.map(|told| &told.statement)
    }
}

/// `cleared`, `embargo`, `withdrawn` and `silent` of a response, a quotation or a practice.
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

/// Reports what a table should not have; gives where it begins.
fn finish(known: &Known<'_>, table: Reader<'_>) -> Span {
    let span = table.span;
    answer::report_misplaced(known.questions, &table);
    table.finish();
    span
}

/// Reports a file that is not named after its mechanism, or whose name has a day that is none.
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

fn answers(known: &Known<'_>, table: &Reader<'_>, received: Option<Date>) -> Answers {
    let (mut answers, mut fields) = (Answers::new(), Vec::new());
    for (id, value) in table.values() {
        let id = Text::from(id);
        let is_question = known.questions.iter().any(|question| question.id == *id.value);
        if !is_question && FIELDS.contains(&id.value.as_str()) {
            fields.push(id);
            continue;
        }
        let Some(question) = find_question(table.context, &id, known.questions) else { continue };
        if let Some(words) = answer::read(table, question, &id, value) {
            answers.insert(question.id.clone(), Answer { words, received, span: value.span });
        }
    }
    report_fields(table.context, &fields);
    answers
}

/// The fields of quotations and practices.
const FIELDS: [&str; 6] = ["point", "form", "part", "text", "source", "replaces"];

/// Reports fields of a quotation or practice whose head is missing.
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

/// The lines of which a quotation has one.
const FORMS: &str = "add one of these lines:\n\
                     form = \"quotation\"    # word for word: the report adds the quotation marks\n\
                     form = \"statement\"    # without quotation marks";

fn quote(known: &Known<'_>, table: Reader<'_>, of_file: &OfFile<'_>) -> Option<Told<Quote>> {
    let release = release(&table);
    let silent = of_file.silent || release.silent;
    let replaces = replaces(&table, silent);
    let is_placed = table.has("point") && table.has("form");
    let earlier = replaces.as_ref().filter(|_| !is_placed).map(|words| {
        let place = |quote: &Quote| (quote.point.clone(), quote.form);
        of_file.replaced(&table, ("quotation", words, silent), |file| &file.quotes, place)
    });
    let inherited = earlier.map(|earlier| earlier.map(|earlier| &earlier.point));
    let point = known.key(&table, "point", inherited, |keys| &keys.points);
    if earlier.is_none() {
        table.required_or("form", Some(FORMS));
    }
    let form =
        table.word("form", &[("quotation", Form::Quotation), ("statement", Form::Statement)]);
    let form = form.or(earlier.flatten().map(|earlier| earlier.form));
    let source = words(&table, "source", silent);
    let prose = match form {
        Some(Form::Quotation) => Prose::Quotation,
        Some(Form::Statement) | None => Prose::Statement,
    };
    let text = said(&table, prose, silent);
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

fn practice(known: &Known<'_>, table: Reader<'_>, of_file: &OfFile<'_>) -> Option<Told<Practice>> {
    let release = release(&table);
    let silent = of_file.silent || release.silent;
    let replaces = replaces(&table, silent);
    let inherited = replaces.as_ref().filter(|_| !table.has("part")).map(|words| {
        let place = |practice: &Practice| practice.part.clone();
        let about = ("practice", words, silent);
        of_file.replaced(&table, about, |file| &file.practices, place).map(|earlier| &earlier.part)
    });
    let part = known.key(&table, "part", inherited, |keys| &keys.parts);
    let text = said(&table, Prose::Practice, silent);
    let span = finish(known, table);
    let (part, text) = (part?, text?);
    let (what, words) = (Silenced::Practice(part.to_string()), comparable(&text.value));
    let entry = Entry { name: "practice", what, words, replaces, release, span };
    Some(Told { statement: Practice { part, text, received: of_file.received }, entry })
}

/// The first words of the earlier statement that a new one replaces.
fn replaces(table: &Reader<'_>, silent: bool) -> Option<Text> {
    words(table, "replaces", silent).filter(|words| !words.value.trim().is_empty())
}

/// The words of a quotation or practice.
fn said(table: &Reader<'_>, prose: Prose, silent: bool) -> Option<Text> {
    match silent {
        true => words(table, "text", silent),
        false => prose::required_text(table, prose),
    }
}

/// A text. If it is silent, no output will contain it: it may be anything, and messages do not show it.
fn words(table: &Reader<'_>, key: &'static str, silent: bool) -> Option<Text> {
    if silent { table.unchecked_text(key) } else { table.text(key) }
}
