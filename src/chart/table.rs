//! The figures of a graph as the rows of a table, for those who can't see the drawing or want to copy its numbers.

use crate::figure::Key;
use crate::model::{Graph, Survey};
use crate::tally::Tally;
use crate::words::{Word, Words};

use super::base::BaseNote;
use super::content::{Content, Entry};
use super::describe::{name, named};

/// The figures of a graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What the options are, such as `Sustainable Development Goals`.
    pub options: String,
    /// What is counted, such as `Mechanisms`.
    pub unit: String,
    /// A row for each option that has a figure, in rank order.
    pub rows: Vec<Row>,
    /// The options without a figure, and what an asterisk means.
    pub notes: Vec<String>,
    /// What the figures rest on, in a last note.
    pub base: BaseNote,
}

/// The figures of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its key: the figures are `QUESTION.KEY.count` and `.share`.
    pub key: Key,
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
    Words(String),
}

/// The figures of a graph; none if no option has one.
pub fn table(survey: &Survey, tally: &Tally, graph: &Graph, words: &Words) -> Option<Table> {
    let question = survey.question(&graph.question).expect("a valid graph has a question");
    let figures = tally.questions.get(&question.id).expect("a question with options is tallied");
    let mut content = Content::new(question, figures, words);
    content.rank();
    let framework = question.framework.as_ref().map(|name| name.value.clone());
    let options = framework.unwrap_or_else(|| words.say(Word::TableOptions, &[]));
    let mut notes: Vec<String> = named(&content).into_iter().collect();
    notes.extend(content.not_published());
    notes.extend(content.asterisk());
    let rows: Vec<Row> = content.shown.iter().map(|entry| row(&content, entry)).collect();
    let (unit, base) = (content.unit(), BaseNote::sentence(&content));
    (!rows.is_empty()).then_some(Table { options, unit, rows, notes, base })
}

fn row(content: &Content<'_>, entry: &Entry<'_>) -> Row {
    let count = entry
        .tally
        .count
        .map(|count| Cell::Figure { text: count.to_string(), adopted: entry.is_adopted() });
    let share = entry.share().map(|text| Cell::Figure { text, adopted: false });
    let not_published = || Cell::Words(content.words.say(Word::TableNotPublished, &[]));
    Row {
        key: entry.choice.key.value.clone(),
        name: name(content, entry),
        count: count.unwrap_or_else(not_published),
        share: share.unwrap_or_else(not_published),
        remark: entry.remark(),
    }
}
