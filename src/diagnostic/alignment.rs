//! Aligns a text with its spelling in a file, which may use TOML and Markdown escapes, to locate
//! every part of the text.

use std::ops::Range;

/// Maps each character of a text to a range of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    /// The offset of each character in the text, and its range in the file. The ranges may have
    /// gaps for file content that prints nothing.
    characters: Vec<(usize, Range<usize>)>,
}

impl Alignment {
    /// The range of the file that corresponds to `range` of the text.
    pub fn range(&self, range: Range<usize>) -> Range<usize> {
        let first = self.characters.partition_point(|(at, _)| *at < range.start);
        let after = self.characters.partition_point(|(at, _)| *at < range.end);
        let end = after.checked_sub(1).map_or(0, |last| self.characters[last].1.end);
        let start = self.characters.get(first).map_or(end, |(_, written)| written.start);
        start..end.max(start)
    }
}

/// The range of `written`, a part of a file, that corresponds to `range` of `text`. `written` may
/// be Markdown, a TOML string, or Markdown in a TOML string. Returns `None` if it does not
/// represent `text`.
pub(super) fn part(written: &str, text: &str, range: Range<usize>) -> Option<Range<usize>> {
    if written == text {
        return Some(range);
    }
    align(written, text).map(|alignment| alignment.range(range))
}

/// Aligns `written`, a part of a file, with `text`; `None` if it does not represent `text`.
pub fn align(written: &str, text: &str) -> Option<Alignment> {
    let whole =
        |(alignment, length): (Alignment, usize)| (length == text.len()).then_some(alignment);
    if let Some(alignment) = markdown(written, text).and_then(whole) {
        return Some(alignment);
    }
    let (unescaped, toml) = unescaped(written)?;
    let markdown = markdown(&unescaped, text).and_then(whole)?;
    let characters = markdown.characters.into_iter().map(|(at, inner)| (at, toml.range(inner)));
    Some(Alignment { characters: characters.collect() })
}

/// Aligns Markdown with the beginning of a text and returns the length of that beginning. Handles
/// escapes, character references, and line ends in place of spaces.
pub(crate) fn markdown(written: &str, text: &str) -> Option<(Alignment, usize)> {
    let mut alignment = Alignment::default();
    let (mut at, mut characters) = (0, text.char_indices());
    while at < written.len() {
        let rest = &written[at..];
        let (start, character) = characters.next()?;
        let escaped = rest.strip_prefix('\\').filter(|_| character.is_ascii_punctuation());
        let length = if escaped.is_some_and(|escaped| escaped.starts_with(character)) {
            2
        } else if let Some(length) = reference(rest, character) {
            length
        } else if character == ' ' && rest.starts_with('\n') {
            1
        } else if rest.starts_with(character) {
            character.len_utf8()
        } else {
            return None;
        };
        alignment.characters.push((start, at..at + length));
        at += length;
    }
    Some((alignment, text.len() - characters.as_str().len()))
}

/// The length of the character reference at the start of `rest`, if it can mean `character`.
fn reference(rest: &str, character: char) -> Option<usize> {
    let inside = rest.strip_prefix('&')?;
    let end = inside.find(';')?;
    let name = &inside[..end];
    let number = name.strip_prefix('#').map(|number| match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    });
    let means = match number {
        Some(number) => number.ok() == Some(u32::from(character)),
        None if character == '&' => matches!(name, "amp" | "AMP"),
        // An entity name for another character; no other Markdown looks like this.
        None => !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric()),
    };
    means.then_some(end + 2)
}

/// Aligns a TOML basic string, including its quotation marks, with its value. Literal strings are
/// verbatim.
pub(crate) fn toml_string(written: &str, value: &str) -> Option<Alignment> {
    let long = written.strip_prefix("\"\"\"").and_then(|rest| rest.strip_suffix("\"\"\""));
    let (inner, quotes) = match long {
        Some(long) => (long.strip_prefix('\n').unwrap_or(long), 3),
        None => (written.strip_prefix('"')?.strip_suffix('"')?, 1),
    };
    let start = written.len() - inner.len() - quotes;
    let (found, alignment) = unescaped(inner)?;
    let shifted =
        |(at, written): (usize, Range<usize>)| (at, start + written.start..start + written.end);
    let characters = alignment.characters.into_iter().map(shifted).collect();
    (found == value).then_some(Alignment { characters })
}

/// The content of a TOML basic string with its escapes resolved.
fn unescaped(written: &str) -> Option<(String, Alignment)> {
    let (mut value, mut alignment) = (String::new(), Alignment::default());
    let mut at = 0;
    while let Some(character) = written[at..].chars().next() {
        let rest = &written[at..];
        let (character, length) = match character {
            '\\' => {
                let after = &rest[1..];
                let kind = after.chars().next()?;
                let hex = |digits: usize| {
                    let number = u32::from_str_radix(after.get(1..1 + digits)?, 16).ok()?;
                    Some((char::from_u32(number)?, 2 + digits))
                };
                match kind {
                    'b' => ('\u{8}', 2),
                    't' => ('\t', 2),
                    'n' => ('\n', 2),
                    'f' => ('\u{C}', 2),
                    'r' => ('\r', 2),
                    'e' => ('\u{1B}', 2),
                    '"' | '\\' => (kind, 2),
                    'x' => hex(2)?,
                    'u' => hex(4)?,
                    'U' => hex(8)?,
                    _ => {
                        // A backslash at the end of a line removes all whitespace up to the next
                        // word.
                        let words = after.trim_start();
                        let blanks = &after[..after.len() - words.len()];
                        if !blanks.contains('\n') {
                            return None;
                        }
                        at += 1 + blanks.len();
                        continue;
                    }
                }
            }
            character => (character, character.len_utf8()),
        };
        alignment.characters.push((value.len(), at..at + length));
        value.push(character);
        at += length;
    }
    Some((value, alignment))
}

#[cfg(test)]
mod tests {
    use super::{align, part, toml_string};

    /// The part of `written` that corresponds to `piece`, which occurs once in `text`.
    fn found<'w>(written: &'w str, text: &str, piece: &str) -> &'w str {
        let at = text.find(piece).expect("a piece of the text");
        &written[part(written, text, at..at + piece.len()).expect("that text")]
    }

    #[test]
    fn each_character_of_a_toml_string_is_found() {
        for (written, value, piece, expected) in [
            (r#""a \"b\" c""#, "a \"b\" c", "\"b\"", r#"\"b\""#),
            (r#""\u201cé\U0001F600\x41""#, "“é😀A", "é😀", r"é\U0001F600"),
            (r#""a\tb\nc""#, "a\tb\nc", "b\nc", r"b\nc"),
            ("\"\"\"\na \\\n   b\\\\\"\"\"", "a b\\", "b\\", "b\\\\"),
        ] {
            let alignment = toml_string(written, value).expect("that value");
            let at = value.find(piece).expect("a piece of the value");
            assert_eq!(&written[alignment.range(at..at + piece.len())], expected, "{written}");
        }
        assert_eq!(toml_string(r#""a""#, "b"), None);
        assert_eq!(toml_string(r#""\q""#, "q"), None);
        assert_eq!(toml_string("7", "7"), None);
    }

    #[test]
    fn a_piece_of_a_text_is_found_through_escapes() {
        assert_eq!(found("as it is", "as it is", "it"), "it");
        assert_eq!(found(r"a \(b\) c", "a (b) c", "(b)"), r"\(b\)");
        assert_eq!(found("R&amp;D &#8211; &eacute;t", "R&D – ét", "D – ét"), "D &#8211; &eacute;t");
        assert_eq!(found("a\nb", "a b", " b"), "\nb");
        assert_eq!(found(r"\u201ca \\(b\\)", "“a (b)", "(b)"), r"\\(b\\)");
        assert_eq!(align("another", "text"), None);
        assert_eq!(align("a text", "a text that goes on"), None);
        assert_eq!(align(r"\", "“"), None);
    }
}
