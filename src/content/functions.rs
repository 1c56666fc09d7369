//! Template functions and filters: [`texts`] of the data, [`figures`] of the tally, also by
//! [`groups`], and [`lists`] in words.

use std::sync::Arc;

use minijinja::value::Kwargs;
use minijinja::{Environment, Error, State, Value};

use super::ComposeInput;
use super::slots::Slot;
use super::values::{RenderState, invalid};
use crate::diagnostic::{Sources, nearest};
use crate::model::{GREATEST_NUMBER, Process, Survey, Text};
use crate::tally::Tally;
use crate::words::Words;

mod figures;
mod groups;
mod lists;
mod texts;

/// The data that all template functions share.
struct TemplateContext {
    survey: Arc<Survey>,
    tally: Arc<Tally>,
    words: Words,
    /// The process that the report is for.
    process: Option<Process>,
    sources: Sources,
    rendering: Arc<RenderState>,
}

type Result<T> = std::result::Result<T, Error>;

type OfOne = fn(&TemplateContext, &str) -> Result<Value>;
type OfTwo = fn(&TemplateContext, &str, &str) -> Result<Value>;

/// Functions that look up a value by its key.
const LOOKUPS: [(&str, OfOne); 14] = [
    ("figure", TemplateContext::figure),
    ("option", TemplateContext::option),
    ("named", TemplateContext::named),
    ("leads", TemplateContext::leads),
    ("is_zero", TemplateContext::is_zero),
    ("statistics", TemplateContext::statistics),
    ("part", TemplateContext::part),
    ("points", TemplateContext::points),
    ("messages", TemplateContext::messages),
    ("practices", TemplateContext::practices),
    ("answers", TemplateContext::answers),
    ("others", TemplateContext::others),
    ("table", |context, key| context.of_table(key, Slot::Table)),
    ("reference", |context, key| context.of_table(key, Slot::Reference)),
];

/// Functions of a key and another key or a word.
const OF_TWO: [(&str, OfTwo); 5] = [
    ("graph", TemplateContext::graph),
    ("exceeds", TemplateContext::exceeds),
    ("change", TemplateContext::change),
    ("rose", |context, option, round| context.moved(option, round, true)),
    ("fell", |context, option, round| context.moved(option, round, false)),
];

/// Registers all functions, filters and global values.
pub(super) fn add(
    environment: &mut Environment<'static>,
    input: &ComposeInput<'_>,
    rendering: &Arc<RenderState>,
) {
    let context = Arc::new(TemplateContext {
        survey: Arc::clone(input.survey),
        tally: Arc::clone(input.tally),
        words: input.words.clone(),
        process: input.process.cloned(),
        sources: input.sources.clone(),
        rendering: Arc::clone(rendering),
    });
    for (name, value) in context.globals() {
        environment.add_global(name, value);
    }
    for (name, function) in LOOKUPS {
        let own = Arc::clone(&context);
        environment.add_function(name, move |key: &str| function(&own, key));
    }
    for (name, function) in OF_TWO {
        let own = Arc::clone(&context);
        environment.add_function(name, move |one: &str, other: &str| function(&own, one, other));
    }
    let own = Arc::clone(&context);
    environment.add_function("items", move |grid: &str, by: Option<&str>| own.items(grid, by));
    let own = Arc::clone(&context);
    environment.add_function("groups", move |by: &str, of: Option<&str>| own.groups(by, of));
    let own = Arc::clone(&context);
    environment.add_function("ranking", move |question: &str, from: usize, to: Option<usize>| {
        own.ranking(question, from, to)
    });
    let own = Arc::clone(&context);
    environment.add_function("options", move |question: &str, from: usize, to: Option<usize>| {
        own.options(question, from, to)
    });
    let own = Arc::clone(&context);
    environment.add_filter("words", move |value: Value| own.in_words(value));
    let own = Arc::clone(&context);
    environment.add_filter("lowerfirst", move |value: Value| own.lowerfirst(&value));
    let own = Arc::clone(&context);
    environment.add_function("respondents", move || own.respondents());
    let own = Arc::clone(&context);
    environment.add_function("claim", move |judgement: Value| own.claim(&judgement));
    environment.add_function("numbered", numbered);
    let own = Arc::clone(&context);
    environment.add_filter(
        "listed",
        move |state: &mut State<'_, '_>, items: Value, form: Option<Value>, given: Kwargs| {
            own.listed(state, &items, form.as_ref(), &given)
        },
    );
    environment.add_filter(
        "plural",
        move |state: &mut State<'_, '_>, number: Value, one: Value, other: Value| {
            context.plural(state, number, [&one, &other])
        },
    );
}

/// Template function `numbered`: sets the number of a list item.
fn numbered(number: u64) -> Result<Value> {
    if number <= GREATEST_NUMBER.into() {
        return Ok(Slot::ItemNumber(number).value());
    }
    let expected = format!("expected a number from 0 to {GREATEST_NUMBER}");
    Err(invalid(format!("`numbered` can't be {number}: {expected}")))
}

/// A plain text of the data, if it is given.
fn plain(text: Option<&Text>) -> Value {
    Value::from(text.map(|text| Slot::Plain(text.clone()).value()))
}

/// Finds an item by its key; an unknown key is an error that suggests the nearest one.
fn find<'a, T>(what: &str, key: &str, known: &'a [T], key_of: fn(&T) -> &str) -> Result<&'a T> {
    let found = known.iter().find(|one| key_of(one) == key);
    found.ok_or_else(|| unknown(what, key, known.iter().map(key_of)))
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    invalid(match nearest(name, known) {
        Some(near) => format!("there is no {what} `{name}`: did you mean `{near}`?"),
        None => format!("there is no {what} `{name}`"),
    })
}
