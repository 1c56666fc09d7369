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
    /// Applies edits, in any order. Those at the same offset keep their order.
    ///
    /// # Panics
    ///
    /// If two edits overlap; callers must check this.
    pub fn new(original: &str, edits: &[Edit]) -> Self {
        let mut sorted: Vec<&Edit> = edits.iter().collect();
        sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let (mut text, mut edits, mut end) = (String::new(), Vec::new(), 0);
        for Edit { range, text: new } in sorted {
            text.push_str(&original[end..range.start]);
            edits.push((text.len()..text.len() + new.len(), range.clone()));
            text.push_str(new);
            end = range.end;
        }
        text.push_str(&original[end..]);
        Edited { text, edits }
    }

    /// The offset in the original of an offset in the text with the edits: within an edit, its start or its end.
    pub fn original(&self, offset: usize, is_end: bool) -> usize {
        counterpart(&self.edits, |(edited, original)| (edited, original), offset, is_end)
    }

    /// The offset in the text with the edits of an offset in the original: within an edit, its start or its end.
    pub fn edited(&self, offset: usize, is_end: bool) -> usize {
        counterpart(&self.edits, |(edited, original)| (original, edited), offset, is_end)
    }
}

impl AsRef<str> for Edited {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// A text with edits, which may be in any order.
///
/// # Panics
///
/// If two edits overlap; callers must check this.
pub fn spliced(text: &str, edits: &[Edit]) -> String {
    Edited::new(text, edits).text
}

/// The offset in a second text of `offset` in a first one, which are the same but for edits; `ranges` gives the ranges of
/// an edit in both texts.
fn counterpart<E>(
    edits: &[E],
    ranges: impl Fn(&E) -> (&Range<usize>, &Range<usize>),
    offset: usize,
    is_end: bool,
) -> usize {
    // An offset that ends a range belongs to the edit before it, another one to the edit after it.
    let before = edits.partition_point(|edit| ranges(edit).0.start < offset + usize::from(!is_end));
    let Some(last) = before.checked_sub(1) else { return offset };
    let (first, second) = ranges(&edits[last]);
    match offset < first.end + usize::from(is_end) {
        true if is_end => second.end,
        true => second.start,
        false => second.end + (offset - first.end),
    }
}
