//! Messages of the summary without a point in the annex, and vice versa.

use crate::checks::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Kind, Passage};
use crate::model::{Point, Text};

pub(super) fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let report = &context.survey.report;
    // The source places of the printed messages and headings.
    let places = |wanted: fn(Kind) -> bool| -> Vec<Span> {
        let passages = context.passages.iter().filter(|passage| wanted(passage.kind));
        passages.flat_map(Passage::spans).collect()
    };
    let messages = places(|kind| matches!(kind, Kind::Message(_)));
    let headings = places(|kind| matches!(kind, Kind::Heading(_)));
    let is_printed =
        |places: &[Span], text: &Text| places.iter().any(|place| text.span.contains(*place));
    let has_message =
        |point: &Point| point.message.as_ref().is_some_and(|text| is_printed(&messages, text));
    let has_heading = |point: &Point| is_printed(&headings, &point.title);
    let found = report.parts.iter().flat_map(|part| {
        let points = || report.points.iter().filter(|point| point.part == part.key.value);
        // A part is checked if the report prints both its messages and its points.
        let is_checked = points().any(has_message) && points().any(has_heading);
        points().filter(move |_| is_checked).filter_map(|point| {
            match (has_message(point), has_heading(point)) {
                (true, false) => Some(without_point(point)),
                (false, true) => Some(without_message(point)),
                _ => None,
            }
        })
    });
    found.collect()
}

fn without_message(point: &Point) -> Diagnostic {
    let message =
        format!("the point `{}` of the annex has no message in the summary", point.key.value);
    let warning = Diagnostic::warning(Code::PointWithoutMessage, message);
    match &point.message {
        Some(text) => warning
            .at(text.span, "not printed")
            .help("print it in a template, such as by `{% for message in messages(\"PART\") %}`"),
        None => warning
            .at(point.title.span, "printed in the annex only")
            .help("add `message = \"…\"` to the point, or decide that the summary leaves it out"),
    }
}

fn without_point(point: &Point) -> Diagnostic {
    let key = &point.key.value;
    let message = format!("the message of `{key}` in the summary has no point in the annex");
    let warning = Diagnostic::warning(Code::MessageWithoutPoint, message);
    let text = point.message.as_ref().unwrap_or(&point.title);
    warning
        .at(text.span, "printed in the summary only")
        .help("print the point in a template, such as by `{% for point in points(\"PART\") %}`")
}
