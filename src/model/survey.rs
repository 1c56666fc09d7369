//! `data/survey.toml`: the survey's date, the properties of its respondents, and its questions.

use jiff::civil::Date;

use super::LEAST_GROUP;
use super::frameworks::Frameworks;
use super::names::{is_new, titled};
use super::question::Question;
use super::questions;
use super::reader::{Context, Reader, read_file};
use super::text::{Located, Text};
use crate::diagnostic::{Code, Sources};
use crate::figure::{Key, unfit_group};
use crate::text::{Noun, squeezed};

/// The content of the file.
pub(crate) struct Asked {
    /// `None` if it is missing or invalid; so is `invited`.
    pub(crate) asked: Option<Text>,
    pub(crate) invited: Option<Located<u32>>,
    pub(crate) deadline: Option<Date>,
    pub(crate) clearance: bool,
    pub(crate) confidential: bool,
    pub(crate) attribution_named: bool,
    pub(crate) noun: Noun,
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

/// The file.
const FILE: &str = "data/survey.toml";

/// What the respondents are called; without a valid setting, mechanisms.
pub fn noun(sources: &Sources) -> Noun {
    let file = sources.find(FILE);
    let noun =
        file.and_then(|file| read_file(&Context::new(sources), file, |reader| own_noun(&reader)));
    noun.unwrap_or_default()
}

fn own_noun(reader: &Reader<'_>) -> Option<Noun> {
    let table = reader.table("respondent")?;
    let (one, other) = (table.required_text("one"), table.required_text("other"));
    table.finish();
    Some(Noun { one: squeezed(&one?.value), other: squeezed(&other?.value) })
}

pub(crate) fn read(context: &Context<'_>, frameworks: &Frameworks) -> Option<Asked> {
    let file = context.required_file(FILE)?;
    read_file(context, file, |reader| {
        let asked = reader.required_text("asked");
        let invited = reader.required_number("invited");
        let deadline = reader.date("deadline").map(|day| day.value);
        let clearance = reader.boolean("clearance").unwrap_or(false);
        let confidential = reader.boolean("confidential").unwrap_or(false);
        let named = reader.word("attribution", &[("named", true), ("internal", false)]);
        let noun = own_noun(&reader).unwrap_or_default();
        let suppress_below = reader.number("suppress-below");
        if let Some(least) = suppress_below.as_ref().filter(|_| confidential)
            && least.value < LEAST_GROUP
        {
            let message =
                format!("`suppress-below` can't be {}: answers are confidential", least.value);
            let help = format!("write `suppress-below = {LEAST_GROUP}` or more, or leave it out");
            context.fault(Code::UnknownValue, least.span, message, help);
        }
        let suppress_below = suppress_below.map(|least| least.value);
        let attributes = attributes(&reader);
        let questions = questions::read(&reader, frameworks);
        for attribute in &attributes {
            let is_its = |one: &Question| one.id == attribute.key || one.is_item_of(&attribute.key);
            if questions.iter().any(is_its) {
                let message = format!("`{}` is an attribute and a question", attribute.key);
                let help = "give one of them another key: groups are named after it";
                context.fault(Code::DuplicateKey, attribute.title.span, message, help);
            }
        }
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
