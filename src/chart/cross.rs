//! The table and the alternative text of a graph that compares sets of figures.

use super::compared::{Comparison, Set};
use super::describe::{self, MOST_ROWS};
use super::{Line, mention};
use crate::document::{Column, Inline, Row, Table};
use crate::figure::{Measure as Measured, Part, Statistic};
use crate::model::{Choice, QuestionKind};
use crate::words::Word;

/// The maximum number of columns of numbers.
const MOST_COLUMNS: usize = 9;

/// What a row or a column of the table shows of each set.
#[derive(Clone, Copy)]
enum Measure<'c> {
    Base,
    Option(&'c Choice),
    MeanRank(&'c Choice),
    Statistic(Statistic),
}

/// Describes rows of the chart, given as sentences, in one paragraph, with notes on what is not drawn.
pub(super) fn describe(
    comparison: &Comparison<'_>,
    kind: Word,
    rows: &[Line],
    notes: &[Line],
) -> Line {
    let words = comparison.words;
    let base = comparison.bases(Word::AlternativeBase);
    let opening = vec![("kind", words.line(kind, Vec::new())), ("base", base)];
    let mut sentences = vec![words.line(Word::AlternativeOpening, opening)];
    sentences.extend_from_slice(rows);
    let has_marks = comparison.asterisk().is_some();
    sentences.extend(has_marks.then(|| words.line(Word::AlternativeAdopted, Vec::new())));
    sentences.extend_from_slice(notes);
    sentences.join(&Inline::tool(" "))
}

/// The figures as a table: a row for each item of a grid and a column for each option, or a row for each
/// option and a column for each group. If there are too many columns, each figure has a row. `None` if
/// there are no sets.
pub(super) fn table(comparison: &Comparison<'_>, graph: &str) -> Option<Table> {
    let Comparison { sets, words, .. } = comparison;
    let question = sets.first()?.content.question;
    let measures = measures(comparison, question.kind);
    let say = |word| words.say(word, &[]);
    let tool = |text: String| vec![Inline::tool(text)];
    let unit = question.unit.as_ref().map(|unit| unit.value.clone());
    let set_titles: Vec<Line> = match (&sets[..], question.kind) {
        ([_], QuestionKind::Number) => {
            vec![tool(unit.clone().unwrap_or_else(|| say(Word::TableValue)))]
        }
        _ if comparison.is_grid => sets.iter().map(|set| tool(set.title.clone())).collect(),
        _ => sets.iter().map(|set| title(comparison, set)).collect(),
    };
    let titles = measures.iter().map(|measure| tool(measure.title(comparison)));
    let titles: Vec<Line> = titles.collect();
    let framework = question.framework.as_ref().map(|name| name.value.clone());
    let options = framework.unwrap_or_else(|| match question.kind {
        QuestionKind::Number => say(Word::TableStatistic),
        _ => say(Word::TableOptions),
    });
    let cell = |set: usize, measure: usize| measures[measure].cell(comparison, &sets[set]);
    let [by_set, by_measure] = [0..sets.len(), 0..measures.len()];
    let cells = |set: &usize| by_measure.clone().map(|measure| cell(*set, measure)).collect();
    let (heads, numbers, names, rows): (_, _, _, Vec<Vec<Line>>) = if comparison.is_grid {
        let rows = by_set.clone().map(|set| cells(&set)).collect();
        (vec![say(Word::TableItems)], titles.clone(), set_titles.clone(), rows)
    } else {
        let cells = |measure| by_set.clone().map(|set| cell(set, measure)).collect();
        let rows = by_measure.clone().map(cells).collect();
        (vec![options.clone()], set_titles.clone(), titles.clone(), rows)
    };
    let columns =
        |titles: Vec<Line>, numbers| titles.into_iter().map(move |title| Column { title, numbers });
    let heads = heads.into_iter().map(tool).collect();
    let mut all: Vec<Column> = columns(heads, false).chain(columns(numbers, true)).collect();
    let row = |(name, cells): (Line, Vec<Line>)| Row { cells: [vec![name], cells].concat() };
    let mut rows: Vec<Row> = names.into_iter().zip(rows).map(row).collect();
    if all.len() > MOST_COLUMNS + 1 {
        let heads = [options, say(Word::TableItems)].map(tool).to_vec();
        all =
            columns(heads, false).chain(columns(vec![tool(say(Word::TableValue))], true)).collect();
        let pairs = by_measure.flat_map(|measure| by_set.clone().map(move |set| (set, measure)));
        let pair = |(set, measure): (usize, usize)| {
            let names = [titles[measure].clone(), set_titles[set].clone()];
            Row { cells: [names.to_vec(), vec![cell(set, measure)]].concat() }
        };
        rows = pairs.map(pair).collect();
    }
    let mut notes = comparison.notes();
    notes.extend(comparison.asterisk());
    let has_unit = unit.filter(|_| sets.len() > 1);
    notes.extend(has_unit.map(|unit| words.line(Word::TableUnit, vec![("unit", tool(unit))])));
    let base = comparison.bases(Word::BaseLine);
    notes.push(words.line(Word::BaseSentence, vec![("line", base)]));
    let splits = rows.len() > MOST_ROWS;
    Some(describe::figures_table(words, graph, all, rows, notes, splits))
}

/// What the table shows of each set, in order.
fn measures<'c>(comparison: &'c Comparison<'_>, kind: QuestionKind) -> Vec<Measure<'c>> {
    let options = comparison.options.iter().copied();
    let is_counted = comparison.is_grid || kind == QuestionKind::Number;
    let mut measures: Vec<Measure<'_>> = is_counted.then_some(Measure::Base).into_iter().collect();
    measures.extend(options.clone().map(Measure::Option));
    measures.extend(comparison.uncounted.iter().copied().map(Measure::Option));
    if kind == QuestionKind::Ranking {
        measures.extend(options.map(Measure::MeanRank));
    }
    let statistics: &[Statistic] = match (kind, comparison.is_grid) {
        (QuestionKind::Number, _) => &Statistic::ALL,
        (QuestionKind::Scale, true) => &[Statistic::Mean],
        (QuestionKind::Scale, false) => &[Statistic::Mean, Statistic::Median],
        _ => &[],
    };
    let is_known = |statistic: &Statistic| {
        comparison.sets.iter().any(|set| set.content.statistic(*statistic).is_some())
    };
    measures.extend(statistics.iter().copied().filter(is_known).map(Measure::Statistic));
    measures
}

/// The title of a column: that of the set, and how many answered.
fn title(comparison: &Comparison<'_>, set: &Set<'_>) -> Line {
    let values = vec![("group", vec![Inline::tool(&*set.title)]), ("n", vec![set.base()])];
    comparison.words.line(Word::TableGroup, values)
}

impl Measure<'_> {
    fn title(self, comparison: &Comparison<'_>) -> String {
        let words = comparison.words;
        let option = |choice: &Choice| {
            let mut entries = comparison.sets.iter();
            let entry = entries.find_map(|set| set.content.entry(&choice.key.value));
            entry.map_or_else(String::new, |entry| entry.name())
        };
        match self {
            Measure::Base => words.say(Word::TableAnswers, &[]),
            Measure::Option(choice) => option(choice),
            Measure::MeanRank(choice) => {
                words.say(Word::TableMeanRankOf, &[("option", &option(choice))])
            }
            Measure::Statistic(statistic) => words.say(
                match statistic {
                    Statistic::Mean => Word::TableMean,
                    Statistic::Median => Word::TableMedian,
                    Statistic::Least => Word::TableLeast,
                    Statistic::Greatest => Word::TableGreatest,
                    Statistic::Sum => Word::TableSum,
                },
                &[],
            ),
        }
    }

    /// The figure of a set, or the words that it is not published.
    fn cell(self, comparison: &Comparison<'_>, set: &Set<'_>) -> Line {
        let unknown = |measure| {
            let words = comparison.words.say(Word::TableNotPublished, &[]);
            vec![mention(words, [set.content.figure(measure)])]
        };
        match self {
            Measure::Base => vec![set.base()],
            Measure::Option(choice) => {
                let entry = set.content.entry(&choice.key.value);
                let entry = entry.expect("the questions of a comparison have the same options");
                let value = entry.alone().value();
                if value.is_empty() { describe::unknown(&entry) } else { value }
            }
            Measure::MeanRank(choice) => {
                let measure = Measured::Option(choice.key.value.clone(), Part::Mean);
                let entry = set.content.entry(&choice.key.value);
                let mean = entry.and_then(|entry| set.content.mean_rank(&entry));
                mean.unwrap_or_else(|| unknown(measure))
            }
            Measure::Statistic(statistic) => set
                .content
                .statistic(statistic)
                .unwrap_or_else(|| unknown(Measured::Statistic(statistic))),
        }
    }
}
