//! Functions that return the figures of the items of a grid, of groups, and of numbers, and that
//! compare figures, also with those of an earlier round.

use std::cmp::Reverse;
use std::iter;

use minijinja::Value;

use super::{Result, TemplateContext, find, plain, unknown};
use crate::content::slots::Slot;
use crate::content::values::{Judgement, invalid};
use crate::document::{Inline, Origin, Text};
use crate::figure::{self, Figure, Group, Measure, Of, Part, Role, Statistic};
use crate::model::{self, Item, Question};
use crate::tally::{Formula, Tallied};
use crate::words::Word;

impl TemplateContext {
    pub(super) fn statistics(&self, id: &str) -> Result<Value> {
        Ok(Value::from_pairs(self.numbers(self.question(id)?.0, None)))
    }

    /// The items of a grid in the order of the questionnaire, or from the greatest to the least by
    /// a statistic.
    pub(super) fn items(&self, grid: &str, by: Option<&str>) -> Result<Value> {
        let items = self.survey.questions.iter().filter(|question| question.printed);
        let items = items.filter_map(|question| Some((question, question.item.as_ref()?)));
        let mut own: Vec<_> = items.clone().filter(|(_, item)| item.grid == grid).collect();
        if own.is_empty() {
            return Err(unknown("grid", grid, items.map(|(_, item)| item.grid.as_str())));
        }
        if let Some(by) = by {
            let statistic = *find("statistic", by, &Statistic::ALL, |known| known.name())?;
            own.sort_by_key(|(question, _)| {
                let figure = Figure::question(&question.id, Measure::Statistic(statistic));
                Reverse(self.tally.value(&figure).map(figure::Value::number))
            });
        }
        let value = |(question, item): (&Question, &Item)| {
            let mut pairs = vec![
                ("key", Value::from(item.key.as_str())),
                ("title", Slot::Plain(item.title.clone()).value()),
            ];
            pairs.extend(self.numbers(question, None));
            Value::from_pairs(pairs)
        };
        Ok(own.into_iter().map(value).collect())
    }

    /// The groups by an attribute or by the answers to a question: of the respondents, and of those
    /// that answered the question `of`.
    pub(super) fn groups(&self, by: &str, of: Option<&str>) -> Result<Value> {
        let groups = self.survey.groups(by);
        if groups.is_empty() {
            let known = self.survey.attributes.iter().map(|attribute| attribute.key.as_str());
            return Err(unknown("attribute", by, known));
        }
        let question = of.map(|id| self.question(id)).transpose()?.map(|(question, _)| question);
        let value = |(group, title): (Group, &model::Text)| {
            let figure =
                |of, measure| self.figure_slot(Figure::all(of, measure).within(Some(&group)));
            let mut pairs = vec![
                ("key", Value::from(group.value.as_str())),
                ("title", Slot::Plain(title.clone()).value()),
                ("count", figure(Of::Respondents, Measure::Count)),
                ("invited", figure(Of::Invited, Measure::Base)),
                ("rate", figure(Of::Invited, Measure::Share)),
            ];
            pairs.extend(question.iter().flat_map(|question| self.numbers(question, Some(&group))));
            Value::from_pairs(pairs)
        };
        Ok(groups.into_iter().map(value).collect())
    }

    /// The base and the statistics of a question, or of a group of those that answered it, and the
    /// unit of its numbers.
    fn numbers(&self, question: &Question, group: Option<&Group>) -> Vec<(&'static str, Value)> {
        let slot =
            |measure| self.figure_slot(Figure::question(&question.id, measure).within(group));
        let statistics =
            Statistic::ALL.map(|statistic| (statistic.name(), slot(Measure::Statistic(statistic))));
        let unit = plain(question.unit.as_ref());
        let mut pairs = vec![("unit", unit), ("base", slot(Measure::Base))];
        pairs.extend(statistics);
        pairs
    }

    /// Whether a figure is greater than another one of its kind, as they are printed.
    pub(super) fn exceeds(&self, one: &str, other: &str) -> Result<Value> {
        let figures = [self.known_figure(one)?, self.known_figure(other)?];
        let values = figures.each_ref().map(|figure| self.tally.value(figure));
        let [left, right] = values.map(|value| value.map(figure::Value::number));
        let kinds = values.map(|value| value.map(|value| std::mem::discriminant(&value)));
        if left.is_some() && right.is_some() && kinds[0] != kinds[1] {
            return Err(invalid("`exceeds` can't compare a count, a share and a number"));
        }
        let [a, b] = values.map(|it| it.map_or("not known".into(), |it| self.words.value(it)));
        let because = format!("`{one}` is {a}, `{other}` is {b}");
        let holds = left.zip(right).is_some_and(|(left, right)| left > right);
        Ok(Judgement::value(holds, because))
    }

    /// The change since a round of a figure, or of the share of an option.
    fn find_change(&self, id: &str, round: &str) -> Result<(Figure, &Tallied)> {
        let is_known = |figure: &Figure| self.tally.figures.contains_key(figure);
        let ids = [id.to_owned(), format!("{id}.share")];
        let figure = ids.iter().filter_map(|id| Figure::parse(id)).find(is_known);
        let figure = match figure {
            Some(figure) => figure,
            None => {
                let (question, option) = self.find_option(id)?;
                Figure::option(&question.id, &option.key, Part::Share)
            }
        };
        let known = find("round", round, &self.survey.rounds, |known| &known.key)?;
        let change = figure.measure.change().ok_or_else(|| {
            invalid(format!(
                "`change` can't compare `{id}`: name an option, or a mean or another statistic"
            ))
        })?;
        let change = figure.in_round(Some(&known.key)).with(change);
        let tallied = self.tally.figures.get(&change).ok_or_else(|| {
            let (population, _) = id.split_once('.').unwrap_or((id, ""));
            invalid(format!("there is no `{population}` in data/earlier/{round}.toml"))
        })?;
        Ok((change, tallied))
    }

    /// Template function `change`: the change of a figure in words, with both values and bases; none if it
    /// is not known.
    pub(super) fn change(&self, id: &str, round: &str) -> Result<Value> {
        let (figure, tallied) = self.find_change(id, round)?;
        let Some(figure::Value::Number(change)) = tallied.value else { return Ok(Value::from(())) };
        let (words, of) = (&self.words, vec![figure.clone()]);
        let is_share = figure.measure.compared().is_share();
        let word = match (is_share, change.is_sign_negative()) {
            (true, false) => Word::RoundUp,
            (true, true) => Word::RoundDown,
            (false, false) => Word::RoundMore,
            (false, true) => Word::RoundLess,
        };
        let change = match u32::try_from(change.abs()) {
            _ if change.is_zero() => vec![Inline::mention(words.say(Word::RoundSame, &[]), of)],
            Ok(points) if is_share => words.count_line(word, points, of),
            _ => {
                let unit =
                    figure.question_id().and_then(|id| self.survey.question(id)?.unit.as_ref());
                let unit = unit.map(|unit| Inline::tool(format!(" {}", unit.value)));
                let number = Inline::mention(words.decimal(change.abs()), of);
                words.line(word, vec![("number", iter::once(number).chain(unit).collect())])
            }
        };
        let mut values = vec![("change", change)];
        for (role, part) in figure.parts() {
            let name = if role == Role::Now { "now" } else { "earlier" };
            values.push((name, self.with_base(&part)));
        }
        let title = &self.survey.round(round).expect("it was found").title;
        values.push(("round", vec![Inline::tool(title)]));
        let pieces = words.line(Word::RoundChange, values).into_iter().map(|inline| match inline {
            Inline::Text(Text { text, origin: Origin::Mention(figures) }) => {
                let [figure] = figures.try_into().expect("each number is one figure");
                self.rendering.add(Slot::Figure(figure, text))
            }
            Inline::Text(Text { text, .. }) => self.rendering.add(Slot::Computed(text)),
            _ => unreachable!("it has no markup"),
        });
        Ok(Value::from_safe_string(pieces.collect()))
    }

    /// A figure that is known, with its base if that is known.
    fn with_base(&self, figure: &Figure) -> Vec<Inline> {
        let mention = |figure: &Figure| {
            let value = self.tally.value(figure).map(|value| self.words.value(value))?;
            Some(vec![Inline::mention(value, vec![figure.clone()])])
        };
        let printed = mention(figure).unwrap_or_default();
        let base = figure.parts().into_iter().find(|(role, _)| *role == Role::Base);
        let Some(base) = base.and_then(|(_, base)| mention(&base)) else { return printed };
        let (word, name) = match figure.measure.is_share() {
            true => (Word::RoundShare, "share"),
            false => (Word::RoundNumber, "number"),
        };
        self.words.line(word, vec![(name, printed), ("base", base)])
    }

    /// Template functions `rose` and `fell`: whether the change since a round is as claimed.
    pub(super) fn moved(&self, id: &str, round: &str, is_rise: bool) -> Result<Value> {
        let (figure, tallied) = self.find_change(id, round)?;
        let (holds, because) = match &tallied.formula {
            Formula::Change { now, earlier, round } => {
                let (now, earlier) = (now.value, earlier.value);
                let values = format!("{now} now, {earlier} in {round}");
                let holds = if is_rise { now.exceeds(earlier) } else { earlier.exceeds(now) };
                (holds, format!("`{figure}`: {values}"))
            }
            _ => (false, format!("`{figure}` is not known")),
        };
        Ok(Judgement::value(holds, because))
    }
}
