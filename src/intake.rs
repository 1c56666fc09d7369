//! Takes in what respondents send: reads a file into records, one for each respondent, and turns each into a response
//! file or an amendment. Nothing is guessed: what is not understood is kept in the response as `[[open]]`, with its
//! place in the original.

use std::collections::BTreeMap;

use jiff::civil::Date;
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;
use toml_edit::Value;

use crate::figure::Key;
use crate::model::{Question, QuestionKind, Survey};
use crate::{inputs, scaffold};
use mapping::Export;
pub use values::Tick;
use values::other_option;

mod agreed;
mod answer;
mod earlier;
mod form;
mod letter;
pub mod mapping;
mod plan;
mod propose;
mod records;
pub mod sheet;
mod statements;
pub mod unresolved;
mod values;

pub use agreed::{MARKS, Returned, returned};
pub use earlier::{Earlier, earlier};
pub use letter::document;
pub use plan::{Import, NewResponse, Plan};
use plan::{find_respondent, folded};
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

/// The mapping whose columns these sheets have, or else the one with the fewest columns missing.
pub fn best_mapping<'e>(exports: &'e [Export], sheets: &[sheet::Sheet]) -> Option<&'e Export> {
    exports.iter().min_by_key(|export| {
        let missing = sheets.iter().map(|sheet| export.missing(&export.table(sheet)).len());
        missing.min().unwrap_or(usize::MAX)
    })
}

/// A file that was received: its path in the project, and its bytes.
pub type ReceivedFile = (String, Vec<u8>);

/// The text of a response file with what a record contains; `respondent_key` is the name of the field with the key of the
/// respondent, `source_text` is the path of the file's text in the project, if quotations are compared with it.
pub fn response_text(
    survey: &Survey,
    respondent_key: &str,
    record: &Record,
    NewResponse { key, received, amends }: &NewResponse,
    (file, bytes): &ReceivedFile,
    source_text: Option<&str>,
) -> String {
    let is_wanted =
        |question: &&Question| amends.as_ref().is_none_or(|ids| ids.contains(&question.id));
    let answers = survey.questions.iter().filter(is_wanted).filter_map(|question| {
        let value = record.answers.get(&question.id)?;
        Some(context! { name => scaffold::question_key(question), value })
    });
    let values = context! {
        place => &record.place,
        row => record.row,
        partial => record.partial,
        respondent_key,
        key => key.as_str(),
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
