//! Repairs invalid TOML files in memory, so that their other errors are found in the same run. Each
//! repair is reported as an error.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Edit, FileId, Severity, Source, SourceKind, Sources};

mod scan;

/// A syntax error and the edits that fix it; a multi-line text requires two.
struct Repair {
    message: String,
    edits: Vec<Edit>,
}

/// Repairs all TOML files, and returns an error for each repair.
pub(crate) fn repair(sources: &mut Sources) -> Vec<Diagnostic> {
    let is_read =
        |source: &Source| source.name.ends_with(".toml") && source.kind != SourceKind::Other;
    let files = sources.iter().filter(|(_, source)| is_read(source));
    let files: Vec<FileId> = files.map(|(file, _)| file).collect();
    files.into_iter().flat_map(|file| repair_file(sources, file)).collect()
}

fn repair_file(sources: &mut Sources, file: FileId) -> Vec<Diagnostic> {
    let text = sources.get(file).text().to_owned();
    let repairs = scan::repairs(&text);
    if repairs.is_empty() {
        return Vec::new();
    }
    let edits: Vec<Edit> = repairs.iter().flat_map(|repair| repair.edits.clone()).collect();
    let mut spans = sources.repair(file, edits.clone()).into_iter();
    let reported = repairs.iter().map(|Repair { message, edits: own }| {
        let places = spans.by_ref().take(own.len()).map(|span| (span, ""));
        let error = Diagnostic::error(Code::TomlSyntax, message).at_each(places);
        let wanted = own.iter().map(|edit| edit.range.clone()).collect();
        error.corrected(&text, &edits, wanted)
    });
    reported.collect()
}

/// Removes the error for a repaired line if another error shows the same line with further
/// corrections, or states the type expected there.
pub(crate) fn without_repeats(sources: &Sources, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let line = |diagnostic: &Diagnostic| {
        let span = diagnostic.labels.first()?.span;
        Some((span.file, sources.line_column(span).0))
    };
    let is_repair = |d: &Diagnostic| d.code == Code::TomlSyntax && d.has_corrected_lines;
    let others = found.iter().filter(|d| !is_repair(d) && d.severity == Severity::Error);
    let says_more = |d: &&Diagnostic| {
        d.has_corrected_lines || matches!(d.code, Code::DayForm | Code::WrongType)
    };
    let further: BTreeSet<_> = others.filter(says_more).filter_map(line).collect();
    found.retain(|d| !is_repair(d) || line(d).is_none_or(|line| !further.contains(&line)));
    found
}

#[cfg(test)]
mod tests {
    use super::repair;
    use crate::diagnostic::Sources;

    /// The text of a response after its repairs.
    fn repaired(text: &str) -> String {
        let mut sources = Sources::default();
        let file = sources.add("data/responses/alpha.toml", text);
        let _ = repair(&mut sources);
        sources.get(file).text().to_owned()
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(repaired(text), expected);
    }

    #[test]
    fn what_toml_reads_stays_as_it_is() {
        let text = "mechanism = \"alpha\" # a “comment”\nreceived = 2023-07-14\n[answers]\na = [\n  \"x\", # 'y\n  'z',\n]\n\
                    b = true\n[[quote]]\ntext = '''\n“We” don't = so\n“That” is “all'''\npoint = \"it's “so”\"\n";
        check(text, text);
        let broken = format!("x = “y”\n{text}");
        check(&broken, &format!("x = \"y\"\n{text}"));
    }

    #[test]
    fn marks_of_other_kinds_become_straight() {
        check("a = “b”\n", "a = \"b\"\n");
        check("a = \"b”  # c", "a = \"b\"  # c");
        check("a = [“b”, ‘c’, «d»]", "a = [\"b\", \"c\", \"d\"]");
        check("a = { b = “c, d”, e = ‘f’ }", "a = { b = \"c, d\", e = \"f\" }");
        check("a = “We “trust” \"you\"”", "a = 'We “trust” \"you\"'");
        check("a = ‘’’\nWe don't.\n’’’\nb = 1", "a = '''\nWe don't.\n'''\nb = 1");
        check("a = “One.\n\nTwo.”\nb = 1", "a = '''One.\n\nTwo.'''\nb = 1");
    }

    #[test]
    fn marks_within_a_text_are_told_from_those_around_it() {
        check("a = \"He said \"yes\".\"", "a = 'He said \"yes\".'");
        check("a = 'We don't.'", "a = \"We don't.\"");
        check("a = \"One.\nTwo.\"\nb = 1", "a = '''One.\nTwo.'''\nb = 1");
        check("a = \"C:\\data\"", "a = 'C:\\data'");
    }

    #[test]
    fn what_is_missing_is_put_in() {
        check("a = \"b\nc = 1", "a = \"b\"\nc = 1");
        check("a = '''One.\n\nTwo.\n\n[[quote]]", "a = '''One.\n\nTwo.'''\n\n[[quote]]");
        check("a = \nOne.\n'''\nb = 1", "a = '''\nOne.\n'''\nb = 1");
        check("a = One, two.'''\nb = 1", "a = '''One, two.'''\nb = 1");
        check("a = One,\ntwo.\n'''\nb = 1", "a = '''One,\ntwo.\n'''\nb = 1");
        check("a = yes\n# b = '''\n", "a = \"yes\"\n# b = '''\n");
        check("a = [\"b\", \"c\"\nd = 1", "a = [\"b\", \"c\"]\nd = 1");
        check("a = [{ b = 1,\n c = 2 },\nd = 1", "a = [{ b = 1,\n c = 2 },]\nd = 1");
        check("a = [\"b\" \"c\"\n \"d\"]", "a = [\"b\", \"c\",\n \"d\"]");
        check("a \"b\"\nc: [1]", "a = \"b\"\nc = [1]");
        check("[answers\n[[quote]\n[practice]]", "[answers]\n[[quote]]\n[[practice]]");
    }

    #[test]
    fn a_text_without_an_end_does_not_take_in_the_next_one() {
        let text =
            "[[quote]]\ntext = '''\nOne.\n\n[[quote]]\ntext = '''\nTwo.\n'''\npoint = \"a\"\n";
        check(text, &text.replacen("One.", "One.'''", 1));
    }

    #[test]
    fn whatever_is_left_out_of_a_response_can_be_repaired() {
        let text = "mechanism = “alpha”\nreceived = 14/7/2023 # then\n[answers]\na = [\"b\", ‘c’, 3]\nd = {e = 'f'}\n\
                    [[quote]]\ntext = '''\nSo \"it\" is.\n'''\ng = \"\"\"h\"\"\"\ni = «j»";
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        for (index, start) in places.iter().enumerate() {
            repaired(&text[..*start]);
            for end in places[index + 1..].iter().take(12) {
                repaired(&format!("{}{}", &text[..*start], &text[*end..]));
            }
        }
    }

    #[test]
    fn what_toml_reads_stays_even_if_it_looks_otherwise() {
        for text in [
            "a = '''One''''\nb = 1",
            "a = \"\"\"One\\\"\"\"\"\nb = '\"'",
            "a = '''\nreceived = 14/07/2023\n[answers\n'''",
            "\"a\" = 'it\"s' # “b”",
        ] {
            check(text, text);
            let broken = format!("x = “y”\n{text}");
            check(&broken, &format!("x = \"y\"\n{text}"));
        }
    }

    #[test]
    fn words_without_marks_get_them() {
        check("a = yes", "a = \"yes\"");
        check("a = [b-1, B 2]", "a = [\"b-1\", \"B 2\"]");
        check("a = [8, 10]", "a = [8, 10]");
        check("received = 14/07/2023 # then", "received = \"14/07/2023\" # then");
    }
}
