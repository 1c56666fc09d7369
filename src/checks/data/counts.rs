//! Figures published as a percentage without a count, to which late answers can't be added.

use super::fits::counts_of;
use crate::diagnostic::{Code, Diagnostic, Span, in_backticks};
use crate::figure::Relation;
use crate::model::{PublishedPercent, PublishedQuestion};
use crate::tally::QuestionTally;
use crate::text::listed;

/// A figure without a count.
struct Figure<'a> {
    key: &'a str,
    span: Span,
    percent: PublishedPercent,
    /// The number of later answers that could not be added to it.
    pending: u32,
}

/// Returns one finding for all such figures of a question.
pub(super) fn check(
    published: &PublishedQuestion,
    tally: Option<&QuestionTally>,
) -> Option<Diagnostic> {
    let figures = published.options.iter().filter_map(|(key, option)| {
        let percent = option.percent.filter(|_| option.count.is_none())?;
        let pending = tally.and_then(|tally| tally.option(key)).map_or(0, |option| option.pending);
        Some(Figure { key, span: option.span, percent, pending })
    });
    let mut figures: Vec<Figure<'_>> = figures.collect();
    figures.sort_by_key(|figure| figure.span);
    let text = |figure: &Figure<'_>| match figure.pending {
        pending if pending > 0 && figures.len() > 1 => format!("not including {pending}"),
        _ => String::new(),
    };
    let note = Diagnostic::note(Code::PercentageOnly, message(&figures)?)
        .at_each(figures.iter().map(|figure| (figure.span, text(figure))));
    let lines: Vec<String> = figures.iter().filter_map(|figure| line(figure, published)).collect();
    Some(match lines.len() {
        0 => note,
        1 => note.help(format!("only one count fits; to adopt it, write\n{}", lines[0])),
        _ => note
            .help(format!("only one count fits each; to adopt them, write\n{}", lines.join("\n"))),
    })
}

fn message(figures: &[Figure<'_>]) -> Option<String> {
    let keys = listed(&in_backticks(figures.iter().map(|figure| figure.key)), "and");
    let pending: u32 = figures.iter().map(|figure| figure.pending).sum();
    Some(match (figures.len(), pending) {
        (0, _) => return None,
        (1, 0) => format!("{keys} has no published count, so later answers can't be added to it"),
        (1, pending) => format!(
            "{keys} has no published count: it does not include {pending} of the answers received since"
        ),
        (_, 0) => {
            format!("{keys} have no published count, so later answers can't be added to them")
        }
        _ => format!("{keys} have no published count: they do not include answers received since"),
    })
}

/// The TOML line that adopts the count behind a percentage, if exactly one count fits.
fn line(figure: &Figure<'_>, published: &PublishedQuestion) -> Option<String> {
    let Figure { key, percent: PublishedPercent { value, relation, .. }, .. } = figure;
    let base = published.base.as_ref()?.value;
    let mut counts = counts_of(*value, base);
    match (relation, counts.next(), counts.next()) {
        (Relation::Equal, Some(count), None) => Some(format!(
            "{key} = {{ count = {count}, percent = {value}, \
             adopted = \"{value}% of {base}: no other count fits\" }}"
        )),
        _ => None,
    }
}
