//! Texts to which edits are applied, and a mapping between the text with the edits and the one without.

use std::ops::Range;

/// A piece of a text, and what replaces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes of the text that are replaced.
    pub range: Range<usize>,
    /// The text that replaces them.
    pub text: String,
}

/// A text with edits.
#[derive(Clone, Debug, Default)]
pub struct Edited {
    /// The text with the edits.
    pub text: String,
    /// The edits in order, each as its range in this text and its range in the original.
    pub edits: Vec<(Range<usize>, Range<usize>)>,
}

impl Edited {
    /// Applies edits, in any order, to a part of a text; edits that reach out of this part are not applied. Those at the
    /// same offset keep their order.
    ///
    /// # Panics
    ///
    /// If two edits overlap; callers must check this.
    fn new(original: &str, part: Range<usize>, edits: &[Edit]) -> Self {
        let is_within = |edit: &&Edit| part.start <= edit.range.start && edit.range.end <= part.end;
        let mut sorted: Vec<&Edit> = edits.iter().filter(is_within).collect();
        sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let (mut text, mut edits, mut end) = (String::new(), Vec::new(), part.start);
        for Edit { range, text: new } in sorted {
            text.push_str(&original[end..range.start]);
            edits.push((text.len()..text.len() + new.len(), range.clone()));
            text.push_str(new);
            end = range.end;
        }
        text.push_str(&original[end..part.end]);
        Edited { text, edits }
    }

    /// Applies edits, in any order, to a whole text.
    ///
    /// # Panics
    ///
    /// If two edits overlap; callers must check this.
    pub fn whole(original: &str, edits: &[Edit]) -> Self {
        Self::new(original, 0..original.len(), edits)
    }

    /// The offset in the original of an offset in the text with the edits: within an edit, its start or its end.
    pub fn original(&self, offset: usize, is_end: bool) -> usize {
        counterpart(self.edits.iter().map(|(edited, original)| (edited, original)), offset, is_end)
    }

    /// The offset in the text with the edits of an offset in the original: within an edit, its start or its end.
    pub fn edited(&self, offset: usize, is_end: bool) -> usize {
        counterpart(self.edits.iter().map(|(edited, original)| (original, edited)), offset, is_end)
    }
}

impl AsRef<str> for Edited {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// A part of a text, with the edits that are within this part. They may be in any order.
///
/// # Panics
///
/// If two edits overlap; callers must check this.
pub fn spliced(text: &str, part: Range<usize>, edits: &[Edit]) -> String {
    Edited::new(text, part, edits).text
}

/// The offset in a second text of `offset` in a first one, which are the same but for edits, given as their ranges in both
/// texts, in order.
fn counterpart<'e>(
    edits: impl Iterator<Item = (&'e Range<usize>, &'e Range<usize>)>,
    offset: usize,
    is_end: bool,
) -> usize {
    // The ends, in both texts, of the last edit before `offset`.
    let mut ends = (0, 0);
    for (first, second) in edits {
        if offset < first.start || (offset == first.start && is_end) {
            break;
        }
        if offset < first.end || (offset == first.end && is_end) {
            return if is_end { second.end } else { second.start };
        }
        ends = (first.end, second.end);
    }
    ends.1 + (offset - ends.0)
}
