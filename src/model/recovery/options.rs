//! Recognizes options that are identified by title, label or number instead of by key.

use toml::de::DeValue;

use crate::diagnostic::Code;
use crate::model::names;
use crate::model::reader::Context;
use crate::model::survey::{Choice, Question};
use crate::model::text::Text;
use crate::text::lower_words;

/// The options that a value identifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meant {
    /// The exact key of an option.
    Key(String),
    /// The keys of options that are identified in another way.
    Otherwise(Vec<String>),
    /// No option of the question.
    Unknown,
}

/// Interprets `value` as an answer to `question`: the key, title, label or number of an option,
/// several of them in one text, or `true` and `false` for yes and no.
pub(crate) fn meant(question: &Question, value: &DeValue<'_>) -> Meant {
    let written = match value {
        DeValue::String(text) if question.option(text).is_some() => {
            return Meant::Key(text.to_string());
        }
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Boolean(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        _ => return Meant::Unknown,
    };
    if let Some(key) = one(question, &written) {
        return Meant::Otherwise(vec![key]);
    }
    let parts = written.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let keys: Option<Vec<String>> = parts.map(|part| one(question, part)).collect();
    match keys {
        Some(keys) if keys.len() > 1 => Meant::Otherwise(keys),
        _ => Meant::Unknown,
    }
}

/// Finds an option by its key; reports an unknown key, with a suggestion if possible.
pub(crate) fn known<'q>(
    context: &Context<'_>,
    question: &'q Question,
    name: &Text,
) -> Option<&'q Choice> {
    match meant(question, &DeValue::String(name.value.as_str().into())) {
        Meant::Otherwise(keys) if keys.len() == 1 => {
            let message = format!("there is no option `{}`", name.value);
            let help = format!("did you mean `{}`?", keys[0]);
            context.fault(Code::UnknownOption, name.span, message, help);
            None
        }
        _ => names::find(context, "option", name, &question.options, |option| &option.key.value),
    }
}

/// The key of the only option that matches.
fn one(question: &Question, written: &str) -> Option<String> {
    let squeezed = squeeze(written);
    if squeezed.is_empty() {
        return None;
    }
    let mut found = question.options.iter().filter(|option| {
        let (key, title) = (&option.key.value, &option.title.value);
        let label = option.label.clone().unwrap_or_default();
        let number = option.number.map(|number| number.to_string()).unwrap_or_default();
        let mut forms = vec![key.to_string(), title.clone(), label.clone()];
        forms.extend([&*label, &*number, &**key].map(|before| format!("{before} {title}")));
        forms.extend(option.variants.values().map(|variant| variant.value.clone()));
        forms.iter().any(|form| squeeze(form) == squeezed) || is_number(question, written, &number)
    });
    let first = found.next()?;
    found.next().is_none().then(|| first.key.value.to_string())
}

/// Whether `written` is the number of an option, alone or after a word for an item, as in `8` or
/// `Goal 8`.
fn is_number(question: &Question, written: &str, number: &str) -> bool {
    let lower = written.trim().to_lowercase();
    let digits = lower.trim_start_matches(|c: char| !c.is_ascii_digit());
    let before = &lower[..lower.len() - digits.len()];
    let names = item_names(question);
    !number.is_empty()
        && digits.trim_end_matches('.').trim_start_matches('0') == number
        && lower_words(before).all(|word| names.contains(&word))
}

/// Words that may precede an option's number: those of the framework's name, the labels and the
/// keys, with and without a final `s`.
fn item_names(question: &Question) -> Vec<String> {
    let framework = question.framework.iter().map(|name| name.value.clone());
    let labels = question.options.iter().filter_map(|option| option.label.clone());
    let keys = question.options.iter().map(|option| option.key.value.to_string());
    let mut names = vec!["no".to_owned(), "number".to_owned(), "option".to_owned()];
    for form in framework.chain(labels).chain(keys) {
        let form = form.to_lowercase();
        for word in form.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
            names.extend(word.strip_suffix('s').map(str::to_owned));
            names.push(word.to_owned());
        }
    }
    names
}

/// Keeps only letters and digits, in lowercase.
fn squeeze(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}
