//! Checks the texts of quotations and practices: pasted quotation marks and bullets, lines broken
//! as in a PDF, and characters that Markdown misinterprets or prints literally.

use std::ops::Range;

use crate::codes::Group;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::model::markdown::{Event, Tag, TagEnd, events};
use crate::model::reader::{Context, Reader};
use crate::model::response::Form;
use crate::model::text::{Text, first_unfit};

mod marks;
mod paragraphs;

/// A problem found in a text; locations are byte offsets in its value.
struct Finding {
    code: Code,
    message: &'static str,
    /// The ranges at fault, each with a label.
    places: Vec<(Range<usize>, &'static str)>,
    edits: Vec<Edit>,
}

/// Example texts that the forms of release 0.2.0 contain in place of a mechanism's words.
const FORM_WORDS: [&str; 3] = [
    "The answer, as it came.",
    "The words, as they came, without quotation marks around them.",
    "The practice, as it was told.",
];

/// Reports a text that still contains the example text of an old form; returns whether it does.
pub(crate) fn has_form_words(context: &Context<'_>, text: &Text, what: &str) -> bool {
    let is_example =
        |line: &&str| FORM_WORDS.contains(&line.trim_start_matches(['#', ' ', '\t']).trim_end());
    let Some(line) = text.value.lines().find(is_example) else { return false };
    let at = text.value.find(line).unwrap_or_default();
    let message = format!("the example text of the form is no {what}");
    let help = format!("write the words of the {what} in its place, or delete it");
    context.fault(Code::FormWords, text.place(at, at + line.len()), message, help);
    true
}

/// Reads the required text under a key: that of a quotation or statement, or else of a practice. Reports the problems
/// found in it, which do not affect other checks.
pub(crate) fn read(table: &Reader<'_>, key: &'static str, form: Option<Form>) -> Option<Text> {
    let text = table.required_raw_text(key)?;
    let what = if form.is_some() { "quotation" } else { "practice" };
    if has_form_words(table.context, &text, what) {
        return None;
    }
    let findings = findings(&text.value, form);
    let covered = |at: usize| {
        let bullets = findings.iter().filter(|finding| finding.code == Code::PastedBullets);
        bullets.flat_map(|finding| &finding.edits).any(|edit| edit.range.contains(&at))
    };
    let fit = table.context.is_fit(&text, covered);
    report(table.context, &text, &findings);
    fit.then_some(text)
}

/// The first fault of the text of a quotation, which has a form, or else of a practice, in words.
pub(crate) fn first_fault(text: &str, form: Option<Form>) -> Option<String> {
    let found = findings(text, form);
    let fault = found.iter().find(|finding| finding.code.group() == Group::Fault);
    fault.map(|fault| fault.message.to_owned()).or_else(|| first_unfit(text))
}

/// Finds all problems of a text. Lines are not joined if there are bullets.
fn findings(value: &str, form: Option<Form>) -> Vec<Finding> {
    let mut blocks = Blocks::read(value);
    let bullets = marks::bullets(value);
    if bullets.is_some() {
        (blocks.paragraphs, blocks.lists) = (Vec::new(), Vec::new());
    }
    let marks = if form == Some(Form::Quotation) { marks::outer(value) } else { None };
    let paragraphs = paragraphs::find(value, &blocks.paragraphs);
    let lists = marks::unintended(value, &blocks.lists, form);
    let stray = marks::stray(value, &blocks.texts);
    [marks, paragraphs, lists, bullets, stray].into_iter().flatten().collect()
}

/// What Markdown makes of a text.
#[derive(Default)]
struct Blocks {
    paragraphs: Vec<Paragraph>,
    lists: Vec<List>,
    /// The texts that are printed as they are in the source, without escapes such as `&amp;`.
    texts: Vec<Range<usize>>,
}

/// A top-level paragraph, not one in a list.
struct Paragraph {
    range: Range<usize>,
    /// The line breaks, including the surrounding whitespace.
    breaks: Vec<Range<usize>>,
    /// Whether it directly follows another paragraph.
    follows: bool,
}

/// A top-level list.
struct List {
    /// The number of the first item, if the list is numbered.
    first: Option<u64>,
    items: Vec<Range<usize>>,
    /// Whether the text before the list ends with a colon.
    announced: bool,
}

impl Blocks {
    fn read(value: &str) -> Self {
        let Blocks { mut paragraphs, mut lists, mut texts } = Blocks::default();
        let (mut depth, mut is_open, mut follows) = (0usize, false, false);
        for (event, range) in events(value) {
            match event {
                Event::Start(Tag::Paragraph) if depth == 0 => {
                    paragraphs.push(Paragraph { range, breaks: Vec::new(), follows });
                    (is_open, follows) = (true, true);
                }
                Event::End(TagEnd::Paragraph) => is_open = false,
                Event::SoftBreak if is_open => {
                    let start = value[..range.start].trim_end().len();
                    let end = value.len() - value[range.end..].trim_start().len();
                    paragraphs.last_mut().expect("one is open").breaks.push(start..end);
                }
                Event::Start(tag @ (Tag::List(_) | Tag::BlockQuote(_))) => {
                    if let (Tag::List(first), 0) = (tag, depth) {
                        let announced = value[..range.start].trim_end().ends_with(':');
                        lists.push(List { first, items: Vec::new(), announced });
                    }
                    (depth, follows) = (depth + 1, false);
                }
                Event::End(TagEnd::List(_) | TagEnd::BlockQuote(_)) => depth -= 1,
                Event::Start(Tag::Item) if depth == 1 => {
                    lists.last_mut().expect("items are in lists").items.push(range);
                }
                Event::Start(Tag::Heading { .. } | Tag::CodeBlock(_)) | Event::Rule => {
                    follows = false;
                }
                Event::Text(text) if value[range.clone()] == *text => texts.push(range),
                _ => {}
            }
        }
        Blocks { paragraphs, lists, texts }
    }
}

/// Reports the findings of a text, each with its lines as they read once all findings are fixed.
fn report(context: &Context<'_>, text: &Text, findings: &[Finding]) {
    if findings.is_empty() {
        return;
    }
    let has_escapes = context.sources.slice(text.span).starts_with('"');
    let backslash = if has_escapes { "\\\\" } else { "\\" };
    let place = |range: &Range<usize>| text.place(range.start, range.end);
    let in_file = |edit: &Edit| match text.written {
        Some(_) => {
            Edit { range: place(&edit.range).range(), text: edit.text.replace('\\', backslash) }
        }
        None => edit.clone(),
    };
    let all: Vec<Edit> = findings.iter().flat_map(|finding| &finding.edits).map(in_file).collect();
    let shown = match text.written {
        Some(_) => context.sources.get(text.span.file).text(),
        None => &text.value,
    };
    for finding in findings {
        let wanted = finding.edits.iter().map(|edit| in_file(edit).range).collect();
        // Only a warning if the text may be intentional.
        let severity = match finding.code.group() {
            Group::Fault => Severity::Error,
            Group::Decide | Group::Look | Group::Style => Severity::Warning,
        };
        let diagnostic = Diagnostic::new(severity, finding.code, finding.message);
        let places = finding.places.iter().map(|(range, words)| (place(range), *words));
        let diagnostic = diagnostic.at_each(places);
        context.report(diagnostic.corrected(shown, &all, wanted));
    }
}

#[cfg(test)]
mod tests {
    use super::{Form, findings};
    use crate::diagnostic::{Code, Edit, correction};

    /// The codes of the findings in a text, and the corrected text.
    fn fixed(value: &str) -> (Vec<Code>, String) {
        let found = findings(value, Some(Form::Quotation));
        let edits: Vec<Edit> = found.iter().flat_map(|finding| finding.edits.clone()).collect();
        let codes = found.iter().map(|finding| finding.code).collect();
        let whole = 0..value.len();
        (codes, correction::lines(value, &edits, vec![whole]))
    }

    fn check(value: &str, codes: &[Code], expected: &str) {
        let (found, text) = fixed(value);
        assert_eq!(found, codes, "{value}");
        assert_eq!(text, expected);
        assert!(fixed(&text).0.is_empty(), "nothing is left in {text}");
    }

    fn check_none(value: &str) {
        assert_eq!(fixed(value).0, [], "{value}");
    }

    #[test]
    fn outer_marks_are_taken_off_and_others_stay() {
        for text in ["“We trust.”", "\"We trust.\"", "«We trust.»", "„We trust.“", "‘We trust.’"]
        {
            check(text, &[Code::DoubledMarks], "We trust.");
        }
        check("\"We \"trust\" them.\"", &[Code::DoubledMarks], "We \"trust\" them.");
        check("“We “trust” them”", &[Code::DoubledMarks], "We “trust” them");
        check("‘The migrants’ rights’", &[Code::DoubledMarks], "The migrants’ rights");
        check_none("“Trust” and “time”");
        check_none("\"Trust\" and \"time\"");
        check_none("‘Trust’ and ‘time’");
        check_none("“Trust” matters.");
    }

    #[test]
    fn bullets_become_a_list() {
        check("We ask:\n• One\n• Two", &[Code::PastedBullets], "We ask:\n- One\n- Two");
        check("\u{F0B7}\tOne\n\u{F0B7}\tTwo", &[Code::PastedBullets], "- One\n- Two");
        check("We ask:\n\n– One\n– Two", &[Code::PastedBullets], "We ask:\n\n- One\n- Two");
        check("• One\no\tInner\n• Two", &[Code::PastedBullets], "- One\n  - Inner\n- Two");
        let (codes, text) = fixed("• One develop-\nment\n• Two");
        assert_eq!(codes, [Code::BrokenWord, Code::PastedBullets]);
        assert_eq!(text, "- One development\n- Two");
        check_none("We ask:\n\n- One\n- Two");
        check_none("The years 2019 – 2021");
    }

    #[test]
    fn broken_lines_are_joined() {
        check("For develop-\nment and trust", &[Code::BrokenWord], "For development and trust");
        check("In Asia-\nPacific", &[Code::BrokenWord], "In Asia-Pacific");
        check(
            "inter-regional and inter-\nregional",
            &[Code::BrokenWord],
            "inter-regional and inter-regional",
        );
        check(
            "We trust\neach other.\n\nSo it is.",
            &[Code::BrokenLines],
            "We trust each other.\n\nSo it is.",
        );
        check(
            "We trust,\n\nas ever,\n\neach other.",
            &[Code::BrokenLines],
            "We trust, as ever, each other.",
        );
        check_none("Short-\\\nand long-term");
        check_none("We trust  \neach other.\\\nSo it is.");
        check_none("We trust.\n\nSo it is.");
        check_none("- One\n  more\n- Two");
    }

    #[test]
    fn what_is_no_list_is_escaped() {
        check(
            "The years\n\n- 2021 to 2023",
            &[Code::UnintendedList],
            "The years\n\n\\- 2021 to 2023",
        );
        check("2023. A good year", &[Code::UnintendedList], "2023\\. A good year");
        check_none("It includes:\n\n- One thing");
        check_none("1. One\n2. Two");
    }

    #[test]
    fn stray_signs_are_escaped() {
        check("Trust* matters", &[Code::StraySign], "Trust\\* matters");
        check("Trust [matters", &[Code::StraySign], "Trust \\[matters");
        check("Trust _matters", &[Code::StraySign], "Trust \\_matters");
        check_none("They [the members] *trust* snake_case and https://example.org/a_b_ and [x](#)");
        check_none("Trust\\* matters");
    }
}
