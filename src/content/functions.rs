//! The functions and filters of templates.

use std::sync::Arc;

use minijinja::{Environment, Error, ErrorKind, Value};

use super::Material;
use super::ledger::{CLAIM_FAILED, Ledger};
use super::values::{Judgement, Slot, SlotValue};
use crate::diagnostic::nearest;
use crate::figure::{self, Figure, Key};
use crate::model::{Choice, Part, Point, Process, Question, Survey};
use crate::tally::{self, OptionTally, QuestionTally, State, Tally};
use crate::words::Words;

/// Survey, figures and words, as every function holds them, and the process that the report is for.
#[derive(Clone)]
struct Facts {
    survey: Arc<Survey>,
    tally: Arc<Tally>,
    words: Arc<Words>,
    process: Option<Arc<Process>>,
}

/// Adds all functions, filters and global values.
pub(super) fn add(
    environment: &mut Environment<'static>,
    material: &Material<'_>,
    ledger: &Arc<Ledger>,
) {
    let facts = Facts {
        survey: Arc::clone(material.survey),
        tally: Arc::clone(material.tally),
        words: Arc::new(material.words.clone()),
        process: material.process.map(|process| Arc::new(process.clone())),
    };
    let report = &facts.survey.report;
    environment.add_global("title", Slot::Plain(report.title.clone()).value());
    environment.add_global("organization", Slot::Plain(report.organization.clone()).value());
    environment.add_global("parts", facts.parts());
    environment.add_global("process", facts.process());
    environment.add_global("asked", Slot::Plain(facts.survey.asked.clone()).value());
    let words = Arc::clone(&facts.words);
    environment.add_filter("words", move |value: Value| in_words(&words, &value));
    let printed = Arc::clone(ledger);
    environment.add_filter("lowerfirst", move |value: Value| lowerfirst(&printed, &value));
    environment.add_function("numbered", |number: u64| Slot::ItemNumber(number).value());
    add_texts(environment, &facts);
    add_figures(environment, &facts);
    let ledger = Arc::clone(ledger);
    environment.add_function("claim", move |judgement: Value| claim(&ledger, &judgement));
}

/// Functions that give texts of the data.
fn add_texts(environment: &mut Environment<'static>, facts: &Facts) {
    let f = facts.clone();
    environment.add_function("part", move |key: &str| f.part(key));
    let f = facts.clone();
    environment.add_function("points", move |key: &str| f.points(key));
    let f = facts.clone();
    environment.add_function("messages", move |key: &str| f.messages(key));
    let f = facts.clone();
    environment.add_function("practices", move |key: &str| f.practices(key));
    let f = facts.clone();
    environment.add_function("respondents", move || f.respondents());
    let f = facts.clone();
    environment.add_function("graph", move |key: &str, word: &str| {
        f.of_graph(key, |key| Slot::Graph(key, word.to_owned()))
    });
    let f = facts.clone();
    environment.add_function("table", move |key: &str| f.of_graph(key, Slot::Table));
    let f = facts.clone();
    environment.add_function("reference", move |key: &str| f.of_graph(key, Slot::Reference));
}

/// Functions that give figures of the tally.
fn add_figures(environment: &mut Environment<'static>, facts: &Facts) {
    let f = facts.clone();
    environment.add_function("figure", move |id: &str| f.figure(id));
    let f = facts.clone();
    environment.add_function("option", move |id: &str| f.option(id));
    let f = facts.clone();
    environment.add_function("ranking", move |question: &str, from: usize, to: Option<usize>| {
        f.ranking(question, from, to)
    });
    let f = facts.clone();
    environment.add_function("named", move |question: &str| f.named(question));
    let f = facts.clone();
    environment.add_function("leads", move |id: &str| f.leads(id));
    let f = facts.clone();
    environment.add_function("is_zero", move |id: &str| f.is_zero(id));
}

impl Facts {
    /// The process that the report is for; none if it is for all.
    fn process(&self) -> Value {
        let Some(process) = &self.process else { return Value::from(()) };
        let mandate = process.mandate.as_ref().map(|mandate| mandate.value.clone());
        Value::from_pairs([
            ("key", Value::from(process.key.value.as_str())),
            ("name", Slot::Plain(process.name.clone()).value()),
            ("mandate", optional(mandate.map(Slot::Plain))),
        ])
    }

    /// The parts that are printed, in order.
    fn printed_parts(&self) -> impl Iterator<Item = &Part> {
        let taken = |part: &&Part| {
            self.process.as_ref().is_none_or(|process| process.takes(&part.key.value))
        };
        self.survey.report.parts.iter().filter(taken)
    }

    fn parts(&self) -> Value {
        self.printed_parts().enumerate().map(|(index, own)| part(own, index + 1)).collect()
    }

    fn part(&self, key: &str) -> Result<Value, Error> {
        let (index, found) = self.printed_part(key)?;
        Ok(part(found, index + 1))
    }

    /// A part that is printed, and how many are printed before it.
    fn printed_part(&self, key: &str) -> Result<(usize, &Part), Error> {
        self.find_part(key)?;
        let mut printed = self.printed_parts().enumerate();
        printed.find(|(_, part)| part.key.value == key).ok_or_else(|| {
            let process = self.process.as_ref().map_or("", |process| &process.key.value);
            let message = format!(
                "`{process}` does not take the part `{key}`: print what belongs to it only where \
                 `parts` has it, as in `{{% for taken in parts %}}`"
            );
            Error::new(ErrorKind::InvalidOperation, message)
        })
    }

    fn find_part(&self, key: &str) -> Result<&Part, Error> {
        let parts = &self.survey.report.parts;
        let found = parts.iter().find(|part| part.key.value == key);
        found.ok_or_else(|| unknown("part", key, parts.iter().map(|part| part.key.value.as_str())))
    }

    fn points_of(&self, key: &str) -> Result<Vec<&Point>, Error> {
        self.find_part(key)?;
        Ok(self.survey.report.points.iter().filter(|point| point.part == key).collect())
    }

    fn points(&self, key: &str) -> Result<Value, Error> {
        self.printed_part(key)?;
        let points = self.points_of(key)?.into_iter().enumerate().map(|(index, point)| {
            Value::from_pairs([
                ("number", Value::from(index + 1)),
                ("label", optional(point.label.clone().map(Slot::Plain))),
                ("title", Slot::Markdown(point.title.clone()).value()),
                ("text", optional(point.text.clone().map(Slot::Markdown))),
                ("quotes", self.quotes(point)),
            ])
        });
        Ok(points.collect())
    }

    /// The statements for a point: those of the mechanisms that its order names, then the others by the printed source,
    /// and at last those received later, by day.
    fn quotes(&self, point: &Point) -> Value {
        let mut quotes = Vec::new();
        for response in &self.survey.responses {
            let mechanism = &self.survey.mechanisms[&response.mechanism];
            let told = response.quotes.iter().filter(|quote| quote.point == point.key.value);
            // An order places what a mechanism said first; what it adds later lands after what was there.
            let first = told.clone().map(|quote| quote.placed).min().flatten();
            let listed = point.order.iter().position(|key| key.value == mechanism.key);
            for quote in told {
                let source = match (&quote.source, quote.anonymous) {
                    (_, true) => None,
                    (Some(source), _) => Some(source.clone()),
                    (None, _) => Some(mechanism.quotation.clone()),
                };
                let printed = source.as_ref().map_or(String::new(), |s| s.value.to_lowercase());
                let listed = listed.filter(|_| quote.placed == first);
                let day = quote.placed.filter(|_| listed.is_none());
                let place = (listed.is_none(), listed, day, printed);
                quotes.push((place, Slot::Quotation(quote.clone(), source).value()));
            }
        }
        quotes.sort_by(|(a, _), (b, _)| a.cmp(b));
        quotes.into_iter().map(|(_, value)| value).collect()
    }

    /// The messages of a part, numbered on from the last number that was issued.
    fn messages(&self, key: &str) -> Result<Value, Error> {
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

    fn practices(&self, key: &str) -> Result<Value, Error> {
        let (_, part) = self.printed_part(key)?;
        let told = self.survey.responses.iter().filter_map(|response| {
            let practices = response.practices.iter().filter(|practice| practice.part == key);
            let texts: Vec<Value> =
                practices.map(|practice| Slot::Markdown(practice.text.clone()).value()).collect();
            (!texts.is_empty()).then_some((response.mechanism.as_str(), texts))
        });
        let mut told: Vec<(&str, Vec<Value>)> = told.collect();
        let keys = told.iter().map(|(key, _)| *key);
        let ordered =
            tally::in_order(&self.survey, keys, &part.order, |mechanism| &mechanism.heading.value);
        let ordered: Vec<_> = ordered.into_iter().cloned().collect();
        let values = ordered.into_iter().filter_map(|mechanism| {
            let index = told.iter().position(|(key, _)| *key == mechanism.key)?;
            let (_, texts) = told.swap_remove(index);
            Some(Value::from_pairs([
                ("heading", Slot::Plain(mechanism.heading).value()),
                ("texts", Value::from(texts)),
            ]))
        });
        Ok(values.collect())
    }

    fn respondents(&self) -> Value {
        let names = self.tally.respondents.iter().map(|key| &self.survey.mechanisms[key].list);
        names.map(|name| Slot::Plain(name.clone()).value()).collect()
    }

    /// What a template asks of the graph of that key.
    fn of_graph(&self, key: &str, slot: impl FnOnce(String) -> Slot) -> Result<Value, Error> {
        let graphs = &self.survey.report.graphs;
        match graphs.iter().any(|graph| graph.key.value == key) {
            true => Ok(slot(key.to_owned()).value()),
            false => {
                Err(unknown("graph", key, graphs.iter().map(|graph| graph.key.value.as_str())))
            }
        }
    }

    fn figure(&self, id: &str) -> Result<Value, Error> {
        let figure = Figure::parse(id).filter(|figure| self.tally.figures.contains_key(figure));
        let figure = figure.ok_or_else(|| {
            let known: Vec<String> = self.tally.figures.keys().map(Figure::to_string).collect();
            unknown("figure", id, known.iter().map(String::as_str))
        })?;
        Ok(self.figure_slot(figure))
    }

    /// The slot of a figure; none if its value isn't published.
    fn figure_slot(&self, figure: Figure) -> Value {
        let text = self.tally.value(&figure).map(|value| self.words.value(value));
        optional(text.map(|text| Slot::Figure(figure, text)))
    }

    fn question(&self, id: &str) -> Result<(&Question, &QuestionTally), Error> {
        let questions = &self.survey.questions;
        let found = questions.iter().find(|question| question.id == id);
        let tally = self.tally.questions.get(id);
        found
            .zip(tally)
            .ok_or_else(|| unknown("question", id, questions.iter().map(|q| q.id.as_str())))
    }

    /// The option `question.option`.
    fn find_option(&self, id: &str) -> Result<(&Key, &Choice, &OptionTally), Error> {
        let (question_id, key) = id.split_once('.').unwrap_or((id, ""));
        let (question, tally) = self.question(question_id)?;
        match question.option(key).zip(tally.option(key)) {
            Some((choice, option)) => Ok((&question.id, choice, option)),
            None => {
                let known = question.options.iter().map(|option| option.key.value.as_str());
                Err(unknown("option", key, known))
            }
        }
    }

    fn option(&self, id: &str) -> Result<Value, Error> {
        let (question, choice, option) = self.find_option(id)?;
        Ok(self.option_value(question, choice, option))
    }

    fn option_value(&self, question: &Key, choice: &Choice, option: &OptionTally) -> Value {
        let variant = |name: &str| optional(choice.variants.get(name).cloned().map(Slot::Plain));
        let label = choice.label.clone().unwrap_or_else(|| choice.title.value.clone());
        Value::from_pairs([
            ("key", Value::from(choice.key.value.as_str())),
            ("label", Slot::Computed(label).value()),
            ("title", Slot::Plain(choice.title.clone()).value()),
            ("summary", variant("summary")),
            ("annex", variant("annex")),
            ("count", self.figure_slot(Figure::option(question, &option.key, figure::Part::Count))),
            ("share", self.figure_slot(Figure::option(question, &option.key, figure::Part::Share))),
            ("held", Value::from(option.held)),
        ])
    }

    /// Groups of options of equal rank whose ranks are `from` to `to`.
    fn ranking(&self, id: &str, from: usize, to: Option<usize>) -> Result<Value, Error> {
        let (question, tally) = self.question(id)?;
        let within = |rank: usize| rank >= from && to.is_none_or(|to| rank <= to);
        let mut groups = Vec::new();
        for group in tally.ranking() {
            let rank = group.first().and_then(|option| option.rank).unwrap_or(0);
            if !within(rank) {
                continue;
            }
            let mut options = Vec::new();
            for option in &group {
                let choice = question.option(&option.key).expect("the tally has its options");
                options.push(self.option_value(&question.id, choice, option));
            }
            let of_first = |attribute: &str| options[0].get_attr(attribute);
            groups.push(Value::from_pairs([
                ("rank", Value::from(rank)),
                ("tied", Value::from(options.len() > 1)),
                ("size", self.size(&question.id, rank, options.len())),
                ("count", of_first("count")?),
                ("share", of_first("share")?),
                ("options", Value::from(options)),
            ]));
        }
        Ok(Value::from(groups))
    }

    /// How many options have a rank: a figure, if it is tied.
    fn size(&self, question: &Key, rank: usize, options: usize) -> Value {
        let tied = Figure::tied(question, rank);
        match self.tally.figures.contains_key(&tied) {
            true => Slot::Figure(tied, options.to_string()).value(),
            false => Value::from(options),
        }
    }

    /// Options that the publication names without a figure, in the printed order.
    fn named(&self, id: &str) -> Result<Value, Error> {
        let (question, tally) = self.question(id)?;
        let mut named: Vec<&OptionTally> =
            tally.options.iter().filter(|option| option.named.is_some()).collect();
        named.sort_by_key(|option| option.named);
        let values = named.into_iter().map(|option| {
            let choice = question.option(&option.key).expect("the tally has its options");
            self.option_value(&question.id, choice, option)
        });
        Ok(values.collect())
    }

    fn leads(&self, id: &str) -> Result<Value, Error> {
        let (question, _, option) = self.find_option(id)?;
        let (_, tally) = self.question(question)?;
        let first = tally.ranking().into_iter().next().unwrap_or_default();
        let described = first.iter().map(|leader| format!("`{}`: {}", leader.key, shown(leader)));
        let because =
            format!("first in `{question}` is {}", described.collect::<Vec<_>>().join(", "));
        Ok(Value::from_object(Judgement { holds: tally.leads(&option.key), because }))
    }

    fn is_zero(&self, id: &str) -> Result<Value, Error> {
        let (question, _, option) = self.find_option(id)?;
        let holds = option.count == Some(0) && option.held == 0;
        let because = format!("`{question}.{}` is {}", option.key, shown(option));
        Ok(Value::from_object(Judgement { holds, because }))
    }
}

/// A part with the number that it has among those that are printed.
fn part(part: &Part, number: usize) -> Value {
    Value::from_pairs([
        ("key", Value::from(part.key.value.as_str())),
        ("number", Value::from(number)),
        ("title", Slot::Plain(part.title.clone()).value()),
    ])
}

/// An option's figures in words.
fn shown(option: &OptionTally) -> String {
    let held = match option.held {
        0 => String::new(),
        held => format!(" (not including {held} received since)"),
    };
    let figures = match (option.count, option.share, option.state) {
        (Some(count), Some(share), _) => format!("{count} ({share})"),
        (Some(count), None, _) => count.to_string(),
        (None, Some(share), _) => share.to_string(),
        (None, None, State::NotPublished) => "not published".to_owned(),
        (None, None, _) => "not known".to_owned(),
    };
    figures + &held
}

/// Raises an error if what a sentence claims doesn't hold.
fn claim(ledger: &Ledger, judgement: &Value) -> Result<Value, Error> {
    let Some(judgement) = judgement.downcast_object_ref::<Judgement>() else {
        let message = "`claim` takes a judgement, such as `leads(…)` or `is_zero(…)`";
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    };
    if !ledger.raises_claim(judgement.holds) {
        return Ok(Value::from(()));
    }
    let message = format!("{CLAIM_FAILED}: {}", judgement.because);
    Err(Error::new(ErrorKind::InvalidOperation, message))
}

/// A count in words; it stays the same figure.
fn in_words(words: &Words, value: &Value) -> Result<Value, Error> {
    let spelled = |text: &str| text.parse().ok().map(|number| words.number(number));
    let slot = match value.downcast_object_ref::<SlotValue>() {
        Some(SlotValue(Slot::Figure(id, text))) => {
            spelled(text).map(|text| Slot::Figure(id.clone(), text))
        }
        _ => spelled(&value.to_string()).map(Slot::Computed),
    };
    let error = || Error::new(ErrorKind::InvalidOperation, "`words` takes a whole number");
    slot.map(Slot::value).ok_or_else(error)
}

/// The text with a small first letter.
fn lowerfirst(ledger: &Ledger, value: &Value) -> Value {
    let rendered = value.as_str().filter(|_| value.is_safe());
    match rendered.and_then(|rendered| ledger.with_first(rendered, lowered)) {
        Some(text) => Value::from_safe_string(text),
        None => Slot::Computed(lowered(&value.to_string())).value(),
    }
}

fn lowered(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(characters).collect()
}

fn optional(slot: Option<Slot>) -> Value {
    slot.map_or(Value::from(()), Slot::value)
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let message = match nearest(name, known) {
        Some(near) => format!("there is no {what} `{name}`: did you mean `{near}`?"),
        None => format!("there is no {what} `{name}`"),
    };
    Error::new(ErrorKind::InvalidOperation, message)
}
