//! Finds phrases as a reader would: ignores case, the kind of space, dash and quotation mark, line
//! breaks after hyphens, and a space before `%`.

use std::ops::Range;

/// A text normalized for comparison: each character with its byte range in the original.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded(Vec<(char, Range<usize>)>);

impl Folded {
    /// Normalizes a text.
    pub fn new(text: &str) -> Self {
        let mut folded: Vec<(char, Range<usize>)> = Vec::with_capacity(text.len());
        for (start, character) in text.char_indices() {
            let range = start..start + character.len_utf8();
            match fold(character) {
                None => {}
                Some(' ') if folded.last().is_none_or(|(last, _)| matches!(last, ' ' | '-')) => {}
                Some(tight @ ('-' | '%')) => {
                    folded.pop_if(|(last, _)| *last == ' ');
                    folded.push((tight, range));
                }
                Some(kept) => folded.extend(kept.to_lowercase().map(|c| (c, range.clone()))),
            }
        }
        folded.pop_if(|(last, _)| *last == ' ');
        Folded(folded)
    }

    /// Whether two texts are equal after normalization.
    pub fn reads(&self, other: &str) -> bool {
        let other = Folded::new(other);
        self.0.len() == other.0.len()
            && self.0.iter().zip(&other.0).all(|((one, _), (other, _))| one == other)
    }

    /// The normalized text.
    pub fn text(&self) -> String {
        self.0.iter().map(|(character, _)| character).collect()
    }

    /// The words of the text, each with its byte range in the original.
    pub fn words(&self) -> Vec<(String, Range<usize>)> {
        let words = self.0.chunk_by(|(one, _), (next, _)| {
            one.is_alphanumeric() == next.is_alphanumeric() && one.is_alphanumeric()
        });
        let words = words.filter(|word| word[0].0.is_alphanumeric());
        let word = |word: &[(char, Range<usize>)]| {
            let text = word.iter().map(|(character, _)| character).collect();
            (text, word[0].1.start..word[word.len() - 1].1.end)
        };
        words.map(word).collect()
    }

    /// The ranges of `phrase` in the original text, matching whole words only: `92%` does not
    /// contain `2%`.
    pub fn find(&self, phrase: &Folded) -> Vec<Range<usize>> {
        let (text, phrase) = (&self.0, &phrase.0);
        if phrase.is_empty() || phrase.len() > text.len() {
            return Vec::new();
        }
        let same = |at: usize| (0..phrase.len()).all(|i| text[at + i].0 == phrase[i].0);
        let starts = (0..=text.len() - phrase.len()).filter(|at| same(*at));
        let ends = starts.map(|start| (start, start + phrase.len()));
        let whole =
            ends.filter(|(start, end)| !self.within_word(*start) && !self.within_word(*end));
        whole.map(|(start, end)| text[start].1.start..text[end - 1].1.end).collect()
    }

    /// Whether the boundary before the character at `index` is inside a word or number.
    fn within_word(&self, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|before| self.0.get(before));
        before.zip(self.0.get(index)).is_some_and(|((before, _), (after, _))| {
            before.is_alphanumeric() && after.is_alphanumeric()
        })
    }
}

/// The representative of all characters that look alike; `None` for invisible ones.
pub(crate) fn fold(character: char) -> Option<char> {
    match character {
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => None,
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
        '‘' | '’' | '‚' | '‛' | '′' => Some('\''),
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => Some('"'),
        blank if blank.is_whitespace() => Some(' '),
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::Folded;

    fn found(text: &str, phrase: &str) -> Vec<String> {
        let ranges = Folded::new(text).find(&Folded::new(phrase));
        ranges.into_iter().map(|range| text[range].to_owned()).collect()
    }

    #[test]
    fn a_percentage_is_found_with_a_blank_or_without() {
        assert_eq!(found("that is 71% of them", "71 %"), ["71%"]);
        assert_eq!(found("that is 71\u{202F}% of them", "71%"), ["71\u{202F}%"]);
        assert!(found("that is 71 or %", "1 %").is_empty());
    }

    #[test]
    fn words_are_found_without_what_nobody_sees() {
        let words = Folded::new("The Al\u{AD}maty–Process’s").words();
        let words: Vec<(&str, usize)> =
            words.iter().map(|(word, range)| (word.as_str(), range.start)).collect();
        assert_eq!(words, [("the", 0), ("almaty", 4), ("process", 15), ("s", 25)]);
    }

    #[test]
    fn a_phrase_is_found_as_it_is_read() {
        let text = "“Goal 8” –  by\u{a0}twenty-four of us";
        assert_eq!(
            found(text, "\"goal 8\" - by  Twenty-\nfour"),
            ["“Goal 8” –  by\u{a0}twenty-four"]
        );
    }

    #[test]
    fn a_number_is_found_whole() {
        assert_eq!(found("92% and 2% of 12", "2%"), ["2%"]);
        assert_eq!(found("112 of 12", "12"), ["12"]);
        assert!(found("SDG 10", "SDG 1").is_empty());
        assert!(found("", "a").is_empty() && found("a", " ").is_empty());
    }
}
