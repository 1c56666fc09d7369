//! Template functions and filters: [`texts`] of the data, [`figures`] of the tally, also by
//! [`groups`], and [`lists`] in words.

use std::sync::Arc;

use minijinja::{Environment, Error, ErrorKind, Value};

use super::ComposeInput;
use super::render_state::RenderState;
use super::values::Slot;
use crate::diagnostic::nearest;
use crate::model::{GREATEST_NUMBER, Process, Survey};
use crate::tally::Tally;
use crate::words::Words;

mod figures;
mod forms;
mod groups;
mod lists;
mod rounds;
mod texts;

/// The data that all template functions share: the survey, its figures, the words, and the process
/// that the report is for.
#[derive(Clone)]
struct TemplateContext {
    survey: Arc<Survey>,
    tally: Arc<Tally>,
    words: Arc<Words>,
    process: Option<Arc<Process>>,
}

/// Registers all functions, filters and global values.
pub(super) fn add(
    environment: &mut Environment<'static>,
    input: &ComposeInput<'_>,
    rendering: &Arc<RenderState>,
) {
    let context = TemplateContext {
        survey: Arc::clone(input.survey),
        tally: Arc::clone(input.tally),
        words: Arc::new(input.words.clone()),
        process: input.process.map(|process| Arc::new(process.clone())),
    };
    environment.add_function("numbered", numbered);
    texts::add(environment, &context);
    figures::add(environment, &context, rendering);
    groups::add(environment, &context);
    lists::add(environment, &context, input.sources, rendering);
    rounds::add(environment, &context, rendering);
}

/// Template function `numbered`: sets the number of a list item.
fn numbered(number: u64) -> Result<Value, Error> {
    if number <= GREATEST_NUMBER.into() {
        return Ok(Slot::ItemNumber(number).value());
    }
    let message =
        format!("`numbered` can't be {number}: expected a number from 0 to {GREATEST_NUMBER}");
    Err(Error::new(ErrorKind::InvalidOperation, message))
}

/// A template function that looks up a value by its key.
type LookUp = fn(&TemplateContext, &str) -> Result<Value, Error>;

/// Registers functions that look up a value by its key.
fn add_lookups(
    environment: &mut Environment<'static>,
    context: &TemplateContext,
    lookups: &[(&'static str, LookUp)],
) {
    for &(name, look_up) in lookups {
        let context = context.clone();
        environment.add_function(name, move |key: &str| look_up(&context, key));
    }
}

fn optional(slot: Option<Slot>) -> Value {
    slot.map_or(Value::from(()), Slot::value)
}

/// Finds an item by its key; an unknown key is an error that suggests the nearest one.
fn find<'a, T>(
    what: &str,
    key: &str,
    known: &'a [T],
    key_of: fn(&T) -> &str,
) -> Result<&'a T, Error> {
    let found = known.iter().find(|one| key_of(one) == key);
    found.ok_or_else(|| unknown(what, key, known.iter().map(key_of)))
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let message = match nearest(name, known) {
        Some(near) => format!("there is no {what} `{name}`: did you mean `{near}`?"),
        None => format!("there is no {what} `{name}`"),
    };
    Error::new(ErrorKind::InvalidOperation, message)
}
