//! `data/survey.toml`: the survey's date, the properties of its respondents, and its questions.

use super::frameworks::read_frameworks;
use super::names::{keyed, titled};
use super::questions;
use super::reader::{Context, Reader, read_file};
use super::text::{Located, Text};
use super::{LEAST_GROUP, Survey};
use crate::diagnostic::{Code, Sources};
use crate::figure::{Key, unfit_group};
use crate::text::{Noun, squeezed};

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
    reader.table("respondent")?.read(|table| {
        let [one, other] = ["one", "other"].map(|key| squeezed(&table.must_text(key).value));
        Some(Noun { one, other })
    })
}

/// Reads the file into `survey`; returns whether it has all required values.
pub(super) fn read(context: &Context<'_>, survey: &mut Survey) -> bool {
    let frameworks = read_frameworks(context);
    let Some(file) = context.required_file(FILE) else { return false };
    read_file(context, file, |reader| {
        survey.asked = reader.must_text("asked");
        survey.invited = reader.must(reader.require("invited", Reader::number));
        survey.deadline = reader.date("deadline").map(|day| day.value);
        survey.clearance = reader.boolean("clearance").unwrap_or(false);
        survey.confidential = reader.boolean("confidential").unwrap_or(false);
        reader.word("attribution", &[("named", ()), ("internal", ())]);
        survey.noun = own_noun(&reader).unwrap_or_default();
        survey.suppress_below = suppress_below(&reader, survey.confidential);
        survey.attributes = keyed(&reader, "attribute", "attribute", unfit_group, |table, key| {
            let title = table.must_text("title");
            Some(Attribute { key: key.value, title, values: titled(table, "options", unfit_group) })
        });
        survey.questions = questions::read(&reader, &frameworks);
        for attribute in &survey.attributes {
            if !survey.questions_of(&attribute.key).is_empty() {
                let message = format!("`{}` is an attribute and a question", attribute.key);
                let help = "give one of them another key: groups are named after it";
                context.fault(Code::DuplicateKey, attribute.title.span, message, help);
            }
        }
        reader.finish()
    })
}

/// The size below which groups are not shown.
fn suppress_below(reader: &Reader<'_>, is_confidential: bool) -> u32 {
    let preset = if is_confidential { LEAST_GROUP } else { 0 };
    let Some(Located { value: least, span }) = reader.number("suppress-below") else {
        return preset;
    };
    if least < preset {
        let message = format!("`suppress-below` can't be {least}: answers are confidential");
        let help = format!("write `suppress-below = {LEAST_GROUP}` or more, or leave it out");
        reader.context.fault(Code::UnknownValue, span, message, help);
    }
    least
}
