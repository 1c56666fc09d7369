//! The English words: British with -ize, about 88,000, and those near to a word that is none of them.
//!
//! `english/words.deflate` is made from SCOWL 2020.12.07 (Debian's package `scowl`; its terms stand in
//! `english/copyright.txt`): the lists `english` and `british_z` of `words`, `upper`, `proper-names` and `contractions`
//! of the sizes 10, 20, 35, 40, 50, 55 and 60, without the forms with 's and without accents. Each word stands once, in
//! the order of its bytes, on a line with a tabulator and a digit after it, 1 to 7, for the first of the seven sizes that
//! has it. The lines are packed by deflate, at level 9.

use std::cmp::Ordering;
use std::io::Read;
use std::sync::OnceLock;

use flate2::read::DeflateDecoder;

const PACKED: &[u8] = include_bytes!("english/words.deflate");

/// The words.
pub(super) struct Dictionary {
    lines: String,
    /// Where each line begins.
    starts: Vec<usize>,
}

/// The words, unpacked once.
///
/// # Panics
/// If what is embedded is no packed text, which a test would show.
pub(super) fn english() -> &'static Dictionary {
    static ENGLISH: OnceLock<Dictionary> = OnceLock::new();
    ENGLISH.get_or_init(|| {
        let mut lines = String::with_capacity(1_000_000);
        DeflateDecoder::new(PACKED).read_to_string(&mut lines).expect("the word list unpacks");
        let ends = lines.match_indices('\n').map(|(at, _)| at + 1);
        let mut starts: Vec<usize> = std::iter::once(0).chain(ends).collect();
        starts.pop();
        Dictionary { lines, starts }
    })
}

impl Dictionary {
    /// How rare a word is, from 1 for the most common; none if it is no word.
    pub(super) fn rarity(&self, word: &str) -> Option<u8> {
        let bytes = self.lines.as_bytes();
        let found =
            self.starts.binary_search_by(|start| compare(&bytes[*start..], word.as_bytes()));
        let start = self.starts[found.ok()?];
        Some(bytes[start + word.len() + 1] - b'0')
    }

    /// Whether it is a word.
    pub(super) fn has(&self, word: &str) -> bool {
        self.rarity(word).is_some()
    }

    /// The words that are one slip away, with their rarity.
    pub(super) fn near(&self, word: &str) -> Vec<(u8, Slip, String)> {
        let mut found = Vec::new();
        let letters: Vec<char> = word.chars().collect();
        let mut begun = String::new();
        let text = |letters: &[char]| letters.iter().collect::<String>();
        let mut add = |slip: Slip, begun: &str, rest: &[char]| {
            let candidate = format!("{begun}{}", text(rest));
            found.extend(self.rarity(&candidate).map(|rarity| (rarity, slip, candidate)));
        };
        for at in 0..=letters.len() {
            let after = &letters[at..];
            if let [first, rest @ ..] = after {
                add(Slip::Additional, &begun, rest);
                if let [second, rest @ ..] = rest
                    && first != second
                {
                    add(Slip::Swapped, &begun, &[&[*second, *first], rest].concat());
                }
            }
            for letter in 'a'..='z' {
                begun.push(letter);
                if self.begins_words(&begun) {
                    add(Slip::Missing, &begun, after);
                    if let [first, rest @ ..] = after
                        && *first != letter
                    {
                        add(Slip::Replaced, &begun, rest);
                    }
                }
                begun.pop();
            }
            begun.extend(after.first());
            if !self.begins_words(&begun) {
                break;
            }
        }
        found
    }

    fn begins_words(&self, begun: &str) -> bool {
        let bytes = self.lines.as_bytes();
        let first = self.starts.partition_point(|start| {
            let end = (start + begun.len()).min(bytes.len());
            bytes[*start..end] < *begun.as_bytes()
        });
        self.starts.get(first).is_some_and(|start| self.lines[*start..].starts_with(begun))
    }
}

/// Compares the word at the beginning of the lines with another. The tabulator after it comes before all that words are
/// made of, so that a word comes before those that it begins.
fn compare(lines: &[u8], word: &[u8]) -> Ordering {
    let length = word.len().min(lines.len());
    lines[..length].cmp(word).then(match lines.get(length) {
        Some(b'\t') => Ordering::Equal,
        _ => Ordering::Greater,
    })
}

/// A slip of the pen, the likeliest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slip {
    /// Two letters have changed places.
    Swapped,
    /// A letter is missing.
    Missing,
    /// There is a letter too many.
    Additional,
    /// A letter stands for another.
    Replaced,
}

/// The slip that makes a word of another, if it is one.
pub(super) fn slip(word: &str, right: &str) -> Option<Slip> {
    // A letter has four bytes at most.
    if word.len().abs_diff(right.len()) > 4 {
        return None;
    }
    let (word, right): (Vec<char>, Vec<char>) = (word.chars().collect(), right.chars().collect());
    let same = |pair: &(&char, &char)| pair.0 == pair.1;
    let begin = word.iter().zip(&right).take_while(same).count();
    let (word, right) = (&word[begin..], &right[begin..]);
    let end = word.iter().rev().zip(right.iter().rev()).take_while(same).count();
    match (&word[..word.len() - end], &right[..right.len() - end]) {
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
        let lost = dictionary.lines.lines().find(|line| !dictionary.has(&line[..line.len() - 2]));
        assert_eq!(lost, None);
        assert_eq!(dictionary.starts.len(), dictionary.lines.lines().count());
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
