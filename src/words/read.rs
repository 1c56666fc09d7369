//! Reads `templates/words.toml`, in which every text must have the same placeholders as the built-in text, and prints all
//! words as a file that a translator can edit and use in its place.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml_edit::Value;

use super::{FILE, Piece, Word, Words, pieces};
use crate::amend;
use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::model::reader::{Context, Reader};
use crate::text::Noun;

/// The built-in words. They define the placeholders of each text, and whether it has forms for
/// counts.
const BUILT_IN: &str = include_str!("english.toml");

/// A built-in word.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Form {
    Text(String),
    Counted { one: String, other: String },
    List(Vec<String>),
}

impl Form {
    /// Its texts.
    fn texts(self) -> Vec<String> {
        match self {
            Form::Text(text) => vec![text],
            Form::Counted { one, other } => vec![one, other],
            Form::List(texts) => texts,
        }
    }
}

/// The file with the survey's noun for its respondents.
const SURVEY: &str = "data/survey.toml";

/// Texts that files of earlier releases may contain but that are no longer used, by table and key.
const RETIRED: [(&str, &str); 1] = [("compared", "edition-note")];

/// Reads the words of a project, and adds the built-in ones for those missing. Returns no words if
/// any of the project's own is invalid.
pub fn read(sources: &Sources) -> (Option<Words>, Vec<Diagnostic>) {
    let Some(file) = sources.find(FILE) else { return (Some(built_in(&sources.noun)), Vec::new()) };
    let context = Context::new(sources);
    let words = context.read(file, |reader| words(reader, built_in(&sources.noun)));
    (words, context.into_diagnostics())
}

/// The built-in words, in order.
fn forms() -> Vec<Form> {
    let file: BTreeMap<&str, BTreeMap<&str, Form>> =
        toml::from_str(BUILT_IN).expect("the built-in words are TOML");
    let form = |word: &Word| file[word.parts().0][word.parts().1].clone();
    Word::ALL.iter().map(form).collect()
}

/// The built-in words, with a survey's noun for its respondents.
fn built_in(noun: &Noun) -> Words {
    let applied = |text: String| noun.applied(&text).into_owned();
    let texts = forms().into_iter().map(|form| form.texts().into_iter().map(applied).collect());
    Words { texts: texts.collect(), built_in: Word::ALL.to_vec() }
}

/// Replaces words with those of a file; `None` if any of these is invalid.
fn words(reader: Reader<'_>, mut words: Words) -> Option<Words> {
    let (mut is_whole, forms) = (true, forms());
    for of_table in Word::ALL.chunk_by(|one, next| one.parts().0 == next.parts().0) {
        let section = of_table[0].parts().0;
        let Some(table) = reader.table(section) else {
            is_whole &= !reader.has(section);
            continue;
        };
        for word in of_table {
            let (known, (_, name)) = (&mut words.texts[*word as usize], word.parts());
            let texts = match forms[*word as usize] {
                Form::Counted { .. } => counted(&table, *word, &known[1]),
                Form::Text(_) => text(&table, *word, name, &known[0]).map(|text| vec![text]),
                Form::List(_) => list(&table, name, known.len()),
            };
            match texts {
                Some(texts) => {
                    *known = texts;
                    words.built_in.retain(|other| other != word);
                }
                None => is_whole &= !table.has(name),
            }
        }
        table.take(|key| RETIRED.contains(&(section, key)));
        table.finish();
    }
    reader.finish();
    is_whole.then_some(words)
}

/// Tables whose texts may be empty or only whitespace: separators and quotation marks.
const MAY_BE_BLANK: [&str; 3] = ["list", "quotation", "alternative"];

/// Reads a text whose placeholders must match those of the built-in text. The form for a count of
/// one may omit placeholders.
fn text(table: &Reader<'_>, word: Word, key: &'static str, known: &str) -> Option<String> {
    let text = table.text(key)?;
    if text.value.trim().is_empty() && !MAY_BE_BLANK.contains(&word.parts().0) {
        let message = format!("`{}` is empty", word.path());
        table.context.error(Code::EmptyText, text.span, message);
        return None;
    }
    let (found, names) = (names(&text.value), names(known));
    let unknown = found.iter().find(|name| !names.contains(name));
    let missing = names.iter().find(|name| key != "one" && !found.contains(name));
    let twice = found.iter().enumerate().find(|(at, name)| found[..*at].contains(name));
    let fault = match (unknown, missing, twice) {
        (Some(unknown), ..) => format!("`{{{unknown}}}` is not a placeholder of `{}`", word.path()),
        (_, Some(missing), _) => format!("`{}` lacks `{{{missing}}}`", word.path()),
        (.., Some((_, twice))) => format!("`{{{twice}}}` is in `{}` twice", word.path()),
        (None, None, None) => return Some(text.value),
    };
    let expected: Vec<String> = names.iter().map(|name| format!("`{{{name}}}`")).collect();
    let help = match expected.is_empty() {
        true => "this text has no names in braces".to_owned(),
        false => format!("expected words with {}", expected.join(", ")),
    };
    table.context.fault(Code::UnknownValue, text.span, fault, help);
    None
}

/// The names of a text's placeholders.
fn names(text: &str) -> Vec<&str> {
    let names = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Name(name) => Some(name),
        Piece::Words(_) => None,
    });
    names.collect()
}

fn counted(table: &Reader<'_>, word: Word, known: &str) -> Option<Vec<String>> {
    let forms = table.table(word.parts().1)?;
    for form in ["one", "other"] {
        forms.required(form);
    }
    let (one, other) = (text(&forms, word, "one", known), text(&forms, word, "other", known));
    forms.finish();
    Some(vec![one?, other?])
}

/// Reads a list of exactly `expected` words.
fn list(table: &Reader<'_>, key: &'static str, expected: usize) -> Option<Vec<String>> {
    let words = table.words(key)?;
    if words.len() != expected {
        let message = format!("`{key}` has {} words, but {expected} are expected", words.len());
        table.context.error(Code::UnknownValue, table.span, message);
        return None;
    }
    Some(words.into_iter().map(|word| word.value).collect())
}

impl Words {
    /// Returns all words with their current values, as commented TOML; comments mark the project's
    /// own.
    pub fn toml(&self) -> String {
        let printed = amend::change(BUILT_IN, |document| {
            let default = built_in(&Noun::default());
            for word in Word::ALL {
                let (section, name) = word.parts();
                let value = document[section][name].as_value_mut();
                let (value, own) = (value.expect("a word"), &self.texts[*word as usize]);
                match self.is_built_in(*word) {
                    false => put(value, own, FILE),
                    true if *own != default.texts[*word as usize] => put(value, own, SURVEY),
                    true => {}
                }
            }
            Ok(())
        });
        printed.expect("the built-in words are TOML")
    }
}

/// Replaces a built-in word with that of a file of the project, and adds a comment about it.
fn put(value: &mut Value, own: &[String], file: &str) {
    let built_in = value.clone().decorated("", "").to_string();
    match value {
        Value::Array(list) => {
            list.iter_mut().zip(own).for_each(|(value, word)| amend::replace(value, word));
        }
        Value::InlineTable(_) => {
            let forms = ["one", "other"].into_iter().zip(own);
            amend::replace(value, Value::from_iter(forms));
        }
        _ => amend::replace(value, &own[0]),
    }
    let is_same = value.clone().decorated("", "").to_string() == built_in;
    let comment = match is_same || built_in.contains('\n') {
        true => format!("# from {file}"),
        false => format!("# from {file}; built-in: {built_in}"),
    };
    let before = value.decor().suffix().and_then(|suffix| suffix.as_str()).unwrap_or_default();
    let comment = format!("{before} {comment}");
    value.decor_mut().set_suffix(comment);
}
