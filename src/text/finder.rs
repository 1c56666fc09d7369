//! Looks for many phrases in one text.

use super::words;

/// Shorter texts are searched from their beginning.
const SHORT: usize = 4096;
/// By so many bytes from each word on the words are in order.
const COMPARED: usize = 128;

/// A text in which many phrases are looked for.
#[derive(Debug)]
pub struct Finder<'t> {
    text: &'t str,
    /// Where its words begin, in the order of the text from there on.
    starts: Vec<usize>,
}

impl<'t> Finder<'t> {
    /// Prepares a text.
    pub fn new(text: &'t str) -> Self {
        let is_long = text.len() > SHORT;
        let words = words(text).filter(|_| is_long);
        let mut starts: Vec<usize> = words.map(|word| word.start).collect();
        starts.sort_unstable_by_key(|start| beginning(&text[*start..], COMPARED));
        Finder { text, starts }
    }

    /// Whether the text contains a phrase. It is looked up where it begins with a word.
    pub fn contains(&self, phrase: &str) -> bool {
        let wanted = beginning(phrase, COMPARED);
        let after = |start: &usize| beginning(&self.text[*start..], wanted.len()) < wanted;
        let first = self.starts.partition_point(after);
        let mut fitting = self.starts[first..].iter().map(|start| &self.text[*start..]);
        let found = fitting
            .by_ref()
            .take_while(|rest| beginning(rest, wanted.len()) == wanted)
            .any(|rest| rest.starts_with(phrase));
        found || self.text.contains(phrase)
    }
}

fn beginning(text: &str, length: usize) -> &[u8] {
    &text.as_bytes()[..text.len().min(length)]
}

#[cfg(test)]
mod tests {
    use super::{Finder, SHORT};

    #[test]
    fn a_phrase_is_found_wherever_it_begins() {
        let text = format!("{}and the Bali Process, too", "word ".repeat(SHORT));
        let finder = Finder::new(&text);
        for phrase in ["Bali Process", "ali Proc", "too", ", too", "word and", ""] {
            assert!(finder.contains(phrase), "{phrase}");
        }
        assert!(!finder.contains("Bali Processes") && !Finder::new("a").contains("b"));
    }
}
