//! The content of a graph: the options of its question with their figures, in words and in order.

use std::cmp::Reverse;
use std::ops::Range;

use super::Line;
use super::colours::{ACCENT, Colour, of_segments, rgb};
use crate::document::Inline;
use crate::figure::{Figure, Measure, Part, Value};
use crate::model::{Choice, Question, QuestionKind};
use crate::tally::{OptionTally, QuestionTally, Tally};
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
    /// The figure of its base, which says whose answers the figures are about.
    pub(super) of_base: &'s Figure,
    /// Its figures.
    pub(super) tally: &'s QuestionTally,
    /// The figures of the whole report.
    pub(super) all: &'s Tally,
    /// The tool's own wording.
    pub(super) words: &'s Words,
    /// Options with a figure, in the question's order until they are ranked.
    pub(super) shown: Vec<Entry<'s>>,
    /// Options named without a figure, in the order in which they were named.
    pub(super) named: Vec<Entry<'s>>,
    /// Options with a figure whose choice does not count as an answer.
    pub(super) uncounted: Vec<Entry<'s>>,
    /// All other options.
    pub(super) unpublished: Vec<Entry<'s>>,
    /// The number of all respondents, if notes explain why the figures do not add up.
    pub(super) explained: Option<u32>,
}

impl<'s> Content<'s> {
    /// Sorts the options of a question into the lists. If nobody has answered, no option has a figure.
    /// Returns `None` if the group is not shown.
    pub(super) fn of(
        question: &'s Question,
        of_base: &Figure,
        all: &'s Tally,
        words: &'s Words,
    ) -> Option<Self> {
        let (of_base, tally) = all.questions.get_key_value(of_base)?;
        let mut content = Content {
            question,
            of_base,
            tally,
            all,
            words,
            shown: Vec::new(),
            named: Vec::new(),
            uncounted: Vec::new(),
            unpublished: Vec::new(),
            explained: None,
        };
        for (choice, option) in question.options.iter().zip(&tally.options) {
            let entry = Entry { choice, tally: option, of_base, words };
            let list = match option.named {
                _ if entry.has_figure() && !choice.counts => &mut content.uncounted,
                _ if entry.has_figure() && tally.base != Some(0) => &mut content.shown,
                Some(_) => &mut content.named,
                None => &mut content.unpublished,
            };
            list.push(entry);
        }
        content.named.sort_by_key(|entry| entry.tally.named);
        Some(content)
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
        self.of_base.with(measure)
    }

    /// The value of a figure of the question.
    pub(super) fn value(&self, measure: Measure) -> Option<Value> {
        self.all.value(&self.figure(measure))
    }

    /// A figure of the question in words; `None` if it is not known.
    pub(super) fn known(&self, measure: Measure) -> Option<Line> {
        let value = self.words.value(self.value(measure.clone())?);
        Some(vec![Inline::mention(value, [self.figure(measure)])])
    }

    /// A figure of the question in words, or that it is not published.
    pub(super) fn known_or_not(&self, measure: Measure) -> Line {
        let unknown = || self.words.say(Word::TableNotPublished, &[]);
        let known = self.known(measure.clone());
        known.unwrap_or_else(|| vec![Inline::mention(unknown(), [self.figure(measure)])])
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

    /// The options with a figure as fractions of a whole. Returns `None` unless the options exclude
    /// each other, none is missing, and there are enough colours.
    pub(super) fn parts(&self) -> Option<Vec<f64>> {
        let question = self.question;
        if !question.is_divisible() || of_segments(question.kind, self.shown.len()).is_none() {
            return None;
        }
        let complete = self.named.is_empty() && self.unpublished.is_empty();
        let tallies = self.shown.iter().map(|entry| entry.tally);
        let counts = tallies.clone().map(|tally| tally.count.map(u64::from));
        let figures: Vec<u64> = match counts.collect::<Option<Vec<u64>>>() {
            Some(counts) => {
                let sum: u64 = counts.iter().sum();
                self.tally.base.map_or(complete, |base| sum == u64::from(base)).then_some(counts)?
            }
            None => {
                let percents = tallies.map(|tally| {
                    Some(u64::from(tally.share.filter(|share| share.is_exact())?.percent))
                });
                let percents = percents.collect::<Option<Vec<u64>>>()?;
                // Each share may be off by half a percentage point because of rounding.
                let off = 2 * percents.iter().sum::<u64>().abs_diff(100);
                (complete && off <= percents.len() as u64).then_some(percents)?
            }
        };
        let whole: u64 = figures.iter().sum();
        (whole > 0).then(|| figures.iter().map(|part| *part as f64 / whole as f64).collect())
    }

    /// Some of the rows. Options without a row belong to the last part.
    pub(super) fn part(&self, range: Range<usize>) -> Self {
        let rows = &self.rows()[range.clone()];
        let shown = self.shown.len().saturating_sub(range.start).min(rows.len());
        let (shown, named) = (rows[..shown].to_vec(), rows[shown..].to_vec());
        let mut part = Content { shown, named, ..self.clone() };
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

/// An option with its figures. Texts about figures are empty if there are none.
#[derive(Clone, Copy)]
pub(super) struct Entry<'s> {
    /// The option.
    pub(super) choice: &'s Choice,
    /// Its figures.
    pub(super) tally: &'s OptionTally,
    /// The figure of their base.
    of_base: &'s Figure,
    words: &'s Words,
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
        self.of_base.with(Measure::Option(self.choice.key.value.clone(), part))
    }

    /// Text about an option without a figure, linked to its figures.
    pub(super) fn without_figure(&self, words: impl Into<String>) -> Inline {
        Inline::mention(words, [Part::Count, Part::Share].map(|part| self.figure(part)))
    }

    /// Its count, with an asterisk if it was not published.
    pub(super) fn count(&self) -> Line {
        let count = |count: u32| Inline::mention(count.to_string(), [self.figure(Part::Count)]);
        let asterisk = self.tally.is_adopted.then(|| Inline::tool(ADOPTED));
        self.tally.count.map(count).into_iter().chain(asterisk).collect()
    }

    /// Its share.
    pub(super) fn share(&self) -> Line {
        let text = |share| self.words.value(Value::Share(share));
        let share =
            self.tally.share.map(|share| Inline::mention(text(share), [self.figure(Part::Share)]));
        share.into_iter().collect()
    }

    /// Its figures, such as `12 (92%)`.
    pub(super) fn value(&self) -> Line {
        let (count, share) = (self.count(), self.share());
        if count.is_empty() || share.is_empty() {
            return [count, share].concat();
        }
        self.words.line(Word::OptionFigures, vec![("count", count), ("share", share)])
    }

    /// Its figures, or that they are not published.
    pub(super) fn figures(&self) -> Line {
        let unknown = || vec![self.without_figure(self.words.say(Word::TableNotPublished, &[]))];
        if self.has_figure() { self.value() } else { unknown() }
    }

    /// The number of later answers for it that its figure does not include, in the wording of `word`.
    pub(super) fn pending(&self, word: Word) -> Line {
        self.words.count_line(word, self.tally.pending, vec![self.figure(Part::Count)])
    }

    /// The remark that completes its figures, such as the number of later answers not included.
    pub(super) fn remark(&self) -> Line {
        let pending = || vec![("held", self.pending(Word::CountHeld))];
        match (self.has_figure(), self.tally.pending) {
            (true, 0) => Vec::new(),
            (true, _) => self.words.line(Word::OptionNotIncluding, pending()),
            (false, 0) => vec![self.without_figure(self.words.say(Word::OptionNamed, &[]))],
            (false, _) => self.words.line(Word::OptionNamedHeld, pending()),
        }
    }

    /// Its row in the drawing: name, figures and remark.
    pub(super) fn drawn(&self) -> Line {
        let label =
            self.choice.label.as_ref().map_or_else(String::new, |label| format!("{label} "));
        let name = Inline::tool(format!("{label}{} ", self.title()));
        let mut line = [vec![name], self.value()].concat();
        let remark = self.remark();
        line.extend((!remark.is_empty()).then(|| Inline::tool(" ")));
        [line, remark].concat()
    }
}

/// A row of bars or of segments.
pub(super) struct Row<'c> {
    /// What its figures have in common.
    pub(super) name: String,
    /// The figures, each with its name and colour.
    pub(super) cells: Vec<(String, Entry<'c>, Colour)>,
}
