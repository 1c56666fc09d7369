//! The English word list, about 88,000 words in British spelling with -ize, and the search for
//! similar words.
//!
//! `english/words.deflate` is made from SCOWL 2020.12.07 (Debian's package `scowl`; its terms are
//! in `english/copyright.txt`): the lists `english` and `british_z` of `words`, `upper`,
//! `proper-names` and `contractions` of the sizes 10, 20, 35, 40, 50, 55 and 60, without the forms
//! with 's and without accents. Each line has a word, a tab and a digit from 1 to 7: the rank of
//! the smallest of the seven sizes that includes the word. Lines are unique, sorted by the bytes of
//! the words, and compressed with deflate at level 9.

use std::io::Read;
use std::sync::OnceLock;

use flate2::read::DeflateDecoder;

use crate::text::middles;

const PACKED: &[u8] = include_bytes!("english/words.deflate");

/// The lines of the word list, sorted.
pub(in crate::checks) struct Dictionary(Vec<&'static str>);

/// The English word list, decompressed on first use.
///
/// # Panics
/// If the embedded data is not valid deflate data or UTF-8; a test would fail first.
pub(in crate::checks) fn english() -> &'static Dictionary {
    static ENGLISH: OnceLock<Dictionary> = OnceLock::new();
    ENGLISH.get_or_init(|| {
        let mut lines = String::with_capacity(1_000_000);
        DeflateDecoder::new(PACKED).read_to_string(&mut lines).expect("the word list unpacks");
        Dictionary(lines.leak().lines().collect())
    })
}

impl Dictionary {
    /// The rarity of a word, from 1 for the most common; `None` if it is not in the list.
    pub(super) fn rarity(&self, word: &str) -> Option<u8> {
        let found = self.0.binary_search_by_key(&word, |line| &line[..line.len() - 2]).ok()?;
        self.0[found].bytes().last().map(|digit| digit - b'0')
    }

    /// Whether the list contains a word.
    pub(in crate::checks) fn has(&self, word: &str) -> bool {
        self.rarity(word).is_some()
    }

    /// The words that are one typing error away, with their rarity.
    pub(super) fn near(&self, word: &str) -> Vec<(u8, Slip, String)> {
        let mut found = Vec::new();
        let mut add = |slip: Slip, pieces: [&[char]; 3]| {
            let word = String::from_iter(pieces.concat());
            found.extend(self.rarity(&word).map(|rarity| (rarity, slip, word)));
        };
        let letters: Vec<char> = word.chars().collect();
        for at in 0..=letters.len() {
            let (begun, after) = letters.split_at(at);
            for letter in 'a'..='z' {
                add(Slip::Missing, [begun, &[letter], after]);
            }
            let [first, rest @ ..] = after else { continue };
            add(Slip::Additional, [begun, &[], rest]);
            for letter in ('a'..='z').filter(|letter| letter != first) {
                add(Slip::Replaced, [begun, &[letter], rest]);
            }
            if let [second, rest @ ..] = rest
                && first != second
            {
                add(Slip::Swapped, [begun, &[*second, *first], rest]);
            }
        }
        found
    }
}

/// A typing error; the most likely come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slip {
    /// Two letters are transposed.
    Swapped,
    /// A letter is missing.
    Missing,
    /// There is an extra letter.
    Additional,
    /// A letter is replaced by another.
    Replaced,
}

/// The single typing error that turns `right` into `word`, if there is one.
pub(super) fn slip(word: &str, right: &str) -> Option<Slip> {
    let (word, right) = middles(word, right);
    let [word, right] = [word, right].map(|text| text.chars().collect::<Vec<_>>());
    match (word.as_slice(), right.as_slice()) {
        ([], [_]) => Some(Slip::Missing),
        ([_], []) => Some(Slip::Additional),
        ([_], [_]) => Some(Slip::Replaced),
        ([a, b], [c, d]) if (a, b) == (d, c) => Some(Slip::Swapped),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Slip, english, slip};

    #[test]
    fn words_are_british_with_ize() {
        let words =
            ["a", "aardvark", "zygotes", "organize", "programme", "labour", "Geneva", "don't"];
        for word in words {
            assert!(english().has(word), "{word}");
        }
        for word in ["organise", "labor", "recieve", "geneva", "zzz", "", "don", "aardvar"] {
            assert!(!english().has(word) || word == "don", "{word}");
        }
        assert!(english().rarity("the") < english().rarity("aardvark"));
    }

    #[test]
    fn every_line_is_found() {
        let dictionary = english();
        let lost = dictionary.0.iter().find(|line| !dictionary.has(&line[..line.len() - 2]));
        assert_eq!(lost, None);
    }

    #[test]
    fn near_words_are_one_slip_away() {
        let near = |word: &str| -> Vec<(Slip, String)> {
            english().near(word).into_iter().map(|(_, slip, word)| (slip, word)).collect()
        };
        let slips = [
            ("teh", Slip::Swapped, "the"),
            ("teh", Slip::Missing, "teeth"),
            ("teh", Slip::Additional, "eh"),
            ("teh", Slip::Replaced, "ten"),
            ("Genev", Slip::Missing, "Geneva"),
            ("recieve", Slip::Swapped, "receive"),
        ];
        for (word, slip, right) in slips {
            let found = near(word).contains(&(slip, right.to_owned()));
            assert_eq!(found, right != "teeth", "{word} {right}");
        }
        assert_eq!(near("qqqqqqqq"), []);
        assert!(!near("programmes").iter().any(|(_, word)| word == "programmes"));
    }

    #[test]
    fn a_slip_is_told_from_two() {
        assert_eq!(slip("Quio", "Quito"), Some(Slip::Missing));
        assert_eq!(slip("Quitto", "Quito"), Some(Slip::Additional));
        assert_eq!(slip("Quido", "Quito"), Some(Slip::Replaced));
        assert_eq!(slip("Qutio", "Quito"), Some(Slip::Swapped));
        assert_eq!(slip("Quito", "Quito"), None);
        assert_eq!(slip("Quidos", "Quito"), None);
    }
}
