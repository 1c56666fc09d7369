//! `data/frameworks/*.toml`: lists of options that questions share, such as the Sustainable Development Goals.

use std::collections::BTreeMap;

use super::names::keyed;
use super::question::Choice;
use super::reader::{Context, Reader, read_file};
use super::text::Text;
use crate::diagnostic::SourceKind;
use crate::figure::unfit_option;

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

pub(crate) fn read_frameworks(context: &Context<'_>) -> Frameworks {
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
    let choices = keyed(&reader, "item", "option", unfit_option, |item, key| {
        let number = item.require("number", Reader::number);
        let title = item.required_text("title");
        let own_colour = item.colour("colour");
        let variants = ["summary", "annex"].into_iter();
        let variants = variants.filter_map(|place| Some((place.to_owned(), item.text(place)?)));
        // What is missing was reported; the option is known nevertheless.
        let title = title.unwrap_or_else(|| key.clone().into());
        let number = number.map_or(0, |number| number.value);
        Some(Choice {
            label: label.as_ref().map(|label| format!("{} {number}", label.value)),
            number: Some(number),
            value: Some(number.into()),
            variants: variants.collect(),
            colour: own_colour.or_else(|| colour.clone()),
            ..Choice::new(key, title)
        })
    });
    reader.finish();
    Framework { name, choices }
}
