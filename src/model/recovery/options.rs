//! Recognizes options that are named by their title, label or number instead of their key.

use toml::de::DeValue;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::choice::Choice;
use crate::model::names;
use crate::model::reader::Context;
use crate::model::survey::Question;
use crate::model::text::Text;
use crate::text::lower_words;

/// The options that a value names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meant {
    /// The key of an option, as it is.
    Key(String),
    /// Options that are written otherwise, by their keys.
    Otherwise(Vec<String>),
    /// Nothing that the question offers.
    Unknown,
}

/// What `value` means in `question`: a key, a title, a label or a number of an option, several of them in one text, or
/// `true` and `false` for yes and no.
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

/// The option of that key; if there is none, that is reported with the key that may be meant.
pub(crate) fn known<'q>(
    context: &Context<'_>,
    question: &'q Question,
    name: &Text,
) -> Option<&'q Choice> {
    match meant(question, &DeValue::String(name.value.as_str().into())) {
        Meant::Otherwise(keys) if keys.len() == 1 => {
            let message = format!("there is no option `{}`", name.value);
            let error = Diagnostic::error(Code::UnknownOption, message).at(name.span, "");
            context.report(error.help(format!("did you mean `{}`?", keys[0])));
            None
        }
        _ => names::find(context, "option", name, &question.options, |option| &option.key.value),
    }
}

/// The one option that is meant, by its key.
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

/// Whether `written` is the number of an option, alone or after the list's word for an item: `8`, `Goal 8`.
fn is_number(question: &Question, written: &str, number: &str) -> bool {
    let lower = written.trim().to_lowercase();
    let digits = lower.trim_start_matches(|c: char| !c.is_ascii_digit());
    let before = &lower[..lower.len() - digits.len()];
    let names = item_names(question);
    !number.is_empty()
        && digits.trim_end_matches('.').trim_start_matches('0') == number
        && lower_words(before).all(|word| names.contains(&word))
}

/// Words that may precede the number of an option: those of the framework's name, of labels and keys, also without
/// their `s`.
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

/// Small letters and digits only.
fn squeeze(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}
