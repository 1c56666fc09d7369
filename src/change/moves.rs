//! Detects passages that moved to another place.

use std::collections::BTreeSet;

use super::TextChange;
use super::comparable::{Comparable, Kind};
use crate::align::Step;
use crate::words::{Word, Words};

/// Joins each removed passage with an added passage that is the same. Returns the newer index of
/// each pair.
pub(super) fn pair(
    steps: &mut Vec<Step>,
    is_same: impl Fn(usize, usize) -> bool,
) -> BTreeSet<usize> {
    let old = |step: &Step| if let Step::Before(old) = step { Some(*old) } else { None };
    let mut gone: Vec<usize> = steps.iter().filter_map(old).collect();
    let mut moved = BTreeSet::new();
    for step in &mut *steps {
        let Step::After(new) = *step else { continue };
        if let Some(at) = gone.iter().position(|old| is_same(*old, new)) {
            *step = Step::Both(gone.remove(at), new);
            moved.insert(new);
        }
    }
    steps.retain(|step| old(step).is_none_or(|old| gone.contains(&old)));
    moved
}

/// Reports that an unchanged passage moved; `behind` are the passages before its old and its new
/// place. Returns `None` if the place has the same description, or if the passage only moved with
/// its graph, which is reported.
pub(super) fn change(
    old: &Comparable,
    new: &Comparable,
    behind: [Option<&Comparable>; 2],
    words: &Words,
) -> Option<TextChange> {
    let moves_with_graph = |behind: &Option<&Comparable>| {
        new.kind == Kind::Graph && behind.is_some_and(|behind| behind.graph == new.graph)
    };
    if behind.iter().all(moves_with_graph) {
        return None;
    }
    // If both places have the same description, the passage before adds detail: first its place,
    // then its words.
    let after = |detail: fn(&Comparable, &Words) -> String| {
        [(old, behind[0]), (new, behind[1])].map(|(own, behind)| match behind {
            None => own.place.clone(),
            Some(behind) => {
                let behind = detail(behind, words);
                words.say(Word::PlaceAfter, &[("place", &own.place), ("other", &behind)])
            }
        })
    };
    let mut places =
        [[old, new].map(|own| own.place.clone()), after(landmark), after(quoted)].into_iter();
    let [before, now] = places.find(|[before, now]| before != now)?;
    let first = first_words(if new.kind == Kind::Graph { &new.place } else { &new.text });
    Some(TextChange::new([Some(&before), Some(&now)], [Some(&first); 2]))
}

/// Describes a passage as a landmark for the one after it.
fn landmark(passage: &Comparable, words: &Words) -> String {
    match passage.kind {
        Kind::Heading => words.say(Word::PlaceTheHeading, &[("heading", &quoted(passage, words))]),
        _ => passage.place.clone(),
    }
}

/// The first words of a passage, quoted.
fn quoted(passage: &Comparable, words: &Words) -> String {
    if passage.kind == Kind::Graph {
        return passage.place.clone();
    }
    let first = first_words(&passage.text);
    words.say(Word::PlaceQuoted, &[("words", without_marks(&first, words))])
}

/// A text without the quotation marks that the tool puts around it.
pub(super) fn without_marks<'t>(text: &'t str, words: &Words) -> &'t str {
    let [open, close] =
        [Word::QuotationOpen, Word::QuotationClose].map(|mark| words.say(mark, &[]));
    text.trim_start_matches(open.as_str()).trim_end_matches(close.as_str())
}

/// The first words of a text, with an ellipsis if it is longer.
pub(super) fn first_words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.len() {
        0..=8 => words.join(" "),
        _ => format!("{} …", words[..7].join(" ")),
    }
}
