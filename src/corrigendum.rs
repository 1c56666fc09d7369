//! The corrigendum: all errata, for readers of the report, with location, issued text and corrected
//! text. Written as Markdown, and as a document for Word.

use std::collections::BTreeSet;

use indexmap::IndexSet;
use serde::Serialize;

use crate::change::{self, Changes, Comparable, NumberChange, note};
use crate::diagnostic::{Sources, Span};
use crate::errata::{Erratum, Status};
use crate::text::squeezed;
use crate::uses::ReportParts;
use crate::words::{Word, Words};

mod writers;

/// The maximum number of locations listed for one erratum.
const MOST_PLACES: usize = 3;

/// A corrigendum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrigendum {
    /// The title of the report; `None` if data/report.toml is invalid.
    pub report: Option<String>,
    /// The errata in the order of data/errata.toml.
    pub entries: Vec<Entry>,
}

/// An erratum as shown to readers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    #[serde(flatten)]
    erratum: Erratum,
    /// The file that it corrects.
    file: String,
    /// The one-based line in the file.
    line: usize,
    /// Its locations in the report; empty if its text is not printed itself.
    places: Vec<String>,
    /// Its impact on the printed report (numbers, labels, an order) where its own text is not what
    /// is printed.
    pub impact: Vec<note::Entry>,
}

impl Corrigendum {
    fn title(&self, words: &Words) -> String {
        match &self.report {
            Some(report) => words.say(Word::CorrigendumTitle, &[("report", report)]),
            None => words.say(Word::CorrigendumTitleBare, &[]),
        }
    }
}

impl Entry {
    /// The id of the erratum.
    pub fn id(&self) -> &str {
        &self.erratum.id
    }

    /// Its location in the report, in words; the file and line if that is unknown.
    fn place(&self, words: &Words) -> String {
        match (self.places.as_slice(), self.impact.as_slice()) {
            ([], [only]) => only.what.clone(),
            ([], _) => {
                let line = self.line.to_string();
                words.say(Word::CorrigendumLine, &[("file", &self.file), ("line", &line)])
            }
            (places, _) => places.join(&words.say(Word::ListBetweenLong, &[])),
        }
    }

    /// The issued and the corrected text, if there is a single pair; otherwise the impact show the
    /// change.
    fn reading(&self) -> Option<(&str, &str)> {
        match self.impact.as_slice() {
            [] => Some((&self.erratum.issued, &self.erratum.corrected)),
            [note::Entry { from, to, places, .. }] if places.is_empty() => {
                from.as_deref().zip(to.as_deref())
            }
            _ => None,
        }
    }

    /// The decision with its author and date, in words.
    fn decision(&self, words: &Words) -> String {
        let key = match self.erratum.status {
            Status::Applied => Word::CorrigendumApplied,
            Status::Proposed => Word::CorrigendumProposed,
            Status::Rejected => Word::CorrigendumRejected,
        };
        let mut decision = words.say(key, &[]);
        if let Some(by) = &self.erratum.by {
            let values = [("decision", decision.as_str()), ("by", by)];
            decision = words.say(Word::CorrigendumDecidedBy, &values);
        }
        if let Some(on) = self.erratum.on {
            let values = [("decision", decision.as_str()), ("date", &words.date(on))];
            decision = words.say(Word::CorrigendumDecidedOn, &values);
        }
        decision
    }
}

/// Creates the corrigendum. Each erratum is located in the first of `reports` that prints its text.
pub fn corrigendum(
    sources: &Sources,
    errata: Vec<Erratum>,
    reports: &[ReportParts<'_>],
) -> Corrigendum {
    let title = reports.first().map(|printed| printed.document.about.title.clone());
    let known: Vec<Vec<(String, Vec<Span>)>> = reports.iter().map(places).collect();
    let entry = |mut erratum: Erratum| {
        let source = sources.get(erratum.file);
        let mut places = known.iter().map(|places| standing(places, &erratum));
        let places = places.find(|places| !places.is_empty()).unwrap_or_default();
        for text in [&mut erratum.issued, &mut erratum.corrected] {
            text.truncate(text.trim_end_matches('\n').len());
        }
        let line = source.original()[..erratum.original.start].matches('\n').count() + 1;
        Entry { file: source.name.clone(), line, places, impact: Vec::new(), erratum }
    };
    Corrigendum { report: title, entries: errata.into_iter().map(entry).collect() }
}

/// Whether one of the reports prints the issued text of an erratum exactly as in the file.
pub fn is_printed(entry: &Entry, reports: &[ReportParts<'_>]) -> bool {
    let issued = squeezed(&entry.erratum.issued);
    let has = |Comparable { place, text, .. }: Comparable| {
        entry.places.contains(&place) && squeezed(&text).contains(&issued)
    };
    reports.iter().flat_map(change::passages).any(has)
}

/// The locations in a report, each with the ranges of the files on disk that its text was read
/// from.
fn places(printed: &ReportParts<'_>) -> Vec<(String, Vec<Span>)> {
    let original = |span: Span| {
        // An erratum in a template may change a condition or a tag next to the text.
        let span = match printed.sources.get(span.file).is_template() {
            true => printed.sources.line(span),
            false => span,
        };
        Span::new(span.file, printed.sources.get(span.file).original_range(span.range()))
    };
    let spans = |origins: BTreeSet<Span>| origins.into_iter().map(original).collect();
    let passages = change::passages(printed).into_iter();
    passages.map(|passage| (passage.place, spans(passage.origins))).collect()
}

/// The locations at which the text of an erratum is printed.
fn standing(places: &[(String, Vec<Span>)], erratum: &Erratum) -> Vec<String> {
    let is_here = |span: &Span| {
        span.file == erratum.file
            && span.start <= erratum.original.end
            && erratum.original.start <= span.end
    };
    let printed = places.iter().filter(|(_, spans)| spans.iter().any(is_here));
    let printed: IndexSet<&String> = printed.map(|(place, _)| place).collect();
    printed.into_iter().take(MOST_PLACES).cloned().collect()
}

/// The impact of an erratum: all differences between the report as issued and the report with the
/// erratum applied.
pub fn impact(changes: &Changes, words: &Words) -> Vec<note::Entry> {
    let others = Changes { numbers: Vec::new(), ..changes.clone() };
    let others = note::entries(&others, words);
    of_numbers(&changes.numbers, words).into_iter().chain(others).collect()
}

/// Merges numbers that shift together into one impact: "for 5 to 11 read 4 to 10".
fn of_numbers(numbers: &[NumberChange], words: &Words) -> Vec<note::Entry> {
    let whole = |text: &str| text.parse::<i64>().ok();
    let goes_on = |one: &NumberChange, next: &NumberChange| {
        let shift = |change: &NumberChange| Some(whole(&change.to)? - whole(&change.from)?);
        let follows = whole(&one.from).zip(whole(&next.from)).is_some_and(|(a, b)| b == a + 1);
        one.series == next.series && follows && shift(one) == shift(next)
    };
    let runs = numbers.chunk_by(goes_on).map(|run| {
        let (first, last) = (&run[0], &run[run.len() - 1]);
        if run.len() == 1 {
            // An item without text of its own is identified by its label.
            let what = if first.words.is_empty() { &first.from } else { &first.what };
            return note::Entry::reading(what, &first.from, &first.to);
        }
        let span =
            |a: &str, b: &str| words.say(Word::CorrigendumSpan, &[("first", a), ("last", b)]);
        let what = words.say(first.series, &[("words", &first.words)]);
        note::Entry::reading(&what, &span(&first.from, &last.from), &span(&first.to, &last.to))
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
