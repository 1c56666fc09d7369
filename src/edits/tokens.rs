//! Splits a text into words for comparing, without differences of typography.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::{self, segments};

/// A word, a mark or a blank of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// The characters without differences of typography.
    pub(super) key: String,
    /// The bytes in the text.
    pub(super) range: Range<usize>,
}

impl Token {
    /// Whether it is white space.
    pub(super) fn is_blank(&self) -> bool {
        self.key == " "
    }
}

/// The words, marks and blanks of a text, from the first to the last that is no blank.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let (level, places) = leveled(text);
    let mut tokens = Vec::new();
    let mut start = 0;
    for key in segments(&level) {
        let end = start + key.len();
        let range = places[start].start..places[end - 1].end;
        tokens.push(Token { key: key.to_owned(), range });
        start = end;
    }
    tokens.pop_if(|last| last.is_blank());
    let blanks = tokens.iter().take_while(|token| token.is_blank()).count();
    tokens.split_off(blanks)
}

/// The keys of all tokens, joined.
pub(super) fn key(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.key.as_str()).collect()
}

/// The text without differences of typography, and the bytes of the text that each of its bytes comes from.
fn leveled(text: &str) -> (String, Vec<Range<usize>>) {
    let mut level = String::with_capacity(text.len());
    let mut places: Vec<Range<usize>> = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((start, first)) = characters.next() {
        let mut end = start + first.len_utf8();
        while let Some((at, mark)) = characters.next_if(|(_, next)| is_combining_mark(*next)) {
            end = at + mark.len_utf8();
        }
        let mut folded = String::new();
        text[start..end].nfc().for_each(|character| fold(character, &mut folded));
        // Several blanks are one, and `--` is a dash.
        if matches!(folded.as_str(), " " | "-") && level.ends_with(&folded) {
            places.last_mut().expect("it has a place").end = end;
            continue;
        }
        places.extend(folded.bytes().map(|_| start..end));
        level.push_str(&folded);
    }
    (level, places)
}

/// Adds a character as it is compared: without what programs change by themselves.
fn fold(character: char, out: &mut String) {
    out.push_str(match character {
        '…' => "...",
        '©' => "(c)",
        '®' => "(r)",
        '™' => "(tm)",
        '½' => "1/2",
        '¼' => "1/4",
        '¾' => "3/4",
        other => return out.extend(text::fold(other)),
    });
}

#[cfg(test)]
mod tests {
    use super::{key, tokens};

    #[test]
    fn typography_makes_no_difference() {
        let pairs = [
            ("it's \"so\" - or -- so...", " it’s  “so” – or — so… "),
            ("Zoe\u{308} (c) 1/2", "Zo\u{eb}\u{a0}© ½"),
            ("co\u{ad}op November-December", "coop November\u{2011}December"),
        ];
        for (one, other) in pairs {
            assert_eq!(key(&tokens(one)), key(&tokens(other)));
        }
        assert_ne!(key(&tokens("of 12")), key(&tokens("of 13")));
    }

    #[test]
    fn tokens_know_their_places() {
        let text = "  “Zoe\u{308}”  – 1/2… ";
        let found: Vec<&str> =
            tokens(text).iter().map(|token| &text[token.range.clone()]).collect();
        assert_eq!(found, ["“", "Zoe\u{308}", "”", "  ", "–", " ", "1", "/", "2", "…", "…", "…"]);
    }
}
