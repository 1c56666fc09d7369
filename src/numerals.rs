//! Whole numbers in English words, written and read, for the checks of English texts.

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// A number below a hundred in words, such as `twenty-four`; greater ones stay in figures.
pub fn in_words(number: u32) -> String {
    let (tens, units) = (number as usize / 10, number as usize % 10);
    match number {
        0..20 => SMALL[number as usize].to_owned(),
        20..100 if units == 0 => TENS[tens].to_owned(),
        20..100 => format!("{}-{}", TENS[tens], SMALL[units]),
        _ => number.to_string(),
    }
}

/// The number below a hundred that a word is, all in small letters.
pub fn value(word: &str) -> Option<u32> {
    let place = |words: &[&str], word: &str| words.iter().position(|known| *known == word);
    let tens = |word: &str| place(&TENS[2..], word).map(|at| 10 * (at + 2));
    let value = match word.split_once('-') {
        Some((ten, unit)) => tens(ten)? + place(&SMALL[1..10], unit)? + 1,
        None => place(&SMALL, word).or_else(|| tens(word))?,
    };
    u32::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::{in_words, value};

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for number in 0..100 {
            assert_eq!(value(&in_words(number)), Some(number));
        }
        assert_eq!(value("twenty-ten"), None);
        assert_eq!(value("twenty-zero"), None);
        assert_eq!(value("ten-four"), None);
        assert_eq!(value(""), None);
    }

    #[test]
    fn numbers_read_as_they_are_said() {
        assert_eq!(in_words(0), "zero");
        assert_eq!(in_words(14), "fourteen");
        assert_eq!(in_words(24), "twenty-four");
        assert_eq!(in_words(40), "forty");
        assert_eq!(in_words(340), "340");
    }
}
