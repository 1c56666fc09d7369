//! Text processing: words, sentences, numbers and quotation marks.
//!
//! A word is a run of letters and digits ([`words()`]); a chunk is a run of non-whitespace
//! ([`chunks`]). Offsets are byte offsets in the text passed in.

use std::ops::Range;

mod days;
mod folded;
mod noun;
mod numerals;
mod quote_marks;
mod sentences;
mod tokens;

pub use days::possible_days;
pub use folded::Folded;
pub(crate) use folded::fold;
pub use noun::Noun;
pub use numerals::{Numeral, from_words, in_words, numerals};
pub use quote_marks::{closes, is_apostrophe, is_closing, is_opening, is_quote_mark, opens_after};
pub use sentences::{clauses, is_abbreviation, sentence_around, sentences};
pub use tokens::{
    Token, chunk_around, chunk_end, chunk_start, chunks, chunks_after, chunks_before, has_word,
    is_word_end, is_word_start, lines, lower_words, runs, segments, whole_words, word_end,
    word_start, words, words_with_apostrophes,
};

/// The words of ASCII letters and digits in a text, with hyphens between them.
pub fn hyphenated(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// The text with each run of whitespace replaced by one space, and trimmed.
pub fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The sign that separates the cells of CSV: the one that divides the first lines into the most cells, all
/// into the same number. Signs between quotation marks do not count.
pub fn separator(csv: &str) -> u8 {
    let unquoted: String = csv.split('"').step_by(2).collect();
    let score = |sign: &u8| {
        let lines = unquoted.lines().filter(|line| !line.is_empty()).take(20);
        let counts: Vec<usize> =
            lines.map(|line| line.matches(char::from(*sign)).count()).collect();
        let first = counts.first().copied().unwrap_or(0);
        (first > 0, counts.iter().filter(|count| **count == first).count(), first)
    };
    [b'\t', b';', b','].into_iter().max_by_key(score).expect("there are signs")
}

/// The text with its first letter in upper case.
pub fn capitalized(text: &str) -> String {
    let (first, rest) = text.split_at(text.chars().next().map_or(0, char::len_utf8));
    first.to_uppercase() + rest
}

/// The text with its first letter in lower case.
pub fn uncapitalized(text: &str) -> String {
    let (first, rest) = text.split_at(text.chars().next().map_or(0, char::len_utf8));
    first.to_lowercase() + rest
}

/// Items as a phrase: `a, b and c`, with `and` as the conjunction.
pub fn listed(items: &[String], conjunction: &str) -> String {
    joined(items, ", ", &format!(" {conjunction} "))
}

/// Joins items with `between`, and with `last` before the last item.
pub fn joined(items: &[String], between: &str, last: &str) -> String {
    match items.split_last() {
        Some((end, first)) if !first.is_empty() => [&first.join(between), last, end].concat(),
        _ => items.concat(),
    }
}

/// The start of the line that contains `at`.
pub fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Whether two ranges overlap.
pub fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// The range without whitespace at its ends.
pub fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.end - part.trim_start().len();
    start..start + part.trim().len()
}

/// Whether the text contains a web or e-mail address.
pub fn has_address(text: &str) -> bool {
    ["://", "www.", "@"].iter().any(|part| text.contains(part))
}

/// Whether a chunk is an address, a file name or an abbreviation such as `e.g.`: it has a full
/// stop, an at sign or an underscore between letters or digits.
pub fn has_inner_stop(chunk: &str) -> bool {
    let is_inner = |(at, sign): (usize, &str)| {
        chunk[..at].ends_with(char::is_alphanumeric)
            && chunk[at + sign.len()..].starts_with(char::is_alphanumeric)
    };
    chunk.contains("://") || chunk.match_indices(['.', '@', '_']).any(is_inner)
}

/// The parts of a text between spaces, tabs and line ends; no-break spaces do not separate parts.
pub fn unbreakable(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '\t', '\n']).filter(|part| !part.is_empty())
}

/// Wraps the text into lines of at most `width` characters, breaking only at spaces and line ends.
/// Spaces within a line are kept.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for part in text.split([' ', '\n']) {
        let last = lines.last_mut().expect("there is always a line");
        let length = last.chars().count();
        if length > 0 && length + 1 + part.chars().count() > width {
            lines.push(part.to_owned());
        } else {
            last.push_str(if length > 0 { " " } else { "" });
            last.push_str(part);
        }
    }
    lines
}

/// Aligns the cells of each line, which tabs separate, in columns with a gap between them; the last cell of a line may be
/// of any length.
pub fn columns(text: &str, gap: usize) -> String {
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row[..row.len() - 1].get(column));
        cells.map(|cell| cell.chars().count() + gap).max().unwrap_or(0)
    };
    let most = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..most).map(width).collect();
    let line = |row: &Vec<&str>| {
        let last = row.len() - 1;
        let cells = row[..last].iter().zip(&widths);
        let cells: String = cells.map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("{cells}{}\n", row[last])
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::{capitalized, has_inner_stop, line_start, listed, separator, squeezed, wrapped};

    #[test]
    fn the_separator_of_csv_is_found_outside_quotation_marks() {
        assert_eq!(separator("a;b;c\n1;\"x, y, z\";3\n"), b';');
        assert_eq!(separator("a,\"b;c\"\n1,2\n"), b',');
        assert_eq!(separator("a\tb\n1,5\t2\n"), b'\t');
        assert_eq!(separator("\"a\"\t\"b\"\n\"1,5;\"\t\"2\"\n"), b'\t');
        assert_eq!(separator("name;one, two;three\n1;2;3\n"), b';');
    }

    #[test]
    fn blanks_are_squeezed() {
        assert_eq!(squeezed(" one\n two\u{a0}\tthree "), "one two three");
        assert_eq!(squeezed(" "), "");
    }

    #[test]
    fn the_first_letter_is_a_capital() {
        assert_eq!(capitalized("été"), "Été");
        assert_eq!(capitalized(""), "");
    }

    #[test]
    fn items_are_listed_with_a_conjunction() {
        let items = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(listed(&items, "and"), "a, b and c");
        assert_eq!(listed(&items[1..], "or"), "b or c");
        assert_eq!(listed(&items[..1], "or"), "a");
    }

    #[test]
    fn a_line_starts_after_a_line_end() {
        assert_eq!(["one\ntwo", "one"].map(|text| line_start(text, text.len())), [4, 0]);
    }

    #[test]
    fn an_address_has_an_inner_stop() {
        assert!(has_inner_stop("www.iom.int"));
        assert!(has_inner_stop("(e.g."));
        assert!(!has_inner_stop("end."));
    }

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(wrapped("12\u{a0}of  them are\nhere", 12), ["12\u{a0}of  them", "are here"]);
        assert_eq!(wrapped("unbreakable words", 5), ["unbreakable", "words"]);
        assert_eq!(wrapped("", 5), [""]);
    }
}
