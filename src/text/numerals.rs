//! Whole numbers in digits and in English words.

use std::ops::Range;

use super::{word_end, words};

/// Suffixes that mark a number as a percentage.
const SHARES: [&str; 4] = ["%", " %", " per cent", " percent"];

const SMALL: [&str; 20] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
];
const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// A number below 100 in words, such as `twenty-four`; greater numbers in digits.
pub fn in_words(number: u32) -> String {
    let (tens, units) = (number as usize / 10, number as usize % 10);
    match number {
        0..20 => SMALL[number as usize].to_owned(),
        20..100 if units == 0 => TENS[tens].to_owned(),
        20..100 => format!("{}-{}", TENS[tens], SMALL[units]),
        _ => number.to_string(),
    }
}

/// The number below 100 that `word` spells in lower case.
pub fn from_words(word: &str) -> Option<u32> {
    let place = |words: &[&str], word: &str| words.iter().position(|known| *known == word);
    let tens = |word: &str| place(&TENS[2..], word).map(|at| 10 * (at + 2));
    let value = match word.split_once('-') {
        Some((ten, unit)) => tens(ten)? + place(&SMALL[1..10], unit)? + 1,
        None => place(&SMALL, word).or_else(|| tens(word))?,
    };
    u32::try_from(value).ok()
}

/// A whole number in a text.
#[derive(Debug, PartialEq)]
pub struct Numeral {
    /// The number.
    pub value: u32,
    /// Whether it is a percentage.
    pub is_share: bool,
    /// The byte range, including the sign or words of a percentage.
    pub range: Range<usize>,
}

/// The whole numbers in a text, except parts of dates, names and fractions.
pub fn numerals(text: &str) -> Vec<Numeral> {
    let is_joined =
        |start: &usize| text[..*start].ends_with(['.', ',', '-', '–', '/', '°', '#', '_']);
    let starts = words(text).map(|word| word.start).filter(|start| !is_joined(start));
    starts.filter_map(|start| numeral(text, start)).collect()
}

/// The number that starts at `start`.
fn numeral(text: &str, start: usize) -> Option<Numeral> {
    let mut end = word_end(text, start);
    while text[end..].starts_with('-') {
        end = word_end(text, end + 1);
    }
    let word = &text[start..end];
    let value = word.parse().ok().or_else(|| from_words(&word.to_lowercase()))?;
    let share = SHARES.iter().find(|share| text[end..].starts_with(*share));
    end += share.map_or(0, |share| share.len());
    let mut next = text[end..].chars();
    let is_joined = match (next.next(), next.next()) {
        (Some('.' | ','), Some(digit)) => digit.is_ascii_digit(),
        (Some(next), _) => next.is_alphanumeric() || ['/', '–', '%'].contains(&next),
        (None, _) => false,
    };
    (!is_joined).then_some(Numeral { value, is_share: share.is_some(), range: start..end })
}

#[cfg(test)]
mod tests {
    use super::{from_words, in_words, numerals};

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for number in 0..100 {
            assert_eq!(from_words(&in_words(number)), Some(number));
        }
        assert_eq!(from_words("twenty-ten"), None);
        assert_eq!(from_words("twenty-zero"), None);
        assert_eq!(from_words("ten-four"), None);
        assert_eq!(from_words(""), None);
    }

    #[test]
    fn numbers_read_as_they_are_said() {
        assert_eq!(in_words(0), "zero");
        assert_eq!(in_words(14), "fourteen");
        assert_eq!(in_words(24), "twenty-four");
        assert_eq!(in_words(40), "forty");
        assert_eq!(in_words(340), "340");
    }

    #[track_caller]
    fn check(text: &str, expected: &[(u32, bool)]) {
        let found: Vec<_> = numerals(text).iter().map(|one| (one.value, one.is_share)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn parts_of_dates_names_and_fractions_are_no_numbers() {
        check("24 mechanisms", &[(24, false)]);
        check("Twenty-four mechanisms, 60% of them", &[(24, false), (60, true)]);
        check("62 per cent.", &[(62, true)]);
        check("COP28, 10.7 and 2.5% on 2023-07-14, the 10th, N° 891/2022, 2021–2023", &[]);
        check("one, two", &[(1, false), (2, false)]);
    }
}
