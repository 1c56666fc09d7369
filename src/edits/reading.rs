//! What readers get of a file: its characters, each with the markup around it. An edit is only
//! proposed and applied if it changes nothing else.

use super::Rewording;
use super::strings::{strings, written};
use crate::align::hashed;
use crate::content::markdown::is_inline;
use crate::content::tokens::{TokenKind, tokens};
use crate::diagnostic::{Edit, Source, SourceKind, spliced};
use crate::model::markdown::{Event, Options, Parser, TagEnd};

/// The beginning of a block.
pub(super) const BLOCK: char = '\u{2}';
/// The end of a block.
pub(super) const END: char = '\u{3}';
/// Markup without words, such as a reference to a footnote.
const OTHER: char = '\u{4}';
/// In the place of what a tag of a template prints.
const PRINTED: char = '\u{E000}';

/// A character, with a hash of the markup around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    character: char,
    markup: u64,
}

/// What readers get of a file, in order.
pub(super) type Reading = Vec<Seen>;

/// How a file can be read: a template once as if each of its blocks printed its text on the lines
/// around it, and once as if in paragraphs of its own. `None` if the file can't be parsed.
fn readings(kind: &SourceKind, file: &str) -> Option<Vec<Reading>> {
    match kind {
        SourceKind::Template => {
            let read = |apart| markdown(&rendered(file, apart), Options::ENABLE_TABLES);
            return Some(vec![read(false), read(true)]);
        }
        SourceKind::Table(_) => {
            let cells = file.split([',', ';', '\t', '\n', '"']);
            return Some(vec![plain(&cells.map(str::trim).collect::<Vec<_>>().join("\n"))]);
        }
        _ => {}
    }
    let mut reading = Vec::new();
    for string in strings(file)? {
        reading.push(Seen { character: BLOCK, markup: hashed(&string.path) });
        reading.extend(match string.is_markdown() {
            true => markdown(&string.value, Options::empty()),
            false => plain(&string.value),
        });
    }
    Some(vec![reading])
}

/// The readings of a file in which pieces are replaced.
pub(super) fn readings_with(source: &Source, pieces: &[Edit]) -> Option<Vec<Reading>> {
    let (kind, text) = (&source.kind, source.text());
    readings(kind, &spliced(text, &written(kind, text, pieces)?))
}

/// Whether `after` is `before` with the first text of `change` replaced by the second in one place,
/// and nothing else changed, markup included; without a change, whether nothing changed.
pub(super) fn is_change(before: &[Seen], after: &[Seen], change: Option<&Rewording>) -> bool {
    let Some((old, new)) = change else { return before == after };
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let has = |reading: &[Seen], at: usize, text: &[char]| {
        let own = reading.get(at..at + text.len());
        own.is_some_and(|own| own.iter().map(|seen| seen.character).eq(text.iter().copied()))
    };
    let same = before.iter().zip(after).take_while(|(one, other)| one == other).count();
    let first = same.saturating_sub(old.len().max(new.len()));
    (first..=same).rev().any(|at| {
        has(before, at, &old)
            && has(after, at, &new)
            && before[at + old.len()..] == after[at + new.len()..]
    })
}

fn plain(text: &str) -> Reading {
    text.chars().map(|character| Seen { character, markup: 0 }).collect()
}

/// The text of a template, with a sign in the place of each value that it prints.
fn rendered(template: &str, apart: bool) -> String {
    let mut out = String::with_capacity(template.len());
    let (mut trims, mut is_alone) = (false, false);
    for token in tokens(template) {
        let text = &template[token.range.clone()];
        if token.kind == TokenKind::Text {
            let line_end = text.strip_prefix('\n').filter(|_| is_alone && !trims);
            out += if apart && line_end.is_some() { "\n" } else { "" };
            out += line_end.unwrap_or(if trims { text.trim_start() } else { text });
            is_alone = false;
            continue;
        }
        let [first, last] = token.signs(template);
        if first == "-" {
            out.truncate(out.trim_end().len());
        }
        trims = last == "-";
        is_alone = token.kind != TokenKind::Print;
        let line = out.rfind('\n').map_or(0, |at| at + 1);
        is_alone &= out[line..].trim().is_empty();
        if is_alone && first != "+" {
            out.truncate(line);
        }
        out.extend((token.kind == TokenKind::Print).then_some(PRINTED));
    }
    out
}

fn markdown(text: &str, more: Options) -> Reading {
    let options =
        Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let (mut reading, mut open): (Reading, Vec<String>) = Default::default();
    let mut is_line_end = false;
    for event in Parser::new_ext(text, options | more) {
        let markup = hashed(&open.concat());
        let was_line_end = std::mem::replace(&mut is_line_end, event == Event::SoftBreak);
        let own = || format!("{event:?}");
        match &event {
            Event::Start(tag) if is_inline(tag) => open.push(own()),
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image) => {
                open.pop();
            }
            Event::Start(_) => reading.push(Seen { character: BLOCK, markup: hashed(&own()) }),
            Event::End(_) => reading.push(Seen { character: END, markup: hashed(&own()) }),
            Event::Text(text) => {
                if was_line_end && !more.is_empty() && text.starts_with([',', '.', ')']) {
                    reading.pop();
                }
                reading.extend(text.chars().map(|character| Seen { character, markup }));
            }
            Event::SoftBreak => reading.push(Seen { character: ' ', markup }),
            Event::HardBreak => reading.push(Seen { character: '\n', markup }),
            _ => reading.push(Seen { character: OTHER, markup: hashed(&own()) }),
        }
    }
    reading
}

#[cfg(test)]
mod tests {
    use super::{is_change, readings};
    use crate::diagnostic::SourceKind;

    fn changes(before: &str, after: &str, old: &str, new: &str) -> bool {
        let [before, after] =
            [before, after].map(|text| readings(&SourceKind::Template, text).expect("a template"));
        let change = (old.to_owned(), new.to_owned());
        before.iter().zip(&after).all(|(before, after)| is_change(before, after, Some(&change)))
    }

    #[test]
    fn a_change_of_words_changes_no_markup() {
        let before = "a **b** {{ c }} d\n\n{% if e %}\nf\n{% endif %}\n";
        for (old, new, is_fit) in [
            ("a", "x", true),
            ("a", "\\*x\\*", false),
            ("b", "x", true),
            ("f", "# f", false),
            ("d", "{{ d }}", false),
            ("d", "d\n\ne", false),
        ] {
            let after = before.replacen(old, new, 1);
            assert_eq!(changes(before, &after, old, new), is_fit, "{after}");
        }
        assert!(changes(before, &before.replace('a', "\\*x\\*"), "a", "*x*"));
        assert!(changes(before, &before.replace("**b** ", ""), "b ", ""));
        assert!(!changes("**a b**", "a b", "b", "b"));
        assert!(changes("a b", "a\n\nb", " ", "\u{3}\u{2}"));
    }
}
