//! What the figures of a graph rest on, in words.

use super::content::Content;
use crate::model::Base;
use crate::words::{Word, Words};

/// What is said of the base: its number, and the words around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseNote {
    /// What stands before the number.
    pub before: String,
    /// The number as it is shown; empty where it isn't published, or goes without saying.
    pub number: String,
    /// What stands after the number.
    pub after: String,
}

impl BaseNote {
    /// The line about the base.
    pub(super) fn line(content: &Content<'_>) -> Self {
        let words = content.words;
        let Some(base) = content.tally.base else {
            let before = words.say(Word::BaseLineNone, &[]);
            return BaseNote { before, number: String::new(), after: String::new() };
        };
        let [before, number, after] = words.count_around(unit(content), base);
        let note = BaseNote { before, number, after };
        match origin(content) {
            None => note.within(words, Word::BaseLine, "base", &[]),
            Some(origin) => {
                note.within(words, Word::BaseLineAdopted, "base", &[("origin", &origin)])
            }
        }
    }

    /// The same as a sentence.
    pub(super) fn sentence(content: &Content<'_>) -> Self {
        BaseNote::line(content).within(content.words, Word::BaseSentence, "line", &[])
    }

    /// All in one.
    pub fn text(&self) -> String {
        format!("{}{}{}", self.before, self.number, self.after)
    }

    /// Puts it for the name `at` into the text of a key.
    fn within(self, words: &Words, key: Word, at: &str, values: &[(&str, &str)]) -> Self {
        let [before, after] = words.around(key, at, values);
        BaseNote { before: before + &self.before, number: self.number, after: self.after + &after }
    }
}

/// The base within a sentence.
pub(super) fn spoken(content: &Content<'_>) -> String {
    let words = content.words;
    let Some(base) = content.tally.base else { return words.say(Word::AlternativeBaseNone, &[]) };
    let base = words.count(unit(content), base, &[]);
    match origin(content) {
        None => words.say(Word::AlternativeBase, &[("base", &base)]),
        Some(origin) => {
            words.say(Word::AlternativeBaseAdopted, &[("base", &base), ("origin", &origin)])
        }
    }
}

/// What is counted.
fn unit(content: &Content<'_>) -> Word {
    match content.question.base {
        Base::Respondents => Word::CountMechanisms,
        Base::Responses => Word::CountResponses,
    }
}

/// How a base that was not printed is known.
fn origin(content: &Content<'_>) -> Option<String> {
    let tally = content.tally;
    let key = match (tally.later, tally.withdrawn) {
        (0, 0) => Word::BaseAdopted,
        (_, 0) => Word::BaseAdoptedLater,
        _ => Word::BaseAdoptedWithdrawn,
    };
    tally.base_adopted.then(|| content.words.say(key, &[]))
}
