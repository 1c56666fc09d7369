//! Texts of the survey with their source locations, and the characters that no output format
//! supports.

use std::sync::Arc;

use crate::diagnostic::{Alignment, Code, Diagnostic, Sources, Span, toml_string};
use crate::figure::Key;
use crate::text::{is_quote_mark, squeezed};

/// A value with its source location.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// The location of the value.
    pub span: Span,
}

impl From<Located<Key>> for Text {
    fn from(Located { value, span }: Located<Key>) -> Self {
        Text { value: value.to_string(), span, written: None }
    }
}

/// A text of the survey.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The characters, in the Unicode form given.
    pub value: String,
    /// The location of the text, including its quotation marks.
    pub span: Span,
    /// How the text is written in the file; `None` if the program composed it.
    pub written: Option<Written>,
}

/// How a text is written in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// Verbatim, starting at this offset in the file.
    Verbatim(usize),
    /// As a string with escapes, which begins at the start of the text's span.
    Escaped(Arc<Alignment>),
}

impl Text {
    /// A text read from `span`.
    pub fn new(sources: &Sources, value: String, span: Span) -> Self {
        let source = sources.slice(span);
        let written = match source.find(&value) {
            Some(offset) => Some(Written::Verbatim(span.start + offset)),
            None => {
                toml_string(source, &value).map(|alignment| Written::Escaped(Arc::new(alignment)))
            }
        };
        Text { value, span, written }
    }

    /// The location of a byte range of the text; the whole span if the program composed the text.
    pub fn place(&self, start: usize, end: usize) -> Span {
        let range = match &self.written {
            Some(Written::Verbatim(offset)) => offset + start..offset + end,
            Some(Written::Escaped(alignment)) => {
                let range = alignment.range(start..end);
                self.span.start + range.start..self.span.start + range.end
            }
            None => return self.span,
        };
        Span::new(self.span.file, range)
    }
}

/// The reason why a character is unfit for a report; `None` if it is fit. An unfit character is not
/// supported by every output format or is misleading to readers.
pub fn unfit(character: char) -> Option<&'static str> {
    match character {
        '\n' | '\t' => None,
        '\u{FEFF}' => Some("a byte order mark"),
        '\u{2028}' | '\u{2029}' => Some("a line or paragraph separator"),
        '\u{E0000}'..='\u{E007F}' => Some("an invisible tag character"),
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => Some("a bidirectional override"),
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' => Some("a private-use character"),
        '\u{FFF9}'..='\u{FFFB}' => Some("an annotation character"),
        c if c.is_control() => Some("a control character"),
        c if (c as u32) & 0xFFFE == 0xFFFE || ('\u{FDD0}'..='\u{FDEF}').contains(&c) => {
            Some("not a character")
        }
        _ => None,
    }
}

/// The first character not allowed in a single-line text, as messages name it: `U+000B, a control
/// character`.
pub fn unfit_in_line(text: &str) -> Option<String> {
    let unfit_in_line = |character| match character {
        '\n' => Some("a line end"),
        '\t' => Some("a tab"),
        character => unfit(character),
    };
    text.chars().find_map(|c| Some(format!("U+{:04X}, {}", c as u32, unfit_in_line(c)?)))
}

/// The first character of a text that no report can carry, in the same form.
pub fn first_unfit(text: &str) -> Option<String> {
    text.chars().find_map(|c| Some(format!("has U+{:04X}, {}", c as u32, unfit(c)?)))
}

/// An error for each unfit character whose offset is not `covered` by another message.
pub(crate) fn unfit_characters(text: &Text, covered: impl Fn(usize) -> bool) -> Vec<Diagnostic> {
    let characters = text.value.char_indices().filter(|(offset, _)| !covered(*offset));
    let errors = characters.filter_map(|(offset, character)| {
        let place = match text.written {
            Some(Written::Verbatim(_)) => text.place(offset, offset + character.len_utf8()),
            Some(Written::Escaped(_)) | None => text.span,
        };
        unfit_character(character, place)
    });
    errors.collect()
}

/// The error for a character, if it is unfit.
pub fn unfit_character(character: char, place: Span) -> Option<Diagnostic> {
    let what = unfit(character)?;
    let message = format!("U+{:04X} is {what}, which no report can carry", character as u32);
    let help = "delete it; retype the words around it if they were pasted from elsewhere";
    Some(Diagnostic::error(Code::UnfitCharacter, message).at(place, "here").help(help))
}

/// A text normalized for comparison: without quotation and emphasis marks, and with whitespace
/// collapsed.
pub(crate) fn comparable(text: &str) -> String {
    squeezed(&text.replace(|c| is_quote_mark(c) || "*_\\".contains(c), ""))
}

#[cfg(test)]
mod tests {
    use super::comparable;

    #[test]
    fn marks_and_blanks_make_no_other_text() {
        assert_eq!(comparable("“We  trust *each\nother*.”"), "We trust each other.");
        assert_eq!(comparable("Migrants' rights"), comparable("Migrants’ rights"));
    }
}
