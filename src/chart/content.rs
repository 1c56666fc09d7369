//! What a graph shows of a question, in words and in which order.

use crate::model::{Base, Choice, Question};
use crate::tally::{OptionTally, QuestionTally, State};
use crate::text::unbreakable;
use crate::words::{Word, Words};

/// What follows a count that was not printed.
pub const ADOPTED: &str = "*";

/// What a graph shows of a question. Every option stands in one of the three lists.
pub(super) struct Content<'s> {
    /// The question.
    pub(super) question: &'s Question,
    /// Its figures.
    pub(super) tally: &'s QuestionTally,
    /// What the tool itself says.
    pub(super) words: &'s Words,
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
    words: &'s Words,
}

impl<'s> Content<'s> {
    /// Sorts the options of a question by what is known of them. Where nobody has answered, none has a figure.
    pub(super) fn new(question: &'s Question, tally: &'s QuestionTally, words: &'s Words) -> Self {
        let (mut shown, mut named, mut unpublished) = (Vec::new(), Vec::new(), Vec::new());
        for (choice, option) in question.options.iter().zip(&tally.options) {
            let entry = Entry { choice, tally: option, words };
            let has_figure = option.count.is_some() || option.share.is_some();
            match option.named {
                _ if has_figure && tally.base != Some(0) => shown.push(entry),
                Some(place) => named.push((place, entry)),
                None => unpublished.push(entry),
            }
        }
        named.sort_by_key(|(place, _)| *place);
        let named = named.into_iter().map(|(_, entry)| entry).collect();
        Content { question, tally, words, shown, named, unpublished }
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
    pub(super) fn nothing(&self) -> Option<String> {
        let key = match self.tally.base {
            _ if !self.shown.is_empty() => return None,
            Some(0) => Word::ChartNoAnswers,
            _ => Word::ChartNoFigures,
        };
        Some(self.words.say(key, &[]))
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
            let options = self.short_names(&alike);
            let key = if alike.len() == 1 { Word::CountHeld } else { Word::CountHeldEach };
            match held {
                0 => self.words.say(Word::ChartNotPublished, &[("options", &options)]),
                _ => {
                    let held = self.words.count(key, held, &[]);
                    let values = [("held", held.as_str()), ("options", &options)];
                    self.words.say(Word::ChartNotPublishedHeld, &values)
                }
            }
        };
        held.into_iter().map(sentence).collect()
    }

    /// Options by their labels, whose common first words stand once: `SDG 2, 6 and 7`. Options without labels go by title.
    fn short_names(&self, choices: &[&Choice]) -> String {
        let labels: Option<Vec<&String>> =
            choices.iter().map(|choice| choice.label.as_ref()).collect();
        let Some(labels) = labels else {
            let titles: Vec<String> = choices.iter().map(|choice| title(choice)).collect();
            return titles.join(&self.words.say(Word::ListBetweenLong, &[]));
        };
        let first = labels.first().map_or("", |label| label.as_str());
        let common = &first[..first.rfind(' ').map_or(0, |space| space + 1)];
        let common = if labels.iter().all(|label| label.starts_with(common)) { common } else { "" };
        let rests: Vec<String> =
            labels.iter().map(|label| label[common.len()..].to_owned()).collect();
        format!("{common}{}", self.words.list(&rests))
    }

    /// What the asterisk means, if there is one.
    pub(super) fn asterisk(&self) -> Option<String> {
        let any = self.shown.iter().any(Entry::is_adopted);
        any.then(|| self.words.say(Word::ChartAdopted, &[("mark", ADOPTED)]))
    }

    /// What is counted, as the head of a column.
    pub(super) fn unit(&self) -> String {
        self.words.say(
            match self.question.base {
                Base::Respondents => Word::TableMechanisms,
                Base::Responses => Word::TableResponses,
            },
            &[],
        )
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
        let asterisk = if self.is_adopted() { ADOPTED } else { "" };
        self.tally.count.map(|count| format!("{count}{asterisk}"))
    }

    /// Its share.
    pub(super) fn share(&self) -> Option<String> {
        self.tally.share.map(|share| self.words.share(share.percent, share.relation))
    }

    /// Its figures, such as `12 (92%)`.
    pub(super) fn value(&self) -> String {
        match (self.count(), self.share()) {
            (Some(count), Some(share)) => {
                self.words.say(Word::OptionFigures, &[("count", &count), ("share", &share)])
            }
            (count, share) => count.or(share).unwrap_or_default(),
        }
    }

    /// How many later answers chose it that are not in its figure.
    pub(super) fn held(&self) -> String {
        self.words.count(Word::CountHeld, self.tally.held, &[])
    }

    /// What its figures don't say.
    pub(super) fn remark(&self) -> Option<String> {
        let has_figure = self.tally.count.is_some() || self.tally.share.is_some();
        match (has_figure, self.tally.held) {
            (true, 0) => None,
            (true, _) => Some(self.words.say(Word::OptionNotIncluding, &[("held", &self.held())])),
            (false, 0) => Some(self.words.say(Word::OptionNamed, &[])),
            (false, _) => Some(self.words.say(Word::OptionNamedHeld, &[("held", &self.held())])),
        }
    }
}

/// A title in one line.
fn title(choice: &Choice) -> String {
    unbreakable(&choice.title.value).collect::<Vec<_>>().join(" ")
}
