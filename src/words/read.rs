//! Reads `templates/words.toml`: every text with the names in braces that its key has, and no others.

use std::collections::BTreeMap;

use super::keys::{self, Key};
use super::{FILE, Form, Words, next_name};
use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::model::reader::{Context, Reader, read_file};
use crate::model::{Text, required_file};

/// The months of a year.
const MONTHS: usize = 12;
/// Numbers below this have words.
const NUMBERS: usize = 100;

/// Reads the words. They are absent where the file is missing or one of them is at fault.
pub fn read(sources: &Sources) -> (Option<Words>, Vec<Diagnostic>) {
    let context = Context::new(sources);
    let file = required_file(&context, FILE);
    let words = file.and_then(|file| read_file(&context, file, |reader| words(&context, reader)));
    (words, context.into_diagnostics())
}

fn words(context: &Context<'_>, reader: Reader<'_>) -> Option<Words> {
    let mut texts = BTreeMap::new();
    let (mut months, mut numbers) = (None, None);
    let mut sections: Vec<&str> = keys::all().map(Key::section).collect();
    sections.dedup();
    for section in sections {
        let Some(table) = reader.required(section).and_then(|()| reader.table(section)) else {
            continue;
        };
        for key in keys::all().filter(|key| key.section() == section) {
            let form = match key.counts {
                true => counted(context, &table, key),
                false => text(context, &table, key, key.name(), true).map(Form::Text),
            };
            texts.extend(form.map(|form| (key.path, form)));
        }
        match section {
            "date" => months = list(context, &table, "months", MONTHS),
            "numbers" => numbers = list(context, &table, "words", NUMBERS),
            _ => {}
        }
        table.finish();
    }
    reader.finish();
    let whole = texts.len() == keys::all().count();
    Some(Words { texts, months: months?, numbers: numbers? }).filter(|_| whole)
}

/// Tables whose texts may be nothing but a blank, or nothing: what stands between and around words.
const MAY_BE_BLANK: [&str; 3] = ["list", "quotation", "alternative"];

/// A text with all the names that its key has, and no others.
fn text(
    context: &Context<'_>,
    table: &Reader<'_>,
    key: &Key,
    name: &'static str,
    whole: bool,
) -> Option<String> {
    table.required(name)?;
    let text = table.text(name)?;
    if text.value.trim().is_empty() && !MAY_BE_BLANK.contains(&key.section()) {
        let message = format!("`{}` is empty", key.path);
        context.report(Diagnostic::error(Code::EmptyText, message).at(text.span, ""));
        return None;
    }
    let mut rest = text.value.as_str();
    let mut found = Vec::new();
    while let Some((_, name, after)) = next_name(rest) {
        found.push(name);
        rest = after;
    }
    let names: Vec<&str> = key.names.iter().copied().chain(key.counts.then_some("n")).collect();
    let unknown = found.iter().find(|name| !names.contains(name));
    let missing = names.iter().find(|name| whole && !found.contains(name));
    let twice = found.iter().enumerate().find(|(at, name)| found[..*at].contains(name));
    let fault = match (unknown, missing, twice) {
        (Some(unknown), ..) => format!("`{{{unknown}}}` stands for nothing in `{}`", key.path),
        (_, Some(missing), _) => format!("`{}` lacks `{{{missing}}}`", key.path),
        (.., Some((_, twice))) => format!("`{{{twice}}}` stands twice in `{}`", key.path),
        (None, None, None) => return Some(text.value),
    };
    let expected: Vec<String> = names.iter().map(|name| format!("`{{{name}}}`")).collect();
    let expected = match expected.is_empty() {
        true => "no name in braces is put in here".to_owned(),
        false => format!("expected words with {}", expected.join(", ")),
    };
    context.report(Diagnostic::error(Code::UnknownValue, fault).at(text.span, "").help(expected));
    None
}

fn counted(context: &Context<'_>, table: &Reader<'_>, key: &Key) -> Option<Form> {
    table.required(key.name())?;
    let forms = table.table(key.name())?;
    // With one thing, its number may go without saying.
    let one = text(context, &forms, key, "one", false);
    let other = text(context, &forms, key, "other", true);
    forms.finish();
    Some(Form::Counted { one: one?, other: other? })
}

/// A list of so many words.
fn list(
    context: &Context<'_>,
    table: &Reader<'_>,
    key: &'static str,
    length: usize,
) -> Option<Vec<String>> {
    table.required(key)?;
    let words: Vec<Text> = table.words(key)?;
    if words.len() != length {
        let message = format!("`{key}` has {} words, but {length} are expected", words.len());
        context.report(Diagnostic::error(Code::UnknownValue, message).at(table.span, ""));
        return None;
    }
    Some(words.into_iter().map(|word| word.value).collect())
}
