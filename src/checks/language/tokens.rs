//! Takes a text apart: into words, pieces between blanks, and sentences.

use std::ops::Range;

/// A piece of a text with the offset where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
}

impl Token<'_> {
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    fn part(&self, range: Range<usize>) -> Token<'_> {
        Token { text: &self.text[range.clone()], start: self.start + range.start }
    }
}

/// Whether a character stands for an apostrophe.
pub(super) fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’')
}

/// Runs of letters and digits, with the apostrophes and combining marks within.
pub(super) fn words(text: &str) -> Vec<Token<'_>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices() {
        let inside = character.is_alphanumeric() || ('\u{300}'..='\u{36F}').contains(&character);
        match start {
            None if inside => start = Some(at),
            Some(from) if !inside && !is_apostrophe(character) => {
                words.push(word(text, from..at));
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| word(text, from..text.len())));
    words
}

fn word(text: &str, range: Range<usize>) -> Token<'_> {
    let text_of = text[range.clone()].trim_end_matches(is_apostrophe);
    Token { text: text_of, start: range.start }
}

/// A word with straight apostrophes, without a possessive ending.
pub(super) fn bare(word: &str) -> String {
    let word = word.replace('’', "'");
    word.strip_suffix("'s").map_or(word.clone(), str::to_owned)
}

/// What stands between blanks.
pub(super) fn pieces(text: &str) -> Vec<Token<'_>> {
    let mut pieces = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices() {
        match (start, character.is_whitespace()) {
            (None, false) => start = Some(at),
            (Some(from), true) => {
                pieces.push(Token { text: &text[from..at], start: from });
                start = None;
            }
            _ => {}
        }
    }
    pieces.extend(start.map(|from| Token { text: &text[from..], start: from }));
    pieces
}

/// A piece without the marks around it; none if it holds nothing else.
pub(super) fn core<'t>(piece: &Token<'t>) -> Option<Token<'t>> {
    let is_word = |c: char| c.is_alphanumeric() || c == '%';
    let start = piece.text.find(is_word)?;
    let trimmed = piece.text[start..].trim_end_matches(|c| !is_word(c));
    Some(Token { text: trimmed, start: piece.start + start })
}

/// Whether a piece is an address of the web or a mailbox, or an abbreviation with stops: a stop, at sign or slash pair
/// stands between letters.
pub(super) fn is_address(piece: &str) -> bool {
    if !piece.contains(['.', '@', '_', ':']) {
        return false;
    }
    let characters: Vec<char> = piece.chars().collect();
    let stop_within = characters.windows(3).any(|three| {
        matches!(three[1], '.' | '@' | '_')
            && three[0].is_alphanumeric()
            && three[2].is_alphanumeric()
    });
    stop_within || piece.contains("://")
}

/// The sentences of a text.
pub(super) fn sentences(text: &str) -> Vec<Token<'_>> {
    let whole = Token { text, start: 0 };
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
        let ends = match character {
            '\n' => true,
            '.' | '!' | '?' => ends_sentence(&text[start..at], &text[end..]),
            _ => false,
        };
        if ends {
            sentences.push((start, end));
            start = end;
        }
    }
    sentences.push((start, text.len()));
    sentences
        .into_iter()
        .filter(|(start, end)| !text[*start..*end].trim().is_empty())
        .map(|(start, end)| {
            let part = whole.part(start..end);
            Token { text: &text[start..end], start: part.start }
        })
        .collect()
}

/// Abbreviations whose stop ends no sentence.
pub(super) const ABBREVIATIONS: &[&str] = &[
    "cf", "dr", "e.g", "etc", "fig", "i.e", "mr", "mrs", "ms", "no", "nos", "p", "para", "pp",
    "st", "vs",
];

fn ends_sentence(before: &str, after: &str) -> bool {
    let last = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let abbreviated = ABBREVIATIONS.contains(&last.to_lowercase().as_str());
    let rest = after.trim_start_matches(['”', '"', '’', '\'', ')', ']']);
    let next = rest.trim_start();
    let begins = next.chars().next().is_none_or(|c| !c.is_lowercase());
    !abbreviated && (rest.is_empty() || rest.len() > next.len()) && begins
}

/// Whether a word begins with a capital letter.
pub(super) fn is_capitalized(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::{is_address, sentences, words};

    #[test]
    fn a_word_keeps_its_apostrophe_and_loses_a_closing_mark() {
        let found: Vec<&str> =
            words("the ISCMs’ ‘don’t’ of 2nd (re-use)").iter().map(|word| word.text).collect();
        assert_eq!(found, ["the", "ISCMs", "don’t", "of", "2nd", "re", "use"]);
    }

    #[test]
    fn a_sentence_ends_with_its_stop_but_not_with_that_of_an_abbreviation() {
        let text = "Target 10.7, e.g. here. “Good.” Then more? yes";
        let found: Vec<&str> = sentences(text).iter().map(|sentence| sentence.text).collect();
        assert_eq!(found, ["Target 10.7, e.g. here.", " “Good.", "” Then more? yes"]);
    }

    #[test]
    fn an_address_has_a_stop_within() {
        assert!(is_address("www.iom.int"));
        assert!(is_address("(e.g."));
        assert!(!is_address("end."));
    }
}
