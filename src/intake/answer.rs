//! Reads the answer to a question in the cells of a table or the entries in a questionnaire.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use toml_edit::Value;

use super::mapping::{Column, Meaning};
use super::values::{Tick, find_option, other_option, same_text, tick};
use super::{Remark, options_value};
use crate::diagnostic::nearest;
use crate::figure::Key;
use crate::model::reader::parse_number;
use crate::model::text::first_unfit;
use crate::model::{Choice, Question, QuestionKind};
use crate::questionnaire::Role;

/// A cell or an entry with a part of an answer.
pub(super) struct Part<'a> {
    /// Where it is.
    pub(super) place: String,
    /// Its part of the answer.
    pub(super) role: &'a Role,
    /// What it says.
    pub(super) text: &'a str,
    /// Whether it is empty, or contains a word that means so.
    pub(super) is_empty: bool,
    /// The state of its box.
    pub(super) checked: Option<bool>,
    /// The decimal sign of numbers in it, if it is known.
    pub(super) decimal: Option<char>,
    /// Its column in a mapping.
    pub(super) column: Option<&'a Column>,
}

/// Adds a remark about a part.
type Report<'r> = dyn FnMut(&Part<'_>, &str) + 'r;

/// Reads the answer to a question; `meanings` are those of boxes that are all empty, and all explicitly unticked.
pub(super) fn answer(
    question: &Question,
    mut parts: Vec<Part<'_>>,
    meanings: [Meaning; 2],
    remarks: &mut Vec<Remark>,
) -> Option<String> {
    let mut report = |part: &Part<'_>, what: &str| {
        remarks.push(Remark::new(&part.place, Some(&question.id), part.text, what));
    };
    parts.retain(|part| {
        let unfit = first_unfit(part.text);
        unfit.iter().for_each(|unfit| report(part, &format!("is not taken over: {unfit}")));
        unfit.is_none()
    });
    let whole = parts.iter().find(|part| *part.role == Role::Answer && !part.is_empty);
    match question.kind {
        QuestionKind::Text => whole.map(|part| Value::from(part.text).to_string()),
        QuestionKind::Number => {
            let part = whole?;
            let number = number(question, part).map_err(|what| report(part, what));
            Some(number.ok()?.to_string())
        }
        _ => options(question, &parts, meanings, &mut report),
    }
}

fn number(question: &Question, part: &Part<'_>) -> Result<Decimal, &'static str> {
    let unit = question.unit.as_ref().map_or("", |unit| unit.value.as_str());
    let digits: String = part.text.trim_end_matches(unit).split_whitespace().collect();
    let may_be = |sign| parse_number(&digits, Some(sign)).is_some();
    parse_number(&digits, part.decimal).ok_or(match may_be('.') || may_be(',') {
        true if part.column.is_none() => "may be two numbers: ask",
        true => {
            "may be two numbers: ask, or add `decimal = \",\"` or `decimal = \".\"` to an export"
        }
        false => "is no number of at most 6 decimals: ask, and enter it in the response",
    })
}

/// The chosen options, in one part or in one for each.
fn options(
    question: &Question,
    parts: &[Part<'_>],
    meanings: [Meaning; 2],
    report: &mut Report<'_>,
) -> Option<String> {
    let find = |role: Role| parts.iter().find(|part| *part.role == role && !part.is_empty);
    let (mut keys, left) = match find(Role::Answer) {
        Some(part) => joined(question, part, report),
        None if question.kind == QuestionKind::Ranking => (ranked(parts, report)?, ""),
        None => (ticked(question, parts, report), ""),
    };
    let own = find(Role::Other).map_or(left, |part| part.text);
    let other = other_option(question).filter(|key| !own.is_empty() && !keys.contains(key));
    keys.extend(other.cloned());
    let mut known = BTreeSet::new();
    keys.retain(|key| known.insert(key.clone()));
    let is_none = find(Role::None).is_some_and(|part| part.tick() == Tick::On);
    let fault = match (question.most_options(), keys.len()) {
        (Some(most), number) if number > most => {
            format!("takes {most} at most, but has {number}: ask")
        }
        (_, 0) if !is_none => return unticked(question, parts, meanings, report),
        (_, 1..) if is_none => "has “none” beside other options: ask".to_owned(),
        _ => {
            return Some(options_value(question, keys, Some(own)));
        }
    };
    report(&parts[0], &fault);
    None
}

/// The options in a part, and what else it says, if these are the respondent's own words for one.
fn joined<'p>(
    question: &Question,
    part: &Part<'p>,
    report: &mut Report<'_>,
) -> (Vec<Key>, &'p str) {
    let (keys, left) = match part.option(question) {
        Some(key) => (vec![key.clone()], ""),
        None if question.kind.is_one_option() => (Vec::new(), part.text),
        None => split(question, part),
    };
    if left.is_empty() || other_option(question).is_some() {
        return (keys, left);
    }
    let titles: Vec<String> =
        question.options.iter().map(|option| option.title.value.to_lowercase()).collect();
    let near = nearest(&left.to_lowercase(), titles.iter().map(String::as_str));
    let near = near.and_then(|near| titles.iter().position(|title| title == near));
    let near = near.map(|index| format!("; perhaps `{}`", question.options[index].key.value));
    let near = near.unwrap_or_default();
    let advice = part.column.map_or("ask", |_| "add it to `values` of the column, or ask");
    let what = format!("“{left}” is no option{near}: {advice}");
    report(part, &what);
    (keys, "")
}

/// The options whose boxes are ticked.
fn ticked(question: &Question, parts: &[Part<'_>], report: &mut Report<'_>) -> Vec<Key> {
    let mut keys = Vec::new();
    for part in parts {
        let key = match part.role {
            Role::Option(key) => Some(key),
            Role::None => None,
            Role::Answer | Role::Rank(_) | Role::Other => continue,
        };
        let is_title = || key.is_some() && part.option(question) == key;
        match part.tick() {
            Tick::Off => {}
            Tick::Unclear if part.is_empty => {}
            Tick::Unclear if !is_title() => report(part, "is neither ticked nor empty: ask"),
            _ => keys.extend(key.cloned()),
        }
    }
    keys
}

/// The options in the order of their ranks; `None` if that is not clear.
fn ranked(parts: &[Part<'_>], report: &mut Report<'_>) -> Option<Vec<Key>> {
    let mut ranks = BTreeMap::new();
    for part in parts.iter().filter(|part| !part.is_empty && part.text != "0") {
        let Role::Rank(key) = part.role else { continue };
        let rank = part.text.trim_end_matches('.').parse::<usize>().ok();
        if rank.is_none_or(|rank| ranks.insert(rank, key.clone()).is_some()) {
            report(part, "is no rank, or is one that is there twice: ask");
            return None;
        }
    }
    if !ranks.keys().copied().eq(1..=ranks.len()) {
        report(&parts[0], "has ranks that do not go from 1 without a gap: ask");
        return None;
    }
    Some(ranks.into_values().collect())
}

/// The answer if no box is ticked.
fn unticked(
    question: &Question,
    parts: &[Part<'_>],
    [blank, unticked]: [Meaning; 2],
    report: &mut Report<'_>,
) -> Option<String> {
    let boxes = parts.iter().filter(|part| matches!(part.role, Role::Option(_)));
    let first =
        boxes.clone().next().filter(|_| boxes.clone().all(|one| one.tick() == Tick::Off))?;
    let (key, meaning) = match boxes.clone().all(|part| part.text.is_empty()) {
        true => ("blank", blank),
        false => ("unticked", unticked),
    };
    if meaning == Meaning::Ask {
        let what = format!(
            "no box is ticked: was `{}` skipped, or answered with none? add `{key} = \"skipped\"` or `{key} = \"none\"` to \
             the export, or ask",
            question.id
        );
        report(first, &what);
    }
    (meaning == Meaning::None).then(|| options_value(question, Vec::new(), None))
}

impl<'a> Part<'a> {
    fn tick(&self) -> Tick {
        tick(self.text, self.checked)
    }

    /// The values in its column, with the keys of their options.
    fn values(&self) -> &'a [(String, Key)] {
        self.column.map_or(&[], |column| &column.values)
    }

    /// The key of the option whose value, key or title it is.
    fn option<'q>(&self, question: &'q Question) -> Option<&'q Key>
    where
        'a: 'q,
    {
        let value = self.values().iter().find(|(value, _)| same_text(value, self.text));
        value.map(|(_, key)| key).or_else(|| find_option(question, self.text))
    }
}

/// The options that a text begins with, and the rest of it. Longer names are matched first, because titles and other
/// answers may contain the separator.
fn split<'p>(question: &Question, part: &Part<'p>) -> (Vec<Key>, &'p str) {
    let separator =
        part.column.and_then(|column| column.separator.as_deref()).unwrap_or(";").trim();
    let mut names: Vec<(&str, &Key)> =
        part.values().iter().map(|(value, key)| (value.as_str(), key)).collect();
    for Choice { key, title, .. } in &question.options {
        names.extend([title.value.as_str(), &key.value].map(|name| (name, &key.value)));
    }
    names.sort_by_key(|(name, _)| Reverse(name.chars().count()));
    let next = |rest: &'p str| {
        names.iter().find_map(|(name, key)| {
            let after = rest.get(name.len()..).filter(|_| same_text(&rest[..name.len()], name))?;
            let is_whole = match separator {
                "" => after.is_empty() || after.starts_with(char::is_whitespace),
                _ => after.is_empty() || after.trim_start().starts_with(separator),
            };
            is_whole.then_some((after.trim_start(), *key))
        })
    };
    let (mut keys, mut rest) = (Vec::new(), part.text);
    while !rest.is_empty()
        && let Some((after, key)) = next(rest)
    {
        keys.push(key.clone());
        rest = after.strip_prefix(separator).unwrap_or(after).trim_start();
    }
    (keys, rest.trim_end_matches(separator).trim())
}
