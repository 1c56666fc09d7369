//! Reads one answer of a response: the chosen options, a number, or a text. Options are given as a key, a
//! list of keys, or a line `question.option = true` for each; in a ranking, a list of keys in order, or a
//! line `question.option = 1` for each.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use toml::de::DeValue;

use super::question::{Question, QuestionKind};
use super::reader::{Reader, Value};
use super::recovery::options::match_options;
use super::recovery::prose::has_form_words;
use super::response::Answer;
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, Edit, Span, correction, in_backticks};

/// The line of a form that answers "none of them", unless an option has this key.
const NONE: &str = "none";

/// Returns the answer in a file received on a day; `None` if the question was not answered.
/// Reports all options that are not given by their keys as one error whose help is the corrected line.
pub(crate) fn read(
    table: &Reader<'_>,
    question: &Question,
    value: Value<'_>,
    received: Option<Date>,
) -> Option<Answer> {
    if table.is_unfilled(value) {
        return None;
    }
    let (field, id) = (Field { table, question, value }, &question.id);
    let mut answer = Answer { words: Vec::new(), other: None, received, span: value.span };
    match (question.kind, value.found.is_table()) {
        (QuestionKind::Text, _) => answer.words = field.words()?,
        (QuestionKind::Number, _) => {
            let value = table.exact_value(id, value)?.to_string();
            answer.words.push(Text { value, span: answer.span, written: None });
        }
        (QuestionKind::Ranking, true) => answer.words = field.ranked()?,
        (_, true) => field.lines(value, &mut answer)?,
        (_, false) => field.listed(&mut answer),
    }
    let (most, number) = (question.most_options(), answer.words.len());
    if let Some(most) = most.filter(|most| question.kind.has_options() && number > *most) {
        let options =
            if most == 1 { "one option".to_owned() } else { format!("{most} options at most") };
        let message = format!("`{id}` takes {options}, found {number}");
        table.context.error(Code::SeveralAnswers, value.span, message);
    }
    Some(answer)
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
        let edits = Field { table, question, value }.edits(text);
        let line = correction::lines(text, &edits, wanted);
        let message = format!("the answer `{}` is not under `[answers]`", id.value);
        let has_header = text.lines().any(|line| line.trim() == "[answers]");
        let header = if has_header { "" } else { "[answers]\n" };
        let help =
            format!("put it under `[answers]`, above the first `[[quote]]`:\n{header}{line}");
        table.context.fault(Code::MisplacedAnswer, id.span, message, help);
    }
}

/// The field of a question in a file.
struct Field<'r, 't> {
    table: &'r Reader<'t>,
    question: &'r Question,
    value: Value<'t>,
}

impl<'t> Field<'_, 't> {
    /// An answer to a question of the kind [`QuestionKind::Text`].
    fn words(&self) -> Option<Vec<Text>> {
        let Field { table, question: Question { id, .. }, value } = *self;
        if matches!(value.found, DeValue::Array(_) | DeValue::Table(_) | DeValue::String(_)) {
            let texts = value.items().into_iter().filter_map(|item| table.string(id, item));
            let is_answer = |text: &Text| !has_form_words(table.context, text, "answer");
            return Some(texts.filter(is_answer).collect());
        }
        let sources = table.context.sources;
        let quoted = correction::quoted(sources.slice(value.span));
        let message = format!("`{id}`: expected a text in quotation marks");
        let error = Diagnostic::error(Code::WrongType, message);
        table.context.report(error.replaced(sources, value.span, quoted));
        None
    }

    /// The options of lines such as `question.option = 1`, by rank; `None` if all ranks are 0.
    fn ranked(&self) -> Option<Vec<Text>> {
        let Field { table, question, value } = *self;
        let (id, context) = (&question.id, table.context);
        let lines = table.as_table(id, value)?;
        let mut ranks: BTreeMap<u32, Text> = BTreeMap::new();
        for (name, value) in lines.values() {
            let is_known = question.find_option(context, &name).is_some();
            let rank = lines.whole(&format!("{id}.{}", name.value), value);
            let Some(rank) = rank.filter(|rank| is_known && *rank > 0) else { continue };
            if let Some(first) = ranks.get(&rank) {
                let message = format!("`{id}`: rank {rank} is given twice");
                context.twice(Code::SeveralAnswers, name.span, first.span, message);
            } else {
                ranks.insert(rank, name);
            }
        }
        let (number, (last, name)) = (ranks.len(), ranks.last_key_value()?);
        if *last as usize != number {
            let message = format!("`{id}`: the ranks do not go from 1 to {number} without a gap");
            let error = Diagnostic::error(Code::UnknownValue, message);
            context.report(error.at(name.span, format!("rank {last}")));
        }
        Some(ranks.into_values().collect())
    }

    /// Adds the options of the lines in `value` that are true to the answer; `None` if all lines are false.
    fn lines(&self, value: Value<'t>, answer: &mut Answer) -> Option<()> {
        let (question, id) = (self.question, &self.question.id);
        let (lines, mut chosen, mut none) = (self.table.as_table(id, value)?, Vec::new(), None);
        for (name, value) in lines.values() {
            let option = question.option(&name.value);
            let is_chosen = match value.found {
                _ if lines.is_unfilled(value) => false,
                DeValue::String(_) if option.is_some_and(|option| option.is_other) => {
                    answer.other = lines.string(id, value);
                    true
                }
                _ => {
                    let field = format!("{id}.{}", name.value);
                    lines.typed(&field, value, "true or false", DeValue::as_bool).unwrap_or(false)
                }
            };
            let is_no_option =
                || match_options(question, &DeValue::String((&*name.value).into())).is_empty();
            if option.is_some() {
                chosen.extend(is_chosen.then_some(name));
            } else if name.value == NONE && is_no_option() {
                none = is_chosen.then_some(name.span).or(none);
            } else {
                question.find_option(lines.context, &name);
            }
        }
        if let Some(none) = none.filter(|_| !chosen.is_empty()) {
            let message = format!("`{id}`: both `{NONE}` and options are true");
            let options = chosen.iter().map(|option| (option.span, "chosen here"));
            let error = Diagnostic::error(Code::SeveralAnswers, message).at(none, "");
            let help = "change the line that was not meant to `false`";
            lines.context.report(error.at_each(options).help(help));
        }
        let is_answered = none.is_some() || !chosen.is_empty();
        answer.words.extend(chosen);
        is_answered.then_some(())
    }

    /// Adds the options given as a list of keys or as one key; `{ other = "…" }` gives one in other words.
    fn listed(&self, answer: &mut Answer) {
        let Field { table, question, .. } = *self;
        self.report_otherwise();
        for (item, keys) in self.items() {
            if item.found.is_table() && question.options.iter().any(|option| option.is_other) {
                self.lines(item, answer);
            } else if item.found.as_str().is_some_and(|key| question.option(key).is_some()) {
                match answer.words.iter().find(|first| first.value == keys[0]) {
                    // The corrected line has the key only once.
                    Some(Text { written: None, .. }) => {}
                    Some(first) => {
                        let message = format!("`{}` is chosen twice", keys[0]);
                        table.context.twice(Code::CountedTwice, item.span, first.span, message);
                    }
                    None => answer.words.extend(table.string(&question.id, item)),
                }
            } else if keys.is_empty() {
                if let Some(word) = table.string(&question.id, item) {
                    question.find_option(table.context, &word);
                }
            } else {
                let text = |value| Text { value, span: item.span, written: None };
                answer.words.extend(keys.into_iter().map(text));
            }
        }
    }

    /// Its items, each with the keys of its options.
    fn items(&self) -> Vec<(Value<'t>, Vec<String>)> {
        let items = self.value.items().into_iter();
        items.map(|item| (item, match_options(self.question, item.found))).collect()
    }

    /// The items that identify options otherwise than by the key of one.
    fn otherwise(&self) -> Vec<(Value<'t>, Vec<String>)> {
        let mut items = self.items();
        let is_key = |item: &Value<'_>, key: &String| item.found.as_str() == Some(key);
        items.retain(|(item, keys)| keys.first().is_some_and(|key| !is_key(item, key)));
        items
    }

    /// Reports all items that are not keys, and a value that is not a list, as one error.
    fn report_otherwise(&self) {
        let (context, span) = (self.table.context, self.value.span);
        let text = context.sources.get(span.file).text();
        let edits = self.edits(text);
        if edits.is_empty() {
            return;
        }
        let otherwise = self.otherwise().into_iter();
        let otherwise = otherwise.map(|(item, keys)| (item.span, in_backticks(keys).join(", ")));
        let otherwise: Vec<(Span, String)> = otherwise.collect();
        let list = "expected a list of options, found one";
        let (code, message, places) = match otherwise.is_empty() {
            true => (Code::WrongType, list, vec![(span, String::new())]),
            false => (Code::UnknownOption, "an option is named by its key", otherwise),
        };
        let error =
            Diagnostic::error(code, format!("`{}`: {message}", self.question.id)).at_each(places);
        context.report(error.corrected(text, &edits, vec![span.range()]));
    }

    /// The edits that give its options by their keys, in a list if the question takes several.
    fn edits(&self, source: &str) -> Vec<Edit> {
        let Field { question, value, .. } = *self;
        let items = self.items();
        let is_list = matches!(value.found, DeValue::Array(_));
        let understood = matches!(value.found, DeValue::String(_))
            || items.iter().any(|(_, keys)| !keys.is_empty());
        let is_one = question.kind.is_one_option();
        let lacks_list = !is_one && question.kind.has_options() && !is_list && understood;
        let rewritten = |(item, keys): &(Value<'_>, Vec<String>)| match keys.is_empty() {
            true => source.get(item.span.range()).map(str::to_owned).into_iter().collect(),
            false => keys.iter().map(|key| correction::quoted(key)).collect::<Vec<String>>(),
        };
        let otherwise = self.otherwise();
        let edits = otherwise.iter().map(|item| {
            let (range, text) = (item.0.span.range(), rewritten(item).join(", "));
            Edit { range, text }
        });
        // If that repeats an option, the whole list is rewritten.
        let mut written: Vec<String> = items.iter().flat_map(rewritten).collect();
        let (number, mut once) = (written.len(), BTreeSet::new());
        written.retain(|word| once.insert(word.clone()));
        if lacks_list || (written.len() < number && !otherwise.is_empty()) {
            let text = format!("[{}]", written.join(", "));
            return vec![Edit { range: value.span.range(), text }];
        }
        edits.collect()
    }
}
