//! What nobody means to print: words, punctuation marks and spaces that are doubled, spaces that are
//! superfluous or missing, placeholders, markup of templates and Markdown without effect, and mojibake
//! (UTF-8 that was decoded as Windows-1252).

use encoding_rs::WINDOWS_1252;

use super::{Correction, Found};
use crate::text::{
    Token, chunk_around, chunk_end, chunk_start, chunks, has_inner_stop, has_word, is_abbreviation,
    runs, words, words_with_apostrophes,
};

/// Words that may occur twice in a row in a correct sentence.
const RIGHTLY: &[&str] = &["had", "that"];

/// Words that are never correct twice in a row: articles, prepositions, conjunctions, forms of "to
/// be". Others, such as names and words that a speaker repeats, may be.
const NEVER_TWICE: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "has", "have",
    "if", "into", "is", "its", "of", "on", "or", "our", "than", "the", "their", "these", "this",
    "to", "was", "were", "which", "will", "with", "would",
];

/// The words that repeat the previous one.
pub(super) fn doubled_words(text: &str) -> Vec<Found> {
    // In `on-site` and `a.m.`, the word continues.
    let is_whole = |word: &Token<'_>| {
        let chunk = &text[chunk_around(text, word.start)];
        chunk.trim_matches(|c: char| !c.is_alphanumeric()) == word.text
    };
    let all: Vec<Token<'_>> = words_with_apostrophes(text).collect();
    let pairs = all.windows(2).filter_map(|pair| {
        let [first, second] = [pair[0], pair[1]];
        let word = first.text.to_lowercase();
        let is_doubled = word == second.text.to_lowercase()
            && word.chars().all(char::is_alphabetic)
            && !RIGHTLY.contains(&word.as_str())
            && text[first.range().end..second.start].trim().is_empty();
        let is_certain =
            NEVER_TWICE.contains(&word.as_str()) && is_whole(&first) && is_whole(&second);
        let both = first.start..second.range().end;
        let fix = is_certain.then(|| Correction::once(both, first.text, "a word is there twice"));
        is_doubled.then(|| Found { fix, ..Found::at(second.range()) })
    });
    pairs.collect()
}

/// Consecutive punctuation marks that don't belong together.
pub(super) fn doubled_marks(text: &str) -> Vec<Found> {
    let runs = runs(text, |c| matches!(c, ',' | ';' | ':' | '.'));
    let runs = runs.filter(|Token { text: marks, start }| {
        let word = text[..*start].rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let is_abbreviated = word.chars().count() == 1 || is_abbreviation(word);
        let is_right = match marks.len() {
            1 => true,
            2 => is_abbreviated && marks.starts_with('.') && *marks != "..",
            _ => matches!(*marks, "..." | "...."),
        };
        !is_right
    });
    // A mark, an optional closing quotation mark or bracket, and a full stop.
    let around = [".”.", ".\".", ".’.", ".).", "?”.", "!”.", "?.", "!."];
    let pairs = around.iter().flat_map(|pair| text.match_indices(pair));
    let pairs = pairs.map(|(at, pair)| at..at + pair.len());
    let mut found: Vec<Found> = runs.map(|run| run.range()).chain(pairs).map(Found::at).collect();
    found.sort_by_key(|found| found.range.start);
    found
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() && character != '\n'
}

/// Consecutive spaces within a line, each with the words around them.
pub(super) fn doubled_blanks(text: &str) -> Vec<Found> {
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
pub(super) fn blanks_before(text: &str) -> Vec<Found> {
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
pub(super) fn blanks_missing(text: &str) -> Vec<Found> {
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

/// Words that are placeholders.
const TO_DO: [&str; 5] = ["FIXME", "TBC", "TBD", "TODO", "XX"];

/// The beginnings of placeholders in brackets.
const IN_BRACKETS: [&str; 10] =
    ["add ", "check ", "confirm", "date", "insert", "name", "number", "tbc", "tbd", "to be "];

/// The placeholders of a text, and markup of templates or Markdown that is printed literally.
pub(super) fn unfinished(text: &str) -> Vec<Found> {
    let is_to_do =
        |word: &str| TO_DO.contains(&word) || (word.len() > 1 && word.chars().all(|c| c == 'x'));
    let to_do = words(text).filter(|word| is_to_do(word.text));
    // Not the Roman numeral of a session, as in `resolution 2106 (XX)`.
    let to_do = to_do.filter(|word| !text[..word.start].ends_with('(')).map(|word| word.range());
    let closed = |open, close: char| {
        let opened = text.match_indices(open);
        opened.filter_map(move |(at, _): (usize, &str)| Some(at..at + text[at..].find(close)? + 1))
    };
    let is_open = |inside: &str| {
        IN_BRACKETS.iter().any(|begin| inside[1..].to_lowercase().starts_with(begin))
            || TO_DO.iter().any(|word| has_word(inside, word))
            || inside.contains("??")
    };
    let brackets = closed('[', ']').filter(|range| is_open(&text[range.clone()]));
    let placeholders = to_do.chain(brackets).map(|range| Found::new(range, "a placeholder"));
    let template =
        closed('{', '}').map(|range| Found::new(range, "a template prints with two braces"));
    let strong = ["**", "__"].into_iter().flat_map(|sign| text.match_indices(sign));
    let strong = strong
        .map(|(at, sign)| Found::new(at..at + sign.len(), "no other `**` or `__` belongs to it"));
    placeholders.chain(template).chain(strong).collect()
}

/// The garbled runs of a text, with their repaired text.
pub(super) fn mojibake(text: &str) -> Vec<Found> {
    let runs = runs(text, |c| !c.is_ascii()).filter(|run| run.text.chars().nth(1).is_some());
    let found = runs.filter_map(|run| {
        let (bytes, _, has_other_characters) = WINDOWS_1252.encode(run.text);
        let repaired = std::str::from_utf8(&bytes).ok().filter(|_| !has_other_characters)?;
        let why = "the text was decoded with the wrong encoding";
        let fix = Some(Correction::new(run.range(), repaired, why));
        Some(Found { fix, ..Found::new(run.range(), format!("`{repaired}`")) })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::{
        Found, blanks_before, blanks_missing, doubled_blanks, doubled_marks, doubled_words,
        unfinished,
    };

    #[test]
    fn only_words_that_never_stand_twice_are_corrected() {
        let fix = |text: &str| doubled_words(text).pop().and_then(|found| found.fix);
        let found = fix("see the The sea").expect("certain");
        assert_eq!((found.range, found.right.as_str()), (4..11, "the"));
        for text in ["very very", "the the-ory", "on on-site"] {
            assert!(fix(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_word_is_doubled_across_blanks_only() {
        let starts =
            |text| doubled_words(text).iter().map(|found| found.range.start).collect::<Vec<_>>();
        assert_eq!(starts("of the The end"), [7]);
        assert_eq!(starts("the\u{a0} the"), [6]);
        assert!(starts("he had had that that, that 10 10 face-to-face").is_empty());
    }

    #[test]
    fn marks_in_a_row_are_found_unless_they_belong_together() {
        let text = "one,, two.. three... etc., U.S., e.g.: four.; “five.”. six?.";
        let range = |found: Found| &text[found.range];
        let found: Vec<&str> = doubled_marks(text).into_iter().map(range).collect();
        assert_eq!(found, [",,", "..", ".;", ".”.", "?."]);
    }

    fn shown(text: &str, found: Vec<Found>) -> Vec<&str> {
        found.into_iter().map(|found| &text[found.range]).collect()
    }

    #[test]
    fn several_blanks_are_found_with_their_words() {
        let text = "one  two three\u{a0} four\nfive  \nsix  ";
        assert_eq!(shown(text, doubled_blanks(text)), ["one  two", "three\u{a0} four"]);
        let fixes: Vec<bool> =
            doubled_blanks(text).iter().map(|found| found.fix.is_some()).collect();
        assert_eq!(fixes, [true, false]);
    }

    #[test]
    fn a_blank_before_a_mark_is_found() {
        let text = "one , two ) ( three … four ... five .5 six : seven";
        assert_eq!(shown(text, blanks_before(text)), ["one ,", "two )", "( ", "six :"]);
    }

    #[test]
    fn a_blank_that_is_missing_is_found() {
        let text =
            "one,two 1,000 end.Then www.iom.int U.N. e.g. (a)b 10.7 Ph.D. (one)two it;is 10:30";
        assert_eq!(shown(text, blanks_missing(text)), ["one,two", "end.Then", "(one)two", "it;is"]);
    }

    #[test]
    fn placeholders_and_signs_are_found() {
        let found = |text: &'static str| -> Vec<&str> {
            unfinished(text).into_iter().map(|found| &text[found.range]).collect()
        };
        assert_eq!(
            found("TODO: xx% of [to be confirmed] and [… TBC]"),
            ["TODO", "xx", "TBC", "[to be confirmed]", "[… TBC]"]
        );
        assert_eq!(found("**x { figure(\"a\") }"), ["{ figure(\"a\") }", "**"]);
        assert_eq!(
            found("[the] year [sic] of Axx, Part IX, 2106 (XX), 116 (XXX), a_b and 2*3 […]"),
            [""; 0]
        );
    }
}
