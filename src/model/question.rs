//! A question of the survey, and its options.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use super::names::find;
use super::reader::Context;
use super::response::{Answer, Answers};
use super::text::{Located, Text};
use crate::diagnostic::Span;
use crate::figure::Key;

/// A question of the survey. Each item of a grid is a question of its own.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its id, unique; `GRID/ITEM` for an item of a grid.
    pub id: Key,
    /// Its place in a grid, if it has one.
    pub item: Option<Item>,
    /// The wording in the questionnaire, if it is published; of an item, that of its grid.
    pub wording: Option<Text>,
    /// Instructions beside the wording.
    pub help: Option<Text>,
    /// How it is answered.
    pub kind: QuestionKind,
    /// The denominator of its shares.
    pub base: Base,
    /// The display name of the framework that it chooses from, if it has one.
    pub framework: Option<Text>,
    /// The options, in order; empty for texts and numbers.
    pub options: Vec<Choice>,
    /// The greatest number of options that can be chosen or ranked.
    pub most: Option<u32>,
    /// Whether every respondent that was asked must answer it.
    pub required: bool,
    /// The unit of its numbers.
    pub unit: Option<Text>,
    /// How many decimals its statistics are displayed with.
    pub decimals: u32,
    /// The answers to other questions on which it was asked; empty if everybody was asked.
    pub conditions: Vec<Condition>,
    /// Whether outputs show it.
    pub printed: bool,
    /// Where its entry begins.
    pub span: Span,
}

/// The place of a question in a grid.
#[derive(Clone, Debug)]
pub struct Item {
    /// The id of the grid.
    pub grid: Key,
    /// The key of the item.
    pub key: Key,
    /// Its title.
    pub title: Text,
}

/// An answer to another question, on which a question was asked.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The id of the other question.
    pub question: Key,
    /// The options of which one must be chosen.
    pub options: Vec<Key>,
}

impl Question {
    /// Whether the shares of its options make a whole.
    pub(crate) fn is_divisible(&self) -> bool {
        self.kind.is_one_option() || self.base == Base::Responses
    }

    /// How many options an answer can have, if that is limited.
    pub(crate) fn most_options(&self) -> Option<usize> {
        if self.kind.is_one_option() { Some(1) } else { self.most.map(|most| most as usize) }
    }

    /// Whether it is an item of the grid with this id.
    pub(crate) fn is_item_of(&self, grid: &str) -> bool {
        self.item.as_ref().is_some_and(|item| item.grid == *grid)
    }

    /// The option with this key.
    pub fn option(&self, key: &str) -> Option<&Choice> {
        self.options.iter().find(|option| option.key.value == key)
    }

    /// The key of the option with this name; reports an error if there is none.
    pub(crate) fn find_key(&self, context: &Context<'_>, name: &Text) -> Option<Key> {
        let found = find(context, "option", name, &self.options, |option| &option.key.value)?;
        Some(found.key.value.clone())
    }

    /// The options that count.
    pub fn counting(&self) -> impl Iterator<Item = &Choice> {
        self.options.iter().filter(|option| option.counts)
    }

    /// Whether its answers are numbers, or options with values, so that they have statistics.
    pub fn has_statistics(&self) -> bool {
        let has_values = || self.options.iter().any(|option| option.value.is_some());
        self.kind == QuestionKind::Number || (self.kind == QuestionKind::Scale && has_values())
    }

    /// Whether an answer is part of the base; `not applicable` is not.
    pub fn counts(&self, answer: &Answer) -> bool {
        let mut options = answer.chosen().filter_map(|(key, _)| self.option(key));
        options.all(|option| option.counts)
    }

    /// Whether the question was asked of somebody with these answers.
    pub fn is_asked(&self, answers: &Answers) -> bool {
        self.conditions.iter().all(|condition| {
            let given = answers.get(&condition.question);
            let mut chosen = given.into_iter().flat_map(Answer::chosen);
            chosen.any(|(key, _)| condition.options.iter().any(|option| *option == *key))
        })
    }
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionKind {
    /// With one option.
    Single,
    /// With any number of options.
    Multiple,
    /// With one option of an ordered list.
    Scale,
    /// With options in the order of preference.
    Ranking,
    /// With a number.
    Number,
    /// In words.
    Text,
}

impl QuestionKind {
    /// Whether an answer is one option.
    pub fn is_one_option(self) -> bool {
        matches!(self, QuestionKind::Single | QuestionKind::Scale)
    }

    /// Whether answers are options.
    pub fn has_options(self) -> bool {
        !matches!(self, QuestionKind::Number | QuestionKind::Text)
    }
}

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

/// The denominator of shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// The mechanisms that answered the question.
    Respondents,
    /// All chosen options, counted over all respondents.
    Responses,
}
