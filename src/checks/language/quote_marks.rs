//! Quotation marks without a partner, and mixed curly and straight ones.

use super::{Found, Text};
use crate::document::{Author, Passage};
use crate::text::{closes, opens_after};

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

#[cfg(test)]
mod tests {
    use super::{Fault, lone};

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
}
