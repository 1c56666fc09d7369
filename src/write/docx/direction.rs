//! Splits text by writing direction: Word sets a run from right to left only if it is marked as
//! such.

/// Splits a text into pieces of one direction. Neutral characters between right-to-left letters
/// belong to their piece.
pub(super) fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_right_to_left) {
        let strong = |c: char| c.is_alphabetic() && !is_right_to_left(c);
        let stretch = rest[start..].find(strong).map_or(rest.len(), |end| start + end);
        let last = rest[start..stretch].rfind(is_right_to_left).unwrap_or(0) + start;
        let width = rest[last..].chars().next().map_or(0, char::len_utf8);
        if start > 0 {
            pieces.push(&rest[..start]);
        }
        pieces.push(&rest[start..last + width]);
        rest = &rest[last + width..];
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

/// Whether a piece is written from right to left.
pub(super) fn runs_right_to_left(piece: &str) -> bool {
    piece.starts_with(is_right_to_left)
}

/// Whether a character is a letter of Hebrew, Arabic or another right-to-left script; the ranges
/// are the blocks that the Unicode bidirectional algorithm (UAX 9) reserves for them.
fn is_right_to_left(character: char) -> bool {
    let block = matches!(character as u32,
        0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF);
    block && character.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn right_to_left_words_are_a_piece_of_their_own() {
        assert_eq!(pieces("plain"), ["plain"]);
        assert_eq!(pieces("a אב גד b"), ["a ", "אב גד", " b"]);
        assert_eq!(pieces("אב, 12 (c)"), ["אב", ", 12 (c)"]);
        assert_eq!(pieces("x א 1 ב"), ["x ", "א 1 ב"]);
    }

    #[test]
    fn no_character_is_lost() {
        let text = "سلام – שלום: hello عالم!";
        assert_eq!(pieces(text).concat(), text);
    }
}
