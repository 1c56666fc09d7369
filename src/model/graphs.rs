//! Which question a graph shows, and how: the values of a `[[graph]]` in `data/report.toml` that must fit
//! the survey.

use super::names::{GROUPS, find, report_unknown};
use super::question::{Question, QuestionKind};
use super::reader::Reader;
use super::rounds::Round;
use super::survey::Attribute;
use super::text::Text;
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

/// The questions with this id: one, or the items of a grid.
pub(crate) fn with_id<'q>(questions: &'q [Question], id: &str) -> Vec<&'q Question> {
    let grid = |question: &Question| question.item.as_ref().is_some_and(|item| item.grid == id);
    questions.iter().filter(|question| question.id == id || grid(question)).collect()
}

/// The id of the question or grid that a graph shows.
pub(super) fn question(table: &Reader<'_>, questions: &[Question]) -> Option<Key> {
    let (context, id) = (table.context, table.required_text("question")?);
    let Some(shown) = with_id(questions, &id.value).first().copied() else {
        let grids = questions.iter().filter_map(|question| question.item.as_ref());
        let mut known: Vec<&str> = grids.map(|item| item.grid.as_str()).collect();
        known.dedup();
        known.extend(questions.iter().map(|question| question.id.as_str()));
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
pub(super) fn kind(
    table: &Reader<'_>,
    question: Option<&Key>,
    questions: &[Question],
) -> Option<GraphKind> {
    let (bars, stacked) = (("bars", GraphKind::Bars), ("stacked", GraphKind::Stacked));
    let kind = table.required_word("kind", &[bars, stacked, ("dots", GraphKind::Dots)])?;
    let (id, place) = (question?, table.place("kind")?);
    let is_number = with_id(questions, id).first()?.kind == QuestionKind::Number;
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
pub(super) fn group_key(
    table: &Reader<'_>,
    question: Option<&Key>,
    questions: &[Question],
    attributes: &[Attribute],
) -> Option<Key> {
    let (context, by) = (table.context, table.text("by")?);
    accepts(table, &by, question, questions).then_some(())?;
    let is_group = |question: &&Question| question.kind.is_one_option() && question.printed;
    let keys = attributes.iter().map(|attribute| &attribute.key);
    let keys = keys.chain(questions.iter().filter(is_group).map(|question| &question.id));
    let keys: Vec<&Key> = keys.collect();
    find(context, GROUPS, &by, &keys, |key| *key).map(|key| (*key).clone())
}

/// The earlier rounds with which a graph of this question compares its figures.
pub(super) fn compared(
    table: &Reader<'_>,
    question: Option<&Key>,
    questions: &[Question],
    rounds: &[Round],
) -> Vec<Key> {
    let names = table.words("rounds").unwrap_or_default();
    let round = |name| find(table.context, "round", name, rounds, |round| &round.key);
    let Some(first) = names.first() else { return Vec::new() };
    if table.has("by") {
        let message = "a graph shows figures by group, or those of earlier rounds";
        let help = "take out `by` or `rounds`, or make two graphs";
        table.context.fault(Code::UnknownValue, first.span, message, help);
    } else if accepts(table, first, question, questions) {
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
fn accepts(
    table: &Reader<'_>,
    place: &Text,
    question: Option<&Key>,
    questions: &[Question],
) -> bool {
    let Some(id) = question else { return true };
    let item = with_id(questions, id).first().map(|first| &first.id).filter(|first| *first != id);
    if let Some(item) = item {
        let message = format!("`{id}` is a grid, whose items are compared with each other only");
        let help = format!("name one of its items: `question = \"{item}\"`");
        table.context.fault(Code::UnknownValue, place.span, message, help);
    }
    item.is_none()
}
