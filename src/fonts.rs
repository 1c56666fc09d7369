//! The characters that the project's fonts support.

use ttf_parser::{Face, fonts_in_collection};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Whether at least one font has a character, by code point.
#[derive(Clone, Debug)]
pub struct Coverage(Vec<bool>);

impl Coverage {
    /// Reads fonts from the bytes of their files; files that are not fonts are skipped.
    pub fn read<'f>(files: impl IntoIterator<Item = &'f [u8]>) -> Self {
        let mut is_covered = vec![false; char::MAX as usize + 1];
        let faces = files.into_iter().flat_map(|bytes| {
            let count = fonts_in_collection(bytes).unwrap_or(1);
            (0..count).filter_map(move |index| Face::parse(bytes, index).ok())
        });
        for face in faces {
            let tables = face.tables().cmap.map(|cmap| cmap.subtables);
            for table in tables.into_iter().flatten().filter(|table| table.is_unicode()) {
                table.codepoints(|point| {
                    let has_glyph = table.glyph_index(point).is_some_and(|glyph| glyph.0 != 0);
                    if let Some(is_covered) = is_covered.get_mut(point as usize) {
                        *is_covered |= has_glyph;
                    }
                });
            }
        }
        Coverage(is_covered)
    }

    /// The characters of a text that no font has, each with the byte range of its base letter and
    /// accents. As in typesetting, a letter and its accents are combined into one character if
    /// Unicode has it.
    pub fn missing(&self, text: &str) -> Vec<Missing> {
        let mut missing = Vec::new();
        // Fast path: nearly all texts are fully covered.
        if text.chars().all(|character| self.prints(character)) {
            return missing;
        }
        let mut starts =
            text.char_indices().filter(|(_, character)| !is_combining_mark(*character));
        let mut start = starts.next().map(|_| 0);
        while let Some(from) = start {
            start = starts.next().map(|(next, _)| next);
            let to = start.unwrap_or(text.len());
            let lacking = text[from..to].nfc().filter(|character| !self.prints(*character));
            missing.extend(lacking.map(|character| Missing { character, from, to }));
        }
        missing
    }

    fn prints(&self, character: char) -> bool {
        self.0[character as usize] || needs_no_glyph(character)
    }
}

/// The plain characters that can replace a character, if any; an empty string if it can be omitted.
pub fn plain_form(character: char) -> Option<String> {
    let plain = match character {
        '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' => "",
        '\u{2010}' | '\u{2011}' | '\u{2043}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' => "-",
        '\u{2012}' => "–",
        '\u{2015}' => "—",
        '\u{2024}' => ".",
        '\u{2032}' | '\u{2035}' | '\u{2BC}' | '\u{2B9}' => "’",
        '\u{2033}' | '\u{2036}' => "\"",
        '\u{1680}' => " ",
        c if c.is_whitespace() => " ",
        c => {
            let compatible: String = c.to_string().nfkc().collect();
            return Some(compatible).filter(|compatible| compatible.is_ascii());
        }
    };
    Some(plain.to_owned())
}

/// A character that no font supports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The character.
    pub character: char,
    /// The start of its letter in the text, in bytes.
    pub from: usize,
    /// The end of its letter in the text, in bytes.
    pub to: usize,
}

/// Whether a character needs no glyph: whitespace (except the Ogham space mark, which is a stroke)
/// and the characters that Unicode lets programs ignore (`Default_Ignorable_Code_Point`, Unicode
/// 16).
fn needs_no_glyph(character: char) -> bool {
    let is_blank = character.is_whitespace() && character != '\u{1680}';
    is_blank
        || matches!(character as u32,
            0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F
            | 0x200B..=0x200F | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFFA0
            | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

#[cfg(test)]
mod tests {
    use super::{Coverage, plain_form};

    const CARLITO: &[u8] = include_bytes!("../fonts/Carlito-Regular.ttf");

    /// Expected values were verified with Typst 0.15.1 and Carlito: it rejects the texts listed as
    /// missing.
    #[test]
    fn what_is_missing_is_what_typst_refuses() {
        let coverage = Coverage::read([CARLITO]);
        let printed = [
            "plain – “text” № 1 €",
            "a\u{A0}b\u{202F}c\u{3000}d",
            "soft\u{AD}hyphen",
            "\u{200D}\u{2060}",
            "e\u{301}",
            "\u{212B}",
            "Яδ",
            "tab\tand\nline",
        ];
        for text in printed {
            assert!(coverage.missing(text).is_empty(), "{text:?}");
        }
        let missing = ["漢", "א", "ع", "😀", "\u{2011}", "x\u{301}", "\u{1680}", "✓", "각"];
        for text in missing {
            assert!(!coverage.missing(text).is_empty(), "{text:?}");
        }
    }

    #[test]
    fn what_can_be_typed_is_known_for_what_programs_put_in() {
        for (character, plain) in [
            ('\u{2011}', "-"),
            ('\u{AD}', ""),
            ('\u{202F}', " "),
            ('\u{2009}', " "),
            ('\u{FB01}', "fi"),
            ('\u{FF21}', "A"),
        ] {
            assert_eq!(plain_form(character).as_deref(), Some(plain));
        }
        assert_eq!(plain_form('漢'), None);
    }

    #[test]
    fn a_missing_character_has_its_place() {
        let missing = Coverage::read([CARLITO]).missing("aé漢b");
        assert_eq!(missing.len(), 1);
        assert_eq!((missing[0].character, missing[0].from, missing[0].to), ('漢', 3, 6));
    }
}
