//! What the figures of a graph rest on, in words.

use super::Line;
use super::content::Content;
use crate::figure::Figure;
use crate::model::Base;
use crate::words::Word;

/// The line about the base.
pub(super) fn line(content: &Content<'_>) -> Line {
    let words = content.words;
    let Some(base) = count(content) else { return none(content, Word::BaseLineNone) };
    match origin(content) {
        None => words.line(Word::BaseLine, vec![("base", base)]),
        Some(origin) => words.line(Word::BaseLineAdopted, vec![("base", base), ("origin", origin)]),
    }
}

/// The same as a sentence.
pub(super) fn sentence(content: &Content<'_>) -> Line {
    content.words.line(Word::BaseSentence, vec![("line", line(content))])
}

/// The base within a sentence.
pub(super) fn spoken(content: &Content<'_>) -> Line {
    let words = content.words;
    let Some(base) = count(content) else { return none(content, Word::AlternativeBaseNone) };
    match origin(content) {
        None => words.line(Word::AlternativeBase, vec![("base", base)]),
        Some(origin) => {
            words.line(Word::AlternativeBaseAdopted, vec![("base", base), ("origin", origin)])
        }
    }
}

/// What is counted, and how many; none if that isn't published.
fn count(content: &Content<'_>) -> Option<Line> {
    let unit = match content.question.base {
        Base::Respondents => Word::CountMechanisms,
        Base::Responses => Word::CountResponses,
    };
    let figure = Figure::base(&content.question.id);
    Some(content.words.count_line(unit, content.tally.base?, vec![figure]))
}

/// That the base isn't published.
fn none(content: &Content<'_>, word: Word) -> Line {
    vec![super::mention(content.words.say(word, &[]), [Figure::base(&content.question.id)])]
}

/// How a base that was not printed is known.
fn origin(content: &Content<'_>) -> Option<Line> {
    let tally = content.tally;
    let word = match (tally.later, tally.withdrawn) {
        (0, 0) => Word::BaseAdopted,
        (_, 0) => Word::BaseAdoptedLater,
        _ => Word::BaseAdoptedWithdrawn,
    };
    tally.base_adopted.then(|| content.words.line(word, Vec::new()))
}
