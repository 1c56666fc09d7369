//! What the figures of a graph rest on, in words.

use super::Line;
use super::content::Content;
use crate::figure::Figure;
use crate::model::Base;
use crate::words::Word;

/// The line about the base.
pub(super) fn line(content: &Content<'_>) -> Line {
    said(content, [Word::BaseLineNone, Word::BaseLine, Word::BaseLineAdopted])
}

/// The same as a sentence.
pub(super) fn sentence(content: &Content<'_>) -> Line {
    content.words.line(Word::BaseSentence, vec![("line", line(content))])
}

/// The base within a sentence.
pub(super) fn spoken(content: &Content<'_>) -> Line {
    let none = Word::AlternativeBaseNone;
    said(content, [none, Word::AlternativeBase, Word::AlternativeBaseAdopted])
}

/// The base in one of these words: where it isn't published, where it was printed, and where it was not.
fn said(content: &Content<'_>, [none, printed, adopted]: [Word; 3]) -> Line {
    let words = content.words;
    let Some(base) = count(content) else {
        let figure = Figure::base(&content.question.id);
        return vec![super::mention(words.say(none, &[]), [figure])];
    };
    match origin(content) {
        None => words.line(printed, vec![("base", base)]),
        Some(origin) => words.line(adopted, vec![("base", base), ("origin", origin)]),
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
