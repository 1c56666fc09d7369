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

/// A part of a written date.
#[derive(Clone, Copy)]
enum Piece {
    /// A number and how many digits it has.
    Number(i16, usize),
    Month(i16),
}

/// The possible readings of a written date: none if it is not a date, two if day and month are ambiguous.
pub fn possible_days(written: &str) -> Vec<Date> {
    let day = written.split(['T', 't']).next().filter(|day| day.len() == 10);
    if let Some(date) = day.and_then(|day| day.parse().ok()) {
        return vec![date];
    }
    let Some(pieces) = pieces(written) else { return Vec::new() };
    let (year, orders) = match pieces[..] {
        [Piece::Number(_, 8)] => {
            // Such as `20230714`.
            let digits: String = written.chars().filter(char::is_ascii_digit).collect();
            return digits.parse().ok().into_iter().collect();
        }
        [Piece::Number(year, 4), month, day] => (year, vec![(day, month)]),
        [one, other, Piece::Number(year, 2 | 4)] => (year, vec![(one, other), (other, one)]),
        _ => return Vec::new(),
    };
    let year = if year < 100 { 2000 + year } else { year };
    let days = orders.into_iter().filter_map(|(day, month)| {
        let Piece::Number(day, _) = day else { return None };
        let (Piece::Number(month, _) | Piece::Month(month)) = month;
        Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
    });
    let mut days: Vec<Date> = days.collect();
    days.dedup();
    days
}

/// The numbers and months of a written date; `None` if it contains other words.
fn pieces(written: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    for word in lower_words(written) {
        let digits = word.trim_end_matches(char::is_alphabetic);
        let rest = &word[digits.len()..];
        if !digits.is_empty() && matches!(rest, "" | "st" | "nd" | "rd" | "th" | "er") {
            let number = if digits.len() == 8 { 0 } else { digits.parse().ok()? };
            pieces.push(Piece::Number(number, digits.len()));
        } else if let Some(month) = month(&word) {
            pieces.push(Piece::Month(month));
        } else if !matches!(word.as_str(), "of" | "the" | "le" | "de" | "del" | "el")
            && !is_weekday(&word)
        {
            return None;
        }
    }
    Some(pieces)
}

fn month(word: &str) -> Option<i16> {
    let short = |name: &str| word == "sept" && name == "september" || word == &name[..3];
    let found = MONTHS.iter().position(|names| names.contains(&word) || short(names[0]));
    found.map(|index| index as i16 + 1)
}

fn is_weekday(word: &str) -> bool {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    days.iter().any(|day| *day == word || day[..3] == *word)
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
