//! How a file writes a text: with the escapes of TOML and of Markdown. Finds the place of each piece of the text.

use std::ops::Range;

/// Which range of a file writes each piece of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    /// Ranges of the text and of the file, in order. Between two of them the file may have what prints nothing.
    pieces: Vec<(Range<usize>, Range<usize>)>,
}

impl Alignment {
    /// The range of the file that writes `range` of the text.
    pub fn range(&self, range: Range<usize>) -> Range<usize> {
        let first = self.pieces.partition_point(|(text, _)| text.end <= range.start);
        let start =
            self.pieces.get(first).map(|(text, written)| match text.len() == written.len() {
                true => written.start + range.start - text.start,
                false => written.start,
            });
        let after = self.pieces.partition_point(|(text, _)| text.start < range.end);
        let end = after.checked_sub(1).map(|last| {
            let (text, written) = &self.pieces[last];
            match text.len() == written.len() && range.end < text.end {
                true => written.start + range.end - text.start,
                false => written.end,
            }
        });
        let start = start.or(end).unwrap_or(0);
        start..end.unwrap_or(start).max(start)
    }

    fn push(&mut self, length: usize, written: Range<usize>) {
        let start = self.pieces.last().map_or(0, |(text, _)| text.end);
        let text = start..start + length;
        match self.pieces.last_mut() {
            Some((before, known))
                if known.end == written.start
                    && before.len() == known.len()
                    && text.len() == written.len() =>
            {
                (before.end, known.end) = (text.end, written.end);
            }
            _ => self.pieces.push((text, written)),
        }
    }
}

/// The range of `written`, a piece of a file, that writes `range` of `text`: Markdown, a string of TOML, or Markdown in a
/// string of TOML. `None` if it is not that text.
pub(super) fn part(written: &str, text: &str, range: Range<usize>) -> Option<Range<usize>> {
    if written == text {
        return Some(range);
    }
    align(written, text).map(|alignment| alignment.range(range))
}

/// How `written`, a piece of a file, writes `text`.
pub fn align(written: &str, text: &str) -> Option<Alignment> {
    let whole =
        |(alignment, length): (Alignment, usize)| (length == text.len()).then_some(alignment);
    if let Some(alignment) = markdown(written, text).and_then(whole) {
        return Some(alignment);
    }
    let (unescaped, toml) = unescaped(written)?;
    let markdown = markdown(&unescaped, text).and_then(whole)?;
    let mut both = Alignment::default();
    for (text, inner) in markdown.pieces {
        match text.len() == inner.len() {
            // Each character by itself: escapes of TOML may lie between them.
            true => {
                for (at, character) in unescaped[inner.clone()].char_indices() {
                    let at = inner.start + at;
                    both.push(character.len_utf8(), toml.range(at..at + character.len_utf8()));
                }
            }
            false => both.push(text.len(), toml.range(inner)),
        }
    }
    Some(both)
}

/// How Markdown writes the beginning of a text, and the length of that beginning: escapes, references to characters, and
/// line ends for blanks.
pub(crate) fn markdown(written: &str, text: &str) -> Option<(Alignment, usize)> {
    let mut alignment = Alignment::default();
    let (mut at, mut characters) = (0, text.chars());
    while at < written.len() {
        let rest = &written[at..];
        let character = characters.next()?;
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
        alignment.push(character.len_utf8(), at..at + length);
        at += length;
    }
    Some((alignment, text.len() - characters.as_str().len()))
}

/// The length of the reference that `rest` begins with, if it may mean that character.
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
        // The name of another character: nothing else in Markdown is written so.
        None => !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric()),
    };
    means.then_some(end + 2)
}

/// How a basic string of TOML, with its quotation marks, writes its value. Literal strings are verbatim.
pub(crate) fn toml_string(written: &str, value: &str) -> Option<Alignment> {
    if !written.starts_with('"') {
        return None;
    }
    let is_long = written.len() >= 6 && written.starts_with("\"\"\"");
    let mut start = if is_long { 3 } else { 1 };
    let end = written.len().checked_sub(start)?;
    if is_long {
        start += usize::from(written[start..].starts_with('\n'));
    }
    let (found, alignment) = unescaped(written.get(start..end)?)?;
    let shifted = |(text, written): (Range<usize>, Range<usize>)| {
        (text, start + written.start..start + written.end)
    };
    let pieces = alignment.pieces.into_iter().map(shifted).collect();
    (found == value).then_some(Alignment { pieces })
}

/// The inside of a basic string of TOML, without its escapes.
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
                        // A backslash at the end of a line: what follows it up to the next word is not there.
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
        value.push(character);
        alignment.push(character.len_utf8(), at..at + length);
        at += length;
    }
    Some((value, alignment))
}
