//! `data/published.toml`: the published figures, to exactly the extent that they were published.

use std::collections::BTreeMap;
use std::iter;

use rust_decimal::Decimal;

use super::Survey;
use super::mechanisms::{self, KeyList};
use super::names::{GROUPS, find};
use super::question::{Question, QuestionKind};
use super::reader::{Context, Reader};
use super::text::{Located, Text};
use crate::diagnostic::{Code, Diagnostic, SourceKind, Span};
use crate::figure::{Group, Key, Relation, Share, Statistic};

/// The published figures.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// The mechanisms whose responses were counted.
    pub respondents: KeyList,
    /// The number of respondents whose names are not known, if only their number was published.
    pub unnamed: Option<Located<u32>>,
    /// The percentage of invited mechanisms that responded, as printed.
    pub response_rate: Option<Located<u32>>,
    /// Figures by question id.
    pub questions: BTreeMap<Key, PublishedQuestion>,
    /// Of an earlier round: its questions that this one does not have, and its options, each with the
    /// question.
    pub dropped: Vec<(Option<Key>, Text)>,
}

impl Published {
    /// The number of respondents that were counted.
    pub fn number(&self) -> usize {
        self.unnamed.as_ref().map_or(self.respondents.len(), |number| number.value as usize)
    }

    /// Whether the response of a mechanism was counted.
    pub fn counts(&self, mechanism: &str) -> bool {
        self.respondents.contains_key(mechanism)
    }
}

/// The published figures of one question.
#[derive(Clone, Debug)]
pub struct PublishedQuestion {
    /// The denominator of the shares.
    pub base: Option<Located<u32>>,
    /// The reason for adopting this base, if it was not printed.
    pub adopted: Option<Text>,
    /// Mechanisms known to be included in the base.
    pub counted: KeyList,
    /// Respondents known not to be included in the base.
    pub not_counted: KeyList,
    /// Options that were mentioned without a figure, in printed order.
    pub named: Vec<Key>,
    /// Its printed statistics.
    pub statistics: BTreeMap<Statistic, Located<Decimal>>,
    /// Figures by option key.
    pub options: BTreeMap<Key, PublishedOption>,
    /// The same of groups that share a value of an attribute or an answer.
    pub groups: BTreeMap<Group, PublishedQuestion>,
    /// Of an earlier round: its wording, if it was another one.
    pub wording: Option<Text>,
    /// Of an earlier round: the unit of its numbers, if it was another one.
    pub unit: Option<Text>,
    /// Of an earlier round: how many answered in both rounds, if that is known.
    pub answered_both: Option<Located<u32>>,
    /// Where its entry begins.
    pub span: Span,
}

impl PublishedQuestion {
    /// The figures of all that answered, then those of groups.
    pub fn with_groups(&self) -> impl Iterator<Item = &PublishedQuestion> {
        iter::once(self).chain(self.groups.values())
    }
}

/// The published figures of one option.
#[derive(Clone, Debug)]
pub struct PublishedOption {
    /// The number of respondents that chose it.
    pub count: Option<Located<u32>>,
    /// Its share, as printed.
    pub share: Option<Located<Share>>,
    /// In a ranking, the mean of its ranks as printed.
    pub mean: Option<Located<Decimal>>,
    /// The reason for adopting this count, if it was not printed.
    pub adopted: Option<Text>,
    /// In an earlier round, its title, if it was another one.
    pub title: Option<Text>,
    /// The location of the entry.
    pub span: Span,
}

/// Reads the file; without it, the project has no published figures.
pub(crate) fn read(context: &Context<'_>, survey: &Survey) -> Published {
    let file = context.sources.find("data/published.toml");
    let read = |file| context.read(file, |reader| figures(&reader, survey, false));
    file.map(read).unwrap_or_default()
}

/// Reads published figures. What `is_earlier` may have questions and options that this round does not
/// have, and other wordings.
pub(super) fn figures(reader: &Reader<'_>, survey: &Survey, is_earlier: bool) -> Published {
    let is_number = reader.find("respondents").is_some_and(|value| value.found.is_integer());
    let unnamed = is_number.then(|| reader.number("respondents")).flatten();
    let respondents = match unnamed {
        Some(_) => KeyList::default(),
        None => mechanisms::list(reader, "respondents", &survey.mechanisms, Code::CountedTwice),
    };
    let rate = reader.table("response-rate");
    let response_rate = rate.and_then(|rate| rate.read(|rate| rate.require("percent", percent)));
    let mut published = Published { respondents, unnamed, response_rate, ..Published::default() };
    let questions = &survey.questions;
    for (id, entry) in reader.entries() {
        let mut add = |id: Text, entry: Reader<'_>| {
            if is_earlier && !questions.iter().any(|question| question.id == id.value) {
                published.dropped.push((None, id));
            } else if let Some(question) = survey.find_question(reader.context, &id) {
                let mut read = published_question(&entry, question, &mut published, is_earlier);
                let list =
                    |key| mechanisms::list(&entry, key, &survey.mechanisms, Code::CountedTwice);
                (read.counted, read.not_counted) = (list("counted"), list("not-counted"));
                read.groups =
                    published_groups(&entry, question, survey, &mut published, is_earlier);
                if !is_earlier || published.number() > 0 {
                    check_counted(entry.context, &read, &published);
                }
                entry.finish();
                published.questions.insert(question.id.clone(), read);
            }
        };
        if questions.iter().any(|question| question.is_item_of(&id.value)) {
            for (item, entry) in entry.entries() {
                let value = format!("{}/{}", id.value, item.value);
                add(Text { value, ..item }, entry);
            }
        } else {
            add(id, entry);
        }
    }
    published
}

/// The figures of groups, each under its attribute or question and the value: `[review.by.region.north]`.
fn published_groups(
    entry: &Reader<'_>,
    question: &Question,
    survey: &Survey,
    published: &mut Published,
    is_earlier: bool,
) -> BTreeMap<Group, PublishedQuestion> {
    let mut groups = BTreeMap::new();
    let keys = survey.group_keys();
    for (by, values) in entry.table("by").iter().flat_map(Reader::entries) {
        let context = values.context;
        let is_known = keys.iter().any(|key| *by.value == ***key);
        if !is_known && !is_earlier {
            find(context, GROUPS, &by, &keys, |key| *key);
            continue;
        }
        let known = if is_known { survey.groups(&by.value) } else { Vec::new() };
        for (value, entry) in values.entries() {
            let read = published_question(&entry, question, published, is_earlier);
            entry.finish();
            if is_earlier && !known.iter().any(|(group, _)| *group.value == *value.value) {
                let name = format!("{}.by.{}.{}", question.id, by.value, value.value);
                published.dropped.push((None, Text { value: name, ..value }));
            } else {
                let group = find(context, "value", &value, &known, |(group, _)| &group.value);
                groups.extend(group.map(|(group, _)| (group.clone(), read)));
            }
        }
    }
    groups
}

fn published_question(
    entry: &Reader<'_>,
    question: &Question,
    published: &mut Published,
    is_earlier: bool,
) -> PublishedQuestion {
    let context = entry.context;
    let base = entry.number("base");
    let statistics = Statistic::ALL.into_iter().filter(|_| question.has_statistics());
    let mut own_key = |key: &Text| {
        if is_earlier && question.option(&key.value).is_none() {
            published.dropped.push((Some(question.id.clone()), key.clone()));
            return None;
        }
        Some(question.find_option(context, key)?.key.value.clone())
    };
    let read = PublishedQuestion {
        base,
        adopted: entry.text("adopted"),
        statistics: statistics.filter_map(|one| Some((one, entry.exact(one.name())?))).collect(),
        counted: KeyList::default(),
        not_counted: KeyList::default(),
        groups: BTreeMap::new(),
        wording: is_earlier.then(|| entry.text("wording")).flatten(),
        unit: is_earlier.then(|| entry.text("unit")).flatten(),
        answered_both: is_earlier.then(|| entry.number("answered-both")).flatten(),
        named: entry.words("named").unwrap_or_default().iter().filter_map(&mut own_key).collect(),
        options: entry.table("options").map_or_else(BTreeMap::new, |table| {
            let options = table.entries().into_iter().filter_map(|(key, option)| {
                let key = own_key(&key);
                let read = published_option(&option, base, question, is_earlier);
                option.finish();
                Some((key?, read))
            });
            options.collect()
        }),
        span: entry.span,
    };
    check_within(context, read.answered_both, base);
    read
}

fn published_option(
    option: &Reader<'_>,
    base: Option<Located<u32>>,
    question: &Question,
    is_earlier: bool,
) -> PublishedOption {
    let count = option.number("count");
    let percent = percent(option, "percent");
    let relations = [("more than", Relation::MoreThan), ("less than", Relation::LessThan)];
    let relation = option.word("relation", &relations).unwrap_or(Relation::Equal);
    let is_ranking = question.kind == QuestionKind::Ranking;
    let read = PublishedOption {
        count,
        share: percent.map(|Located { value: percent, span }| Located {
            value: Share { percent, relation },
            span,
        }),
        mean: is_ranking.then(|| option.exact("mean")).flatten(),
        adopted: option.text("adopted"),
        title: is_earlier.then(|| option.text("title")).flatten(),
        span: option.span,
    };
    check_within(option.context, count, base);
    read
}

/// Checks that a number is not greater than the base.
fn check_within(context: &Context<'_>, count: Option<Located<u32>>, base: Option<Located<u32>>) {
    if let (Some(count), Some(base)) = (count, base)
        && count.value > base.value
    {
        let message = format!("{} of {} is impossible", count.value, base.value);
        let error = Diagnostic::error(Code::ImpossibleCount, message);
        context.report(error.at(count.span, "more than the base").at(base.span, "the base"));
    }
}

fn percent(table: &Reader<'_>, key: &'static str) -> Option<Located<u32>> {
    table.number_up_to(key, 100)
}

/// Checks that the base is not smaller than the number of mechanisms known to be in it, nor larger
/// than the number that can be in it.
fn check_counted(context: &Context<'_>, question: &PublishedQuestion, published: &Published) {
    let PublishedQuestion { base, counted, not_counted, .. } = question;
    for (key, span) in not_counted {
        if let Some(first) = counted.get(key) {
            let message = format!("`{key}` is both counted and not counted");
            let error = Diagnostic::error(Code::CountedTwice, message);
            context.report(error.at(*span, "not counted here").at(*first, "counted here"));
        }
    }
    let Some(Located { value: base, span }) = *base else { return };
    if context.is_broken(|kind| *kind == SourceKind::Mechanisms) {
        return;
    }
    let may_count = |key: &&Key| !not_counted.contains_key(*key);
    let may_be = || published.respondents.keys().filter(may_count).count();
    let may_be = published.unnamed.map_or_else(may_be, |number| number.value as usize);
    let (found, whom) = match (counted.len(), may_be.max(counted.len())) {
        (known, _) if known > base as usize => (known, "mechanisms are named as counted"),
        (_, may_be) if may_be < base as usize => {
            (may_be, "of the respondents can have been counted")
        }
        _ => return,
    };
    let message = format!("the base is {base}, but {found} {whom}");
    context.report(Diagnostic::error(Code::ImpossibleCount, message).at(span, "the base"));
}
