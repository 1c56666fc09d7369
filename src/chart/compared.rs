//! The content of a graph that compares sets of figures: those of groups of respondents and of all, or
//! those of the items of a grid. Numbers are one set at least.

use super::colours::{Colour, DARK, of_segments};
use super::content::{Content, Entry};
use super::notes::not_counted;
use super::{Line, describe, mention, stacked};
use crate::document::{Inline, plain_text};
use crate::figure::{Group, Measure, Statistic};
use crate::model::{Choice, Graph, GraphKind, Question, QuestionKind, Survey};
use crate::tally::Tally;
use crate::words::{Word, Words};

/// The content of a graph that compares sets of figures.
pub(super) struct Comparison<'s> {
    /// The sets with answers, in order; the one of all respondents is the last of groups.
    pub(super) sets: Vec<Set<'s>>,
    /// The options that count as answers, in the order in which they are drawn.
    pub(super) options: Vec<&'s Choice>,
    /// The other options.
    pub(super) uncounted: Vec<&'s Choice>,
    /// Whether the sets are the items of a grid.
    pub(super) is_grid: bool,
    /// How they are drawn.
    pub(super) kind: GraphKind,
    pub(super) words: &'s Words,
    /// Sentences on what is not drawn.
    notes: Vec<Line>,
}

/// A set of figures.
pub(super) struct Set<'s> {
    /// What it is about.
    pub(super) title: String,
    /// Its figures.
    pub(super) content: Content<'s>,
    /// The numbers that were answered, if they may be drawn.
    pub(super) numbers: Option<Vec<f64>>,
    /// The colour of its bars, if it is not that of the option.
    colour: Option<Colour>,
}

/// A row of bars or of segments.
pub(super) struct Row<'c> {
    /// What its figures have in common.
    pub(super) name: String,
    /// The figures, each with its name and colour.
    pub(super) cells: Vec<(String, Entry<'c>, Colour)>,
}

impl<'s> Comparison<'s> {
    /// The sets that a graph compares; `None` if it shows the options of one question only.
    pub(super) fn new(
        survey: &'s Survey,
        tally: &'s Tally,
        graph: &Graph,
        words: &'s Words,
    ) -> Option<Self> {
        let questions = survey.questions_of(&graph.question);
        let first = questions.first().expect("a valid graph has a question");
        let is_grid = first.id != graph.question;
        if graph.by.is_none() && !is_grid && graph.kind != GraphKind::Dots {
            return None;
        }
        let groups = graph.by.as_ref().map_or_else(Vec::new, |by| survey.groups(by));
        let groups: Vec<(Option<Group>, String)> =
            groups.into_iter().map(|(group, title)| (Some(group), title.value.clone())).collect();
        let all = words.say(Word::ChartAll, &[]);
        let mut sets: Vec<Set<'s>> = Vec::new();
        let (mut empty, mut suppressed, mut unknown) = (Vec::new(), 0, Vec::new());
        for question in &questions {
            let item = question.item.as_ref().filter(|_| is_grid);
            let own = item.map_or_else(|| all.clone(), |item| item.title.value.clone());
            for (group, title) in groups.iter().cloned().chain([(None, own)]) {
                let Some(content) = Content::of(question, group.as_ref(), tally, words) else {
                    let group = group.map(|group| (question.id.clone(), group));
                    match group.is_some_and(|group| tally.suppressed.contains(&group)) {
                        true => suppressed += 1,
                        false => unknown.push(vec![Inline::tool(title)]),
                    }
                    continue;
                };
                if content.tally.base == Some(0) {
                    let figure = content.figure(Measure::Base);
                    empty.push(vec![mention(title, [figure])]);
                    continue;
                }
                let numbers = numbers(survey, question, group.as_ref(), &content);
                let colour = (group.is_none() && !groups.is_empty()).then_some(DARK);
                sets.push(Set { title, content, numbers, colour });
            }
        }
        let mut notes = Vec::new();
        for (word, titles) in [(Word::ChartNoAnswersOf, empty), (Word::ChartNotPublished, unknown)]
        {
            let options = vec![("options", words.list_line(titles.clone()))];
            notes.extend((!titles.is_empty()).then(|| words.line(word, options)));
        }
        if suppressed > 0 {
            let least = survey.suppress_below.to_string();
            let note = words.count(Word::CountSuppressed, suppressed, &[("least", &least)]);
            notes.push(vec![Inline::tool(note)]);
        }
        if first.kind == QuestionKind::Number && sets.iter().any(|set| set.numbers.is_none()) {
            notes.push(words.line(Word::ChartWithheld, Vec::new()));
        }
        let mut comparison = Comparison {
            sets,
            options: first.options.iter().filter(|option| option.counts).collect(),
            uncounted: first.options.iter().filter(|option| !option.counts).collect(),
            is_grid,
            kind: graph.kind,
            words,
            notes,
        };
        comparison.order();
        Some(comparison)
    }

    /// Decides whether bars can be stacked: the options of each set must make a whole. Else sorts the
    /// options by the rank that all respondents give them.
    fn order(&mut self) {
        let Some(last) = self.sets.last() else { return };
        let has_colours = of_segments(last.content.question.kind, self.options.len()).is_some();
        let is_whole = |set: &Set<'_>| stacked::parts(&set.content).is_some();
        if self.kind == GraphKind::Stacked && !(has_colours && self.sets.iter().all(is_whole)) {
            self.kind = GraphKind::Bars;
        }
        if self.kind == GraphKind::Bars && !self.is_grid {
            let mut whole = last.content.clone();
            whole.rank();
            let place = |option: &Choice| {
                let mut shown = whole.shown.iter();
                shown.position(|entry| entry.choice.key.value == option.key.value)
            };
            self.options.sort_by_key(|option| place(option).unwrap_or(usize::MAX));
        }
    }

    /// The rows: of each set if bars are stacked or the sets are items, else of each option.
    pub(super) fn rows(&self) -> Vec<Row<'_>> {
        let kind = self.sets.first().map_or(QuestionKind::Single, |set| set.content.question.kind);
        let stacked = of_segments(kind, self.options.len()).filter(|_| self.is_stacked());
        let cell = |set: &Set<'s>, at: usize, name: String| {
            let entry = set.content.entry(&self.options[at].key.value)?;
            let colour = stacked.as_ref().map(|colours| colours[at]).or(set.colour);
            Some((name, entry, colour.unwrap_or_else(|| entry.colour())))
        };
        let options = 0..self.options.len();
        if self.is_grid || self.kind != GraphKind::Bars {
            let row = |set: &Set<'s>| {
                let cells = options.clone().filter_map(|at| cell(set, at, self.option_name(at)));
                Row { name: set.title.clone(), cells: cells.collect() }
            };
            return self.sets.iter().map(row).collect();
        }
        let row = |at| {
            let cells = self.sets.iter().filter_map(|set| cell(set, at, set.title.clone()));
            Row { name: self.option_name(at), cells: cells.collect() }
        };
        options.map(row).collect()
    }

    fn option_name(&self, at: usize) -> String {
        let key = &self.options[at].key.value;
        let entry = self.sets.first().and_then(|set| set.content.entry(key));
        entry.map_or_else(String::new, |entry| entry.name())
    }

    /// Whether each set is one stacked bar.
    pub(super) fn is_stacked(&self) -> bool {
        self.kind == GraphKind::Stacked
    }

    /// A sentence with the figures of each row.
    pub(super) fn sentences(&self) -> Vec<Line> {
        let sentence = |(row, set): (&Row<'_>, Option<&Set<'_>>)| {
            let cell = |(name, entry, _): &(String, Entry<'_>, Colour)| {
                let value = Some(entry.alone().value()).filter(|value| !value.is_empty());
                let unknown = || describe::unknown(entry);
                [vec![Inline::tool(format!("{name} "))], value.unwrap_or_else(unknown)].concat()
            };
            let figures = match set.filter(|_| self.kind == GraphKind::Dots) {
                Some(set) => set.content.statistics(&Statistic::ALL),
                None => self.joined(row.cells.iter().map(cell).collect()),
            };
            let values = vec![("options", vec![Inline::tool(&*row.name)]), ("figures", figures)];
            self.words.line(Word::AlternativeOptions, values)
        };
        let sets = self.sets.iter().map(Some).chain(std::iter::repeat(None));
        self.rows().iter().zip(sets).map(sentence).collect()
    }

    /// Sentences on what the drawing leaves out.
    pub(super) fn notes(&self) -> Vec<Line> {
        let words = self.words;
        let nothing = self.sets.is_empty().then(|| words.line(Word::ChartNoFigures, Vec::new()));
        let mut notes: Vec<Line> = nothing.into_iter().collect();
        let uncounted = self.uncounted.iter().map(|option| {
            let count = |set: &Set<'s>| {
                let entry = set.content.entry(&option.key.value)?;
                let title = vec![Inline::tool(format!("{} ", set.title))];
                Some([title, entry.alone().count()?].concat())
            };
            let counts = self.sets.iter().filter_map(count).collect();
            (option.title.value.clone(), self.joined(counts))
        });
        notes.extend(not_counted(words, uncounted.filter(|(_, line)| !line.is_empty()).collect()));
        let is_ranking = |set: &Set<'_>| set.content.question.kind == QuestionKind::Ranking;
        let ranking = self.sets.first().filter(|set| is_ranking(set));
        notes.extend(ranking.map(|_| words.line(Word::ChartRanking, Vec::new())));
        notes.extend(self.notes.iter().cloned());
        notes
    }

    /// The explanation of the asterisk, if there is one.
    pub(super) fn asterisk(&self) -> Option<Line> {
        self.sets.iter().find_map(|set| set.content.asterisk())
    }

    /// The number of answers of each set, or the base of a single one.
    pub(super) fn bases(&self, word: Word) -> Line {
        if let [set] = &self.sets[..] {
            return match word {
                Word::BaseLine => describe::base_line(&set.content),
                _ => describe::base_clause(&set.content),
            };
        }
        let base = |set: &Set<'_>| vec![Inline::tool(format!("{} ", set.title)), set.base()];
        self.words.line(word, vec![("base", self.joined(self.sets.iter().map(base).collect()))])
    }

    fn joined(&self, lines: Vec<Line>) -> Line {
        lines.join(&Inline::tool(self.words.say(Word::ListBetweenLong, &[])))
    }
}

impl Set<'_> {
    /// The number of answers.
    pub(super) fn base(&self) -> Inline {
        let Content { tally, words, .. } = &self.content;
        let unknown = || words.say(Word::TableNotPublished, &[]);
        let base = tally.base.map_or_else(unknown, |base| base.to_string());
        mention(base, [self.content.figure(Measure::Base)])
    }

    /// A statistic as text and as a number.
    pub(super) fn number(&self, statistic: Statistic) -> Option<(String, f64)> {
        let text = plain_text(&self.content.statistic(statistic)?);
        Some((text, self.content.number(statistic)?))
    }
}

/// The numbers that were answered; `None` if a reader must not see them: answers are confidential, fewer
/// than a group must have, or published as statistics.
fn numbers(
    survey: &Survey,
    question: &Question,
    group: Option<&Group>,
    content: &Content<'_>,
) -> Option<Vec<f64>> {
    let is_within = |response: &&crate::model::Response| {
        group.is_none_or(|group| survey.is_within(response, group))
    };
    let answers = survey.responses.iter().filter(is_within);
    let answers = answers.filter_map(|response| response.answers.get(&question.id)?.number());
    let numbers: Vec<f64> = answers.filter_map(|number| number.try_into().ok()).collect();
    let is_all = content.tally.base == u32::try_from(numbers.len()).ok();
    let is_few = (numbers.len() as u32) < survey.suppress_below;
    let is_shown = is_all && !is_few && !survey.confidential;
    (is_shown && !survey.published.questions.contains_key(&question.id)).then_some(numbers)
}
