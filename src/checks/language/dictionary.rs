//! The English word list, about 128,000 words in British spelling with -ize, and the search for
//! similar words.
//!
//! `english/words.deflate` is made from SCOWL 2020.12.07 (Debian's package `scowl`; its terms are
//! in `english/copyright.txt`): the lists `english` and `british_z` of `words`, `upper`,
//! `proper-names` and `contractions` of the sizes 10, 20, 35, 40, 50, 55, 60 and 70, without the
//! forms with 's and without accents, nor words of size 70 that are common names but for their first
//! letter. Each line has a word, a tab and a digit from 1 to 8: the rank
//! of the smallest of the eight sizes that includes the word; or a 9 for other spellings: words that
//! only the lists `american`, `british`, `variant_1`, `variant_2`, `british_variant_1` and
//! `british_variant_2` have. Lines are unique, sorted by the bytes of the words, and compressed with
//! deflate at level 9.
//!
//! `english/terms.txt` adds what these lists lack and international organizations write: names of
//! countries, regions and cities, and their vocabulary. It has a word a line, sorted like the
//! other.

use std::io::Read;
use std::sync::LazyLock;

use flate2::read::DeflateDecoder;

const PACKED: &[u8] = include_bytes!("english/words.deflate");

const TERMS: &str = include_str!("english/terms.txt");

/// The rarity of the words of terms.txt.
const OF_TERMS: u8 = 7;

/// The greatest rarity of a word that most readers know.
pub(super) const OF_COMMON: u8 = 7;

/// The digit of a word in another spelling, such as an American one.
const OTHER_SPELLING: u8 = 9;

/// The lines of the word list and those of the list of terms, sorted.
pub(in crate::checks) struct Dictionary {
    words: Vec<&'static str>,
    terms: Vec<&'static str>,
}

/// The English word list, decompressed on first use.
///
/// # Panics
/// If the embedded data is not valid deflate data or UTF-8; a test would fail first.
pub(in crate::checks) fn english() -> &'static Dictionary {
    static ENGLISH: LazyLock<Dictionary> = LazyLock::new(|| {
        let mut lines = String::with_capacity(1_600_000);
        DeflateDecoder::new(PACKED).read_to_string(&mut lines).expect("the word list unpacks");
        Dictionary { words: lines.leak().lines().collect(), terms: TERMS.lines().collect() }
    });
    &ENGLISH
}

impl Dictionary {
    /// The rarity of a word, from 1 for the most common; `None` if it is not in the list.
    pub(super) fn rarity(&self, word: &str) -> Option<u8> {
        let rarity = self.digit(word).filter(|digit| *digit != OTHER_SPELLING);
        rarity.or_else(|| self.terms.binary_search(&word).is_ok().then_some(OF_TERMS))
    }

    /// Whether a word is correct in another spelling than the list's.
    pub(super) fn is_spelt_otherwise(&self, word: &str) -> bool {
        self.digit(word) == Some(OTHER_SPELLING)
    }

    fn digit(&self, word: &str) -> Option<u8> {
        let found = self.words.binary_search_by_key(&word, |line| &line[..line.len() - 2]).ok()?;
        self.words[found].bytes().last().map(|digit| digit - b'0')
    }

    /// Whether a word is common, so that it identifies nobody.
    pub(in crate::checks) fn is_common(&self, word: &str) -> bool {
        self.terms.binary_search(&word).is_err()
            && self.rarity(word).is_some_and(|rarity| rarity <= OF_COMMON)
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

#[cfg(test)]
mod tests {
    use super::{Slip, english};

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
        let words = dictionary.words.iter().filter(|line| !line.ends_with('9'));
        let words = words.map(|line| &line[..line.len() - 2]);
        let lost = words.chain(dictionary.terms.iter().copied()).find(|word| !dictionary.has(word));
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
}
