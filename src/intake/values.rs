//! Values of cells: ticks, days, numbers and options, as people and form tools write them.

use jiff::civil::Date;

use crate::figure::Key;
use crate::model::{Choice, Question};
use crate::text::{possible_days, squeezed};

/// Boxes that are ticked, and boxes that are not.
const ON: [char; 7] = ['☒', '☑', '✓', '✔', '✗', '■', '🗹'];
const OFF: [char; 2] = ['☐', '□'];

/// Words for a box that is ticked, and for one that is not.
const TICKED: [&str; 6] = ["1", "y", "yes", "checked", "x", "true"];
const UNTICKED: [&str; 5] = ["0", "n", "no", "unchecked", "false"];

/// Whether a box is ticked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tick {
    /// It is.
    On,
    /// It is not.
    Off,
    /// It cannot be said.
    Unclear,
}

/// Whether a box is ticked, given all text in and beside it, and its state. What is typed counts more than the box; a box
/// whose sign differs from its state is unclear.
pub(super) fn tick(text: &str, state: Option<bool>) -> Tick {
    let is_on = text.contains(ON);
    let typed: String = text.chars().filter(|c| !ON.contains(c) && !OFF.contains(c)).collect();
    let typed = typed.to_lowercase();
    match typed.trim_matches(|c: char| c.is_whitespace() || "[]()".contains(c)) {
        "" if state.is_some_and(|state| state != is_on) => Tick::Unclear,
        "" if is_on => Tick::On,
        "" => Tick::Off,
        typed if TICKED.contains(&typed) => Tick::On,
        typed if UNTICKED.contains(&typed) && !is_on => Tick::Off,
        _ => Tick::Unclear,
    }
}

/// A title or value in the form in which these are compared: white space and case are ignored.
pub(super) fn plain(text: &str) -> String {
    squeezed(text).to_lowercase()
}

/// Whether two titles or values are the same, apart from white space and case.
pub(super) fn same_text(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

/// The possible readings of a date, with or without a time.
pub(super) fn days_in(text: &str) -> Vec<Date> {
    let is_day = |word: &&str| !word.contains(':') || word.contains('T');
    let words: Vec<&str> = text.split_whitespace().take_while(is_day).collect();
    possible_days(&words.join(" "))
}

/// The option with this key, title or value.
pub(super) fn find_option<'q>(question: &'q Question, text: &str) -> Option<&'q Key> {
    let is_named = |option: &&Choice| {
        same_text(&option.key.value, text)
            || same_text(&option.title.value, text)
            || option.value.is_some_and(|value| text.parse() == Ok(value))
    };
    question.options.iter().find(is_named).map(|option| &option.key.value)
}

/// The option of a question that respondents name in their own words.
pub(super) fn other_option(question: &Question) -> Option<&Key> {
    question.options.iter().find(|option| option.is_other).map(|option| &option.key.value)
}
