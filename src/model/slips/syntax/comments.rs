//! Signs of a comment that were left before some lines of a form, where the lines around them have none any more.
//!
//! What is found is read with blanks in place of the sign, so that every other place in the file stays where it is.

use super::scan::{head, key_and_value};
use super::{Kind, Slip};
use crate::diagnostic::Edit;
use crate::model::line_numbers;
use crate::model::slips::examples::is_example;
use crate::text::is_quote_mark;

/// Tables of which a response has several, with the keys that stand under them.
const TABLES: [(&str, &[&str]); 2] = [
    ("[[quote]]", &["point", "form", "source", "text", "replaces"]),
    ("[[practice]]", &["part", "text", "replaces"]),
];

/// The lines whose sign is to be taken off, and the text as it is read then.
pub(super) fn find(text: &str) -> (Vec<Slip>, String) {
    let mut slips = Lines::new(text).lists_and_texts();
    let read = put_in(text, &slips);
    let heads = Lines::new(&read).heads();
    let read = put_in(&read, &heads);
    slips.extend(heads);
    (slips, read)
}

fn put_in(text: &str, slips: &[Slip]) -> String {
    let mut read = text.to_owned();
    for edit in slips.iter().flat_map(|slip| &slip.edits) {
        read.replace_range(edit.original.clone(), &edit.replacement);
    }
    read
}

struct Lines<'t> {
    /// Lines with their offsets, without their ends.
    lines: Vec<(usize, &'t str)>,
    slips: Vec<Slip>,
}

/// What a line is.
#[derive(Clone, Copy)]
enum Line<'t> {
    Blank,
    /// Words about the form.
    Explanation,
    /// A field that does not hold, without its sign.
    Comment(&'t str),
    /// A field that holds.
    Live(&'t str),
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        Lines { lines: line_numbers::with_offsets(text).collect(), slips: Vec::new() }
    }

    fn line(&self, index: usize) -> Option<Line<'t>> {
        let (_, line) = self.lines.get(index)?;
        let line = line.trim();
        Some(match line.strip_prefix('#') {
            None if line.is_empty() => Line::Blank,
            None => Line::Live(line),
            Some(rest) if rest.starts_with('#') => Line::Explanation,
            Some(rest) => Line::Comment(rest.trim()),
        })
    }

    fn lists_and_texts(mut self) -> Vec<Slip> {
        let mut index = 0;
        while let Some(line) = self.line(index) {
            index = match line {
                Line::Live(live) => self.live(index, live),
                Line::Blank | Line::Explanation | Line::Comment(_) => index + 1,
            };
        }
        self.slips
    }

    fn live(&mut self, index: usize, line: &'t str) -> usize {
        if head(line).is_some() {
            return index + 1;
        }
        match key_and_value(line) {
            Some((_, value)) => match triple(value) {
                Some(mark) if !value[3..].contains(mark) => self.text(index, mark),
                None if opens_list(value) => self.list(index),
                _ => index + 1,
            },
            None if triple(line) == Some(line) => self.end_of_text(index, line),
            None if is_item(line) || line.starts_with(']') => self.end_of_list(index),
            None => self.words(index),
        }
    }

    /// A list that begins in a line and goes on in others.
    fn list(&mut self, first: usize) -> usize {
        let (mut last, mut chosen, mut offered) = (None, false, Vec::new());
        let mut index = first;
        loop {
            index += 1;
            match self.line(index) {
                Some(Line::Live(line)) if head(line).is_some() || key_and_value(line).is_some() => {
                    break;
                }
                Some(Line::Live(line)) if ends_list(line) => return index + 1,
                Some(Line::Live(_)) => chosen |= last.is_none(),
                Some(Line::Comment(line)) if line.starts_with(']') && last.is_none() => {
                    last = Some(index);
                }
                Some(Line::Comment(line)) if is_item(line) && last.is_none() => offered.push(index),
                Some(Line::Blank) => {}
                Some(Line::Comment(_) | Line::Explanation) | None => break,
            }
        }
        let Some(last) = last else { return first + 1 };
        let message =
            format!("the list that begins in line {} ends in a line with `# `", first + 1);
        if chosen || offered.is_empty() {
            self.uncomment(message, &[last]);
            return last + 1;
        }
        let number = last + 1;
        let help = format!(
            "take `# ` off the options that were chosen (in {}), and off line {number}; if none \
             was chosen, off line {number} alone",
            named(offered)
        );
        self.found(message, help, &[last]);
        last + 1
    }

    /// Items or the end of a list whose first line has its sign.
    fn end_of_list(&mut self, index: usize) -> usize {
        let is_of_list = |line: Option<Line<'_>>| match line {
            Some(Line::Comment(line) | Line::Live(line)) => is_item(line),
            _ => false,
        };
        let first = (0..index).rev().find(|before| !is_of_list(self.line(*before)));
        let last = (index..self.lines.len()).find(|after| !is_of_list(self.line(*after)));
        let (Some(first), Some(last)) = (first, last) else { return index + 1 };
        let begins = match self.line(first) {
            Some(Line::Comment(line)) => {
                key_and_value(line).is_some_and(|(_, value)| value.trim() == "[")
            }
            _ => false,
        };
        // Where both ends have their signs, the whole list is shown as it should be.
        let ends = matches!(self.line(last), Some(Line::Live(line)) if line.starts_with(']'));
        if !begins || !ends {
            return last.max(index + 1);
        }
        let message = format!("the list that ends in line {} begins in a line with `# `", last + 1);
        if index < last {
            self.uncomment(message, &[first]);
            return last + 1;
        }
        let help = format!(
            "take `# ` off line {}, and off the options that were chosen; or put `# ` before line {}",
            first + 1,
            last + 1
        );
        self.found(message, help, &[first]);
        last + 1
    }

    /// A text that begins in a line and goes on in others.
    fn text(&mut self, first: usize, mark: &str) -> usize {
        let Some(last) = self.end(first, mark) else { return first + 1 };
        let has_words = |index: &usize| match self.line(*index) {
            Some(Line::Comment(line) | Line::Live(line)) => !line.is_empty() && !is_example(line),
            Some(Line::Blank | Line::Explanation) | None => false,
        };
        let mut signs: Vec<usize> = (first + 1..last).filter(has_words).collect();
        // Without words of the mechanism, this is said of the text.
        if !signs.is_empty() {
            signs.push(last);
        }
        signs.retain(|index| matches!(self.line(*index), Some(Line::Comment(_))));
        if !signs.is_empty() {
            let lines = named(signs.iter().copied());
            let verb = if signs.len() == 1 { "begins" } else { "begin" };
            self.uncomment(format!("{lines} of a text still {verb} with `# `"), &signs);
        }
        last + 1
    }

    /// The line in which a text ends: with its marks alone, or with words before them.
    fn end(&self, first: usize, mark: &str) -> Option<usize> {
        for index in first + 1..self.lines.len() {
            match self.line(index)? {
                Line::Comment(line) if line == mark => return Some(index),
                // The text has no end of its own.
                Line::Explanation => return None,
                Line::Comment(line) if is_field(line) => return None,
                Line::Comment(line) | Line::Live(line) if line.contains(mark) => {
                    return Some(index);
                }
                Line::Comment(_) | Line::Live(_) | Line::Blank => {}
            }
        }
        None
    }

    /// Words whose first line, which names them, has its sign.
    fn words(&mut self, index: usize) -> usize {
        let Some((first, mark)) = self.beginning(index) else { return index + 1 };
        let Some(last) = self.end(index - 1, mark) else { return index + 1 };
        let mut signs = vec![first];
        let of_text = first + 1..=last;
        signs.extend(of_text.filter(
            |index| matches!(self.line(*index), Some(Line::Comment(line)) if !is_example(line)),
        ));
        let message = format!("the text in line {} begins in a line with `# `", index + 1);
        self.uncomment(message, &signs);
        last + 1
    }

    /// The end of a text whose other lines have their signs.
    fn end_of_text(&mut self, index: usize, mark: &'t str) -> usize {
        let Some((first, _)) = self.beginning(index).filter(|(_, begun)| *begun == mark) else {
            return index + 1;
        };
        if self.stands_in_a_table(first) {
            let example = |line: &usize| matches!(self.line(*line), Some(Line::Comment(line)) if is_example(line));
            let signs: Vec<usize> = (first..index).filter(|line| !example(line)).collect();
            let message = format!("the text that ends in line {} begins with `# `", index + 1);
            self.uncomment(message, &signs);
            return index + 1;
        }
        let help = format!(
            "put `# ` before line {}; or, if there are words, take `# ` off {}",
            index + 1,
            named(first..index)
        );
        let (at, line) = self.lines[index];
        let start = at + (line.len() - line.trim_start().len());
        let edit = Edit { original: start..start + mark.len(), replacement: "#  ".to_owned() };
        let message = format!("line {} ends a text that does not begin", index + 1);
        self.slips.push(Slip { kind: Kind::Sign { message, help }, edits: vec![edit] });
        index + 1
    }

    /// Whether a text that begins in line `first` belongs to a quotation or practice of which another line holds.
    fn stands_in_a_table(&self, first: usize) -> bool {
        for before in (0..first).rev() {
            match self.line(before) {
                Some(Line::Comment(line)) if head(line).is_some() => return false,
                Some(Line::Live(line)) => {
                    let key = key_and_value(line).map(|(key, _)| key);
                    return TABLES.iter().any(|(own, keys)| match head(line) {
                        Some((_, head)) => head == *own,
                        None => key.is_some_and(|key| keys.contains(&key)),
                    });
                }
                _ => {}
            }
        }
        false
    }

    /// The line with its sign in which a text begins that goes on in line `index`, and its marks.
    fn beginning(&self, index: usize) -> Option<(usize, &'t str)> {
        for before in (0..index).rev() {
            match self.line(before)? {
                Line::Comment(line) => match key_and_value(line) {
                    Some((_, value)) => {
                        return (triple(value)? == value).then_some((before, value));
                    }
                    None if head(line).is_some() || triple(line).is_some() => return None,
                    None => {}
                },
                Line::Live(_) | Line::Explanation => return None,
                Line::Blank => {}
            }
        }
        None
    }

    /// Heads of quotations and practices that still have their sign, above lines that have none.
    fn heads(mut self) -> Vec<Slip> {
        let mut index = 0;
        let mut signed: Option<(usize, &(&str, &[&str]))> = None;
        while let Some(line) = self.line(index) {
            match line {
                Line::Comment(line) => {
                    if let Some((_, wanted)) = head(line) {
                        let table = TABLES.iter().find(|(head, _)| *head == wanted);
                        signed = table.map(|table| (index, table));
                    }
                }
                Line::Live(line) if head(line).is_some() => signed = None,
                Line::Live(line) => {
                    if let Some((key, value)) = key_and_value(line) {
                        let here = signed.take_if(|(_, (_, keys))| keys.contains(&key));
                        if let Some((at, (head, _))) = here {
                            let message = format!("`{key}` stands under a line `# {head}`");
                            self.uncomment(message, &[at]);
                        }
                        let mark = triple(value).filter(|mark| !value[3..].contains(mark));
                        index = mark.and_then(|mark| self.end(index, mark)).unwrap_or(index);
                    }
                }
                Line::Blank | Line::Explanation => {}
            }
            index += 1;
        }
        self.slips
    }

    /// Takes the signs off these lines, and says so in the help.
    fn uncomment(&mut self, message: String, lines: &[usize]) {
        let help = format!("take `# ` off {}", named(lines.iter().copied()));
        self.found(message, help, lines);
    }

    /// Takes the signs off these lines.
    fn found(&mut self, message: String, help: String, lines: &[usize]) {
        let edits = lines.iter().map(|index| {
            let (at, line) = self.lines[*index];
            let sign = line.find('#').unwrap_or(0);
            let length = 1 + usize::from(line[sign + 1..].starts_with([' ', '\t']));
            Edit { original: at + sign..at + sign + length, replacement: " ".repeat(length) }
        });
        let edits = edits.collect();
        self.slips.push(Slip { kind: Kind::Sign { message, help }, edits });
    }
}

/// Lines by their numbers, from their indexes.
fn named(indexes: impl IntoIterator<Item = usize>) -> String {
    let numbers: Vec<usize> = indexes.into_iter().map(|index| index + 1).collect();
    line_numbers::lines(&numbers)
}

/// The three straight marks that a value begins with.
fn triple(value: &str) -> Option<&str> {
    let marks = value.get(..3)?;
    (marks == "'''" || marks == "\"\"\"").then_some(marks)
}

/// Whether a line is one of a list's options.
fn is_item(line: &str) -> bool {
    line.starts_with(is_quote_mark) && triple(line).is_none()
}

/// Whether a value is the beginning of a list that goes on in other lines.
fn opens_list(value: &str) -> bool {
    value.starts_with('[') && !value.split('#').next().unwrap_or_default().contains(']')
}

/// Whether a line of a list is its last one.
fn ends_list(line: &str) -> bool {
    let written = line.split('#').next().unwrap_or_default().trim_end();
    line.starts_with(']') || written.ends_with(']')
}

/// Whether a line is one of a form that is not text.
fn is_field(line: &str) -> bool {
    let begins = |value: &str| value.starts_with(is_quote_mark) || value.starts_with('[');
    head(line).is_some() || key_and_value(line).is_some_and(|(_, value)| begins(value))
}
