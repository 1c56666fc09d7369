//! The values of a table by their types.

use jiff::civil::Date;
use toml::de::DeValue;

use super::Reader;
use crate::diagnostic::{Code, Diagnostic, Span, in_backticks};
use crate::figure::Key;
use crate::model::text::{self, Located, Text};

impl Reader<'_> {
    /// A plain or Markdown text.
    pub(crate) fn text(&self, key: &'static str) -> Option<Text> {
        let (value, span) = self.value(key)?;
        self.string(key, value, span)
    }

    /// A text that must be there and not be blank.
    pub(crate) fn required_text(&self, key: &'static str) -> Option<Text> {
        self.required(key)?;
        self.not_blank(key, self.text(key)?)
    }

    /// A text that must be there and not be blank, with whatever characters it has.
    pub(crate) fn required_raw_text(&self, key: &'static str) -> Option<Text> {
        self.required(key)?;
        let (value, span) = self.value(key)?;
        let string = self.characters(key, value, span)?;
        self.not_blank(key, Text::new(self.context.sources, string, span))
    }

    /// A key that must be there; `unfit` says why a name can't be one.
    pub(crate) fn required_key(
        &self,
        key: &'static str,
        unfit: impl Fn(&str) -> Option<&'static str>,
    ) -> Option<Located<Key>> {
        let name = self.required_text(key)?;
        self.context.key(key, &name, unfit)
    }

    fn not_blank(&self, key: &str, text: Text) -> Option<Text> {
        let blank = text.value.trim().is_empty();
        if blank {
            self.context.report(
                Diagnostic::error(Code::EmptyText, format!("`{key}` is empty")).at(text.span, ""),
            );
        }
        (!blank).then_some(text)
    }

    /// A text whose characters are not checked, because no output will hold it.
    pub(crate) fn unchecked_text(&self, key: &'static str) -> Option<Text> {
        let (value, span) = self.value(key)?;
        let value = self.characters(key, value, span)?;
        Some(Text { value, span, written: None })
    }

    /// A number from 0.
    pub(crate) fn number(&self, key: &'static str) -> Option<Located<u32>> {
        let (value, span) = self.value(key)?;
        let DeValue::Integer(integer) = value else {
            self.wrong_type(key, "a whole number", value, span);
            return None;
        };
        match u32::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(value) => Some(Located { value, span }),
            Err(_) => {
                let found = integer.as_str();
                let message =
                    format!("`{key}` can't be {found}: expected a number from 0 to {}", u32::MAX);
                self.context.report(Diagnostic::error(Code::ImpossibleCount, message).at(span, ""));
                None
            }
        }
    }

    /// A number from 0 to 10000 that may have a decimal point.
    pub(crate) fn decimal(&self, key: &'static str) -> Option<f64> {
        let (value, span) = self.value(key)?;
        let text = match value {
            DeValue::Integer(integer) => integer.as_str(),
            DeValue::Float(float) => float.as_str(),
            _ => {
                self.wrong_type(key, "a number such as 9.5", value, span);
                return None;
            }
        };
        let number = text.parse().ok().filter(|number: &f64| (0.0..=10_000.0).contains(number));
        if number.is_none() {
            let message = format!("`{key}` can't be {text}: expected a number from 0 to 10000");
            self.context.report(Diagnostic::error(Code::UnknownValue, message).at(span, ""));
        }
        number
    }

    /// A colour such as `#A21942`.
    pub(crate) fn colour(&self, key: &'static str) -> Option<String> {
        let text = self.text(key)?;
        let digits = text.value.strip_prefix('#').unwrap_or_default();
        if digits.len() == 6 && digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
            return Some(text.value);
        }
        let help = "expected `#` and six hexadecimal digits, such as `#A21942`";
        self.context.refuse(key, &text, help);
        None
    }

    /// A number that must be there.
    pub(crate) fn required_number(&self, key: &'static str) -> Option<Located<u32>> {
        self.required(key)?;
        self.number(key)
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&self, key: &'static str) -> Option<bool> {
        let (value, span) = self.value(key)?;
        match value {
            DeValue::Boolean(value) => Some(*value),
            other => {
                self.wrong_type(key, "true or false", other, span);
                None
            }
        }
    }

    /// A day such as `2023-07-14`.
    pub(crate) fn date(&self, key: &'static str) -> Option<Located<Date>> {
        let (value, span) = self.value(key)?;
        let date = match value {
            DeValue::Datetime(datetime) if datetime.time.is_none() => datetime.date,
            _ => None,
        };
        let Some(date) = date else {
            self.wrong_type(key, "a day such as 2023-07-14", value, span);
            return None;
        };
        let (year, month, day) = (date.year as i16, date.month as i8, date.day as i8);
        let value = Date::new(year, month, day).expect("TOML's days are days of the calendar");
        Some(Located { value, span })
    }

    /// One of `allowed`, which pairs each word with what it means.
    pub(crate) fn word<T: Copy>(&self, key: &'static str, allowed: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        let found = allowed.iter().find(|(word, _)| *word == text.value);
        if found.is_none() {
            let words = in_backticks(allowed.iter().map(|(word, _)| word));
            let help = format!("expected one of {}", words.join(", "));
            self.context.refuse(key, &text, help);
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// A list of words; none if the key is absent.
    pub(crate) fn words(&self, key: &'static str) -> Option<Vec<Text>> {
        let (value, span) = self.value(key)?;
        let DeValue::Array(array) = value else {
            self.wrong_type(key, "a list of words", value, span);
            return None;
        };
        let words = array
            .iter()
            .filter_map(|word| self.string(key, word.get_ref(), self.place(word.span())));
        Some(words.collect())
    }

    /// A value as a text.
    pub(crate) fn string(&self, key: &str, value: &DeValue<'_>, span: Span) -> Option<Text> {
        let string = self.characters(key, value, span)?;
        let text = Text::new(self.context.sources, string, span);
        let unfit = text::check(&text);
        let fit = unfit.is_empty();
        unfit.into_iter().for_each(|diagnostic| self.context.report(diagnostic));
        fit.then_some(text)
    }

    fn characters(&self, key: &str, value: &DeValue<'_>, span: Span) -> Option<String> {
        let DeValue::String(string) = value else {
            self.wrong_type(key, "a text in quotation marks", value, span);
            return None;
        };
        Some(string.to_string())
    }

    /// Reports a value of another type than expected.
    pub(crate) fn wrong_type(&self, key: &str, expected: &str, found: &DeValue<'_>, span: Span) {
        let message = format!("`{key}`: expected {expected}, found {}", type_name(found));
        self.context.report(Diagnostic::error(Code::WrongType, message).at(span, ""));
    }
}

fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a decimal point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
