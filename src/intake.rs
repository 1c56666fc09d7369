//! Takes in what respondents send: reads a file into records, one for each respondent, and turns each into a response
//! file or an amendment. Nothing is guessed: what is not understood is kept in the response as `[[open]]`, with its
//! place in the original.

use std::collections::BTreeMap;
use std::fmt::Display;

use jiff::civil::Date;
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;
use toml_edit::Value;
use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::nearest;
use crate::figure::Key;
use crate::model::{Answer, Question, QuestionKind, Survey};
use crate::text::squeezed;
use crate::{inputs, scaffold};
use mapping::Export;
use statements::new_statements;
pub use values::Tick;
use values::other_option;

mod agreed;
mod answer;
mod earlier;
mod form;
mod letter;
pub mod mapping;
mod propose;
mod records;
pub mod sheet;
mod statements;
pub mod unresolved;
mod values;

pub use agreed::{MARKS, Returned, returned};
pub use earlier::{Earlier, earlier};
pub use letter::document;
pub use propose::propose;
pub use records::{Line, records};
pub use statements::Statement;

/// The response of one respondent, as a received file contains it.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Where it is in the file: `row 5`, `column C` or `sheet “Andean”`.
    pub place: String,
    /// Its row, where a row has it.
    pub row: Option<usize>,
    /// The name of the respondent, as the file has it.
    pub name: String,
    /// The date on which it was received.
    pub received: Option<Date>,
    /// The answers as TOML, by question.
    pub answers: BTreeMap<Key, String>,
    /// What was not understood or needs a decision.
    pub remarks: Vec<Remark>,
    /// Whether the respondent has not finished.
    pub partial: bool,
    /// Quotations and practices.
    pub statements: Vec<Statement>,
    /// The text of the file, if quotations are to be compared with it.
    pub text: Option<String>,
}

/// An answer of options as TOML: in the order of the question, unless the order is the answer, and with the respondent's
/// own words for one.
fn options_value(question: &Question, mut keys: Vec<Key>, own: Option<&str>) -> String {
    if question.kind != QuestionKind::Ranking {
        keys.sort_by_key(|key| question.options.iter().position(|one| one.key.value == *key));
    }
    let item = |key: &Key| match own {
        Some(own) if other_option(question) == Some(key) => Value::from_iter([(key.as_str(), own)]),
        _ => Value::from(key.as_str()),
    };
    match keys.as_slice() {
        [key] if question.kind.is_one_option() => item(key).to_string(),
        keys => Value::from_iter(keys.iter().map(item)).to_string(),
    }
}

/// Something that was not understood or needs a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// Where in the file, such as `C5`.
    pub place: String,
    /// The question, if it is about one.
    pub question: Option<Key>,
    /// What was found.
    pub found: String,
    /// The problem, and how to solve it.
    pub what: String,
}

impl Remark {
    fn new(place: &str, question: Option<&Key>, found: &str, what: impl Into<String>) -> Self {
        let (place, found, what) = (place.to_owned(), found.to_owned(), what.into());
        Remark { place, question: question.cloned(), found, what }
    }
}

/// How a record is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportAction {
    /// The respondent's first response.
    New,
    /// An amendment of the answers to these questions.
    Amends(Vec<Key>),
    /// Its answers are those of the existing response.
    Unchanged,
    /// It differs from the existing response in these values, before and after: somebody must decide.
    Differs(Vec<String>),
    /// It was imported before, and differs in these values from what somebody made of it since.
    Edited(Vec<String>),
    /// No respondent has this name; the key of one with a similar name.
    Unknown(Option<Key>),
}

/// The import of a record.
#[derive(Clone, Debug)]
pub struct Import {
    /// The record; if it is written, with new statements only.
    pub record: Record,
    /// The key of the respondent; `None` if it is not known.
    pub key: Option<Key>,
    /// How it is imported.
    pub action: ImportAction,
    /// The response file that it was imported into before.
    pub earlier: Option<Earlier>,
}

/// Decides how the records of a file are imported, in the order in which they were received. `named` is the
/// respondent of all records, if the user named it; with `amends`, different answers amend the existing ones. Responses of
/// the same file that are untouched count as if they were not there.
pub fn plan_imports(
    survey: &Survey,
    names: &[(String, Key)],
    mut records: Vec<Record>,
    named: Option<&Key>,
    amends: bool,
    earlier: &[Earlier],
) -> Vec<Import> {
    records.sort_by_key(|record| (record.received.is_none(), record.received));
    let mut histories: BTreeMap<Key, Vec<BTreeMap<Key, String>>> = BTreeMap::new();
    let import = |mut record: Record| {
        let found = named.cloned().map_or_else(|| find_respondent(survey, names, &record.name), Ok);
        let key = match found {
            Ok(key) => key,
            Err(near) => {
                let action = ImportAction::Unknown(near);
                return Import { record, key: None, action, earlier: None };
            }
        };
        let mut own = earlier.iter().filter(|one| one.key == key.as_str());
        let is_untouched = own.clone().any(|one| one.is_untouched);
        let own = own.find(|one| one.row == record.row);
        let edited = own.filter(|one| !one.is_untouched);
        let day = |one: &Earlier| Some((one.received, record.received?));
        let day = edited.and_then(day).filter(|(before, now)| *before != Some(*now));
        let history = histories.entry(key.clone()).or_insert_with(|| match is_untouched {
            true => Vec::new(),
            false => answer_history(survey, &key),
        });
        let differing = |before: &BTreeMap<Key, String>| -> Vec<Key> {
            let answers = record.answers.iter();
            let differing = answers.filter(|(id, given)| before.get(*id) != Some(*given));
            differing.map(|(id, _)| id.clone()).collect()
        };
        let last = history.last().cloned();
        let statements = new_statements(survey, &key, &record.statements);
        let action = match &last {
            None => ImportAction::New,
            _ if statements.is_empty()
                && day.is_none()
                && history.iter().any(|before| differing(before).is_empty()) =>
            {
                ImportAction::Unchanged
            }
            Some(last) if amends && edited.is_none() => ImportAction::Amends(differing(last)),
            Some(last) => {
                let answers = differing(last).into_iter();
                let mut values: Vec<String> = answers
                    .map(|id| changed(id.as_str(), last.get(&id), &record.answers[&id]))
                    .collect();
                values.extend(day.map(|(before, now)| changed("received", before, now)));
                match edited {
                    Some(_) => ImportAction::Edited(values),
                    None => ImportAction::Differs(values),
                }
            }
        };
        if matches!(action, ImportAction::New | ImportAction::Amends(_)) {
            record.statements = statements;
            let answers = record.answers.clone();
            history.push(last.unwrap_or_default().into_iter().chain(answers).collect());
        }
        Import { record, key: Some(key), action, earlier: own.cloned() }
    };
    records.into_iter().map(import).collect()
}

/// A value as it is in a response, and as the file has it now.
pub fn changed(name: &str, before: Option<impl Display>, now: impl Display) -> String {
    let before = before.map_or_else(|| "not answered".to_owned(), |before| before.to_string());
    squeezed(&format!("{name}: {before} → {now}"))
}

/// Finds the respondent with this name, which the mapping or the project gives; case, accents and white space are ignored.
///
/// # Errors
/// The nearest name's key, if there is no such respondent, or if several have the name.
fn find_respondent(
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
fn folded(name: &str) -> String {
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

/// The mapping whose columns these sheets have, or else the one with the fewest columns missing.
pub fn best_mapping<'e>(exports: &'e [Export], sheets: &[sheet::Sheet]) -> Option<&'e Export> {
    exports.iter().min_by_key(|export| {
        let missing = sheets.iter().map(|sheet| export.missing(&export.table(sheet)).len());
        missing.min().unwrap_or(usize::MAX)
    })
}

/// A file that was received: its path in the project, and its bytes.
pub type ReceivedFile = (String, Vec<u8>);

/// The text of a response file with what a record contains; `names` are the name of the field with the respondent's key,
/// and the key, `source_text` is the path of the file's text in the project, if quotations are compared with it.
pub fn response_text(
    survey: &Survey,
    names: (&str, &Key),
    import: &Import,
    received: Date,
    (file, bytes): &ReceivedFile,
    source_text: Option<&str>,
) -> String {
    let record = &import.record;
    let is_wanted = |question: &&Question| match &import.action {
        ImportAction::Amends(ids) => ids.contains(&question.id),
        _ => true,
    };
    let answers = survey.questions.iter().filter(is_wanted).filter_map(|question| {
        let value = record.answers.get(&question.id)?;
        Some(context! { name => scaffold::question_key(question), value })
    });
    let values = context! {
        place => &record.place,
        row => record.row,
        partial => record.partial,
        respondent_key => names.0,
        key => names.1.as_str(),
        received => received.to_string(),
        file,
        sha256 => inputs::hash(bytes),
        source_text,
        answers => answers.collect::<Vec<_>>(),
        statements => Serde(&record.statements),
        remarks => Serde(&record.remarks),
    };
    let text = scaffold::rendered(include_str!("intake/response.jinja"), values);
    text.replacen("written = \"\"", &format!("written = \"{}\"", earlier::mark(&text)), 1)
}
