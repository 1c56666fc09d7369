//! The respondents, their order in lists, and the response rate.

use std::collections::BTreeSet;

use super::{Cause, CauseKind, Formula, State, Sum, Tallied, Tally};
use crate::diagnostic::Span;
use crate::figure::{Figure, Group, Key, Measure, Of, Share, Value, rounded_percent};
use crate::model::{KeyList, Located, Mechanism, Response, Survey, Withdrawn};

/// Responses that the publication does not count, including new ones of mechanisms that withdrew.
pub(super) fn later(survey: &Survey) -> impl Iterator<Item = &Response> + Clone {
    let is_later = |response: &&Response| !counts_still(survey, &response.mechanism);
    survey.responses.iter().filter(is_later)
}

/// Whether the publication counts the response of a mechanism and it was not withdrawn.
fn counts_still(survey: &Survey, key: &str) -> bool {
    survey.published.counts(key) && survey.withdrawal(key).is_none()
}

/// Keys of all respondents.
fn all(survey: &Survey) -> BTreeSet<&str> {
    let published = survey.published.respondents.iter().map(|key| key.value.as_str());
    let published = published.filter(|key| counts_still(survey, key));
    published.chain(later(survey).map(|response| response.mechanism.as_str())).collect()
}

/// Keys of the respondents that may be named.
pub(super) fn named(survey: &Survey) -> Vec<Key> {
    let keys = all(survey).into_iter().filter(|key| survey.may_name(key));
    in_order(survey, keys, &survey.report.respondents_order, |mechanism| &mechanism.list.value)
        .into_iter()
        .map(|mechanism| mechanism.key.clone())
        .collect()
}

/// The number of respondents that may not be named.
pub(super) fn unnamed(survey: &Survey) -> u32 {
    let hidden = all(survey).into_iter().filter(|key| !survey.may_name(key)).count() as u32;
    hidden + survey.published.unnamed.as_ref().map_or(0, |number| number.value)
}

/// Sorts mechanisms by a given order. If that order is alphabetical, mechanisms not in it are
/// inserted alphabetically by their printed name; otherwise they follow the others.
pub fn in_order<'s>(
    survey: &'s Survey,
    keys: impl Iterator<Item = &'s str>,
    order: &KeyList,
    printed: impl Fn(&Mechanism) -> &str,
) -> Vec<&'s Mechanism> {
    let name = |key: &str| printed(&survey.mechanisms[key]).to_lowercase();
    let is_alphabetical = order.len() != 1 && order.is_sorted_by_key(|key| name(&key.value));
    let place = |mechanism: &&Mechanism| {
        let listed = order.place(&mechanism.key);
        let listed = listed.filter(|_| !is_alphabetical).unwrap_or(order.len());
        (listed, name(&mechanism.key))
    };
    let mut ordered: Vec<&Mechanism> = keys.map(|key| &survey.mechanisms[key]).collect();
    ordered.sort_by_cached_key(place);
    ordered
}

/// Adds the number of respondents, and the number of those that were invited.
pub(super) fn add_figures(survey: &Survey, tally: &mut Tally) {
    let unnamed = survey.published.unnamed.as_ref();
    let responded = count(survey, unnamed, |_| true);
    let invited = count(survey, unnamed, |key| survey.mechanisms[key].invited);
    let share = response_rate(survey, &invited);
    let asked = Tallied {
        value: Some(Value::Count(survey.invited.value)),
        state: State::Printed,
        formula: Formula::AsPublished,
        from: vec![survey.invited.span],
        later: Vec::new(),
    };
    tally.add(Figure::RESPONDED, responded.figure());
    tally.add(Figure::INVITED_RESPONDED, invited.figure());
    tally.add(Figure::INVITED, asked);
    tally.add(Figure::RESPONSE_RATE, share);
    for attribute in &survey.attributes {
        for (group, _) in survey.groups(&attribute.key) {
            add_group(survey, &group, tally);
        }
    }
}

/// Adds the figures of the respondents in a group. How many of them were invited is known if each that
/// was invited has an entry.
fn add_group(survey: &Survey, group: &Group, tally: &mut Tally) {
    let is_within = |key: &str| survey.mechanisms[key].is_within(group);
    let responded = count(survey, None, is_within);
    let invited = count(survey, None, |key| survey.mechanisms[key].invited && is_within(key));
    let asked = || survey.mechanisms.values().filter(|mechanism| mechanism.invited);
    let is_complete = asked().count() == survey.invited.value as usize;
    let own = asked().filter(|mechanism| mechanism.is_within(group));
    let (number, places) = (own.clone().count() as u32, own.map(|mechanism| mechanism.span));
    let asked = match is_complete {
        true => Tallied {
            value: Some(Value::Count(number)),
            state: State::Computed,
            formula: Formula::Received(number),
            from: places.collect(),
            later: Vec::new(),
        },
        false => Tallied::unpublished(),
    };
    let rate = match asked.value {
        Some(_) => rate(&invited, number, asked.from.clone()),
        None => Tallied::unpublished(),
    };
    let figure = |of, measure| Figure::all(of, measure).within(Some(group));
    tally.add(figure(Of::Respondents, Measure::Count), responded.figure());
    tally.add(figure(Of::Invited, Measure::Count), invited.figure());
    tally.add(figure(Of::Invited, Measure::Base), asked);
    tally.add(figure(Of::Invited, Measure::Share), rate);
}

/// The computed share of those invited that responded.
fn rate(invited: &Count, base: u32, asked: Vec<Span>) -> Tallied {
    let count = invited.sum.value();
    Tallied {
        value: rounded_percent(count, base).map(|percent| Value::Share(Share::equal(percent))),
        state: State::Computed,
        formula: Formula::Computed { count, base },
        from: [invited.from.clone(), asked].concat(),
        later: invited.later.clone(),
    }
}

/// The number of respondents, with its sources.
struct Count {
    sum: Sum,
    from: Vec<Span>,
    later: Vec<Cause>,
    /// Whether any of it is published.
    is_published: bool,
}

/// Counts the respondents that are among those wanted, and those published without names.
fn count(
    survey: &Survey,
    unnamed: Option<&Located<u32>>,
    is_among: impl Fn(&str) -> bool,
) -> Count {
    let published = survey.published.respondents.iter().filter(|key| is_among(&key.value));
    let added = later(survey).filter(|response| is_among(&response.mechanism));
    let is_gone =
        |gone: &&Withdrawn| survey.published.counts(&gone.mechanism) && is_among(&gone.mechanism);
    let gone = survey.withdrawn.iter().filter(is_gone);
    let mut causes: Vec<Cause> = added.clone().map(came).chain(gone.clone().map(left)).collect();
    causes.sort();
    let published_spans = published.clone().map(|key| key.span).chain(unnamed.map(|n| n.span));
    let later_spans = added.clone().map(|response| response.span);
    Count {
        sum: Sum {
            published: unnamed.map_or(published.count() as u32, |number| number.value),
            adopted: None,
            received: added.count() as i64,
            changed: 0,
            withdrawn: gone.clone().count() as i64,
        },
        from: published_spans.chain(later_spans).chain(gone.map(|gone| gone.span)).collect(),
        later: causes,
        is_published: survey.published.number() > 0,
    }
}

fn came(response: &Response) -> Cause {
    let mechanism = response.mechanism.clone();
    Cause { day: response.first_received, mechanism, what: CauseKind::Added }
}

fn left(gone: &Withdrawn) -> Cause {
    Cause { day: Some(gone.on), mechanism: gone.mechanism.clone(), what: CauseKind::Withdrawn }
}

impl Count {
    fn is_as_published(&self) -> bool {
        self.is_published && self.later.is_empty()
    }

    fn figure(&self) -> Tallied {
        let state = if self.is_as_published() { State::Printed } else { State::Computed };
        let value = self.sum.value();
        let formula = match (self.is_as_published(), self.is_published) {
            (true, _) => Formula::Start(self.sum.clone()),
            (false, true) => Formula::Sum(self.sum.clone()),
            (false, false) => Formula::Received(value),
        };
        let (from, later) = (self.from.clone(), self.later.clone());
        Tallied { value: Some(Value::Count(value)), state, formula, from, later }
    }
}

/// The share of invited mechanisms that responded: as printed, unless a response was received or
/// withdrawn since.
fn response_rate(survey: &Survey, invited: &Count) -> Tallied {
    let (count, base) = (invited.sum.value(), survey.invited.value);
    let mut computed = rate(invited, base, vec![survey.invited.span]);
    let printed = survey.published.response_rate.as_ref().filter(|_| invited.later.is_empty());
    if let Some(rate) = printed {
        let share = Share::equal(rate.value);
        computed.from.insert(0, rate.span);
        computed.value = Some(Value::Share(share));
        computed.state = State::Printed;
        computed.formula = Formula::Printed { share, parts: Some((count, base)) };
    }
    computed
}
