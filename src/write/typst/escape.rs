//! Escapes text so that Typst does not interpret it: it prints exactly as given, except that
//! consecutive spaces print as one.
//!
//! Only characters with a special meaning in their position get a backslash, so that the source
//! stays readable.

/// The context in the source before a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// The start of a line or an opening bracket, where headings and list items can start.
    Start,
    /// The closing bracket of a call such as `#emph[…]`, which a parenthesis would continue.
    Call,
}

/// Words longer than this, in characters, may be broken, since they may be wider than their line.
const LONGEST_WORD: usize = 60;
/// The number of characters of a long word between two places where it may be broken.
const PIECE: usize = 8;

/// Returns `text` as markup. Adjacent texts must be joined first: hyphens at the end of one and the
/// start of the next would become a dash. A very long word may be broken.
pub(super) fn markup(text: &str, before: Before) -> String {
    let text = one_line(text);
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    // The number of characters since the start of the word, if it is a long one.
    let mut place: Option<usize> = None;
    for (index, character) in text.char_indices() {
        let head = &text[..index];
        let tail = &text[index + character.len_utf8()..];
        place = match place {
            _ if !is_in_word(character) => None,
            Some(place) => Some(place + 1),
            None if head.ends_with(is_in_word) => None,
            None => {
                text[index..].chars().take_while(|c| is_in_word(*c)).nth(LONGEST_WORD).map(|_| 0)
            }
        };
        if place.is_some_and(|place| place > 0 && place % PIECE == 0) {
            out.push_str("\\u{200b}");
        }
        if has_meaning(character, head, tail, before) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// Returns `text` as a string literal, including the quotation marks.
pub(super) fn string(text: &str) -> String {
    let escapes = [('\\', "\\\\"), ('"', "\\\""), ('\n', "\\n"), ('\r', "\\r")];
    let escaped = escapes.iter().fold(text.to_owned(), |text, (from, to)| text.replace(*from, to));
    format!("\"{escaped}\"")
}

/// Returns `text` with each character that Typst treats as a line end replaced by a space.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|character| if is_newline(character) { ' ' } else { character }).collect()
}

/// Whether a line is not broken before a character that follows a letter; scripts that are broken
/// within words are not included.
fn is_in_word(character: char) -> bool {
    character < '\u{590}' && (character.is_alphanumeric() || character == '_')
}

/// Whether Typst would interpret `character` between `head` and `tail`.
fn has_meaning(character: char, head: &str, tail: &str, before: Before) -> bool {
    match character {
        '\\' | '#' | '*' | '_' | '`' | '$' | '<' | '@' | '~' | '[' | ']' => true,
        // The second slash of a comment, or of a URL that would become a link.
        '/' => head.ends_with('/') || is_marker(character, head, tail, before),
        '-' => {
            head.ends_with('-') || is_minus(head, tail) || is_marker(character, head, tail, before)
        }
        // `-?` is a soft hyphen.
        '?' => head.ends_with('-'),
        '.' => {
            head.ends_with("..")
                || is_item_number(head, tail, before)
                || is_field(head, tail, before)
        }
        '=' | '+' => is_marker(character, head, tail, before),
        '(' | ';' => before == Before::Call && head.is_empty(),
        _ => false,
    }
}

/// Whether the character starts a heading, a list item or a term.
fn is_marker(character: char, head: &str, tail: &str, before: Before) -> bool {
    before == Before::Start
        && head.trim_start().is_empty()
        && ends_word(tail.trim_start_matches(character))
}

/// Whether a hyphen before a digit would print as a minus sign, which it does unless it follows a
/// letter or digit.
fn is_minus(head: &str, tail: &str) -> bool {
    tail.starts_with(char::is_numeric) && !head.ends_with(char::is_alphanumeric)
}

/// Whether a full stop ends the number of a list item, as in `12. `.
fn is_item_number(head: &str, tail: &str, before: Before) -> bool {
    let number = head.trim_start();
    before == Before::Start
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && ends_word(tail)
}

/// Whether a full stop after a call would access a field of its result.
fn is_field(head: &str, tail: &str, before: Before) -> bool {
    let is_name = |c: char| !c.is_whitespace() && !c.is_ascii_punctuation();
    before == Before::Call && head.is_empty() && tail.starts_with(is_name)
}

fn ends_word(tail: &str) -> bool {
    tail.is_empty() || tail.starts_with(char::is_whitespace)
}

fn is_newline(character: char) -> bool {
    matches!(character, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::{Before, markup, string};

    #[track_caller]
    fn starts(text: &str, expected: &str) {
        assert_eq!(markup(text, Before::Start), expected);
    }

    #[track_caller]
    fn follows_call(text: &str, expected: &str) {
        assert_eq!(markup(text, Before::Call), expected);
    }

    #[test]
    fn ordinary_prose_stays_as_it_is() {
        let prose = "COVID-19: 2023-2027 (92% of 12), \"it's\" 3.5 – e.g. +1, a/b; x = y > z!";
        starts(prose, prose);
    }

    #[test]
    fn signs_of_markup_are_escaped_everywhere() {
        starts(r"a\b#c*d_e`f$g<h>i@j~k[l]", r"a\\b\#c\*d\_e\`f\$g\<h>i\@j\~k\[l\]");
    }

    #[test]
    fn shorthands_are_broken_up() {
        starts("a--b---c -? d... ....", r"a-\-b-\-\-c -\? d..\. ..\.\.");
        starts("from -5 to 1-5", r"from \-5 to 1-5");
    }

    #[test]
    fn comments_and_bare_addresses_are_broken_up() {
        starts("https://iom.int /* x */ a/b", r"https:/\/iom.int /\* x \*/ a/b");
    }

    #[test]
    fn markers_are_escaped_at_the_start_only() {
        starts("- a - b", r"\- a - b");
        starts(" + a", r" \+ a");
        starts("== a", r"\== a");
        starts("/ a: b", r"\/ a: b");
        starts("12. a 12. b", r"12\. a 12. b");
        starts("12.5", "12.5");
        starts("-Prague Process", "-Prague Process");
        follows_call("- a", "- a");
        follows_call("12. a", "12. a");
    }

    #[test]
    fn a_call_is_not_continued() {
        follows_call("(a)", r"\(a)");
        follows_call("; a;", r"\; a;");
        follows_call(".a", r"\.a");
        follows_call(". A (b)", ". A (b)");
    }

    #[test]
    fn a_word_longer_than_a_line_may_be_broken_and_others_may_not() {
        let long = "a".repeat(120);
        let broken = vec!["a".repeat(8); 15].join("\\u{200b}");
        starts(&format!("in {long} text"), &format!("in {broken} text"));
        let lines = format!("{} https:/\\/a.b/{}", "b".repeat(60), "c".repeat(55));
        starts(&lines.replace('\\', ""), &lines);
    }

    #[test]
    fn ends_of_lines_are_spaces() {
        starts("a\nb\u{2028}- c", "a b - c");
    }

    #[test]
    fn string_literals_keep_everything() {
        assert_eq!(string("a \"b\" \\ #c\nd"), r##""a \"b\" \\ #c\nd""##);
    }
}
