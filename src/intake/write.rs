//! Writes the file of a response, or of an amendment.

use jiff::civil::Date;
use minijinja::context;
use toml_edit::Key as TomlKey;

use super::statements::{Place, Statement};
use super::{AnswerValue, Record, Remark};
use crate::figure::Key;
use crate::model::{Question, QuestionKind, Survey};
use crate::scaffold::{self, quoted};

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

/// A response file that is to be written.
#[derive(Clone, Copy, Debug)]
pub struct ResponseFile<'a> {
    /// The survey.
    pub survey: &'a Survey,
    /// The name of the field with the respondent's key.
    pub respondent_key: &'a str,
    /// The key of the respondent.
    pub key: &'a Key,
    /// What was received.
    pub record: &'a Record,
    /// When it was received.
    pub received: Date,
    /// The file that it was received in.
    pub file: &'a ReceivedFile,
    /// The path of the file's text in the project, if quotations are compared with it.
    pub source_text: Option<&'a str>,
    /// The questions whose answers it contains; `None` for all.
    pub questions: Option<&'a [Key]>,
}

impl ResponseFile<'_> {
    /// The text of the file.
    pub fn text(&self) -> String {
        let Record { place, row, partial, answers, statements, remarks, .. } = self.record;
        let is_wanted =
            |question: &&Question| self.questions.is_none_or(|ids| ids.contains(&question.id));
        let asked = self.survey.questions.iter().filter(is_wanted);
        let answers = asked.filter_map(|question| {
            let value = value(question, answers.get(&question.id)?);
            Some(context! { name => scaffold::question_key(question), value })
        });
        let statement = |Statement { text, place }: &Statement| {
            let (point, part) = match place {
                Some(Place::Point(point)) => (Some(point.as_str()), None),
                Some(Place::Part(part)) => (None, Some(part.as_str())),
                None => (None, None),
            };
            context! { point, part, text => text_value(text) }
        };
        let remark = |Remark { place, question, found, what }: &Remark| {
            let question = question.as_deref();
            let found = Some(found).filter(|found| !found.is_empty()).map(|text| text_value(text));
            context! { place, question, found, what }
        };
        let values = context! {
            place, row, partial,
            respondent_key => self.respondent_key,
            key => self.key.as_str(),
            received => self.received.to_string(),
            file => &self.file.path,
            sha256 => &self.file.sha256,
            source_text => self.source_text,
            answers => answers.collect::<Vec<_>>(),
            statements => statements.iter().map(statement).collect::<Vec<_>>(),
            remarks => remarks.iter().map(remark).collect::<Vec<_>>(),
        };
        scaffold::rendered(include_str!("response.jinja"), values)
    }
}

fn value(question: &Question, given: &AnswerValue) -> String {
    match given {
        AnswerValue::Number(number) => number.to_string(),
        AnswerValue::Text(text) => text_value(text),
        AnswerValue::Options(keys, other) => {
            let other = |key: &Key| {
                other.as_ref().filter(|_| question.option(key).is_some_and(|one| one.is_other))
            };
            let item = |key: &Key| match other(key) {
                Some(words) => format!("{{ {} = {} }}", TomlKey::new(key.as_str()), quoted(words)),
                None => quoted(key),
            };
            match (question.kind, keys.as_slice()) {
                (QuestionKind::Single | QuestionKind::Scale, [key]) => item(key),
                (_, keys) => format!("[{}]", keys.iter().map(item).collect::<Vec<_>>().join(", ")),
            }
        }
    }
}

/// A text as a literal string where possible, so that people can read and edit it.
fn text_value(text: &str) -> String {
    let is_literal = !text.contains("'''")
        && !text.ends_with('\'')
        && !text.contains(|c: char| c.is_control() && c != '\n');
    match is_literal {
        true if text.contains('\n') => format!("'''\n{text}'''"),
        true => format!("'''{text}'''"),
        false => quoted(text),
    }
}
