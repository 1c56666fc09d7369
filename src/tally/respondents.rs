//! The respondents, their order in lists, and the response rate.

use std::collections::BTreeSet;
use std::iter;

use super::{Cause, CauseKind, Formula, Sum, Tallied, Tally};
use crate::diagnostic::Span;
use crate::figure::{Figure, Group, Key, Measure, Of, Share, Value};
use crate::model::{KeyList, Located, Mechanism, Response, Survey};

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
    let published = survey.published.respondents.keys().map(Key::as_str);
    let published = published.filter(|key| counts_still(survey, key));
    published.chain(later(survey).map(|response| response.mechanism.as_str())).collect()
}

/// Keys of the respondents that may be named.
pub(super) fn named(survey: &Survey) -> Vec<Key> {
    let keys = all(survey).into_iter().filter(|key| survey.may_name(key));
    let order = &survey.report.respondents_order;
    let named = in_order(survey, keys, order, |mechanism| &mechanism.list.value);
    named.into_iter().map(|mechanism| mechanism.key.clone()).collect()
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
    let is_alphabetical = order.len() != 1 && order.keys().is_sorted_by_key(|key| name(key));
    let place = |mechanism: &&Mechanism| {
        let listed = order.get_index_of(&mechanism.key);
        let listed = listed.filter(|_| !is_alphabetical).unwrap_or(order.len());
        (listed, name(&mechanism.key))
    };
    let mut ordered: Vec<&Mechanism> = keys.map(|key| &survey.mechanisms[key]).collect();
    ordered.sort_by_cached_key(place);
    ordered
}

/// Adds the number of respondents, the number of those that were invited, and the response rate, of all and of
/// each group that shares an attribute.
pub(super) fn add_figures(survey: &Survey, tally: &mut Tally) {
    let groups = survey.attributes.iter().flat_map(|attribute| survey.groups(&attribute.key));
    for group in iter::once(None).chain(groups.map(|(group, _)| Some(group))) {
        add_group(survey, group.as_ref(), tally);
    }
}

/// Adds the figures of all respondents, or of those in a group. How many of a group were invited is known if
/// each that was invited has an entry.
fn add_group(survey: &Survey, group: Option<&Group>, tally: &mut Tally) {
    let is_within = |key: &str| group.is_none_or(|it| survey.mechanisms[key].is_within(it));
    let unnamed = survey.published.unnamed.as_ref().filter(|_| group.is_none());
    let responded = count(survey, unnamed, is_within);
    let invited = count(survey, unnamed, |key| survey.mechanisms[key].invited && is_within(key));
    let asked = || survey.mechanisms.values().filter(|mechanism| mechanism.invited);
    let unknown = || Tallied::new(None, Formula::NotPublished { pending: 0 });
    let (mut base, mut rate) = (unknown(), unknown());
    if group.is_none() {
        let Located { value, span } = survey.invited;
        base = Tallied::as_published(Value::Count(value), vec![span]);
        rate = response_rate(survey, &invited);
    } else if asked().count() == survey.invited.value as usize {
        let own = asked().filter(|mechanism| is_within(&mechanism.key));
        let number = own.clone().count() as u32;
        base = Tallied::new(Some(Value::Count(number)), Formula::Received(number));
        base.from = own.map(|mechanism| mechanism.span).collect();
        rate = computed_rate(&invited, number, &base.from);
    }
    let figure = |of, measure| Figure::all(of, measure).within(group);
    tally.add(figure(Of::Respondents, Measure::Count), responded);
    tally.add(figure(Of::Invited, Measure::Count), invited);
    tally.add(figure(Of::Invited, Measure::Base), base);
    tally.add(figure(Of::Invited, Measure::Share), rate);
}

/// The number of respondents for which `is_among` is true, and of those published without names.
fn count(
    survey: &Survey,
    unnamed: Option<&Located<u32>>,
    is_among: impl Fn(&str) -> bool,
) -> Tallied {
    let published = survey.published.respondents.iter().filter(|(key, _)| is_among(key));
    let added = later(survey).map(|response| {
        (response.first_received, &response.mechanism, CauseKind::Added, response.span)
    });
    let gone = survey.withdrawn.iter().filter(|gone| survey.published.counts(&gone.mechanism));
    let gone = gone.map(|gone| (Some(gone.on), &gone.mechanism, CauseKind::Withdrawn, gone.span));
    let moving = added.chain(gone).filter(|(_, key, ..)| is_among(key));
    let number = |wanted| moving.clone().filter(|(_, _, what, _)| *what == wanted).count() as i64;
    let sum = Sum {
        published: unnamed.map_or(published.clone().count() as u32, |number| number.value),
        received: number(CauseKind::Added),
        withdrawn: number(CauseKind::Withdrawn),
        ..Sum::default()
    };
    let causes = moving.clone();
    let causes = causes.map(|(day, key, what, _)| Cause { day, mechanism: key.clone(), what });
    let mut later: Vec<Cause> = causes.collect();
    later.sort();
    let value = sum.value();
    let formula = match survey.published.number() {
        0 => Formula::Received(value),
        _ if later.is_empty() => Formula::Start(sum),
        _ => Formula::Sum(sum),
    };
    let from = published.map(|(_, span)| *span).chain(unnamed.map(|number| number.span));
    let from = from.chain(moving.map(|(.., span)| span));
    Tallied { value: Some(Value::Count(value)), formula, from: from.collect(), later }
}

/// The share of invited mechanisms that responded: as printed, unless a response was received or
/// withdrawn since.
fn response_rate(survey: &Survey, invited: &Tallied) -> Tallied {
    let mut rate = computed_rate(invited, survey.invited.value, &[survey.invited.span]);
    let printed = survey.published.response_rate.as_ref().filter(|_| invited.later.is_empty());
    if let Some(printed) = printed {
        let share = Share::equal(printed.value);
        let parts = invited.value.and_then(Value::count).map(|count| (count, survey.invited.value));
        rate.from.insert(0, printed.span);
        rate.value = Some(Value::Share(share));
        rate.formula = Formula::Printed { share, parts };
    }
    rate
}

/// The share of the `base` that was invited at these places that responded.
fn computed_rate(invited: &Tallied, base: u32, asked: &[Span]) -> Tallied {
    let count = invited.value.and_then(Value::count).unwrap_or(0);
    Tallied {
        value: Share::of(count, base).map(Value::Share),
        formula: Formula::Computed { count, base },
        from: [&invited.from, asked].concat(),
        later: invited.later.clone(),
    }
}
