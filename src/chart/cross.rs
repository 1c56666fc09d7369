//! The table of a graph that compares sets of figures.

use super::Line;
use super::compared::{Comparison, Set};
use super::content::Content;
use super::describe::{explanations, figures_table};
use super::notes::statistics_of;
use crate::document::{Column, Inline, Row, Table};
use crate::figure::{Measure, Part};
use crate::model::QuestionKind;
use crate::text::capitalized;
use crate::words::Word;

/// The maximum number of columns of numbers.
const MOST_COLUMNS: usize = 9;

/// The figures as a table: a row for each item of a grid and a column for each option, or a row for each
/// option and a column for each group. If there are too many columns, each figure has a row. `None` if
/// there are no sets.
pub(super) fn table(comparison: &Comparison<'_>, graph: &str) -> Option<Table> {
    let Comparison { sets, words, is_grid, .. } = comparison;
    let question = sets.first()?.content.question;
    let tool = |text: String| vec![Inline::tool(text)];
    let say = |word| tool(words.say(word, &[]));
    let unit = question.unit.as_ref().map(|unit| tool(unit.value.clone()));
    let is_number = question.kind == QuestionKind::Number;
    let set_title = |set: &Set<'_>| match (is_number && sets.len() == 1, is_grid) {
        (true, _) => unit.clone().unwrap_or_else(|| say(Word::TableValue)),
        (false, true) => tool(set.title.clone()),
        (false, false) => {
            let values = vec![("group", tool(set.title.clone())), ("n", vec![set.content.base()])];
            words.line(Word::TableGroup, values)
        }
    };
    let mut titles: Vec<Line> = sets.iter().map(set_title).collect();
    let mut measures = measures(comparison, question.kind);
    let change = match question.kind {
        QuestionKind::Number => Word::TableChangeNumbers,
        _ if measures.len() > comparison.options.len() => Word::TableChangeBoth,
        _ => Word::TableChange,
    };
    let change = |set: &Set<'_>| words.line(change, vec![("round", tool(set.title.clone()))]);
    titles.extend(earlier(sets).map(change));
    // The number of answers has no change since earlier rounds.
    measures.iter_mut().for_each(|(_, figures)| figures.resize(titles.len(), Vec::new()));
    let items = say(Word::TableItems);
    let options = match (&question.framework, is_number) {
        (Some(framework), _) => tool(framework.value.clone()),
        (None, true) => say(Word::TableStatistic),
        (None, false) => say(Word::TableOptions),
    };
    let row = |names: &[&Line], figures: Vec<Line>| {
        let names = names.iter().map(|name| (*name).clone());
        Row { cells: names.chain(figures).collect() }
    };
    let across = if *is_grid { measures.len() } else { titles.len() };
    let (names, numbers, rows): (Vec<Line>, Vec<Line>, Vec<Row>) = if across > MOST_COLUMNS {
        let mut rows = Vec::new();
        for (measure, figures) in measures {
            let known = titles.iter().zip(figures).filter(|(_, figure)| !figure.is_empty());
            rows.extend(known.map(|(set, figure)| row(&[&measure, set], vec![figure])));
        }
        (vec![options, items], vec![say(Word::TableValue)], rows)
    } else if *is_grid {
        let of_set = |(at, title): (usize, &Line)| {
            row(&[title], measures.iter().map(|(_, figures)| figures[at].clone()).collect())
        };
        let rows = titles.iter().enumerate().map(of_set).collect();
        (vec![items], measures.into_iter().map(|(title, _)| title).collect(), rows)
    } else {
        let rows = measures.into_iter().map(|(title, figures)| row(&[&title], figures)).collect();
        (vec![options], titles, rows)
    };
    let column = |(title, numbers)| Column { title, numbers };
    let names = names.into_iter().map(|title| (title, false));
    let columns = names.chain(numbers.into_iter().map(|title| (title, true))).map(column).collect();
    let mut notes = comparison.notes();
    notes.extend(comparison.asterisk());
    let unit = unit.filter(|_| sets.len() > 1);
    notes.extend(unit.map(|unit| words.line(Word::TableUnit, vec![("unit", unit)])));
    let base = comparison.bases(Word::BaseLine);
    notes.push(words.line(Word::BaseSentence, vec![("line", base)]));
    notes.extend(sets.iter().flat_map(|set| explanations(&set.content)));
    Some(figures_table(words, graph, columns, rows, notes))
}

/// The sets of earlier rounds, to which this round is compared.
fn earlier<'c, 's>(sets: &'c [Set<'s>]) -> impl Iterator<Item = &'c Set<'s>> {
    sets.iter().filter(|set| set.content.of_base.round.is_some())
}

/// What the table shows of each set: the title, and the figure of each set.
fn measures(comparison: &Comparison<'_>, kind: QuestionKind) -> Vec<(Line, Vec<Line>)> {
    let Comparison { sets, words, options, is_grid, .. } = comparison;
    let of_each =
        |title: String, compared: Option<Measure>, figure: &dyn Fn(&Content<'_>) -> Line| {
            let figures = sets.iter().map(|set| figure(&set.content));
            let change = compared.as_ref().and_then(Measure::change);
            let changes = change.iter().flat_map(|change| {
                earlier(sets).map(|set| set.content.known_or_not(change.clone()))
            });
            (vec![Inline::tool(title)], figures.chain(changes).collect::<Vec<Line>>())
        };
    let name =
        |key: &str| sets.first().map_or_else(String::new, |set| set.content.entry(key).name());
    let mut measures = Vec::new();
    if *is_grid || kind == QuestionKind::Number {
        measures.push(of_each(words.say(Word::TableAnswers, &[]), None, &|content| {
            vec![content.base()]
        }));
    }
    for key in options.iter().map(|option| &option.key.value) {
        let share = Measure::Option(key.clone(), Part::Share);
        measures.push(of_each(name(key), Some(share), &|content| content.entry(key).figures()));
    }
    for key in options.iter().map(|it| &it.key.value).filter(|_| kind == QuestionKind::Ranking) {
        let title = words.say(Word::TableMeanRankOf, &[("option", &name(key))]);
        let mean = Measure::Option(key.clone(), Part::Mean);
        measures.push(of_each(title, Some(mean.clone()), &|it| it.known_or_not(mean.clone())));
    }
    for statistic in statistics_of(kind, *is_grid) {
        let measure = Measure::Statistic(*statistic);
        if sets.iter().any(|set| set.content.known(measure.clone()).is_some()) {
            let title = capitalized(&words.say(Word::of_statistic(*statistic), &[]));
            measures.push(of_each(title, Some(measure.clone()), &|content| {
                content.known_or_not(measure.clone())
            }));
        }
    }
    measures
}
