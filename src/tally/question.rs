//! The figures of one question: published values plus answers received later.

use std::collections::{BTreeMap, BTreeSet};

use super::statistics;
use super::steps::{Step, Steps, causes, steps};
use super::{Cause, CauseKind, Formula, OptionTally, QuestionTally, State, Sum, Tallied, Tally};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::figure::{Figure, Group, Key, Part, Share, Value, rounded_percent};
use crate::model::{
    Located, PublishedOption, PublishedPercent, PublishedQuestion, Question, QuestionKind, Survey,
};

/// Counts the answers to a question and adds its figures to the tally, each with its formula.
pub(super) fn add(
    survey: &Survey,
    question: &Question,
    group: Option<&Group>,
    tally: &mut Tally,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let steps = steps(survey, question, group, diagnostics);
    let count = Count::new(survey.published.questions.get(&question.id), &steps);
    let happened =
        |what: CauseKind| steps.steps.iter().filter(|step| step.cause.what == what).count() as u32;
    let base = count.base();
    let mut counted = QuestionTally {
        base: base.as_ref().map(Sum::value),
        base_adopted: count.published.is_some_and(|published| published.adopted.is_some()),
        later: if count.published.is_some() { happened(CauseKind::Added) } else { 0 },
        withdrawn: happened(CauseKind::Withdrawn),
        options: Vec::new(),
    };
    let published = count.published.and_then(|published| published.base.as_ref());
    diagnostics.extend(published.zip(base.as_ref()).and_then(too_great));
    let options = question.options.iter().map(|option| {
        let base = counted.base.filter(|_| option.counts);
        count.option(&option.key.value, base, diagnostics)
    });
    let options: Vec<OptionCount<'_>> = options.collect();
    let base = count.base_figure(base);
    for option in options {
        let tallied = option.tally();
        let (number, share) = option.figures(&tallied, &base.from);
        let figure = |part| Figure::option(&question.id, option.key, part).within(group);
        tally.add(figure(Part::Count), number);
        tally.add(figure(Part::Share), share);
        if question.kind == QuestionKind::Ranking {
            tally.add(
                figure(Part::Mean),
                statistics::mean_rank(question, option.key, count.published, &count.steps),
            );
        }
        counted.options.push(tallied);
    }
    tally.add(Figure::base(&question.id).within(group), base);
    rank(question, &mut counted.options);
    if group.is_none() {
        add_ties(&question.id, &counted, tally);
    }
    if question.has_statistics() {
        let input = (count.published, count.steps.as_slice());
        statistics::add(question, group, input, &counted, tally);
    }
    tally.add_question(&question.id, group, counted);
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

    /// The denominator of shares; `None` if it is unpublished.
    fn base(&self) -> Option<Sum> {
        let (base, adopted) = match self.published {
            Some(published) => (
                published.base.as_ref()?.value,
                published.adopted.as_ref().map(|a| a.value.clone()),
            ),
            None => (0, None),
        };
        Some(sum(&self.steps, base, adopted, |step| step.base))
    }

    fn base_figure(&self, sum: Option<Sum>) -> Tallied {
        let later = self.base_moved.clone();
        let is_adopted = sum.as_ref().is_some_and(|sum| sum.adopted.is_some());
        let (state, formula) = match (&sum, self.published) {
            (None, _) => (State::NotPublished, Formula::NotPublished { pending: 0 }),
            (Some(sum), None) => (State::Computed, Formula::Received(sum.value())),
            (Some(sum), Some(_)) => match later.is_empty() {
                true => (State::Printed, Formula::Start(sum.clone())),
                false => (State::Computed, Formula::Sum(sum.clone())),
            },
        };
        let state = if is_adopted { State::Adopted } else { state };
        let published = self.published.and_then(|published| published.base.as_ref());
        let steps = self.steps.iter().filter(|step| step.base != 0);
        let from = published.map(|base| base.span).into_iter().chain(steps.map(|step| step.span));
        Tallied {
            value: sum.map(|sum| Value::Count(sum.value())),
            state,
            formula,
            from: from.collect(),
            later,
        }
    }

    fn option<'k>(
        &'k self,
        key: &'k Key,
        base: Option<u32>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> OptionCount<'k> {
        let printed = self.published.and_then(|published| published.options.get(key));
        let within = self.within.get(key.as_str()).copied().unwrap_or(0);
        let steps = self.by_option.get(key.as_str()).map_or(&[][..], Vec::as_slice);
        let added = |picks: fn(&Step<'_>, i64) -> bool| -> i64 {
            let added = steps.iter().map(|step| (step, step.adds_to(key)));
            added.filter(|(step, added)| picks(step, *added)).map(|(_, added)| added).sum()
        };
        let pending = added(|step, added| !step.is_counted || added > 0).max(0);
        let left = -added(|step, added| step.is_counted && added < 0);
        let choices = steps.iter().flat_map(|step| step.choices());
        let adopted = printed.and_then(|option| option.adopted.as_ref());
        let published = printed.and_then(|option| option.count.as_ref());
        diagnostics.extend(published.and_then(|count| too_many(key, count, within)));
        let sum = sum(
            steps,
            published.map_or(0, |count| count.value),
            adopted.map(|adopted| adopted.value.clone()),
            |step| step.adds_to(key),
        );
        diagnostics.extend(published.and_then(|count| too_great((count, &sum))));
        let known = match (self.published, published, printed.and_then(|option| option.percent)) {
            (None, ..) => Known::FromResponses,
            (Some(_), Some(_), percent) => Known::Count(percent),
            (Some(_), None, Some(percent)) => Known::Percentage(percent),
            (Some(_), None, None) => Known::Nothing,
        };
        OptionCount {
            key,
            printed,
            named: self.published.and_then(|p| p.named.iter().position(|name| name == key)),
            base,
            sum,
            known,
            pending: u32::try_from(pending).expect("a count of answers fits"),
            left: u32::try_from(left).expect("a count of answers fits"),
            moved: causes(steps, |step| step.adds_to(key) != 0),
            moved_alone: causes(steps, |step| step.adds_to(key) != 0 && step.base == 0),
            base_moved: &self.base_moved,
            choices: choices.filter(|(option, _)| key == option).map(|(_, span)| span).collect(),
        }
    }
}

/// A published number plus the amounts that the steps add to it.
fn sum(
    steps: &[&Step<'_>],
    published: u32,
    adopted: Option<String>,
    added: impl Fn(&Step<'_>) -> i64,
) -> Sum {
    let added = |picks: &dyn Fn(&Step<'_>) -> bool| -> i64 {
        steps.iter().filter(|step| picks(step)).map(|step| added(step)).sum()
    };
    let counted =
        |what: CauseKind| added(&|step: &Step<'_>| step.is_counted && step.cause.what == what);
    Sum {
        published,
        adopted,
        received: added(&|step: &Step<'_>| !step.is_counted),
        changed: counted(CauseKind::Changed),
        withdrawn: -counted(CauseKind::Withdrawn),
    }
}

/// The published information on an option.
#[derive(Clone, Copy)]
enum Known {
    /// Nothing is published about the question, so only responses count.
    FromResponses,
    /// A count, with a printed percentage if there is one.
    Count(Option<PublishedPercent>),
    /// A percentage without a count.
    Percentage(PublishedPercent),
    /// No figure.
    Nothing,
}

/// An option with all inputs of its figures.
struct OptionCount<'s> {
    key: &'s Key,
    printed: Option<&'s PublishedOption>,
    /// The position at which the publication mentions it without a figure.
    named: Option<usize>,
    base: Option<u32>,
    sum: Sum,
    known: Known,
    /// The number of later answers that chose it and are not included in the publication.
    pending: u32,
    /// The number of respondents counted by the publication that no longer choose it.
    left: u32,
    /// The causes that moved the count.
    moved: Vec<Cause>,
    /// The causes that moved the count but not the base.
    moved_alone: Vec<Cause>,
    /// The causes that moved the base.
    base_moved: &'s [Cause],
    /// The locations of current and former choices of it.
    choices: Vec<Span>,
}

impl OptionCount<'_> {
    /// Computes the option's figures. A printed percentage is kept until something changes the
    /// count or the base.
    fn tally(&self) -> OptionTally {
        let count = self.sum.value();
        let computed = self.base.and_then(|base| rounded_percent(count, base)).map(Share::equal);
        let is_touched = !self.moved.is_empty() || !self.base_moved.is_empty();
        let tally = |count: Option<u32>, share, state, share_state| OptionTally {
            key: self.key.clone(),
            count,
            share,
            state,
            share_state,
            named: self.named,
            pending: if count.is_some() { 0 } else { self.pending },
            rank: None,
        };
        match self.known {
            Known::FromResponses => tally(Some(count), computed, State::Computed, State::Computed),
            Known::Count(percent) => {
                let state = match (&self.sum.adopted, is_touched) {
                    (Some(_), _) => State::Adopted,
                    (None, true) => State::Computed,
                    (None, false) => State::Printed,
                };
                let (share, share_state) = match percent.filter(|_| !is_touched) {
                    Some(percent) => (Some(share(percent)), State::Printed),
                    None => (computed, State::Computed),
                };
                tally(Some(count), share, state, share_state)
            }
            Known::Percentage(percent) => {
                tally(None, Some(share(percent)), State::PercentageOnly, State::PercentageOnly)
            }
            Known::Nothing => tally(None, None, State::NotPublished, State::NotPublished),
        }
    }

    /// The figures of the count and of the share.
    fn figures(&self, option: &OptionTally, base_from: &[Span]) -> (Tallied, Tallied) {
        let published = self.printed.and_then(|printed| printed.count.as_ref());
        let percent = self.printed.and_then(|printed| printed.percent);
        let mut from: Vec<Span> = published.map(|count| count.span).into_iter().collect();
        from.extend(&self.choices);
        let mut share_from: Vec<Span> = percent.map(|percent| percent.span).into_iter().collect();
        share_from.extend(from.iter().chain(base_from));
        let count = Tallied {
            value: option.count.map(Value::Count),
            state: if option.count.is_some() { option.state } else { State::NotPublished },
            formula: self.count_formula(),
            from,
            later: self.moved.clone(),
        };
        let mut later = if option.count.is_some() { self.base_moved } else { &self.moved }.to_vec();
        if option.count.is_some() && !self.moved_alone.is_empty() {
            later.extend_from_slice(&self.moved_alone);
            later.sort();
            later.dedup();
        }
        let share = Tallied {
            value: option.share.map(Value::Share),
            state: if option.share.is_some() { option.share_state } else { State::NotPublished },
            formula: self.share_formula(option),
            from: share_from,
            later,
        };
        (count, share)
    }

    fn count_formula(&self) -> Formula {
        let sum = || self.sum.clone();
        match self.known {
            Known::FromResponses => Formula::Received(self.sum.value()),
            Known::Count(_) if self.moved.is_empty() && self.base_moved.is_empty() => {
                Formula::Start(sum())
            }
            Known::Count(_) => Formula::Sum(sum()),
            Known::Percentage(_) | Known::Nothing => {
                Formula::NotPublished { pending: self.pending }
            }
        }
    }

    fn share_formula(&self, option: &OptionTally) -> Formula {
        match (self.known, option.share, option.share_state) {
            (Known::Nothing, ..) => Formula::NotPublished { pending: 0 },
            (Known::Percentage(_), ..) => {
                Formula::Percentage { pending: self.pending, left: self.left }
            }
            (_, Some(share), State::Printed) => {
                Formula::Printed { share, parts: option.count.zip(self.base) }
            }
            (_, _, _) => match self.base {
                Some(base) => Formula::Computed { count: self.sum.value(), base },
                None => Formula::NoBase,
            },
        }
    }
}

fn share(percent: PublishedPercent) -> Share {
    Share { percent: percent.value, relation: percent.relation }
}

/// The error for a published number that, with later answers, exceeds the largest possible count.
fn too_great((published, sum): (&Located<u32>, &Sum)) -> Option<Diagnostic> {
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
