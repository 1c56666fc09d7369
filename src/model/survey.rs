//! `data/survey.toml`: the survey's date, the properties of its respondents, and its questions.

use jiff::civil::Date;

use super::frameworks::Frameworks;
use super::names::{is_new, titled};
use super::question::Question;
use super::questions;
use super::reader::{Context, Reader, read_file};
use super::text::{Located, Text};
use crate::figure::{Key, unfit_group};

/// The content of the file.
pub(crate) struct Asked {
    /// `None` if it is missing or invalid; so is `invited`.
    pub(crate) asked: Option<Text>,
    pub(crate) invited: Option<Located<u32>>,
    pub(crate) deadline: Option<Date>,
    pub(crate) clearance: bool,
    pub(crate) confidential: bool,
    pub(crate) attribution_named: bool,
    pub(crate) noun: Option<Noun>,
    pub(crate) suppress_below: Option<u32>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) questions: Vec<Question>,
}

/// A property by which respondents are grouped, such as the region.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its key.
    pub key: Key,
    /// Its title.
    pub title: Text,
    /// Its values, in order, with their titles.
    pub values: Vec<(Located<Key>, Text)>,
}

/// What the respondents of a survey are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noun {
    /// One of them.
    pub one: Text,
    /// Several of them.
    pub other: Text,
}

pub(crate) fn read(context: &Context<'_>, frameworks: &Frameworks) -> Option<Asked> {
    let file = context.required_file("data/survey.toml")?;
    read_file(context, file, |reader| {
        let asked = reader.required_text("asked");
        let invited = reader.required_number("invited");
        let deadline = reader.date("deadline").map(|day| day.value);
        let clearance = reader.boolean("clearance").unwrap_or(false);
        let confidential = reader.boolean("confidential").unwrap_or(false);
        let named = reader.word("attribution", &[("named", true), ("internal", false)]);
        let noun = reader.table("respondent").and_then(|table| {
            let (one, other) = (table.required_text("one"), table.required_text("other"));
            table.finish();
            Some(Noun { one: one?, other: other? })
        });
        let suppress_below = reader.number("suppress-below").map(|least| least.value);
        let attributes = attributes(&reader);
        let questions = questions::read(&reader, frameworks);
        reader.finish();
        let attribution_named = named.unwrap_or(false);
        Some(Asked {
            asked,
            invited,
            deadline,
            clearance,
            confidential,
            attribution_named,
            noun,
            suppress_below,
            attributes,
            questions,
        })
    })
}

fn attributes(reader: &Reader<'_>) -> Vec<Attribute> {
    let mut attributes: Vec<Attribute> = Vec::new();
    for table in reader.tables("attribute") {
        let key = table.required_key("key", unfit_group);
        let title = table.required_text("title");
        let values = titled(&table, "options", unfit_group);
        table.finish();
        if let (Some(key), Some(title)) = (key, title)
            && is_new(reader.context, "attribute", &key, attributes.iter().map(|known| &known.key))
        {
            attributes.push(Attribute { key: key.value, title, values });
        }
    }
    attributes
}
