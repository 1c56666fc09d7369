//! What an erratum changes in the report beyond words that it names itself: numbers, labels, an order.

use serde::Serialize;

use crate::change::{Changes, NumberChange, note};

/// A change that readers see: for `from` read `to`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// What changes, or where.
    pub what: String,
    /// What was issued; absent if something is new, or only moves.
    #[serde(rename = "for")]
    pub from: Option<String>,
    /// What is right; absent if something is taken out, or only moves.
    #[serde(rename = "read")]
    pub to: Option<String>,
    /// Where it stood and stands, if it moves.
    pub places: Vec<String>,
}

/// The effects of an erratum: all that differs between the report as issued and the same with it.
pub fn effects(changes: &Changes) -> Vec<Effect> {
    let numbers = of_numbers(&changes.numbers);
    let others = Changes { numbers: Vec::new(), ..changes.clone() };
    let others = note::entries(&others).into_iter().map(|entry| {
        let (from, to) = entry.words.map_or((None, None), |words| (words.from, words.to));
        Effect { what: entry.what, from, to, places: entry.places }
    });
    numbers.into_iter().chain(others).collect()
}

/// Numbers that shift together are one effect: "for 5 to 11 read 4 to 10".
fn of_numbers(numbers: &[NumberChange]) -> Vec<Effect> {
    let whole = |text: &str| text.parse::<i64>().ok();
    let goes_on = |one: &NumberChange, next: &NumberChange| {
        let shift = |change: &NumberChange| Some(whole(&change.to)? - whole(&change.from)?);
        let follows = whole(&one.from).zip(whole(&next.from)).is_some_and(|(a, b)| b == a + 1);
        kind(one) == kind(next) && follows && shift(one) == shift(next)
    };
    let runs = numbers.chunk_by(goes_on).map(|run| {
        let (first, last) = (&run[0], &run[run.len() - 1]);
        let (what, from, to) = match run.len() {
            // What has no words of its own is known by its label.
            1 if kind(first) == first.what => {
                (first.from.clone(), first.from.clone(), first.to.clone())
            }
            1 => (first.what.clone(), first.from.clone(), first.to.clone()),
            _ => {
                let span = |a: &str, b: &str| format!("{a} to {b}");
                let words = first.what.strip_prefix(kind(first)).unwrap_or_default();
                let what = format!("numbers of {}s, from{words}", kind(first));
                (what, span(&first.from, &last.from), span(&first.to, &last.to))
            }
        };
        Effect { what, from: Some(from), to: Some(to), places: Vec::new() }
    });
    runs.collect()
}

/// What bears a number, without its words.
fn kind(number: &NumberChange) -> &str {
    number.what.split(" “").next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::of_numbers;
    use crate::change::NumberChange;

    fn number(what: &str, from: &str, to: &str) -> NumberChange {
        NumberChange { what: what.to_owned(), from: from.to_owned(), to: to.to_owned() }
    }

    #[test]
    fn numbers_that_shift_together_are_told_once() {
        let numbers = [
            number("message “a”", "5", "4"),
            number("message “b”", "6", "5"),
            number("item “c”", "7", "6"),
            number("graph “d”", "Graph X", "Graph 4"),
        ];
        let effects = of_numbers(&numbers);
        let told = effects.iter().map(|effect| {
            let words = |words: &Option<String>| words.clone().unwrap_or_default();
            format!("{}: {} → {}", effect.what, words(&effect.from), words(&effect.to))
        });
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                "numbers of messages, from “a”: 5 to 6 → 4 to 5",
                "item “c”: 7 → 6",
                "graph “d”: Graph X → Graph 4"
            ]
        );
    }
}
