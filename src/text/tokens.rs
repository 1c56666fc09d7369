//! Words, and chunks separated by whitespace.

use std::ops::Range;

use super::is_apostrophe;

/// A part of a text with the offset of its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    /// The part.
    pub text: &'t str,
    /// Its offset.
    pub start: usize,
}

impl<'t> Token<'t> {
    /// A slice of `text` as a token; `part` must borrow from `text`.
    pub(super) fn within(text: &str, part: &'t str) -> Self {
        Token { text: part, start: part.as_ptr().addr() - text.as_ptr().addr() }
    }

    /// The byte range of the part.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// Whether a character belongs to a word: letters, digits and combining marks.
fn is_inside(character: char) -> bool {
    character.is_alphanumeric() || ('\u{300}'..='\u{36F}').contains(&character)
}

/// Runs of characters of one kind.
pub fn runs(text: &str, is_of_kind: impl Fn(char) -> bool) -> impl Iterator<Item = Token<'_>> {
    let parts = text.split(move |c| !is_of_kind(c)).filter(|part| !part.is_empty());
    parts.map(|part| Token::within(text, part))
}

/// Runs of letters and digits.
pub fn words(text: &str) -> impl Iterator<Item = Token<'_>> {
    runs(text, is_inside)
}

/// The words of a text in lower case.
pub fn lower_words(text: &str) -> impl Iterator<Item = String> + '_ {
    words(text).map(|word| word.text.to_lowercase())
}

/// Runs of letters and digits, including the apostrophes between them: `don’t` is one word.
pub fn words_with_apostrophes(text: &str) -> impl Iterator<Item = Token<'_>> {
    let parts = text.split(|c| !is_inside(c) && !is_apostrophe(c));
    let words = parts.map(|part| part.trim_matches(is_apostrophe)).filter(|word| !word.is_empty());
    words.map(|word| Token::within(text, word))
}

/// The lines of a text, without line endings.
pub fn lines(text: &str) -> impl DoubleEndedIterator<Item = Token<'_>> {
    text.split('\n').map(|line| Token::within(text, line))
}

/// The chunks separated by whitespace.
pub fn chunks(text: &str) -> impl Iterator<Item = Token<'_>> {
    runs(text, |c| !c.is_whitespace())
}

/// Splits the whole text into words, runs of whitespace, and single marks. Apostrophes and `%`
/// belong to words.
pub fn segments(text: &str) -> Vec<&str> {
    let is_word = |c: char| is_inside(c) || is_apostrophe(c) || c == '%';
    let (mut segments, mut rest) = (Vec::new(), text);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if first.is_whitespace() => rest.find(|c: char| !c.is_whitespace()),
            _ if is_word(first) => rest.find(|c| !is_word(c)),
            mark => Some(mark.len_utf8()),
        };
        let (segment, after) = rest.split_at(length.unwrap_or(rest.len()));
        segments.push(segment);
        rest = after;
    }
    segments
}

/// Whether a word may start at `at`: no letter or digit precedes it.
pub fn is_word_start(text: &str, at: usize) -> bool {
    !text[..at].ends_with(is_inside)
}

/// Whether a word may end at `at`: no letter or digit follows.
pub fn is_word_end(text: &str, at: usize) -> bool {
    !text[at..].starts_with(is_inside)
}

/// The start of the word that ends at `at`.
pub fn word_start(text: &str, at: usize) -> usize {
    text[..at].trim_end_matches(is_inside).len()
}

/// The end of the word that starts at `at`.
pub fn word_end(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start_matches(is_inside).len()
}

/// The offsets at which `needle` occurs in `text` as whole words.
pub fn whole_words<'t>(text: &'t str, needle: &'t str) -> impl Iterator<Item = usize> + 't {
    let offsets = text.match_indices(needle).map(|(at, _)| at);
    offsets.filter(move |at| is_word_start(text, *at) && is_word_end(text, at + needle.len()))
}

/// Whether `needle` occurs in `text` as whole words.
pub fn has_word(text: &str, needle: &str) -> bool {
    whole_words(text, needle).next().is_some()
}

/// The start of the chunk that contains or ends at `at`.
pub fn chunk_start(text: &str, at: usize) -> usize {
    text[..at].trim_end_matches(|c: char| !c.is_whitespace()).len()
}

/// The end of the chunk that contains `at`.
pub fn chunk_end(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start_matches(|c: char| !c.is_whitespace()).len()
}

/// The chunk that contains `at`.
pub fn chunk_around(text: &str, at: usize) -> Range<usize> {
    chunk_start(text, at)..chunk_end(text, at)
}

/// The start of the `count`th chunk before `at`, or of the first one.
pub fn chunks_before(text: &str, at: usize, count: usize) -> usize {
    (0..count).fold(at, |start, _| match text[..start].trim_end() {
        "" => start,
        before => chunk_start(text, before.len()),
    })
}

/// The end of the `count`th chunk after `at`, or of the last one.
pub fn chunks_after(text: &str, at: usize, count: usize) -> usize {
    (0..count).fold(at, |end, _| match text[end..].trim_start() {
        "" => end,
        after => chunk_end(text, text.len() - after.len()),
    })
}

#[cfg(test)]
mod tests {
    use super::{
        Token, chunk_around, chunks, chunks_after, chunks_before, has_word, segments, words,
        words_with_apostrophes,
    };

    fn texts<'t>(tokens: impl Iterator<Item = Token<'t>>) -> Vec<&'t str> {
        tokens.map(|token| token.text).collect()
    }

    #[test]
    fn words_are_letters_and_digits() {
        let text = "the ISCMs’ “e\u{301}te\u{301}” (2nd)";
        assert_eq!(texts(words(text)), ["the", "ISCMs", "e\u{301}te\u{301}", "2nd"]);
        assert!(words(text).all(|word| &text[word.range()] == word.text));
    }

    #[test]
    fn a_word_keeps_its_apostrophe_and_loses_a_closing_mark() {
        let found = texts(words_with_apostrophes("the ISCMs’ ‘don’t’ of 2nd (re-use)"));
        assert_eq!(found, ["the", "ISCMs", "don’t", "of", "2nd", "re", "use"]);
    }

    #[test]
    fn chunks_are_between_blanks() {
        let text = " one,\u{a0}two\nthree ";
        assert_eq!(texts(chunks(text)), ["one,", "two", "three"]);
        assert_eq!(&text[chunk_around(text, text.find("wo").unwrap())], "two");
        assert_eq!(&text[chunks_before(text, text.len(), 2)..], "two\nthree ");
        assert_eq!(&text[..chunks_after(text, 0, 1)], " one,");
        assert_eq!((chunks_before(text, 3, 5), chunks_after(text, 3, 5)), (1, text.len() - 1));
    }

    #[test]
    fn segments_keep_every_character() {
        let text = "“SDG 8” – it's 92% (of 13).  End";
        assert_eq!(segments(text).concat(), text);
        assert!(segments(text).contains(&"92%") && segments(text).contains(&"it's"));
    }

    #[test]
    fn a_word_is_found_whole() {
        assert!(has_word("in APT, AP.", "AP"));
        assert!(!has_word("in APT, WAP", "AP"));
    }
}
