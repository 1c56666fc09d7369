//! Parses dates as people write them.

use jiff::civil::Date;

use super::lower_words;

/// The names of the months in English, French and Spanish. English names may be cut to three letters.
const MONTHS: [&[&str]; 12] = [
    &["january", "janvier", "enero"],
    &["february", "février", "fevrier", "febrero"],
    &["march", "mars", "marzo"],
    &["april", "avril", "abril"],
    &["may", "mai", "mayo"],
    &["june", "juin", "junio"],
    &["july", "juillet", "julio"],
    &["august", "août", "aout", "agosto"],
    &["september", "septembre", "septiembre"],
    &["october", "octobre", "octubre"],
    &["november", "novembre", "noviembre"],
    &["december", "décembre", "decembre", "diciembre"],
];

/// Words in a written date that carry no meaning.
const FILLERS: [&str; 13] = [
    "of", "the", "le", "de", "del", "el", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday",
];

/// The forms of a date, as for `strptime`; of two readings, the one with the day first comes first.
const FORMS: [&str; 10] = [
    "%Y-%m-%d", "%d-%m-%Y", "%m-%d-%Y", "%d-%m-%y", "%m-%d-%y", "%d-%B-%Y", "%B-%d-%Y", "%d-%B-%y",
    "%B-%d-%y", "%Y-%B-%d",
];

/// The possible readings of a written date: none if it is not a date, two if day and month are ambiguous.
pub fn possible_days(written: &str) -> Vec<Date> {
    if let Some(day) = written.split(['T', 't']).next().and_then(|day| day.parse().ok()) {
        return vec![day];
    }
    let is_filler = |word: &str| {
        FILLERS.iter().any(|filler| *filler == word || filler.len() > 5 && filler[..3] == *word)
    };
    let words = lower_words(written).filter(|word| !is_filler(word));
    let words = words.map(|word| plain(&word).to_owned()).collect::<Vec<_>>().join("-");
    let days = FORMS.iter().filter_map(|form| Date::strptime(form, &words).ok());
    let mut days: Vec<Date> = days.filter(|day| day.year() >= 1000).collect();
    days.dedup();
    days
}

/// A word of a date: a month as its full English name, a number without its ordinal suffix.
fn plain(word: &str) -> &str {
    let is_short = |name: &str| word.len() > 2 && name.starts_with(word);
    if let Some(names) = MONTHS.iter().find(|names| names.contains(&word) || is_short(names[0])) {
        return names[0];
    }
    let digits = word.trim_end_matches(char::is_alphabetic);
    match &word[digits.len()..] {
        "st" | "nd" | "rd" | "th" | "er" if !digits.is_empty() => digits,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::possible_days;

    fn read(written: &str) -> Vec<String> {
        possible_days(written).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_day_is_read_however_it_is_written() {
        for written in [
            "14/07/2023", "14.7.2023", "2023.07.14", "2023/7/14", "14 July 2023", "July 14, 2023",
            "14th of July 2023", "14 juillet 2023", "14 de julio de 2023", "14-Jul-23", "20230714",
            "Friday 14 July 2023", "07/14/2023", "2023-07-14T10:00:00", "2023-7-14",
        ] {
            assert_eq!(read(written), ["2023-07-14"], "{written}");
        }
    }

    #[test]
    fn where_day_and_month_cannot_be_told_apart_both_are_given() {
        assert_eq!(read("03/04/2023"), ["2023-04-03", "2023-03-04"]);
        assert_eq!(read("04/04/2023"), ["2023-04-04"]);
    }

    #[test]
    fn what_is_no_day_is_none() {
        for written in ["yesterday", "31/02/2023", "July 2023", "14", "", "14 July 2023 or later"] {
            assert!(read(written).is_empty(), "{written}");
        }
    }
}
