//! The form for a response. An unmodified form is valid TOML, with empty texts and `false` as its
//! values.

use jiff::civil::Date;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, context};
use toml_edit::{Key, Value};

use crate::model::{Answer, Choice, Question, Survey};
use crate::text::{columns, squeezed};

/// The mechanism that a form is for, and the kind of form.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// The name of the field with that key.
    pub respondent_key: &'a str,
    /// The key of the mechanism.
    pub key: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The date on which the response was received, if known.
    pub received: Option<Date>,
    /// The current date, shown as an example of the date format.
    pub today: Date,
    /// Whether the form amends an earlier response.
    pub amends: bool,
}

/// Returns the text of a form. The file adds nothing to the report until the form is filled in.
pub fn form(survey: &Survey, form: &Form<'_>) -> String {
    let Form { respondent_key, key, name, received, today, amends } = *form;
    let response = survey.response(key).filter(|_| amends);
    let questions = survey.questions.iter().map(|question| {
        let answer = response.and_then(|response| response.answers.get(&question.id));
        self::question(question, answer)
    });
    let parts = survey.report.parts.iter().map(|part| {
        let points = survey.report.points.iter().filter(|point| point.part == part.key.value);
        let points = points.map(|point| context! { key => &*point.key.value, title => &point.title.value });
        context! { key => &*part.key.value, title => &part.title.value, points => points.collect::<Vec<_>>() }
    });
    let values = context! {
            respondent_key, key, name, amends, noun => &survey.noun.one,
            received => received.map(|day| day.to_string()),
            today => today.to_string(),
            is_counted => survey.published.counts(key),
            source_text => super::received_path(key, amends.then_some(received.unwrap_or(today))),
            questions => questions.collect::<Vec<_>>(),
            parts => parts.collect::<Vec<_>>(),
    };
    rendered(include_str!("form.jinja"), values)
}

/// Renders a template of a TOML file, in which lines that have only tags print nothing.
pub(crate) fn rendered(template: &str, values: minijinja::Value) -> String {
    let mut environment = Environment::new();
    let mut syntax = SyntaxConfig::builder();
    let syntax = syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    environment.set_syntax(syntax.expect("the standard delimiters are valid"));
    environment.add_filter("squeezed", squeezed);
    environment.add_filter("quoted", quoted);
    environment.add_filter("key", key);
    environment
        .add_filter("columns", |text: &str, gap: Option<usize>| columns(text, gap.unwrap_or(4)));
    environment.render_str(template, values).expect("it is a valid template")
}

/// A name as a key of TOML.
pub(super) fn key(name: &str) -> String {
    Key::new(name).to_string()
}

/// The key of a question in `[answers]`: its id, or `grid.item`.
pub(crate) fn question_key(question: &Question) -> String {
    match &question.item {
        Some(item) => format!("{}.{}", key(&item.grid), key(&item.key)),
        None => key(&question.id),
    }
}

/// A question as the template reads it; `answer` is the mechanism's current answer, if the form amends a response.
fn question(question: &Question, answer: Option<&Answer>) -> minijinja::Value {
    let words = question.wording.as_ref().or(question.framework.as_ref());
    let option = |option: &Choice| {
        let title = squeezed(&option.title.value);
        let label = option.label.as_ref().map(|label| format!("{}: ", squeezed(label)));
        context! { key => &*option.key.value, title => label.unwrap_or_default() + &title }
    };
    let answer = answer.map(|answer| {
        let words = answer.words.iter().map(|word| quoted(&squeezed(&word.value)));
        let words: Vec<String> = words.collect();
        if words.is_empty() { "none of them".to_owned() } else { words.join(", ") }
    });
    context! {
        id => question_key(question),
        name => &*question.id,
        unit => question.unit.as_ref().map(|unit| &unit.value),
        words => words.map(|words| &words.value),
        answer,
        kind => Serde(question.kind),
        options => question.options.iter().map(option).collect::<Vec<_>>(),
    }
}

/// Formats a text as a TOML string.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
