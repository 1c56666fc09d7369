//! Compares quotations word for word with the texts that they were taken from.
//!
//! Differences in whitespace, line breaks, hyphens and the kind of quotation mark are ignored. A
//! quotation marks omissions with `…` or `...`, and insertions with `[…]`.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, counted};
use crate::model::{Contribution, Received, Response, Survey, Text};
use units::ComparedText;

mod compare;
mod units;

/// Help for a quotation that differs.
const MARKS: &str =
    "quote what was received; mark what is left out by `…`, and what is put in by [brackets]";

/// Checks the quotations of all responses that count; `texts` maps paths to the received texts.
pub fn check(survey: &Survey, texts: &BTreeMap<String, Received>) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> = survey.responses.iter().flat_map(open).collect();
    for path in survey.responses.iter().flat_map(|response| &response.source_texts) {
        diagnostics.extend(unreadable(path, texts.get(&path.value)));
    }
    let mut sources: BTreeMap<&str, ComparedText> = BTreeMap::new();
    for quote in survey.responses.iter().flat_map(|response| &response.quotes) {
        let Some(path) = &quote.source_text else { continue };
        let Some(Received::Text(text)) = texts.get(&path.value) else { continue };
        let source = sources.entry(&path.value).or_insert_with(|| ComparedText::of_plain(text));
        diagnostics.extend(differs(quote, path, source));
    }
    diagnostics
}

/// A finding for each answer of a response that was not understood when it was received.
fn open(response: &Response) -> impl Iterator<Item = Diagnostic> {
    let file = response.origins.first().map_or("what was received", |origin| &origin.file.value);
    response.open.iter().map(move |open| {
        let message = format!("an answer of `{}` was not understood", response.mechanism);
        let help =
            format!("{} in {file}: {}; then delete the table `[[open]]`", open.place, open.what);
        Diagnostic::warning(Code::AnswerOpen, message).at(open.span, "").help(help)
    })
}

/// A note with the number of quotations without a source text; `None` if there are none.
pub fn unverified(survey: &Survey) -> Option<Diagnostic> {
    let quotes = survey.responses.iter().flat_map(|response| &response.quotes);
    let count = quotes.filter(|quote| quote.source_text.is_none()).count();
    let are = counted(count, "quotation is", "quotations are");
    let message = format!("{are} not compared with what was received");
    let note = Diagnostic::note(Code::QuotationsUnverified, message).help(
        "keep what came, as plain text, in received/KEY.txt, and name it in data/responses/KEY.toml:\n\
         source-text = \"received/KEY.txt\"",
    );
    (count > 0).then_some(note)
}

fn unreadable(path: &Text, found: Option<&Received>) -> Option<Diagnostic> {
    let (message, help) = match found {
        Some(Received::Text(_)) => return None,
        Some(Received::Refused(why)) => return Some(why.clone().at(path.span, "")),
        Some(Received::NoText) => (
            format!("`{}` is no plain text", path.value),
            "save what was received as plain text (in Word: File, Save as, Plain Text)",
        ),
        Some(Received::Missing) | None => (
            format!("there is no file `{}`", path.value),
            "put what was received there, as plain text; or take the line out: then the quotations are not compared",
        ),
    };
    Some(Diagnostic::error(Code::SourceText, message).at(path.span, "").help(help))
}

/// Reports the first difference between a quotation and its source, if there is one.
fn differs(quote: &Contribution, path: &Text, source: &ComparedText) -> Option<Diagnostic> {
    let given = quote.original.as_ref().unwrap_or(&quote.text);
    let quotation = ComparedText::of_markdown(&given.value);
    let difference = compare::first_difference(&quotation, source)?;
    let written = quotation.written(&difference.printed);
    let place = given.place(written.start, written.end);
    let message = format!("a quotation is not in `{}` word for word", path.value);
    let warning = Diagnostic::warning(Code::QuotationDiffers, message);
    Some(match &difference.received {
        Some(received) => warning.at(place, "differs here").help(format!(
            "{} {}\nthe source has:    {} (line {})\n{MARKS}",
            if quote.original.is_some() { "`text` has:       " } else { "the report prints:" },
            quotation.excerpt(&difference.printed),
            source.excerpt(received),
            source.line(received)
        )),
        None => warning.at(place, "what was received does not contain these words").help(MARKS),
    })
}
