//! Lines whose value is a day in another form.

use std::ops::Range;

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use super::{Kind, Slip};
use crate::model::slips::readings;
use crate::text::is_quote_mark;

/// Keys whose value is a day.
pub(super) const DAYS: [&str; 4] = ["received", "cleared", "embargo", "withdrawn"];

/// What stands in for a day that can't be read. Nothing is built from it: its line is an error.
const NO_DAY: Date = Date::constant(1970, 1, 1);

/// The days of a table and of those under it that are written otherwise.
pub(super) fn days(text: &str, table: &DeTable<'_>) -> Vec<Slip> {
    let slips = table.iter().flat_map(|(key, value)| match value.get_ref() {
        DeValue::Table(table) => days(text, table),
        DeValue::Array(items) => {
            let tables = items.iter().filter_map(|item| item.get_ref().as_table());
            tables.flat_map(|table| days(text, table)).collect()
        }
        written if is_written(written) && DAYS.contains(&key.get_ref().as_ref()) => {
            vec![day(text, key.get_ref(), value.span())]
        }
        _ => Vec::new(),
    });
    slips.collect()
}

/// A day in another form.
pub(super) fn day(text: &str, key: &str, range: Range<usize>) -> Slip {
    let written = text[range.clone()].trim_matches(|c: char| c.is_whitespace() || is_quote_mark(c));
    let days = readings(written);
    let day = days.first().copied().unwrap_or(NO_DAY).to_string();
    Slip::one(Kind::Day(key.to_owned(), days), range, &day)
}

/// Whether a value may be a day in another form: a text, a number or a moment.
pub(super) fn is_written(value: &DeValue<'_>) -> bool {
    match value {
        DeValue::Datetime(moment) => moment.time.is_some() || moment.date.is_none(),
        DeValue::String(_) | DeValue::Integer(_) | DeValue::Float(_) => true,
        DeValue::Boolean(_) | DeValue::Array(_) | DeValue::Table(_) => false,
    }
}
