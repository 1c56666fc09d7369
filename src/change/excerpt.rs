//! Excerpts of two texts around their differences, in the style of a corrigendum: "for … read …".

use std::collections::BTreeSet;

use crate::align::{Step, pieces};
use crate::text::segments;

/// Texts up to this length, in characters, are shown in full.
const WHOLE: usize = 120;
/// The number of segments (words and spaces) shown on either side of a change.
const AROUND: usize = 10;
/// The maximum number of segments (words and spaces) between two changes that are shown in full.
const BETWEEN: usize = 32;

/// Returns the differing parts of two texts, with some context.
pub(super) fn excerpts<'t>(before: &'t str, after: &'t str) -> (String, String) {
    if before.chars().count().max(after.chars().count()) <= WHOLE {
        return (before.to_owned(), after.to_owned());
    }
    let (old, new) = (segments(before), segments(after));
    let steps = pieces(&old, &new, |word| word.trim().is_empty());
    let changed: Vec<usize> =
        (0..steps.len()).filter(|index| !matches!(steps[*index], Step::Both(..))).collect();
    let around = changed.iter().flat_map(|at| at.saturating_sub(AROUND)..=at + AROUND);
    let near = changed.windows(2).filter(|pair| pair[1] - pair[0] <= BETWEEN);
    let shown: BTreeSet<usize> = around.chain(near.flat_map(|pair| pair[0]..=pair[1])).collect();
    let shown: Vec<usize> = shown.into_iter().filter(|index| *index < steps.len()).collect();
    let excerpt = |segment: &dyn Fn(&usize) -> Option<&'t str>| {
        let runs = shown.chunk_by(|a, b| a + 1 == *b).map(|run| {
            let text: String = run.iter().filter_map(segment).collect();
            // Spaces at the cuts are removed.
            let text = if run[0] > 0 { text.trim_start() } else { &text };
            match run[run.len() - 1] + 1 < steps.len() {
                true => format!("{} …", text.trim_end()),
                false => text.to_owned(),
            }
        });
        let opening = if shown.first().is_some_and(|first| *first > 0) { "… " } else { "" };
        opening.to_owned() + &runs.collect::<Vec<_>>().join(" ")
    };
    let segments = |at: &usize| steps[*at].of(&old, &new);
    (excerpt(&|at| segments(at).0.copied()), excerpt(&|at| segments(at).1.copied()))
}

#[cfg(test)]
mod tests {
    use super::excerpts;

    #[test]
    fn a_short_text_is_shown_whole() {
        assert_eq!(
            excerpts("by 12 ISCMs", "by 13 ISCMs"),
            ("by 12 ISCMs".into(), "by 13 ISCMs".into())
        );
    }

    #[test]
    fn a_long_text_is_cut_to_what_differs() {
        let filler = "word ".repeat(40);
        let before =
            format!("{filler}the goals cited by 12 of them were many {filler}and 3 more {filler}");
        let after =
            format!("{filler}the goals cited by 13 of them were many {filler}and 4 more {filler}");
        let (for_text, read_text) = excerpts(&before, &after);
        assert_eq!(
            for_text,
            "… word the goals cited by 12 of them were many word … word word word word and 3 more word word word word …"
        );
        assert_eq!(read_text, for_text.replace("12", "13").replace('3', "4").replace("14", "13"));
    }
}
