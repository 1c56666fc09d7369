//! Functions that check what sentences claim about figures, and filters that change how a value is
//! written.

use std::sync::Arc;

use minijinja::{Environment, Error, ErrorKind, Value};

use super::{TemplateContext, add_lookups};
use crate::content::render_state::{Cause, RenderState};
use crate::content::values::{Judgement, Slot, SlotValue};
use crate::tally::{OptionTally, State};
use crate::words::Words;

/// Registers the functions and filters.
pub(super) fn add(
    environment: &mut Environment<'static>,
    context: &TemplateContext,
    rendering: &Arc<RenderState>,
) {
    add_lookups(
        environment,
        context,
        &[("leads", TemplateContext::leads), ("is_zero", TemplateContext::is_zero)],
    );
    let shared = Arc::clone(rendering);
    environment.add_function("claim", move |judgement: Value| claim(&shared, &judgement));
    let words = Arc::clone(&context.words);
    environment.add_filter("words", move |value: Value| in_words(&words, &value));
    let shared = Arc::clone(rendering);
    environment.add_filter("lowerfirst", move |value: Value| lowerfirst(&shared, &value));
}

impl TemplateContext {
    fn leads(&self, id: &str) -> Result<Value, Error> {
        let (question, option) = self.find_option(id)?;
        let (question, tally) = self.question(&question.id)?;
        let first = tally.ranking().into_iter().next().unwrap_or_default();
        let described = first.iter().map(|leader| format!("`{}`: {}", leader.key, shown(leader)));
        let because =
            format!("first in `{}` is {}", question.id, described.collect::<Vec<_>>().join(", "));
        Ok(Value::from_object(Judgement { holds: tally.leads(&option.key), because }))
    }

    fn is_zero(&self, id: &str) -> Result<Value, Error> {
        let (question, option) = self.find_option(id)?;
        let holds = option.count == Some(0) && option.pending == 0;
        let because = format!("`{}.{}` is {}", question.id, option.key, shown(option));
        Ok(Value::from_object(Judgement { holds, because }))
    }
}

/// Describes an option's figures.
fn shown(option: &OptionTally) -> String {
    let held = match option.pending {
        0 => String::new(),
        held => format!(" (not including {held} received since)"),
    };
    let figures = match (option.count, option.share, option.state) {
        (Some(count), Some(share), _) => format!("{count} ({share})"),
        (Some(count), None, _) => count.to_string(),
        (None, Some(share), _) => share.to_string(),
        (None, None, State::NotPublished) => "not published".to_owned(),
        (None, None, _) => "not known".to_owned(),
    };
    figures + &held
}

/// Raises an error if the claim of a sentence is false.
fn claim(rendering: &RenderState, judgement: &Value) -> Result<Value, Error> {
    let Some(judgement) = judgement.downcast_object_ref::<Judgement>() else {
        let message = "`claim` takes a judgement, such as `leads(…)` or `is_zero(…)`";
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    };
    if !rendering.raises_claim(judgement.holds) {
        return Ok(Value::from(()));
    }
    let message = format!("{}: {}", Cause::Claim, judgement.because);
    Err(Error::new(ErrorKind::InvalidOperation, message).with_source(Cause::Claim))
}

/// Spells out a whole number in words; a figure remains linked to its identity.
fn in_words(words: &Words, value: &Value) -> Result<Value, Error> {
    let spelled = |text: &str| text.parse().ok().map(|number| words.number(number));
    let slot = match value.downcast_object_ref::<SlotValue>() {
        Some(SlotValue(Slot::Figure(id, text))) => {
            spelled(text).map(|text| Slot::Figure(id.clone(), text))
        }
        _ => spelled(&value.to_string()).map(Slot::Computed),
    };
    let error = || Error::new(ErrorKind::InvalidOperation, "`words` takes a whole number");
    slot.map(Slot::value).ok_or_else(error)
}

/// The text with its first letter in lowercase.
fn lowerfirst(rendering: &RenderState, value: &Value) -> Value {
    let rendered = value.as_str().filter(|_| value.is_safe());
    match rendered.and_then(|rendered| rendering.with_first(rendered, lowered)) {
        Some(text) => Value::from_safe_string(text),
        None => Slot::Computed(lowered(&value.to_string())).value(),
    }
}

fn lowered(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(characters).collect()
}
