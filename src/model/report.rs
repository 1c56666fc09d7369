//! `data/report.toml`: title, edition, parts, summary points and graphs.

use jiff::civil::Date;

use super::Survey;
use super::decisions::{self, Level};
use super::graphs::{self, Graph};
use super::mechanisms::{self, KeyList};
use super::names::{find, is_file_name, is_new};
use super::reader::{Context, GREATEST_NUMBER, Reader, read_file};
use super::tables::{self, Table};
use super::terms::{self, Abbreviation, Foreign};
use super::text::{Located, Text};
use crate::diagnostic::Code;
use crate::figure::Key;
use crate::text::is_apostrophe;

/// The structure of the report.
#[derive(Clone, Debug, Default)]
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
#[derive(Clone, Debug, Default)]
pub struct Edition {
    /// Its number.
    pub number: Located<u32>,
    /// The kind of edition, such as `draft` or `final`.
    pub kind: Text,
    /// The edition that this one replaces, in words.
    pub replaces: Option<Text>,
    /// The date of the edition.
    pub date: Option<Located<Date>>,
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

/// Keys that other files can refer to, including those of entries with other errors.
#[derive(Debug, Default)]
pub(crate) struct ReportKeys {
    pub(crate) parts: Vec<Key>,
    pub(crate) points: Vec<Key>,
}

/// Reads the file. Returns the keys if the file exists, and the report if all its required values
/// are valid.
pub(crate) fn read(context: &Context<'_>, survey: &Survey) -> (Option<ReportKeys>, Option<Report>) {
    let Some(file) = context.required_file("data/report.toml") else { return (None, None) };
    let mut keys = ReportKeys::default();
    let report = read_file(context, file, |reader| {
        reader.read(|reader| {
            let report = Report {
                title: reader.must_text("title"),
                subject: reader.text("subject"),
                name: reader.must(file_stem(reader)),
                organization: reader.must_text("organization"),
                logo: reader.text("logo"),
                logo_alt: reader.text("logo-alt"),
                language: reader.must(terms::language(reader)),
                occasion: reader.text("occasion"),
                abbreviations: terms::abbreviations(reader),
                foreign: terms::foreign(reader),
                words: own_words(reader),
                style: reader.word("style", &[("un", Style::UnitedNations)]),
                edition: reader.must(reader.required_table("edition").and_then(edition)),
                respondents_order: reader
                    .table("respondents")
                    .and_then(|table| table.read(|table| Some(order(table, survey))))
                    .unwrap_or_default(),
                parts: reader.read_tables("part", |table| part(table, survey, &mut keys.parts)),
                points: reader.read_tables("point", |table| point(table, survey, &mut keys)),
                graphs: graphs::read(reader, survey),
                ..Report::default()
            };
            let graphs = report.graphs.iter().map(|graph| graph.key.value.clone()).collect();
            let tables = tables::read(reader, graphs);
            let levels =
                reader.table("checks").map(|table| decisions::levels(&table)).unwrap_or_default();
            Some(Report { tables, levels, ..report })
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

fn edition(table: Reader<'_>) -> Option<Edition> {
    table.read(|table| {
        let number = || table.number_up_to("number", GREATEST_NUMBER);
        Some(Edition {
            number: table.must(table.required("number").and_then(|()| number())),
            kind: table.must_text("kind"),
            replaces: table.text("replaces"),
            date: table.date("date"),
            document_number: table.text("document-number"),
        })
    })
}

fn part(table: &Reader<'_>, survey: &Survey, known: &mut Vec<Key>) -> Option<Part> {
    let key = new_key(table, "part", known);
    let title = table.must_text("title");
    let order = order(table, survey);
    Some(Part { key: key?, title, order })
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

fn point(table: &Reader<'_>, survey: &Survey, keys: &mut ReportKeys) -> Option<Point> {
    let key = new_key(table, "point", &mut keys.points);
    let part = table.required_text("part");
    let part = part.and_then(|part| find(table.context, "part", &part, &keys.parts, |key| key));
    Some(Point {
        message: table.text("message"),
        message_number: table.number_up_to("message-number", GREATEST_NUMBER),
        label: table.text("label"),
        title: table.must_text("title"),
        text: table.text("text"),
        order: order(table, survey),
        key: key?,
        part: part?.clone(),
    })
}

fn order(table: &Reader<'_>, survey: &Survey) -> KeyList {
    mechanisms::list(table, "order", &survey.mechanisms, Code::DuplicateKey)
}
