//! The words that the tool adds to a report, from `templates/words.toml`: none stand in the program, so that a report can
//! be in any language.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Sources};
use crate::model::reader::{Context, Reader, read_file};
use crate::model::{Text, required_file};
use keys::KEYS;

mod keys;

/// The file.
pub const FILE: &str = "templates/words.toml";

/// The months of a year.
const MONTHS: usize = 12;
/// Numbers below this have words.
const NUMBERS: usize = 100;

/// The words of a report's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    texts: BTreeMap<&'static str, Form>,
    months: Vec<String>,
    numbers: Vec<String>,
}

/// What stands for a key.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Text(String),
    /// For one thing and for any other number of things.
    Counted {
        one: String,
        other: String,
    },
}

impl Words {
    /// The text of a key, such as `contents.heading`, with values put in for its `{names}`.
    ///
    /// # Panics
    /// If the key is not in the list of this module's `keys`, or counts things.
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        match self.form(key) {
            Form::Text(text) => fill(text, values),
            Form::Counted { .. } => panic!("`{key}` counts things"),
        }
    }

    /// A number of things, such as `13 mechanisms`; values are put in for the other names of its text.
    ///
    /// # Panics
    /// If the key is not listed, or does not count.
    pub fn count(&self, key: &str, number: u32, values: &[(&str, &str)]) -> String {
        let Form::Counted { one, other } = self.form(key) else { panic!("`{key}` counts nothing") };
        let shown = number.to_string();
        let values: Vec<(&str, &str)> =
            values.iter().copied().chain([("n", shown.as_str())]).collect();
        fill(if number == 1 { one } else { other }, &values)
    }

    /// Things in a row, such as `a, b and c`.
    pub fn list(&self, things: &[String]) -> String {
        match things {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., last] => {
                let first = first.join(&self.say("list.between", &[]));
                format!("{first}{}{last}", self.say("list.last", &[]))
            }
        }
    }

    /// A day, such as `14 July 2023`.
    pub fn date(&self, date: Date) -> String {
        let month = &self.months[date.month() as usize - 1];
        let (day, year) = (date.day().to_string(), date.year().to_string());
        self.say("date.form", &[("day", &day), ("month", month), ("year", &year)])
    }

    /// A number in words, if it is below a hundred; else in figures.
    pub fn number(&self, number: u32) -> String {
        let word = usize::try_from(number).ok().and_then(|number| self.numbers.get(number));
        word.cloned().unwrap_or_else(|| number.to_string())
    }

    fn form(&self, key: &str) -> &Form {
        self.texts.get(key).unwrap_or_else(|| panic!("`{key}` is listed"))
    }
}

/// Puts values in for names in braces.
fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, name, after)) = next_name(rest) {
        let value = values.iter().find(|(known, _)| *known == name);
        filled.push_str(before);
        filled.push_str(value.map_or("", |(_, value)| value));
        rest = after;
    }
    filled + rest
}

/// The first name in braces, with what stands before and after it.
fn next_name(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// Reads the words. They are absent where the file is missing or one of them is at fault.
pub fn read(sources: &Sources) -> (Option<Words>, Vec<Diagnostic>) {
    let context = Context::new(sources);
    let file = required_file(&context, FILE);
    let words = file.and_then(|file| read_file(&context, file, |reader| words(&context, reader)));
    (words, context.into_diagnostics())
}

fn words(context: &Context<'_>, reader: Reader<'_>) -> Option<Words> {
    let mut texts = BTreeMap::new();
    let (mut months, mut numbers) = (None, None);
    let mut sections: Vec<&str> = KEYS.iter().map(|key| key.section()).collect();
    sections.dedup();
    for section in sections {
        let Some(table) = reader.required(section).and_then(|()| reader.table(section)) else {
            continue;
        };
        for key in KEYS.iter().filter(|key| key.section() == section) {
            let form = match key.counts {
                true => counted(context, &table, key),
                false => text(context, &table, key, key.name(), true).map(Form::Text),
            };
            texts.extend(form.map(|form| (key.path, form)));
        }
        match section {
            "date" => months = list(context, &table, "months", MONTHS),
            "numbers" => numbers = list(context, &table, "words", NUMBERS),
            _ => {}
        }
        table.finish();
    }
    reader.finish();
    let whole = texts.len() == KEYS.len();
    Some(Words { texts, months: months?, numbers: numbers? }).filter(|_| whole)
}

/// A text with all the names that its key has, and no others.
fn text(
    context: &Context<'_>,
    table: &Reader<'_>,
    key: &keys::Key,
    name: &'static str,
    whole: bool,
) -> Option<String> {
    table.required(name)?;
    let text = table.text(name)?;
    let mut rest = text.value.as_str();
    let mut found = Vec::new();
    while let Some((_, name, after)) = next_name(rest) {
        found.push(name);
        rest = after;
    }
    let known = |name: &&str| key.names.contains(name) || (key.counts && *name == "n");
    let unknown = found.iter().find(|name| !known(name));
    let missing = key.names.iter().find(|name| whole && !found.contains(*name));
    let fault = match (unknown, missing) {
        (Some(unknown), _) => format!("`{{{unknown}}}` stands for nothing in `{}`", key.path),
        (None, Some(missing)) => format!("`{}` lacks `{{{missing}}}`", key.path),
        (None, None) => return Some(text.value),
    };
    let expected = key.names.iter().map(|name| format!("`{{{name}}}`")).collect::<Vec<_>>();
    let expected = match expected.is_empty() {
        true => "no name in braces is put in here".to_owned(),
        false => format!("expected words with {}", expected.join(", ")),
    };
    context.report(Diagnostic::error("unknown-value", fault).at(text.span, "").help(expected));
    None
}

fn counted(context: &Context<'_>, table: &Reader<'_>, key: &keys::Key) -> Option<Form> {
    table.required(key.name())?;
    let forms = table.table(key.name())?;
    // With one thing, its number may go without saying.
    let one = text(context, &forms, key, "one", false);
    let other = text(context, &forms, key, "other", true);
    forms.finish();
    Some(Form::Counted { one: one?, other: other? })
}

/// A list of so many words.
fn list(
    context: &Context<'_>,
    table: &Reader<'_>,
    key: &'static str,
    length: usize,
) -> Option<Vec<String>> {
    table.required(key)?;
    let words: Vec<Text> = table.words(key)?;
    if words.len() != length {
        let message = format!("`{key}` has {} words, but {length} are expected", words.len());
        context.report(Diagnostic::error("unknown-value", message).at(table.span, ""));
        return None;
    }
    Some(words.into_iter().map(|word| word.value).collect())
}

#[cfg(test)]
mod tests {
    use super::{Words, read};
    use crate::diagnostic::{Diagnostic, Sources};

    const ENGLISH: &str = include_str!("../templates/words.toml");

    fn from(text: &str) -> (Option<Words>, Vec<Diagnostic>) {
        let mut sources = Sources::default();
        sources.add(super::FILE, text);
        read(&sources)
    }

    fn english() -> Words {
        let (words, faults) = from(ENGLISH);
        assert!(faults.is_empty(), "{faults:?}");
        words.expect("words")
    }

    #[test]
    fn words_are_put_together() {
        let words = english();
        let things = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(words.list(&things), "a, b and c");
        assert_eq!(words.date(jiff::civil::date(2023, 7, 14)), "14 July 2023");
        assert_eq!([words.number(24), words.number(100)], ["twenty-four", "100"]);
        assert_eq!(words.count("count.mechanisms", 1, &[]), "1 mechanism");
        assert_eq!(words.count("count.mechanisms", 13, &[]), "13 mechanisms");
    }

    #[test]
    fn a_name_in_braces_is_neither_lost_nor_invented() {
        for (from_text, to) in [("{day} {month} {year}", "{day} {month}"), ("{day}", "{dag} {day}")]
        {
            let (words, faults) = from(&ENGLISH.replace(from_text, to));
            assert!(words.is_none());
            assert_eq!(faults.len(), 1, "{faults:?}");
        }
    }

    #[test]
    fn all_that_is_missing_is_told() {
        let (words, faults) = from("[list]\nbetween = \", \"\n");
        assert!(words.is_none());
        assert!(faults.len() > 3, "{faults:?}");
    }
}
