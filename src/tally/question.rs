//! The figures of one question: published values plus answers received later.

use std::collections::{BTreeMap, BTreeSet};

use super::statistics;
use super::steps::{Step, Steps, causes, steps};
use super::{
    Cause, CauseKind, Formula, OptionTally, Population, QuestionTally, State, Sum, Tallied, Tally,
};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::figure::{Figure, Group, Key, Measure, Part, Share, Statistic, Value};
use crate::model::{Located, PublishedQuestion, Question, QuestionKind, Survey, Text};

/// Counts the answers to a question and adds its figures to the tally, each with its formula.
pub(super) fn add(
    survey: &Survey,
    question: &Question,
    group: Option<&Group>,
    tally: &mut Tally,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let steps = steps(survey, question, group, diagnostics);
    let published = survey.published.questions.get(&question.id);
    let population = Population { group, round: None };
    count(question, published, &steps, population, tally, diagnostics);
    if survey.confidential && question.kind == QuestionKind::Number {
        hide_extremes(question, population, tally);
    }
}

/// Adds the figures of a question that follow from published ones and from `steps`.
pub(super) fn count(
    question: &Question,
    published: Option<&PublishedQuestion>,
    steps: &Steps<'_>,
    population: Population<'_>,
    tally: &mut Tally,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let count = Count::new(published, steps);
    let happened =
        |what: CauseKind| steps.steps.iter().filter(|step| step.cause.what == what).count() as u32;
    let base = count.base(diagnostics);
    let mut counted = QuestionTally {
        base: base.value.and_then(Value::count),
        base_adopted: count.published.is_some_and(|published| published.adopted.is_some()),
        later: if count.published.is_some() { happened(CauseKind::Added) } else { 0 },
        withdrawn: happened(CauseKind::Withdrawn),
        options: Vec::new(),
    };
    for option in &question.options {
        let key = &option.key.value;
        let (tallied, figures) = count.option(key, &base, option.counts, diagnostics);
        let figure = |part| population.limit(Figure::option(&question.id, key, part));
        for (part, tallied) in [Part::Count, Part::Share].into_iter().zip(figures) {
            tally.add(figure(part), tallied);
        }
        if question.kind == QuestionKind::Ranking {
            let mean = statistics::mean_rank(question, key, count.published, &count.steps);
            tally.add(figure(Part::Mean), mean);
        }
        counted.options.push(tallied);
    }
    tally.add(population.limit(Figure::base(&question.id)), base);
    rank(question, &mut counted.options);
    if population.group.is_none() && population.round.is_none() {
        add_ties(&question.id, &counted, tally);
    }
    if question.has_statistics() {
        let input = (count.published, count.steps.as_slice());
        statistics::add(question, population, input, &counted, tally);
    }
    tally.add_question(&question.id, population, counted);
}

/// Withholds the least and the greatest number unless they were published: each is what one
/// respondent answered. So is a median of an odd number of answers, but not whose.
fn hide_extremes(question: &Question, population: Population<'_>, tally: &mut Tally) {
    for statistic in [Statistic::Least, Statistic::Greatest] {
        let figure = Figure::question(&question.id, Measure::Statistic(statistic));
        let figure = population.limit(figure);
        let tallied = tally.figures.get_mut(&figure).filter(|it| it.state == State::Computed);
        tallied.into_iter().for_each(|tallied| tallied.suppress(Formula::OneAnswer));
    }
}

/// For each rank shared by several options, adds the number of those options.
fn add_ties(question: &Key, counted: &QuestionTally, tally: &mut Tally) {
    for group in counted.ranking().into_iter().filter(|group| group.len() > 1) {
        let rank = group[0].rank.expect("what is ranked has a rank");
        let options = group.iter().map(|option| option.key.clone()).collect();
        let mut tied = Tallied {
            value: Some(Value::Count(group.len() as u32)),
            state: State::Computed,
            formula: Formula::Tied { options, rank },
            from: Vec::new(),
            later: Vec::new(),
        };
        for option in group {
            let part = if option.count.is_some() { Part::Count } else { Part::Share };
            let figure = &tally.figures[&Figure::option(question, &option.key, part)];
            tied.from.extend(&figure.from);
            tied.later.extend(figure.later.iter().cloned());
        }
        tied.later.sort();
        tied.later.dedup();
        tally.add(Figure::tied(question, rank), tied);
    }
}

/// The input for the figures of a question.
struct Count<'s> {
    published: Option<&'s PublishedQuestion>,
    /// For each option, the number of mechanisms counted by the publication that are known to have
    /// chosen it.
    within: &'s BTreeMap<&'s str, u32>,
    /// All steps.
    steps: Vec<&'s Step<'s>>,
    /// For each option, the steps before or after which it is chosen.
    by_option: BTreeMap<&'s str, Vec<&'s Step<'s>>>,
    /// The causes of the steps that change the base.
    base_moved: Vec<Cause>,
}

impl<'s> Count<'s> {
    fn new(published: Option<&'s PublishedQuestion>, steps: &'s Steps<'s>) -> Self {
        let mut by_option: BTreeMap<&str, Vec<&Step<'_>>> = BTreeMap::new();
        for step in &steps.steps {
            let options: BTreeSet<&str> = step.choices().map(|(option, _)| option).collect();
            options.into_iter().for_each(|option| by_option.entry(option).or_default().push(step));
        }
        let within = &steps.within;
        let steps: Vec<&Step<'_>> = steps.steps.iter().collect();
        let base_moved = causes(&steps, |step| step.base != 0);
        Count { published, within, steps, by_option, base_moved }
    }

    /// The denominator of shares.
    fn base(&self, diagnostics: &mut Vec<Diagnostic>) -> Tallied {
        let published = self.published.and_then(|published| published.base.as_ref());
        let adopted = self.published.and_then(|published| published.adopted.as_ref());
        let sum = sum(&self.steps, published, adopted, |step| step.base);
        diagnostics.extend(published.and_then(|base| too_great(base, &sum)));
        let value = (self.published.is_none() || published.is_some()).then(|| sum.value());
        let later = self.base_moved.clone();
        let (state, formula) = match (value, self.published) {
            (None, _) => (State::NotPublished, Formula::NotPublished { pending: 0 }),
            (Some(value), None) => (State::Computed, Formula::Received(value)),
            (Some(_), Some(_)) => as_published(sum, !later.is_empty()),
        };
        let steps = self.steps.iter().filter(|step| step.base != 0);
        let from = published.map(|base| base.span).into_iter().chain(steps.map(|step| step.span));
        Tallied { value: value.map(Value::Count), state, formula, from: from.collect(), later }
    }

    /// An option, and the figures of its count and its share. A printed percentage is kept until
    /// something changes the count or the base.
    fn option(
        &self,
        key: &Key,
        base: &Tallied,
        counts: bool,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> (OptionTally, [Tallied; 2]) {
        let printed = self.published.and_then(|published| published.options.get(key));
        let published = printed.and_then(|option| option.count.as_ref());
        let percent = printed.and_then(|option| option.percent);
        let adopted = printed.and_then(|option| option.adopted.as_ref());
        let within = self.within.get(key.as_str()).copied().unwrap_or(0);
        diagnostics.extend(published.and_then(|count| too_many(key, count, within)));
        let steps = self.by_option.get(key.as_str()).map_or(&[][..], Vec::as_slice);
        let sum = sum(steps, published, adopted, |step| step.adds_to(key));
        diagnostics.extend(published.and_then(|count| too_great(count, &sum)));
        let number = |added: i64| u32::try_from(added).expect("a count of answers fits");
        let added = steps.iter().map(|step| (step.is_counted, step.adds_to(key)));
        let (left, came): (Vec<_>, Vec<_>) =
            added.partition(|(counted, added)| *counted && *added < 0);
        let pending = number(came.iter().map(|(_, added)| added).sum::<i64>().max(0));
        let left = number(-left.iter().map(|(_, added)| added).sum::<i64>());
        let moved = causes(steps, |step| step.adds_to(key) != 0);
        let is_touched = !moved.is_empty() || !self.base_moved.is_empty();
        let base_count = base.value.and_then(Value::count).filter(|_| counts);
        let value = sum.value();
        let (count, state, formula) = match (self.published, published) {
            (None, _) => (Some(value), State::Computed, Formula::Received(value)),
            (Some(_), None) => (None, State::NotPublished, Formula::NotPublished { pending }),
            (Some(_), Some(_)) => {
                let (state, formula) = as_published(sum, is_touched);
                (Some(value), state, formula)
            }
        };
        let printed = percent.map(|it| Share { percent: it.value, relation: it.relation });
        let (share, share_state, share_formula) = match (count, printed) {
            (None, None) => (None, State::NotPublished, Formula::NotPublished { pending: 0 }),
            (None, Some(_)) => {
                (printed, State::PercentageOnly, Formula::Percentage { pending, left })
            }
            (Some(_), Some(share)) if !is_touched => {
                let parts = count.zip(base_count);
                (printed, State::Printed, Formula::Printed { share, parts })
            }
            (Some(count), _) => match base_count {
                Some(base) => {
                    let share = Share::of(count, base);
                    (share, State::Computed, Formula::Computed { count, base })
                }
                None => (None, State::Computed, Formula::NoBase),
            },
        };
        let choices = steps.iter().flat_map(|step| step.choices());
        let choices = choices.filter(|(option, _)| key == option).map(|(_, span)| span);
        let from: Vec<Span> =
            published.map(|count| count.span).into_iter().chain(choices).collect();
        let percent = percent.map(|percent| percent.span).into_iter();
        let share_from = percent.chain(from.iter().chain(&base.from).copied()).collect();
        let mut share_later = moved.clone();
        if count.is_some() {
            share_later = causes(steps, |step| step.adds_to(key) != 0 && step.base == 0);
            share_later.extend_from_slice(&self.base_moved);
            share_later.sort();
            share_later.dedup();
        }
        let option = OptionTally {
            key: key.clone(),
            count,
            share,
            state: if count.is_some() { state } else { share_state },
            share_state,
            named: self.published.and_then(|it| it.named.iter().position(|name| name == key)),
            pending: if count.is_some() { 0 } else { pending },
            rank: None,
        };
        let value = count.map(Value::Count);
        let count = Tallied { value, state, formula, from, later: moved };
        let share = Tallied {
            value: share.map(Value::Share),
            state: if share.is_some() { share_state } else { State::NotPublished },
            formula: share_formula,
            from: share_from,
            later: share_later,
        };
        (option, [count, share])
    }
}

/// A published number plus the amounts that the steps add to it; `adopted` is the reason for
/// adopting it, if it was not printed.
fn sum(
    steps: &[&Step<'_>],
    published: Option<&Located<u32>>,
    adopted: Option<&Text>,
    added: impl Fn(&Step<'_>) -> i64,
) -> Sum {
    let published = published.map_or(0, |number| number.value);
    let adopted = adopted.map(|why| why.value.clone());
    let mut sum = Sum { published, adopted, ..Sum::default() };
    for step in steps {
        match (step.is_counted, step.cause.what) {
            (false, _) => sum.received += added(step),
            (true, CauseKind::Changed) => sum.changed += added(step),
            (true, CauseKind::Withdrawn) => sum.withdrawn -= added(step),
            (true, CauseKind::Added) => {}
        }
    }
    sum
}

/// The state and formula of a published number; `is_touched` if later steps changed it, or what it
/// is a part of.
fn as_published(sum: Sum, is_touched: bool) -> (State, Formula) {
    let state = match (&sum.adopted, is_touched) {
        (Some(_), _) => State::Adopted,
        (None, true) => State::Computed,
        (None, false) => State::Printed,
    };
    (state, if is_touched { Formula::Sum(sum) } else { Formula::Start(sum) })
}

/// The error for a published number that, with later answers, exceeds the largest possible count.
fn too_great(published: &Located<u32>, sum: &Sum) -> Option<Diagnostic> {
    let message = "with the answers received since, this is more than any count can be";
    let error =
        || Diagnostic::error(Code::ImpossibleCount, message).at(published.span, "published");
    sum.is_too_great().then(error)
}

/// The error for more mechanisms known to have chosen an option than were published.
fn too_many(key: &str, published: &Located<u32>, within: u32) -> Option<Diagnostic> {
    let message = format!(
        "{within} counted mechanisms are named as having chosen `{key}`, but {} are published",
        published.value
    );
    let error =
        || Diagnostic::error(Code::ImpossibleCount, message).at(published.span, "published");
    (within > published.value).then(error)
}

/// Ranks options by count, or by percentage if no option has a count. The two are never mixed.
fn rank(question: &Question, options: &mut [OptionTally]) {
    let counts = |key: &Key| question.option(key).is_some_and(|option| option.counts);
    let by_count = options.iter().any(|option| option.count.is_some());
    let measure = |option: &OptionTally| match by_count {
        _ if !counts(&option.key) => None,
        true => option.count.filter(|count| *count > 0),
        false => option.share.map(|share| share.percent),
    };
    let measures: Vec<Option<u32>> = options.iter().map(measure).collect();
    for option in options.iter_mut() {
        option.rank = measure(option)
            .map(|own| 1 + measures.iter().flatten().filter(|other| **other > own).count());
    }
}
