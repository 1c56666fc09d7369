//! The figures of a graph as a table, for readers who can't see the drawing or want to copy the
//! numbers.

use super::content::{Content, Entry};
use super::describe::named;
use super::{Line, base, mention};
use crate::figure::Part;
use crate::model::{Graph, Survey};
use crate::tally::Tally;
use crate::words::{Word, Words};

/// The figures of a graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The heading of the options, such as `Sustainable Development Goals`.
    pub options: String,
    /// The heading of the counts, such as `Mechanisms`.
    pub unit: String,
    /// A row for each option that has a figure, in rank order.
    pub rows: Vec<Row>,
    /// Notes on the options without a figure, and on the asterisk.
    pub notes: Vec<Line>,
    /// The last note, about the base of the figures.
    pub base: Line,
}

/// The figures of an option.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its label and title.
    pub name: String,
    /// Its count, or a note that it is not published.
    pub count: Line,
    /// Its share, or a note that it is not published.
    pub share: Line,
    /// The remark that completes its figures.
    pub remark: Option<Line>,
}

/// The table of a graph; `None` if no option has a figure.
pub fn table(survey: &Survey, tally: &Tally, graph: &Graph, words: &Words) -> Option<Table> {
    let mut content = Content::new(survey, tally, graph, words);
    content.rank();
    let framework = content.question.framework.as_ref().map(|name| name.value.clone());
    let options = framework.unwrap_or_else(|| words.say(Word::TableOptions, &[]));
    let mut notes: Vec<Line> = named(&content).into_iter().collect();
    notes.extend(content.not_published());
    notes.extend(content.asterisk());
    let rows: Vec<Row> = content.shown.iter().map(row).collect();
    let (unit, base) = (content.unit(), base::sentence(&content));
    (!rows.is_empty()).then_some(Table { options, unit, rows, notes, base })
}

fn row(entry: &Entry<'_>) -> Row {
    let alone = entry.alone();
    let not_published = |part| {
        let words = entry.words.say(Word::TableNotPublished, &[]);
        vec![mention(words, [entry.figure(part)])]
    };
    Row {
        name: entry.name(),
        count: alone.count().unwrap_or_else(|| not_published(Part::Count)),
        share: alone.share().unwrap_or_else(|| not_published(Part::Share)),
        remark: alone.remark(),
    }
}
