//! Gaps and repetitions in the numbers of lists and headings, and lists and headings that break the
//! order that the text announces.

use std::cmp::Ordering;

use super::{WITHOUT_GAPS, taken_out};
use crate::checks::{CheckContext, first_place, grouped};
use crate::diagnostic::{Code, Diagnostic, Fix, Span};
use crate::document::{Author, Block, Item, Kind, List, Passage};
use crate::model::{KeyList, Text};

/// The greatest number of a heading; greater ones are assumed to be years.
const GREATEST: u64 = 99;

pub(super) fn numbers(context: &CheckContext<'_>) -> Vec<Diagnostic> {
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
    let places = found.labels.iter().map(|label| label.span);
    let issued = places.filter(|place| context.sources.slice(*place).parse::<u64>().is_ok());
    let out = |place| taken_out(context.sources, "message-number", place, WITHOUT_GAPS);
    let fixes: Vec<Fix> = issued.filter_map(out).collect();
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
    // The first and the last missing number.
    let mut missing: Option<(u64, u64)> = None;
    for ((before, first), (number, place)) in numbers.iter().zip(numbers.iter().skip(1)) {
        let said = match number.cmp(before) {
            Ordering::Greater if *number == before + 1 => continue,
            Ordering::Greater => {
                missing = Some((missing.map_or(before + 1, |(first, _)| first), number - 1));
                format!("after number {before}, this is number {number}")
            }
            Ordering::Equal => format!("number {number} again"),
            Ordering::Less => format!("number {number} after number {before}"),
        };
        places.push((*place, said, *first));
    }
    let (_, said, first) = places.first()?;
    let message = match missing {
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

/// Phrases that announce alphabetical order.
const PROMISES: [&str; 2] = ["alphabetical order", "alphabetically"];

pub(super) fn order(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let is_text = |passage: &Passage| {
        let is_text = matches!(passage.kind, Kind::Paragraph | Kind::Heading(_));
        is_text && passage.author == Author::Secretariat
    };
    let passages = context.passages.iter().enumerate().filter(|(_, passage)| is_text(passage));
    let found = passages.filter_map(|(at, passage)| {
        let text = passage.text.to_ascii_lowercase();
        let (start, words) = PROMISES.iter().find_map(|words| Some((text.find(words)?, words)))?;
        let promise = passage.place(context.sources, start..start + words.len());
        out_of_promised_order(context, promise, &ordered(context, at))
    });
    found.collect()
}

/// The passages that should be in order: the headings that follow, of one level, or a list if it
/// comes first.
fn ordered<'p>(context: &'p CheckContext<'_>, promise: usize) -> Vec<&'p Passage<'p>> {
    let rest = &context.passages[promise + 1..];
    let is_item = |passage: &&Passage| matches!(passage.kind, Kind::Item(_));
    let level = Passage::heading_level;
    let first = rest.iter().find(|p| is_item(p) || level(p).is_some());
    match first.and_then(level) {
        None => rest.iter().skip_while(|p| !is_item(p)).take_while(is_item).collect(),
        Some(first) => {
            let below = rest.iter().take_while(|p| level(p).is_none_or(|level| level >= first));
            below.filter(|p| level(p) == Some(first)).collect()
        }
    }
}

fn out_of_promised_order(
    context: &CheckContext<'_>,
    promise: Option<Span>,
    passages: &[&Passage],
) -> Option<Diagnostic> {
    let names: Vec<String> = passages.iter().map(|passage| sorted_by(&passage.text)).collect();
    let out = out_of_order(&names);
    let first = out.first()?;
    let message = format!(
        "the text promises the order of the alphabet, but `{}` comes {}",
        passages[*first].text,
        where_it_is(passages, *first, &names),
    );
    let order = promised_order(context, passages);
    let places = out.iter().filter_map(|at| {
        let place = match order {
            Some(order) => order.values().nth(*at).copied(),
            None => context.place(passages[*at]),
        };
        Some((place?, where_it_is(passages, *at, &names)))
    });
    let fix = order.and_then(|order| {
        let why = "the text promises the order of the alphabet";
        taken_out(context.sources, "order", *order.values().next()?, why)
    });
    let warning = Diagnostic::warning(Code::OrderBroken, message)
        .at_each(promise.map(|place| (place, "promised here")))
        .at_each(places)
        .fix(fix);
    Some(warning.help(match order {
        Some(_) => "take this `order` out of data/report.toml: they then follow the alphabet",
        None => "put them in order, or take the promise out",
    }))
}

/// The sort key of a name: its letters, digits and spaces, in lower case.
fn sorted_by(text: &str) -> String {
    let plain = text.chars().filter(|c| c.is_alphanumeric() || *c == ' ');
    plain.collect::<String>().to_lowercase()
}

/// The smallest set of names to move so that the others are in order.
fn out_of_order(names: &[String]) -> Vec<usize> {
    // For each name, the length of the longest ordered subsequence that ends with it, and the name
    // before it.
    let mut rows: Vec<(usize, Option<usize>)> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let before = (0..at).filter(|earlier| names[*earlier] <= *name);
        let best = before.max_by_key(|earlier| rows[*earlier].0);
        rows.push((1 + best.map_or(0, |best| rows[best].0), best));
    }
    let mut kept = vec![false; names.len()];
    let mut at = (0..names.len()).max_by_key(|at| rows[*at].0);
    while let Some(own) = at {
        kept[own] = true;
        at = rows[own].1;
    }
    (0..names.len()).filter(|at| !kept[*at]).collect()
}

/// Describes the position of a misplaced name: after a name that should follow it, or before one
/// that it should follow.
fn where_it_is(passages: &[&Passage], at: usize, names: &[String]) -> String {
    let earlier = (0..at).find(|other| names[*other] > names[at]).map(|other| ("after", other));
    let later = || (at + 1..names.len()).find(|other| names[*other] < names[at]);
    let other = earlier.or_else(|| Some(("before", later()?)));
    other.map_or_else(String::new, |(side, other)| format!("{side} `{}`", passages[other].text))
}

/// The `order` in data/report.toml of the part whose practices are printed under these headings.
fn promised_order<'p>(context: &'p CheckContext<'_>, passages: &[&Passage]) -> Option<&'p KeyList> {
    let mechanisms = &context.survey.mechanisms;
    let headings = passages.iter().map(|passage| passage.text.as_str());
    let mut orders = context.survey.report.parts.iter().map(|part| &part.order);
    orders.find(|order| {
        let keys = order.keys().filter_map(|key| mechanisms.get(key));
        headings.clone().eq(keys.map(|mechanism| mechanism.heading.value.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::out_of_order;

    #[test]
    fn the_fewest_are_out_of_order() {
        let names = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(out_of_order(&names("a b c")).is_empty());
        assert_eq!(out_of_order(&names("a d b c")), [1]);
        assert_eq!(out_of_order(&names("b c d a")), [3]);
    }
}
