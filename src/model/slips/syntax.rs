//! Mends lines of responses that TOML can't read, or that hold a day in another form: the file is then read as it was
//! meant, so that its other faults are found too. Each mending is an error.

use std::ops::Range;

use super::correction::{corrected, lines as corrected_lines};
use crate::diagnostic::{Code, Diagnostic, Edit, FileId, Severity, Sources, Span};
use crate::text::overlap;
use jiff::civil::Date;

mod comments;
mod day;
mod marks;
mod scan;

/// Mends the responses and says what was mended.
pub(crate) fn mend(sources: &mut Sources) -> Vec<Diagnostic> {
    let files = sources.iter().filter(|(_, source)| source.kind.is_response());
    let files: Vec<FileId> = files.map(|(file, _)| file).collect();
    files.into_iter().flat_map(|file| mend_file(sources, file)).collect()
}

fn mend_file(sources: &mut Sources, file: FileId) -> Vec<Diagnostic> {
    let text = sources.get(file).text().to_owned();
    let (mut slips, read) = comments::find(&text);
    let signs: Vec<Edit> = slips.iter().flat_map(|slip| slip.edits.clone()).collect();
    let touches = |edit: &Edit| signs.iter().any(|sign| overlap(&edit.original, &sign.original));
    slips.extend(scan::slips(&read).into_iter().filter(|slip| !slip.edits.iter().any(touches)));
    slips.sort_by_key(|slip| slip.edits.first().map(|edit| edit.original.start));
    let slips = joined(&text, slips);
    let mut edits: Vec<Edit> = slips.iter().flat_map(|slip| slip.edits.clone()).collect();
    edits.sort_by_key(|edit| edit.original.start);
    if edits.is_empty() {
        return Vec::new();
    }
    let spans = sources.mend(file, edits.clone());
    let place = |edit: &Edit| {
        let index = edits.iter().position(|other| other == edit);
        spans[index.expect("each edit was put in")]
    };
    let mut shown = edits.clone();
    shown.iter_mut().filter(|edit| signs.contains(edit)).for_each(|sign| sign.replacement.clear());
    slips.iter().map(|slip| slip.diagnostic(&text, &shown, place)).collect()
}

/// Slips of the same kind on one line as one.
fn joined(text: &str, mut slips: Vec<Slip>) -> Vec<Slip> {
    let line = |slip: &Slip| {
        let start = slip.edits.first().map_or(0, |edit| edit.original.start);
        text[..start].matches('\n').count()
    };
    slips.dedup_by(|slip, last| {
        let is_same = match (&last.kind, &slip.kind) {
            (Kind::Syntax(one), Kind::Syntax(other)) => one == other,
            (Kind::Curly(_), Kind::Curly(_)) | (Kind::Day(..), Kind::Day(..)) => true,
            _ => false,
        };
        let is_joined = is_same && line(last) == line(slip);
        if is_joined {
            last.edits.append(&mut slip.edits);
        }
        is_joined
    });
    slips
}

/// Leaves out what is said of a mended line where the same line is corrected further: that help has both.
pub(crate) fn without_repeats(
    sources: &Sources,
    mut diagnostics: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let line = |diagnostic: &Diagnostic| {
        let span = diagnostic.labels.first()?.span;
        Some((span.file, sources.line_column(span).0))
    };
    let further: Vec<_> = diagnostics
        .iter()
        .filter(|d| {
            d.code != Code::TomlSyntax && d.severity == Severity::Error && d.has_corrected_lines
        })
        .filter_map(line)
        .collect();
    diagnostics.retain(|d| {
        let is_corrected = d.code == Code::TomlSyntax && d.has_corrected_lines;
        !is_corrected || line(d).is_none_or(|line| !further.contains(&line))
    });
    diagnostics
}

/// What was found in a line, and what makes it readable; a text that goes over several lines has two edits.
struct Slip {
    kind: Kind,
    edits: Vec<Edit>,
}

enum Kind {
    /// A mark that TOML does not know stands at the beginning or end of a text.
    Curly(char),
    /// TOML can't read something else: what is said of it.
    Syntax(&'static str),
    /// A sign of a comment was left before lines of a form.
    Sign { message: String, help: String },
    /// A day in another form, and what it can mean.
    Day(String, Vec<Date>),
}

impl Slip {
    fn one(kind: Kind, original: Range<usize>, replacement: &str) -> Self {
        Slip { kind, edits: vec![Edit { original, replacement: replacement.to_owned() }] }
    }

    fn diagnostic(&self, text: &str, edits: &[Edit], place: impl Fn(&Edit) -> Span) -> Diagnostic {
        let wanted = self.edits.iter().map(|edit| edit.original.clone()).collect();
        let (code, message) = match &self.kind {
            Kind::Curly(mark) => {
                let message = format!("a text stands between straight marks, `\"`, not `{mark}`");
                (Code::TomlSyntax, message)
            }
            Kind::Syntax(message) => (Code::TomlSyntax, (*message).to_owned()),
            Kind::Sign { message, .. } => (Code::CommentSign, message.clone()),
            Kind::Day(key, _) => {
                let found = self.edits.iter().map(|edit| &text[edit.original.clone()]);
                let found = found.collect::<String>().replace('`', "'");
                let message =
                    format!("`{key}`: expected a day such as 2023-07-14, found `{found}`");
                (Code::DayForm, message)
            }
        };
        let places = self.edits.iter().map(|edit| (place(edit), ""));
        let diagnostic = Diagnostic::error(code, message).at_each(places);
        match &self.kind {
            Kind::Sign { help, .. } => diagnostic.help(help),
            Kind::Day(key, days) if days.len() != 1 => {
                diagnostic.help(several_days(text, key, days, &self.edits))
            }
            _ => corrected(diagnostic, text, edits, wanted),
        }
    }
}

/// The help where a day can be read in two ways, or in none.
fn several_days(text: &str, key: &str, days: &[Date], edits: &[Edit]) -> String {
    let line = |day: &Date| {
        let edits: Vec<Edit> = edits
            .iter()
            .map(|edit| Edit { replacement: day.to_string(), ..edit.clone() })
            .collect();
        corrected_lines(text, &edits, edits.iter().map(|edit| edit.original.clone()).collect())
    };
    match days {
        [] => format!("write year, month and day, such as\n{key} = 2023-07-14"),
        _ => {
            let readings = days.iter().map(|day| {
                format!("{}    # if it is {} {}", line(day), day.day(), day.strftime("%B"))
            });
            format!(
                "day and month can't be told apart; write one of these:\n{}",
                readings.collect::<Vec<_>>().join("\n")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::mend;
    use crate::diagnostic::Sources;

    /// What a response becomes.
    fn mended(text: &str) -> String {
        let mut sources = Sources::default();
        let file = sources.add("data/responses/alpha.toml", text);
        let _ = mend(&mut sources);
        sources.get(file).text().to_owned()
    }

    #[test]
    fn what_toml_reads_stays_as_it_is() {
        let text = "mechanism = \"alpha\" # a “comment”\nreceived = 2023-07-14\n[answers]\na = [\n  \"x\", # 'y\n  'z',\n]\n\
                    b = true\n[[quote]]\ntext = '''\n“We” don't = so\n“That” is “all'''\npoint = \"it's “so”\"\n";
        assert_eq!(mended(text), text);
    }

    #[test]
    fn marks_of_other_kinds_become_straight() {
        assert_eq!(mended("a = “b”\n"), "a = \"b\"\n");
        assert_eq!(mended("a = \"b”  # c"), "a = \"b\"  # c");
        assert_eq!(mended("a = [“b”, ‘c’, «d»]"), "a = [\"b\", \"c\", \"d\"]");
        assert_eq!(mended("a = “We “trust” \"you\"”"), "a = 'We “trust” \"you\"'");
        assert_eq!(mended("a = ‘’’\nWe don't.\n’’’\nb = 1"), "a = '''\nWe don't.\n'''\nb = 1");
        assert_eq!(mended("a = “One.\n\nTwo.”\nb = 1"), "a = '''One.\n\nTwo.'''\nb = 1");
    }

    #[test]
    fn marks_within_a_text_are_told_from_those_around_it() {
        assert_eq!(mended("a = \"He said \"yes\".\""), "a = 'He said \"yes\".'");
        assert_eq!(mended("a = 'We don't.'"), "a = \"We don't.\"");
        assert_eq!(mended("a = \"One.\nTwo.\"\nb = 1"), "a = '''One.\nTwo.'''\nb = 1");
    }

    #[test]
    fn what_is_left_out_is_put_in() {
        assert_eq!(mended("a = \"b\nc = 1"), "a = \"b\"\nc = 1");
        assert_eq!(
            mended("a = '''One.\n\nTwo.\n\n[[quote]]"),
            "a = '''One.\n\nTwo.'''\n\n[[quote]]"
        );
        assert_eq!(mended("a = [\"b\", \"c\"\nd = 1"), "a = [\"b\", \"c\"]\nd = 1");
        assert_eq!(mended("a = [\"b\" \"c\"\n \"d\"]"), "a = [\"b\", \"c\",\n \"d\"]");
        assert_eq!(mended("a \"b\"\nc: [1]"), "a = \"b\"\nc = [1]");
        assert_eq!(mended("[answers\n[[quote]\n[practices]"), "[answers]\n[[quote]]\n[[practice]]");
    }

    #[test]
    fn whatever_is_left_out_of_a_response_can_be_mended() {
        let text = "mechanism = “alpha”\nreceived = 14/7/2023 # then\n[answers]\na = [\"b\", ‘c’, 3]\nd = {e = 'f'}\n\
                    [[quote]]\ntext = '''\nSo \"it\" is.\n'''\ng = \"\"\"h\"\"\"\ni = «j»";
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        for (index, start) in places.iter().enumerate() {
            mended(&text[..*start]);
            for end in places[index + 1..].iter().take(12) {
                mended(&format!("{}{}", &text[..*start], &text[*end..]));
            }
        }
    }

    #[test]
    fn a_list_is_uncommented_with_its_items() {
        let text = "# a = [\n#   \"b\", ## B\n  \"c\", ## C\n  \"d\",\n#   \"e\",\n# ]\n";
        let expected = "a = [\n#   \"b\", ## B\n  \"c\", ## C\n  \"d\",\n#   \"e\",\n]\n";
        assert_eq!(mended(text), expected);
        assert_eq!(mended("\"b\",\n"), "\"b\",\n");
    }

    #[test]
    fn what_toml_reads_stays_even_if_it_looks_otherwise() {
        for text in [
            "a = '''One''''\nb = 1",
            "a = \"\"\"One\\\"\"\"\"\nb = '\"'",
            "a = '''\nreceived = 14/07/2023\n[answers\n'''",
            "\"a\" = 'it\"s' # “b”",
        ] {
            assert_eq!(mended(text), text);
            let broken = format!("x = “y”\n{text}");
            assert_eq!(mended(&broken), format!("x = \"y\"\n{text}"));
        }
        assert_eq!(
            mended("[[quote]]\nwithdrawn = '1 May 2023'"),
            "[[quote]]\nwithdrawn = 2023-05-01"
        );
    }

    #[test]
    fn words_without_marks_get_them() {
        assert_eq!(mended("a = yes"), "a = \"yes\"");
        assert_eq!(mended("a = [b-1, B 2]"), "a = [\"b-1\", \"B 2\"]");
        assert_eq!(mended("a = [8, 10]"), "a = [8, 10]");
    }
}
