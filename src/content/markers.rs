//! Private-use characters that stand in the rendered Markdown for values (slots) and for ends of template lines.
//!
//! No input holds such characters: the model refuses them.

use crate::diagnostic::{FileId, Span};

const SLOT: char = '\u{E000}';
const LINE: char = '\u{E002}';
const END: char = '\u{E001}';

/// The marker of the slot with that number.
pub(super) fn slot(index: usize) -> String {
    format!("{SLOT}{index}{END}")
}

/// Whether a computed text holds a marker.
pub(super) fn has_any(text: &str) -> bool {
    text.contains([SLOT, LINE, END])
}

/// Whether all markers of a text are whole and stand for one of `slots` slots: a filter may have changed it.
pub(super) fn are_whole(text: &str, slots: usize) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find([SLOT, LINE, END]) {
        let marker = &rest[at..];
        let Some(end) = marker.find(END) else { return false };
        let inside = marker[..end].strip_prefix(SLOT).map(|index| index.parse::<usize>());
        let is_slot = matches!(inside, Some(Ok(index)) if index < slots);
        let line = marker[..end].strip_prefix(LINE).and_then(|line| line.split_once(':'));
        let is_line = line.is_some_and(|(file, line)| {
            file.parse::<usize>().is_ok() && line.parse::<usize>().is_ok()
        });
        if !is_slot && !is_line {
            return false;
        }
        rest = &marker[end + END.len_utf8()..];
    }
    true
}

/// Puts a marker at the end of each line of a template that holds text, and none where a marker would make a
/// paragraph of its own, break a tag, or undo a forced line break.
pub(super) fn mark_lines(file: FileId, template: &str) -> String {
    let mut marked = String::with_capacity(template.len() * 5 / 4);
    let mut open = None;
    for (index, line) in template.lines().enumerate() {
        marked.push_str(line);
        let has_text = scan(line, &mut open);
        let forced_break = line.ends_with('\\') || line.ends_with("  ");
        if has_text && open.is_none() && !forced_break {
            // The space lets emphasis close before the marker; it is taken away with it.
            marked.push_str(&format!(" {LINE}{}:{}{END}", file.0, index + 1));
        }
        marked.push('\n');
    }
    marked
}

/// Whether a line prints something; `open` is the end of a tag that goes on in the next line.
fn scan(line: &str, open: &mut Option<&'static str>) -> bool {
    let (mut rest, mut has_text) = (line, false);
    loop {
        if let Some(end) = *open {
            let Some(at) = rest.find(end) else { return has_text };
            rest = &rest[at + end.len()..];
            *open = None;
        }
        let next = [("{%", "%}"), ("{#", "#}"), ("{{", "}}")]
            .into_iter()
            .filter_map(|(start, end)| Some((rest.find(start)?, start, end)))
            .min_by_key(|(at, ..)| *at);
        let Some((at, start, end)) = next else { return has_text || !rest.trim().is_empty() };
        has_text |= !rest[..at].trim().is_empty() || start == "{{";
        rest = &rest[at + 2..];
        *open = Some(end);
    }
}

/// A piece of rendered text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Characters of a template.
    Text(&'t str),
    /// The slot with that number.
    Slot(usize),
}

/// Splits rendered text into characters and slots; line markers go, with the space before them.
pub(super) fn split(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find([SLOT, LINE]) {
        let is_line = rest[at..].starts_with(LINE);
        let before = &rest[..at];
        let before = if is_line { before.strip_suffix(' ').unwrap_or(before) } else { before };
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        let inside = &rest[at + SLOT.len_utf8()..];
        let end = inside.find(END).expect("markers are written whole");
        if !is_line {
            pieces.push(Piece::Slot(inside[..end].parse().expect("a slot's marker is its number")));
        }
        rest = &inside[end + END.len_utf8()..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// Where each piece of rendered text stands in the templates.
pub(super) struct LineMap {
    /// Offset of each marker in the rendered text, with its file and line (from 1).
    markers: Vec<(usize, FileId, usize)>,
}

impl LineMap {
    pub(super) fn new(rendered: &str) -> Self {
        let found = rendered.match_indices(LINE).filter_map(|(offset, _)| {
            let inside = &rendered[offset + LINE.len_utf8()..];
            let (file, line) = inside[..inside.find(END)?].split_once(':')?;
            Some((offset, FileId(file.parse().ok()?), line.parse().ok()?))
        });
        LineMap { markers: found.collect() }
    }

    /// The template line that printed what stands at `offset`: the next one that ends after it.
    pub(super) fn line_at(&self, offset: usize) -> Option<(FileId, usize)> {
        let next = self.markers.partition_point(|(marker, ..)| *marker < offset);
        let (_, file, line) = self.markers.get(next).or(self.markers.last())?;
        Some((*file, *line))
    }
}

/// The words of a line of a file, without the blanks around them.
pub(super) fn line_span(file: FileId, text: &str, line: usize) -> Span {
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let content = text[start..].lines().next().unwrap_or_default();
    let indent = content.len() - content.trim_start().len();
    Span::new(file, start + indent..start + content.trim_end().len().max(indent))
}

#[cfg(test)]
mod tests {
    use super::{LineMap, Piece, mark_lines, slot, split};
    use crate::diagnostic::FileId;

    #[test]
    fn only_lines_that_print_are_marked() {
        let template = "{% for a in b %}\n# {{ a }}\n\n{# a\nnote #}\n{% endfor %}\n";
        let marked = mark_lines(FileId(7), template);
        let expected =
            "{% for a in b %}\n# {{ a }} \u{E002}7:2\u{E001}\n\n{# a\nnote #}\n{% endfor %}\n";
        assert_eq!(marked, expected);
    }

    #[test]
    fn slots_are_found_and_line_markers_go() {
        let text = format!("a{}b \u{E002}0:1\u{E001}", slot(12));
        assert_eq!(split(&text), [Piece::Text("a"), Piece::Slot(12), Piece::Text("b")]);
    }

    #[test]
    fn a_place_belongs_to_the_next_marked_line() {
        let map = LineMap::new("one \u{E002}0:1\u{E001}\ntwo \u{E002}3:9\u{E001}\n");
        assert_eq!(map.line_at(1), Some((FileId(0), 1)));
        assert_eq!(map.line_at(14), Some((FileId(3), 9)));
    }
}
