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

    /// Aligns `written` with the beginning of `text`, and returns the length of that beginning. `token`
    /// gives the range, in the rest of `written`, that writes a character of the text or, after it, nothing.
    fn new(
        written: &str,
        text: &str,
        token: impl Fn(&str, Option<char>) -> Option<Range<usize>>,
    ) -> Option<(Self, usize)> {
        let (mut alignment, mut at) = (Alignment::default(), 0);
        let mut characters = text.char_indices();
        while at < written.len() {
            let next = characters.next();
            let token = token(written.get(at..)?, next.map(|(_, character)| character))?;
            let range = at + token.start..at + token.end;
            alignment.characters.extend(next.map(|(start, _)| (start, range)));
            at += token.end;
        }
        Some((alignment, characters.offset()))
    }

    /// The alignment with the file, if the text was aligned with what `inner` maps to the file.
    fn within(self, inner: impl Fn(Range<usize>) -> Range<usize>) -> Self {
        let characters = self.characters.into_iter().map(|(at, written)| (at, inner(written)));
        Alignment { characters: characters.collect() }
    }
}

/// Aligns `written`, a part of a file, with `text`; `None` if it does not represent `text`. It may be
/// Markdown, the inside of a TOML string, or Markdown in a TOML string.
pub fn align(written: &str, text: &str) -> Option<Alignment> {
    let whole = |written: &str| {
        let (alignment, length) = markdown(written, text)?;
        (length == text.len()).then_some(alignment)
    };
    whole(written).or_else(|| {
        let string: toml::Value = format!("\"\"\"\n{written}\"\"\"").parse().ok()?;
        let value = string.as_str()?;
        let (toml, _) = Alignment::new(written, value, toml_token)?;
        Some(whole(value)?.within(|inner| toml.range(inner)))
    })
}

/// Aligns Markdown with the beginning of a text and returns the length of that beginning. Handles
/// escapes, character references, and line ends in place of spaces.
pub(crate) fn markdown(written: &str, text: &str) -> Option<(Alignment, usize)> {
    Alignment::new(written, text, |rest, character| {
        let character = character?;
        let escaped = rest.strip_prefix('\\').filter(|_| character.is_ascii_punctuation());
        let length = if escaped.is_some_and(|escaped| escaped.starts_with(character)) {
            2
        } else if let Some(length) = reference(rest, character) {
            length
        } else if character == ' ' && rest.starts_with('\n') {
            1
        } else {
            rest.starts_with(character).then(|| character.len_utf8())?
        };
        Some(0..length)
    })
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
    let (alignment, length) = Alignment::new(inner, value, toml_token)?;
    (length == value.len()).then(|| alignment.within(|it| start + it.start..start + it.end))
}

/// The range at the start of `rest`, the inside of a TOML basic string, that writes a character. A backslash at the end
/// of a line removes all whitespace up to the next word.
fn toml_token(rest: &str, character: Option<char>) -> Option<Range<usize>> {
    let words = rest.strip_prefix('\\').map_or(rest, str::trim_start);
    let start = rest.len() - words.len();
    let start = if rest[..start].contains('\n') { start } else { 0 };
    let Some(character) = character else { return (start == rest.len()).then_some(start..start) };
    let rest = &rest[start..];
    let length = match rest.strip_prefix('\\').map(|escape| escape.chars().next()) {
        None => rest.starts_with(character).then(|| character.len_utf8())?,
        Some(Some('x')) => 4,
        Some(Some('u')) => 6,
        Some(Some('U')) => 10,
        Some(_) => 2,
    };
    Some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::{align, toml_string};

    /// The part of `written` that corresponds to `piece`, which occurs once in `text`.
    fn found<'w>(written: &'w str, text: &str, piece: &str) -> &'w str {
        let at = text.find(piece).expect("a piece of the text");
        &written[align(written, text).expect("that text").range(at..at + piece.len())]
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
