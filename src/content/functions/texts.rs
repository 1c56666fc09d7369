//! Functions that return texts of the data: parts, points, messages, practices, respondents and
//! graphs.

use minijinja::Value;

use super::{Result, TemplateContext, find, plain};
use crate::content::anchors::printed_parts;
use crate::content::slots::Slot;
use crate::content::values::invalid;
use crate::figure::Key;
use crate::model::{
    Answer, Contribution, Mechanism, Part, Point, Question, QuestionKind, Response, Text,
};
use crate::tally;
use crate::words::Word;

impl TemplateContext {
    /// The values that templates use without calling a function.
    pub(super) fn globals(&self) -> [(&'static str, Value); 5] {
        let report = &self.survey.report;
        let text = |text: &Text| Slot::Plain(text.clone()).value();
        [
            ("title", text(&report.title)),
            ("organization", text(&report.organization)),
            ("parts", self.parts()),
            ("process", self.process()),
            ("asked", text(&self.survey.asked)),
        ]
    }

    /// The process that the report is for; none if the report is not for a specific process.
    fn process(&self) -> Value {
        let Some(process) = &self.process else { return Value::from(()) };
        let mandate = process.mandate.as_ref().map(|mandate| &mandate.value);
        Value::from_pairs([
            ("key", Value::from(process.key.value.as_str())),
            ("name", Slot::Plain(process.name.clone()).value()),
            ("mandate", plain(mandate)),
        ])
    }

    /// The printed parts with their indices.
    fn printed_parts(&self) -> impl Iterator<Item = (usize, &Part)> {
        printed_parts(&self.survey, self.process.as_ref()).into_iter().enumerate()
    }

    fn parts(&self) -> Value {
        self.printed_parts().map(|(index, own)| part(own, index + 1)).collect()
    }

    pub(super) fn part(&self, key: &str) -> Result<Value> {
        let (index, found) = self.printed_part(key)?;
        Ok(part(found, index + 1))
    }

    /// A printed part and its zero-based index among the printed parts. A part that the process
    /// does not select is an error.
    fn printed_part(&self, key: &str) -> Result<(usize, &Part)> {
        self.find_part(key)?;
        self.printed_parts().find(|(_, part)| part.key.value == key).ok_or_else(|| {
            let process = self.process.as_ref().map_or("", |process| &process.key.value);
            invalid(format!(
                "`{process}` does not take the part `{key}`: print what belongs to it only where \
                 `parts` has it, as in `{{% for taken in parts %}}`"
            ))
        })
    }

    fn find_part(&self, key: &str) -> Result<&Part> {
        find("part", key, &self.survey.report.parts, |part| &part.key.value)
    }

    fn points_of(&self, key: &str) -> Result<Vec<&Point>> {
        self.find_part(key)?;
        Ok(self.survey.report.points.iter().filter(|point| point.part == key).collect())
    }

    pub(super) fn points(&self, key: &str) -> Result<Value> {
        self.printed_part(key)?;
        let points = self.points_of(key)?.into_iter().enumerate().map(|(index, point)| {
            Value::from_pairs([
                ("number", Value::from(index + 1)),
                ("label", plain(point.label.as_ref())),
                ("title", Slot::Markdown(point.title.clone()).value()),
                ("text", Value::from(point.text.clone().map(|text| Slot::Markdown(text).value()))),
                ("quotes", self.quotes(point)),
            ])
        });
        Ok(points.collect())
    }

    /// The statements for a point: first those of the mechanisms listed in its order, then the
    /// others sorted by printed source, and finally later additions, sorted by date.
    fn quotes(&self, point: &Point) -> Value {
        let mut quotes = Vec::new();
        for response in &self.survey.responses {
            let told = response.quotes.iter().filter(|quote| quote.place == point.key.value);
            let mechanism = &self.survey.mechanisms[&response.mechanism];
            // The order applies to a mechanism's first statements; later ones follow the existing
            // statements.
            let first = told.clone().map(|quote| quote.placed).min().flatten();
            let listed = point.order.get_index_of(&mechanism.key);
            for quote in told {
                let source = match (&quote.source, quote.anonymous) {
                    (_, true) => None,
                    (Some(source), _) => Some(source.clone()),
                    (None, _) => Some(self.together(mechanism, &quote.joint, |one| &one.quotation)),
                };
                let printed = source.as_ref().map_or(String::new(), |s| s.value.to_lowercase());
                let listed = listed.filter(|_| quote.placed == first);
                let day = quote.placed.filter(|_| listed.is_none());
                let place = (listed.is_none(), listed, day, printed);
                let (text, quote) = (quote.text.clone(), Some(Box::new(quote.clone())));
                quotes.push((place, Slot::Quotation { text, quote, source }.value()));
            }
        }
        quotes.sort_by(|(a, _), (b, _)| a.cmp(b));
        quotes.into_iter().map(|(_, value)| value).collect()
    }

    /// The answers to a question in words, as quotations with their sources.
    pub(super) fn answers(&self, id: &str) -> Result<Value> {
        let answers = self.given(id, |question| question.kind == QuestionKind::Text)?;
        let quotes = answers.into_iter().flat_map(|(response, answer)| {
            let mechanism = &self.survey.mechanisms[&response.mechanism];
            let source = self.together(mechanism, &response.joint, |one| &one.quotation);
            let source = (!response.anonymous).then_some(source);
            answer.words.iter().map(move |text| {
                let (text, source) = (text.clone(), source.clone());
                Slot::Quotation { text, quote: None, source }.value()
            })
        });
        Ok(quotes.collect())
    }

    /// What respondents wrote for the option that they name in their own words, without repetitions.
    pub(super) fn others(&self, id: &str) -> Result<Value> {
        let has_other = |question: &Question| question.options.iter().any(|option| option.is_other);
        let answers = self.given(id, has_other)?;
        let mut texts: Vec<&Text> =
            answers.iter().filter_map(|(_, answer)| answer.other.as_ref()).collect();
        texts.sort_by_key(|text| text.value.to_lowercase());
        texts.dedup_by_key(|text| text.value.to_lowercase());
        Ok(texts.into_iter().map(|text| Slot::Plain(text.clone()).value()).collect())
    }

    /// The answers to a printed question of the `wanted` kind, each with its response.
    fn given(&self, id: &str, wanted: fn(&Question) -> bool) -> Result<Vec<(&Response, &Answer)>> {
        self.refuse_unprinted(id)?;
        let questions = self.survey.questions.iter().filter(|q| q.printed && wanted(q));
        let questions: Vec<&Question> = questions.collect();
        let question = find("question in words", id, &questions, |question| &question.id)?;
        let responses = self.survey.responses.iter();
        let answers =
            responses.filter_map(|response| Some((response, response.answers.get(&question.id)?)));
        Ok(answers.collect())
    }

    /// The messages of a part. A message without an issued number gets the number after the
    /// previous one.
    pub(super) fn messages(&self, key: &str) -> Result<Value> {
        let mut number = 0;
        let points = self.points_of(key)?.into_iter().filter_map(|point| {
            let message = point.message.clone()?;
            number = point.message_number.as_ref().map_or(number + 1, |issued| issued.value);
            Some(Value::from_pairs([
                ("number", Value::from(number)),
                ("text", Slot::Message(message).value()),
            ]))
        });
        Ok(points.collect())
    }

    pub(super) fn practices(&self, key: &str) -> Result<Value> {
        let (_, part) = self.printed_part(key)?;
        let responses = self.survey.responses.iter();
        let responses = responses.filter(|response| !practices_of(response, key).is_empty());
        let keys = responses.map(|response| response.mechanism.as_str());
        let ordered =
            tally::in_order(&self.survey, keys, &part.order, |mechanism| &mechanism.heading.value);
        let values = ordered.into_iter().filter_map(|mechanism| {
            let practices = practices_of(self.survey.response(&mechanism.key)?, key);
            let joint = &practices.first()?.joint;
            let is_joint = practices.iter().all(|practice| practice.joint == *joint);
            let joint = if is_joint { joint.as_slice() } else { &[] };
            let heading = self.together(mechanism, joint, |one| &one.heading);
            let texts = practices.iter().map(|one| Slot::Markdown(one.text.clone()).value());
            Some(Value::from_pairs([
                ("heading", Slot::Plain(heading).value()),
                ("texts", texts.collect()),
            ]))
        });
        Ok(values.collect())
    }

    /// The names of the respondents, followed by the count of unnamed respondents, if any.
    pub(super) fn respondents(&self) -> Value {
        let names = self.tally.respondents.iter().map(|key| {
            let joint = self.survey.response(key).map_or(&[][..], |response| &response.joint);
            Slot::Plain(self.together(&self.survey.mechanisms[key], joint, |one| &one.list))
        });
        let unnamed = self.tally.unnamed;
        let others = || {
            let number = self.words.number(unnamed);
            Slot::Computed(self.words.count(Word::CountUnnamed, unnamed, &[("number", &number)]))
        };
        names.chain((unnamed > 0).then(others)).map(Slot::value).collect()
    }

    /// A form of the names of respondents that gave something together.
    fn together(&self, first: &Mechanism, others: &[Key], form: fn(&Mechanism) -> &Text) -> Text {
        let mut text = form(first).clone();
        if !others.is_empty() {
            let others = others.iter().map(|key| form(&self.survey.mechanisms[key]));
            let names = [form(first)].into_iter().chain(others);
            let names: Vec<String> = names.map(|name| name.value.clone()).collect();
            (text.value, text.written) = (self.words.list(&names), None);
        }
        text
    }

    /// A graph, with the word before its number.
    pub(super) fn graph(&self, key: &str, word: &str) -> Result<Value> {
        find("graph", key, &self.survey.report.graphs, |graph| &graph.key.value)?;
        Ok(Slot::Graph(key.to_owned(), word.to_owned()).value())
    }

    /// The slot of a table or graph, which have keys of their own.
    pub(super) fn of_table(&self, key: &str, slot: fn(String) -> Slot) -> Result<Value> {
        let report = &self.survey.report;
        let graphs = report.graphs.iter().map(|graph| graph.key.value.as_str());
        let tables = report.tables.iter().map(|table| table.key.value.as_str());
        find("graph or table", key, &graphs.chain(tables).collect::<Vec<_>>(), |key| key)?;
        Ok(slot(key.to_owned()).value())
    }
}

fn practices_of<'r>(response: &'r Response, part: &str) -> Vec<&'r Contribution> {
    response.practices.iter().filter(|practice| practice.place == part).collect()
}

/// A part as a template value; `number` is its position among the printed parts.
fn part(part: &Part, number: usize) -> Value {
    Value::from_pairs([
        ("key", Value::from(part.key.value.as_str())),
        ("number", Value::from(number)),
        ("title", Slot::Plain(part.title.clone()).value()),
    ])
}
