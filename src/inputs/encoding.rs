//! Detects the encoding of files that are not UTF-8 and decodes them anyway, so that their other
//! errors are found too.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::diagnostic::{Code, Diagnostic, FileId, Span, plain_lines};

/// The decoded text of a file and its encoding problems.
pub(super) struct Decoded {
    /// The text with its line ends and its byte order mark.
    pub(super) text: String,
    /// The encoding; [`WINDOWS_1252`] also for similar code pages.
    encoding: &'static Encoding,
    /// The offset in the text, with `\n` line ends, of the first character that is not UTF-8 in the file.
    at: usize,
}

/// Decodes the bytes of a text file.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    let encoding = guess(bytes);
    let (text, at) = match encoding == WINDOWS_1252 {
        true => windows(bytes),
        false => (encoding.decode_without_bom_handling(bytes).0.into_owned(), 0),
    };
    let at = plain_lines(&text[..at]).len();
    Decoded { text, encoding, at }
}

impl Decoded {
    /// The error for a file that is not UTF-8.
    pub(super) fn fault(&self, name: &str, file: FileId) -> Option<Diagnostic> {
        let (found, label, help) = match self.encoding {
            encoding if encoding == UTF_8 => return None,
            encoding if encoding == UTF_16LE => ("UTF-16 (called Unicode in Notepad)", "", NOTEPAD),
            encoding if encoding == UTF_16BE => ("UTF-16 (big-endian)", "", NOTEPAD),
            _ => (
                "another encoding, perhaps Windows-1252 (called ANSI in Notepad)",
                "the first character that is not UTF-8",
                ANSI,
            ),
        };
        let first = plain_lines(&self.text)[self.at..].chars().next().map_or(0, char::len_utf8);
        let message = format!("`{name}` is not UTF-8 but {found}");
        let place = Span::new(file, self.at..self.at + first);
        Some(Diagnostic::error(Code::NotUtf8, message).at(place, label).help(help))
    }
}

const NOTEPAD: &str = "in Notepad: File, Save as, and there Encoding: UTF-8";

const ANSI: &str = "in Notepad: File, Save as, and there Encoding: UTF-8; look first whether this character is shown \
                    as it should be";

fn guess(bytes: &[u8]) -> &'static Encoding {
    let zeros = |odd: usize| {
        let bytes = bytes.iter().skip(odd).step_by(2).take(200);
        bytes.clone().filter(|byte| **byte == 0).count() * 2 > bytes.count()
    };
    match Encoding::for_bom(bytes) {
        Some((encoding, _)) if encoding != UTF_8 => encoding,
        _ if bytes.len() > 1 && zeros(1) => UTF_16LE,
        _ if bytes.len() > 1 && zeros(0) => UTF_16BE,
        _ if std::str::from_utf8(bytes).is_ok() => UTF_8,
        _ => WINDOWS_1252,
    }
}

/// Decodes the text as Windows-1252, except for valid UTF-8 sequences. Also returns the offset in
/// the text of the first character that is not UTF-8.
fn windows(bytes: &[u8]) -> (String, usize) {
    let (mut text, mut first) = (String::new(), None);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            first.get_or_insert(text.len());
            text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
        }
    }
    (text, first.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::{UTF_8, decode};

    #[test]
    fn each_encoding_is_read_as_what_it_is() {
        let utf_8 = decode("\u{FEFF}a\r\né".as_bytes());
        assert_eq!((utf_8.text.as_str(), utf_8.encoding), ("\u{FEFF}a\r\né", UTF_8));
        let little: Vec<u8> = "\u{FEFF}aé".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&little).text, "\u{FEFF}aé");
        let big: Vec<u8> = "a = 1".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&big).text, "a = 1");
        let windows = decode(b"a\r\n\xE9\x93 b");
        assert_eq!((windows.text.as_str(), windows.at), ("a\r\né“ b", 2));
        assert_eq!(decode(b"").encoding, UTF_8);
    }
}
