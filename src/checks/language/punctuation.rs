//! Quotation marks without a partner, mixed curly and straight ones, and inconsistent final punctuation
//! among siblings: items of a list, headings of one level below the same heading, paragraphs, labels of
//! graphs.

use super::{Found, Text};
use crate::checks::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Author, Kind, Passage};
use crate::model::Survey;
use crate::text::{chunk_start, closes, is_closing, opens_after};

/// A quotation mark without a matching partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Lone {
    /// Its byte offset.
    at: usize,
    /// The mark.
    mark: char,
    /// Its fault.
    fault: Fault,
}

/// The fault of a quotation mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// It opens and is never closed.
    NotClosed,
    /// It closes and was never opened.
    NotOpened,
    /// It closes a mark of another kind.
    OtherKind(char),
}

impl Fault {
    fn say(self) -> String {
        match self {
            Fault::NotClosed => "never closed".to_owned(),
            Fault::NotOpened => "never opened".to_owned(),
            Fault::OtherKind(opened) => format!("opened with {opened}"),
        }
    }
}

/// The first straight and the first curly mark of a text that has both.
pub(super) fn mixed(text: &str) -> Vec<Found> {
    let straight = text.find('"').map(|at| Found::new(at..at + 1, "straight"));
    let curly = text.find(['“', '”']).map(|at| Found::new(at..at + '“'.len_utf8(), "curly"));
    straight.zip(curly).map_or_else(Vec::new, |(straight, curly)| vec![straight, curly])
}

/// The unmatched marks of consecutive passages. In a quotation of several paragraphs, each may
/// start with an opening mark and only the last end with a closing one.
pub(super) fn unbalanced<'a>(text: &Text<'a>) -> Vec<(&'a Passage<'a>, Found)> {
    let mut found: Vec<(&Passage, Lone)> = Vec::new();
    // The index in `found` of the unmatched opening mark that the previous passage ends with.
    let mut open: Option<usize> = None;
    for passage in &text.passages {
        let is_checked = |at| passage.author_at(text.sources, at) != Author::Tool;
        let lone = lone(&passage.text, is_checked);
        let continues = passage.text.starts_with(['“', '"', '«']);
        let closes = lone.first().is_some_and(|lone| lone.fault == Fault::NotOpened);
        let opens = lone.last().is_some_and(|lone| lone.fault == Fault::NotClosed);
        let joined = open.take().filter(|at| {
            let before = found[*at].0;
            let is_same = before.section == passage.section && before.kind == passage.kind;
            is_same && (continues || closes)
        });
        if let Some(at) = joined {
            found.remove(at);
        }
        let skip = usize::from(joined.is_some() && closes && !continues);
        found.extend(lone.into_iter().skip(skip).map(|lone| (*passage, lone)));
        open = opens.then(|| found.len() - 1);
    }
    let found = found.into_iter().map(|(passage, Lone { at, mark, fault })| {
        (passage, Found::new(at..at + mark.len_utf8(), fault.say()))
    });
    found.collect()
}

/// The quotation marks that are checked. A closing single mark may be an apostrophe, so it is not
/// included.
const MARKS: [char; 6] = ['“', '”', '"', '«', '»', '‘'];

/// The unmatched marks of a text, of those at offsets for which `counts` returns true.
fn lone(text: &str, counts: impl Fn(usize) -> bool) -> Vec<Lone> {
    let (mut open, mut found): (Vec<(usize, char)>, Vec<Lone>) = (Vec::new(), Vec::new());
    let marks = text.match_indices(MARKS).filter(|(at, _)| counts(*at));
    for (at, mark) in marks.filter_map(|(at, mark)| Some((at, mark.chars().next()?))) {
        let previous = text[..at].chars().next_back().unwrap_or(' ');
        let after = text[at + mark.len_utf8()..].chars().next().unwrap_or(' ');
        let opened = open.last().map(|(_, mark)| *mark);
        match mark {
            '“' | '«' => open.push((at, mark)),
            // An apostrophe may close it, so it is unmatched only if none follows.
            '‘' if after.is_ascii_digit() || text[at..].contains('’') => {}
            '‘' => found.push(Lone { at, mark, fault: Fault::NotClosed }),
            '»' | '”' => close(&mut open, &mut found, at, mark),
            // Inch and second signs.
            _ if previous.is_ascii_digit() && opened.is_none() => {}
            _ if opened == Some('"') => drop(open.pop()),
            _ if opens_after(previous) && !after.is_whitespace() => open.push((at, mark)),
            _ => close(&mut open, &mut found, at, mark),
        }
    }
    let unclosed = open.into_iter();
    found.extend(unclosed.map(|(at, mark)| Lone { at, mark, fault: Fault::NotClosed }));
    found.sort_by_key(|lone| lone.at);
    found
}

fn close(open: &mut Vec<(usize, char)>, found: &mut Vec<Lone>, at: usize, mark: char) {
    let fault = match open.pop().map(|(_, opened)| opened) {
        Some(opened) if closes(opened, mark) => None,
        Some(opened) => Some(Fault::OtherKind(opened)),
        // This mark closes a single mark that was reported as never closed.
        None => match found.pop_if(|lone| lone.mark == '‘' && lone.fault == Fault::NotClosed) {
            Some(single) => Some(Fault::OtherKind(single.mark)),
            None => Some(Fault::NotOpened),
        },
    };
    found.extend(fault.map(|fault| Lone { at, mark, fault }));
}

/// The minimum number of siblings to compare.
const SIBLINGS: usize = 3;

/// The minimum number of words from which a paragraph is expected to be a sentence.
const SENTENCE: usize = 6;

/// Checks the secretariat's text.
pub(super) fn final_stops(context: &CheckContext<'_>, own: &Text<'_>) -> Vec<Diagnostic> {
    let lists = lists(&context.passages).into_iter();
    let lists = lists.map(|items| (items, ["item of this list", "items of this list"]));
    let headings = context.sibling_headings().into_iter();
    let headings =
        headings.map(|(_, all)| (all, ["heading of this level", "headings of this level"]));
    let mut paragraphs = own.passages.clone();
    paragraphs.retain(|passage| {
        passage.kind == Kind::Paragraph && passage.text.split_whitespace().count() >= SENTENCE
    });
    let ended = paragraphs.iter().filter(|paragraph| ends(&paragraph.text)).count();
    // If most paragraphs have no final punctuation, they are not sentences.
    let sentences = (ended * 2 > paragraphs.len()).then_some(paragraphs);
    let sentences = sentences.map(|sentences| (sentences, ["paragraph", "paragraphs"]));
    let siblings = lists.chain(headings).chain(sentences);
    let differing = siblings.filter_map(|(siblings, names)| differing(own, &siblings, names));
    differing.chain(labels(context.survey)).collect()
}

/// The items of each list; an item with several paragraphs is represented by its last one.
fn lists<'p>(passages: &'p [Passage<'p>]) -> Vec<Vec<&'p Passage<'p>>> {
    // The properties that the items of a list share.
    let list = |passage: &Passage| match passage.kind {
        Kind::Item(number) => Some((passage.section, false, number.is_some())),
        Kind::Message(number) => Some((passage.section, true, number.is_some())),
        _ => None,
    };
    let passages = passages.iter().filter(|passage| passage.kind != Kind::Footnote);
    let passages: Vec<&Passage> = passages.collect();
    let lists = passages.chunk_by(|one, next| list(one) == list(next));
    let lists = lists.filter_map(|items| {
        let (.., numbered) = list(items[0])?;
        // An item may have several paragraphs.
        let items = items.chunk_by(|one, next| numbered && one.kind == next.kind);
        Some(items.filter_map(|paragraphs| paragraphs.last().copied()).collect())
    });
    lists.collect()
}

/// Whether a text ends with a punctuation mark, ignoring closing quotation marks and brackets.
fn ends(text: &str) -> bool {
    bare_end(text).ends_with(['.', '?', '!', ':', ';', ',', '…'])
}

/// A text without closing quotation marks and brackets at its end.
fn bare_end(text: &str) -> &str {
    text.trim_end().trim_end_matches(is_closing)
}

/// The note on siblings whose final punctuation differs from that of the majority.
fn differing(text: &Text<'_>, siblings: &[&Passage], names: [&str; 2]) -> Option<Diagnostic> {
    // Questions and exclamations keep their marks.
    let siblings = siblings.iter().filter(|passage| !bare_end(&passage.text).ends_with(['?', '!']));
    let siblings = siblings.map(|passage| {
        let end = passage.text.trim_end().len();
        let last_word = chunk_start(&passage.text, end)..end;
        (ends(&passage.text), text.place(passage, last_word))
    });
    note(siblings, names)
}

/// The note on siblings, given whether each ends with a punctuation mark, and its place.
fn note(
    siblings: impl Iterator<Item = (bool, Option<Span>)>,
    [one, many]: [&str; 2],
) -> Option<Diagnostic> {
    let (with, without): (Vec<_>, Vec<_>) = siblings.partition(|(ends, _)| *ends);
    let (few, rest, ends, others) = match with.len() < without.len() {
        true => (with, without, "with a stop", "without one"),
        false => (without, with, "without a final stop", "with one"),
    };
    let places: Vec<_> = few.iter().filter_map(|(_, place)| Some(((*place)?, ""))).collect();
    if places.is_empty() || few.len() + rest.len() < SIBLINGS {
        return None;
    }
    let other = rest.iter().find_map(|(_, place)| Some(((*place)?, others)));
    let what = match few.len() {
        1 => format!("one {one} ends"),
        count => format!("{count} {many} end"),
    };
    let rest = if rest.len() == 1 { "one".to_owned() } else { rest.len().to_string() };
    let message = format!("{what} {ends}, the other {rest} {others}");
    let note = Diagnostic::note(Code::FinalStop, message).help("end all of them alike");
    Some(note.at_each(places).at_each(other))
}

/// The note on labels of graphs, if only some end with a full stop.
fn labels(survey: &Survey) -> Option<Diagnostic> {
    let labels = survey.report.graphs.iter().map(|graph| {
        let label = graph.label.as_ref();
        let ends = label.is_some_and(|label| label.value.trim_end().ends_with('.'));
        (ends, label.map(|label| label.span))
    });
    note(labels, ["label of a graph", "labels of graphs"])
}

#[cfg(test)]
mod tests {
    use super::{Fault, ends, lone};

    fn faults(text: &str) -> Vec<(usize, Fault)> {
        lone(text, |_| true).into_iter().map(|lone| (lone.at, lone.fault)).collect()
    }

    #[test]
    fn pairs_have_no_fault_and_apostrophes_are_no_marks() {
        let texts = [
            "“one ‘two’ three” and \"four\", (\"five\").",
            "the ISCMs’ and migrants' rights, the ’90s, 5\" wide",
            "«un» “a “nested” one”",
        ];
        for text in texts {
            assert_eq!(faults(text), [], "{text}");
        }
    }

    #[test]
    fn a_mark_without_partner_is_found() {
        assert_eq!(faults("say “so"), [(4, Fault::NotClosed)]);
        assert_eq!(faults("say so”."), [(6, Fault::NotOpened)]);
        assert_eq!(faults("say \"so”"), [(7, Fault::OtherKind('"'))]);
        assert_eq!(faults("say “so\""), [(9, Fault::OtherKind('“'))]);
        assert_eq!(faults("say ‘so”"), [(9, Fault::OtherKind('‘'))]);
        assert_eq!(faults("say ‘so"), [(4, Fault::NotClosed)]);
        assert_eq!(faults("say \"so"), [(4, Fault::NotClosed)]);
    }

    #[test]
    fn a_stop_may_stand_within_closing_marks() {
        assert!(ends("one (two.)"));
        assert!(ends("one “two”."));
        assert!(!ends("one (two)"));
    }
}
