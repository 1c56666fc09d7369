//! Writes words as Markdown that prints them and nothing else.

/// How much is escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escapes {
    /// Signs that make markup anywhere in a line.
    Likely,
    /// Also the first sign of each line and the last one, and blanks at both ends.
    Edges,
}

/// Words as Markdown that templates can contain. A line end is a forced line break.
pub(super) fn markdown(words: &str, escapes: Escapes) -> String {
    let mut written = String::with_capacity(words.len());
    let last = words.chars().next_back().map_or(0, |last| words.len() - last.len_utf8());
    let (mut before, mut is_first) = (None, escapes == Escapes::Edges);
    for (at, character) in words.char_indices() {
        let rest = &words[at + character.len_utf8()..];
        let after = rest.chars().next();
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_edge = escapes == Escapes::Edges && (is_first || at == last);
        let is_escaped = match character {
            '\\' | '*' | '[' | ']' | '`' | '{' | '|' | '\n' => true,
            _ if is_edge && character.is_ascii_punctuation() => true,
            '_' => !is_word(before) || !is_word(after),
            '<' => after.is_none_or(|c| !c.is_whitespace()),
            '~' => [before, after].iter().any(|c| c.is_none_or(|c| c == '~')),
            '&' => is_reference(rest),
            '^' => before == Some('['),
            '#' | '%' => before == Some('{'),
            _ => false,
        };
        match character {
            ' ' | '\t' if is_edge && (at == 0 || at == last) => {
                written += &format!("&#{};", character as u32);
            }
            _ if is_escaped => written.extend(['\\', character]),
            _ => written.push(character),
        }
        is_first &= !character.is_ascii_punctuation();
        is_first |= character == '\n' && escapes == Escapes::Edges;
        before = Some(character);
    }
    written
}

/// Whether the text after `&` makes, or may make, a character reference.
fn is_reference(rest: &str) -> bool {
    let after = rest.trim_start_matches(|c: char| c == '#' || c.is_ascii_alphanumeric());
    after.is_empty() || (after.starts_with(';') && after.len() < rest.len())
}

/// Whether words can be put into any text without escapes.
pub(super) fn is_plain(words: &str) -> bool {
    words.chars().all(|c| c.is_alphanumeric() || c == ' ' || ".!?-–’‘“”".contains(c))
}

#[cfg(test)]
mod tests {
    use super::{Escapes, markdown};

    #[test]
    fn only_signs_that_make_markup_are_escaped() {
        let likely = |words| markdown(words, Escapes::Likely);
        assert_eq!(
            likely("R&D of a_b (5 < 6), “so” – ~20 #1."),
            "R&D of a_b (5 < 6), “so” – ~20 #1."
        );
        assert_eq!(likely("*a* _b_ [c](d) <e> {{ f }}"), r"\*a\* \_b\_ \[c\](d) \<e> \{\{ f }}");
        assert_eq!(likely("&amp; &#65; &"), r"\&amp; \&#65; \&");
        assert_eq!(markdown(" 1. a.\n# b ", Escapes::Edges), "&#32;1\\. a.\\\n\\# b&#32;");
    }
}
