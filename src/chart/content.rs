//! The content of a graph: the options of its question, in words and in order.

use std::cmp::Reverse;
use std::ops::Range;

use super::colours::{ACCENT, Colour, rgb};
use super::{Line, mention};
use crate::document::{Inline, plain_text};
use crate::figure::{Figure, Group, Key, Measure, Part, Value};
use crate::model::{Choice, Graph, Question, QuestionKind, Survey};
use crate::tally::{OptionTally, QuestionTally, State, Tally};
use crate::text::unbreakable;
use crate::words::{Word, Words};

/// The mark after a count that was not published.
pub(super) const ADOPTED: &str = "*";

/// The content of a graph, or one of the sets of figures that it compares. Every option is in one of
/// the four lists.
#[derive(Clone)]
pub(super) struct Content<'s> {
    /// The question.
    pub(super) question: &'s Question,
    /// Whose answers the figures are about.
    pub(super) whose: Whose<'s>,
    /// Its figures.
    pub(super) tally: &'s QuestionTally,
    /// The figures of the whole report.
    pub(super) all: &'s Tally,
    /// The tool's own wording.
    pub(super) words: &'s Words,
    /// Options with a figure, in the question's order until they are ranked.
    pub(super) shown: Vec<Entry<'s>>,
    /// The index of the first of them in the whole graph.
    pub(super) first: usize,
    /// Options named without a figure, in the order in which they were named.
    pub(super) named: Vec<Entry<'s>>,
    /// Options with a figure whose choice does not count as an answer.
    pub(super) uncounted: Vec<Entry<'s>>,
    /// All other options.
    pub(super) unpublished: Vec<Entry<'s>>,
    /// The number of all respondents, if notes explain why the figures do not add up.
    pub(super) explained: Option<u32>,
}

/// An option with its figures.
#[derive(Clone, Copy)]
pub(super) struct Entry<'s> {
    /// The option.
    pub(super) choice: &'s Choice,
    /// Its figures.
    pub(super) tally: &'s OptionTally,
    question: &'s Key,
    whose: Whose<'s>,
    pub(super) words: &'s Words,
}

/// Whose answers figures are about.
#[derive(Clone, Copy)]
pub(super) enum Whose<'w> {
    /// Those of all respondents.
    All,
    /// Those of a group of them.
    Group(&'w Group),
    /// Those of an earlier round of the survey.
    Round(&'w Key),
}

impl Whose<'_> {
    fn figure(self, question: &Key, measure: Measure) -> Figure {
        let figure = Figure::question(question, measure);
        match self {
            Whose::All => figure,
            Whose::Group(group) => figure.within(Some(group)),
            Whose::Round(round) => figure.in_round(Some(round)),
        }
    }
}

impl<'s> Content<'s> {
    /// The content of a graph of one question.
    pub(super) fn new(
        survey: &'s Survey,
        tally: &'s Tally,
        graph: &Graph,
        words: &'s Words,
    ) -> Self {
        let question = survey.question(&graph.question).expect("a valid graph has a question");
        let content = Content::of(question, Whose::All, tally, words);
        let respondents = tally.respondents.len() as u32 + tally.unnamed;
        let explained = graph.notes.then_some(respondents);
        Content { explained, ..content.expect("the question is tallied") }
    }

    /// Sorts the options of a question into the lists. If nobody has answered, no option has a figure.
    /// Returns `None` if the group is not shown.
    pub(super) fn of(
        question: &'s Question,
        whose: Whose<'_>,
        all: &'s Tally,
        words: &'s Words,
    ) -> Option<Self> {
        let (whose, tally) = match whose {
            Whose::All => (Whose::All, all.questions.get(&question.id)?),
            Whose::Group(group) => {
                let (key, tally) =
                    all.groups.get_key_value(&(question.id.clone(), group.clone()))?;
                (Whose::Group(&key.1), tally)
            }
            Whose::Round(round) => {
                let (key, tally) =
                    all.rounds.get_key_value(&(question.id.clone(), round.clone()))?;
                (Whose::Round(&key.1), tally)
            }
        };
        let (mut shown, mut named) = (Vec::new(), Vec::new());
        let (mut uncounted, mut unpublished) = (Vec::new(), Vec::new());
        for (choice, option) in question.options.iter().zip(&tally.options) {
            let entry = Entry { choice, tally: option, question: &question.id, whose, words };
            match option.named {
                _ if entry.has_figure() && !choice.counts => uncounted.push(entry),
                _ if entry.has_figure() && tally.base != Some(0) => shown.push(entry),
                Some(place) => named.push((place, entry)),
                None => unpublished.push(entry),
            }
        }
        named.sort_by_key(|(place, _)| *place);
        let named = named.into_iter().map(|(_, entry)| entry).collect();
        let (first, explained) = (0, None);
        Some(Content {
            question,
            whose,
            tally,
            all,
            words,
            shown,
            first,
            named,
            uncounted,
            unpublished,
            explained,
        })
    }

    /// The option with this key.
    pub(super) fn entry(&self, key: &str) -> Entry<'s> {
        let rest = self.named.iter().chain(&self.uncounted).chain(&self.unpublished);
        let mut all = self.shown.iter().chain(rest);
        let entry = all.find(|entry| entry.choice.key.value == *key);
        *entry.expect("all questions of a graph have the same options")
    }

    /// A figure of the question.
    pub(super) fn figure(&self, measure: Measure) -> Figure {
        self.whose.figure(&self.question.id, measure)
    }

    /// The value of a figure of the question.
    pub(super) fn value(&self, measure: Measure) -> Option<Value> {
        self.all.value(&self.figure(measure))
    }

    /// A figure of the question in words; `None` if it is not known.
    pub(super) fn known(&self, measure: Measure) -> Option<Line> {
        let value = self.words.value(self.value(measure.clone())?);
        Some(vec![mention(value, [self.figure(measure)])])
    }

    /// A figure of the question in words, or that it is not published.
    pub(super) fn known_or_not(&self, measure: Measure) -> Line {
        let unknown = || self.words.say(Word::TableNotPublished, &[]);
        let known = self.known(measure.clone());
        known.unwrap_or_else(|| vec![mention(unknown(), [self.figure(measure)])])
    }

    /// The mean of the ranks that an option was given; `None` if there is none.
    pub(super) fn mean_rank(&self, entry: &Entry<'_>) -> Option<Line> {
        self.known(Measure::Option(entry.choice.key.value.clone(), Part::Mean))
    }

    /// Sorts the options with a figure by rank; ties keep the question's order, and zeros are last.
    /// If only some have a count, they are sorted by share. A scale keeps its order.
    pub(super) fn rank(&mut self) {
        if self.question.kind == QuestionKind::Scale {
            return;
        }
        if self.shown.iter().any(|entry| entry.tally.count.is_none()) {
            let share = |entry: &Entry<'_>| entry.tally.share.map(|share| share.percent);
            return self.shown.sort_by_key(|entry| Reverse(share(entry)));
        }
        self.shown.sort_by_key(|entry| {
            (entry.tally.rank.unwrap_or(usize::MAX), entry.tally.count == Some(0))
        });
    }

    /// Some of the rows. Options without a row belong to the last part.
    pub(super) fn part(&self, range: Range<usize>) -> Self {
        let rows = &self.rows()[range.clone()];
        let shown = self.shown.len().saturating_sub(range.start).min(rows.len());
        let (shown, named) = (rows[..shown].to_vec(), rows[shown..].to_vec());
        let mut part = Content { shown, first: range.start, named, ..self.clone() };
        if range.end < self.rows().len() {
            part.unpublished.clear();
            part.uncounted.clear();
        }
        part
    }

    /// The options that have their own row.
    pub(super) fn rows(&self) -> Vec<Entry<'s>> {
        self.shown.iter().chain(&self.named).copied().collect()
    }
}

impl Entry<'_> {
    /// The title, on one line.
    pub(super) fn title(&self) -> String {
        unbreakable(&self.choice.title.value).collect::<Vec<_>>().join(" ")
    }

    /// Label and title.
    pub(super) fn name(&self) -> String {
        let title = self.title();
        match &self.choice.label {
            Some(label) => self.words.say(Word::OptionName, &[("label", label), ("title", &title)]),
            None => title,
        }
    }

    /// Whether its count was adopted, not published.
    pub(super) fn is_adopted(&self) -> bool {
        self.tally.count.is_some() && self.tally.state == State::Adopted
    }

    /// Its figures, such as `12 (92%)`, or that they are not published.
    pub(super) fn figures(&self) -> Line {
        let unknown = || self.without_figure(self.words.say(Word::TableNotPublished, &[]));
        let value = self.alone().value();
        if value.is_empty() { vec![unknown()] } else { value }
    }

    /// The colour of its bar.
    pub(super) fn colour(&self) -> Colour {
        self.choice.colour.as_deref().and_then(rgb).unwrap_or(ACCENT)
    }

    /// Whether a count or a share is known.
    pub(super) fn has_figure(&self) -> bool {
        self.tally.count.is_some() || self.tally.share.is_some()
    }

    /// One of its figures.
    pub(super) fn figure(&self, part: Part) -> Figure {
        self.whose.figure(self.question, Measure::Option(self.choice.key.value.clone(), part))
    }

    /// Text about an option without a figure, linked to its figures.
    pub(super) fn without_figure(&self, words: impl Into<String>) -> Inline {
        mention(words, [Part::Count, Part::Share].map(|part| self.figure(part)))
    }

    /// This option by itself, as a group of alike ones.
    pub(super) fn alone(&self) -> Alike<'_> {
        Alike(std::slice::from_ref(self))
    }

    /// The remark on its figures as drawn; often empty.
    pub(super) fn remark(&self) -> String {
        plain_text(&self.alone().remark().unwrap_or_default())
    }

    /// Its row in the drawing: name, figures and remark.
    pub(super) fn drawn(&self) -> Line {
        let label = self.choice.label.iter().map(|label| format!("{label} "));
        let name = format!("{}{} ", label.collect::<String>(), self.title());
        let remark = self.alone().remark().into_iter();
        let remark = remark.flat_map(|remark| std::iter::once(Inline::tool(" ")).chain(remark));
        std::iter::once(Inline::tool(name)).chain(self.alone().value()).chain(remark).collect()
    }
}

/// At least one option; all have the same figures, so that a statement about one applies to all.
#[derive(Clone, Copy)]
pub(super) struct Alike<'e>(pub(super) &'e [Entry<'e>]);

impl Alike<'_> {
    fn figures(&self, part: Part) -> Vec<Figure> {
        self.0.iter().map(|entry| entry.figure(part)).collect()
    }

    /// Their count, with an asterisk if it was not published.
    pub(super) fn count(&self) -> Option<Line> {
        let first = &self.0[0];
        let count = mention(first.tally.count?.to_string(), self.figures(Part::Count));
        let asterisk = first.is_adopted().then(|| Inline::tool(ADOPTED));
        Some(std::iter::once(count).chain(asterisk).collect())
    }

    /// Their share.
    pub(super) fn share(&self) -> Option<Line> {
        let first = &self.0[0];
        let share = first.words.value(Value::Share(first.tally.share?));
        Some(vec![mention(share, self.figures(Part::Share))])
    }

    /// Their figures, such as `12 (92%)`.
    pub(super) fn value(&self) -> Line {
        match (self.count(), self.share()) {
            (Some(count), Some(share)) => {
                let values = vec![("count", count), ("share", share)];
                self.0[0].words.line(Word::OptionFigures, values)
            }
            (count, share) => count.or(share).unwrap_or_default(),
        }
    }

    /// The number of later answers for them that their figure does not include, in the wording of
    /// `word`.
    pub(super) fn pending(&self, word: Word) -> Line {
        self.0[0].words.count_line(word, self.0[0].tally.pending, self.figures(Part::Count))
    }

    /// The remark that completes their figures, such as the number of later answers not included.
    pub(super) fn remark(&self) -> Option<Line> {
        let first = &self.0[0];
        let pending = || vec![("held", self.pending(Word::CountHeld))];
        match (first.has_figure(), first.tally.pending) {
            (true, 0) => None,
            (true, _) => Some(first.words.line(Word::OptionNotIncluding, pending())),
            (false, 0) => Some(vec![first.without_figure(first.words.say(Word::OptionNamed, &[]))]),
            (false, _) => Some(first.words.line(Word::OptionNamedHeld, pending())),
        }
    }
}
