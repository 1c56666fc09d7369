//! `data/report.toml`: title, edition, parts, summary points and graphs.

use jiff::civil::Date;

use super::Survey;
use super::decisions::{self, Level};
use super::graphs::{self, Graph, Table};
use super::mechanisms::{self, KeyList};
use super::names::{find_key, fit, keyed, unfit_file};
use super::reader::{Context, GREATEST_NUMBER, Reader};
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
    /// Whether the text follows the United Nations Editorial Manual.
    pub is_un_style: bool,
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

/// An abbreviation.
#[derive(Clone, Debug)]
pub struct Abbreviation {
    /// The abbreviation as written.
    pub short: Text,
    /// The expansion.
    pub full: Text,
}

/// Words in a language other than the report's.
#[derive(Clone, Debug)]
pub struct Foreign {
    /// BCP 47 tag of the language.
    pub language: Text,
    /// The words or phrases, each as it occurs in the report.
    pub words: Vec<Text>,
}

/// Reads the file into `survey`; returns whether it has all required values.
pub(super) fn read(context: &Context<'_>, survey: &mut Survey) -> bool {
    let Some(file) = context.required_file("data/report.toml") else { return false };
    context.read(file, |reader| {
        let in_order = |table: Reader<'_>| table.read(|table| Some(order(table, survey)));
        let mut report = Report {
            title: reader.must_text("title"),
            subject: reader.text("subject"),
            name: reader.must_key("name", unfit_file).into(),
            organization: reader.must_text("organization"),
            logo: reader.text("logo"),
            logo_alt: reader.text("logo-alt"),
            language: reader.must(language(&reader)),
            occasion: reader.text("occasion"),
            abbreviations: abbreviations(&reader),
            foreign: foreign(&reader),
            words: own_words(&reader),
            is_un_style: reader.word("style", &[("un", true)]).unwrap_or(false),
            edition: reader.must(reader.require("edition", Reader::table).and_then(edition)),
            respondents_order: reader.table("respondents").and_then(in_order).unwrap_or_default(),
            parts: keyed(&reader, ("part", "key"), "part", fit, |table, key| {
                Some(Part { key, title: table.must_text("title"), order: order(table, survey) })
            }),
            ..Report::default()
        };
        report.points = keyed(&reader, ("point", "key"), "point", fit, |table, key| {
            point(table, key, survey, &report.parts)
        });
        report.graphs = graphs::graphs(&reader, survey);
        report.tables = graphs::tables(&reader, &report.graphs);
        report.levels = decisions::levels(&reader);
        survey.report = report;
        reader.finish()
    })
}

/// The project's own words for the spelling check; each must be a single word.
fn own_words(reader: &Reader<'_>) -> Vec<Text> {
    let mut words = reader.words("words").unwrap_or_default();
    words.retain(|word| {
        let single = word.value.chars().all(|c| c.is_alphabetic() || is_apostrophe(c));
        let fits = single && word.value.chars().any(char::is_alphabetic);
        if !fits {
            let help = "write single words, of letters; each part of a name is a word of its own";
            reader.context.refuse("words", word, help);
        }
        fits
    });
    words
}

fn edition(table: Reader<'_>) -> Option<Edition> {
    table.read(|table| {
        Some(Edition {
            number: table
                .must(table.require("number", |it, key| it.number_up_to(key, GREATEST_NUMBER))),
            kind: table.must_text("kind"),
            replaces: table.text("replaces"),
            date: table.date("date"),
            document_number: table.text("document-number"),
        })
    })
}

fn point(table: &Reader<'_>, key: Located<Key>, survey: &Survey, parts: &[Part]) -> Option<Point> {
    let part = table.required_text("part");
    let part =
        part.and_then(|part| find_key(table.context, "part", &part, parts, |part| &part.key.value));
    Some(Point {
        key,
        message: table.text("message"),
        message_number: table.number_up_to("message-number", GREATEST_NUMBER),
        label: table.text("label"),
        title: table.must_text("title"),
        text: table.text("text"),
        order: order(table, survey),
        part: part?,
    })
}

fn order(table: &Reader<'_>, survey: &Survey) -> KeyList {
    mechanisms::list(table, "order", &survey.mechanisms, Code::DuplicateKey)
}

/// Reads the abbreviations, such as `UN = "United Nations"`.
fn abbreviations(reader: &Reader<'_>) -> Vec<Abbreviation> {
    let Some(table) = reader.table("abbreviations") else { return Vec::new() };
    let entries = table.values().into_iter();
    let read = entries.filter_map(|(short, value)| {
        let full = table.string(&short.value, value)?;
        let blank = [(&short.value, short.span), (&full.value, full.span)];
        let blank = blank.into_iter().find(|(words, _)| words.trim().is_empty());
        if let Some((_, span)) = blank {
            let message = "an abbreviation and what it stands for can't be empty";
            reader.context.error(Code::EmptyText, span, message);
            return None;
        }
        Some(Abbreviation { short, full })
    });
    read.collect()
}

/// Reads the words in other languages.
fn foreign(reader: &Reader<'_>) -> Vec<Foreign> {
    reader.read_tables("foreign", |table| {
        let language = table.must(language(table));
        let mut words = table.must(table.require("words", Reader::words));
        words.retain(|word| !word.value.trim().is_empty());
        Some(Foreign { language, words })
    })
}

/// A required language tag: two or three letters, optionally with a region.
pub(super) fn language(reader: &Reader<'_>) -> Option<Text> {
    let tag = reader.required_text("language")?;
    let (language, region) = tag.value.split_once('-').unwrap_or((&tag.value, "GB"));
    let letters = |text: &str| text.chars().all(|c| c.is_ascii_lowercase());
    let fits = (2..=3).contains(&language.len())
        && letters(language)
        && region.len() == 2
        && region.chars().all(|c| c.is_ascii_uppercase());
    if !fits {
        let help = "expected a tag such as `en`, `fr` or `en-GB`";
        reader.context.refuse("language", &tag, help);
    }
    fits.then_some(tag)
}
