//! Functions that give figures of the tally, options and their ranking.

use minijinja::{Environment, Error, Value};

use super::{Facts, add_lookups, optional, unknown};
use crate::content::values::Slot;
use crate::figure::{self, Figure, Key};
use crate::model::{Choice, Question};
use crate::tally::{OptionTally, QuestionTally};

/// Adds the functions that give figures.
pub(super) fn add(environment: &mut Environment<'static>, facts: &Facts) {
    add_lookups(
        environment,
        facts,
        &[("figure", Facts::figure), ("option", Facts::option), ("named", Facts::named)],
    );
    let f = facts.clone();
    environment.add_function("ranking", move |question: &str, from: usize, to: Option<usize>| {
        f.ranking(question, from, to)
    });
    let f = facts.clone();
    environment.add_function("options", move |question: &str, from: usize, to: Option<usize>| {
        f.options(question, from, to)
    });
}

impl Facts {
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

    pub(super) fn question(&self, id: &str) -> Result<(&Question, &QuestionTally), Error> {
        let questions = &self.survey.questions;
        let found = questions.iter().find(|question| question.id == id);
        let known = questions.iter().map(|question| question.id.as_str());
        found.zip(self.tally.questions.get(id)).ok_or_else(|| unknown("question", id, known))
    }

    /// The option `question.option`.
    pub(super) fn find_option(&self, id: &str) -> Result<(&Key, &Choice, &OptionTally), Error> {
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
        let (question, groups) = self.ranked(id, from, to)?;
        let groups = groups.into_iter().map(|(rank, options)| {
            let of_first = |attribute: &str| options[0].get_attr(attribute);
            Ok(Value::from_pairs([
                ("rank", Value::from(rank)),
                ("tied", Value::from(options.len() > 1)),
                ("size", self.size(&question.id, rank, options.len())),
                ("count", of_first("count")?),
                ("share", of_first("share")?),
                ("options", Value::from(options)),
            ]))
        });
        groups.collect()
    }

    /// The options whose ranks are `from` to `to`, by rank.
    fn options(&self, id: &str, from: usize, to: Option<usize>) -> Result<Value, Error> {
        let (_, groups) = self.ranked(id, from, to)?;
        Ok(groups.into_iter().flat_map(|(_, options)| options).collect())
    }

    /// The ranks `from` to `to`, each with its options.
    fn ranked(
        &self,
        id: &str,
        from: usize,
        to: Option<usize>,
    ) -> Result<(&Question, Vec<(usize, Vec<Value>)>), Error> {
        let (question, tally) = self.question(id)?;
        let within = |rank: usize| rank >= from && to.is_none_or(|to| rank <= to);
        let groups = tally.ranking().into_iter().filter_map(|group| {
            let rank = group.first().and_then(|option| option.rank).unwrap_or(0);
            let options = group.iter().map(|option| self.of_tally(question, option));
            within(rank).then(|| (rank, options.collect()))
        });
        let groups = groups.collect();
        Ok((question, groups))
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
        Ok(named.into_iter().map(|option| self.of_tally(question, option)).collect())
    }

    /// The value of an option with these figures.
    fn of_tally(&self, question: &Question, option: &OptionTally) -> Value {
        let choice = question.option(&option.key).expect("the tally has its options");
        self.option_value(&question.id, choice, option)
    }
}
