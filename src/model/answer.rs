//! Reads one answer of a response (its options or its text) and reports mistakes in its form.

use std::collections::BTreeSet;

use toml::de::DeValue;

use super::reader::{Context, Reader, Value};
use super::slips::correction;
use super::slips::examples::{self, Holder};
use super::slips::options::{Meant, meant};
use super::survey::{Question, QuestionKind};
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Edit, Span, in_backticks};

/// The keys of the options in an answer, or its text. Reports all items in another form as one
/// error whose help is the corrected line.
pub(crate) fn read(
    table: &Reader<'_>,
    question: &Question,
    id: &Text,
    value: Value<'_>,
) -> Option<Vec<Text>> {
    if question.kind == QuestionKind::Text {
        return words(table, id, value);
    }
    let items = items(question, value);
    report_form(table.context, question, id, value, &items);
    let mut chosen: Vec<Text> = Vec::new();
    // An option chosen twice, once in another form, appears only once in the corrected line.
    let mut otherwise: BTreeSet<String> = BTreeSet::new();
    for (item, meaning) in items {
        match meaning {
            Meant::Key(key) if otherwise.contains(&key) => {}
            Meant::Key(key) => match chosen.iter().find(|first| first.value == key) {
                Some(first) => {
                    let message = format!("`{key}` is chosen twice");
                    table.context.twice(Code::CountedTwice, item.span, first.span, message);
                }
                None => chosen.push(Text::new(table.context.sources, key, item.span)),
            },
            Meant::Otherwise(keys) => {
                for value in keys {
                    let new = otherwise.insert(value.clone());
                    if new && !chosen.iter().any(|word| word.value == value) {
                        chosen.push(Text { value, span: item.span, written: None });
                    }
                }
            }
            Meant::Unknown => {
                if let Some(word) = table.string(&id.value, item) {
                    question.known_option(table.context, &word);
                }
            }
        }
    }
    if question.kind == QuestionKind::Single && chosen.len() > 1 {
        let message = format!("`{}` takes one option, found {}", id.value, chosen.len());
        table.context.error(Code::SeveralAnswers, value.span, message);
    }
    Some(chosen)
}

/// Reports answers outside `[answers]`, such as those added at the end of a file: TOML assigns them
/// to the preceding quotation or practice.
pub(crate) fn report_misplaced(questions: &[Question], table: &Reader<'_>) {
    let asked = |name: &str| questions.iter().find(|question| question.id == name);
    for (id, value) in table.take(|name| asked(name).is_some()) {
        let Some(question) = asked(&id.value) else { continue };
        let text = table.context.sources.get(id.span.file).text();
        let line = correction::lines(
            text,
            &form_edits(text, question, value, &items(question, value)),
            vec![id.span.range(), value.span.range()],
        );
        let message = format!("the answer `{}` does not stand under `[answers]`", id.value);
        let has_header = text.lines().any(|line| line.trim() == "[answers]");
        let header = if has_header { "" } else { "[answers]\n" };
        table.context.report(
            Diagnostic::error(Code::MisplacedAnswer, message).at(id.span, "").help(format!(
                "put it under `[answers]`, above the first `[[quote]]`:\n{header}{line}"
            )),
        );
    }
}

/// An answer to a question of the kind [`QuestionKind::Text`].
fn words(table: &Reader<'_>, id: &Text, value: Value<'_>) -> Option<Vec<Text>> {
    let (DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_)) =
        value.found
    else {
        let texts = value.items().into_iter().filter_map(|item| table.string(&id.value, item));
        let is_answer =
            |text: &Text| !examples::report(table.context, text, "answer", Holder::Answer(id.span));
        return Some(texts.filter(is_answer).collect());
    };
    let written = table.context.sources.slice(value.span);
    let edit = Edit { original: value.span.range(), replacement: correction::quoted(written) };
    let text = table.context.sources.get(value.span.file).text();
    let message = format!("`{}`: expected a text in quotation marks", id.value);
    let error = Diagnostic::error(Code::WrongType, message).at(value.span, "");
    table.context.report(correction::corrected(error, text, &[edit], vec![value.span.range()]));
    None
}

/// The items of an answer, each with its meaning.
fn items<'t>(question: &Question, value: Value<'t>) -> Vec<(Value<'t>, Meant)> {
    value.items().into_iter().map(|item| (item, meant(question, item.found))).collect()
}

/// Reports all items that are not written as keys, and a value that is not a list, as one error.
fn report_form(
    context: &Context<'_>,
    question: &Question,
    id: &Text,
    value: Value<'_>,
    items: &[(Value<'_>, Meant)],
) {
    let text = context.sources.get(value.span.file).text();
    let edits = form_edits(text, question, value, items);
    if edits.is_empty() {
        return;
    }
    let otherwise = items.iter().filter_map(|(item, meaning)| match meaning {
        Meant::Otherwise(keys) => Some((item.span, in_backticks(keys).join(", "))),
        Meant::Key(_) | Meant::Unknown => None,
    });
    let otherwise: Vec<(Span, String)> = otherwise.collect();
    let error = match otherwise.is_empty() {
        true => {
            let message = format!("`{}`: expected a list of options, found one", id.value);
            Diagnostic::error(Code::WrongType, message).at(value.span, "")
        }
        false => Diagnostic::error(
            Code::UnknownOption,
            format!("`{}`: an option is named by its key", id.value),
        ),
    };
    let error = error.at_each(otherwise);
    context.report(correction::corrected(error, text, &edits, vec![value.span.range()]));
}

fn form_edits(
    source: &str,
    question: &Question,
    value: Value<'_>,
    items: &[(Value<'_>, Meant)],
) -> Vec<Edit> {
    let is_list = matches!(value.found, DeValue::Array(_));
    let understood = matches!(value.found, DeValue::String(_))
        || items.iter().any(|(_, meaning)| *meaning != Meant::Unknown);
    let lacks_list = question.kind == QuestionKind::Multiple && !is_list && understood;
    // Each item as it should be written; if that produces duplicates, the whole list is rewritten.
    let (mut written, mut twice): (Vec<String>, bool) = (Vec::new(), false);
    let mut edits = Vec::new();
    for (item, meaning) in items {
        let new: Vec<String> = match meaning {
            Meant::Key(key) => vec![correction::quoted(key)],
            Meant::Otherwise(keys) => keys.iter().map(|key| correction::quoted(key)).collect(),
            Meant::Unknown => {
                source.get(item.span.range()).map(str::to_owned).into_iter().collect()
            }
        };
        if let Meant::Otherwise(_) = meaning {
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
