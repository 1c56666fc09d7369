//! The sentence of a paragraph in which something stands.

use std::ops::Range;

/// Words whose stop ends no sentence.
const ABBREVIATIONS: [&str; 14] = [
    "e.g.", "i.e.", "cf.", "vs.", "no.", "nos.", "dr.", "mr.", "mrs.", "ms.", "st.", "p.", "pp.",
    "art.",
];

/// The range of the sentence, or sentences, of `text` that `within` touches, without the blanks around it.
pub(super) fn around(text: &str, within: &Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (0, text.len());
    for border in borders(text) {
        if border <= within.start {
            start = border;
        } else if border >= within.end {
            end = border;
            break;
        }
    }
    let sentence = &text[start..end];
    let start = end - sentence.trim_start().len();
    start..start + sentence.trim().len()
}

/// Offsets at which a sentence ends and another one begins.
fn borders(text: &str) -> impl Iterator<Item = usize> + '_ {
    let stops = text.char_indices().filter(|(_, character)| matches!(character, '.' | '!' | '?'));
    stops.filter_map(|(at, _)| border(text, at + 1))
}

/// The end of the sentence that a stop before `after` ends, if it ends one.
fn border(text: &str, after: usize) -> Option<usize> {
    let closing = |c: char| matches!(c, '”' | '’' | '"' | '\'' | ')' | ']');
    let rest = text[after..].trim_start_matches(closing);
    let next = rest.trim_start();
    let opens = |c: char| matches!(c, '“' | '‘' | '"' | '(' | '[');
    let first = next.trim_start_matches(opens).chars().next()?;
    let begins = first.is_uppercase() || first.is_numeric();
    let has_blank = next.len() < rest.len();
    (begins && has_blank && !is_abbreviation(&text[..after])).then(|| text.len() - rest.len())
}

/// Whether the last word of `text` is an abbreviation or an initial.
fn is_abbreviation(text: &str) -> bool {
    let word = text.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let mut letters = word.chars();
    let is_initial = letters.next().is_some_and(char::is_uppercase) && letters.as_str() == ".";
    is_initial || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::around;

    fn sentence<'t>(text: &'t str, piece: &str) -> &'t str {
        let at = text.find(piece).expect("the piece is there");
        &text[around(text, &(at..at + piece.len()))]
    }

    #[test]
    fn a_sentence_ends_where_another_begins() {
        let text = "One (1%). Two, e.g. Three, is 2.5 of “four.” Five? J. Six";
        assert_eq!(sentence(text, "1%"), "One (1%).");
        assert_eq!(sentence(text, "2.5"), "Two, e.g. Three, is 2.5 of “four.”");
        assert_eq!(sentence(text, "Five"), "Five?");
        assert_eq!(sentence(text, "Six"), "J. Six");
        assert_eq!(sentence(text, "Five? J"), "Five? J. Six");
        assert_eq!(sentence("", ""), "");
    }
}
