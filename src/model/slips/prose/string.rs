//! Where each character of a text stands between its marks in the file, escapes counted.

use std::ops::Range;

/// For each byte of a value, and for its end, the offset in the TOML that holds it.
pub(super) struct Offsets {
    offsets: Vec<usize>,
    /// Whether a backslash is an escape there.
    escapes: bool,
}

impl Offsets {
    /// The offsets in `raw`, a TOML string with its marks; none if it does not hold `value`.
    pub(super) fn read(raw: &str, value: &str) -> Option<Self> {
        let triple = raw.starts_with("'''") || raw.starts_with("\"\"\"");
        let width = if triple { 3 } else { 1 };
        let escapes = raw.starts_with('"');
        let end = raw.len().checked_sub(width)?;
        let mut at = width;
        if triple && raw[at..].starts_with('\n') {
            at += 1;
        }
        let (mut decoded, mut offsets) = (String::new(), Vec::new());
        while at < end {
            let rest = raw.get(at..end)?;
            let (character, length) = match rest.chars().next()? {
                '\\' if escapes => escape(rest, triple)?,
                character => (Some(character), character.len_utf8()),
            };
            if let Some(character) = character {
                decoded.push(character);
                offsets.extend(std::iter::repeat_n(at, character.len_utf8()));
            }
            at += length;
        }
        offsets.push(end);
        (decoded == value).then_some(Offsets { offsets, escapes })
    }

    /// Where a piece of the value stands.
    pub(super) fn range(&self, piece: Range<usize>) -> Range<usize> {
        self.offsets[piece.start]..self.offsets[piece.end]
    }

    /// A piece of a value as it is written there.
    pub(super) fn written(&self, piece: &str) -> String {
        match self.escapes {
            true => piece.replace('\\', "\\\\").replace('"', "\\\""),
            false => piece.to_owned(),
        }
    }
}

/// The character that an escape stands for, none for a line end that is left out, and its length.
fn escape(rest: &str, triple: bool) -> Option<(Option<char>, usize)> {
    let kind = rest[1..].chars().next()?;
    let hexadecimal = |digits: usize| {
        let number = u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?;
        Some((Some(char::from_u32(number)?), 2 + digits))
    };
    match kind {
        'b' => Some((Some('\u{8}'), 2)),
        't' => Some((Some('\t'), 2)),
        'n' => Some((Some('\n'), 2)),
        'f' => Some((Some('\u{C}'), 2)),
        'r' => Some((Some('\r'), 2)),
        'e' => Some((Some('\u{1B}'), 2)),
        '"' | '\\' => Some((Some(kind), 2)),
        'x' => hexadecimal(2),
        'u' => hexadecimal(4),
        'U' => hexadecimal(8),
        c if triple && c.is_whitespace() => {
            Some((None, 1 + rest[1..].len() - rest[1..].trim_start().len()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Offsets;

    #[test]
    fn places_are_found_through_escapes() {
        let offsets = Offsets::read("\"a\\\"b\\u00e9c\"", "a\"béc").expect("it is that text");
        assert_eq!(offsets.range(1..2), 2..4);
        assert_eq!(offsets.range(3..5), 5..11);
        assert_eq!(offsets.written("\\*"), "\\\\*");
        assert!(Offsets::read("'''\na\\n'''", "a\\n").is_some());
        assert!(Offsets::read("\"\"\"a\\\n  b\"\"\"", "ab").is_some());
        assert!(Offsets::read("'a'", "b").is_none());
    }
}
