//! A chart in words: its alternative text, for people who can't see it, and the sentences below the drawing, on the base
//! of its figures, the options that it leaves out, how they are counted, and the mark of adopted counts.

use std::collections::BTreeMap;

use super::Line;
use super::content::{ADOPTED, Content, Entry};
use crate::document::{Inline, Origin, Text, plain_text};
use crate::figure::{Figure, Measure, Part, Statistic};
use crate::model::{Base, QuestionKind};
use crate::tally::{Formula, Sum};
use crate::text::capitalized;
use crate::words::{Word, Words};

/// The wordings of the base as a line below the drawing: for one that is not published, one that was published, and one
/// that was adopted.
pub(super) const BASE_LINE: [Word; 3] = [Word::BaseLineNone, Word::BaseLine, Word::BaseLineAdopted];
/// Those of the base as part of a sentence, for the alternative text.
pub(super) const BASE_CLAUSE: [Word; 3] =
    [Word::AlternativeBaseNone, Word::AlternativeBase, Word::AlternativeBaseAdopted];

/// What is written about a drawing.
pub(super) struct Texts {
    /// What kind of chart it is.
    pub(super) kind: Word,
    /// The sentence that replaces it if there is no figure at all.
    pub(super) nothing: Option<Line>,
    /// Its rows as they are drawn.
    pub(super) drawn: Vec<Line>,
    /// Sentences with its figures.
    pub(super) rows: Vec<Line>,
    /// The sentence with the options that were named without a figure, which are drawn.
    pub(super) named: Option<Line>,
    /// Sentences on what is not drawn.
    pub(super) notes: Vec<Line>,
    /// The explanation of the mark of adopted counts.
    pub(super) asterisk: Option<Line>,
    /// The base of its figures.
    pub(super) base: Line,
    /// The base as part of a sentence.
    pub(super) base_clause: Line,
}

impl Texts {
    /// The texts of a chart of one question.
    pub(super) fn of_content(content: &Content<'_>, kind: Word) -> Self {
        let alike = content.shown.chunk_by(|one, other| alike(content, one, other));
        Texts {
            kind,
            nothing: content.nothing(),
            drawn: content.shown.iter().map(Entry::drawn).collect(),
            rows: alike.map(|entries| figures(content, entries)).collect(),
            named: content.named_options(),
            notes: content.notes(),
            asterisk: content.asterisk(),
            base: content.base(BASE_LINE),
            base_clause: content.base(BASE_CLAUSE),
        }
    }

    /// The alternative text: a paragraph with all of it.
    pub(super) fn alternative(self, words: &Words) -> Line {
        let kind = words.line(self.kind, Vec::new());
        let opening = vec![("kind", kind), ("base", self.base_clause)];
        let mark = self.asterisk.map(|_| words.line(Word::AlternativeAdopted, Vec::new()));
        let sentences = std::iter::once(words.line(Word::AlternativeOpening, opening));
        let sentences = sentences.chain(self.nothing).chain(self.rows).chain(mark);
        let sentences: Vec<Line> = sentences.chain(self.named).chain(self.notes).collect();
        sentences.join(&Inline::tool(" "))
    }
}

/// Whether two options have the same figures and remark.
fn alike(content: &Content<'_>, one: &Entry<'_>, other: &Entry<'_>) -> bool {
    let mean = |entry: &Entry<'_>| content.mean_rank(entry).map(|mean| plain_text(&mean));
    let printed =
        |entry: &Entry<'_>| (plain_text(&entry.value()), plain_text(&entry.remark()), mean(entry));
    printed(one) == printed(other)
}

/// A sentence with the figures of options that have the same ones.
fn figures<'s>(content: &Content<'s>, entries: &[Entry<'s>]) -> Line {
    let words = content.words;
    let names = entries.iter().map(|entry| vec![Inline::tool(entry.name())]);
    let of_all = |text: fn(&Entry<'s>) -> Line| of_all(entries.iter().map(text));
    let mut figures = vec![of_all(Entry::count), of_all(Entry::share)];
    figures.retain(|figure| !figure.is_empty());
    if entries.len() > 1 {
        let first = std::mem::take(&mut figures[0]);
        figures[0] = words.line(Word::AlternativeEach, vec![("figure", first)]);
    }
    let means = entries.iter().filter_map(|entry| content.mean_rank(entry)).take(1);
    figures.extend(means.map(|mean| words.line(Word::AlternativeMeanRank, vec![("mean", mean)])));
    figures.extend([of_all(Entry::remark)].into_iter().filter(|remark| !remark.is_empty()));
    let between = words.say(Word::AlternativeFiguresBetween, &[]);
    let figures = figures.join(&Inline::tool(between));
    let values = vec![("options", words.list_line(names.collect())), ("figures", figures)];
    words.line(Word::AlternativeOptions, values)
}

/// The text that several options have in common, in which each number refers to the figures of all.
fn of_all(texts: impl Iterator<Item = Line>) -> Line {
    let merged = texts.reduce(|mut merged, text| {
        for pair in merged.iter_mut().zip(text) {
            if let (
                Inline::Text(Text { origin: Origin::Mention(figures), .. }),
                Inline::Text(other),
            ) = pair
                && let Origin::Mention(more) = other.origin
            {
                figures.extend(more);
            }
        }
        merged
    });
    merged.unwrap_or_default()
}

impl Content<'_> {
    /// The sentence that replaces the drawing if there is no figure at all.
    fn nothing(&self) -> Option<Line> {
        let word = match self.tally.base {
            _ if !self.shown.is_empty() => return None,
            Some(0) => Word::ChartNoAnswers,
            _ => Word::ChartNoFigures,
        };
        Some(self.words.line(word, Vec::new()))
    }

    /// A sentence with the options that were named without a figure.
    pub(super) fn named_options(&self) -> Option<Line> {
        let named = self.named.iter().map(|entry| {
            let name = vec![entry.without_figure(entry.name())];
            if entry.tally.pending == 0 {
                return name;
            }
            let values = vec![("option", name), ("held", entry.pending(Word::CountHeld))];
            self.words.line(Word::ChartNamedOption, values)
        });
        let options = vec![("options", self.words.list_line(named.collect()))];
        (!self.named.is_empty()).then(|| self.words.line(Word::ChartNamed, options))
    }

    /// All sentences on options that are not drawn, and on how options are counted: which do not count as answers, which
    /// rank is counted, and the statistics of a scale with values.
    pub(super) fn notes(&self) -> Vec<Line> {
        let uncounted = self.uncounted.iter();
        let uncounted = uncounted.map(|entry| (entry.name(), entry.value())).collect();
        let mut notes: Vec<Line> = not_counted(self.words, uncounted).into_iter().collect();
        let is_ranking = self.question.kind == QuestionKind::Ranking && !self.shown.is_empty();
        notes.extend(is_ranking.then(|| self.words.line(Word::ChartRanking, Vec::new())));
        let statistics = self.statistics(statistics_of(self.question.kind, false));
        let has_any = !statistics.is_empty();
        let statistics = vec![("statistics", statistics)];
        notes.extend(has_any.then(|| self.words.line(Word::ChartScale, statistics)));
        notes.extend(self.held());
        notes.extend(self.not_published());
        notes
    }

    /// Sentences that list the unpublished options: one for each number of later answers.
    fn not_published(&self) -> Vec<Line> {
        let mut groups: BTreeMap<u32, Vec<Entry<'_>>> = BTreeMap::new();
        for entry in self.unpublished.iter().filter(|_| self.tally.base != Some(0)) {
            groups.entry(entry.tally.pending).or_default().push(*entry);
        }
        let sentence = |(pending, alike): (u32, Vec<Entry<'_>>)| {
            let options = ("options", self.short_names(&alike));
            if pending == 0 {
                return self.words.line(Word::ChartNotPublished, vec![options]);
            }
            let word = if alike.len() == 1 { Word::CountHeld } else { Word::CountHeldEach };
            let pending = ("held", of_all(alike.iter().map(|entry| entry.pending(word))));
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
        let any = self.shown.iter().any(|entry| entry.tally.is_adopted);
        let mark = || vec![("mark", vec![Inline::tool(ADOPTED)])];
        any.then(|| self.words.line(Word::ChartAdopted, mark()))
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

    /// The base in one of three wordings.
    pub(super) fn base(&self, [none, printed, adopted]: [Word; 3]) -> Line {
        let (words, figure) = (self.words, self.figure(Measure::Base));
        let Some(base) = self.tally.base else {
            return vec![Inline::mention(words.say(none, &[]), [figure])];
        };
        let unit = match self.question.base {
            Base::Respondents => Word::CountMechanisms,
            Base::Responses => Word::CountResponses,
        };
        let base = words.count_line(unit, base, vec![figure.clone()]);
        let origin = match &self.all.figures[&figure].formula {
            Formula::Start(Sum { adopted: Some(_), .. }) => Word::BaseAdopted,
            Formula::Sum(Sum { adopted: Some(_), withdrawn: 0, .. }) => Word::BaseAdoptedLater,
            Formula::Sum(Sum { adopted: Some(_), .. }) => Word::BaseAdoptedWithdrawn,
            _ => return words.line(printed, vec![("base", base)]),
        };
        words.line(adopted, vec![("base", base), ("origin", words.line(origin, Vec::new()))])
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
