//! Figures of earlier rounds, as published then, and how much figures differ from them. No answer moves
//! the figures of an earlier round.

use std::iter;

use super::steps::Steps;
use super::{Formula, State, Tallied, Tally, ValueOf, groups, question};
use crate::diagnostic::Span;
use crate::figure::{Figure, Measure, Of, Relation, Role, Share, Value};
use crate::model::{Located, Question, QuestionKind, Round, Survey};

/// Adds the figures of all earlier rounds, with those of groups, and then the changes since.
pub(super) fn add(survey: &Survey, tally: &mut Tally) {
    for round in &survey.rounds {
        add_respondents(round, tally);
        let has_figures =
            |question: &&Question| question.printed && question.kind != QuestionKind::Text;
        for question in survey.questions.iter().filter(has_figures) {
            let Some(published) = round.published.questions.get(&question.id) else { continue };
            let base = Figure::base(&question.id).in_round(Some(&round.key));
            let of_groups = published.groups.iter().map(|(group, it)| (Some(group), it));
            for (group, published) in iter::once((None, published)).chain(of_groups) {
                let base = base.clone().within(group);
                question::count(question, Some(published), &Steps::default(), &base, tally);
            }
            groups::suppress_published(survey, published, &base, tally);
            if let Some(Located { value, span }) = published.answered_both {
                let of = Of::Question(question.id.clone());
                let value = Value::Count(value);
                add_printed(round, of, Measure::AnsweredBoth, value, vec![span], tally);
            }
        }
    }
    let figures = tally.figures.keys().filter(|figure| figure.round.is_some());
    for earlier in figures.cloned().collect::<Vec<_>>() {
        add_change(survey, &earlier, tally);
    }
}

/// Adds how many responded and were invited, and the response rate, as far as they are known.
fn add_respondents(round: &Round, tally: &mut Tally) {
    let published = &round.published;
    let mut add = |of, measure, value, from| add_printed(round, of, measure, value, from, tally);
    let number = published.unnamed.iter().map(|number| number.span);
    let from = number.chain(published.respondents.iter().map(|key| key.span)).collect();
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

/// Adds the change of a figure since an earlier round: the difference of the two values as displayed, so that
/// readers who subtract them get the same.
fn add_change(survey: &Survey, earlier: &Figure, tally: &mut Tally) {
    let now = earlier.clone().in_round(None);
    let Some(measure) = earlier.measure.change() else { return };
    if !tally.figures.contains_key(&now) {
        return;
    }
    let mut change = Tallied::unpublished();
    let values = [&now, earlier].map(|figure| value_of(figure, tally));
    if let [Some(now), Some(then)] = values {
        let is_exact =
            |it: ValueOf| it.value.share().is_none_or(|share| share.relation == Relation::Equal);
        if is_exact(now) && is_exact(then) {
            change.value = Some(Value::Number(now.value.number() - then.value.number()));
            change.state = State::Computed;
        }
        let round = earlier.round.as_ref().and_then(|key| survey.round(key));
        let round = round.map_or_else(String::new, |round| round.title.clone());
        change.formula = Formula::Change { now, earlier: then, round };
    }
    for tallied in [&now, earlier].map(|figure| &tally.figures[figure]) {
        if tallied.state == State::Suppressed {
            change.suppress(tallied.formula.clone());
        }
        change.from.extend(&tallied.from);
        let moves = tallied.later.iter().filter(|_| change.value.is_some());
        change.later.extend(moves.cloned());
    }
    tally.add(earlier.with(measure), change);
}

/// A value with its count and base; `None` if it is not known.
fn value_of(figure: &Figure, tally: &Tally) -> Option<ValueOf> {
    let parts = figure.parts();
    let number = |wanted: Role| {
        let (_, part) = parts.iter().find(|(role, _)| *role == wanted)?;
        tally.value(part)?.count()
    };
    let (count, base) = (number(Role::Count), number(Role::Base));
    Some(ValueOf { value: tally.value(figure)?, count, base })
}
