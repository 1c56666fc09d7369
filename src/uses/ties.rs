//! Options of equal rank share a number in prose: "SDG 10 and SDG 17 – each prioritized by 10". The
//! template prints only the figure of the first option, but the number is the figure of all options
//! that the sentence names.

use super::passage::{Mark, Passage};
use crate::figure::{Figure, Measure};
use crate::figures::names;
use crate::model::{Choice, Question, Survey};
use crate::tally::Tally;
use crate::text::{Folded, sentence_around};

/// Marks each option's figure in a line also as the figure of tied options that the same sentence
/// names.
pub(super) fn mark(line: &mut Passage, survey: &Survey, tally: &Tally) {
    let mut ties = Vec::new();
    for mark in &line.marks {
        let Measure::Option(key, part) = &mark.figure.measure else { continue };
        let question = mark.figure.question_id().and_then(|id| survey.question(id));
        let choice = question.and_then(|question| question.option(key));
        let Some((question, choice)) = question.zip(choice) else { continue };
        let around = sentence_around(&line.text, &mark.range);
        let sentence = Folded::new(&line.text[around.clone()]);
        let others = tied(question, choice, tally).filter(|other| {
            names(other).iter().any(|name| !sentence.find(&Folded::new(name)).is_empty())
        });
        for other in others {
            let figure = Figure::option(&question.id, &other.key.value, *part);
            let own = |known: &Mark| known.figure == figure && around.contains(&known.range.start);
            if tally.value(&figure) == tally.value(&mark.figure) && !line.marks.iter().any(own) {
                ties.push(Mark { figure, ..mark.clone() });
            }
        }
    }
    line.marks.extend(ties);
    line.marks.sort_by_key(|mark| mark.range.start);
}

/// The other options with the same rank.
fn tied<'q>(
    question: &'q Question,
    choice: &Choice,
    tally: &'q Tally,
) -> impl Iterator<Item = &'q Choice> {
    let rank = |choice: &Choice| tally.questions.get(&question.id)?.option(&choice.key.value)?.rank;
    let (own, key) = (rank(choice), choice.key.value.clone());
    let others = question.options.iter().filter(move |other| other.key.value != key);
    others.filter(move |other| own.is_some() && rank(other) == own)
}
