//! Superfluous and missing spaces.

use super::{Correction, Found};
use crate::text::{chunk_end, chunk_start, chunks, has_inner_stop, runs};

fn is_blank(character: char) -> bool {
    character.is_whitespace() && character != '\n'
}

/// Consecutive spaces within a line, each with the words around them.
pub(super) fn doubled(text: &str) -> Vec<Found> {
    let runs = runs(text, is_blank).filter(|run| run.text.chars().nth(1).is_some());
    let found = runs.filter_map(|run| {
        let gap = run.range();
        let words = chunk_start(text, gap.start)..chunk_end(text, gap.end);
        let is_within = words.start < gap.start && gap.end < words.end;
        let is_certain = run.text.chars().all(|c| c == ' ');
        let fix = is_certain.then(|| Correction::once(gap, " ", "a blank is there twice"));
        is_within.then(|| Found { fix, ..Found::new(words, "two spaces") })
    });
    found.collect()
}

/// Spaces before a closing mark, with the word before them, or after an opening bracket.
pub(super) fn before(text: &str) -> Vec<Found> {
    let marks = [" ,", " ;", " :", " .", " ?", " !", " )", " ]", "( ", "[ "];
    let pairs = marks.iter().flat_map(|mark| text.match_indices(mark));
    // An ellipsis or a decimal fraction may follow a space.
    let is_dotted = |at: usize| {
        let after = text[at..].strip_prefix(" .");
        after.is_some_and(|after| after.starts_with(|c: char| c == '.' || c.is_ascii_digit()))
    };
    let found = pairs.filter(|(at, _)| !is_dotted(*at)).map(|(at, pair)| {
        let start = match pair.starts_with(' ') {
            true => chunk_start(text, text[..at].trim_end_matches(is_blank).len()),
            false => at,
        };
        Found::new(start..at + pair.len(), "one space too many")
    });
    let mut found: Vec<Found> = found.collect();
    found.sort_by_key(|found| found.range.start);
    found
}

/// Chunks in which a word directly follows a mark.
pub(super) fn missing(text: &str) -> Vec<Found> {
    let joined = chunks(text).filter(|chunk| !chunk.text.contains(['@', '/']));
    let joined = joined.filter(|chunk| {
        let mut marks = chunk.text.match_indices([',', ';', ':', '?', '!', '.', ')']);
        marks.any(|(at, mark)| misses_blank(chunk.text, at, mark))
    });
    joined.map(|chunk| Found::new(chunk.range(), "a space is missing")).collect()
}

/// Whether a space is missing after the mark at `at`.
fn misses_blank(chunk: &str, at: usize, mark: &str) -> bool {
    let (start, end) = (&chunk[..at], &chunk[at + 1..]);
    let after = end.chars().next().filter(|c| c.is_alphabetic());
    let Some((before, after)) = start.chars().next_back().zip(after) else { return false };
    let is_word = before.is_alphabetic() || matches!(before, ')' | '”' | '"');
    match mark {
        // A full stop before a capital letter ends a sentence, unless it is part of an abbreviation.
        "." => {
            let letters = start.chars().rev().take_while(|c| c.is_alphabetic());
            before.is_lowercase() && after.is_uppercase() && letters.count() > 2
        }
        _ if has_inner_stop(chunk) => false,
        "," | ";" => is_word,
        // Brackets within a word, as in `mechanism(s)based`, are not checked.
        ")" => {
            let is_within = start.rfind('(').is_some_and(|open| open > 0);
            before.is_alphanumeric() && !is_within && end.len() > 2
        }
        _ => is_word && after.is_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, before, doubled, missing};

    fn shown(text: &str, found: Vec<Found>) -> Vec<&str> {
        found.into_iter().map(|found| &text[found.range]).collect()
    }

    #[test]
    fn several_blanks_are_found_with_their_words() {
        let text = "one  two three\u{a0} four\nfive  \nsix  ";
        assert_eq!(shown(text, doubled(text)), ["one  two", "three\u{a0} four"]);
        let fixes: Vec<bool> = doubled(text).iter().map(|found| found.fix.is_some()).collect();
        assert_eq!(fixes, [true, false]);
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
