//! Writes the file of a response, or of an amendment.

use jiff::civil::Date;
use minijinja::context;
use minijinja::value::Serde;
use toml_edit::Value;

use super::values::other_option;
use super::{AnswerValue, Import, ImportAction};
use crate::figure::Key;
use crate::model::{Question, Survey};
use crate::scaffold;

/// A file that was received.
#[derive(Clone, Debug)]
pub struct ReceivedFile {
    /// Its path in the project.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The text of a response file with what a record contains; `names` are the name of the field with the respondent's key,
/// and the key, `source_text` is the path of the file's text in the project, if quotations are compared with it.
pub fn response_text(
    survey: &Survey,
    names: (&str, &Key),
    import: &Import,
    received: Date,
    file: &ReceivedFile,
    source_text: Option<&str>,
) -> String {
    let record = &import.record;
    let is_wanted = |question: &&Question| match &import.action {
        ImportAction::Amends(ids) => ids.contains(&question.id),
        _ => true,
    };
    let answers = survey.questions.iter().filter(is_wanted).filter_map(|question| {
        let value = value(question, record.answers.get(&question.id)?);
        Some(context! { name => scaffold::question_key(question), value })
    });
    let values = context! {
        place => &record.place,
        row => record.row,
        partial => record.partial,
        respondent_key => names.0,
        key => names.1.as_str(),
        received => received.to_string(),
        file => &file.path,
        sha256 => &file.sha256,
        source_text,
        answers => answers.collect::<Vec<_>>(),
        statements => Serde(&record.statements),
        remarks => Serde(&record.remarks),
    };
    scaffold::rendered(include_str!("response.jinja"), values)
}

fn value(question: &Question, given: &AnswerValue) -> String {
    let (keys, own) = match given {
        AnswerValue::Number(number) => return number.to_string(),
        AnswerValue::Text(text) => return Value::from(text).to_string(),
        AnswerValue::Options(keys, own) => (keys, own),
    };
    let item = |key: &Key| match own {
        Some(own) if other_option(question) == Some(key) => {
            Value::from_iter([(key.as_str(), own.as_str())])
        }
        _ => Value::from(key.as_str()),
    };
    match keys.as_slice() {
        [key] if question.kind.is_one_option() => item(key).to_string(),
        keys => Value::from_iter(keys.iter().map(item)).to_string(),
    }
}
