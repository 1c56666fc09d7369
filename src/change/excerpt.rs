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
pub(super) fn excerpts(before: &str, after: &str) -> (String, String) {
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
    let mut texts = [String::new(), String::new()];
    for run in shown.chunk_by(|a, b| a + 1 == *b) {
        let mut pieces = [String::new(), String::new()];
        for index in run {
            let (gone, come) = steps[*index].of(&old, &new);
            pieces[0].push_str(gone.copied().unwrap_or_default());
            pieces[1].push_str(come.copied().unwrap_or_default());
        }
        let open = run.first().is_some_and(|first| *first > 0);
        let cut = run.last().is_some_and(|last| last + 1 < steps.len());
        for (text, piece) in texts.iter_mut().zip(pieces) {
            text.push_str(match (text.is_empty(), open) {
                (false, _) => " ",
                (true, true) => "… ",
                (true, false) => "",
            });
            // Trim spaces at the cuts.
            let piece = if open { piece.trim_start() } else { &piece };
            text.push_str(if cut { piece.trim_end() } else { piece });
            text.push_str(if cut { " …" } else { "" });
        }
    }
    texts.into()
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
