//! A chart in words: its alternative text, for people who can't see it, its figures as a table, and
//! the base of the figures.

use super::content::Content;
use super::entry::{Alike, Entry};
use super::{Line, mention};
use crate::document::{Column, Inline, Row, Table, plain_text};
use crate::figure::{Measure, Part, Relation, Share};
use crate::model::{Base, QuestionKind};
use crate::tally::{Formula, Sum};
use crate::words::{Word, Words};

/// The maximum number of rows of a table that is kept on one page.
const MOST_ROWS: usize = 35;

/// Describes a chart of the given kind in one paragraph.
pub(super) fn describe(content: &Content<'_>, kind: Word) -> Line {
    let mut rows: Vec<Line> = content.nothing().into_iter().collect();
    let alike = content.shown.chunk_by(|one, other| alike(content, one, other));
    rows.extend(alike.map(|entries| figures(content, entries)));
    let mut notes: Vec<Line> = named(content).into_iter().collect();
    notes.extend(content.notes());
    let is_marked = content.asterisk().is_some();
    alternative(content.words, (kind, base_clause(content)), &rows, is_marked, &notes)
}

/// The alternative text of a chart, given its kind and base, a sentence for each of its rows, whether a
/// count has the mark of adopted ones, and notes on what is not drawn.
pub(super) fn alternative(
    words: &Words,
    (kind, base): (Word, Line),
    rows: &[Line],
    is_marked: bool,
    notes: &[Line],
) -> Line {
    let opening = vec![("kind", words.line(kind, Vec::new())), ("base", base)];
    let opening = [words.line(Word::AlternativeOpening, opening)];
    let mark = is_marked.then(|| words.line(Word::AlternativeAdopted, Vec::new()));
    [&opening, rows, mark.as_slice(), notes].concat().join(&Inline::tool(" "))
}

/// Whether two options have the same figures and remark.
fn alike(content: &Content<'_>, one: &Entry<'_>, other: &Entry<'_>) -> bool {
    let said = |entry: &Entry<'_>| {
        let alone = entry.alone();
        let mean = content.mean_rank(entry).map(|mean| plain_text(&mean));
        (plain_text(&alone.value()), mean, alone.remark().map(|remark| plain_text(&remark)))
    };
    said(one) == said(other)
}

/// A sentence with the figures of options that have the same ones.
fn figures(content: &Content<'_>, entries: &[Entry<'_>]) -> Line {
    let (words, alike) = (content.words, Alike(entries));
    let names = entries.iter().map(|entry| vec![Inline::tool(entry.name())]);
    let mut figures: Vec<Line> = alike.count().into_iter().chain(alike.share()).collect();
    if entries.len() > 1 {
        let first = std::mem::take(&mut figures[0]);
        figures[0] = words.line(Word::AlternativeEach, vec![("figure", first)]);
    }
    let means = entries.iter().filter_map(|entry| content.mean_rank(entry)).take(1);
    figures.extend(means.map(|mean| words.line(Word::AlternativeMeanRank, vec![("mean", mean)])));
    figures.extend(alike.remark());
    let between = words.say(Word::AlternativeFiguresBetween, &[]);
    let figures = figures.join(&Inline::tool(between));
    let values = vec![("options", words.list_line(names.collect())), ("figures", figures)];
    words.line(Word::AlternativeOptions, values)
}

/// A sentence with the options that were named without a figure.
fn named(content: &Content<'_>) -> Option<Line> {
    let words = content.words;
    let named = content.named.iter().map(|entry| {
        let name = vec![entry.without_figure(entry.name())];
        match entry.tally.pending {
            0 => name,
            _ => {
                let values =
                    vec![("option", name), ("held", entry.alone().pending(Word::CountHeld))];
                words.line(Word::ChartNamedOption, values)
            }
        }
    });
    let options = words.list_line(named.collect());
    (!content.named.is_empty()).then(|| words.line(Word::ChartNamed, vec![("options", options)]))
}

/// The figures of a graph as a table, in rank order and without the label of the graph; `None` if no
/// option has a figure.
pub(super) fn table(content: &Content<'_>, graph: &str) -> Option<Table> {
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
    let has_remarks = content.shown.iter().any(|entry| entry.alone().remark().is_some());
    columns.extend(has_remarks.then(|| column(say(Word::TableRemark), false)));
    let row = |entry: &Entry<'_>| {
        let alone = entry.alone();
        let word =
            if entry.choice.counts { Word::TableNotPublished } else { Word::TableNotCounted };
        let unknown = |word, part| vec![mention(say(word), [entry.figure(part)])];
        let count = alone.count().unwrap_or_else(|| unknown(Word::TableNotPublished, Part::Count));
        let share = alone.share().unwrap_or_else(|| unknown(word, Part::Share));
        let mean = || content.mean_rank(entry).unwrap_or_else(|| unknown(word, Part::Mean));
        let mean = is_ranking.then(mean);
        let remark = has_remarks.then(|| alone.remark().unwrap_or_default());
        let cells = [vec![Inline::tool(entry.name())], count, share];
        Row { cells: cells.into_iter().chain(mean).chain(remark).collect() }
    };
    let mut notes: Vec<Line> = named(content).into_iter().collect();
    notes.extend(content.notes().into_iter().chain(content.asterisk()));
    notes.push(words.line(Word::BaseSentence, vec![("line", base_line(content))]));
    notes.extend(explanations(content));
    let rows: Vec<Row> = content.shown.iter().chain(&content.uncounted).map(row).collect();
    (!content.shown.is_empty()).then(|| figures_table(words, graph, columns, rows, notes))
}

/// The table of the figures of a graph.
pub(super) fn figures_table(
    words: &Words,
    graph: &str,
    columns: Vec<Column>,
    rows: Vec<Row>,
    notes: Vec<Line>,
) -> Table {
    let reference = Inline::Reference { graph: graph.to_owned(), label: String::new() };
    let caption = words.line(Word::TableCaption, vec![("graph", vec![reference])]);
    let splits = rows.len() > MOST_ROWS;
    Table { graph: graph.to_owned(), caption, columns, rows, notes, splits, data: None }
}

/// Sentences on why the figures do not add up to those of all respondents, if they are wanted.
pub(super) fn explanations(content: &Content<'_>) -> Vec<Line> {
    let Content { question, tally, words, .. } = content;
    let Some(respondents) = content.explained else { return Vec::new() };
    let mut notes = Vec::new();
    if question.kind == QuestionKind::Multiple && question.base == Base::Respondents {
        notes.push(words.line(Word::TableSeveral, Vec::new()));
    } else {
        let counted = tally.options.iter().zip(&question.options);
        let counted = counted.filter(|(_, choice)| choice.counts);
        let exact = |share: &Share| share.relation == Relation::Equal;
        let shares = counted.map(|(option, _)| Some(option.share.filter(exact)?.percent));
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

/// The base as a line below the drawing.
pub(super) fn base_line(content: &Content<'_>) -> Line {
    base_in(content, [Word::BaseLineNone, Word::BaseLine, Word::BaseLineAdopted])
}

/// The base as part of a sentence, for the alternative text.
pub(super) fn base_clause(content: &Content<'_>) -> Line {
    let none = Word::AlternativeBaseNone;
    base_in(content, [none, Word::AlternativeBase, Word::AlternativeBaseAdopted])
}

/// The base in one of three wordings: for one that is not published, one that was published, and
/// one that was adopted.
fn base_in(content: &Content<'_>, [none, printed, adopted]: [Word; 3]) -> Line {
    let Content { question, tally, words, .. } = content;
    let figure = content.figure(Measure::Base);
    let Some(base) = tally.base else {
        return vec![mention(words.say(none, &[]), [figure])];
    };
    let unit = match question.base {
        Base::Respondents => Word::CountMechanisms,
        Base::Responses => Word::CountResponses,
    };
    let base = words.count_line(unit, base, vec![figure.clone()]);
    let origin = match &content.all.figures[&figure].formula {
        Formula::Start(Sum { adopted: Some(_), .. }) => Word::BaseAdopted,
        Formula::Sum(Sum { adopted: Some(_), withdrawn: 0, .. }) => Word::BaseAdoptedLater,
        Formula::Sum(Sum { adopted: Some(_), .. }) => Word::BaseAdoptedWithdrawn,
        _ => return words.line(printed, vec![("base", base)]),
    };
    words.line(adopted, vec![("base", base), ("origin", words.line(origin, Vec::new()))])
}
