//! The impact of an erratum on parts of the report other than its own text: numbers, labels, an
//! order.

use crate::change::note::{self, Entry};
use crate::change::{Changes, NumberChange};
use crate::words::{Word, Words};

/// The impact of an erratum: all differences between the report as issued and the report with the
/// erratum applied.
pub fn impact(changes: &Changes, words: &Words) -> Vec<Entry> {
    let others = Changes { numbers: Vec::new(), ..changes.clone() };
    let others = note::entries(&others, words);
    of_numbers(&changes.numbers, words).into_iter().chain(others).collect()
}

/// Merges numbers that shift together into one impact: "for 5 to 11 read 4 to 10".
fn of_numbers(numbers: &[NumberChange], words: &Words) -> Vec<Entry> {
    let whole = |text: &str| text.parse::<i64>().ok();
    let goes_on = |one: &NumberChange, next: &NumberChange| {
        let shift = |change: &NumberChange| Some(whole(&change.to)? - whole(&change.from)?);
        let follows = whole(&one.from).zip(whole(&next.from)).is_some_and(|(a, b)| b == a + 1);
        one.series == next.series && follows && shift(one) == shift(next)
    };
    let runs = numbers.chunk_by(goes_on).map(|run| {
        let (first, last) = (&run[0], &run[run.len() - 1]);
        let (what, from, to) = match run.len() {
            // An item without text of its own is identified by its label.
            1 if first.words.is_empty() => {
                (first.from.clone(), first.from.clone(), first.to.clone())
            }
            1 => (first.what.clone(), first.from.clone(), first.to.clone()),
            _ => {
                let span = |a: &str, b: &str| {
                    words.say(Word::CorrigendumSpan, &[("first", a), ("last", b)])
                };
                let what = words.say(first.series, &[("words", &first.words)]);
                (what, span(&first.from, &last.from), span(&first.to, &last.to))
            }
        };
        Entry { what, from: Some(from), to: Some(to), is_reading: true, ..Entry::default() }
    });
    runs.collect()
}

#[cfg(test)]
mod tests {
    use super::of_numbers;
    use crate::change::NumberChange;
    use crate::diagnostic::Sources;
    use crate::words::{self, Word};

    fn number(series: Word, words: &str, from: &str, to: &str) -> NumberChange {
        let what = format!("The number of {words}");
        let [words, from, to] = [words, from, to].map(str::to_owned);
        NumberChange { series, words, what, from, to }
    }

    #[test]
    fn numbers_that_shift_together_are_told_once() {
        let words = words::read(&Sources::default()).0.expect("words without fault");
        let numbers = [
            number(Word::CorrigendumNumbersMessages, "a", "5", "4"),
            number(Word::CorrigendumNumbersMessages, "b", "6", "5"),
            number(Word::CorrigendumNumbersItems, "c", "7", "6"),
            number(Word::CorrigendumNumbersGraphs, "d", "Graph X", "Graph 4"),
            number(Word::CorrigendumNumbersGraphs, "", "Graph Y", "Graph 5"),
        ];
        let impact = of_numbers(&numbers, &words);
        let told = impact.iter().map(|impact| {
            let words = |words: &Option<String>| words.clone().unwrap_or_default();
            format!("{}: {} → {}", impact.what, words(&impact.from), words(&impact.to))
        });
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                "numbers of messages, from “a”: 5 to 6 → 4 to 5",
                "The number of c: 7 → 6",
                "The number of d: Graph X → Graph 4",
                "Graph Y: Graph Y → Graph 5"
            ]
        );
    }
}
