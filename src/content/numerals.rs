//! Whole numbers in English words.

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

/// A number below a thousand in words, such as `twenty-four`; greater ones stay in figures.
pub(super) fn in_words(number: u32) -> String {
    let (tens, units) = (number as usize / 10, number as usize % 10);
    match number {
        0..20 => SMALL[number as usize].to_owned(),
        20..100 if units == 0 => TENS[tens].to_owned(),
        20..100 => format!("{}-{}", TENS[tens], SMALL[units]),
        100..1000 if number.is_multiple_of(100) => {
            format!("{} hundred", SMALL[number as usize / 100])
        }
        100..1000 => {
            format!("{} hundred and {}", SMALL[number as usize / 100], in_words(number % 100))
        }
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn numbers_read_as_they_are_said() {
        assert_eq!(in_words(0), "zero");
        assert_eq!(in_words(14), "fourteen");
        assert_eq!(in_words(24), "twenty-four");
        assert_eq!(in_words(40), "forty");
        assert_eq!(in_words(340), "three hundred and forty");
        assert_eq!(in_words(1000), "1000");
    }
}
