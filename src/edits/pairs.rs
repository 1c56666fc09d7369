//! Pairs the paragraphs of the report as sent with those of a returned document: by their texts, with the help of the
//! bookmarks around lines that are still there.

use super::lines::Line;
use crate::align::{Bag, Step, align};
use crate::docx::MarkKind;

/// The least likeness of two versions of a paragraph.
pub(super) const LEAST_ALIKE: f64 = 0.45;
/// The least likeness of a paragraph that was moved.
const MOVED: f64 = 0.8;
/// The least part of a paragraph's words that another must have for the paragraph to be a part of it.
const PART: f64 = 0.6;
/// The fewest words of a part.
const FEWEST_WORDS: usize = 3;

/// More lines are not compared for moves: such a document is another one.
const MOST_PAIRS: usize = 250_000;

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
pub(super) fn pair(old: &[Line<'_>], new: &[Line<'_>]) -> Pairing {
    let is_bookmarked =
        |one: &Line<'_>, other: &Line<'_>| one.numbers.iter().any(|it| other.numbers.contains(it));
    let moved = |line: &Line<'_>| line.is_marked(&(0..line.text.len()), &MarkKind::MovedHere);
    // A paragraph that is tracked as moved is paired after all others.
    let moved: Vec<bool> = new.iter().map(moved).collect();
    let likeness = |base: usize, returned: usize| {
        let (first, second) = (&old[base], &new[returned]);
        let column = |line: &Line<'_>| line.cell.map(|cell| cell.column);
        let is_other = first.cell.is_some() && column(first) != column(second);
        if is_other || moved[returned] || first.is_note != second.is_note {
            return None;
        }
        let bonus = match is_bookmarked(first, second) || first.cell.is_some() {
            true => LEAST_ALIKE,
            false => 0.0,
        };
        Some(alike(first, second) + bonus).filter(|alike| *alike >= LEAST_ALIKE)
    };
    let before: Vec<_> = old.iter().map(|it| (it.is_note, false, &*it.key)).collect();
    let after = new.iter().zip(&moved);
    let after: Vec<_> = after.map(|(it, moved)| (it.is_note, *moved, &*it.key)).collect();
    let mut pairing = Pairing::default();
    for step in align(&before, &after, likeness) {
        match step {
            Step::Both(base, returned) => pairing.add(base, returned, false),
            Step::Before(base) => pairing.removed.push(base),
            Step::After(returned) => pairing.added.push(returned),
        }
    }
    pairing.moves(|base, returned| {
        let (first, second) = (&old[base], &new[returned]);
        let is_one =
            first.cell.is_none() && second.cell.is_none() && first.is_note == second.is_note;
        let least = if is_bookmarked(first, second) { LEAST_ALIKE } else { MOVED };
        let alike = first.bag.likeness(&second.bag);
        (is_one && first.bag.count() >= FEWEST_WORDS && alike >= least).then_some(alike)
    });
    let Pairing { pairs, removed, added } = &mut pairing;
    add_parts(added, pairs, [new, old], |pair| (&mut pair.new, &pair.old));
    add_parts(removed, pairs, [old, new], |pair| (&mut pair.old, &pair.new));
    pairing
}

/// How alike two lines are, also if one is a part of the other.
pub(super) fn alike(one: &Line<'_>, other: &Line<'_>) -> f64 {
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
        if self.removed.len() * self.added.len() > MOST_PAIRS {
            return;
        }
        let all = self.removed.iter().flat_map(|base| self.added.iter().map(|it| (*base, *it)));
        let mut alike: Vec<(f64, usize, usize)> =
            all.filter_map(|(base, it)| Some((likeness(base, it)?, base, it))).collect();
        alike.sort_by(|one, other| other.0.total_cmp(&one.0));
        for (_, base, returned) in alike {
            if self.removed.contains(&base) && self.added.contains(&returned) {
                self.removed.retain(|line| *line != base);
                self.added.retain(|line| *line != returned);
                self.add(base, returned, true);
            }
        }
    }
}

/// Adds open lines to the pair of the line before them, or after them: parts of split and merged paragraphs. `sides` are the
/// lines of a pair on the side of the open lines, and those on the other one. Notes are not between paragraphs.
fn add_parts(
    open: &mut Vec<usize>,
    pairs: &mut [Pair],
    [lines, others]: [&[Line<'_>]; 2],
    sides: fn(&mut Pair) -> (&mut Vec<usize>, &Vec<usize>),
) {
    for is_forward in [true, false] {
        let mut order = open.clone();
        if !is_forward {
            order.reverse();
        }
        for line in order {
            let is_beside = |other: &usize| lines[line].is_note || !lines[*other].is_note;
            let beside = match is_forward {
                true => (0..line).rev().find(is_beside),
                false => (line + 1..lines.len()).find(is_beside),
            };
            let beside = beside.filter(|other| lines[*other].cell == lines[line].cell);
            let mut pairs = pairs.iter_mut().map(sides);
            let pair = pairs.find(|(own, _)| beside.is_some_and(|beside| own.contains(&beside)));
            if let Some((own, other)) = pair
                && is_part(&lines[line].bag, &whole(lines, own), &whole(others, other))
            {
                own.push(line);
                own.sort_unstable();
                open.retain(|other| *other != line);
            }
        }
    }
}

/// The words of several lines.
fn whole(lines: &[Line<'_>], own: &[usize]) -> Bag {
    own.iter().fold(Bag::default(), |all, line| all.and(&lines[*line].bag))
}

/// Whether `whole` has words of a part that it does not have of the other parts.
fn is_part(part: &Bag, others: &Bag, whole: &Bag) -> bool {
    let more = others.and(part).common(whole) - others.common(whole);
    part.count() > 0 && more as f64 >= PART * part.count() as f64
}
