//! Quotation marks and brackets: opening and closing ones.

/// Opening quotation marks, each with the marks that can close it.
const PAIRS: [(char, &[char]); 10] = [
    ('“', &['”']),
    ('„', &['“', '”']),
    ('”', &['”']),
    ('«', &['»']),
    ('»', &['«', '»']),
    ('‹', &['›']),
    ('‘', &['’']),
    ('‚', &['‘', '’']),
    ('"', &['"']),
    ('\'', &['\'']),
];

/// Whether `closing` can close a quotation opened by `opening`.
pub fn closes(opening: char, closing: char) -> bool {
    PAIRS.iter().any(|(open, marks)| *open == opening && marks.contains(&closing))
}

/// Whether a straight quotation mark after this character opens a quotation; otherwise it closes
/// one.
pub fn opens_after(before: char) -> bool {
    before.is_whitespace() || matches!(before, '(' | '[' | '—' | '–' | '‘' | '“')
}

/// Whether a character is a quotation mark of any kind, or an accent commonly typed instead.
pub fn is_quote_mark(character: char) -> bool {
    matches!(character, '"' | '\'' | '\u{2018}'..='\u{201F}' | '«' | '»' | '‹' | '›' | '`' | '´')
}

/// Whether a character is an apostrophe.
pub fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’')
}

/// Whether a mark may precede the first word of a sentence.
pub fn is_opening(mark: char) -> bool {
    matches!(mark, '“' | '„' | '‘' | '"' | '\'' | '«' | '(' | '[')
}

/// Whether a mark may follow the final punctuation of a sentence.
pub fn is_closing(mark: char) -> bool {
    matches!(mark, '”' | '’' | '"' | '\'' | '»' | ')' | ']')
}

#[cfg(test)]
mod tests {
    use super::{closes, is_closing, is_opening, is_quote_mark, opens_after};

    #[test]
    fn marks_close_their_partners_only() {
        assert!(closes('“', '”') && closes('„', '“') && closes('"', '"'));
        assert!(!closes('“', '"') && !closes('a', 'a'));
        assert!(opens_after(' ') && !opens_after('a'));
        assert!("“„‘\"'«".chars().all(|mark| is_opening(mark) && is_quote_mark(mark)));
        assert!("”’\"'»".chars().all(|mark| is_closing(mark) && is_quote_mark(mark)));
    }
}
