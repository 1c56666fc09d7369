//! Sentences about a graph that is not drawn: on the options that it leaves out, on how they are counted,
//! and on the mark of adopted counts.

use std::collections::BTreeMap;

use super::content::Content;
use super::entry::{ADOPTED, Alike, Entry};
use super::{Line, mention};
use crate::document::Inline;
use crate::figure::{Figure, Measure, Part, Statistic};
use crate::model::QuestionKind;
use crate::tally::Formula;
use crate::text::capitalized;
use crate::words::{Word, Words};

impl Content<'_> {
    /// The sentence that replaces the drawing if there is no figure at all.
    pub(super) fn nothing(&self) -> Option<Line> {
        let word = match self.tally.base {
            _ if !self.shown.is_empty() => return None,
            Some(0) => Word::ChartNoAnswers,
            _ => Word::ChartNoFigures,
        };
        Some(self.words.line(word, Vec::new()))
    }

    /// All sentences on options that are not drawn, and on how options are counted.
    pub(super) fn notes(&self) -> Vec<Line> {
        [self.remarks(), self.not_published()].concat()
    }

    /// Sentences that list the unpublished options: one for each number of later answers.
    fn not_published(&self) -> Vec<Line> {
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

    /// Sentences on how options are counted: which do not count as answers, which rank is counted, and
    /// the statistics of a scale with values.
    fn remarks(&self) -> Vec<Line> {
        let uncounted = self.uncounted.iter();
        let uncounted = uncounted.map(|entry| (entry.name(), entry.alone().value())).collect();
        let mut remarks: Vec<Line> = not_counted(self.words, uncounted).into_iter().collect();
        let is_ranking = self.question.kind == QuestionKind::Ranking && !self.shown.is_empty();
        remarks.extend(is_ranking.then(|| self.words.line(Word::ChartRanking, Vec::new())));
        let statistics = self.statistics(statistics_of(self.question.kind, false));
        let has_any = !statistics.is_empty();
        let statistics = vec![("statistics", statistics)];
        remarks.extend(has_any.then(|| self.words.line(Word::ChartScale, statistics)));
        remarks.extend(self.held());
        remarks
    }

    /// Sentences on statistics and mean ranks that do not include later answers: one for each number of
    /// these.
    pub(super) fn held(&self) -> Vec<Line> {
        let statistics = statistics_of(self.question.kind, false).iter().map(|statistic| {
            let name = self.words.say(Word::of_statistic(*statistic), &[]);
            (name, Measure::Statistic(*statistic))
        });
        let mean_rank = |entry: &Entry<'_>| {
            let name = self.words.say(Word::TableMeanRankOf, &[("option", &entry.name())]);
            (name, Measure::Option(entry.choice.key.value.clone(), Part::Mean))
        };
        let mut held: BTreeMap<u32, Vec<(String, Figure)>> = BTreeMap::new();
        for (name, measure) in statistics.chain(self.shown.iter().map(mean_rank)) {
            let figure = self.figure(measure);
            let formula = self.all.figures.get(&figure).map(|tallied| &tallied.formula);
            if let Some(Formula::Percentage { pending: pending @ 1.., .. }) = formula {
                held.entry(*pending).or_default().push((name, figure));
            }
        }
        let sentence = |(pending, figures): (u32, Vec<(String, Figure)>)| {
            let (names, figures): (Vec<_>, Vec<_>) = figures.into_iter().unzip();
            let names = capitalized(&self.words.list(&names));
            let held = self.words.count_line(Word::CountHeld, pending, figures);
            let held = self.words.line(Word::OptionNotIncluding, vec![("held", held)]);
            let values = vec![("options", vec![Inline::tool(names)]), ("figures", held)];
            self.words.line(Word::AlternativeOptions, values)
        };
        held.into_iter().map(sentence).collect()
    }

    /// Statistics that are known, such as `mean 3.2, median 3.0`.
    pub(super) fn statistics(&self, statistics: &[Statistic]) -> Line {
        let known = statistics.iter().filter_map(|statistic| {
            let name = self.words.say(Word::of_statistic(*statistic), &[]) + " ";
            Some([vec![Inline::tool(name)], self.known(Measure::Statistic(*statistic))?].concat())
        });
        let between = self.words.say(Word::AlternativeFiguresBetween, &[]);
        known.collect::<Vec<Line>>().join(&Inline::tool(between))
    }

    /// The number of answers.
    pub(super) fn base(&self) -> Inline {
        let unknown = || self.words.say(Word::TableNotPublished, &[]);
        let base = self.tally.base.map_or_else(unknown, |base| base.to_string());
        mention(base, [self.figure(Measure::Base)])
    }
}

/// The statistics of a question of some kind that its table shows; in a grid, there is room for one.
pub(super) fn statistics_of(kind: QuestionKind, is_grid: bool) -> &'static [Statistic] {
    match (kind, is_grid) {
        (QuestionKind::Number, _) => &Statistic::ALL,
        (QuestionKind::Scale, true) => &[Statistic::Mean],
        (QuestionKind::Scale, false) => &[Statistic::Mean, Statistic::Median],
        _ => &[],
    }
}

/// The sentence on options that do not count as answers, given with their figures.
pub(super) fn not_counted(words: &Words, options: Vec<(String, Line)>) -> Option<Line> {
    let option = |(name, figures): (String, Line)| {
        let values = vec![("option", vec![Inline::tool(name)]), ("held", figures)];
        words.line(Word::ChartNamedOption, values)
    };
    let listed = words.list_line(options.into_iter().map(option).collect());
    (!listed.is_empty()).then(|| words.line(Word::ChartNotCounted, vec![("options", listed)]))
}
