//! Describes the base of a graph's figures.

use super::Line;
use super::content::Content;
use crate::figure::Figure;
use crate::model::Base;
use crate::words::Word;

/// The base as a line below the drawing.
pub(super) fn line(content: &Content<'_>) -> Line {
    said(content, [Word::BaseLineNone, Word::BaseLine, Word::BaseLineAdopted])
}

/// The base as a sentence.
pub(super) fn sentence(content: &Content<'_>) -> Line {
    content.words.line(Word::BaseSentence, vec![("line", line(content))])
}

/// The base as part of a sentence, for the alternative text.
pub(super) fn spoken(content: &Content<'_>) -> Line {
    let none = Word::AlternativeBaseNone;
    said(content, [none, Word::AlternativeBase, Word::AlternativeBaseAdopted])
}

/// The base in one of three wordings: for one that is not published, one that was published, and
/// one that was adopted.
fn said(content: &Content<'_>, [none, printed, adopted]: [Word; 3]) -> Line {
    let Content { question, tally, words, .. } = content;
    let figure = Figure::base(&question.id);
    let Some(base) = tally.base else {
        return vec![super::mention(words.say(none, &[]), [figure])];
    };
    let unit = match question.base {
        Base::Respondents => Word::CountMechanisms,
        Base::Responses => Word::CountResponses,
    };
    let base = words.count_line(unit, base, vec![figure]);
    if !tally.base_adopted {
        return words.line(printed, vec![("base", base)]);
    }
    let origin = match (tally.later, tally.withdrawn) {
        (0, 0) => Word::BaseAdopted,
        (_, 0) => Word::BaseAdoptedLater,
        _ => Word::BaseAdoptedWithdrawn,
    };
    words.line(adopted, vec![("base", base), ("origin", words.line(origin, Vec::new()))])
}
