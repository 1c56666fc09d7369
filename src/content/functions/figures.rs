//! Functions that return figures of the tally, options and rankings, and that check what sentences
//! claim about them; filters that change how a value is written.

use minijinja::Value;

use super::{Result, TemplateContext, plain, unknown};
use crate::content::slots::Slot;
use crate::content::values::{Judgement, invalid};
use crate::figure::{self, Figure, Key};
use crate::model::Question;
use crate::tally::{OptionTally, QuestionTally};
use crate::text::uncapitalized;

impl TemplateContext {
    pub(super) fn figure(&self, id: &str) -> Result<Value> {
        Ok(self.figure_slot(self.known_figure(id)?))
    }

    /// The figure with this text form. Those of a question by groups are known if a graph shows them.
    pub(super) fn known_figure(&self, id: &str) -> Result<Figure> {
        let figure = Figure::parse(id);
        let question = figure.as_ref().and_then(Figure::question_id);
        question.map_or(Ok(()), |id| self.refuse_unprinted(id))?;
        let figure = figure.filter(|figure| self.tally.figures.contains_key(figure));
        if let (None, Some((_, group)), false) = (&figure, id.split_once('@'), id.contains('#')) {
            let by = group.split('=').next().unwrap_or_default();
            return Err(invalid(format!(
                "there is no figure `{id}`: a question has figures by `{by}` if a graph of data/report.toml has `by = \"{by}\"`"
            )));
        }
        figure.ok_or_else(|| {
            let known: Vec<String> = self.tally.figures.keys().map(Figure::to_string).collect();
            unknown("figure", id, known.iter().map(String::as_str))
        })
    }

    /// The slot of a figure; none if its value is not published.
    pub(super) fn figure_slot(&self, figure: Figure) -> Value {
        let text = self.tally.value(&figure).map(|value| self.words.value(value));
        Value::from(text.map(|text| Slot::Figure(figure, text).value()))
    }

    /// An error for a question that no output may show.
    pub(super) fn refuse_unprinted(&self, id: &str) -> Result<()> {
        let message =
            || format!("`{id}` is not printed: it has `print = false` in data/survey.toml");
        match self.survey.question(id) {
            Some(question) if !question.printed => Err(invalid(message())),
            _ => Ok(()),
        }
    }

    pub(super) fn question(&self, id: &str) -> Result<(&Question, &QuestionTally)> {
        self.refuse_unprinted(id)?;
        let questions = &self.survey.questions;
        let found = questions.iter().find(|question| question.id == id);
        let known = questions.iter().map(|question| question.id.as_str());
        let found = found.and_then(|it| Some((it, self.tally.question(&it.id)?)));
        found.ok_or_else(|| unknown("question", id, known))
    }

    /// Finds an option by `question.option`, with its question.
    pub(super) fn find_option(&self, id: &str) -> Result<(&Question, &OptionTally)> {
        let (question_id, mut key) = id.split_once('.').unwrap_or((id, ""));
        let (question, tally) = self.question(question_id)?;
        if key.is_empty() && self.tally.is_empty() {
            // The key of the first in a ranking, which is nobody's as long as nobody has answered.
            key = question.options.first().map_or("", |option| &option.key.value);
        }
        let known = question.options.iter().map(|option| option.key.value.as_str());
        let option = tally.option(key).ok_or_else(|| unknown("option", key, known))?;
        Ok((question, option))
    }

    pub(super) fn option(&self, id: &str) -> Result<Value> {
        let (question, option) = self.find_option(id)?;
        Ok(self.option_value(question, option))
    }

    fn option_value(&self, question: &Question, option: &OptionTally) -> Value {
        let choice = question.option(&option.key).expect("the tally has its options");
        let part = |part| self.figure_slot(Figure::option(&question.id, &option.key, part));
        let variant = |name: &str| plain(choice.variants.get(name));
        let label = choice.label.clone().unwrap_or_else(|| choice.title.value.clone());
        Value::from_pairs([
            ("key", Value::from(choice.key.value.as_str())),
            ("label", Slot::Computed(label).value()),
            ("title", Slot::Plain(choice.title.clone()).value()),
            ("summary", variant("summary")),
            ("annex", variant("annex")),
            ("count", part(figure::Part::Count)),
            ("share", part(figure::Part::Share)),
            ("mean", part(figure::Part::Mean)),
            ("held", Value::from(option.pending)),
        ])
    }

    /// Groups of equally ranked options, for the ranks `from` to `to`.
    pub(super) fn ranking(&self, id: &str, from: usize, to: Option<usize>) -> Result<Value> {
        let (question, tally) = self.question(id)?;
        let within = |rank: usize| rank >= from && to.is_none_or(|to| rank <= to);
        let mut groups = Vec::new();
        for group in tally.ranking() {
            let rank = group.first().and_then(|option| option.rank).unwrap_or(0);
            if !within(rank) {
                continue;
            }
            let options = group.iter().map(|option| self.option_value(question, option));
            let options: Vec<Value> = options.collect();
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

    /// The options with ranks `from` to `to`, in order of rank.
    pub(super) fn options(&self, id: &str, from: usize, to: Option<usize>) -> Result<Value> {
        let mut options = Vec::new();
        for group in self.ranking(id, from, to)?.try_iter()? {
            options.extend(group.get_attr("options")?.try_iter()?);
        }
        Ok(Value::from(options))
    }

    /// The number of options that share a rank; a figure if the tally has one for the tie.
    fn size(&self, question: &Key, rank: usize, options: usize) -> Value {
        let tied = Figure::tied(question, rank);
        match self.tally.figures.contains_key(&tied) {
            true => Slot::Figure(tied, options.to_string()).value(),
            false => Value::from(options),
        }
    }

    /// The options that the publication names without a figure, in printed order.
    pub(super) fn named(&self, id: &str) -> Result<Value> {
        let (question, tally) = self.question(id)?;
        let mut named: Vec<&OptionTally> =
            tally.options.iter().filter(|option| option.named.is_some()).collect();
        named.sort_by_key(|option| option.named);
        Ok(named.into_iter().map(|option| self.option_value(question, option)).collect())
    }

    pub(super) fn leads(&self, id: &str) -> Result<Value> {
        let (question, option) = self.find_option(id)?;
        let (question, tally) = self.question(&question.id)?;
        let first = tally.ranking().into_iter().next().unwrap_or_default();
        let leaders = first.iter().map(|leader| format!("`{}`: {}", leader.key, described(leader)));
        let because =
            format!("first in `{}` is {}", question.id, leaders.collect::<Vec<_>>().join(", "));
        Ok(Judgement::value(tally.leads(&option.key), because))
    }

    pub(super) fn is_zero(&self, id: &str) -> Result<Value> {
        let (question, option) = self.find_option(id)?;
        let holds = option.count == Some(0) && option.pending == 0;
        let because = format!("`{}.{}` is {}", question.id, option.key, described(option));
        Ok(Judgement::value(holds, because))
    }

    /// Records the claim of a sentence if it is false.
    pub(super) fn claim(&self, judgement: &Value) -> Result<Value> {
        match judgement.downcast_object_ref::<Judgement>() {
            _ if self.tally.is_empty() => {}
            Some(Judgement { holds: true, .. }) => {}
            Some(Judgement { because, .. }) => self.rendering.add_false_claim(because),
            None => {
                let message = "`claim` takes a judgement, such as `leads(…)` or `is_zero(…)`";
                return Err(invalid(message));
            }
        }
        Ok(Value::from(()))
    }

    /// Spells out a whole number in words; a figure remains linked to its identity.
    pub(super) fn in_words(&self, value: Value) -> Result<Value> {
        if self.tally.is_empty() && value.is_none() {
            return Ok(value);
        }
        let spelled = |text: &str| text.parse().ok().map(|number| self.words.number(number));
        let slot = match value.downcast_object_ref() {
            Some(Slot::Figure(id, text)) => {
                spelled(text).map(|text| Slot::Figure(id.clone(), text))
            }
            _ => spelled(&value.to_string()).map(Slot::Computed),
        };
        slot.map(Slot::value).ok_or_else(|| invalid("`words` takes a whole number"))
    }

    /// The text with its first letter in lowercase.
    pub(super) fn lowerfirst(&self, value: &Value) -> Value {
        let rendered = value.as_str().filter(|_| value.is_safe());
        let changed = rendered.and_then(|text| self.rendering.with_first(text, uncapitalized));
        match changed {
            Some(text) => Value::from_safe_string(text),
            None => Slot::Computed(uncapitalized(&value.to_string())).value(),
        }
    }
}

/// Describes an option's figures.
fn described(option: &OptionTally) -> String {
    let held = match option.pending {
        0 => String::new(),
        held => format!(" (not including {held} received since)"),
    };
    let figures = match (option.count, option.share) {
        (Some(count), Some(share)) => format!("{count} ({share})"),
        (Some(count), None) => count.to_string(),
        (None, Some(share)) => share.to_string(),
        (None, None) => "not published".to_owned(),
    };
    figures + &held
}
