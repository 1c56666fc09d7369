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
    [ANSWER, QUOTATION, PRACTICE].contains(&without_sign(line))
}

fn without_sign(line: &str) -> &str {
    line.trim_start_matches(['#', ' ', '\t']).trim_end()
}

/// Reports a text that holds the words of the form, or nothing but signs of a comment. `holder` is where the table or
/// answer begins whose text it is.
pub(crate) fn report(context: &Context<'_>, text: &Text, what: &str, holder: Holder) -> bool {
    let is_empty = text.value.lines().all(|line| without_sign(line).is_empty() || is_example(line));
    let has_example = text.value.lines().any(is_example);
    if !has_example && (!is_empty || !text.value.contains('#')) {
        return false;
    }
    let source = context.sources.get(text.span.file);
    let first = line_numbers::number(source.text(), text.span.start);
    let written = context.sources.slice(text.span);
    let examples = numbers(written, first, is_example);
    let place = line_numbers::with_offsets(written).find(|(_, line)| is_example(line));
    let place = place.map_or(text.span, |(at, line)| {
        let start = text.span.start + at;
        Span { start, end: start + line.trim_end().len(), ..text.span }
    });
    let (code, message) = match has_example {
        true => (Code::FormWords, format!("the example text of the form is no {what}")),
        false => (Code::EmptyText, format!("there are no words of the {what}")),
    };
    let help = match (is_empty, examples.is_empty()) {
        (false, false) => format!("delete {}", line_numbers::lines(&examples)),
        (false, true) => format!("put the words of the {what} there, and nothing else"),
        (true, _) => {
            let live = holder.live_lines(source.original(), source.text(), text);
            where_words_go(written, first, &examples, &live)
        }
    };
    context.report(Diagnostic::error(code, message).at(place, "").help(help));
    true
}

/// The numbers of the lines that are wanted, of which the first one has the number `first`.
fn numbers(written: &str, first: usize, is_wanted: impl Fn(&str) -> bool) -> Vec<usize> {
    let lines = (first..).zip(written.split('\n')).filter(|(_, line)| is_wanted(line));
    lines.map(|(number, _)| number).collect()
}

/// The help for a text without words: where they go, and which lines must not hold if there are none.
fn where_words_go(written: &str, first: usize, examples: &[usize], live: &[usize]) -> String {
    let signed = numbers(written, first, |line| line.trim_start().starts_with('#'));
    let (of_examples, signed): (Vec<usize>, Vec<usize>) =
        signed.into_iter().partition(|number| examples.contains(number));
    let place = match (examples.is_empty(), of_examples.is_empty()) {
        (true, _) => "between the marks".to_owned(),
        (false, false) => format!("in place of {}, without `# `", line_numbers::lines(examples)),
        (false, true) => format!("in place of {}", line_numbers::lines(examples)),
    };
    let off = match signed.is_empty() {
        true => String::new(),
        false => format!(", and take `# ` off {}", line_numbers::lines(&signed)),
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
