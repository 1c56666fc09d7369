//! The options of a question.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::names::is_new;
use super::reader::Context;
use super::text::{Located, Text};
use crate::figure::Key;

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
    /// Its value on a scale.
    pub value: Option<Decimal>,
    /// Whether choosing it counts as an answer; `not applicable` does not.
    pub counts: bool,
    /// Whether respondents name it in their own words.
    pub is_other: bool,
    /// Its colour, as `#` and six hexadecimal digits.
    pub colour: Option<String>,
}

impl Choice {
    /// An option without a place in a framework.
    pub(crate) fn new(key: Located<Key>, title: Text) -> Self {
        Choice {
            key,
            label: None,
            number: None,
            title,
            variants: BTreeMap::new(),
            value: None,
            counts: true,
            is_other: false,
            colour: None,
        }
    }
}

/// Adds a choice; if its key is already in use, reports an error instead.
pub(crate) fn add_choice(context: &Context<'_>, choices: &mut Vec<Choice>, choice: Choice) {
    if is_new(context, "option", &choice.key, choices.iter().map(|known| &known.key.value)) {
        choices.push(choice);
    }
}
