//! The options of a question.

use std::collections::BTreeMap;

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
    /// Its colour, as `#` and six hexadecimal digits.
    pub colour: Option<String>,
}

/// Adds a choice; if its key is already in use, reports an error instead.
pub(crate) fn add_choice(context: &Context<'_>, choices: &mut Vec<Choice>, choice: Choice) {
    if is_new(context, "option", &choice.key, choices.iter().map(|known| &known.key.value)) {
        choices.push(choice);
    }
}
