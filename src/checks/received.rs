//! Compares quotations word for word with the texts that they were taken from.
//!
//! Differences in whitespace, line breaks, hyphens and the kind of quotation mark are ignored. A
//! quotation marks omissions with `…` or `...`, and insertions with `[…]`.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, counted};
use crate::model::{Contribution, Received, Response, Survey, Text};
use units::{ComparedText, Unit, What};

mod units;

/// The maximum number of characters that an insertion replaces.
const INSERTED: usize = 60;
/// The number of consecutive matching characters that identify a place.
const TELLING: usize = 12;

/// Help for a quotation that differs.
const MARKS: &str =
    "quote what was received; mark what is left out by `…`, and what is put in by [brackets]";

/// Checks the quotations of all responses that count; `texts` maps paths to the received texts.
pub fn check(survey: &Survey, texts: &BTreeMap<String, Received>) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> = survey.responses.iter().flat_map(open).collect();
    for path in survey.responses.iter().flat_map(|response| &response.source_texts) {
        diagnostics.extend(unreadable(path, texts.get(&path.value)));
    }
    let mut sources: BTreeMap<&str, ComparedText<'_>> = BTreeMap::new();
    for quote in survey.responses.iter().flat_map(|response| &response.quotes) {
        let Some(path) = &quote.source_text else { continue };
        let Some(Received::Text(text)) = texts.get(&path.value) else { continue };
        let source = sources.entry(&path.value).or_insert_with(|| ComparedText::received(text));
        diagnostics.extend(differs(quote, path, source));
    }
    diagnostics
}

/// A finding for each answer of a response that was not understood when it was received.
fn open(response: &Response) -> impl Iterator<Item = Diagnostic> {
    response.open.iter().map(|open| {
        let mut origins = response.origins.iter();
        let origin = origins.find(|origin| origin.of.file == open.span.file);
        let file = origin.map_or("what was received", |origin| &origin.file.value);
        let message = format!("an answer of `{}` was not understood", response.mechanism);
        let help =
            format!("{} in {file}: {}; then delete the table `[[open]]`", open.place, open.what);
        Diagnostic::warning(Code::AnswerOpen, message).at(open.span, "").help(help)
    })
}

/// A note with the number of quotations without a source text; `None` if there are none.
pub fn unverified(survey: &Survey) -> Option<Diagnostic> {
    let quotes = survey.responses.iter().flat_map(|response| &response.quotes);
    let count = quotes.filter(|quote| quote.source_text.is_none()).count();
    let are = counted(count, "quotation is", "quotations are");
    let message = format!("{are} not compared with what was received");
    let note = Diagnostic::note(Code::QuotationsUnverified, message).help(
        "keep what came, as plain text, in received/KEY.txt, and name it in data/responses/KEY.toml:\n\
         source-text = \"received/KEY.txt\"",
    );
    (count > 0).then_some(note)
}

fn unreadable(path: &Text, found: Option<&Received>) -> Option<Diagnostic> {
    let (message, help) = match found {
        Some(Received::Text(_)) => return None,
        Some(Received::Refused(why)) => return Some(why.clone().at(path.span, "")),
        Some(Received::NoText) => (
            format!("`{}` is no plain text", path.value),
            "save what was received as plain text (in Word: File, Save as, Plain Text)",
        ),
        Some(Received::Missing) | None => (
            format!("there is no file `{}`", path.value),
            "put what was received there, as plain text; or take the line out: then the quotations are not compared",
        ),
    };
    Some(Diagnostic::error(Code::SourceText, message).at(path.span, "").help(help))
}

/// Reports the first difference between a quotation and its source, if there is one.
fn differs(quote: &Contribution, path: &Text, source: &ComparedText<'_>) -> Option<Diagnostic> {
    let given = quote.original.as_ref().unwrap_or(&quote.text);
    let quotation = ComparedText::quotation(&given.value);
    let difference = first_difference(&quotation, source)?;
    let written = quotation.range(&difference.printed);
    let place = given.place(written.start, written.end);
    let message = format!("a quotation is not in `{}` word for word", path.value);
    let warning = Diagnostic::warning(Code::QuotationDiffers, message);
    Some(match &difference.received {
        Some(received) => warning.at(place, "differs here").help(format!(
            "{} {}\nthe source has:    {} (line {})\n{MARKS}",
            if quote.original.is_some() { "`text` has:       " } else { "the report prints:" },
            quotation.excerpt(&difference.printed),
            source.excerpt(received),
            source.line(received)
        )),
        None => warning.at(place, "what was received does not contain these words").help(MARKS),
    })
}

/// The first difference of a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Difference {
    /// The units of the quotation that differ.
    printed: Range<usize>,
    /// The units of the text in the same place; `None` if the place is unknown.
    received: Option<Range<usize>>,
}

/// The first difference between the quotation and the text; `None` if the text contains the
/// quotation. Matches the quotation at all places of the text at once.
fn first_difference(quotation: &ComparedText<'_>, text: &ComparedText<'_>) -> Option<Difference> {
    let (printed, received) = (&quotation.units, &text.units);
    let mut places: Vec<usize> = (0..=received.len()).collect();
    // The first unit after the last omission, and how many characters matched since.
    let (mut segment, mut run) = (0, 0);
    for (index, unit) in printed.iter().enumerate() {
        places = match unit.what {
            What::Character(_) => {
                let fits =
                    |place: &usize| received.get(*place).is_some_and(|it| it.what == unit.what);
                let next = places.iter().copied().filter(fits).map(|place| place + 1);
                let next: Vec<usize> = next.collect();
                if next.is_empty() {
                    let start = word_start(printed, index).max(segment);
                    let place = places.first().filter(|_| run >= TELLING).map(|place| {
                        let place = place.saturating_sub(index - start);
                        word_start(received, place)..word_end(received, place)
                    });
                    let start = if place.is_some() { start } else { segment };
                    let printed = start..word_end(printed, index);
                    return Some(Difference { printed, received: place });
                }
                run += 1;
                next
            }
            What::Omission => {
                (segment, run) = (index + 1, 0);
                (places.first().copied().unwrap_or(received.len())..=received.len()).collect()
            }
            What::Insertion => inserted(&places, received.len()),
        };
    }
    None
}

/// All places at which the text can continue after an insertion.
fn inserted(places: &[usize], end: usize) -> Vec<usize> {
    let mut reached: Vec<usize> = Vec::new();
    for place in places {
        let first = reached.last().map_or(*place, |last| (*place).max(last + 1));
        reached.extend(first..=(place + INSERTED).min(end));
    }
    reached
}

/// The first unit of the word that contains a unit.
fn word_start(units: &[Unit], unit: usize) -> usize {
    let before = units.get(..=unit).unwrap_or(units);
    before.iter().rposition(|unit| unit.begins).unwrap_or(0)
}

/// The unit after the word that contains a unit.
fn word_end(units: &[Unit], unit: usize) -> usize {
    let next = (unit + 1..units.len()).find(|next| units[*next].begins);
    next.unwrap_or(units.len())
}

#[cfg(test)]
mod tests {
    use super::first_difference;
    use super::units::ComparedText;

    const TEXT: &str = "Dear all,\n\nOur process was created in 2008. We trust one an-\nother, and we meet each year; \
                        it is “most useful”, as States say.\nYours";

    /// The printed and the received words around the first difference, if there is one.
    fn difference(quotation: &str) -> Option<(String, Option<String>)> {
        let (quotation, text) = (ComparedText::quotation(quotation), ComparedText::received(TEXT));
        let found = first_difference(&quotation, &text)?;
        let received = found.received.map(|received| text.excerpt(&received));
        Some((quotation.excerpt(&found.printed), received))
    }

    #[test]
    fn a_quotation_may_omit_and_insert() {
        let quotations = [
            "We trust one another, and we meet each year; it is 'most useful'",
            "We trust one another … it is “most useful”",
            "... [The] process was created in 2008. [...] we meet [there] each year...",
            "[Their] process was created in 2008.\n\nWe *trust* one another",
            "",
        ];
        for quotation in quotations {
            assert_eq!(difference(quotation), None, "{quotation}");
        }
    }

    #[test]
    fn the_first_difference_is_told() {
        let found = difference("We trust one another, and they meet each year").expect("one");
        assert_eq!(found.0, "…trust one another, and they meet each year");
        assert_eq!(found.1.as_deref(), Some("…one an- other, and we meet each year; it…"));
    }

    #[test]
    fn words_in_another_order_differ() {
        let found = difference("it is most useful … we meet each year").expect("one");
        assert_eq!((found.0.as_str(), found.1), ("…is most useful … we meet each year", None));
    }

    #[test]
    fn words_from_elsewhere_have_no_place() {
        assert_eq!(difference("Quite another matter").expect("one").1, None);
    }
}
