//! Reads one answer of a response: the chosen options, a number, or a text. Options are given as a key, a
//! list of keys, or a line `question.option = true` for each; in a ranking, a list of keys in order, or a
//! line `question.option = 1` for each.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeValue;

use super::question::{Question, QuestionKind};
use super::reader::{Context, Reader, Value};
use super::recovery::options::{find_option, match_options};
use super::recovery::prose::has_form_words;
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Edit, Span, correction, in_backticks};

/// An answer as given in a file.
#[derive(Debug, Default)]
pub(crate) struct Given {
    /// The keys of the chosen options, in a ranking in its order; or the number or text.
    pub(crate) words: Vec<Text>,
    /// The respondent's own words for the option that needs them.
    pub(crate) other: Option<Text>,
}

/// Returns the answer; `None` if the question was not answered.
/// Reports all options that are not given by their keys as one error whose help is the corrected line.
pub(crate) fn read(
    table: &Reader<'_>,
    question: &Question,
    id: &Text,
    value: Value<'_>,
) -> Option<Given> {
    if table.is_unfilled(value) {
        return None;
    }
    let given = match (question.kind, value.found.is_table()) {
        (QuestionKind::Text, _) => Given { words: words(table, id, value)?, other: None },
        (QuestionKind::Number, _) => {
            let number = table.exact_value(&id.value, value)?;
            let number = Text { value: number.to_string(), span: value.span, written: None };
            Given { words: vec![number], other: None }
        }
        (QuestionKind::Ranking, true) => {
            Given { words: ranked(table, question, id, value)?, other: None }
        }
        (_, true) => lines(table, question, id, value)?,
        (_, false) => listed(table, question, id, value),
    };
    let (most, number) = (question.most_options(), given.words.len());
    if let Some(most) = most.filter(|most| question.kind.has_options() && number > *most) {
        let options =
            if most == 1 { "one option".to_owned() } else { format!("{most} options at most") };
        let message = format!("`{}` takes {options}, found {number}", id.value);
        table.context.error(Code::SeveralAnswers, value.span, message);
    }
    Some(given)
}

/// The options of lines such as `question.option = 1`, by rank; `None` if all ranks are 0.
fn ranked(
    table: &Reader<'_>,
    question: &Question,
    id: &Text,
    value: Value<'_>,
) -> Option<Vec<Text>> {
    let lines = table.as_table(&id.value, value)?;
    let mut ranks: BTreeMap<u32, Text> = BTreeMap::new();
    for (name, value) in lines.values() {
        let field = format!("{}.{}", id.value, name.value);
        let is_known = find_option(lines.context, question, &name).is_some();
        let Some(rank) = lines.whole(&field, value).filter(|rank| is_known && *rank > 0) else {
            continue;
        };
        match ranks.get(&rank) {
            None => _ = ranks.insert(rank, name),
            Some(first) => {
                let message = format!("`{}`: rank {rank} is given twice", id.value);
                lines.context.twice(Code::SeveralAnswers, name.span, first.span, message);
            }
        }
    }
    let (number, last) = (ranks.len(), ranks.last_key_value()?);
    if *last.0 as usize != number {
        let message =
            format!("`{}`: the ranks do not go from 1 to {number} without a gap", id.value);
        let error = Diagnostic::error(Code::UnknownValue, message);
        lines.context.report(error.at(last.1.span, format!("rank {}", last.0)));
    }
    Some(ranks.into_values().collect())
}

/// The line of a form that answers "none of them", unless an option has this key.
const NONE: &str = "none";

/// The options of the lines that are true; `None` if all lines are false.
fn lines(table: &Reader<'_>, question: &Question, id: &Text, value: Value<'_>) -> Option<Given> {
    let lines = table.as_table(&id.value, value)?;
    let (mut given, mut none): (Given, Option<Span>) = (Given::default(), None);
    for (name, value) in lines.values() {
        let is_other = question.option(&name.value).is_some_and(|option| option.is_other);
        let is_chosen = match value.found {
            DeValue::String(_) if is_other && !lines.is_unfilled(value) => {
                given.other = lines.string(&id.value, value);
                true
            }
            DeValue::Boolean(is_chosen) => *is_chosen,
            _ if lines.is_unfilled(value) => false,
            _ => {
                let field = format!("{}.{}", id.value, name.value);
                lines.typed(&field, value, "true or false", DeValue::as_bool).unwrap_or(false)
            }
        };
        let is_no_option =
            || match_options(question, &DeValue::String((&*name.value).into())).is_empty();
        if question.option(&name.value).is_some() {
            given.words.extend(is_chosen.then_some(name));
        } else if name.value == NONE && is_no_option() {
            none = is_chosen.then_some(name.span).or(none);
        } else {
            find_option(lines.context, question, &name);
        }
    }
    if let Some(none) = none.filter(|_| !given.words.is_empty()) {
        let message = format!("`{}`: both `{NONE}` and options are true", id.value);
        let options = given.words.iter().map(|option| (option.span, "chosen here"));
        let error = Diagnostic::error(Code::SeveralAnswers, message).at(none, "").at_each(options);
        lines.context.report(error.help("change the line that was not meant to `false`"));
    }
    (none.is_some() || !given.words.is_empty()).then_some(given)
}

/// The options given as a list of keys or as one key; `{ other = "…" }` gives one in other words.
fn listed(table: &Reader<'_>, question: &Question, id: &Text, value: Value<'_>) -> Given {
    let listed = Listed::new(question, value);
    listed.report(table.context, id);
    let Given { words: mut chosen, mut other } = Given::default();
    for (item, keys) in listed.items {
        if item.found.is_table() && question.options.iter().any(|option| option.is_other) {
            let given = lines(table, question, id, item).unwrap_or_default();
            chosen.extend(given.words);
            other = given.other.or(other);
            continue;
        }
        if item.found.as_str().is_some_and(|key| question.option(key).is_some()) {
            match chosen.iter().find(|first| first.value == keys[0]) {
                // The corrected line has the key only once.
                Some(Text { written: None, .. }) => {}
                Some(first) => {
                    let message = format!("`{}` is chosen twice", keys[0]);
                    table.context.twice(Code::CountedTwice, item.span, first.span, message);
                }
                None => chosen.push(Text::new(table.context.sources, keys[0].clone(), item.span)),
            }
        } else if keys.is_empty() {
            if let Some(word) = table.string(&id.value, item) {
                find_option(table.context, question, &word);
            }
        } else {
            let text = |value| Text { value, span: item.span, written: None };
            chosen.extend(keys.into_iter().map(text));
        }
    }
    Given { words: chosen, other }
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
        let edits = Listed::new(question, value).edits(text);
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

/// An answer as given: its items, each with the keys of its options.
struct Listed<'t> {
    question: &'t Question,
    value: Value<'t>,
    items: Vec<(Value<'t>, Vec<String>)>,
}

impl<'t> Listed<'t> {
    fn new(question: &'t Question, value: Value<'t>) -> Self {
        let items = value.items().into_iter();
        let items = items.map(|item| (item, match_options(question, item.found))).collect();
        Listed { question, value, items }
    }

    /// The items that identify options otherwise than by the key of one.
    fn otherwise(&self) -> impl Iterator<Item = &(Value<'t>, Vec<String>)> {
        let is_otherwise = |(item, keys): &&(Value<'t>, Vec<String>)| {
            keys.first().is_some_and(|key| item.found.as_str() != Some(key))
        };
        self.items.iter().filter(is_otherwise)
    }

    /// Reports all items that are not keys, and a value that is not a list, as one error.
    fn report(&self, context: &Context<'_>, id: &Text) {
        let span = self.value.span;
        let text = context.sources.get(span.file).text();
        let edits = self.edits(text);
        if edits.is_empty() {
            return;
        }
        let otherwise = self.otherwise();
        let otherwise = otherwise.map(|(item, keys)| (item.span, in_backticks(keys).join(", ")));
        let otherwise: Vec<(Span, String)> = otherwise.collect();
        let (code, message, places) = match otherwise.is_empty() {
            true => {
                let message = "expected a list of options, found one";
                (Code::WrongType, message, vec![(span, String::new())])
            }
            false => (Code::UnknownOption, "an option is named by its key", otherwise),
        };
        let error = Diagnostic::error(code, format!("`{}`: {message}", id.value)).at_each(places);
        context.report(correction::corrected(error, text, &edits, vec![span.range()]));
    }

    /// The edits that give its options by their keys, in a list if the question takes several.
    fn edits(&self, source: &str) -> Vec<Edit> {
        let Listed { question, value, items } = self;
        let is_list = matches!(value.found, DeValue::Array(_));
        let understood = matches!(value.found, DeValue::String(_))
            || items.iter().any(|(_, keys)| !keys.is_empty());
        let is_one = question.kind.is_one_option();
        let lacks_list = !is_one && question.kind.has_options() && !is_list && understood;
        let rewritten = |item: &Value<'_>, keys: &[String]| match keys.is_empty() {
            true => source.get(item.span.range()).map(str::to_owned).into_iter().collect(),
            false => keys.iter().map(|key| correction::quoted(key)).collect::<Vec<String>>(),
        };
        let edits = self.otherwise().map(|(item, keys)| {
            let replacement = rewritten(item, keys).join(", ");
            Edit { original: item.span.range(), replacement }
        });
        let edits: Vec<Edit> = edits.collect();
        // If that repeats an option, the whole list is rewritten.
        let written = items.iter().flat_map(|(item, keys)| rewritten(item, keys));
        let mut written: Vec<String> = written.collect();
        let (number, mut once) = (written.len(), BTreeSet::new());
        written.retain(|word| once.insert(word.clone()));
        if lacks_list || (written.len() < number && !edits.is_empty()) {
            let replacement = format!("[{}]", written.join(", "));
            return vec![Edit { original: value.span.range(), replacement }];
        }
        edits
    }
}
