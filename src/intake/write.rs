//! Writes the file of a response, or of an amendment.

use std::fmt::Write;

use jiff::civil::Date;
use toml_edit::{Key as TomlKey, Value};

use super::statements::{Place, Statement};
use super::{Given, Record};
use crate::figure::Key;
use crate::model::{Question, QuestionKind, Survey};

/// The file that a record came in.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Its path in the project.
    pub file: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// The path of its text in the project, if quotations are compared with it.
    pub text: Option<String>,
}

/// The text of a response file with the answers of a record to the questions for which `wanted` is true; `key` is the key
/// of the table's respondent, `noun` the name that the project has for it in files.
pub fn response(
    survey: &Survey,
    (noun, key): (&str, &Key),
    record: &Record,
    received: Option<Date>,
    origin: &Origin,
    wanted: impl Fn(&Key) -> bool,
) -> String {
    let mut text = format!("# Received in {}, {}.\n", origin.file, record.place);
    let mut line = |line: String| text.push_str(&(line + "\n"));
    line(format!("{noun} = {}", quoted(key)));
    if let Some(day) = received {
        line(format!("received = {day}"));
    }
    let row = record.row.map_or_else(String::new, |row| format!(", row = {row}"));
    let partial = if record.partial { ", partial = true" } else { "" };
    line(format!(
        "from = {{ file = {}, sha256 = {}{row}{partial} }}",
        quoted(&origin.file),
        quoted(&origin.sha256)
    ));
    if let Some(path) = &origin.text {
        line(format!("source-text = {}", quoted(path)));
    }
    line("\n[answers]".to_owned());
    for question in &survey.questions {
        if let Some(given) = record.answers.get(&question.id).filter(|_| wanted(&question.id)) {
            line(format!("{} = {}", name(question), value(question, given)));
        }
    }
    record.statements.iter().for_each(|one| line(statement(one)));
    for remark in &record.remarks {
        let mut open = format!(
            "\n[[open]] # decide, then delete these lines\nplace = {}\n",
            quoted(&remark.place)
        );
        if let Some(question) = &remark.question {
            let _ = writeln!(open, "question = {}", quoted(question));
        }
        if !remark.found.is_empty() {
            let _ = writeln!(open, "found = {}", text_value(&remark.found));
        }
        let _ = write!(open, "what = {}", quoted(&remark.what));
        line(open);
    }
    text
}

/// The table of a statement; commented out if nobody has decided yet where it belongs.
fn statement(statement: &Statement) -> String {
    let text = text_value(&statement.text);
    match &statement.place {
        Some(Place::Point(point)) => {
            format!("\n[[quote]]\npoint = {}\nform = \"quotation\"\ntext = {text}", quoted(point))
        }
        Some(Place::Part(part)) => {
            format!("\n[[practice]]\npart = {}\ntext = {text}", quoted(part))
        }
        None => {
            let table = format!(
                "[[quote]] # or [[practice]]\npoint = \"\" # or: part = \"\"\nform = \"quotation\" # not for a practice\ntext = {text}"
            );
            format!(
                "\n# To print this, uncomment it and fill it in; else delete it.\n# {}",
                table.replace('\n', "\n# ")
            )
        }
    }
}

/// The name of a question in `[answers]`: its id, or `grid.item`.
fn name(question: &Question) -> String {
    match &question.item {
        Some(item) => {
            format!("{}.{}", TomlKey::new(item.grid.as_str()), TomlKey::new(item.key.as_str()))
        }
        None => TomlKey::new(question.id.as_str()).to_string(),
    }
}

fn value(question: &Question, given: &Given) -> String {
    match given {
        Given::Number(number) => number.to_string(),
        Given::Text(text) => text_value(text),
        Given::Options(keys, other) => {
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

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A text as a literal where it can be one, so that people can read and edit it.
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
