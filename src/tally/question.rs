//! The figures of one question: published values plus answers received later.

use super::statistics;
use super::steps::{Step, Steps, causes, steps};
use super::{Cause, CauseKind, Formula, OptionTally, QuestionTally, State, Sum, Tallied, Tally};
use crate::diagnostic::{Code, Diagnostic};
use crate::figure::{Figure, Group, Key, Measure, Part, Share, Statistic, Value};
use crate::model::{Choice, Located, PublishedQuestion, Question, QuestionKind, Survey, Text};

/// Counts the answers to a question and adds its figures to the tally, each with its formula. Returns
/// errors for answers that can't be counted.
pub(super) fn add(
    survey: &Survey,
    question: &Question,
    group: Option<&Group>,
    tally: &mut Tally,
) -> Vec<Diagnostic> {
    let steps = steps(survey, question, group);
    let published = survey.published.questions.get(&question.id);
    let published = group.map_or(published, |group| published?.groups.get(group));
    let base = Figure::base(&question.id).within(group);
    let impossible = count(question, published, &steps, &base, tally);
    if survey.confidential && question.kind == QuestionKind::Number {
        hide_extremes(&base, tally);
    }
    // What is said of the answers is said of all.
    let of_answers = if group.is_none() { steps.diagnostics } else { Vec::new() };
    [of_answers, impossible].concat()
}

/// Adds the figures of a question that follow from published ones and from `steps`; `of_base` is that of the base.
/// Returns errors for published numbers that can't be right.
pub(super) fn count(
    question: &Question,
    published: Option<&PublishedQuestion>,
    steps: &Steps<'_>,
    of_base: &Figure,
    tally: &mut Tally,
) -> Vec<Diagnostic> {
    let (within, steps) = (&steps.within, steps.steps.iter().collect::<Vec<_>>());
    let base_moved = causes(&steps, |step| step.base != 0);
    let count = Count { published, steps, base_moved };
    let mut diagnostics = Vec::new();
    let base = count.base();
    let mut counted =
        QuestionTally { base: base.value.and_then(Value::count), options: Vec::new() };
    for option in &question.options {
        let key = &option.key.value;
        let named = within.get(key.as_str()).copied().unwrap_or(0);
        diagnostics.extend(published.and_then(|published| too_few(published, key, named)));
        let (tallied, figures) = count.option(option, &base);
        let figure = |part| of_base.with(Measure::Option(key.clone(), part));
        for (part, tallied) in [Part::Count, Part::Share].into_iter().zip(figures) {
            tally.add(figure(part), tallied);
        }
        if question.kind == QuestionKind::Ranking {
            let mean = statistics::mean_rank(question, key, published, &count.steps);
            tally.add(figure(Part::Mean), mean);
        }
        counted.options.push(tallied);
    }
    tally.add(of_base.clone(), base);
    rank(question, &mut counted.options);
    if *of_base == Figure::base(&question.id) {
        add_ties(&question.id, &counted, tally);
    }
    if question.has_statistics() {
        let input = (published, count.steps.as_slice());
        statistics::add(question, of_base, input, &counted, tally);
    }
    tally.questions.insert(of_base.clone(), counted);
    diagnostics
}

/// An error for a published count that is smaller than the number of counted mechanisms named as having chosen the option.
fn too_few(published: &PublishedQuestion, key: &Key, named: u32) -> Option<Diagnostic> {
    let Located { value: number, span } = published.options.get(key)?.count?;
    let message = format!(
        "{named} counted mechanisms are named as having chosen `{key}`, but {number} are published"
    );
    let error = Diagnostic::error(Code::ImpossibleCount, message).at(span, "published");
    (named > number).then_some(error)
}

/// Withholds the least and the greatest number unless they were published: each is what one
/// respondent answered. So is a median of an odd number of answers, but not whose.
fn hide_extremes(base: &Figure, tally: &mut Tally) {
    for statistic in [Statistic::Least, Statistic::Greatest] {
        let figure = base.with(Measure::Statistic(statistic));
        let tallied = tally.figures.get_mut(&figure).filter(|it| it.state() == State::Computed);
        tallied.into_iter().for_each(|tallied| tallied.suppress(Formula::OneAnswer));
    }
}

/// For each rank shared by several options, adds the number of those options.
fn add_ties(question: &Key, counted: &QuestionTally, tally: &mut Tally) {
    for group in counted.ranking().into_iter().filter(|group| group.len() > 1) {
        let rank = group[0].rank.expect("what is ranked has a rank");
        let options = group.iter().map(|option| option.key.clone()).collect();
        let number = Value::Count(group.len() as u32);
        let mut tied = Tallied::new(Some(number), Formula::Tied { options, rank });
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
    /// All steps.
    steps: Vec<&'s Step<'s>>,
    /// The causes of the steps that change the base.
    base_moved: Vec<Cause>,
}

impl Count<'_> {
    /// The denominator of shares.
    fn base(&self) -> Tallied {
        let base = self.published.and_then(|published| published.base.as_ref());
        let adopted = self.published.and_then(|published| published.adopted.as_ref());
        let mut tallied = self.number((base, adopted), &self.steps, |step| step.base, 0);
        let moving = self.steps.iter().filter(|step| step.base != 0);
        tallied.from.extend(moving.map(|step| step.span));
        tallied
    }

    /// A published number, with the reason for adopting it if it was not printed, plus the amounts that the steps add to
    /// it. `pending` is how many answers it lacks if it is not published.
    fn number(
        &self,
        (published, adopted): (Option<&Located<u32>>, Option<&Text>),
        steps: &[&Step<'_>],
        added: impl Fn(&Step<'_>) -> i64,
        pending: u32,
    ) -> Tallied {
        let mut sum = Sum {
            published: published.map_or(0, |number| number.value),
            adopted: adopted.cloned(),
            ..Sum::default()
        };
        for step in steps {
            match (step.is_counted, step.cause.what) {
                (false, _) => sum.received += added(step),
                (true, CauseKind::Changed) => sum.changed += added(step),
                (true, CauseKind::Withdrawn) => sum.withdrawn -= added(step),
                (true, CauseKind::Added) => {}
            }
        }
        let later = causes(steps, |step| added(step) != 0);
        let (number, is_touched) = (sum.value(), !later.is_empty() || !self.base_moved.is_empty());
        let (is_known, formula) = match (self.published, published) {
            (None, _) => (true, Formula::Received(number)),
            (Some(_), None) => (false, Formula::NotPublished { pending }),
            (Some(_), Some(_)) if is_touched => (true, Formula::Sum(sum)),
            (Some(_), Some(_)) => (true, Formula::Start(sum)),
        };
        let from = published.map(|number| number.span).into_iter().collect();
        Tallied { value: is_known.then_some(Value::Count(number)), formula, from, later }
    }

    /// An option, and the figures of its count and its share. A printed percentage is kept until
    /// something changes the count or the base.
    fn option(&self, option: &Choice, base: &Tallied) -> (OptionTally, [Tallied; 2]) {
        let key = &option.key.value;
        let printed = self.published.and_then(|published| published.options.get(key));
        let published = printed.and_then(|option| option.count.as_ref());
        let printed_share = printed.and_then(|option| option.share);
        let adopted = printed.and_then(|option| option.adopted.as_ref());
        let steps = self.steps.iter().copied();
        let steps = steps.filter(|step| step.choices().any(|(chosen, _)| key == chosen));
        let steps: &[&Step<'_>] = &steps.collect::<Vec<_>>();
        let all: i64 = steps.iter().map(|step| step.adds_to(key)).sum();
        let counted = steps.iter().filter(|step| step.is_counted);
        let left: i64 = counted.map(|step| -step.adds_to(key).min(0)).sum();
        let number = |answers: i64| u32::try_from(answers).expect("a count of answers fits");
        let (pending, left) = (number((all + left).max(0)), number(left));
        let adds = |step: &Step<'_>| step.adds_to(key);
        let mut count = self.number((published, adopted), steps, adds, pending);
        let choices = steps.iter().flat_map(|step| step.choices());
        count.from.extend(choices.filter(|(option, _)| key == option).map(|(_, span)| span));
        let is_touched = !count.later.is_empty() || !self.base_moved.is_empty();
        let base_count = base.value.and_then(Value::count).filter(|_| option.counts);
        let value = count.value.and_then(Value::count);
        let printed = printed_share.map(|share| share.value);
        let (share, formula) = match (value, printed) {
            (None, None) => (None, Formula::NotPublished { pending: 0 }),
            (None, Some(_)) => (printed, Formula::Percentage { pending, left }),
            (Some(_), Some(share)) if !is_touched => {
                (printed, Formula::Printed { share, parts: value.zip(base_count) })
            }
            (Some(count), _) => match base_count {
                Some(base) => (Share::of(count, base), Formula::Computed { count, base }),
                None => (None, Formula::NoBase),
            },
        };
        let mut later = count.later.clone();
        if value.is_some() {
            later = causes(steps, |step| step.adds_to(key) != 0 && step.base == 0);
            later.extend_from_slice(&self.base_moved);
            later.sort();
            later.dedup();
        }
        let printed_at = printed_share.map(|share| share.span).into_iter();
        let tallied_share = Tallied {
            value: share.map(Value::Share),
            formula,
            from: printed_at.chain(count.from.iter().chain(&base.from).copied()).collect(),
            later,
        };
        let option = OptionTally {
            key: key.clone(),
            count: value,
            share,
            is_adopted: count.state() == State::Adopted,
            named: self.published.and_then(|it| it.named.iter().position(|name| name == key)),
            pending: if value.is_some() { 0 } else { pending },
            rank: None,
        };
        (option, [count, tallied_share])
    }
}

/// Ranks options by count, or by percentage if no option has a count. The two are never mixed.
fn rank(question: &Question, options: &mut [OptionTally]) {
    let by_count = options.iter().any(|option| option.count.is_some());
    let measure = |(choice, option): (&Choice, &OptionTally)| match by_count {
        _ if !choice.counts => None,
        true => option.count.filter(|count| *count > 0),
        false => option.share.map(|share| share.percent),
    };
    let measures: Vec<Option<u32>> = question.options.iter().zip(&*options).map(measure).collect();
    for (option, own) in options.iter_mut().zip(&measures) {
        let greater = |own: u32| measures.iter().flatten().filter(|other| **other > own).count();
        option.rank = own.map(|own| 1 + greater(own));
    }
}
