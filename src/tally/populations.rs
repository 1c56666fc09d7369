//! Figures of parts of the respondents, that share an attribute or an answer, and of earlier rounds, as published
//! then, with how much figures differ from them. No answer moves the figures of an earlier round.
//!
//! A group that is too small is not shown. What a reader could compute from the other groups and the
//! total must not be too small either; then the smallest of the others are not shown.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use super::steps::Steps;
use super::{Formula, State, Tallied, Tally, ValueOf, question};
use crate::diagnostic::Diagnostic;
use crate::figure::{Figure, Group, Key, Measure, Of, Role, Share, Value};
use crate::model::{Located, PublishedQuestion, Question, QuestionKind, Round, Survey};

/// Adds the figures of the groups by which graphs break down their questions. Of a published question,
/// only those of published groups are known.
pub(super) fn add_groups(survey: &Survey, tally: &mut Tally, diagnostics: &mut Vec<Diagnostic>) {
    let graphs = survey.report.graphs.iter();
    let pairs = graphs.filter_map(|graph| Some((&graph.question, graph.by.as_ref()?)));
    for (id, by) in pairs.collect::<BTreeSet<(&Key, &Key)>>() {
        let question = survey.question(id).filter(|question| question.printed);
        let Some(question) = question else { continue };
        let published = survey.published.questions.get(id);
        let is_known = |group: &Group| published.is_none_or(|it| it.groups.contains_key(group));
        let groups = survey.groups(by).into_iter().map(|(group, _)| group).filter(is_known);
        let groups: Vec<Group> = groups.collect();
        for group in &groups {
            diagnostics.extend(question::add(survey, question, Some(group), tally));
        }
        if published.is_none() {
            let sizes = sizes(survey, question, &groups);
            suppress(survey.suppress_below, &Figure::base(id), sizes, tally);
        }
    }
}

/// How many answers count of each group, and of those in no group, which are what all groups leave of the total;
/// where there are any answers. `not applicable` does not count.
fn sizes<'g>(
    survey: &Survey,
    question: &Question,
    groups: &'g [Group],
) -> Vec<(u32, Option<&'g Group>)> {
    let mut sizes = vec![None; groups.len() + 1];
    for response in &survey.responses {
        let Some(answer) = response.answers.get(&question.id) else { continue };
        let group = groups.iter().position(|group| survey.is_within(response, group));
        *sizes[group.unwrap_or(groups.len())].get_or_insert(0) += question.counts(answer) as u32;
    }
    let all = groups.iter().map(Some).chain([None]);
    sizes.into_iter().zip(all).filter_map(|(size, group)| Some((size?, group))).collect()
}

/// Withholds the groups of an earlier round that are too small, by their published bases.
fn suppress_published(
    survey: &Survey,
    published: &PublishedQuestion,
    base: &Figure,
    tally: &mut Tally,
) {
    let mut by: BTreeMap<&Key, Vec<(u32, Option<&Group>)>> = BTreeMap::new();
    for (group, figures) in &published.groups {
        let size = figures.base.map(|base| (base.value, Some(group)));
        by.entry(&group.by).or_default().extend(size.filter(|(size, _)| *size > 0));
    }
    for mut sizes in by.into_values() {
        let sum = sizes.iter().fold(0, |sum: u32, (size, _)| sum.saturating_add(*size));
        let rest = published.base.map_or(0, |base| base.value.saturating_sub(sum));
        sizes.extend((rest > 0).then_some((rest, None)));
        suppress(survey.suppress_below, base, sizes, tally);
    }
}

/// Withholds the groups that have fewer than `least` answers, and the smallest others if these could be
/// computed from what is shown. `of_all` is the base of all groups together; `sizes` has the answers of each
/// group, and of those that belong to none.
fn suppress(least: u32, of_all: &Figure, mut sizes: Vec<(u32, Option<&Group>)>, tally: &mut Tally) {
    sizes.sort_by_key(|(size, _)| *size);
    let mut small = sizes.iter().take_while(|(size, _)| *size < least).count();
    let hidden =
        |small: usize| sizes[..small].iter().map(|(size, _)| u64::from(*size)).sum::<u64>();
    while small > 0 && small < sizes.len() && (small == 1 || hidden(small) < least.into()) {
        small += 1;
    }
    for group in sizes[..small].iter().filter_map(|(_, group)| *group) {
        let base = of_all.clone().within(Some(group));
        tally.questions.remove(&base);
        for (figure, tallied) in &mut tally.figures {
            if figure.with(Measure::Base) == base {
                tallied.suppress(Formula::SmallGroup);
            }
        }
    }
}

/// Adds the figures of all earlier rounds, with those of groups, and then the changes since.
pub(super) fn add_rounds(survey: &Survey, tally: &mut Tally) {
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
            suppress_published(survey, published, &base, tally);
            if let Some(Located { value, span }) = published.answered_both {
                let both = Tallied::as_published(Value::Count(value), vec![span]);
                tally.add(base.with(Measure::AnsweredBoth), both);
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
    let mut add = |of, measure, value, from| {
        let figure = Figure::all(of, measure).in_round(Some(&round.key));
        tally.add(figure, Tallied::as_published(value, from));
    };
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

/// Adds the change of a figure since an earlier round: the difference of the two values as displayed, so that
/// readers who subtract them get the same.
fn add_change(survey: &Survey, earlier: &Figure, tally: &mut Tally) {
    let now = earlier.clone().in_round(None);
    let Some(measure) = earlier.measure.change() else { return };
    if !tally.figures.contains_key(&now) {
        return;
    }
    let mut change = Tallied::new(None, Formula::NotPublished { pending: 0 });
    let values = [&now, earlier].map(|figure| value_of(figure, tally));
    if let [Some(now), Some(then)] = values {
        let is_exact = |it: ValueOf| it.value.share().is_none_or(Share::is_exact);
        if is_exact(now) && is_exact(then) {
            change.value = Some(Value::Number(now.value.number() - then.value.number()));
        }
        let round = earlier.round.as_ref().and_then(|key| survey.round(key));
        let round = round.map_or_else(String::new, |round| round.title.clone());
        change.formula = Formula::Change { now, earlier: then, round };
    }
    for tallied in [&now, earlier].map(|figure| &tally.figures[figure]) {
        if tallied.state() == State::Suppressed {
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
    let [count, base] = [Role::Count, Role::Base].map(|role| tally.part(figure, role));
    Some(ValueOf { value: tally.value(figure)?, count, base })
}
