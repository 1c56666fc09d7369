//! The English word list, about 128,000 words in British spelling with -ize, and the search for
//! similar words.
//!
//! `english/words.txt` is made from SCOWL 2020.12.07 (Debian's package `scowl`; its terms are
//! in `english/copyright.txt`): the lists `english` and `british_z` of `words`, `upper`,
//! `proper-names` and `contractions` of the sizes 10, 20, 35, 40, 50, 55, 60 and 70, without the
//! forms with 's and without accents, nor words of size 70 that are common names but for their first
//! letter. Each line has a word, a tab and a digit from 1 to 8: the rank
//! of the smallest of the eight sizes that includes the word; or a 9 for other spellings: words that
//! only the lists `american`, `british`, `variant_1`, `variant_2`, `british_variant_1` and
//! `british_variant_2` have. Lines are unique and sorted by the bytes of the words.
//!
//! `english/terms.txt` adds what these lists lack and international organizations write: names of
//! countries, regions and cities, and their vocabulary. It has a word a line, sorted like the
//! other.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The rarity of the words of terms.txt.
const OF_TERMS: u8 = 7;

/// The greatest rarity of a word that most readers know.
pub(super) const OF_COMMON: u8 = 7;

/// The digit of a word in another spelling, such as an American one.
const OTHER_SPELLING: u8 = 9;

/// The lines of words.txt and of terms.txt, both sorted by their words.
static LINES: LazyLock<[Vec<&str>; 2]> = LazyLock::new(|| {
    let files = [include_str!("english/words.txt"), include_str!("english/terms.txt")];
    files.map(|file| file.lines().collect())
});

/// The lines of the words and of the terms; or those of them that begin with the same letters.
#[derive(Clone, Copy)]
struct Lists([&'static [&'static str]; 2]);

impl Lists {
    /// All words and terms.
    fn all() -> Self {
        let [words, terms] = &*LINES;
        Lists([words, terms])
    }

    /// The rarity of a word, from 1 for the most common; `None` if it is not in the lists.
    fn rarity(self, word: &str) -> Option<u8> {
        let [words, terms] = self.0;
        let rarity = digit(words, word).filter(|digit| *digit != OTHER_SPELLING);
        rarity.or_else(|| line(terms, word).map(|_| OF_TERMS))
    }

    /// The words and terms among these that begin with some letters.
    fn starting_with(self, letters: &str) -> Self {
        Lists(self.0.map(|lines| {
            let lines = &lines[lines.partition_point(|line| word(line) < letters)..];
            &lines[..lines.partition_point(|line| line.starts_with(letters))]
        }))
    }
}

/// The word of a line, which a tab and a digit may follow.
fn word(line: &str) -> &str {
    let before_digit = line.get(..line.len().saturating_sub(1)).unwrap_or_default();
    before_digit.strip_suffix('\t').unwrap_or(line)
}

/// The line of a word.
fn line(lines: &[&'static str], searched: &str) -> Option<&'static str> {
    lines.binary_search_by_key(&searched, |line| word(line)).ok().map(|at| lines[at])
}

fn digit(words: &[&'static str], word: &str) -> Option<u8> {
    line(words, word)?.bytes().last().map(|digit| digit - b'0')
}

/// The rarity of a word, from 1 for the most common; `None` if it is not in the list.
pub(super) fn rarity(word: &str) -> Option<u8> {
    Lists::all().rarity(word)
}

/// Whether a word is correct in another spelling than the list's.
pub(super) fn is_spelt_otherwise(word: &str) -> bool {
    digit(&LINES[0], word) == Some(OTHER_SPELLING)
}

/// Whether a word is common, so that it identifies nobody.
pub(in crate::checks) fn is_common(word: &str) -> bool {
    line(&LINES[1], word).is_none() && rarity(word).is_some_and(|rarity| rarity <= OF_COMMON)
}

/// Whether the list contains a word.
pub(in crate::checks) fn has(word: &str) -> bool {
    rarity(word).is_some()
}

/// The words that are one typing error away from a word or its form in lower case, by their rarity.
pub(super) fn near(word: &str) -> BTreeSet<(u8, Slip, String)> {
    let mut found = BTreeSet::new();
    let mut add = |lists: Lists, slip: Slip, pieces: [&[char]; 3]| {
        let word = String::from_iter(pieces.concat());
        found.extend(lists.rarity(&word).map(|rarity| (rarity, slip, word)));
    };
    for form in BTreeSet::from([word.to_owned(), word.to_lowercase()]) {
        let letters: Vec<char> = form.chars().collect();
        let mut lists = Lists::all();
        for at in 0..=letters.len() {
            let (begun, after) = letters.split_at(at);
            lists = lists.starting_with(&String::from_iter(begun));
            if lists.0.iter().all(|lines| lines.is_empty()) {
                break;
            }
            ('a'..='z').for_each(|letter| add(lists, Slip::Missing, [begun, &[letter], after]));
            let [first, rest @ ..] = after else { continue };
            add(lists, Slip::Additional, [begun, &[], rest]);
            for letter in ('a'..='z').filter(|letter| letter != first) {
                add(lists, Slip::Replaced, [begun, &[letter], rest]);
            }
            if let [second, rest @ ..] = rest
                && first != second
            {
                add(lists, Slip::Swapped, [begun, &[*second, *first], rest]);
            }
        }
    }
    found
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
    use super::{LINES, Slip, has, near, rarity};

    #[test]
    fn words_are_british_with_ize() {
        let words =
            ["a", "aardvark", "zygotes", "organize", "programme", "labour", "Geneva", "don't"];
        for word in words {
            assert!(has(word), "{word}");
        }
        for word in ["organise", "labor", "recieve", "geneva", "zzz", "", "don", "aardvar"] {
            assert!(!has(word) || word == "don", "{word}");
        }
        assert!(rarity("the") < rarity("aardvark"));
    }

    #[test]
    fn every_line_is_found() {
        let [words, terms] = &*LINES;
        let words = words.iter().filter(|line| !line.ends_with('9'));
        let words = words.map(|line| &line[..line.len() - 2]);
        let lost = words.chain(terms.iter().copied()).find(|word| !has(word));
        assert_eq!(lost, None);
    }

    #[test]
    fn near_words_are_one_slip_away() {
        let found = |word: &str| -> Vec<(Slip, String)> {
            near(word).into_iter().map(|(_, slip, word)| (slip, word)).collect()
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
            let found = found(word).contains(&(slip, right.to_owned()));
            assert_eq!(found, right != "teeth", "{word} {right}");
        }
        assert_eq!(found("qqqqqqqq"), []);
        assert!(!found("programmes").iter().any(|(_, word)| word == "programmes"));
    }
}
