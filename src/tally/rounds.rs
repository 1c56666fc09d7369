//! Figures of earlier rounds, as published then, and how much shares differ from them. No answer moves
//! the figures of an earlier round.

use rust_decimal::Decimal;

use super::steps::Steps;
use super::{Formula, ShareOf, State, Tallied, Tally, question};
use crate::diagnostic::Span;
use crate::figure::{Figure, Key, Measure, Of, Part, Relation, Share, Value};
use crate::model::{Located, Question, QuestionKind, Round, Survey};

/// Adds the figures of all earlier rounds.
pub(super) fn add(survey: &Survey, tally: &mut Tally) {
    for round in &survey.rounds {
        add_respondents(round, tally);
        let has_figures =
            |question: &&Question| question.printed && question.kind != QuestionKind::Text;
        for question in survey.questions.iter().filter(has_figures) {
            let Some(published) = round.published.questions.get(&question.id) else { continue };
            let base = Figure::base(&question.id).in_round(Some(&round.key));
            question::count(question, Some(published), &Steps::default(), &base, tally);
            if let Some(Located { value, span }) = published.answered_both {
                let of = Of::Question(question.id.clone());
                let value = Value::Count(value);
                add_printed(round, of, Measure::AnsweredBoth, value, vec![span], tally);
            }
            for option in &question.options {
                add_change(&question.id, &option.key.value, round, tally);
            }
        }
    }
}

/// Adds how many responded and were invited, and the response rate, as far as they are known.
fn add_respondents(round: &Round, tally: &mut Tally) {
    let published = &round.published;
    let mut add = |of, measure, value, from| add_printed(round, of, measure, value, from, tally);
    let number = published.unnamed.iter().map(|number| number.span);
    let from = number.chain(published.respondents.values().copied()).collect();
    if published.number() > 0 {
        let number = Value::Count(published.number() as u32);
        add(Of::Respondents, Measure::Count, number, from);
    }
    if let Some(Located { value, span }) = round.invited {
        add(Of::Invited, Measure::Base, Value::Count(value), vec![span]);
    }
    if let Some(Located { value, span }) = published.response_rate {
        add(Of::Invited, Measure::Share, Value::Share(Share::equal(value)), vec![span]);
    }
}

fn add_printed(
    round: &Round,
    of: Of,
    measure: Measure,
    value: Value,
    from: Vec<Span>,
    tally: &mut Tally,
) {
    let figure = Figure::all(of, measure).in_round(Some(&round.key));
    tally.add(figure, Tallied::printed(value, Formula::AsPublished, from));
}

/// Adds the change of an option's share: the difference of the two percentages as displayed, so that
/// readers who subtract them get the same.
fn add_change(question: &Key, option: &Key, round: &Round, tally: &mut Tally) {
    let now = Figure::option(question, option, Part::Share);
    let earlier = now.clone().in_round(Some(&round.key));
    let [share_now, share_earlier] = [&now, &earlier].map(|figure| share(figure, tally));
    let mut change = Tallied::unpublished();
    if let (Some(now), Some(earlier)) = (share_now, share_earlier) {
        let is_exact = |share: &ShareOf| share.share.relation == Relation::Equal;
        if is_exact(&now) && is_exact(&earlier) {
            let difference =
                Decimal::from(now.share.percent) - Decimal::from(earlier.share.percent);
            change.value = Some(Value::Number(difference));
            change.state = State::Computed;
        }
        change.formula = Formula::Change { now, earlier, round: round.title.clone() };
    }
    for figure in [&now, &earlier] {
        let tallied = &tally.figures[figure];
        change.from.extend(&tallied.from);
        let moves = tallied.later.iter().filter(|_| change.value.is_some());
        change.later.extend(moves.cloned());
    }
    let figure = Figure::option(question, option, Part::Change).in_round(Some(&round.key));
    tally.add(figure, change);
}

/// A share with its count and base; `None` if it is not known.
fn share(figure: &Figure, tally: &Tally) -> Option<ShareOf> {
    let share = tally.value(figure)?.share()?;
    let mut parts = figure.parts().into_iter().map(|(_, part)| tally.value(&part)?.count());
    let parts = parts.next().flatten().zip(parts.next().flatten());
    Some(ShareOf { share, parts })
}
