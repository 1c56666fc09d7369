//! Writes words as Markdown that prints them and nothing else.

/// Words as Markdown that templates can contain; `is_first` if they begin a line of it. A line end is a forced line break.
pub(super) fn markdown(words: &str, is_first: bool) -> String {
    let mut written = String::with_capacity(words.len());
    for (at, character) in words.char_indices() {
        let rest = &words[at + character.len_utf8()..];
        let (before, after) = (words[..at].chars().next_back(), rest.chars().next());
        let line = words[..at].rsplit('\n').next().unwrap_or_default();
        let begins_line = is_first || line.len() < at;
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_escaped = match character {
            '\\' | '*' | '[' | ']' | '`' | '{' | '|' | '\n' => true,
            '#' | '%' if before == Some('{') => true,
            '#' | '>' | '+' | '-' | '=' => begins_line && line.is_empty(),
            '.' | ')' => begins_line && !line.contains(|c: char| !c.is_ascii_digit()),
            '_' => !is_word(before) || !is_word(after),
            '<' => after.is_none_or(|c| !c.is_whitespace()),
            '~' => [before, after].iter().any(|c| c.is_none_or(|c| c == '~')),
            '&' => is_reference(rest),
            '^' => before == Some('['),
            _ => false,
        };
        written.extend(is_escaped.then_some('\\').into_iter().chain([character]));
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
    use super::markdown;

    #[test]
    fn only_signs_that_make_markup_are_escaped() {
        let likely = |words| markdown(words, false);
        assert_eq!(
            likely("R&D of a_b (5 < 6), “so” – ~20 #1."),
            "R&D of a_b (5 < 6), “so” – ~20 #1."
        );
        assert_eq!(likely("*a* _b_ [c](d) <e> {{ f }}"), r"\*a\* \_b\_ \[c\](d) \<e> \{\{ f }}");
        assert_eq!(likely("&amp; &#65; &"), r"\&amp; \&#65; \&");
        assert_eq!(markdown("1. a - b.\n# c", true), "1\\. a - b.\\\n\\# c");
    }
}
