//! Options of questions, and `data/frameworks/*.toml`: lists of options that questions share, such as the Sustainable
//! Development Goals.

use std::collections::BTreeMap;

use super::names::is_new;
use super::reader::{Context, Reader, read_file};
use super::text::{Located, Text};
use crate::diagnostic::SourceKind;
use crate::figure::{Key, unfit_option};

/// An option of a question.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Its key, unique within the question.
    pub key: Located<Key>,
    /// Its short name within a framework, such as `SDG 8`.
    pub label: Option<String>,
    /// Its number within a framework.
    pub number: Option<u32>,
    /// Its title.
    pub title: Text,
    /// Other forms of the title, by place of use.
    pub variants: BTreeMap<String, Text>,
    /// Its colour, as `#` and six hexadecimal digits.
    pub colour: Option<String>,
}

/// A list of options that questions can share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Framework {
    /// The display name; `None` if it is missing or invalid.
    pub(crate) name: Option<Text>,
    /// Its items.
    pub(crate) choices: Vec<Choice>,
}

/// The frameworks, by file stem.
pub(crate) type Frameworks = BTreeMap<String, Framework>;

pub(crate) fn read(context: &Context<'_>) -> Frameworks {
    let mut frameworks = Frameworks::new();
    for (file, source) in context.sources.iter() {
        if let SourceKind::Framework(key) = &source.kind {
            frameworks.insert(key.clone(), read_file(context, file, framework));
        }
    }
    frameworks
}

fn framework(reader: Reader<'_>) -> Framework {
    let name = reader.required_text("name");
    let label = reader.required_text("label");
    let colour = reader.colour("colour");
    let mut choices = Vec::new();
    for item in reader.tables("item") {
        let choice = item_choice(&item, label.as_ref(), colour.as_deref());
        if let Some(choice) = choice {
            add_choice(reader.context, &mut choices, choice);
        }
        item.finish();
    }
    reader.finish();
    Framework { name, choices }
}

fn item_choice(
    item: &Reader<'_>,
    label: Option<&Text>,
    framework_colour: Option<&str>,
) -> Option<Choice> {
    let key = item.required_key("key", unfit_option);
    let number = item.required_number("number");
    let title = item.required_text("title");
    let own_colour = item.colour("colour");
    let variants = ["summary", "annex"]
        .into_iter()
        .filter_map(|place| Some((place.to_owned(), item.text(place)?)))
        .collect();
    let (key, number, title) = (key?, number?.value, title?);
    let label = label.map(|label| format!("{} {number}", label.value));
    let colour = own_colour.or_else(|| framework_colour.map(str::to_owned));
    Some(Choice { key, label, number: Some(number), title, variants, colour })
}

/// Adds a choice; if its key is already in use, reports an error instead.
pub(crate) fn add_choice(context: &Context<'_>, choices: &mut Vec<Choice>, choice: Choice) {
    if is_new(context, "option", &choice.key, choices.iter().map(|known| &known.key.value)) {
        choices.push(choice);
    }
}
