//! Typed access to the values of a table.

use jiff::civil::Date;
use rust_decimal::Decimal;
use toml::de::DeValue;

use super::{Reader, Unfit, Value};
use crate::diagnostic::{Code, Diagnostic, Sources, Span, in_backticks};
use crate::figure::Key;
use crate::model::text::{Located, Text};
use crate::text::{is_quote_mark, possible_days};

/// The greatest number of an item, message or edition.
pub const GREATEST_NUMBER: u32 = 9_999;

/// The greatest amount in an answer; with at most [`MOST_DECIMALS`], sums of millions are exact.
const GREATEST_AMOUNT: Decimal = Decimal::from_parts(2_764_472_319, 232_830, 0, false, 0);

/// The maximum number of decimals.
pub(crate) const MOST_DECIMALS: u32 = 6;

impl<'t> Reader<'t> {
    /// A plain or Markdown text.
    pub(crate) fn text(&self, key: &'static str) -> Option<Text> {
        self.string(key, self.value(key)?)
    }

    /// A required, non-blank text.
    pub(crate) fn required_text(&self, key: &'static str) -> Option<Text> {
        let text = self.required_raw_text(key)?;
        self.context.is_fit(&text, |_| false).then_some(text)
    }

    /// A required, non-blank text of a complete table.
    pub(crate) fn must_text(&self, key: &'static str) -> Text {
        self.must(self.required_text(key))
    }

    /// A required, non-blank text whose characters are not checked.
    pub(crate) fn required_raw_text(&self, key: &'static str) -> Option<Text> {
        self.required(key)?;
        let text = self.raw_string(key, self.value(key)?)?;
        let is_blank = text.value.trim().is_empty();
        if is_blank {
            self.context.error(Code::EmptyText, text.span, format!("`{key}` is empty"));
        }
        (!is_blank).then_some(text)
    }

    /// A required key of a complete table; `unfit` gives the reason why a name can't be one.
    pub(crate) fn must_key(&self, key: &'static str, unfit: Unfit) -> Located<Key> {
        let name = self.required_text(key);
        name.and_then(|name| self.context.key(key, &name, unfit)).unwrap_or_else(|| {
            self.is_incomplete.set(true);
            Located { value: Key::new(key).expect("not blank"), span: self.span }
        })
    }

    /// A text whose characters are not checked, because no output will contain it.
    pub(crate) fn unchecked_text(&self, key: &'static str) -> Option<Text> {
        self.known.borrow_mut().push(key);
        let text = self.raw_string(key, self.find(key)?)?;
        Some(Text { written: None, ..text })
    }

    /// A non-negative number, small enough that the answers of respondents can be added to it.
    pub(crate) fn number(&self, key: &'static str) -> Option<Located<u32>> {
        self.number_up_to(key, i32::MAX as u32)
    }

    /// A number from 0 to `most`.
    pub(crate) fn number_up_to(&self, key: &'static str, most: u32) -> Option<Located<u32>> {
        let value = self.value(key)?;
        let integer = self.typed(key, value, "a whole number", DeValue::as_integer)?;
        let (found, span) = (integer.as_str(), value.span);
        let number = u32::from_str_radix(found, integer.radix()).ok();
        let number = number.filter(|number| *number <= most);
        if number.is_none() {
            let message = format!("`{key}` can't be {found}: expected a number from 0 to {most}");
            self.context.error(Code::ImpossibleCount, span, message);
        }
        Some(Located { value: number?, span })
    }

    /// A number from 0 to 10000, with or without a decimal point.
    pub(crate) fn decimal(&self, key: &'static str) -> Option<f64> {
        let Located { value: number, span } = self.exact(key)?;
        let is_fit = (Decimal::ZERO..=Decimal::from(10_000)).contains(&number);
        if !is_fit {
            let message = format!("`{key}` can't be {number}: expected a number from 0 to 10000");
            self.context.error(Code::UnknownValue, span, message);
        }
        number.try_into().ok().filter(|_| is_fit)
    }

    /// A value as a whole number; an empty field of a form is 0.
    pub(crate) fn whole(&self, key: &str, value: Value<'t>) -> Option<u32> {
        if self.is_unfilled(value) {
            return Some(0);
        }
        let number = self.exact_value(key, value)?;
        let number = u32::try_from(number).ok().filter(|_| number.fract().is_zero());
        if number.is_none() {
            let message = format!("`{key}`: expected a whole number such as 1");
            self.context.error(Code::UnknownValue, value.span, message);
        }
        number
    }

    /// A number, with or without a decimal point.
    pub(crate) fn exact(&self, key: &'static str) -> Option<Located<Decimal>> {
        let value = self.value(key)?;
        Some(Located { value: self.exact_value(key, value)?, span: value.span })
    }

    /// A value as a number. In a form, it may be between quotation marks.
    pub(crate) fn exact_value(&self, key: &str, value: Value<'t>) -> Option<Decimal> {
        let written = self.typed(key, value, "a number such as 12.5", |value| match value {
            DeValue::Integer(integer) => Some(integer.as_str()),
            DeValue::Float(float) => Some(float.as_str()),
            DeValue::String(text) if self.is_form => Some(text.trim()),
            _ => None,
        })?;
        let number = written.parse().ok().filter(|number: &Decimal| {
            number.abs() <= GREATEST_AMOUNT && number.scale() <= MOST_DECIMALS
        });
        if number.is_none() {
            self.context.report(number_form(self.context.sources, key, value.span, written));
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

    /// `true` or `false`.
    pub(crate) fn boolean(&self, key: &'static str) -> Option<bool> {
        self.typed(key, self.value(key)?, "true or false", DeValue::as_bool)
    }

    /// A date such as `2023-07-14`.
    pub(crate) fn date(&self, key: &'static str) -> Option<Located<Date>> {
        let value = self.value(key)?;
        let date = match value.found {
            DeValue::Datetime(moment) if moment.time.is_none() => moment.to_string().parse().ok(),
            // In a form, the day may be written between the marks that are there.
            DeValue::String(text) if self.is_form => text.trim().parse().ok(),
            _ => None,
        };
        let day = date.unwrap_or_else(|| {
            let written = self.context.sources.slice(value.span).trim_matches(is_quote_mark);
            let days = possible_days(written);
            self.context.report(day_form(self.context.sources, key, value.span, &days));
            // Nothing is made of it.
            days.first().copied().unwrap_or(Date::constant(1970, 1, 1))
        });
        Some(Located { value: day, span: value.span })
    }

    /// One of the words in `allowed`, converted to its value.
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

    /// A list of words; `None` if the key is absent.
    pub(crate) fn words(&self, key: &'static str) -> Option<Vec<Text>> {
        let value = self.value(key)?;
        if value.found.is_str() {
            let message = format!("`{key}`: expected a list of words, found one");
            let error = Diagnostic::error(Code::WrongType, message);
            let list = format!("[{}]", self.context.sources.slice(value.span));
            let sources = self.context.sources;
            self.context.report(error.replaced(sources, value.span, list));
            return Some(self.string(key, value).into_iter().collect());
        }
        let words = self.list(key, value, "a list of words")?;
        Some(words.into_iter().filter_map(|word| self.string(key, word)).collect())
    }

    /// The items of a list.
    pub(super) fn list(
        &self,
        key: &str,
        value: Value<'t>,
        expected: &str,
    ) -> Option<Vec<Value<'t>>> {
        self.typed(key, value, expected, |found| found.is_array().then(|| value.items()))
    }

    /// Converts a value to a text; reports a wrong type and unfit characters.
    pub(crate) fn string(&self, key: &str, value: Value<'t>) -> Option<Text> {
        let text = self.raw_string(key, value)?;
        self.context.is_fit(&text, |_| false).then_some(text)
    }

    fn raw_string(&self, key: &str, value: Value<'t>) -> Option<Text> {
        let string = self.typed(key, value, "a text in quotation marks", DeValue::as_str)?;
        Some(Text::new(self.context.sources, string.to_owned(), value.span))
    }

    /// Converts a value with `read`; reports a value that is not of the `expected` type.
    pub(crate) fn typed<T>(
        &self,
        key: &str,
        value: Value<'t>,
        expected: &str,
        read: impl FnOnce(&'t DeValue<'t>) -> Option<T>,
    ) -> Option<T> {
        let read = read(value.found);
        if read.is_none() {
            let found = type_name(value.found);
            let message = format!("`{key}`: expected {expected}, found {found}");
            self.context.error(Code::WrongType, value.span, message);
        }
        read
    }
}

/// The error for a date in another form; its help gives the possible readings.
fn day_form(sources: &Sources, key: &str, span: Span, days: &[Date]) -> Diagnostic {
    let written = sources.slice(span).lines().next().unwrap_or_default();
    let written = written.trim_matches(is_quote_mark).replace('`', "'");
    let message = format!("`{key}`: expected a day such as 2023-07-14, found `{written}`");
    let error = Diagnostic::error(Code::DayForm, message);
    let unread = format!("write year, month and day, such as\n{key} = 2023-07-14");
    let reading = |day: &Date| (day.to_string(), day.strftime("it is %-d %B").to_string());
    let readings: Vec<_> = days.iter().map(reading).collect();
    let why = "either number could be the day";
    error.readings(sources, span, [&unread, why], &readings)
}

/// The error for a number in another form; its help gives the possible readings.
fn number_form(sources: &Sources, key: &str, span: Span, written: &str) -> Diagnostic {
    const UNREAD: &str = "write digits with a point before the decimals and without separators between \
                          thousands, such as 1250.5; at most 999999999999999 and 6 decimals";
    let message = format!("`{key}` can't be `{written}`: expected a number such as 12.5");
    let error = Diagnostic::error(Code::UnknownValue, message);
    let readings = [(',', "decimals follow it"), ('.', "it separates thousands")];
    let readings = readings.into_iter().filter_map(|(sign, condition)| {
        let number = parse_number(written, Some(sign)).filter(|_| written.contains(','))?;
        Some((number.to_string(), condition.to_owned()))
    });
    let why = "the sign can be read in two ways";
    error.readings(sources, span, [UNREAD, why], &readings.collect::<Vec<_>>())
}

/// Parses a number with this decimal sign; the other sign may separate groups of three digits. Without a known sign,
/// ambiguous numbers are `None`.
pub(crate) fn parse_number(digits: &str, sign: Option<char>) -> Option<Decimal> {
    let decimal = sign.unwrap_or('.');
    let group = if decimal == ',' { '.' } else { ',' };
    let digits = digits.replace('−', "-");
    let (whole, decimals) = digits.split_once(decimal).unwrap_or((&digits, ""));
    let is_unclear = sign.is_none() && (digits.contains(',') || decimals.len() == 3);
    let mut groups = whole.strip_prefix('-').unwrap_or(whole).split(group);
    let is_grouped = groups.next().is_some_and(|first| !first.is_empty())
        && groups.all(|group| group.len() == 3);
    let number = format!("{}.{decimals}0", whole.replace(group, ""));
    let is_number = |c: (usize, char)| c.1.is_ascii_digit() || c.1 == '.' || c == (0, '-');
    let is_plain = number.char_indices().all(is_number);
    let number = number.parse::<Decimal>().ok().filter(|_| is_grouped && is_plain && !is_unclear);
    number.map(|number| number.normalize()).filter(|number| number.scale() <= MOST_DECIMALS)
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

#[cfg(test)]
mod tests {
    use super::parse_number;

    #[test]
    fn numbers_are_read_with_their_decimal_sign() {
        let read = |digits, sign| parse_number(digits, sign).map(|number| number.to_string());
        assert_eq!(read("12,5", Some(',')).as_deref(), Some("12.5"));
        assert_eq!(read("1.250,5", Some(',')).as_deref(), Some("1250.5"));
        assert_eq!(read("-1,234.50", Some('.')).as_deref(), Some("-1234.5"));
        assert_eq!(read("7", None).as_deref(), Some("7"));
        assert_eq!(read("7.25", None).as_deref(), Some("7.25"));
        for digits in ["1,234", "12,5", "1.234", "5%", "1e3", "", "1,23,456", "ca.12", "10-15"] {
            assert_eq!(read(digits, None), None, "{digits}");
        }
        assert_eq!(read("12,5", Some('.')), None);
    }
}
