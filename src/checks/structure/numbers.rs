//! Gaps and repetitions in the numbers of lists and headings.

use std::cmp::Ordering;
use std::ops::RangeInclusive;

use super::taken_out;
use crate::checks::{CheckContext, first_place, grouped};
use crate::diagnostic::{Code, Diagnostic, Fix, FixKind, Span};
use crate::document::{Block, Item, List};
use crate::model::Text;

/// The greatest number of a heading; greater ones are assumed to be years.
const GREATEST: u64 = 99;

pub(super) fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let lists = context.document().all_blocks().into_iter().filter_map(|block| {
        let Block::List(list) = block else { return None };
        of_list(context, list)
    });
    lists.chain(of_headings(context)).collect()
}

/// A number and its place.
type Numbered = (u64, Option<Span>);

fn of_list(context: &CheckContext<'_>, list: &List) -> Option<Diagnostic> {
    let numbers = list.items.iter().filter_map(|item| Some((item.number?, place(context, item))));
    let found = broken("a list", &numbers.collect::<Vec<_>>())?;
    // If a number as issued makes the gap, removing it is the only possible fix.
    let points = context.survey.report.points.iter();
    let issued: Vec<Span> =
        points.filter_map(|point| Some(point.message_number.as_ref()?.span)).collect();
    let places = found.labels.iter().map(|label| label.span).filter(|place| issued.contains(place));
    let out = |place| taken_out(context.sources, "message-number", place, FixKind::Numbering);
    let fixes: Vec<Fix> = places.filter_map(out).collect();
    Some(found.fix(fixes))
}

/// The place where the number of a message is set, or else that of its first words.
fn place(context: &CheckContext<'_>, item: &Item) -> Option<Span> {
    let words = item.blocks.iter().find_map(|block| match block {
        Block::Paragraph(content) => first_place(content),
        _ => None,
    })?;
    let is_own = |message: &Text| message.span.contains(words);
    let mut points = context.survey.report.points.iter();
    let own = points.find(|point| point.message.as_ref().is_some_and(is_own));
    let number = own.and_then(|point| point.message_number.as_ref());
    Some(number.map_or(words, |number| number.span))
}

/// Headings below the same parent that start alike, such as `Point 1.` and `Point 3.`.
fn of_headings(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let siblings = context.sibling_headings().into_iter();
    let found = siblings.flat_map(|(_, headings)| {
        let numbers = headings.into_iter().filter_map(|heading| {
            let (beginning, number) = numbered(context, &heading.text)?;
            Some((beginning.to_lowercase(), (beginning, (number, context.place(heading)))))
        });
        let broken = grouped(numbers).into_iter().filter_map(|(_, series)| {
            let what = match series[0].0.as_str() {
                "" => "the headings".to_owned(),
                beginning => format!("the headings `{beginning} …`"),
            };
            broken(&what, &series.into_iter().map(|(_, number)| number).collect::<Vec<_>>())
        });
        broken.collect::<Vec<_>>()
    });
    found.collect()
}

/// The words before the number of a heading, and the number: `Point 3. Trust`. Labels of options,
/// such as goals, don't count.
fn numbered(context: &CheckContext<'_>, text: &str) -> Option<(String, u64)> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let (beginning, rest) = text.split_at(start);
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    let number = rest[..end].parse().ok().filter(|number| *number <= GREATEST)?;
    let label = text[..start + end].to_lowercase();
    let mut labels = context.survey.options().filter_map(|option| option.label.as_ref());
    let is_option = labels.any(|known| known.to_lowercase() == label);
    let is_words = beginning.chars().all(|c| c.is_alphabetic() || c == ' ');
    let is_number = rest[end..].starts_with(['.', ':', ')', ' '])
        && !rest[end + 1..].starts_with(|c: char| c.is_ascii_digit());
    let short = beginning.split(' ').count() <= 3;
    (is_words && is_number && short && !is_option)
        .then(|| (beginning.trim_end().to_owned(), number))
}

/// One finding for all faults in the numbers of a series.
fn broken(what: &str, numbers: &[Numbered]) -> Option<Diagnostic> {
    let mut places = Vec::new();
    // Ranges, because a list of all missing numbers could be as long as the greatest number.
    let mut missing: Vec<RangeInclusive<u64>> = Vec::new();
    for ((before, first), (number, place)) in numbers.iter().zip(numbers.iter().skip(1)) {
        let said = match number.cmp(before) {
            Ordering::Greater if *number == before + 1 => continue,
            Ordering::Greater => format!("after number {before}, this is number {number}"),
            Ordering::Equal => format!("number {number} again"),
            Ordering::Less => format!("number {number} after number {before}"),
        };
        missing.extend((before + 1 < *number).then(|| before + 1..=number - 1));
        places.push((*place, said, *first));
    }
    let (_, said, first) = places.first()?;
    let ends = missing.first().zip(missing.last()).map(|(first, last)| (first.start(), last.end()));
    let message = match ends {
        None => format!("the numbers of {what} do not go on: {said}"),
        Some((first, last)) if first == last => format!("number {first} is missing in {what}"),
        Some((first, last)) => format!("numbers {first} to {last} are missing in {what}"),
    };
    let first = first.map(|place| (place, "the one before"));
    let warning = Diagnostic::warning(Code::NumberGap, message)
        .at_each(places.iter().filter_map(|(place, said, _)| Some(((*place)?, said))))
        .at_each(first);
    Some(warning.help("number without gaps, or put in what is missing"))
}
