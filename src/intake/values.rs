//! Values of cells: ticks, days, numbers and options, as people and form tools write them.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::mapping::same_text;
use crate::model::Choice;
use crate::text::possible_days;

/// Values of a box that is ticked, and of one that is not.
pub(super) const TICKED: [&str; 8] = ["1", "y", "yes", "checked", "x", "✓", "☒", "true"];
pub(super) const UNTICKED: [&str; 6] = ["0", "n", "no", "unchecked", "☐", "false"];

/// The possible readings of a date, with or without a time.
pub(super) fn days_in(text: &str) -> Vec<Date> {
    let is_day = |word: &&str| !word.contains(':') || word.contains('T');
    let words: Vec<&str> = text.split_whitespace().take_while(is_day).collect();
    possible_days(&words.join(" "))
}

/// Whether a text is the key, title or value of an option.
pub(super) fn is_option_name(option: &Choice, text: &str) -> bool {
    same_text(&option.key.value, text)
        || same_text(&option.title.value, text)
        || option.value.is_some_and(|value| text.parse() == Ok(value))
}

/// Parses a number with this decimal sign; the other sign may separate groups of three digits. Without a known sign,
/// ambiguous numbers are `None`.
pub(super) fn parse_number(digits: &str, sign: Option<char>) -> Option<Decimal> {
    let Some(sign) = sign else {
        let is_clear =
            !digits.contains(',') && digits.split('.').nth(1).is_none_or(|part| part.len() != 3);
        return parse_number(digits, Some('.')).filter(|_| is_clear);
    };
    let group = if sign == ',' { '.' } else { ',' };
    let (whole, rest) = digits.split_once(sign).unwrap_or((digits, ""));
    let mut groups = whole.trim_start_matches(['-', '−']).split(group);
    let is_grouped =
        groups.next().is_some_and(|first| !first.is_empty()) && groups.all(|part| part.len() == 3);
    let plain = format!(
        "{}.{}",
        whole.replace(group, "").replace('−', "-"),
        if rest.is_empty() { "0" } else { rest }
    );
    let is_plain =
        plain.strip_prefix('-').unwrap_or(&plain).chars().all(|c| c.is_ascii_digit() || c == '.');
    plain
        .parse::<Decimal>()
        .ok()
        .filter(|_| is_grouped && is_plain)
        .map(|number| number.normalize())
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
