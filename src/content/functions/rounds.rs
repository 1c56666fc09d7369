//! Functions that compare shares with those of an earlier round.

use minijinja::Value;

use super::{Result, TemplateContext, find};
use crate::content::values::{Judgement, Slot, invalid};
use crate::document::{Inline, Origin, Text};
use crate::figure::{self, Figure, Part, Role, Share};
use crate::tally::{Formula, Tallied};
use crate::words::Word;

impl TemplateContext {
    /// The change of an option's share since a round.
    fn find_change(&self, option: &str, round: &str) -> Result<(Figure, &Tallied)> {
        let (question, option) = self.find_option(option)?;
        let known = find("round", round, &self.survey.rounds, |known| &known.key)?;
        let change = Figure::option(&question.id, &option.key, Part::Change);
        let change = change.in_round(Some(&known.key));
        let tallied = self.tally.figures.get(&change).ok_or_else(|| {
            invalid(format!("there is no `{}` in data/earlier/{round}.toml", question.id))
        })?;
        Ok((change, tallied))
    }

    /// Template function `change`: the change of an option's share in words, with both shares and
    /// bases; none if it is not known.
    pub(super) fn change(&self, option: &str, round: &str) -> Result<Value> {
        let (figure, tallied) = self.find_change(option, round)?;
        let Some(figure::Value::Number(change)) = tallied.value else { return Ok(Value::from(())) };
        let words = &self.words;
        let points = change.abs().try_into().expect("a difference of percentages is small");
        let of = vec![figure.clone()];
        let change = match change.is_sign_negative() {
            _ if points == 0 => vec![Inline::mention(words.say(Word::RoundSame, &[]), of)],
            false => words.count_line(Word::RoundUp, points, of),
            true => words.count_line(Word::RoundDown, points, of),
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
                self.rendering.add(Slot::Figure(figure, text))
            }
            Inline::Text(Text { text, .. }) => self.rendering.add(Slot::Computed(text)),
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
    pub(super) fn moved(
        &self,
        option: &str,
        round: &str,
        claimed: fn(Share, Share) -> bool,
    ) -> Result<Value> {
        let (figure, tallied) = self.find_change(option, round)?;
        let (holds, because) = match &tallied.formula {
            Formula::Change { now, earlier, round } => {
                let (now, earlier) = (now.share, earlier.share);
                let shares = format!("{now} now, {earlier} in {round}");
                (claimed(now, earlier), format!("`{figure}`: {shares}"))
            }
            _ => (false, format!("`{figure}` is not known")),
        };
        Ok(Judgement::value(holds, because))
    }
}
