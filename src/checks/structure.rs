//! Checks of the report's structure: numbers, headings, graphs, order, points, respondents,
//! repeated statements.

use super::{CheckContext, first_place};
use crate::diagnostic::{Code, Diagnostic, Fix, Sources, Span};
use crate::document::{Heading, Kind, Passage, plain_text};
use crate::model::{Point, Text};

mod contributions;
mod graphs;
mod sequences;

/// Checks the report.
pub fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let checks = [
        sequences::numbers,
        lone_headings,
        graphs::check,
        sequences::order,
        points,
        contributions::respondents,
        contributions::repeats,
    ];
    checks.iter().flat_map(|check| check(context)).collect()
}

/// Reports headings that skip a level.
pub fn heading_levels(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut level = 0;
    let headings = context.document().blocks.iter().filter_map(|node| node.block.heading());
    let skipped = headings.filter_map(|heading| {
        let above = std::mem::replace(&mut level, heading.level);
        (heading.level > above + 1).then(|| skipped(context.sources, above, heading))
    });
    skipped.collect()
}

fn skipped(sources: &Sources, before: u8, heading: &Heading) -> Diagnostic {
    let (level, found) = (heading.level, plain_text(&heading.content));
    let message = match before {
        0 => format!("the first heading, `{found}`, must be of level 1, found level {level}"),
        _ => {
            format!("the heading `{found}` is of level {level}, right under one of level {before}")
        }
    };
    let error = Diagnostic::error(Code::HeadingLevel, message)
        .help("readers who listen to a report find their way by its headings: leave out no level");
    match first_place(&heading.content) {
        Some(place) if sources.get(place.file).is_template() => error.at(sources.line(place), ""),
        Some(place) => error.at(place, ""),
        None => error,
    }
}

/// Headings that are the only subheading of their parent: a section should have at least two
/// subsections or none.
fn lone_headings(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let lone = context.sibling_headings().into_iter().filter_map(|(parent, headings)| {
        let [heading] = headings[..] else { return None };
        let message = format!("the heading `{}` is the only one of its level here", heading.text);
        let places = [(heading, ""), (parent?, "under this one")];
        let places = places.map(|(passage, text)| Some((context.place(passage)?, text)));
        let note = Diagnostic::note(Code::LoneHeading, message);
        let help = "delete it, or divide the text under the heading above into at least two parts";
        Some(note.at_each(places.into_iter().flatten()).help(help))
    });
    lone.collect()
}

/// Messages of the summary without a point in the annex, and vice versa.
fn points(context: &CheckContext<'_>) -> Vec<Diagnostic> {
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
    let is_told = |point: &Point| {
        let is_message = |text: &Text| is_printed(&messages, text);
        (point.message.as_ref().is_some_and(is_message), is_printed(&headings, &point.title))
    };
    let found = report.parts.iter().flat_map(|part| {
        let points = report.points.iter().filter(|point| point.part == part.key.value);
        let told: Vec<_> = points.map(|point| (point, is_told(point))).collect();
        // A part is checked if the report prints both its messages and its points.
        let is_checked = told.iter().any(|(_, told)| told.0) && told.iter().any(|(_, told)| told.1);
        told.into_iter().filter(move |_| is_checked).filter_map(|(point, told)| match told {
            (true, false) => Some(without_point(point)),
            (false, true) => Some(without_message(point)),
            _ => None,
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

/// The reason to take numbers out as issued.
const WITHOUT_GAPS: &str = "numbering without gaps";

/// The fix that removes the key of a value as issued in data/report.toml with its line, so that the
/// computed value is printed instead. `value` is the value itself or an element
/// of its list. Returns `None` if the same lines contain anything else.
fn taken_out(sources: &Sources, key: &str, value: Span, why: &str) -> Option<Fix> {
    let text = sources.get(value.file).text();
    let start = text[..value.start].rfind(&format!("\n{key}")).map_or(0, |end| end + 1);
    let before = text[start..value.start].strip_prefix(key)?.trim_start();
    let is_list = before.contains('[');
    let mut end = value.end;
    if is_list {
        end += text[end..].find(']')? + 1;
    }
    end += text[end..].find('\n')? + 1;
    let issued = text[start..end].to_owned();
    let ends = issued.trim_end();
    let is_whole = (is_list && ends.ends_with(']')) || (!is_list && !ends.contains('\n'));
    let is_of_key = before.starts_with('=') && !before.contains("\n[");
    let (span, corrected, why) = (Span { start, end, ..value }, String::new(), why.to_owned());
    let fix = Fix { span, issued, corrected, applies_undecided: true, why };
    (is_whole && is_of_key).then_some(fix)
}

#[cfg(test)]
mod tests {
    use super::{WITHOUT_GAPS, taken_out};
    use crate::diagnostic::{Sources, Span};

    fn issued(text: &str, key: &str, value: &str) -> Option<String> {
        let mut sources = Sources::default();
        let file = sources.add("data/report.toml", text);
        let start = text.find(value).expect("a value");
        let span = Span::new(file, start..start + value.len());
        taken_out(&sources, key, span, WITHOUT_GAPS).map(|fix| fix.issued)
    }

    #[test]
    fn a_key_goes_with_its_line_and_a_list_with_its_lines() {
        let text = "key = \"a\"\nnumber = 5\norder = [\n  \"b\",\n  \"c\",\n]\nlast = 1\n";
        assert_eq!(issued(text, "number", "5").as_deref(), Some("number = 5\n"));
        let order = "order = [\n  \"b\",\n  \"c\",\n]\n";
        assert_eq!(issued(text, "order", "\"c\"").as_deref(), Some(order));
        assert_eq!(
            issued("order = [\"b\", \"c\"]\n", "order", "\"b\"").as_deref(),
            Some("order = [\"b\", \"c\"]\n")
        );
    }

    #[test]
    fn what_is_not_alone_in_its_lines_stays() {
        assert_eq!(issued("[t]\nother = { number = 5 }\n", "number", "5"), None);
    }
}
