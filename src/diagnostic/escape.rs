//! Escapes characters that control the terminal or hide text from the reader.

use std::borrow::Cow;

/// Whether a character controls the terminal or has an effect that readers can't see. Line ends and
/// tabs are not harmful.
pub(super) fn is_harmful(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        '\u{FEFF}' | '\u{2028}' | '\u{2029}' => true,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{E0000}'..='\u{E007F}' => true,
        character => character.is_control(),
    }
}

/// Replaces each harmful character by an escape such as `\u{1b}`.
pub fn escaped(text: &str) -> Cow<'_, str> {
    with_escapes(text, is_harmful, in_unicode)
}

/// [`escaped`] for text that must stay on one line, such as a file name: line ends and tabs are
/// escaped as well.
pub fn escaped_line(text: &str) -> Cow<'_, str> {
    with_escapes(text, |c| is_harmful(c) || matches!(c, '\n' | '\t'), in_unicode)
}

fn in_unicode(character: char, out: &mut String) {
    out.extend(character.escape_unicode());
}

/// Replaces each harmful character in JSON by a JSON escape such as `\u009b`; the values stay the
/// same.
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    with_escapes(json, is_harmful, |character, out| {
        for unit in character.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    })
}

/// [`escaped`], except that ANSI colour sequences are kept.
pub fn escaped_beside_colours(text: &str) -> String {
    let mut pieces = text.split("\x1b[");
    let mut out = escaped(pieces.next().unwrap_or_default()).into_owned();
    for piece in pieces {
        let digits = piece.find(|c: char| !c.is_ascii_digit()).unwrap_or(piece.len());
        let colour = piece[digits..].strip_prefix('m').map(|rest| (&piece[..digits], rest));
        match colour {
            Some((number, rest)) => out.push_str(&format!("\x1b[{number}m{}", escaped(rest))),
            None => out.push_str(&escaped(&format!("\x1b[{piece}"))),
        }
    }
    out
}

pub(super) fn with_escapes<'t>(
    text: &'t str,
    is_harmful: impl Fn(char) -> bool,
    escape: impl Fn(char, &mut String),
) -> Cow<'t, str> {
    if !text.contains(&is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    for character in text.chars() {
        match is_harmful(character) {
            true => escape(character, &mut out),
            false => out.push(character),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::{escaped, escaped_beside_colours, escaped_json, escaped_line};

    #[test]
    fn a_terminal_obeys_nothing() {
        assert_eq!(escaped("a\x1b[2Jb\u{9b}c\nd\u{202E}"), "a\\u{1b}[2Jb\\u{9b}c\nd\\u{202e}");
        assert_eq!(escaped_line("a\nb"), "a\\u{a}b");
        assert_eq!(escaped("Zürich – 図書館"), "Zürich – 図書館");
        assert_eq!(
            escaped_beside_colours("\x1b[1ma\x1b[0m\x1b[2J\x07"),
            "\x1b[1ma\x1b[0m\\u{1b}[2J\\u{7}"
        );
    }

    #[test]
    fn json_stands_for_the_same_values() {
        let value = "a\u{7f}\u{9b}\u{202E}\u{E0041}";
        let json = serde_json::to_string(value).expect("a text");
        let escaped = escaped_json(&json);
        assert!(escaped.is_ascii(), "{escaped}");
        assert_eq!(serde_json::from_str::<String>(&escaped).expect("JSON"), value);
    }
}
