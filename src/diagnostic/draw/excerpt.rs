//! Excerpts of files for diagnostics: long lines are shortened to the parts around the labels.

use std::collections::BTreeMap;
use std::iter::once;
use std::ops::Range;

use codespan_reporting::files::{Error, Files, SimpleFile};

use crate::diagnostic::{Edit, Edited};

/// Lines of up to this many bytes are shown whole.
const LONG: usize = 160;
/// The number of bytes shown before and after a location.
const AROUND: usize = 50;
/// Locations of up to this many bytes are shown whole; longer ones are cut off.
const PLACE: usize = 100;
/// Replaces the parts left out.
const GAP: &str = "…";

/// The excerpts of the files that a diagnostic shows, by number.
pub(super) struct Excerpts<'a>(pub(super) BTreeMap<usize, Excerpt<'a>>);

impl Excerpts<'_> {
    /// The range of a location within its file's excerpt.
    pub(super) fn place(&self, id: usize, range: &Range<usize>) -> Range<usize> {
        let excerpt = self.0[&id].shown.source();
        let start = excerpt.edited(range.start, false);
        start..excerpt.edited(range.end, !range.is_empty()).max(start)
    }

    fn shown(&self, id: usize) -> Result<&SimpleFile<&str, Edited>, Error> {
        self.0.get(&id).map(|excerpt| &excerpt.shown).ok_or(Error::FileMissing)
    }
}

impl<'f> Files<'f> for Excerpts<'_> {
    type FileId = usize;
    type Name = &'f str;
    type Source = &'f str;

    fn name(&'f self, id: usize) -> Result<&'f str, Error> {
        Ok(self.shown(id)?.name())
    }

    fn source(&'f self, id: usize) -> Result<&'f str, Error> {
        Ok(&self.shown(id)?.source().text)
    }

    fn line_index(&'f self, id: usize, offset: usize) -> Result<usize, Error> {
        self.shown(id)?.line_index((), offset)
    }

    /// The column in the file, not in the excerpt.
    fn column_number(&'f self, id: usize, line: usize, offset: usize) -> Result<usize, Error> {
        let start = self.line_range(id, line)?.start;
        let Excerpt { whole, shown } = &self.0[&id];
        let in_file = |offset| shown.source().original(offset, false);
        Ok(whole[in_file(start)..in_file(offset)].chars().count() + 1)
    }

    fn line_range(&'f self, id: usize, line: usize) -> Result<Range<usize>, Error> {
        self.shown(id)?.line_range((), line)
    }
}

/// A text with parts left out.
pub(super) struct Excerpt<'a> {
    whole: &'a str,
    /// The text with a sign in place of each part that is left out.
    shown: SimpleFile<&'a str, Edited>,
}

impl<'a> Excerpt<'a> {
    /// Creates an excerpt of a file with these locations.
    pub(super) fn new(name: &'a str, whole: &'a str, places: &[Range<usize>]) -> Self {
        let (mut gaps, mut start, mut shown) = (Vec::new(), 0, 0);
        for line in whole.split_inclusive('\n') {
            let end = start + line.trim_end_matches('\n').len();
            for piece in kept(whole, start..end, places).into_iter().chain(once(end..end)) {
                gaps.push(shown..piece.start);
                shown = piece.end;
            }
            start += line.len();
            shown = start;
        }
        gaps.retain(|gap| gap.len() > GAP.len());
        let edits = gaps.into_iter().map(|range| Edit { range, text: GAP.to_owned() });
        let shown = Edited::new(whole, &edits.collect::<Vec<_>>());
        Excerpt { whole, shown: SimpleFile::new(name, shown) }
    }
}

/// The ranges of a line to show: the whole line, the parts around the locations in it, or its
/// beginning.
fn kept(whole: &str, line: Range<usize>, places: &[Range<usize>]) -> Vec<Range<usize>> {
    if line.len() <= LONG {
        return vec![line];
    }
    let here = places.iter().filter(|place| place.start <= line.end && line.start <= place.end);
    let around = here.map(|place| {
        let start = place.start.max(line.start);
        let end = place.end.min(line.end).min(start + PLACE);
        let from = start.saturating_sub(AROUND).max(line.start);
        from..(end + AROUND).min(line.end)
    });
    let mut kept: Vec<Range<usize>> = around.collect();
    if kept.is_empty() {
        kept.push(line.start..line.start + PLACE);
    }
    kept.sort_by_key(|range| range.start);
    for range in &mut kept {
        *range = whole.floor_char_boundary(range.start)..whole.ceil_char_boundary(range.end);
    }
    kept.dedup_by(|range, last| {
        let is_joined = range.start <= last.end;
        if is_joined {
            last.end = last.end.max(range.end);
        }
        is_joined
    });
    kept
}

#[cfg(test)]
mod tests {
    use super::{BTreeMap, Excerpt, Excerpts, Files};

    #[test]
    fn a_long_line_is_shown_around_its_places() {
        let whole = format!("one\n{}here{}\nthree", "é".repeat(100), "b".repeat(200));
        let at = whole.find("here").expect("it is there");
        let place = at..at + 4;
        let excerpts = Excerpts(BTreeMap::from([(
            0,
            Excerpt::new("a", &whole, std::slice::from_ref(&place)),
        )]));
        let shown = excerpts.source(0).expect("a file");
        let expected = format!("one\n…{}here{}…\nthree", "é".repeat(25), "b".repeat(50));
        assert_eq!(shown, expected);
        let place = excerpts.place(0, &(at..at + 4));
        assert_eq!(&shown[place.clone()], "here");
        assert_eq!(excerpts.column_number(0, 1, place.start).expect("a column"), 101);
        assert_eq!(excerpts.line_index(0, place.start).expect("a line"), 1);
    }

    #[test]
    fn a_long_place_ends_at_the_sign_of_what_is_left_out() {
        let whole = format!("{}{}", "a".repeat(20), "b".repeat(400));
        let excerpt = Excerpt::new("a", &whole, std::slice::from_ref(&(20..400)));
        let shown = excerpt.shown.source();
        let (start, end) = (shown.edited(20, false), shown.edited(400, true));
        assert_eq!(shown.text[start..end], format!("{}…", "b".repeat(150)));
        assert_eq!(shown.text.len(), end);
    }
}
