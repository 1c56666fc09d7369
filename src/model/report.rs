//! `data/report.toml`: title, edition, parts, summary points and graphs.

use jiff::civil::Date;

use super::decisions::{self, Level};
use super::graphs::{self, GraphKind};
use super::mechanisms::{self, KeyList, Mechanisms};
use super::names::{find, is_file_name, is_new};
use super::question::Question;
use super::reader::{Context, GREATEST_NUMBER, Reader, read_file};
use super::rounds::Round;
use super::survey::Attribute;
use super::tables::{self, Table};
use super::terms::{self, Abbreviation, Foreign};
use super::text::{Located, Text};
use crate::diagnostic::{Code, Span};
use crate::figure::Key;
use crate::text::is_apostrophe;

/// The structure of the report.
#[derive(Clone, Debug)]
pub struct Report {
    /// The title.
    pub title: Text,
    /// The subject, for the metadata of the output files.
    pub subject: Option<Text>,
    /// The stem of the output file names.
    pub name: Text,
    /// The issuing organization.
    pub organization: Text,
    /// The name of the file with its logo, in templates/images/.
    pub logo: Option<Text>,
    /// The alternative text of the logo; by default, the name of the organization.
    pub logo_alt: Option<Text>,
    /// BCP 47 tag of the language.
    pub language: Text,
    /// The occasion, printed under the title; by default, the processes to which the report is
    /// submitted.
    pub occasion: Option<Text>,
    /// Abbreviations, in the order of the file.
    pub abbreviations: Vec<Abbreviation>,
    /// Words in other languages.
    pub foreign: Vec<Foreign>,
    /// Words that the spelling check accepts in addition to its lists.
    pub words: Vec<Text>,
    /// The style guide that the text follows.
    pub style: Option<Style>,
    /// The edition.
    pub edition: Edition,
    /// The order in which respondents are listed; those not in it follow, sorted by name.
    pub respondents_order: KeyList,
    /// The parts, in order.
    pub parts: Vec<Part>,
    /// The summary points of all parts, in order.
    pub points: Vec<Point>,
    /// The graphs, in order.
    pub graphs: Vec<Graph>,
    /// The tables that are not made of answers, in order.
    pub tables: Vec<Table>,
    /// Severity overrides for checks.
    pub levels: Vec<Level>,
}

/// A style guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The United Nations Editorial Manual.
    UnitedNations,
}

/// An edition.
#[derive(Clone, Debug)]
pub struct Edition {
    /// Its number.
    pub number: Located<u32>,
    /// The kind of edition, such as `draft` or `final`.
    pub kind: Text,
    /// The edition that this one replaces, in words.
    pub replaces: Option<Text>,
    /// The date of the edition.
    pub date: Option<Date>,
    /// The location of the date.
    pub date_span: Option<Span>,
    /// The document number assigned by the issuing organization.
    pub document_number: Option<Text>,
}

/// A part of the annex.
#[derive(Clone, Debug)]
pub struct Part {
    /// The key.
    pub key: Located<Key>,
    /// The title, without its number.
    pub title: Text,
    /// The order of its practices; mechanisms not in it follow, sorted by name.
    pub order: KeyList,
}

/// A summary point, together with the statements that support it.
#[derive(Clone, Debug)]
pub struct Point {
    /// The key.
    pub key: Located<Key>,
    /// The key of its part.
    pub part: Key,
    /// Its message in the summary (Markdown).
    pub message: Option<Text>,
    /// The number of the message as issued, unless it is the previous number plus one.
    pub message_number: Option<Located<u32>>,
    /// The text before the number in its heading, where the issued one differs from the other
    /// headings.
    pub label: Option<Text>,
    /// The title in the annex (Markdown).
    pub title: Text,
    /// The text under the title (Markdown).
    pub text: Option<Text>,
    /// The order of its quotations; mechanisms not in it follow, sorted by name.
    pub order: KeyList,
}

/// A graph.
#[derive(Clone, Debug)]
pub struct Graph {
    /// The key; the chart's file is `charts/KEY.svg`.
    pub key: Located<Key>,
    /// The id of its question, or of the grid whose items it compares.
    pub question: Key,
    /// The attribute or question by which its figures are broken down, if they are.
    pub by: Option<Key>,
    /// The keys of the earlier rounds with which its figures are compared.
    pub rounds: Vec<Key>,
    /// How it is drawn.
    pub kind: GraphKind,
    /// The caption.
    pub caption: Text,
    /// The label as issued, unless it is `Graph` and the number.
    pub label: Option<Text>,
    /// A note on what the graph leaves out.
    pub note: Option<Text>,
    /// Whether notes under its table explain why the figures do not add up.
    pub notes: bool,
}

/// Keys that other files can refer to, including those of entries with other errors.
#[derive(Debug, Default)]
pub(crate) struct ReportKeys {
    pub(crate) parts: Vec<Key>,
    pub(crate) points: Vec<Key>,
}

/// Reads the file. Returns the keys if the file exists, and the report if all its required values
/// are valid.
pub(crate) fn read(
    context: &Context<'_>,
    mechanisms: &Mechanisms,
    questions: &[Question],
    attributes: &[Attribute],
    rounds: &[Round],
) -> (Option<ReportKeys>, Option<Report>) {
    let Some(file) = context.required_file("data/report.toml") else { return (None, None) };
    let mut keys = ReportKeys::default();
    let report = read_file(context, file, |reader| {
        let title = reader.required_text("title");
        let subject = reader.text("subject");
        let name = file_stem(&reader);
        let organization = reader.required_text("organization");
        let logo = reader.text("logo");
        let logo_alt = reader.text("logo-alt");
        let language = terms::language(&reader);
        let occasion = reader.text("occasion");
        let abbreviations = terms::abbreviations(&reader);
        let foreign = terms::foreign(&reader);
        let words = own_words(&reader);
        let style = reader.word("style", &[("un", Style::UnitedNations)]);
        let edition = reader.required_table("edition");
        let edition = edition.and_then(edition_of);
        let respondents = reader.table("respondents").map(|table| {
            let order = order(&table, mechanisms);
            table.finish();
            order
        });
        let tables = reader.tables("part").into_iter();
        let parts = tables.filter_map(|table| part(table, mechanisms, &mut keys)).collect();
        let tables = reader.tables("point").into_iter();
        let points = tables.filter_map(|table| point(table, mechanisms, &mut keys)).collect();
        let graphs = graphs(&reader, questions, attributes, rounds);
        let tables =
            tables::read(&reader, graphs.iter().map(|graph| graph.key.value.clone()).collect());
        let levels = reader.table("checks").map(|table| decisions::levels(&table));
        reader.finish();
        Some(Report {
            title: title?,
            subject,
            name: name?,
            organization: organization?,
            logo,
            logo_alt,
            language: language?,
            occasion,
            abbreviations,
            foreign,
            words,
            style,
            edition: edition?,
            respondents_order: respondents.unwrap_or_default(),
            parts,
            points,
            graphs,
            tables,
            levels: levels.unwrap_or_default(),
        })
    });
    (Some(keys), report)
}

/// The stem of the output file names, which must be safe on every file system.
fn file_stem(reader: &Reader<'_>) -> Option<Text> {
    let name = reader.required_text("name")?;
    if is_file_name(&name.value) && !name.value.starts_with('-') {
        return Some(name);
    }
    let help = "the output files have this name: use small letters a to z, digits and hyphens, 100 at most";
    reader.context.refuse("name", &name, help);
    None
}

/// The project's own words for the spelling check; each must be a single word.
fn own_words(reader: &Reader<'_>) -> Vec<Text> {
    let mut words = reader.words("words").unwrap_or_default();
    words.retain(|word| {
        let single = word.value.chars().all(|c| c.is_alphabetic() || is_apostrophe(c));
        let fits = single && word.value.chars().any(char::is_alphabetic);
        if !fits {
            let help = "write single words, of letters; each part of a name is a word of its own";
            reader.context.refuse_item("words", word, help);
        }
        fits
    });
    words
}

fn edition_of(table: Reader<'_>) -> Option<Edition> {
    let number = table.required("number");
    let number = number.and_then(|()| table.number_up_to("number", GREATEST_NUMBER));
    let kind = table.required_text("kind");
    let replaces = table.text("replaces");
    let date = table.date("date");
    let (date, date_span) = (date.as_ref().map(|d| d.value), date.map(|date| date.span));
    let document_number = table.text("document-number");
    table.finish();
    Some(Edition { number: number?, kind: kind?, replaces, date, date_span, document_number })
}

fn part(table: Reader<'_>, mechanisms: &Mechanisms, keys: &mut ReportKeys) -> Option<Part> {
    let key = new_key(&table, "part", &mut keys.parts);
    let title = table.required_text("title");
    let order = order(&table, mechanisms);
    table.finish();
    Some(Part { key: key?, title: title?, order })
}

/// Reads the key of a part or point, checks that it is new and adds it to `known`.
fn new_key(table: &Reader<'_>, what: &str, known: &mut Vec<Key>) -> Option<Located<Key>> {
    let key = table.required_key("key", |_| None)?;
    let is_new = is_new(table.context, what, &key, known.iter());
    is_new.then(|| {
        known.push(key.value.clone());
        key
    })
}

fn point(table: Reader<'_>, mechanisms: &Mechanisms, keys: &mut ReportKeys) -> Option<Point> {
    let key = new_key(&table, "point", &mut keys.points);
    let part = table.required_text("part");
    let part = part.and_then(|part| find(table.context, "part", &part, &keys.parts, |key| key));
    let message = table.text("message");
    let message_number = table.number_up_to("message-number", GREATEST_NUMBER);
    let label = table.text("label");
    let title = table.required_text("title");
    let text = table.text("text");
    let order = order(&table, mechanisms);
    table.finish();
    let (key, part, title) = (key?, part?.clone(), title?);
    Some(Point { key, part, message, message_number, label, title, text, order })
}

fn order(table: &Reader<'_>, mechanisms: &Mechanisms) -> KeyList {
    mechanisms::list(table, "order", mechanisms, Code::DuplicateKey)
}

fn graphs(
    reader: &Reader<'_>,
    questions: &[Question],
    attributes: &[Attribute],
    rounds: &[Round],
) -> Vec<Graph> {
    let mut graphs: Vec<Graph> = Vec::new();
    for table in reader.tables("graph") {
        let key = table.required_key("key", unfit_file);
        let question = graphs::question(&table, questions);
        let by = graphs::group_key(&table, question.as_ref(), questions, attributes);
        let compared = graphs::compared(&table, question.as_ref(), questions, rounds);
        let kind = graphs::kind(&table, question.as_ref(), questions);
        let caption = table.required_text("caption");
        let label = table.text("label");
        let note = table.text("note");
        let notes = table.boolean("notes").unwrap_or(false);
        table.finish();
        let (Some(key), Some(question), Some(kind), Some(caption)) = (key, question, kind, caption)
        else {
            continue;
        };
        if is_new(reader.context, "graph", &key, graphs.iter().map(|known| &known.key.value)) {
            graphs.push(Graph {
                key,
                question,
                by,
                rounds: compared,
                kind,
                caption,
                label,
                note,
                notes,
            });
        }
    }
    graphs
}

/// The reason why a key can't be used as a file name; `None` if it can.
fn unfit_file(key: &str) -> Option<&'static str> {
    (!is_file_name(key)).then_some(
        "the chart's file has this name: use small letters a to z, digits and hyphens, 100 at most",
    )
}
