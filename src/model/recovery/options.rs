//! Recognizes options that are identified by title, label or number instead of by key.

use toml::de::DeValue;

use crate::diagnostic::Code;
use crate::model::names;
use crate::model::question::{Choice, Question};
use crate::model::reader::Context;
use crate::model::text::Text;

/// The keys of the options that `value` identifies as an answer to `question`: by the key, title, label or number of an
/// option, several of them in one text, or `true` and `false` for yes and no. Empty if there are none.
pub(crate) fn match_options(question: &Question, value: &DeValue<'_>) -> Vec<String> {
    let written = match value {
        DeValue::String(text) if question.option(text).is_some() => return vec![text.to_string()],
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Boolean(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        _ => return Vec::new(),
    };
    if let Some(key) = unique_match(question, &written) {
        return vec![key];
    }
    let parts = written.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let keys: Option<Vec<String>> = parts.map(|part| unique_match(question, part)).collect();
    keys.filter(|keys| keys.len() > 1).unwrap_or_default()
}

impl Question {
    /// Finds an option by its exact key; if there is none, reports an error, with a suggestion if one is close.
    pub(crate) fn find_option(&self, context: &Context<'_>, name: &Text) -> Option<&Choice> {
        match &match_options(self, &DeValue::String(name.value.as_str().into()))[..] {
            [key] if *key != name.value => {
                let message = format!("there is no option `{}`", name.value);
                let help = format!("did you mean `{key}`?");
                context.fault(Code::UnknownOption, name.span, message, help);
                None
            }
            _ => names::find(context, "option", name, &self.options, |option| &option.key.value),
        }
    }
}

/// The key of the option that matches `written`; `None` if no option or several match.
fn unique_match(question: &Question, written: &str) -> Option<String> {
    let squeezed = normalize(written);
    if squeezed.is_empty() {
        return None;
    }
    let mut found = question.options.iter().filter(|option| {
        let (key, title) = (&option.key.value, &option.title.value);
        let label = option.label.clone().unwrap_or_default();
        let number = option.number.map(|number| number.to_string()).unwrap_or_default();
        let mut forms = vec![key.to_string(), title.clone(), label.clone(), number.clone()];
        forms.extend([&*label, &*number, &**key].map(|before| format!("{before} {title}")));
        let framework = question.framework.iter().filter(|_| option.number.is_some());
        forms.extend(framework.map(|name| format!("{}{number}", name.value)));
        forms.extend(option.variants.values().map(|variant| variant.value.clone()));
        forms.iter().any(|form| normalize(form) == squeezed)
    });
    let first = found.next()?;
    found.next().is_none().then(|| first.key.value.to_string())
}

/// Keeps only letters and digits, in lowercase.
fn normalize(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}
