//! Superfluous and missing spaces.

use std::ops::Range;

use super::doubled::{complete, doubled_blank};
use super::{Places, Text};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{Token, chunk_end, chunk_start, chunks, has_inner_stop};

/// Checks the secretariat's text.
pub(super) fn check(text: &Text<'_>, english: bool) -> Option<Diagnostic> {
    let mut places = Places::default();
    for passage in text.own() {
        // Other languages have spaces before some punctuation marks.
        let before = if english { before(&passage.text) } else { Vec::new() };
        for (ranges, fault) in [
            (doubled(&passage.text), "two spaces"),
            (before, "one space too many"),
            (missing(&passage.text), "a space is missing"),
        ] {
            ranges.into_iter().for_each(|range| places.add(text.place(passage, range), fault));
        }
    }
    let things = ["a space between words is", "spaces between words are"];
    let help = "put one space between words and after a mark, and none before it";
    let note = places.counted(Code::StrayBlank, things, "doubled or missing", help)?;
    Some(complete(note, |place| doubled_blank(text.sources, place)))
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() && character != '\n'
}

/// The ranges of consecutive spaces within a line, each with the words around them.
pub(super) fn doubled(text: &str) -> Vec<Range<usize>> {
    // Fast path: most texts have none, so they need not be split.
    if !["  ", "\t", "\u{a0}", "\u{2009}", "\u{202f}"].iter().any(|blank| text.contains(blank)) {
        return Vec::new();
    }
    let pieces: Vec<Token<'_>> = chunks(text).collect();
    let pairs = pieces.windows(2).filter_map(|pair| {
        let between = &text[pair[0].range().end..pair[1].start];
        let several = between.chars().count() > 1 && between.chars().all(is_blank);
        several.then(|| pair[0].start..pair[1].range().end)
    });
    pairs.collect()
}

/// Spaces before a closing mark, with the word before them, or after an opening bracket.
fn before(text: &str) -> Vec<Range<usize>> {
    let marks = [" ,", " ;", " :", " .", " ?", " !", " )", " ]", "( ", "[ "];
    let pairs = marks.iter().flat_map(|mark| text.match_indices(mark));
    // An ellipsis or a decimal fraction may follow a space.
    let is_dotted = |rest: &str| {
        let after = rest.strip_prefix(" .");
        after.is_some_and(|after| after.starts_with(|c: char| c == '.' || c.is_ascii_digit()))
    };
    let pairs = pairs.filter(|(at, _)| !is_dotted(&text[*at..]));
    let start = |at, pair: &str| if pair.starts_with(' ') { piece_start(text, at) } else { at };
    let mut found: Vec<_> = pairs.map(|(at, pair)| start(at, pair)..at + pair.len()).collect();
    found.sort_by_key(|range| range.start);
    found
}

/// Marks directly followed by a word, with the chunk that contains them.
fn missing(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, mark) in text.match_indices([',', ';', ':', '?', '!', '.', ')']) {
        let after = text[at + 1..].chars().next().filter(|c| c.is_alphabetic());
        let before = text[..at].chars().next_back();
        let (Some(after), Some(before)) = (after, before) else { continue };
        let start = piece_start(text, at);
        let end = chunk_end(text, at);
        let piece = &text[start..end];
        let word = before.is_alphabetic() || matches!(before, ')' | '”' | '"');
        let address = piece.contains(['@', '/']) || (mark != "." && has_inner_stop(piece));
        let misses = match mark {
            "," | ";" => word,
            ":" | "?" | "!" => word && after.is_uppercase(),
            // A full stop before a capital letter ends a sentence, unless it is part of an
            // abbreviation.
            "." => {
                let letters = text[start..at].chars().rev().take_while(|c| c.is_alphabetic());
                before.is_lowercase() && after.is_uppercase() && letters.count() > 2
            }
            // Brackets within a word, as in `mechanism(s)based`, are not checked.
            _ => {
                let within = text[start..at].rfind('(').is_some_and(|open| open > 0);
                before.is_alphanumeric() && !within && end - at > 3
            }
        };
        if misses && !address {
            found.push(start..end);
        }
    }
    found.dedup();
    found
}

/// The start of the chunk that contains an offset or ends before it.
fn piece_start(text: &str, at: usize) -> usize {
    chunk_start(text, text[..at].trim_end_matches(is_blank).len())
}

#[cfg(test)]
mod tests {
    use super::{before, doubled, missing};

    fn shown(text: &str, ranges: Vec<std::ops::Range<usize>>) -> Vec<&str> {
        ranges.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn several_blanks_are_found_with_their_words() {
        let text = "one  two three\u{a0} four\nfive";
        assert_eq!(shown(text, doubled(text)), ["one  two", "three\u{a0} four"]);
    }

    #[test]
    fn a_blank_before_a_mark_is_found() {
        let text = "one , two ) ( three … four ... five .5 six : seven";
        assert_eq!(shown(text, before(text)), ["one ,", "two )", "( ", "six :"]);
    }

    #[test]
    fn a_blank_that_is_missing_is_found() {
        let text =
            "one,two 1,000 end.Then www.iom.int U.N. e.g. (a)b 10.7 Ph.D. (one)two it;is 10:30";
        assert_eq!(shown(text, missing(text)), ["one,two", "end.Then", "(one)two", "it;is"]);
    }
}
