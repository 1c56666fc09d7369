//! Lists and headings that break the order that the text announces.

use super::{level, taken_out};
use crate::checks::CheckContext;
use crate::diagnostic::{Code, Diagnostic, FixKind, Span};
use crate::document::{Author, Kind, Passage};
use crate::model::KeyList;

/// Phrases that announce alphabetical order.
const PROMISES: [&str; 2] = ["alphabetical order", "alphabetically"];

pub(super) fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let is_text = |passage: &Passage| {
        let is_text = matches!(passage.kind, Kind::Paragraph | Kind::Heading(_));
        is_text && passage.author == Author::Secretariat
    };
    let passages = context.passages.iter().enumerate().filter(|(_, passage)| is_text(passage));
    let found = passages.filter_map(|(at, passage)| {
        let text = passage.text.to_ascii_lowercase();
        let (start, words) = PROMISES.iter().find_map(|words| Some((text.find(words)?, words)))?;
        let promise = passage.place(context.sources, start..start + words.len());
        broken(context, promise, &ordered(context, at))
    });
    found.collect()
}

/// The passages that should be in order: the headings that follow, of one level, or a list if it
/// comes first.
fn ordered<'p>(context: &'p CheckContext<'_>, promise: usize) -> Vec<&'p Passage<'p>> {
    let rest = &context.passages[promise + 1..];
    let is_item = |passage: &&Passage| matches!(passage.kind, Kind::Item(_));
    let first = rest.iter().find(|p| is_item(p) || level(p).is_some());
    match first.and_then(level) {
        None => rest.iter().skip_while(|p| !is_item(p)).take_while(is_item).collect(),
        Some(first) => {
            let below = rest.iter().take_while(|p| level(p).is_none_or(|level| level >= first));
            below.filter(|p| level(p) == Some(first)).collect()
        }
    }
}

fn broken(
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
    let order = order(context, passages);
    let places = out.iter().filter_map(|at| {
        let place = match order {
            Some(order) => order.values().nth(*at).copied(),
            None => context.place(passages[*at]),
        };
        Some((place?, where_it_is(passages, *at, &names)))
    });
    let fix = order.and_then(|order| {
        taken_out(context.sources, "order", *order.values().next()?, FixKind::Order)
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
    let earlier = (0..at).find(|other| names[*other] > names[at]);
    let later = || (at + 1..names.len()).find(|other| names[*other] < names[at]);
    let earlier = earlier.map(|other| format!("after `{}`", passages[other].text));
    let later = || later().map(|other| format!("before `{}`", passages[other].text));
    earlier.or_else(later).unwrap_or_else(|| "elsewhere".to_owned())
}

/// The `order` in data/report.toml of the part whose practices are printed under these headings.
fn order<'p>(context: &'p CheckContext<'_>, passages: &[&Passage]) -> Option<&'p KeyList> {
    let survey = context.survey;
    let is_of = |heading: &str, key: &str| {
        survey.mechanisms.get(key).is_some_and(|mechanism| mechanism.heading.value == heading)
    };
    let parts = survey.report.parts.iter().filter(|part| part.order.len() == passages.len());
    let mut same = parts.filter(|part| {
        part.order.keys().zip(passages).all(|(key, passage)| is_of(&passage.text, key))
    });
    same.next().map(|part| &part.order)
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
