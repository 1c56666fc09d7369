//! Decides how records are imported: as new responses, as amendments, or not, and why.

use std::collections::BTreeMap;
use std::fmt::Display;

use jiff::civil::Date;
use toml_edit::Value;
use unicode_normalization::UnicodeNormalization;

use super::statements::new_statements;
use super::{Earlier, Line, Record, options_value};
use crate::diagnostic::{counted, in_backticks, nearest};
use crate::figure::Key;
use crate::model::{Answer, Survey};
use crate::text::squeezed;

/// How the records of a file are imported. Responses of the same file that are untouched count as if they were not there.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The survey.
    pub survey: &'a Survey,
    /// Names in the file, with their keys.
    pub names: &'a [(String, Key)],
    /// The respondent of all records, if the user named it.
    pub named: Option<&'a Key>,
    /// Whether different answers amend the existing ones.
    pub amends: bool,
    /// The response files that the file was read into before.
    pub earlier: &'a [Earlier],
    /// The day of records without one, if the user gave it.
    pub received: Option<Date>,
    /// The current date.
    pub today: Date,
}

/// The import of a record.
#[derive(Clone, Debug)]
pub struct Import {
    /// The record, with new statements only.
    pub record: Record,
    /// What is printed about it.
    pub line: Line,
    /// The response that it becomes, if it becomes one.
    pub response: Option<NewResponse>,
}

/// A response or an amendment to be written.
#[derive(Clone, Debug)]
pub struct NewResponse {
    /// The key of the respondent.
    pub key: Key,
    /// The date on which it was received.
    pub received: Date,
    /// The questions that it answers otherwise, if it is an amendment.
    pub amends: Option<Vec<Key>>,
}

impl NewResponse {
    /// The day of the amendment, if it is one.
    pub fn amended(&self) -> Option<Date> {
        self.amends.is_some().then_some(self.received)
    }
}

/// The answers of respondents, by question, after each of their responses.
type Histories = BTreeMap<Key, Vec<BTreeMap<Key, String>>>;

impl Plan<'_> {
    /// The day of what has none.
    pub fn day(&self) -> Date {
        self.received.unwrap_or(self.today)
    }

    /// Decides how the records of a file are imported, in the order in which they were received.
    pub fn imports(&self, mut records: Vec<Record>) -> Vec<Import> {
        records.sort_by_key(|record| (record.received.is_none(), record.received));
        let mut histories = Histories::new();
        records.into_iter().map(|record| self.import(record, &mut histories)).collect()
    }

    fn import(&self, mut record: Record, histories: &mut Histories) -> Import {
        let mut line = Line::of(&record);
        let Some(key) = self.respondent(&record, &mut line) else {
            return Import { record, line, response: None };
        };
        line.respondent = key.to_string();
        let mut own = self.earlier.iter().filter(|one| one.key == key.as_str());
        let is_untouched = own.clone().any(|one| one.is_untouched);
        let own = own.find(|one| one.row == record.row);
        let edited = own.filter(|_| !is_untouched);
        let before = own.and_then(|one| one.received);
        let received = record.received.or(self.received).or(before).unwrap_or(self.today);
        let other_day = (own.is_some() && before != Some(received))
            .then(|| changed("received", before, received));
        let history = histories.entry(key.clone()).or_insert_with(|| match is_untouched {
            true => Vec::new(),
            false => answer_history(self.survey, &key),
        });
        let differing = |before: &BTreeMap<Key, String>| -> Vec<Key> {
            let answers = record.answers.iter();
            let differing = answers.filter(|(id, given)| before.get(*id) != Some(*given));
            differing.map(|(id, _)| id.clone()).collect()
        };
        let last = history.last().cloned();
        let statements = new_statements(self.survey, &key, &record.statements);
        let is_known = statements.is_empty()
            && (edited.is_none() || other_day.is_none())
            && history.iter().any(|before| differing(before).is_empty());
        let count = counts(record.answers.len(), statements.len());
        let mut amends = None;
        match &last {
            None => {
                let new = if own.is_some() { "read again" } else { "new" };
                let unfinished = if record.partial { ", not finished" } else { "" };
                line.outcome = format!("{new}{unfinished}: {count}");
            }
            Some(_) if is_known => line.set_unchanged(),
            Some(last) if self.amends && edited.is_none() => {
                let keys = differing(last);
                line.outcome = match keys.as_slice() {
                    [] => format!("amends: {count}"),
                    keys => format!("amends {}", in_backticks(keys).join(", ")),
                };
                amends = Some(keys);
            }
            Some(last) => {
                let answers = differing(last).into_iter();
                let values = answers.map(|id| changed(&id, last.get(&id), &record.answers[&id]));
                let day = other_day.clone().filter(|_| edited.is_some());
                line.open.splice(0..0, values.chain(day));
                match edited {
                    Some(_) => line.outcome = KEPT.to_owned(),
                    None => line.refuse(DIFFERS),
                }
            }
        }
        let response =
            (last.is_none() || amends.is_some()).then_some(NewResponse { key, received, amends });
        if response.is_some() {
            let future = "is in the future: correct the day";
            let is_future = received > self.today;
            line.open.extend(other_day);
            line.open.extend(is_future.then(|| format!("received on {received}, which {future}")));
            let answers = record.answers.clone();
            history.push(last.unwrap_or_default().into_iter().chain(answers).collect());
        }
        record.statements = statements;
        Import { record, line, response }
    }

    /// The respondent of a record; if it is not known, the line says so.
    fn respondent(&self, record: &Record, line: &mut Line) -> Option<Key> {
        let find = || find_respondent(self.survey, self.names, &record.name);
        let found = self.named.cloned().map_or_else(find, Ok).map_err(|near| {
            let near = near.map_or_else(String::new, |near| format!("; near: `{near}`"));
            let advice = match record.text {
                Some(_) => "name the respondent with `--as KEY`",
                None => "add it to `names` of the export",
            };
            line.refuse(&format!("no respondent has this name{near} ({advice})"));
        });
        found.ok()
    }
}

/// The numbers of answers and statements.
fn counts(answers: usize, statements: usize) -> String {
    let answers = counted(answers, "answer", "answers");
    match statements {
        0 => answers,
        some => format!("{answers}, {}", counted(some, "statement", "statements")),
    }
}

const KEPT: &str = "kept, because it was edited or amended since; the file now reads:";
const DIFFERS: &str = "an earlier response differs (`--amends` takes it as an amendment):";

/// A value as it is in a response, and as the file has it now.
fn changed(name: &str, before: Option<impl Display>, now: impl Display) -> String {
    let before = before.map_or_else(|| "not answered".to_owned(), |before| before.to_string());
    squeezed(&format!("{name}: {before} → {now}"))
}

/// Finds the respondent with this name, which the mapping or the project gives; case, accents and white space are ignored.
///
/// # Errors
/// The nearest name's key, if there is no such respondent, or if several have the name.
pub(super) fn find_respondent(
    survey: &Survey,
    names: &[(String, Key)],
    name: &str,
) -> Result<Key, Option<Key>> {
    let wanted = folded(name);
    if let Some((_, key)) = names.iter().find(|(one, _)| folded(one) == wanted) {
        return Ok(key.clone());
    }
    let forms = survey.mechanisms.values().flat_map(|one| {
        let forms = one.names().into_iter().chain(&one.acronym).map(|form| folded(&form.value));
        forms.chain([folded(&one.key)]).map(move |form| (form, &one.key))
    });
    let forms: Vec<(String, &Key)> = forms.collect();
    let mut found: Vec<&Key> =
        forms.iter().filter(|(form, _)| *form == wanted).map(|(_, key)| *key).collect();
    found.dedup();
    match found.as_slice() {
        [key] if !wanted.is_empty() => Ok((*key).clone()),
        _ => {
            let near = nearest(&wanted, forms.iter().map(|(form, _)| form.as_str()));
            let near = near.and_then(|near| forms.iter().find(|(form, _)| form == near));
            Err(near.map(|(_, key)| (*key).clone()))
        }
    }
}

/// A name in lower case, without accents and with single blanks.
pub(super) fn folded(name: &str) -> String {
    let plain = name.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    squeezed(&plain.collect::<String>()).to_lowercase()
}

/// The successive answers of a respondent: the original ones, then those after each amendment.
fn answer_history(survey: &Survey, key: &Key) -> Vec<BTreeMap<Key, String>> {
    let given = survey.response(key).into_iter();
    let given = given.flat_map(|one| [&one.first_answers].into_iter().chain(&one.amendments));
    let mut now = BTreeMap::new();
    let history = given.map(|answers| {
        let answers = answers.iter();
        now.extend(
            answers.filter_map(|(id, it)| Some((id.clone(), answer_value(survey, id, it)?))),
        );
        now.clone()
    });
    history.collect()
}

/// The answer of a response in the form of those of a record.
fn answer_value(survey: &Survey, id: &Key, answer: &Answer) -> Option<String> {
    let question = survey.question(id)?;
    let words = answer.words.iter();
    Some(match answer.number().filter(|_| question.has_statistics()) {
        _ if question.kind.has_options() => {
            let keys = words.filter_map(|word| Key::new(&word.value)).collect();
            options_value(question, keys, answer.other.as_ref().map(|text| text.value.as_str()))
        }
        Some(number) => number.normalize().to_string(),
        None => {
            let texts: Vec<&str> = words.map(|word| word.value.trim()).collect();
            Value::from(texts.join("\n\n")).to_string()
        }
    })
}
