//! The table of the figures of a graph: those of one question, or of the sets that it compares.

use super::Line;
use super::compared::{Comparison, Set};
use super::content::{Content, Entry};
use super::describe::{BASE_LINE, statistics_of};
use crate::document::{Column, Inline, Row, Table};
use crate::figure::{Measure, Part};
use crate::model::{Base, QuestionKind};
use crate::text::capitalized;
use crate::words::{Word, Words};

/// The maximum number of rows of a table that is kept on one page.
const MOST_ROWS: usize = 35;
/// The maximum number of columns of numbers.
const MOST_COLUMNS: usize = 9;

/// The figures of a graph of one question, in rank order and without the label of the graph; `None` if no option has a
/// figure.
pub(super) fn of_content(content: &Content<'_>) -> Option<Table> {
    let words = content.words;
    let say = |word| words.say(word, &[]);
    let column = |title: String, numbers| Column { title: vec![Inline::tool(title)], numbers };
    let framework = content.question.framework.as_ref().map(|name| name.value.clone());
    let is_ranking = content.question.kind == QuestionKind::Ranking;
    let unit = match content.question.base {
        _ if is_ranking => Word::TableFirst,
        Base::Respondents => Word::TableMechanisms,
        Base::Responses => Word::TableResponses,
    };
    let mut columns = vec![
        column(framework.unwrap_or_else(|| say(Word::TableOptions)), false),
        column(say(unit), true),
        column(say(Word::TableShare), true),
    ];
    columns.extend(is_ranking.then(|| column(say(Word::TableMeanRank), true)));
    let has_remarks = content.shown.iter().any(|entry| !entry.remark().is_empty());
    columns.extend(has_remarks.then(|| column(say(Word::TableRemark), false)));
    let row = |entry: &Entry<'_>| {
        let or = |text: Line, word, part| match text.is_empty() {
            true => vec![Inline::mention(say(word), [entry.figure(part)])],
            false => text,
        };
        let word =
            if entry.choice.counts { Word::TableNotPublished } else { Word::TableNotCounted };
        let count = or(entry.count(), Word::TableNotPublished, Part::Count);
        let share = or(entry.share(), word, Part::Share);
        let mut cells = vec![vec![Inline::tool(entry.name())], count, share];
        let mean = || or(content.mean_rank(entry).unwrap_or_default(), word, Part::Mean);
        cells.extend(is_ranking.then(mean));
        cells.extend(has_remarks.then(|| entry.remark()));
        Row { cells }
    };
    let mut notes: Vec<Line> = content.named_options().into_iter().collect();
    notes.extend(content.notes().into_iter().chain(content.asterisk()));
    notes.push(words.line(Word::BaseSentence, vec![("line", content.base(BASE_LINE))]));
    notes.extend(explanations(content));
    let rows: Vec<Row> = content.shown.iter().chain(&content.uncounted).map(row).collect();
    (!content.shown.is_empty()).then(|| Table { columns, rows, notes, ..Table::default() })
}

/// The figures as a table: a row for each item of a grid and a column for each option, or a row for each
/// option and a column for each group. If there are too many columns, each figure has a row. `None` if
/// there are no sets.
pub(super) fn of_comparison(comparison: &Comparison<'_>) -> Option<Table> {
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
            let values = vec![
                ("group", tool(set.title.clone())),
                ("n", set.content.known_or_not(Measure::Base)),
            ];
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
    let base = comparison.bases(BASE_LINE);
    notes.push(words.line(Word::BaseSentence, vec![("line", base)]));
    notes.extend(sets.iter().flat_map(|set| explanations(&set.content)));
    Some(Table { columns, rows, notes, ..Table::default() })
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
        let base = |content: &Content<'_>| content.known_or_not(Measure::Base);
        measures.push(of_each(words.say(Word::TableAnswers, &[]), None, &base));
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

/// A table with its graph and caption.
pub(super) fn captioned(table: Table, words: &Words, graph: &str) -> Table {
    let reference = Inline::Reference { graph: graph.to_owned(), label: String::new() };
    let caption = words.line(Word::TableCaption, vec![("graph", vec![reference])]);
    let splits = table.rows.len() > MOST_ROWS;
    Table { graph: graph.to_owned(), caption, splits, ..table }
}

/// Sentences on why the figures do not add up to those of all respondents, if they are wanted.
fn explanations(content: &Content<'_>) -> Vec<Line> {
    let Content { question, tally, words, .. } = content;
    let Some(respondents) = content.explained else { return Vec::new() };
    let mut notes = Vec::new();
    if question.kind == QuestionKind::Multiple && question.base == Base::Respondents {
        notes.push(words.line(Word::TableSeveral, Vec::new()));
    } else {
        let counted = tally.options.iter().zip(&question.options);
        let counted = counted.filter(|(_, choice)| choice.counts);
        let shares =
            counted.map(|(option, _)| Some(option.share.filter(|share| share.is_exact())?.percent));
        let sum: Option<u32> = shares.sum();
        // Each share is rounded by half a per cent at most.
        let is_rounded =
            |sum: u32| sum != 100 && 2 * sum.abs_diff(100) <= tally.options.len() as u32;
        if sum.is_some_and(is_rounded) {
            notes.push(words.line(Word::TableRounded, Vec::new()));
        }
    }
    let missing = tally.base.filter(|_| question.base == Base::Respondents);
    let uncounted: u32 = content.uncounted.iter().filter_map(|entry| entry.tally.count).sum();
    let missing = missing.filter(|_| question.conditions.is_empty());
    let missing = missing.map_or(0, |base| respondents.saturating_sub(base + uncounted));
    if missing > 0 {
        let mechanisms = words.count_line(Word::CountMechanisms, missing, Vec::new());
        notes.push(words.line(Word::TableUnanswered, vec![("mechanisms", mechanisms)]));
    }
    notes
}
