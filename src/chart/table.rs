//! The figures of a graph as the rows of a table, for those who can't see the drawing or want to copy its numbers.

use crate::model::{Graph, Survey};
use crate::tally::Tally;

use super::content::{Content, Entry};
use super::describe::{name, named};

/// What a cell shows that has no figure.
const NOT_PUBLISHED: &str = "not published";

/// The figures of a graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What the options are, such as `Sustainable Development Goals`.
    pub options: String,
    /// What is counted, such as `Mechanisms`.
    pub unit: &'static str,
    /// A row for each option that has a figure, in rank order.
    pub rows: Vec<Row>,
    /// The options without a figure, what an asterisk means, and what the figures rest on.
    pub notes: Vec<String>,
}

/// The figures of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its key: the figures are `QUESTION.KEY.count` and `.share`.
    pub key: String,
    /// Its label and title.
    pub name: String,
    /// How many chose it.
    pub count: Cell,
    /// Their share.
    pub share: Cell,
    /// What its figures don't say.
    pub remark: Option<String>,
}

/// What a cell shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A figure; `adopted` if it was not printed.
    Figure {
        /// As it is shown.
        text: String,
        /// Whether an asterisk follows it.
        adopted: bool,
    },
    /// Words, where there is no figure.
    Words(&'static str),
}

/// The figures of a graph; none if no option has one.
pub fn table(survey: &Survey, tally: &Tally, graph: &Graph) -> Option<Table> {
    let question = survey.question(&graph.question).expect("a valid graph has a question");
    let figures = tally.questions.get(&question.id).expect("a question with options is tallied");
    let mut content = Content::new(question, figures);
    content.rank();
    let options = question.framework.as_ref().map_or("Answer", |name| name.value.as_str());
    let mut notes: Vec<String> = named(&content.named).into_iter().collect();
    notes.extend(content.not_published());
    notes.extend(content.asterisk().map(str::to_owned));
    notes.push(format!("{}.", content.base_line()));
    let rows: Vec<Row> = content.shown.iter().map(row).collect();
    let options = options.to_owned();
    (!rows.is_empty()).then(|| Table { options, unit: content.unit(), rows, notes })
}

fn row(entry: &Entry<'_>) -> Row {
    let count = entry
        .tally
        .count
        .map(|count| Cell::Figure { text: count.to_string(), adopted: entry.is_adopted() });
    let share = entry.tally.share;
    let share = share.map(|share| Cell::Figure { text: share.to_string(), adopted: false });
    Row {
        key: entry.choice.key.value.clone(),
        name: name(entry),
        count: count.unwrap_or(Cell::Words(NOT_PUBLISHED)),
        share: share.unwrap_or(Cell::Words(NOT_PUBLISHED)),
        remark: entry.remark(),
    }
}
