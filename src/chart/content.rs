//! What a graph shows of a question, in words and in which order.

use crate::model::{Base, Choice, Question};
use crate::tally::{OptionTally, QuestionTally, State};

/// What stands before the number of the base.
pub const BASE: &str = "Base: ";

use super::measure::words;

/// What a graph shows of a question. Every option stands in one of the three lists.
pub(super) struct Content<'s> {
    /// The question.
    pub(super) question: &'s Question,
    /// Its figures.
    pub(super) tally: &'s QuestionTally,
    /// Options with a figure, in the question's order until they are ranked.
    pub(super) shown: Vec<Entry<'s>>,
    /// Options named without a figure, in the order in which they were named.
    pub(super) named: Vec<Entry<'s>>,
    /// All others.
    pub(super) unpublished: Vec<Entry<'s>>,
}

/// An option with its figures.
#[derive(Clone, Copy)]
pub(super) struct Entry<'s> {
    /// The option.
    pub(super) choice: &'s Choice,
    /// Its figures.
    pub(super) tally: &'s OptionTally,
}

impl<'s> Content<'s> {
    /// Sorts the options of a question by what is known of them. Where nobody has answered, none has a figure.
    pub(super) fn new(question: &'s Question, tally: &'s QuestionTally) -> Self {
        let (mut shown, mut named, mut unpublished) = (Vec::new(), Vec::new(), Vec::new());
        for (choice, option) in question.options.iter().zip(&tally.options) {
            let entry = Entry { choice, tally: option };
            let has_figure = option.count.is_some() || option.share.is_some();
            match option.named {
                _ if has_figure && tally.base != Some(0) => shown.push(entry),
                Some(place) => named.push((place, entry)),
                None => unpublished.push(entry),
            }
        }
        named.sort_by_key(|(place, _)| *place);
        let named = named.into_iter().map(|(_, entry)| entry).collect();
        Content { question, tally, shown, named, unpublished }
    }

    /// Puts the options with a figure in rank order; ties keep the question's order, and zeros come last.
    pub(super) fn rank(&mut self) {
        self.shown.sort_by_key(|entry| {
            (entry.tally.rank.unwrap_or(usize::MAX), entry.tally.count == Some(0))
        });
    }

    /// Options that have a row of their own.
    pub(super) fn rows(&self) -> Vec<Entry<'s>> {
        self.shown.iter().chain(&self.named).copied().collect()
    }

    /// What to say where there is no figure at all.
    pub(super) fn nothing(&self) -> Option<&'static str> {
        match self.tally.base {
            _ if !self.shown.is_empty() => None,
            Some(0) => Some("No answers have been received."),
            _ => Some("No figures are published."),
        }
    }

    /// The options without figure and name, a sentence for those of which later answers tell the same.
    pub(super) fn not_published(&self) -> Vec<String> {
        if self.tally.base == Some(0) {
            return Vec::new();
        }
        let mut held: Vec<u32> = self.unpublished.iter().map(|entry| entry.tally.held).collect();
        held.sort_unstable();
        held.dedup();
        let sentence = |held: u32| {
            let alike = self.unpublished.iter().filter(|entry| entry.tally.held == held);
            let alike: Vec<&Choice> = alike.map(|entry| entry.choice).collect();
            let since = match (held, alike.len()) {
                (0, _) => String::new(),
                (held, 1) => format!("; {held} of the answers received since"),
                (held, _) => format!("; {held} each of the answers received since"),
            };
            format!("Not published{since}: {}.", short_names(&alike))
        };
        held.into_iter().map(sentence).collect()
    }

    /// What the asterisk means, if there is one.
    pub(super) fn asterisk(&self) -> Option<&'static str> {
        let any = self.shown.iter().any(Entry::is_adopted);
        any.then_some("* Count not printed; taken from the printed percentage.")
    }

    /// What is counted, as the head of a column.
    pub(super) fn unit(&self) -> &'static str {
        match self.question.base {
            Base::Respondents => "Mechanisms",
            Base::Responses => "Responses",
        }
    }

    /// The base in words, such as `13 mechanisms`.
    pub(super) fn base(&self) -> Option<String> {
        let base = self.tally.base?;
        let unit = match self.question.base {
            Base::Respondents => "mechanism",
            Base::Responses => "response",
        };
        Some(format!("{base} {unit}{}", if base == 1 { "" } else { "s" }))
    }

    /// How a base that was not printed is known.
    pub(super) fn base_origin(&self) -> Option<&'static str> {
        let adopted = self.tally.base.is_some() && self.tally.base_adopted;
        adopted.then_some(match (self.tally.later, self.tally.withdrawn) {
            (0, 0) => "not printed; taken from the printed percentages",
            (_, 0) => "without later answers not printed; taken from the printed percentages",
            _ => "as published not printed; taken from the printed percentages",
        })
    }

    /// The line about the base.
    pub(super) fn base_line(&self) -> String {
        match (self.base(), self.base_origin()) {
            (None, _) => "Base not published".to_owned(),
            (Some(base), None) => format!("{BASE}{base}"),
            (Some(base), Some(origin)) => format!("{BASE}{base} (base {origin})"),
        }
    }
}

impl Entry<'_> {
    /// The title, in one line.
    pub(super) fn title(&self) -> String {
        title(self.choice)
    }

    /// Whether its count was not printed.
    pub(super) fn is_adopted(&self) -> bool {
        self.tally.count.is_some() && self.tally.state == State::Adopted
    }

    /// Its count, with an asterisk if it was not printed.
    pub(super) fn count(&self) -> Option<String> {
        let asterisk = if self.is_adopted() { "*" } else { "" };
        self.tally.count.map(|count| format!("{count}{asterisk}"))
    }

    /// Its figures, such as `12 (92%)`.
    pub(super) fn value(&self) -> String {
        match (self.count(), self.tally.share) {
            (Some(count), Some(share)) => format!("{count} ({share})"),
            (Some(count), None) => count,
            (None, Some(share)) => share.to_string(),
            (None, None) => String::new(),
        }
    }

    /// What its figures don't say.
    pub(super) fn remark(&self) -> Option<String> {
        let has_figure = self.tally.count.is_some() || self.tally.share.is_some();
        match (has_figure, self.tally.held) {
            (true, 0) => None,
            (true, held) => Some(format!("not including {held} of the answers received since")),
            (false, 0) => Some("named without a figure".to_owned()),
            (false, held) => {
                Some(format!("named without a figure; {held} of the answers received since"))
            }
        }
    }
}

/// A title in one line.
fn title(choice: &Choice) -> String {
    words(&choice.title.value).collect::<Vec<_>>().join(" ")
}

/// Things in a row: `a, b and c`.
pub(super) fn list(things: &[String]) -> String {
    match things {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Options by their labels, whose common first words stand once: `SDG 2, 6 and 7`. Options without labels go by title.
fn short_names(choices: &[&Choice]) -> String {
    let labels: Option<Vec<&String>> = choices.iter().map(|choice| choice.label.as_ref()).collect();
    let Some(labels) = labels else {
        return choices.iter().map(|choice| title(choice)).collect::<Vec<_>>().join("; ");
    };
    let first = labels.first().map_or("", |label| label.as_str());
    let common = &first[..first.rfind(' ').map_or(0, |space| space + 1)];
    let common = if labels.iter().all(|label| label.starts_with(common)) { common } else { "" };
    let rests: Vec<String> = labels.iter().map(|label| label[common.len()..].to_owned()).collect();
    format!("{common}{}", list(&rests))
}
