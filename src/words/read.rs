//! Reads `templates/words.toml`: every text with the names in braces that its key has, and no others.

use super::keys::{Kind, Word};
use super::{FILE, Form, Words, next_name};
use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::model::reader::{Context, Reader, read_file};
use crate::model::{Text, required_file};

/// The words that the program brings: English.
const BUILT_IN: &str = include_str!("../../templates/words.toml");
/// The months of a year.
const MONTHS: usize = 12;
/// Numbers below this have words.
const NUMBERS: usize = 100;

/// Reads the words; those that the file does not give are the built-in ones, so that a file of an earlier release stays
/// readable. They are absent where the file is missing or one of its words is at fault.
pub fn read(sources: &Sources) -> (Option<Words>, Vec<Diagnostic>) {
    let context = Context::new(sources);
    let file = required_file(&context, FILE);
    let words =
        file.and_then(|file| read_file(&context, file, |reader| words(reader, Some(&built_in()))));
    (words, context.into_diagnostics())
}

fn built_in() -> Words {
    let mut sources = Sources::default();
    let file = sources.add(FILE, BUILT_IN);
    let context = Context::new(&sources);
    let words = read_file(&context, file, |reader| words(reader, None));
    words.expect("the built-in words are complete")
}

/// The words of a file; `others` are those that it need not have.
fn words(reader: Reader<'_>, others: Option<&Words>) -> Option<Words> {
    let (mut months, mut numbers) =
        (others.map(|others| others.months.clone()), others.map(|others| others.numbers.clone()));
    let mut texts: Vec<Option<Form>> = match others {
        Some(others) => others.texts.iter().cloned().map(Some).collect(),
        None => vec![None; Word::ALL.len()],
    };
    for of_section in Word::ALL.chunk_by(|one, next| one.section() == next.section()) {
        let section = of_section[0].section();
        let Some(table) = reader.table(section) else {
            if reader.has(section) {
                texts[of_section[0] as usize] = None;
            }
            continue;
        };
        for word in of_section {
            let form = match word.kind() {
                Kind::Counted => counted(&table, *word),
                Kind::Text => text(&table, *word, word.name(), true).map(Form::Text),
            };
            if form.is_some() || table.has(word.name()) {
                texts[*word as usize] = form;
            }
        }
        match section {
            "date" if others.is_none() || table.has("months") => {
                months = list(&table, "months", MONTHS);
            }
            "numbers" if others.is_none() || table.has("words") => {
                numbers = list(&table, "words", NUMBERS);
            }
            _ => {}
        }
        table.finish();
    }
    reader.finish();
    let texts: Option<Vec<Form>> = texts.into_iter().collect();
    Some(Words { texts: texts?, months: months?, numbers: numbers? })
}

/// Tables whose texts may be nothing but a blank, or nothing: what stands between and around words.
const MAY_BE_BLANK: [&str; 3] = ["list", "quotation", "alternative"];

/// A text with all the names that its key has, and no others.
fn text(table: &Reader<'_>, word: Word, name: &'static str, whole: bool) -> Option<String> {
    let text = table.text(name)?;
    if text.value.trim().is_empty() && !MAY_BE_BLANK.contains(&word.section()) {
        let message = format!("`{}` is empty", word.path());
        table.context.error(Code::EmptyText, text.span, message);
        return None;
    }
    let mut rest = text.value.as_str();
    let mut found = Vec::new();
    while let Some((_, name, after)) = next_name(rest) {
        found.push(name);
        rest = after;
    }
    let counts = word.kind() == Kind::Counted;
    let names: Vec<&str> = word.names().iter().copied().chain(counts.then_some("n")).collect();
    let unknown = found.iter().find(|name| !names.contains(name));
    let missing = names.iter().find(|name| whole && !found.contains(name));
    let twice = found.iter().enumerate().find(|(at, name)| found[..*at].contains(name));
    let fault = match (unknown, missing, twice) {
        (Some(unknown), ..) => format!("`{{{unknown}}}` stands for nothing in `{}`", word.path()),
        (_, Some(missing), _) => format!("`{}` lacks `{{{missing}}}`", word.path()),
        (.., Some((_, twice))) => format!("`{{{twice}}}` stands twice in `{}`", word.path()),
        (None, None, None) => return Some(text.value),
    };
    let expected: Vec<String> = names.iter().map(|name| format!("`{{{name}}}`")).collect();
    let expected = match expected.is_empty() {
        true => "no name in braces is put in here".to_owned(),
        false => format!("expected words with {}", expected.join(", ")),
    };
    table
        .context
        .report(Diagnostic::error(Code::UnknownValue, fault).at(text.span, "").help(expected));
    None
}

fn counted(table: &Reader<'_>, word: Word) -> Option<Form> {
    let forms = table.table(word.name())?;
    for form in ["one", "other"] {
        forms.required(form);
    }
    // With one thing, its number may go without saying.
    let one = text(&forms, word, "one", false);
    let other = text(&forms, word, "other", true);
    forms.finish();
    Some(Form::Counted { one: one?, other: other? })
}

/// A list of so many words.
fn list(table: &Reader<'_>, key: &'static str, length: usize) -> Option<Vec<String>> {
    let words: Vec<Text> = table.words(key)?;
    if words.len() != length {
        let message = format!("`{key}` has {} words, but {length} are expected", words.len());
        table.context.error(Code::UnknownValue, table.span, message);
        return None;
    }
    Some(words.into_iter().map(|word| word.value).collect())
}
