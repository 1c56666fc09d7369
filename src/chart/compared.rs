//! The content of a graph: sets of figures, which are those of groups of respondents and of all, of earlier rounds and
//! this one, or of the items of a grid; or one set.

use std::collections::BTreeMap;
use std::ops::Range;

use super::colours::{ACCENT, Colour, DARK, earlier, of_segments};
use super::content::{Content, Row};
use super::describe::{BASE_CLAUSE, BASE_LINE, Texts, not_counted};
use super::{ChartInput, Line};
use crate::document::Inline;
use crate::figure::{Figure, Measure, Statistic, Value};
use crate::model::{Choice, Graph, GraphKind, QuestionKind, Response, Round, Survey};
use crate::words::{Word, Words};

/// The content of a graph.
pub(super) struct Comparison<'s> {
    /// The sets with answers, in order; the one of all respondents of this round is the last of groups
    /// and rounds.
    pub(super) sets: Vec<Set<'s>>,
    /// The options in the order in which they are drawn; those that do not count as answers are last.
    pub(super) options: Vec<&'s Choice>,
    /// Whether it shows the options of one question, and compares nothing.
    pub(super) is_single: bool,
    /// Whether the sets are the items of a grid.
    pub(super) is_grid: bool,
    /// How they are drawn.
    pub(super) kind: GraphKind,
    pub(super) words: &'s Words,
    /// Sentences on what is not drawn.
    pub(super) notes: Vec<Line>,
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

impl<'s> Comparison<'s> {
    /// The sets of figures of a graph.
    pub(super) fn new(input: ChartInput<'s, '_>, graph: &Graph) -> Self {
        let ChartInput { survey, tally, words, .. } = input;
        let questions = survey.questions_of(&graph.question);
        let first = questions.first().expect("a valid graph has a question");
        let is_grid = first.id != graph.question;
        let groups = graph.by.as_ref().map_or_else(Vec::new, |by| survey.groups(by));
        let rounds: Vec<&Round> = graph.rounds.iter().filter_map(|it| survey.round(it)).collect();
        let is_compared = !groups.is_empty() || !rounds.is_empty() || is_grid;
        let is_single = !is_compared && graph.kind != GraphKind::Dots;
        let (mut sets, mut suppressed) = (Vec::new(), 0);
        let mut left_out: BTreeMap<Word, Vec<Line>> = BTreeMap::new();
        for question in &questions {
            let own = match &question.item {
                Some(item) if is_grid => item.title.value.clone(),
                _ if !rounds.is_empty() => survey.asked.value.clone(),
                _ => words.say(Word::ChartAll, &[]),
            };
            let own_colour = match (groups.is_empty(), rounds.is_empty()) {
                (false, _) => Some(DARK),
                (true, false) => Some(ACCENT),
                (true, true) => None,
            };
            let base = || Figure::base(&question.id);
            let of_groups = groups.iter();
            let of_groups = of_groups
                .map(|(group, title)| (base().within(Some(group)), title.value.clone(), None));
            // The last one is the round before this.
            let of_rounds = rounds.iter().zip((0..rounds.len()).rev()).map(|(round, age)| {
                (base().in_round(Some(&round.key)), round.title.clone(), Some(earlier(age)))
            });
            for (base, title, colour) in
                of_groups.chain(of_rounds).chain([(base(), own, own_colour)])
            {
                let (word, title) = match Content::of(question, &base, tally, words) {
                    Some(content) if content.tally.base == Some(0) && !is_single => {
                        (Word::ChartNoAnswersOf, Inline::mention(title, [base]))
                    }
                    Some(mut content) => {
                        let is_whole = base.group.is_none() && base.round.is_none();
                        let is_explained = graph.notes && !is_grid && is_whole;
                        content.explained = is_explained.then_some(tally.number_of_respondents());
                        let numbers = numbers(survey, &content);
                        sets.push(Set { title, content, numbers, colour });
                        continue;
                    }
                    None if tally.is_suppressed(&base) => {
                        suppressed += 1;
                        continue;
                    }
                    None => (Word::ChartNotPublished, Inline::tool(title)),
                };
                left_out.entry(word).or_default().push(vec![title]);
            }
        }
        let sentence =
            |(word, titles)| words.line(word, vec![("options", words.list_line(titles))]);
        let mut notes: Vec<Line> = left_out.into_iter().map(sentence).collect();
        for round in rounds.iter().filter(|_| !is_grid) {
            let both = Figure::question(&first.id, Measure::AnsweredBoth);
            let both = both.in_round(Some(&round.key));
            if let Some(number) = tally.value(&both).and_then(Value::count) {
                let number = words.count_line(Word::CountMechanisms, number, vec![both]);
                let title = vec![Inline::tool(&round.title)];
                let values = vec![("mechanisms", number), ("round", title)];
                notes.push(words.line(Word::RoundAnsweredBoth, values));
            }
        }
        if suppressed > 0 {
            let least = survey.suppress_below.to_string();
            let note = words.count(Word::CountSuppressed, suppressed, &[("least", &least)]);
            notes.push(vec![Inline::tool(note)]);
        }
        let is_withheld = |it: &Set<'_>| it.numbers.is_none() && it.content.of_base.round.is_none();
        if first.kind == QuestionKind::Number && sets.iter().any(is_withheld) {
            notes.push(words.line(Word::ChartWithheld, Vec::new()));
        }
        if first.kind == QuestionKind::Ranking {
            notes.push(words.line(Word::ChartRanking, Vec::new()));
        }
        let options = first.options.iter().collect();
        let kind = graph.kind;
        let mut comparison = Comparison { sets, options, is_single, is_grid, kind, words, notes };
        comparison.order();
        comparison
    }

    /// Decides whether bars can be stacked: the options of each set must make a whole. Else sorts the
    /// options by the rank that all respondents give them.
    fn order(&mut self) {
        self.options.sort_by_key(|option| !option.counts);
        let Some(last) = self.sets.last() else { return };
        let counted = self.options.iter().filter(|option| option.counts).count();
        let has_colours = of_segments(last.content.question.kind, counted).is_some();
        let is_whole = |set: &Set<'_>| set.content.parts().is_some();
        if self.kind == GraphKind::Stacked && !(has_colours && self.sets.iter().all(is_whole)) {
            self.kind = GraphKind::Bars;
        }
        if self.kind == GraphKind::Bars && !self.is_grid {
            let mut whole = last.content.clone();
            whole.rank();
            let place =
                |key: &str| whole.shown.iter().position(|entry| *entry.choice.key.value == *key);
            self.options.sort_by_key(|it| place(&it.key.value).unwrap_or(usize::MAX));
        }
    }

    /// The rows of bars: one for each set if they are stacked or the sets are items, else for each
    /// option.
    pub(super) fn rows(&self) -> Vec<Row<'s>> {
        let counted: Vec<&Choice> =
            self.options.iter().copied().filter(|option| option.counts).collect();
        let kind = self.sets.first().map(|set| set.content.question.kind);
        let is_stacked = self.kind == GraphKind::Stacked;
        let segments = kind.filter(|_| is_stacked).and_then(|it| of_segments(it, counted.len()));
        let is_by_set = self.is_grid || is_stacked;
        let cell = |set: &Set<'s>, at: usize| {
            let entry = set.content.entry(&counted[at].key.value);
            let colour = segments.as_ref().map(|colours| colours[at]).or(set.colour);
            let name = if is_by_set { entry.name() } else { set.title.clone() };
            (name, entry, colour.unwrap_or_else(|| entry.colour()))
        };
        if is_by_set {
            let row = |set: &Set<'s>| {
                let cells = (0..counted.len()).map(|at| cell(set, at));
                Row { name: set.title.clone(), cells: cells.collect() }
            };
            return self.sets.iter().map(row).collect();
        }
        let row = |at| {
            let cells: Vec<_> = self.sets.iter().map(|set| cell(set, at)).collect();
            Row { name: cells.first().map_or_else(String::new, |it| it.1.name()), cells }
        };
        (0..counted.len()).map(row).collect()
    }

    /// The texts of a part of the chart that compares the sets.
    pub(super) fn texts(&self, rows: &Range<usize>) -> Texts {
        let is_dots = self.kind == GraphKind::Dots;
        let all = self.sentences();
        let is_last = rows.end == all.len();
        let nothing = || self.words.line(Word::ChartNoFigures, Vec::new());
        Texts {
            kind: if is_dots { Word::ChartDots } else { Word::ChartGrouped },
            nothing: self.sets.is_empty().then(nothing),
            drawn: all[rows.clone()].to_vec(),
            rows: all[rows.clone()].to_vec(),
            named: None,
            notes: if is_last { self.notes() } else { Vec::new() },
            asterisk: self.asterisk(),
            base: self.bases(BASE_LINE),
            base_clause: self.bases(BASE_CLAUSE),
        }
    }

    /// A sentence with the figures of each row.
    pub(super) fn sentences(&self) -> Vec<Line> {
        let sentence = |name: &str, figures: Line| {
            let values = vec![("options", vec![Inline::tool(name)]), ("figures", figures)];
            self.words.line(Word::AlternativeOptions, values)
        };
        if self.kind == GraphKind::Dots {
            let statistics = |set: &Set<'_>| set.content.statistics(&Statistic::ALL);
            return self.sets.iter().map(|set| sentence(&set.title, statistics(set))).collect();
        }
        let row = |row: Row<'_>| {
            let cells = row.cells.iter().map(|(name, entry, _)| (&**name, entry.figures()));
            sentence(&row.name, self.listed(cells))
        };
        self.rows().into_iter().map(row).collect()
    }

    /// Sentences on what the drawing leaves out.
    pub(super) fn notes(&self) -> Vec<Line> {
        let uncounted = self.options.iter().filter(|option| !option.counts);
        let counts = |option: &Choice| {
            let count = |set: &Set<'s>| set.content.entry(&option.key.value).count();
            let counts = self.sets.iter().map(|set| (&*set.title, count(set)));
            (option.title.value.clone(), self.listed(counts.filter(|(_, count)| !count.is_empty())))
        };
        let uncounted = uncounted.map(|option| counts(option)).filter(|(_, it)| !it.is_empty());
        let uncounted = not_counted(self.words, uncounted.collect());
        let held = self.sets.iter().flat_map(|set| set.content.held());
        uncounted.into_iter().chain(held).chain(self.notes.iter().cloned()).collect()
    }

    /// The explanation of the asterisk, if there is one.
    pub(super) fn asterisk(&self) -> Option<Line> {
        self.sets.iter().find_map(|set| set.content.asterisk())
    }

    /// The number of answers of each set, or the base of a single one.
    pub(super) fn bases(&self, wordings: [Word; 3]) -> Line {
        if let [set] = &self.sets[..] {
            return set.content.base(wordings);
        }
        let base = |set: &Set<'s>| set.content.known_or_not(Measure::Base);
        let bases = self.sets.iter().map(|set| (&*set.title, base(set)));
        self.words.line(wordings[1], vec![("base", self.listed(bases))])
    }

    /// Figures after the names that they belong to.
    fn listed<'n>(&self, figures: impl Iterator<Item = (&'n str, Line)>) -> Line {
        let named = figures.map(|(name, line)| {
            std::iter::once(Inline::tool(format!("{name} "))).chain(line).collect()
        });
        let between = self.words.say(Word::ListBetweenLong, &[]);
        named.collect::<Vec<Line>>().join(&Inline::tool(between))
    }
}

/// The numbers that were answered; `None` if a reader must not see them: answers are confidential, fewer
/// than a group must have, or published as statistics.
fn numbers(survey: &Survey, content: &Content<'_>) -> Option<Vec<f64>> {
    let (question, Figure { group, round, .. }) = (&content.question.id, content.of_base);
    let is_within = |response: &&Response| {
        round.is_none() && group.as_ref().is_none_or(|group| survey.is_within(response, group))
    };
    let answers = survey.responses.iter().filter(is_within);
    let answers = answers.filter_map(|response| response.answers.get(question)?.number());
    let numbers: Vec<f64> = answers.filter_map(|number| number.try_into().ok()).collect();
    let is_all = content.tally.base == u32::try_from(numbers.len()).ok();
    let is_few = (numbers.len() as u32) < survey.suppress_below;
    let is_published = survey.published.questions.contains_key(question);
    (is_all && !is_few && !survey.confidential && !is_published).then_some(numbers)
}
