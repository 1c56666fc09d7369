//! The content of a graph: the options of its question, in words and in order.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Line, mention};
use crate::document::{Inline, plain_text};
use crate::figure::{Figure, Key, Part, Value};
use crate::model::{Choice, Graph, Question, Survey};
use crate::tally::{OptionTally, QuestionTally, State, Tally};
use crate::text::unbreakable;
use crate::words::{Word, Words};

/// The mark after a count that was not published.
pub(super) const ADOPTED: &str = "*";

/// The content of a graph. Every option is in one of the three lists.
#[derive(Clone)]
pub(super) struct Content<'s> {
    /// The question.
    pub(super) question: &'s Question,
    /// Its figures.
    pub(super) tally: &'s QuestionTally,
    /// The tool's own wording.
    pub(super) words: &'s Words,
    /// Options with a figure, in the question's order until they are ranked.
    pub(super) shown: Vec<Entry<'s>>,
    /// The index of the first of them in the whole graph.
    pub(super) first: usize,
    /// Options named without a figure, in the order in which they were named.
    pub(super) named: Vec<Entry<'s>>,
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
    pub(super) words: &'s Words,
}

impl<'s> Content<'s> {
    /// Sorts the options of a graph's question into the lists. If nobody has answered, no option
    /// has a figure.
    pub(super) fn new(
        survey: &'s Survey,
        tally: &'s Tally,
        graph: &Graph,
        words: &'s Words,
    ) -> Self {
        let question = survey.question(&graph.question).expect("a valid graph has a question");
        let respondents = tally.respondents.len() as u32 + tally.unnamed;
        let tally = tally.questions.get(&question.id);
        let tally = tally.expect("a question with options is tallied");
        let (mut shown, mut named, mut unpublished) = (Vec::new(), Vec::new(), Vec::new());
        for (choice, option) in question.options.iter().zip(&tally.options) {
            let entry = Entry { choice, tally: option, question: &question.id, words };
            match option.named {
                _ if entry.has_figure() && tally.base != Some(0) => shown.push(entry),
                Some(place) => named.push((place, entry)),
                None => unpublished.push(entry),
            }
        }
        named.sort_by_key(|(place, _)| *place);
        let named = named.into_iter().map(|(_, entry)| entry).collect();
        let explained = graph.notes.then_some(respondents);
        Content { question, tally, words, shown, first: 0, named, unpublished, explained }
    }

    /// Sorts the options with a figure by rank; ties keep the question's order, and zeros are last.
    /// If only some have a count, they are sorted by share.
    pub(super) fn rank(&mut self) {
        if self.shown.iter().any(|entry| entry.tally.count.is_none()) {
            let share = |entry: &Entry<'_>| entry.tally.share.map(|share| share.percent);
            return self.shown.sort_by_key(|entry| Reverse(share(entry)));
        }
        self.shown.sort_by_key(|entry| {
            (entry.tally.rank.unwrap_or(usize::MAX), entry.tally.count == Some(0))
        });
    }

    /// Divides the rows among pages. Options without a row belong to the last part.
    pub(super) fn split(&self, pages: usize) -> Vec<Self> {
        let rows = self.rows();
        let mut first = 0;
        let part = |chunk: &[Entry<'s>]| {
            let shown = self.shown.len().saturating_sub(first).min(chunk.len());
            let (shown, named) = (chunk[..shown].to_vec(), chunk[shown..].to_vec());
            let mut part = Content { shown, first, named, ..self.clone() };
            first += chunk.len();
            if first < rows.len() {
                part.unpublished.clear();
            }
            part
        };
        rows.chunks(rows.len().div_ceil(pages).max(1)).map(part).collect()
    }

    /// The options that have their own row.
    pub(super) fn rows(&self) -> Vec<Entry<'s>> {
        self.shown.iter().chain(&self.named).copied().collect()
    }

    /// The sentence that replaces the drawing if there is no figure at all.
    pub(super) fn nothing(&self) -> Option<Line> {
        let word = match self.tally.base {
            _ if !self.shown.is_empty() => return None,
            Some(0) => Word::ChartNoAnswers,
            _ => Word::ChartNoFigures,
        };
        Some(self.words.line(word, Vec::new()))
    }

    /// Sentences that list the unpublished options: one for each number of later answers.
    pub(super) fn not_published(&self) -> Vec<Line> {
        if self.tally.base == Some(0) {
            return Vec::new();
        }
        let mut groups: BTreeMap<u32, Vec<Entry<'_>>> = BTreeMap::new();
        for entry in &self.unpublished {
            groups.entry(entry.tally.pending).or_default().push(*entry);
        }
        let sentence = |(pending, alike): (u32, Vec<Entry<'_>>)| {
            let options = ("options", self.short_names(&alike));
            if pending == 0 {
                return self.words.line(Word::ChartNotPublished, vec![options]);
            }
            let word = if alike.len() == 1 { Word::CountHeld } else { Word::CountHeldEach };
            let pending = ("held", Alike(&alike).pending(word));
            self.words.line(Word::ChartNotPublishedHeld, vec![pending, options])
        };
        groups.into_iter().map(sentence).collect()
    }

    /// The labels of options, with their common first words only once: `SDG 2, 6 and 7`. Options
    /// without labels are listed by title.
    fn short_names(&self, entries: &[Entry<'_>]) -> Line {
        let labels: Option<Vec<&String>> =
            entries.iter().map(|entry| entry.choice.label.as_ref()).collect();
        let Some(labels) = labels else {
            let titles = entries.iter().map(|entry| vec![entry.without_figure(entry.title())]);
            let between = Inline::tool(self.words.say(Word::ListBetweenLong, &[]));
            return titles.collect::<Vec<Line>>().join(&between);
        };
        let first = labels.first().map_or("", |label| label.as_str());
        let common = &first[..first.rfind(' ').map_or(0, |space| space + 1)];
        let common = if labels.iter().all(|label| label.starts_with(common)) { common } else { "" };
        let rests = entries.iter().zip(labels);
        let rests = rests.map(|(entry, label)| vec![entry.without_figure(&label[common.len()..])]);
        let rests = self.words.list_line(rests.collect());
        std::iter::once(Inline::tool(common)).chain(rests).collect()
    }

    /// The explanation of the asterisk, if there is one.
    pub(super) fn asterisk(&self) -> Option<Line> {
        let any = self.shown.iter().any(Entry::is_adopted);
        let mark = || vec![("mark", vec![Inline::tool(ADOPTED)])];
        any.then(|| self.words.line(Word::ChartAdopted, mark()))
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

    /// Whether a count or a share is known.
    fn has_figure(&self) -> bool {
        self.tally.count.is_some() || self.tally.share.is_some()
    }

    /// One of its figures.
    pub(super) fn figure(&self, part: Part) -> Figure {
        Figure::option(self.question, &self.choice.key.value, part)
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
