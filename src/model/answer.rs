//! Reads one answer of a response: the chosen options, or a text. Options are given as a key, a list of
//! keys, or a line `question.option = true` for each.

use std::collections::BTreeSet;

use toml::de::DeValue;

use super::reader::{Context, Reader, Value};
use super::recovery::options::{OptionMatch, find_option, match_options};
use super::recovery::prose::has_form_words;
use super::survey::{Question, QuestionKind};
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Edit, Span, correction, in_backticks};

/// Returns the keys of the chosen options, or the text; `None` if the question was not answered.
/// Reports all options that are not given by their keys as one error whose help is the corrected line.
pub(crate) fn read(
    table: &Reader<'_>,
    question: &Question,
    id: &Text,
    value: Value<'_>,
) -> Option<Vec<Text>> {
    if table.is_unfilled(value) {
        return None;
    }
    let chosen = match question.kind {
        QuestionKind::Text => return words(table, id, value),
        QuestionKind::Single | QuestionKind::Multiple => match value.found.is_table() {
            true => lines(table, question, id, value)?,
            false => listed(table, question, id, value),
        },
    };
    if question.kind == QuestionKind::Single && chosen.len() > 1 {
        let message = format!("`{}` takes one option, found {}", id.value, chosen.len());
        table.context.error(Code::SeveralAnswers, value.span, message);
    }
    Some(chosen)
}

/// The line of a form that answers "none of them", unless an option has this key.
const NONE: &str = "none";

/// The options of the lines that are true; `None` if all lines are false.
fn lines(
    table: &Reader<'_>,
    question: &Question,
    id: &Text,
    value: Value<'_>,
) -> Option<Vec<Text>> {
    let lines = table.as_table(&id.value, value)?;
    let (mut chosen, mut none): (Vec<Text>, Option<Span>) = (Vec::new(), None);
    for (name, value) in lines.values() {
        let is_chosen = match value.found {
            DeValue::Boolean(is_chosen) => *is_chosen,
            _ if lines.is_unfilled(value) => false,
            _ => {
                let field = format!("{}.{}", id.value, name.value);
                lines.typed(&field, value, "true or false", DeValue::as_bool).unwrap_or(false)
            }
        };
        match match_options(question, &DeValue::String(name.value.as_str().into())) {
            OptionMatch::Key(_) if is_chosen => chosen.push(name.into()),
            OptionMatch::Key(_) => {}
            OptionMatch::Unknown if name.value == NONE => {
                none = is_chosen.then_some(name.span).or(none)
            }
            OptionMatch::Recognized(_) | OptionMatch::Unknown => {
                find_option(lines.context, question, &name.into());
            }
        }
    }
    if let Some(none) = none.filter(|_| !chosen.is_empty()) {
        let message = format!("`{}`: both `{NONE}` and options are true", id.value);
        let options = chosen.iter().map(|option| (option.span, "chosen here"));
        let error = Diagnostic::error(Code::SeveralAnswers, message).at(none, "").at_each(options);
        lines.context.report(error.help("change the line that was not meant to `false`"));
    }
    (none.is_some() || !chosen.is_empty()).then_some(chosen)
}

/// The options given as a list of keys or as one key.
fn listed(table: &Reader<'_>, question: &Question, id: &Text, value: Value<'_>) -> Vec<Text> {
    let items = items(question, value);
    report_form(table.context, question, id, value, &items);
    let mut chosen: Vec<Text> = Vec::new();
    for (item, meaning) in items {
        match meaning {
            OptionMatch::Key(key) => match chosen.iter().find(|first| first.value == key) {
                // The corrected line has the key only once.
                Some(Text { written: None, .. }) => {}
                Some(first) => {
                    let message = format!("`{key}` is chosen twice");
                    table.context.twice(Code::CountedTwice, item.span, first.span, message);
                }
                None => chosen.push(Text::new(table.context.sources, key, item.span)),
            },
            OptionMatch::Recognized(keys) => {
                let text = |value| Text { value, span: item.span, written: None };
                chosen.extend(keys.into_iter().map(text));
            }
            OptionMatch::Unknown => {
                if let Some(word) = table.string(&id.value, item) {
                    find_option(table.context, question, &word);
                }
            }
        }
    }
    chosen
}

/// Reports answers outside `[answers]`, such as those added at the end of a file: TOML assigns them to
/// the preceding quotation or practice.
pub(crate) fn report_misplaced(questions: &[Question], table: &Reader<'_>) {
    let asked = |name: &str| questions.iter().find(|question| question.id == name);
    for (id, value) in table.take(|name| asked(name).is_some()) {
        let Some(question) = asked(&id.value) else { continue };
        let text = table.context.sources.get(id.span.file).text();
        let mut wanted = vec![id.span.range(), value.span.range()];
        let lines = value.found.as_table().into_iter().flatten();
        wanted.extend(lines.map(|(name, _)| name.span()));
        let edits = form_edits(text, question, value, &items(question, value));
        let line = correction::lines(text, &edits, wanted);
        let message = format!("the answer `{}` is not under `[answers]`", id.value);
        let has_header = text.lines().any(|line| line.trim() == "[answers]");
        let header = if has_header { "" } else { "[answers]\n" };
        let help =
            format!("put it under `[answers]`, above the first `[[quote]]`:\n{header}{line}");
        table.context.fault(Code::MisplacedAnswer, id.span, message, help);
    }
}

/// An answer to a question of the kind [`QuestionKind::Text`].
fn words(table: &Reader<'_>, id: &Text, value: Value<'_>) -> Option<Vec<Text>> {
    match value.found {
        DeValue::Array(_) | DeValue::Table(_) | DeValue::String(_) => {
            let texts = value.items().into_iter().filter_map(|item| table.string(&id.value, item));
            let is_answer = |text: &Text| !has_form_words(table.context, text, "answer");
            Some(texts.filter(is_answer).collect())
        }
        _ => {
            let sources = table.context.sources;
            let quoted = correction::quoted(sources.slice(value.span));
            let message = format!("`{}`: expected a text in quotation marks", id.value);
            let error = Diagnostic::error(Code::WrongType, message);
            table.context.report(correction::replaced(error, sources, value.span, quoted));
            None
        }
    }
}

/// The items of an answer, each with its meaning.
fn items<'t>(question: &Question, value: Value<'t>) -> Vec<(Value<'t>, OptionMatch)> {
    value.items().into_iter().map(|item| (item, match_options(question, item.found))).collect()
}

/// Reports all items that are not keys, and a value that is not a list, as one error.
fn report_form(
    context: &Context<'_>,
    question: &Question,
    id: &Text,
    value: Value<'_>,
    items: &[(Value<'_>, OptionMatch)],
) {
    let text = context.sources.get(value.span.file).text();
    let edits = form_edits(text, question, value, items);
    if edits.is_empty() {
        return;
    }
    let otherwise = items.iter().filter_map(|(item, meaning)| match meaning {
        OptionMatch::Recognized(keys) => Some((item.span, in_backticks(keys).join(", "))),
        OptionMatch::Key(_) | OptionMatch::Unknown => None,
    });
    let otherwise: Vec<(Span, String)> = otherwise.collect();
    let (code, message, places) = match otherwise.is_empty() {
        true => (
            Code::WrongType,
            "expected a list of options, found one",
            vec![(value.span, String::new())],
        ),
        false => (Code::UnknownOption, "an option is named by its key", otherwise),
    };
    let error = Diagnostic::error(code, format!("`{}`: {message}", id.value)).at_each(places);
    context.report(correction::corrected(error, text, &edits, vec![value.span.range()]));
}

fn form_edits(
    source: &str,
    question: &Question,
    value: Value<'_>,
    items: &[(Value<'_>, OptionMatch)],
) -> Vec<Edit> {
    let is_list = matches!(value.found, DeValue::Array(_));
    let understood = matches!(value.found, DeValue::String(_))
        || items.iter().any(|(_, meaning)| *meaning != OptionMatch::Unknown);
    let lacks_list = question.kind == QuestionKind::Multiple && !is_list && understood;
    // Each item as it should be written; if that produces duplicates, the whole list is rewritten.
    let (mut written, mut twice): (Vec<String>, bool) = (Vec::new(), false);
    let mut edits = Vec::new();
    for (item, meaning) in items {
        let new: Vec<String> = match meaning {
            OptionMatch::Key(key) => vec![correction::quoted(key)],
            OptionMatch::Recognized(keys) => {
                keys.iter().map(|key| correction::quoted(key)).collect()
            }
            OptionMatch::Unknown => {
                source.get(item.span.range()).map(str::to_owned).into_iter().collect()
            }
        };
        if let OptionMatch::Recognized(_) = meaning {
            edits.push(Edit { original: item.span.range(), replacement: new.join(", ") });
        }
        twice |= new.iter().any(|word| written.contains(word));
        written.extend(new);
    }
    if lacks_list || (twice && !edits.is_empty()) {
        let mut once = BTreeSet::new();
        written.retain(|word| once.insert(word.clone()));
        let replacement = format!("[{}]", written.join(", "));
        return vec![Edit { original: value.span.range(), replacement }];
    }
    edits
}
