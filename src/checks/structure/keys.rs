//! Fixes that remove a key of data/report.toml that sets a value as issued, so that the computed
//! value is printed instead.

use crate::diagnostic::{Fix, FixKind, Sources, Span};
use crate::text::line_start;

/// The fix that removes the key of a value with its line. `value` is the value itself or an element
/// of its list. Returns `None` if the same lines contain anything else.
pub(super) fn taken_out(sources: &Sources, key: &str, value: Span, kind: FixKind) -> Option<Fix> {
    let text = sources.get(value.file).text();
    let begins =
        |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
    let mut start = line_start(text, value.start);
    while !begins(&text[start..]) {
        // The value is in a list that started on an earlier line.
        start = line_start(text, start.checked_sub(1)?);
        if text[start..].starts_with('[') {
            return None;
        }
    }
    let mut end = value.end;
    let is_list = text[start..value.start].contains('[');
    if is_list {
        end += text[end..].find(']')? + 1;
    }
    end += text[end..].find('\n')? + 1;
    let issued = text[start..end].to_owned();
    let ends = issued.trim_end();
    let is_whole = (is_list && ends.ends_with(']')) || (!is_list && !ends.contains('\n'));
    let why = match kind {
        FixKind::Order => "the text promises the order of the alphabet",
        _ => "numbering without gaps",
    };
    let (span, corrected, why) = (Span { start, end, ..value }, String::new(), why.to_owned());
    is_whole.then_some(Fix { span, issued, corrected, kind, why })
}

#[cfg(test)]
mod tests {
    use super::taken_out;
    use crate::diagnostic::{FixKind, Sources, Span};

    fn issued(text: &str, key: &str, value: &str) -> Option<String> {
        let mut sources = Sources::default();
        let file = sources.add("data/report.toml", text);
        let start = text.find(value).expect("a value");
        let span = Span::new(file, start..start + value.len());
        taken_out(&sources, key, span, FixKind::Numbering).map(|fix| fix.issued)
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
