//! The words that the tool adds to a report, from `templates/words.toml`: none stand in the program, so that a report can
//! be in any language.

use std::collections::BTreeMap;

use jiff::civil::Date;

mod keys;
mod read;

pub use read::read;

/// The file.
pub const FILE: &str = "templates/words.toml";

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
