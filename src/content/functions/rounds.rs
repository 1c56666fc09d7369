//! Functions that compare shares with those of an earlier round.

use std::sync::Arc;

use minijinja::{Environment, Error, ErrorKind, Value};
use rust_decimal::Decimal;

use super::{TemplateContext, unknown};
use crate::content::render_state::RenderState;
use crate::content::values::{Judgement, Slot};
use crate::document::{Inline, Origin, Text};
use crate::figure::{self, Figure, Part, Role, Share};
use crate::words::Word;

/// Registers the functions.
pub(super) fn add(
    environment: &mut Environment<'static>,
    context: &TemplateContext,
    rendering: &Arc<RenderState>,
) {
    let (shared, f) = (Arc::clone(rendering), context.clone());
    environment
        .add_function("change", move |option: &str, round: &str| f.change(option, round, &shared));
    let f = context.clone();
    environment.add_function("rose", move |option: &str, round: &str| {
        f.moved(option, round, |now, earlier| now.exceeds(earlier))
    });
    let f = context.clone();
    environment.add_function("fell", move |option: &str, round: &str| {
        f.moved(option, round, |now, earlier| earlier.exceeds(now))
    });
}

impl TemplateContext {
    /// The change of an option's share since a round, and its value if that is known.
    fn find_change(&self, option: &str, round: &str) -> Result<(Figure, Option<Decimal>), Error> {
        let (question, option) = self.find_option(option)?;
        let rounds = &self.survey.rounds;
        let known = rounds.iter().find(|known| known.key == round);
        let known = known
            .ok_or_else(|| unknown("round", round, rounds.iter().map(|one| one.key.as_str())))?;
        let change = Figure::option(&question.id, &option.key, Part::Change);
        let change = change.in_round(Some(&known.key));
        if !self.tally.figures.contains_key(&change) {
            let message = format!("there is no `{}` in data/earlier/{round}.toml", question.id);
            return Err(Error::new(ErrorKind::InvalidOperation, message));
        }
        let value = match self.tally.value(&change) {
            Some(figure::Value::Number(change)) => Some(change),
            _ => None,
        };
        Ok((change, value))
    }

    /// Template function `change`: the change of an option's share in words, with both shares and
    /// bases; none if it is not known.
    fn change(&self, option: &str, round: &str, state: &RenderState) -> Result<Value, Error> {
        let (figure, change) = self.find_change(option, round)?;
        let Some(change) = change else { return Ok(Value::from(())) };
        let words = &self.words;
        let points = change.abs().try_into().expect("a difference of percentages is small");
        let change = match change {
            change if change.is_zero() => {
                vec![Inline::mention(words.say(Word::RoundSame, &[]), vec![figure.clone()])]
            }
            change if change.is_sign_positive() => {
                words.count_line(Word::RoundUp, points, vec![figure.clone()])
            }
            _ => words.count_line(Word::RoundDown, points, vec![figure.clone()]),
        };
        let mut values = vec![("change", change)];
        for (role, share) in figure.parts() {
            let name = if role == Role::Now { "now" } else { "earlier" };
            values.push((name, self.share_of_base(&share)));
        }
        let title = &self.survey.round(round).expect("it was found").title;
        values.push(("round", vec![Inline::tool(title)]));
        let pieces = words.line(Word::RoundChange, values).into_iter().map(|inline| match inline {
            Inline::Text(Text { text, origin: Origin::Mention(figures) }) => {
                let [figure] = figures.try_into().expect("each number is one figure");
                state.add(Slot::Figure(figure, text))
            }
            Inline::Text(Text { text, .. }) => state.add(Slot::Computed(text)),
            _ => unreachable!("it has no markup"),
        });
        Ok(Value::from_safe_string(pieces.collect()))
    }

    /// A share that is known, with its base if that is known.
    fn share_of_base(&self, share: &Figure) -> Vec<Inline> {
        let mention = |figure: &Figure| {
            let value = self.tally.value(figure).map(|value| self.words.value(value))?;
            Some(vec![Inline::mention(value, vec![figure.clone()])])
        };
        let printed = mention(share).unwrap_or_default();
        let base = share.parts().into_iter().find(|(role, _)| *role == Role::Base);
        match base.and_then(|(_, base)| mention(&base)) {
            None => printed,
            Some(base) => {
                self.words.line(Word::RoundShare, vec![("share", printed), ("base", base)])
            }
        }
    }

    /// Template functions `rose` and `fell`: whether the change since a round is as claimed.
    fn moved(
        &self,
        option: &str,
        round: &str,
        claimed: fn(Share, Share) -> bool,
    ) -> Result<Value, Error> {
        let (figure, _) = self.find_change(option, round)?;
        let mut known = Vec::new();
        let shares = figure.parts().into_iter().map(|(_, share)| {
            let value = self.tally.value(&share);
            known.extend(value.and_then(figure::Value::share));
            let value = value.map_or("not known".to_owned(), |value| self.words.value(value));
            format!("`{share}` is {value}")
        });
        let because = shares.collect::<Vec<_>>().join(" and ");
        let holds = matches!(known.as_slice(), [now, earlier] if claimed(*now, *earlier));
        Ok(Value::from_object(Judgement { holds, because }))
    }
}
