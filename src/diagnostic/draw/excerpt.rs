//! Excerpts of files for diagnostics: long lines are shortened to the parts around the labels.

use std::collections::BTreeMap;
use std::ops::Range;

use codespan_reporting::files::{Error, Files};

/// Lines of up to this many bytes are shown whole.
const LONG: usize = 160;
/// The number of bytes shown before and after a location.
const AROUND: usize = 50;
/// Locations of up to this many bytes are shown whole; longer ones are cut off.
const PLACE: usize = 100;
/// Replaces the parts left out.
const GAP: &str = "…";

/// The excerpts of all files of a diagnostic.
pub(super) struct Excerpts<'a> {
    files: BTreeMap<usize, Excerpt<'a>>,
}

impl<'a> Excerpts<'a> {
    /// Creates excerpts of files, each given with its number, its name, its text and the locations
    /// in it.
    pub(super) fn new(
        files: impl Iterator<Item = (usize, &'a str, &'a str, Vec<Range<usize>>)>,
    ) -> Self {
        let files = files.map(|(id, name, whole, places)| (id, Excerpt::new(name, whole, &places)));
        Excerpts { files: files.collect() }
    }

    /// The range of a location within its file's excerpt.
    pub(super) fn place(&self, id: usize, range: &Range<usize>) -> Range<usize> {
        let excerpt = self.get(id).expect("an excerpt of each file that is shown");
        let start = excerpt.to_shown(range.start, false);
        start..excerpt.to_shown(range.end, !range.is_empty()).max(start)
    }

    fn get(&self, id: usize) -> Result<&Excerpt<'a>, Error> {
        self.files.get(&id).ok_or(Error::FileMissing)
    }
}

impl<'f> Files<'f> for Excerpts<'_> {
    type FileId = usize;
    type Name = &'f str;
    type Source = &'f str;

    fn name(&'f self, id: usize) -> Result<&'f str, Error> {
        Ok(self.get(id)?.name)
    }

    fn source(&'f self, id: usize) -> Result<&'f str, Error> {
        Ok(&self.get(id)?.shown)
    }

    fn line_index(&'f self, id: usize, offset: usize) -> Result<usize, Error> {
        Ok(self.get(id)?.lines.partition_point(|start| *start <= offset) - 1)
    }

    /// The column in the file, not in the excerpt.
    fn column_number(&'f self, id: usize, line: usize, offset: usize) -> Result<usize, Error> {
        let excerpt = self.get(id)?;
        let start = self.line_range(id, line)?.start;
        let before = excerpt.to_whole(start)..excerpt.to_whole(offset);
        Ok(excerpt.whole[before].chars().count() + 1)
    }

    fn line_range(&'f self, id: usize, line: usize) -> Result<Range<usize>, Error> {
        let Excerpt { lines, shown, .. } = self.get(id)?;
        let too_large = Error::LineTooLarge { given: line, max: lines.len() - 1 };
        let start = *lines.get(line).ok_or(too_large)?;
        Ok(start..lines.get(line + 1).copied().unwrap_or(shown.len()))
    }
}

/// A text with parts left out.
struct Excerpt<'a> {
    name: &'a str,
    whole: &'a str,
    shown: String,
    /// The offset of each line in the shown text.
    lines: Vec<usize>,
    pieces: Vec<Piece>,
}

/// A part of a text, and where it is shown: as it is, or replaced by the gap sign.
struct Piece {
    whole: Range<usize>,
    shown: Range<usize>,
}

impl<'a> Excerpt<'a> {
    fn new(name: &'a str, whole: &'a str, places: &[Range<usize>]) -> Self {
        let (shown, lines, pieces) = (String::new(), vec![0], Vec::new());
        let mut excerpt = Excerpt { name, whole, shown, lines, pieces };
        let mut start = 0;
        for line in whole.split_inclusive('\n') {
            let end = start + line.trim_end_matches('\n').len();
            let mut at = start;
            for kept in kept(whole, start..end, places) {
                excerpt.add(at..kept.start, true);
                excerpt.add(kept.clone(), false);
                at = kept.end;
            }
            excerpt.add(at..end, true);
            start += line.len();
            excerpt.add(end..start, false);
            if end < start {
                excerpt.lines.push(excerpt.shown.len());
            }
        }
        excerpt
    }

    fn add(&mut self, whole: Range<usize>, is_left_out: bool) {
        if whole.is_empty() {
            return;
        }
        let start = self.shown.len();
        let is_gap = is_left_out && whole.len() > GAP.len();
        self.shown.push_str(if is_gap { GAP } else { &self.whole[whole.clone()] });
        self.pieces.push(Piece { whole, shown: start..self.shown.len() });
    }

    /// Converts the start or end of a range from the whole text to the shown text.
    fn to_shown(&self, offset: usize, is_end: bool) -> usize {
        let begins = |piece: &Piece| piece.whole.start < offset + usize::from(!is_end);
        let begun = self.pieces.partition_point(begins);
        self.pieces[..begun].last().map_or(0, |piece| match piece.whole.len() {
            length if length == piece.shown.len() => piece.shown.start + offset - piece.whole.start,
            _ if is_end => piece.shown.end,
            _ => piece.shown.start,
        })
    }

    /// Converts an offset in the shown text to one in the whole text.
    fn to_whole(&self, offset: usize) -> usize {
        let begun = self.pieces.partition_point(|piece| piece.shown.start <= offset);
        self.pieces[..begun].last().map_or(0, |piece| match piece.whole.len() {
            length if length == piece.shown.len() => piece.whole.start + offset - piece.shown.start,
            _ => piece.whole.start,
        })
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
    use super::{Excerpt, Excerpts, Files};

    #[test]
    fn a_long_line_is_shown_around_its_places() {
        let whole = format!("one\n{}here{}\nthree", "é".repeat(100), "b".repeat(200));
        let at = whole.find("here").expect("it is there");
        let excerpts = Excerpts::new(
            [(0, "a", whole.as_str(), std::iter::once(at..at + 4).collect())].into_iter(),
        );
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
        let (start, end) = (excerpt.to_shown(20, false), excerpt.to_shown(400, true));
        assert_eq!(excerpt.shown[start..end], format!("{}…", "b".repeat(150)));
        assert_eq!(excerpt.shown.len(), end);
    }
}
