//! The words that stand in a form to show where a mechanism's own words go.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::line_numbers;
use crate::model::reader::Context;
use crate::model::text::Text;

/// Where an answer in words goes.
pub(crate) const ANSWER: &str = "The answer, as it came.";

/// Where the words of a quotation go.
pub(crate) const QUOTATION: &str = "The words, as they came, without quotation marks around them.";

/// Where a practice goes.
pub(crate) const PRACTICE: &str = "The practice, as it was told.";

/// Whether a line of a text is one of them, with or without the sign of a comment.
pub(crate) fn is_example(line: &str) -> bool {
    let line = line.trim_start_matches(['#', ' ', '\t']).trim_end();
    [ANSWER, QUOTATION, PRACTICE].contains(&line)
}

/// Reports a text that holds the words of the form, or nothing but signs of a comment. `holder` is where the table or
/// answer begins whose text it is.
pub(crate) fn report(context: &Context<'_>, text: &Text, what: &str, holder: Holder) -> bool {
    let source = context.sources.get(text.span.file);
    let first = line_numbers::number(source.text(), text.span.start);
    let written: Vec<&str> = context.sources.slice(text.span).split('\n').collect();
    let numbered = || written.iter().enumerate().map(|(index, line)| (first + index, *line));
    let examples: Vec<usize> =
        numbered().filter(|(_, line)| is_example(line)).map(|(number, _)| number).collect();
    let is_bare = |line: &str| line.trim_start_matches(['#', ' ', '\t']).trim_end().is_empty();
    let is_empty = text.value.lines().all(|line| is_bare(line) || is_example(line));
    let has_example = text.value.lines().any(is_example);
    if !has_example && (!is_empty || !text.value.contains('#')) {
        return false;
    }
    let place = written.iter().position(|line| is_example(line)).map(|index| {
        let start: usize = written[..index].iter().map(|line| line.len() + 1).sum();
        let start = text.span.start + start;
        Span { start, end: start + written[index].trim_end().len(), ..text.span }
    });
    let (code, message) = match has_example {
        true => (Code::FormWords, format!("the example text of the form is no {what}")),
        false => (Code::EmptyText, format!("there are no words of the {what}")),
    };
    let help = match (is_empty, examples.is_empty()) {
        (false, false) => format!("delete {}", line_numbers::lines(&examples)),
        (false, true) => format!("put the words of the {what} there, and nothing else"),
        (true, _) => {
            let (of_examples, signed) = signed(&written, first);
            let live = holder.live_lines(source.original(), source.text(), text);
            where_words_go(&examples, of_examples, &signed, &live)
        }
    };
    let error = Diagnostic::error(code, message).at(place.unwrap_or(text.span), "");
    context.report(error.help(help));
    true
}

/// Whether an example has the sign of a comment, and the numbers of the other lines that have one.
fn signed(written: &[&str], first: usize) -> (bool, Vec<usize>) {
    let signed = written.iter().enumerate().filter(|(_, line)| line.trim_start().starts_with('#'));
    let (examples, others): (Vec<_>, Vec<_>) = signed.partition(|(_, line)| is_example(line));
    (!examples.is_empty(), others.into_iter().map(|(index, _)| first + index).collect())
}

/// The help for a text without words: where they go, and which lines must not hold if there are none.
fn where_words_go(
    examples: &[usize],
    of_examples: bool,
    signed: &[usize],
    live: &[usize],
) -> String {
    let place = match (examples.is_empty(), of_examples) {
        (true, _) => "between the marks".to_owned(),
        (false, true) => format!("in place of {}, without `# `", line_numbers::lines(examples)),
        (false, false) => format!("in place of {}", line_numbers::lines(examples)),
    };
    let off = match signed.is_empty() {
        true => String::new(),
        false => format!(", and take `# ` off {}", line_numbers::lines(signed)),
    };
    let live = line_numbers::lines(live);
    format!("put the words {place}{off}; if there are none, put `# ` before {live}")
}

/// What a text belongs to, and where that begins.
#[derive(Clone, Copy)]
pub(crate) enum Holder {
    /// A quotation or practice.
    Table(Span),
    /// An answer.
    Answer(Span),
}

impl Holder {
    /// The numbers of the lines that hold, without those of comments.
    fn live_lines(self, original: &str, read: &str, text: &Text) -> Vec<usize> {
        let (Holder::Table(begin) | Holder::Answer(begin)) = self;
        let first = line_numbers::number(read, begin.start);
        let last = line_numbers::number(read, text.span.end);
        let lines = original.split('\n').enumerate().map(|(index, line)| (index + 1, line.trim()));
        let is_more = |number: usize, line: &str| {
            number <= last || (matches!(self, Holder::Table(_)) && !line.starts_with('['))
        };
        lines
            .skip_while(|(number, _)| *number < first)
            .take_while(|(number, line)| is_more(*number, line))
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
            .map(|(number, _)| number)
            .collect()
    }
}
