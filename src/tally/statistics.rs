//! Statistics of the numbers in answers: amounts, the values of a scale, and the ranks of a ranking.
//!
//! They are computed from all answers if these are known. From published statistics, the sum moves
//! with later answers, so does the mean if the sum is published, and the least and greatest number if
//! answers were only added; what can't be moved stays as printed, and says how many answers it omits.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::steps::{Step, causes};
use super::{Cause, CauseKind, Formula, QuestionTally, State, Tallied, Tally};
use crate::diagnostic::Span;
use crate::figure::{Figure, Key, Measure, Part, Statistic, Value, rounded};
use crate::model::{Answer, Located, PublishedQuestion, Question, QuestionKind};

/// How many decimals the mean of ranks has.
const RANK_DECIMALS: u32 = 1;

/// Numbers, each with how often it was given.
#[derive(Clone, Debug, Default)]
struct Numbers(BTreeMap<Decimal, i64>);

impl Numbers {
    fn add(&mut self, number: Option<Decimal>, times: i64) {
        if let Some(number) = number {
            *self.0.entry(number).or_default() += times;
        }
    }

    /// The numbers that are given at least once, with how often, from the least to the greatest.
    fn given(&self) -> impl DoubleEndedIterator<Item = (Decimal, i64)> + '_ {
        self.0.iter().map(|(number, times)| (*number, *times)).filter(|(_, times)| *times > 0)
    }

    fn len(&self) -> i64 {
        self.given().map(|(_, times)| times).sum()
    }

    /// The sum, also of numbers that were withdrawn.
    fn sum(&self) -> Decimal {
        self.0.iter().map(|(number, times)| number * Decimal::from(*times)).sum()
    }

    /// The number at this position, from the least to the greatest.
    fn at(&self, position: i64) -> Option<Decimal> {
        let mut passed = 0;
        let found = self.given().find(|(_, times)| {
            passed += times;
            position < passed
        });
        found.map(|(number, _)| number)
    }

    /// A statistic, displayed with this many decimals if it may need more than the numbers have.
    fn statistic(&self, statistic: Statistic, decimals: u32) -> Option<Decimal> {
        let number = self.len();
        if number == 0 {
            return None;
        }
        Some(match statistic {
            Statistic::Mean => rounded(self.sum() / Decimal::from(number), decimals),
            Statistic::Median => {
                let middle = self.at((number - 1) / 2)? + self.at(number / 2)?;
                rounded(middle / Decimal::TWO, decimals)
            }
            Statistic::Least => self.given().next()?.0,
            Statistic::Greatest => self.given().next_back()?.0,
            Statistic::Sum => self.sum(),
        })
    }
}

/// Adds the statistics of a question, or of a part of those that answered it.
pub(super) fn add(
    question: &Question,
    base: &Figure,
    (published, steps): (Option<&PublishedQuestion>, &[&Step<'_>]),
    counted: &QuestionTally,
    tally: &mut Tally,
) {
    let value = |answer: &Answer| match question.kind {
        QuestionKind::Number => answer.number(),
        _ => answer.chosen().find_map(|(key, _)| question.option(key)?.value),
    };
    let input = Input::new(steps, value);
    let all = match question.kind {
        QuestionKind::Scale => of_scale(question, counted),
        _ => published.is_none().then(|| input.moved.clone()),
    };
    let printed = |statistic| published.and_then(|it| it.statistics.get(&statistic));
    let sum = printed(Statistic::Sum);
    let number = published.and_then(|published| published.base.as_ref());
    let sum_and_base = sum.zip(number).map(|(sum, number)| (sum.value, number.value));
    for statistic in Statistic::ALL {
        let source = (all.as_ref(), sum_and_base);
        let mut tallied = input.tallied(statistic, question.decimals, printed(statistic), source);
        if published.is_some() && all.is_some() && tallied.state() == State::Computed {
            let options = question.options.iter().filter(|option| option.value.is_some());
            let counts = options.filter_map(|option| {
                let count = Measure::Option(option.key.value.clone(), Part::Count);
                tally.figures.get(&base.with(count))
            });
            tallied.from = counts.flat_map(|count| count.from.iter().copied()).collect();
        } else if statistic == Statistic::Mean
            && all.is_none()
            && matches!(tallied.formula, Formula::Statistic { .. })
        {
            tallied.from.extend(sum.map(|sum| sum.span));
        }
        tally.add(base.with(Measure::Statistic(statistic)), tallied);
    }
}

/// The mean of the ranks that an option was given by those that ranked it.
pub(super) fn mean_rank(
    question: &Question,
    option: &str,
    published: Option<&PublishedQuestion>,
    steps: &[&Step<'_>],
) -> Tallied {
    let rank = |answer: &Answer| {
        let place = answer.chosen().position(|(key, _)| key == option)?;
        Some(Decimal::from(place + 1))
    };
    let input = Input::new(steps, rank);
    let printed = published.and_then(|published| published.options.get(option)?.mean.as_ref());
    let all = published.is_none().then_some(&input.moved);
    input.tallied(Statistic::Mean, question.decimals.max(RANK_DECIMALS), printed, (all, None))
}

/// The values of a scale, each as often as its option was chosen; `None` if a count is not known.
fn of_scale(question: &Question, counted: &QuestionTally) -> Option<Numbers> {
    let mut numbers = Numbers::default();
    for (choice, option) in question.options.iter().zip(&counted.options) {
        if choice.counts && choice.value.is_some() {
            numbers.add(choice.value, option.count?.into());
        }
    }
    Some(numbers)
}

/// The numbers that later answers add to the published ones, or all numbers if none are published.
struct Input {
    moved: Numbers,
    /// Whether numbers were only added.
    only_added: bool,
    /// How many respondents gave or changed a number that the publication does not include.
    pending: u32,
    /// How many numbers were taken out that the publication includes.
    left: u32,
    from: Vec<Span>,
    causes: Vec<Cause>,
}

impl Input {
    fn new(steps: &[&Step<'_>], number: impl Fn(&Answer) -> Option<Decimal>) -> Self {
        let number = |answer: Option<&Answer>| answer.and_then(&number);
        let moves = |step: &&Step<'_>| number(step.before) != number(step.now);
        let moving: Vec<&Step<'_>> = steps.iter().copied().filter(moves).collect();
        let mut moved = Numbers::default();
        for step in &moving {
            moved.add(number(step.before), -1);
            moved.add(number(step.now), 1);
        }
        let (given, left): (Vec<&Step<'_>>, Vec<&Step<'_>>) =
            moving.iter().copied().partition(|step| number(step.now).is_some());
        let pending: BTreeSet<&Key> = given.iter().map(|step| &step.cause.mechanism).collect();
        Input {
            moved,
            only_added: moving.iter().all(|step| step.cause.what == CauseKind::Added),
            pending: pending.len() as u32,
            left: left.iter().filter(|step| step.is_counted).count() as u32,
            from: moving.iter().map(|step| step.span).collect(),
            causes: causes(&moving, |_| true),
        }
    }

    /// A statistic: as printed if no answer moved it, or else computed, as far as that is possible, from all numbers
    /// or from the published sum and base.
    fn tallied(
        &self,
        statistic: Statistic,
        decimals: u32,
        printed: Option<&Located<Decimal>>,
        (all, sum_and_base): (Option<&Numbers>, Option<(Decimal, u32)>),
    ) -> Tallied {
        let is_moved = printed.is_none() || !self.causes.is_empty();
        let computed = match (all, sum_and_base) {
            (Some(all), _) if is_moved => {
                let (numbers, sum) = (all.len(), all.sum());
                let formula = Formula::Statistic { statistic, numbers, sum };
                Some((all.statistic(statistic, decimals), formula))
            }
            (None, Some(sum)) if is_moved => self.moved_from(statistic, decimals, printed, sum),
            _ => None,
        };
        let Input { pending, left, .. } = *self;
        let (value, formula) = match (computed, printed) {
            (Some(computed), _) => computed,
            (None, Some(printed)) => (Some(printed.value), Formula::Percentage { pending, left }),
            (None, None) => (None, Formula::NotPublished { pending }),
        };
        let printed = printed.map(|printed| printed.span);
        Tallied {
            value: value.map(Value::Number),
            formula,
            from: printed.into_iter().chain(self.from.iter().copied()).collect(),
            later: self.causes.clone(),
        }
    }

    /// A published statistic, moved by later answers from the published sum and base; `None` if it can't be.
    fn moved_from(
        &self,
        statistic: Statistic,
        decimals: u32,
        printed: Option<&Located<Decimal>>,
        (sum, base): (Decimal, u32),
    ) -> Option<(Option<Decimal>, Formula)> {
        let sum = sum + self.moved.sum();
        let added: i64 = self.moved.0.values().sum();
        let numbers = i64::from(base) + added;
        let printed = printed.filter(|_| self.only_added);
        let value = match statistic {
            Statistic::Sum => sum,
            Statistic::Mean if numbers > 0 => rounded(sum / Decimal::from(numbers), decimals),
            Statistic::Least => printed?.value.min(self.moved.given().next()?.0),
            Statistic::Greatest => printed?.value.max(self.moved.given().next_back()?.0),
            Statistic::Mean | Statistic::Median => return None,
        };
        Some((Some(value), Formula::Statistic { statistic, numbers, sum }))
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::Numbers;
    use crate::figure::Statistic;

    fn of(numbers: &[&str], statistic: Statistic, decimals: u32) -> Option<String> {
        let mut all = Numbers::default();
        for number in numbers {
            all.add(number.parse().ok(), 1);
        }
        all.statistic(statistic, decimals).map(|number: Decimal| number.to_string())
    }

    #[test]
    fn statistics_are_exact_and_rounded_half_up() {
        assert_eq!(of(&["0.1", "0.2"], Statistic::Sum, 1).as_deref(), Some("0.3"));
        assert_eq!(of(&["1", "2"], Statistic::Mean, 0).as_deref(), Some("2"), "1.5");
        assert_eq!(
            of(&["-1", "-2"], Statistic::Mean, 0).as_deref(),
            Some("-2"),
            "-1.5, away from zero"
        );
        assert_eq!(of(&["1", "2", "2"], Statistic::Mean, 2).as_deref(), Some("1.67"));
        assert_eq!(of(&["3", "1", "2"], Statistic::Median, 1).as_deref(), Some("2.0"));
        assert_eq!(of(&["3", "1", "2", "10"], Statistic::Median, 1).as_deref(), Some("2.5"));
        assert_eq!(of(&["3", "1.25", "2"], Statistic::Least, 1).as_deref(), Some("1.25"));
        assert_eq!(of(&["3", "1.25", "2"], Statistic::Greatest, 1).as_deref(), Some("3"));
        assert_eq!(of(&[], Statistic::Mean, 1), None);
    }
}
