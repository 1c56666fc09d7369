//! Wraps text to a given width.

/// The parts of a text between spaces, tabs and line ends; no-break spaces do not separate parts.
pub fn unbreakable(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '\t', '\n']).filter(|part| !part.is_empty())
}

/// Wraps the text into lines of at most `width` characters, breaking only at spaces and line ends.
/// Spaces within a line are kept.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for part in text.split([' ', '\n']) {
        let last = lines.last_mut().expect("there is always a line");
        let length = last.chars().count();
        if length > 0 && length + 1 + part.chars().count() > width {
            lines.push(part.to_owned());
        } else {
            last.push_str(if length > 0 { " " } else { "" });
            last.push_str(part);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(wrapped("12\u{a0}of  them are\nhere", 12), ["12\u{a0}of  them", "are here"]);
        assert_eq!(wrapped("unbreakable words", 5), ["unbreakable", "words"]);
        assert_eq!(wrapped("", 5), [""]);
    }
}
