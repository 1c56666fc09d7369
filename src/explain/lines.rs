//! Lines of the project's files as they are on disk.

use serde::Serialize;

use crate::diagnostic::draw::harmless;
use crate::diagnostic::{Sources, Span};
use crate::model::Survey;
use crate::text::line_start;
use crate::uses::Place;

/// A source line of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceLine {
    /// The location.
    #[serde(flatten)]
    pub place: Place,
    /// The line, without surrounding whitespace.
    pub text: String,
    /// The line as an applied erratum corrects it; `None` if no erratum does.
    pub corrected: Option<String>,
    /// The mechanism whose response contains the line, if it is in a response.
    pub mechanism: Option<String>,
    /// Whether outputs must not name that mechanism.
    pub anonymous: bool,
}

/// The lines in which the spans begin, in order and without duplicates.
pub(super) fn source_lines(sources: &Sources, survey: &Survey, spans: &[Span]) -> Vec<SourceLine> {
    let mut lines: Vec<SourceLine> = Vec::new();
    for span in spans {
        let line = source_line(sources, survey, *span);
        if !lines.iter().any(|known| known.place == line.place) {
            lines.push(line);
        }
    }
    lines
}

fn source_line(sources: &Sources, survey: &Survey, span: Span) -> SourceLine {
    let source = sources.get(span.file);
    let place = Place::new(sources, span);
    let text = source.original().lines().nth(place.line - 1).unwrap_or_default().trim();
    let read = line_at(source.text(), span.start);
    let response = survey.responses.iter().find(|response| response.span.file == span.file);
    let amends = || {
        let key = source.kind.response_key()?;
        survey.responses.iter().find(|response| response.mechanism == key)
    };
    let mechanism = response.or_else(amends).map(|response| &response.mechanism);
    SourceLine {
        place,
        text: harmless(text).into_owned(),
        corrected: (read != text).then(|| harmless(read).into_owned()),
        anonymous: mechanism.is_some_and(|key| !survey.may_name(key)),
        mechanism: mechanism.map(|key| survey.mechanisms[key].list.value.clone()),
    }
}

/// The line of `text` that contains the byte at `offset`, without surrounding whitespace.
fn line_at(text: &str, offset: usize) -> &str {
    let start = line_start(text, offset);
    text[start..].lines().next().unwrap_or_default().trim()
}
