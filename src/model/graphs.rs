//! `[[graph]]` of `data/report.toml`: which question a graph shows, and how. These values must fit the survey.

use super::Survey;
use super::names::{GROUPS, find, is_file_name, keyed, report_unknown};
use super::question::QuestionKind;
use super::reader::Reader;
use super::text::{Located, Text};
use crate::diagnostic::Code;
use crate::figure::Key;

/// How a graph is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphKind {
    /// A bar for each option.
    Bars,
    /// One bar, divided into segments.
    Stacked,
    /// A dot for each number that was answered.
    Dots,
}

/// A graph.
#[derive(Clone, Debug)]
pub struct Graph {
    /// The key; the chart's file is `charts/KEY.svg`.
    pub key: Located<Key>,
    /// The id of its question, or of the grid whose items it compares.
    pub question: Key,
    /// The attribute or question by which its figures are broken down, if they are.
    pub by: Option<Key>,
    /// The keys of the earlier rounds with which its figures are compared.
    pub rounds: Vec<Key>,
    /// How it is drawn.
    pub kind: GraphKind,
    /// The caption.
    pub caption: Text,
    /// The label as issued, unless it is `Graph` and the number.
    pub label: Option<Text>,
    /// A note on what the graph leaves out.
    pub note: Option<Text>,
    /// Whether notes under its table explain why the figures do not add up.
    pub notes: bool,
}

/// Reads the graphs of data/report.toml.
pub(super) fn read(reader: &Reader<'_>, survey: &Survey) -> Vec<Graph> {
    keyed(reader, "graph", "graph", unfit_file, |table, key| {
        let shown = question(table, survey);
        let question = shown.as_ref();
        let by = group_key(table, question, survey);
        let rounds = compared(table, question, survey);
        let kind = kind(table, question, survey);
        Some(Graph {
            key,
            by,
            rounds,
            caption: table.must_text("caption"),
            label: table.text("label"),
            note: table.text("note"),
            notes: table.boolean("notes").unwrap_or(false),
            kind: kind?,
            question: shown?,
        })
    })
}

/// The reason why a key can't be used as a file name; `None` if it can.
fn unfit_file(key: &str) -> Option<&'static str> {
    (!is_file_name(key)).then_some(
        "the chart's file has this name: use small letters a to z, digits and hyphens, 100 at most",
    )
}

/// The id of the question or grid that a graph shows.
fn question(table: &Reader<'_>, survey: &Survey) -> Option<Key> {
    let (context, id) = (table.context, table.required_text("question")?);
    let Some(shown) = survey.questions_of(&id.value).first().copied() else {
        let questions = survey.questions.iter();
        let grids = questions.clone().filter_map(|question| question.item.as_ref());
        let mut known: Vec<&str> = grids.map(|item| item.grid.as_str()).collect();
        known.dedup();
        known.extend(questions.map(|question| question.id.as_str()));
        report_unknown(context, "question", &id, known.into_iter());
        return None;
    };
    if shown.kind == QuestionKind::Text {
        context.error(Code::UnknownValue, id.span, "a question answered in words has no graph");
        return None;
    }
    if !shown.printed {
        let message = format!("`{}` has `print = false`, so that no graph can show it", id.value);
        let help = "take the graph out, or `print = false` in data/survey.toml";
        context.fault(Code::UnknownValue, id.span, message, help);
        return None;
    }
    Key::new(&id.value)
}

/// How a graph is drawn. Numbers have dots, and options don't.
fn kind(table: &Reader<'_>, question: Option<&Key>, survey: &Survey) -> Option<GraphKind> {
    let (bars, stacked) = (("bars", GraphKind::Bars), ("stacked", GraphKind::Stacked));
    let kinds = [bars, stacked, ("dots", GraphKind::Dots)];
    let kind = table.require("kind", |table, key| table.word(key, &kinds))?;
    let (id, place) = (question?, table.place("kind")?);
    let is_number = survey.questions_of(id).first()?.kind == QuestionKind::Number;
    let (what, help) = match (is_number, kind == GraphKind::Dots) {
        (true, false) => ("numbers, which no bars can show", "write `kind = \"dots\"`"),
        (false, true) => {
            ("options, which no dots can show", "write `kind = \"bars\"`, or `kind = \"stacked\"`")
        }
        _ => return Some(kind),
    };
    let message = format!("the answers to `{id}` are {what}");
    table.context.fault(Code::UnknownValue, place, message, help);
    None
}

/// The attribute or question by which a graph of this question breaks down its figures.
fn group_key(table: &Reader<'_>, question: Option<&Key>, survey: &Survey) -> Option<Key> {
    let (context, by) = (table.context, table.text("by")?);
    accepts(table, &by, question, survey).then_some(())?;
    find(context, GROUPS, &by, &survey.group_keys(), |key| *key).map(|key| (*key).clone())
}

/// The earlier rounds with which a graph of this question compares its figures.
fn compared(table: &Reader<'_>, question: Option<&Key>, survey: &Survey) -> Vec<Key> {
    let names = table.words("rounds").unwrap_or_default();
    let round = |name| find(table.context, "round", name, &survey.rounds, |round| &round.key);
    let Some(first) = names.first() else { return Vec::new() };
    if table.has("by") {
        let message = "a graph shows figures by group, or those of earlier rounds";
        let help = "take out `by` or `rounds`, or make two graphs";
        table.context.fault(Code::UnknownValue, first.span, message, help);
    } else if accepts(table, first, question, survey) {
        let mut keys: Vec<Key> =
            names.iter().filter_map(|name| Some(round(name)?.key.clone())).collect();
        keys.sort();
        keys.dedup();
        return keys;
    }
    Vec::new()
}

/// Whether a graph can compare the figures of each of its questions; reports an error if it shows a grid,
/// whose items it compares.
fn accepts(table: &Reader<'_>, place: &Text, question: Option<&Key>, survey: &Survey) -> bool {
    let Some(id) = question else { return true };
    let item = survey.questions_of(id).first().map(|first| &first.id).filter(|first| *first != id);
    if let Some(item) = item {
        let message = format!("`{id}` is a grid, whose items are compared with each other only");
        let help = format!("name one of its items: `question = \"{item}\"`");
        table.context.fault(Code::UnknownValue, place.span, message, help);
    }
    item.is_none()
}
