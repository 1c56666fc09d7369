//! Limits on the work and the nesting depth of templates.

use super::tokens::{characters, first_word, tags};
use crate::diagnostic::{Code, Diagnostic, FileId, Span};

/// The fuel for rendering the templates. A step costs 1, and so do 64 bytes that are printed, kept
/// or joined. The 40-page report of 2023 uses 12,000. In the worst case, templates produce 512 MB
/// of text within seconds.
pub(super) const FUEL: u64 = 8_000_000;
/// The number of bytes that cost as much as one step.
pub(super) const BYTES_PER_FUEL: u64 = 64;
/// The number of bytes printed by a tag, with markers, that cost as much as one step, because they are
/// read again.
pub(super) const BYTES_PER_FUEL_PRINTED: u64 = 8;
/// The maximum number of false claims reported.
pub(super) const MOST_CLAIMS: usize = 100;
/// The maximum number of operators in a tag, such as `|`, `.` or `not`; the parser recurses for
/// each.
const MOST_OPERATORS: usize = 500;
/// The maximum number of `{% elif %}` tags in a template; the parser recurses for each.
const MOST_BRANCHES: usize = 500;

pub(super) const ENDLESS: &str =
    "the templates do more than any report needs, and were stopped here";
pub(super) const ENDLESS_HELP: &str = "look for loops within loops, and for a macro or `{% set %}` that makes its own text longer each time";

/// The error for a template that is nested too deeply to be parsed.
pub(super) fn too_deep(file: FileId, template: &str) -> Option<Diagnostic> {
    let mut branches = 0;
    for tag in tags(template) {
        let inside = &template[tag.clone()];
        branches += usize::from(first_word(&inside[2..]) == "elif");
        let (message, help) = if operators(inside) > MOST_OPERATORS {
            let help = "keep parts of it with `{% set name = … %}` and use the names";
            (format!("this tag is too long: it has more than {MOST_OPERATORS} operators"), help)
        } else if branches > MOST_BRANCHES {
            let help = "put a part of it into a template of its own, with `{% include … %}`";
            (format!("this template has more than {MOST_BRANCHES} `elif`"), help)
        } else {
            continue;
        };
        let line = inside.find('\n').unwrap_or(inside.len());
        let start = inside[..line].char_indices().nth(SHOWN).map_or(line, |(end, _)| end);
        let place = Span::new(file, tag.start..tag.start + start);
        return Some(Diagnostic::error(Code::TemplateSyntax, message).at(place, "").help(help));
    }
    None
}

/// The number of characters highlighted of a tag that is too long.
const SHOWN: usize = 20;

/// The number of operators in a tag, outside its strings.
fn operators(tag: &str) -> usize {
    let code = characters(tag).map(|(_, c, in_string)| if in_string { ' ' } else { c });
    let code: String = code.collect();
    let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
    let joins = |word: &&str| matches!(*word, "not" | "and" | "or" | "if" | "else" | "is" | "in");
    let signs = code.matches(|c| "-+*/%~|.([{<>=!".contains(c));
    words.filter(joins).count() + signs.count()
}

#[cfg(test)]
mod tests {
    use super::{MOST_OPERATORS, operators, too_deep};
    use crate::diagnostic::FileId;

    #[test]
    fn what_joins_values_is_counted_outside_strings() {
        assert_eq!(operators("{{ not a.b|upper and - c }}"), 4 + 3);
        assert_eq!(operators(r#"{{ "not | \" ." ~ nothing }}"#), 2 + 1);
        assert_eq!(operators("{% set a = [\"x\", \"y\", \"z\"] %}"), 5);
    }

    #[test]
    fn a_tag_that_does_not_end_is_refused_too() {
        let deep =
            |open: &str, end: &str| format!("a {open}{}{end}", "not ".repeat(MOST_OPERATORS));
        for (open, end) in
            [("{{ ", "a }}"), ("{{ ", "a"), ("{% if ", "a %}{% endif %}"), ("{{ \"", "a")]
        {
            let found = too_deep(FileId(0), &deep(open, end));
            assert_eq!(found.is_some(), !open.ends_with('"'), "{open}{end}");
        }
        let branches = "{% elif a %}".repeat(501);
        assert!(too_deep(FileId(0), &format!("{{% if a %}}{branches}{{% endif %}}")).is_some());
    }
}
