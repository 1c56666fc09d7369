//! Pairs the paragraphs of the report as sent with those of a returned document: by their texts, with the help of the
//! bookmarks around passages that are still there.

use std::collections::BTreeSet;

use super::lines::{BaseLine, Line, ReturnedLine};
use crate::align::{Bag, Step, align};

/// The least likeness of two versions of a paragraph.
const LEAST_ALIKE: f64 = 0.45;
/// The least likeness of a paragraph that was moved.
const MOVED: f64 = 0.8;
/// The least part of a paragraph's words that another must have for the paragraph to be a part of it.
const PART: f64 = 0.6;
/// The fewest words of a part.
const FEWEST_WORDS: usize = 3;

/// Lines that correspond to each other; one of them to several, if it was split or they were merged.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    /// The lines as sent, by index, in order.
    pub(super) old: Vec<usize>,
    /// The returned lines, by index, in order.
    pub(super) new: Vec<usize>,
    /// Whether it was moved.
    pub(super) is_moved: bool,
}

/// The correspondence of two documents.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairing {
    /// The pairs.
    pub(super) pairs: Vec<Pair>,
    /// The lines as sent that are gone.
    pub(super) removed: Vec<usize>,
    /// The returned lines that are new.
    pub(super) added: Vec<usize>,
}

/// Pairs the lines of two documents.
pub(super) fn pair(old: &[BaseLine], new: &[ReturnedLine<'_>]) -> Pairing {
    let bookmarks: Vec<BTreeSet<usize>> =
        new.iter().map(|line| line.bookmarks().collect()).collect();
    let is_bookmarked = |base: usize, returned: usize| {
        old[base].pieces.iter().any(|piece| bookmarks[returned].contains(&piece.passage))
    };
    let likeness = |base: usize, returned: usize| {
        let (first, second) = (&old[base].line, &new[returned].line);
        let is_other_cell = first.cell.is_some()
            && first.cell.map(|cell| cell.column) != second.cell.map(|cell| cell.column);
        if is_other_cell || first.is_note != second.is_note {
            return None;
        }
        let alike = alike(first, second);
        let alike = if first.cell.is_some() { alike.max(0.05) + LEAST_ALIKE } else { alike };
        let alike = if is_bookmarked(base, returned) { alike + LEAST_ALIKE } else { alike };
        Some(alike).filter(|alike| *alike >= LEAST_ALIKE)
    };
    // A paragraph that is tracked as moved is found after all others.
    let moved: Vec<bool> = new.iter().map(ReturnedLine::is_moved).collect();
    let before: Vec<_> =
        old.iter().map(|base| (base.line.is_note, false, base.line.key.as_str())).collect();
    let after = new.iter().zip(&moved);
    let after: Vec<_> =
        after.map(|(line, moved)| (line.line.is_note, *moved, line.line.key.as_str())).collect();
    let in_place =
        |base: usize, returned: usize| likeness(base, returned).filter(|_| !moved[returned]);
    let mut pairing = Pairing::default();
    for step in align(&before, &after, in_place) {
        match step {
            Step::Both(base, returned) => pairing.add(base, returned, false),
            Step::Before(base) => pairing.removed.push(base),
            Step::After(returned) => pairing.added.push(returned),
        }
    }
    pairing.moves(|base, returned| {
        let (first, second) = (&old[base].line, &new[returned].line);
        let is_one =
            first.cell.is_none() && second.cell.is_none() && first.is_note == second.is_note;
        let is_long = first.bag.count() >= FEWEST_WORDS;
        let least = if is_bookmarked(base, returned) { LEAST_ALIKE } else { MOVED };
        let alike = first.bag.likeness(&second.bag);
        (is_one && is_long && alike >= least).then_some(alike)
    });
    pairing.parts(old, new);
    pairing.pairs.sort_by_key(|pair| pair.old[0]);
    pairing
}

/// How alike two lines are, also if one is a part of the other.
fn alike(one: &Line, other: &Line) -> f64 {
    let fewest = one.bag.count().min(other.bag.count());
    let part = match fewest < FEWEST_WORDS {
        true => 0.0,
        false => one.bag.common(&other.bag) as f64 / fewest as f64,
    };
    one.bag.likeness(&other.bag).max(part * 0.7)
}

impl Pairing {
    fn add(&mut self, base: usize, returned: usize, is_moved: bool) {
        self.pairs.push(Pair { old: vec![base], new: vec![returned], is_moved });
    }

    /// Pairs removed lines with added ones in another place, the most alike first.
    fn moves(&mut self, likeness: impl Fn(usize, usize) -> Option<f64>) {
        loop {
            let all = self
                .removed
                .iter()
                .flat_map(|base| self.added.iter().map(move |returned| (*base, *returned)));
            let alike = all
                .filter_map(|(base, returned)| Some((likeness(base, returned)?, base, returned)));
            let Some((_, base, returned)) = alike.max_by(|one, other| one.0.total_cmp(&other.0))
            else {
                return;
            };
            self.removed.retain(|line| *line != base);
            self.added.retain(|line| *line != returned);
            self.add(base, returned, true);
        }
    }

    /// Adds lines to the pairs beside them that contain their words: parts of split and merged paragraphs.
    fn parts(&mut self, old: &[BaseLine], new: &[ReturnedLine<'_>]) {
        let whole = |lines: Vec<&Line>| {
            let mut bags = lines.into_iter().map(|line| line.bag.clone());
            let first = bags.next().expect("a pair has lines");
            bags.fold(first, |all, bag| all.and(&bag))
        };
        let of_old = |pair: &Pair| whole(pair.old.iter().map(|line| &old[*line].line).collect());
        let of_new = |pair: &Pair| whole(pair.new.iter().map(|line| &new[*line].line).collect());
        for step in [1, -1] {
            let in_order = |lines: &[usize]| -> Vec<usize> {
                let mut lines = lines.to_vec();
                lines.sort_unstable_by_key(|line| *line as isize * step);
                lines
            };
            for line in in_order(&self.added) {
                let all = new.iter().map(|line| &line.line);
                let Some(beside) = beside(&all.collect::<Vec<_>>(), line, step) else { continue };
                let Some(pair) = self.pairs.iter_mut().find(|pair| pair.new.contains(&beside))
                else {
                    continue;
                };
                let (own, is_same_cell) =
                    (&new[line].line, new[line].line.cell == new[beside].line.cell);
                if is_same_cell && is_part(&own.bag, &of_new(pair), &of_old(pair)) {
                    pair.new.push(line);
                    pair.new.sort_unstable();
                    self.added.retain(|added| *added != line);
                }
            }
            for line in in_order(&self.removed) {
                let all = old.iter().map(|line| &line.line);
                let Some(beside) = beside(&all.collect::<Vec<_>>(), line, step) else { continue };
                let Some(pair) = self.pairs.iter_mut().find(|pair| pair.old.contains(&beside))
                else {
                    continue;
                };
                let own = &old[line].line;
                if own.cell.is_none() && is_part(&own.bag, &of_old(pair), &of_new(pair)) {
                    pair.old.push(line);
                    pair.old.sort_unstable();
                    self.removed.retain(|removed| *removed != line);
                }
            }
        }
    }
}

/// The line before another, or after it for a negative step; notes are not between paragraphs.
fn beside(all: &[&Line], line: usize, step: isize) -> Option<usize> {
    let mut beside = line.checked_add_signed(-step)?;
    while all.get(beside)?.is_note && !all[line].is_note {
        beside = beside.checked_add_signed(-step)?;
    }
    Some(beside)
}

/// Whether `whole` has words of a part that it does not have of the other parts.
fn is_part(part: &Bag, others: &Bag, whole: &Bag) -> bool {
    let more = others.and(part).common(whole) - others.common(whole);
    part.count() >= FEWEST_WORDS && more as f64 >= PART * part.count() as f64
}
