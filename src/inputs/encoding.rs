//! Detects the encoding of files that are not UTF-8 and decodes them anyway, so that their other
//! errors are found too.

use crate::diagnostic::{Code, Diagnostic, FileId, LeftOut, Span};

/// The Windows-1252 characters for bytes 0x80 to 0x9F; U+FFFD where it defines none.
const WINDOWS: [char; 32] = [
    '€', '\u{FFFD}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{FFFD}', 'Ž',
    '\u{FFFD}', '\u{FFFD}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{FFFD}',
    'ž', 'Ÿ',
];

/// A character encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16LittleEndian,
    Utf16BigEndian,
    /// Windows-1252 or a similar code page.
    Windows,
}

/// The decoded text of a file and its encoding problems.
pub(super) struct Decoded {
    /// The text with `\n` line ends and without a byte order mark.
    pub(super) text: String,
    pub(super) left_out: LeftOut,
    encoding: Encoding,
    /// The offset in the text of the first character that is not UTF-8 in the file.
    at: usize,
}

/// Decodes the bytes of a text file.
pub(super) fn decode(bytes: Vec<u8>) -> Decoded {
    let encoding = guess(&bytes);
    let (text, at) = match encoding {
        Encoding::Utf8 => (String::from_utf8(bytes).unwrap_or_default(), 0),
        Encoding::Utf16LittleEndian => (utf_16(&bytes, u16::from_le_bytes), 0),
        Encoding::Utf16BigEndian => (utf_16(&bytes, u16::from_be_bytes), 0),
        Encoding::Windows => windows(&bytes),
    };
    let at = text[..at].replace("\r\n", "\n").len();
    let words = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let returns = words.match_indices("\r\n").enumerate().map(|(index, (at, _))| at - index);
    let left_out = LeftOut { mark: text.len() - words.len(), returns: returns.collect() };
    Decoded { text: words.replace("\r\n", "\n"), left_out, encoding, at }
}

impl Decoded {
    /// The error for a file that is not UTF-8.
    pub(super) fn fault(&self, name: &str, file: FileId) -> Option<Diagnostic> {
        let (found, help) = match self.encoding {
            Encoding::Utf8 => return None,
            Encoding::Utf16LittleEndian => ("UTF-16 (called Unicode in Notepad)", NOTEPAD),
            Encoding::Utf16BigEndian => ("UTF-16 (big-endian)", NOTEPAD),
            Encoding::Windows => {
                ("another encoding, perhaps Windows-1252 (called ANSI in Notepad)", ANSI)
            }
        };
        let first = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        let message = format!("`{name}` is not UTF-8 but {found}");
        let place = Span::new(file, self.at..self.at + first);
        let label = match self.encoding {
            Encoding::Windows => "the first character that is not UTF-8",
            _ => "",
        };
        Some(Diagnostic::error(Code::NotUtf8, message).at(place, label).help(help))
    }
}

const NOTEPAD: &str = "in Notepad: File, Save as, and there Encoding: UTF-8";

const ANSI: &str = "in Notepad: File, Save as, and there Encoding: UTF-8; look first whether this character is shown \
                    as it should be";

fn guess(bytes: &[u8]) -> Encoding {
    let zeros = |odd: usize| {
        let bytes = bytes.iter().skip(odd).step_by(2).take(200);
        bytes.clone().filter(|byte| **byte == 0).count() * 2 > bytes.count()
    };
    match bytes {
        [0xFF, 0xFE, ..] => Encoding::Utf16LittleEndian,
        [0xFE, 0xFF, ..] => Encoding::Utf16BigEndian,
        [_, _, ..] if zeros(1) => Encoding::Utf16LittleEndian,
        [_, _, ..] if zeros(0) => Encoding::Utf16BigEndian,
        _ if std::str::from_utf8(bytes).is_ok() => Encoding::Utf8,
        _ => Encoding::Windows,
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// Decodes the text as Windows-1252, except for valid UTF-8 sequences. Also returns the offset in
/// the text of the first character that is not UTF-8.
fn windows(bytes: &[u8]) -> (String, usize) {
    let (mut text, mut first) = (String::new(), None);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            first.get_or_insert(text.len());
            text.push(match byte {
                0x80..=0x9F => WINDOWS[usize::from(byte - 0x80)],
                _ => char::from(*byte),
            });
        }
    }
    (text, first.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::{Encoding, decode};

    #[test]
    fn each_encoding_is_read_as_what_it_is() {
        let utf_8 = decode("\u{FEFF}a\r\né".into());
        assert_eq!((utf_8.text.as_str(), utf_8.encoding), ("a\né", Encoding::Utf8));
        let little: Vec<u8> = "\u{FEFF}aé".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(little).text, "aé");
        let big: Vec<u8> = "a = 1".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(big).text, "a = 1");
        let windows = decode(b"a\r\n\xE9\x93 b".to_vec());
        assert_eq!((windows.text.as_str(), windows.at), ("a\né“ b", 2));
        assert_eq!(decode(Vec::new()).encoding, Encoding::Utf8);
    }
}
