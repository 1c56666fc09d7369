//! Messages of the summary without their points in the annex, and the reverse.

use crate::checks::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Kind, Passage};
use crate::model::{Point, Text};

pub(super) fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let report = &context.survey.report;
    let places = Places::of(context);
    let parts = report.parts.iter().flat_map(|part| {
        let points = report.points.iter().filter(move |point| point.part == part.key.value);
        of_part(&places, &points.collect::<Vec<_>>())
    });
    parts.collect()
}

/// Where the printed words of messages and headings come from.
struct Places {
    messages: Vec<Span>,
    headings: Vec<Span>,
}

impl Places {
    fn of(context: &CheckContext<'_>) -> Places {
        let spans = |wanted: fn(Kind) -> bool| {
            let passages = context.passages.iter().filter(|passage| wanted(passage.kind));
            passages.flat_map(Passage::spans).collect()
        };
        Places {
            messages: spans(|kind| matches!(kind, Kind::Message(_))),
            headings: spans(|kind| matches!(kind, Kind::Heading(_))),
        }
    }
}

fn is_printed(places: &[Span], text: &Text) -> bool {
    let whole = text.span;
    places
        .iter()
        .any(|own| own.file == whole.file && whole.start <= own.start && own.end <= whole.end)
}

/// A part is judged if the report prints both its messages and its points.
fn of_part(places: &Places, points: &[&Point]) -> Vec<Diagnostic> {
    let states = points.iter().map(|point| {
        let message = point.message.as_ref().is_some_and(|m| is_printed(&places.messages, m));
        (*point, message, is_printed(&places.headings, &point.title))
    });
    let states: Vec<(&Point, bool, bool)> = states.collect();
    let has_both =
        states.iter().any(|(_, message, _)| *message) && states.iter().any(|(_, _, title)| *title);
    if !has_both {
        return Vec::new();
    }
    let lone = states.into_iter().filter_map(|(point, message, title)| match (message, title) {
        (true, false) => Some(without_point(point)),
        (false, true) => Some(without_message(point)),
        (true, true) | (false, false) => None,
    });
    lone.collect()
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
