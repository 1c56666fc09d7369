//! Searches a text for a quotation and finds the first difference.

use std::ops::Range;

use super::units::{ComparedText, Unit, What};

/// The maximum number of characters that an insertion replaces.
const INSERTED: usize = 60;
/// The number of consecutive matching characters that identify a place.
const TELLING: usize = 12;
/// The number of words at which the search tries to resume after a difference.
const TRIED: usize = 40;

/// The first difference of a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// The units of the quotation that differ.
    pub(super) printed: Range<usize>,
    /// The units of the text in the same place; `None` if the place is unknown.
    pub(super) received: Option<Range<usize>>,
}

/// The first difference between the quotation and the text; `None` if the text contains the
/// quotation.
pub(super) fn first_difference(
    quotation: &ComparedText,
    text: &ComparedText,
) -> Option<Difference> {
    let (printed, received) = (&quotation.units, &text.units);
    let reached = follow(printed, received, 0, (0..=received.len()).collect());
    if reached.unit == printed.len() {
        return None;
    }
    let unit = word_start(printed, reached.unit).max(reached.segment);
    if reached.run >= TELLING {
        let at = reached.places.first().copied().unwrap_or(received.len());
        let at = at.saturating_sub(reached.unit - unit);
        return Some(Difference {
            printed: unit..word_end(printed, reached.unit),
            received: Some(word_start(received, at)..word_end(received, at)),
        });
    }
    Some(found_again(printed, received, &reached).unwrap_or(Difference {
        printed: reached.segment..word_end(printed, reached.unit),
        received: None,
    }))
}

/// The end of the longest match of a quotation.
struct Reached {
    /// The first unit that matches nowhere.
    unit: usize,
    /// The units of the text at which a match would have to continue.
    places: Vec<usize>,
    /// The first unit after the last omission.
    segment: usize,
    /// The earliest unit of the text at which this segment can start.
    earliest: usize,
    /// The number of consecutive characters that matched.
    run: usize,
}

/// Matches the units from `first` on, at all candidate places of the text at once.
fn follow(printed: &[Unit], received: &[Unit], first: usize, places: Vec<usize>) -> Reached {
    let earliest = places.first().copied().unwrap_or(0);
    let mut reached = Reached { unit: first, places, segment: first, earliest, run: 0 };
    while let Some(unit) = printed.get(reached.unit) {
        let places = match unit.what {
            What::Character(character) => {
                let fits = |place: &usize| {
                    received.get(*place).is_some_and(|u| u.what == What::Character(character))
                };
                let next: Vec<usize> =
                    reached.places.iter().copied().filter(fits).map(|place| place + 1).collect();
                if next.is_empty() {
                    return reached;
                }
                reached.run += 1;
                next
            }
            What::Omission => {
                reached.earliest = reached.places.first().copied().unwrap_or(received.len());
                (reached.segment, reached.run) = (reached.unit + 1, 0);
                (reached.earliest..=received.len()).collect()
            }
            What::Insertion => inserted(&reached.places, received.len()),
        };
        reached.places = places;
        reached.unit += 1;
    }
    reached
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

/// The difference, where too little matches to identify a place: resumes at later words of the
/// quotation and works back.
fn found_again(printed: &[Unit], received: &[Unit], reached: &Reached) -> Option<Difference> {
    let end = (reached.segment..printed.len()).find(|unit| printed[*unit].what == What::Omission);
    let segment = &printed[..end.unwrap_or(printed.len())];
    let starts = (reached.segment + 1..segment.len()).filter(|unit| segment[*unit].begins);
    for start in starts.take(TRIED) {
        let again = follow(segment, received, start, (reached.earliest..=received.len()).collect());
        if again.run < TELLING {
            continue;
        }
        // Counting back from the match assumes that no insertion replaced more or less text in
        // between.
        let place = again.places.first()?.checked_sub(again.unit - start)?;
        let words = segment[reached.segment..start].iter().filter(|unit| unit.begins).count();
        let begins = (reached.earliest..place).rev().filter(|unit| received[*unit].begins);
        let before = begins.take(words).last().unwrap_or(place);
        return Some(Difference { printed: reached.segment..start, received: Some(before..place) });
    }
    None
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
    use crate::checks::received::units::ComparedText;

    const TEXT: &str = "Dear all,\n\nOur process was created in 2008. We trust one an-\nother, and we meet each year; \
                        it is “most useful”, as States say.\nYours";

    /// The printed and the received words around the first difference, if there is one.
    fn difference(quotation: &str) -> Option<(String, Option<String>)> {
        let (quotation, text) =
            (ComparedText::of_markdown(quotation), ComparedText::of_plain(TEXT));
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
    fn a_difference_in_the_first_words_is_told() {
        let found = difference("They trust one another, and we meet").expect("one");
        assert_eq!(found.0, "They trust one another, and…");
        assert_eq!(found.1.as_deref(), Some("…was created in 2008. We trust one an- other,…"));
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
