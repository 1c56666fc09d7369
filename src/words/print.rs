//! Prints all words as a file that a translator can edit and use as `templates/words.toml`.

use toml_edit::Value;

use super::read::BUILT_IN;
use super::{FILE, Form, Word, Words};
use crate::amend;

impl Words {
    /// Returns all words with their current values, as commented TOML; comments mark the project's
    /// own.
    pub fn toml(&self) -> String {
        let printed = amend::change(BUILT_IN, |document| {
            for word in Word::ALL.iter().filter(|word| !self.built_in.contains(word)) {
                let value = document[word.section()][word.name()].as_value_mut();
                put(value.expect("a word"), &self.texts[*word as usize]);
            }
            Ok(())
        });
        printed.expect("the built-in words are TOML")
    }
}

/// Replaces a built-in word with the project's own, and adds a comment about it.
fn put(value: &mut Value, own: &Form) {
    let built_in = value.clone().decorated("", "").to_string();
    match own {
        Form::Text(text) => amend::replace(value, text),
        Form::Counted { one, other } => {
            amend::replace(value, Value::from_iter([("one", one), ("other", other)]));
        }
        Form::List(words) => {
            let list = value.as_array_mut().expect("a list of words");
            list.iter_mut().zip(words).for_each(|(value, word)| amend::replace(value, word));
        }
    }
    let is_same = value.clone().decorated("", "").to_string() == built_in;
    let comment = match is_same || built_in.contains('\n') {
        true => format!("# from {FILE}"),
        false => format!("# from {FILE}; built-in: {built_in}"),
    };
    let before = value.decor().suffix().and_then(|suffix| suffix.as_str()).unwrap_or_default();
    let comment = format!("{before} {comment}");
    value.decor_mut().set_suffix(comment);
}
