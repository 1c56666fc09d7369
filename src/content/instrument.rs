//! Instruments templates with markers, so that rendered text records its source location.
//!
//! A marker is inserted before each run of literal text on each line and before the format strings
//! in tags, such as `"{label}"` in `listed("{label}")`; a function is applied to what each tag prints.
//! Whitespace is printed as it would be without instrumentation, except that a line that prints
//! something keeps its line end, even after a tag.

use std::ops::Range;

use super::markers::Marker;
use super::tokens::{Token, TokenKind, characters, tokens};
use crate::diagnostic::{Edit, Edited, FileId};
use crate::text::trimmed;

/// The function, and the filter, that is applied to what a tag prints, with the tag's file, start and end.
pub(super) const PRINTED: &str = "__printed";
/// The template function called before a `do` tag, with the same arguments.
pub(super) const BEGIN: &str = "__begin";

/// Tags whose blocks are rendered to a value before printing. `set` is one of them only without
/// `=`.
const CAPTURES: [&str; 4] = ["macro", "call", "filter", "set"];

/// Filters whose string arguments are text of the report.
const WRITERS: [&str; 2] = ["listed", "plural"];

/// Adds markers to a template that the template engine can parse.
pub(super) fn instrument(file: FileId, template: &str) -> Edited {
    let tokens = tokens(template);
    let literal = literal_values(template, &tokens);
    let mut writer = Writer { file, template, prints: false, inserted: Vec::new() };
    let mut before = None;
    for (token, is_literal) in tokens.iter().zip(literal) {
        match token.kind {
            TokenKind::Text => writer.text(token, before, !is_literal),
            TokenKind::Print | TokenKind::Block | TokenKind::Comment => writer.tag(token),
        }
        before = Some(token);
    }
    Edited::new(template, &writer.inserted)
}

struct Writer<'t> {
    file: FileId,
    template: &'t str,
    /// Whether the current line prints something.
    prints: bool,
    /// What is inserted into the template.
    inserted: Vec<Edit>,
}

impl Writer<'_> {
    fn insert(&mut self, at: usize, text: String) {
        self.inserted.push(Edit { range: at..at, text });
    }

    /// Instruments a tag: if it prints, with the filter. Inserted tags have its whitespace control signs.
    fn tag(&mut self, tag: &Token) {
        let name = if tag.kind == TokenKind::Block { tag.name(self.template) } else { "" };
        let is_print = tag.kind == TokenKind::Print;
        let [first, last] = tag.signs(self.template);
        let Range { start, end } = tag.range;
        let arguments = format!("{}, {start}, {end}", self.file.0);
        match name {
            "filter" | "call" => {
                self.insert(start, format!("{{%{first} filter {PRINTED}({arguments}) %}}"));
            }
            "do" => self.insert(start, format!("{{%{first} do {BEGIN}({arguments}) %}}")),
            _ => {}
        }
        if is_print {
            let inside = start + 2 + first.len()..end - 2 - last.len();
            let value = trimmed(self.template, inside);
            self.insert(value.start, format!("{PRINTED}(("));
            self.mark_strings(value.clone());
            self.insert(value.end, format!("), {arguments})"));
        } else if tag.kind == TokenKind::Block {
            self.mark_strings(start..end);
        }
        if matches!(name, "endfilter" | "endcall") {
            self.insert(end, format!("{{% endfilter {last}%}}"));
        }
        let is_one_line = !self.template[start..end].contains('\n');
        self.prints = is_print || (is_one_line && self.prints);
    }

    /// Inserts markers into those strings in the code of a tag that are text of the report.
    fn mark_strings(&mut self, code: Range<usize>) {
        for at in written_strings(&self.template[code.clone()]) {
            self.insert(code.start + at, Marker::Text(self.file, code.start + at).written());
        }
    }

    /// Inserts markers into the text after a tag. No marker may separate a tag from whitespace or a line end that
    /// the tag removes.
    fn text(&mut self, text: &Token, tag: Option<&Token>, is_marked: bool) {
        let mut start = text.range.start;
        for line in self.template[text.range.clone()].split_inclusive('\n') {
            let tag = tag.filter(|_| start == text.range.start);
            let keeps_blanks = tag.is_some_and(|tag| tag.signs(self.template)[1] != "-");
            let words = line.trim_end_matches('\n');
            let end = start + words.len();
            let is_blank = words.trim().is_empty();
            // Spaces between two tags on a line are printed as well.
            let is_between = words.len() == line.len()
                && !words.is_empty()
                && tag.is_some_and(|tag| tag.name(self.template) != "raw");
            let at = match keeps_blanks {
                true => (!is_blank || is_between).then_some(start),
                false => (!is_blank).then_some(end - words.trim_start().len()),
            };
            self.prints |= !is_blank;
            if let Some(at) = at.filter(|_| is_marked) {
                self.insert(at, Marker::Text(self.file, at).written());
            }
            if words.len() < line.len() {
                let is_forced = words.ends_with("  ");
                if tag.is_some() && is_blank && self.prints && !is_forced {
                    self.insert(end, Marker::LineEnd(self.file, end).written());
                }
                self.prints = false;
            }
            start += line.len();
        }
    }
}

/// Offsets in a tag at which text of the report starts, that is, in the string arguments of
/// [`WRITERS`]. After an escape, the text restarts at the next space, because an escape is longer
/// than its output.
fn written_strings(tag: &str) -> Vec<usize> {
    let (mut starts, mut calls) = (Vec::new(), Vec::new());
    let (mut was_in_string, mut is_after_escape) = (false, false);
    for (at, character, in_string) in characters(tag) {
        let is_written = calls.last() == Some(&true);
        match character {
            _ if in_string && !was_in_string => {
                is_after_escape = false;
                starts.extend(is_written.then_some(at + 1));
            }
            '\\' if in_string => is_after_escape = true,
            ' ' if in_string && is_after_escape => {
                is_after_escape = false;
                starts.extend(is_written.then_some(at));
            }
            _ if in_string => {}
            '(' => {
                let called =
                    tag[..at].trim_end().rsplit(|c: char| !c.is_alphanumeric() && c != '_');
                calls.push(called.into_iter().next().is_some_and(|name| WRITERS.contains(&name)));
            }
            '[' | '{' => calls.push(false),
            ')' | ']' | '}' => drop(calls.pop()),
            _ => {}
        }
        was_in_string = in_string;
    }
    starts
}

/// Whether each token belongs to a single-line block that is rendered to a value and has literal
/// text only. Such text gets no markers, because templates may compare the value.
fn literal_values(template: &str, tokens: &[Token]) -> Vec<bool> {
    let (mut literal, mut open) = (vec![false; tokens.len()], Vec::new());
    for (index, tag) in tokens.iter().enumerate() {
        let name = match tag.kind {
            TokenKind::Text | TokenKind::Comment => continue,
            TokenKind::Print => "",
            TokenKind::Block => tag.name(template),
        };
        if matches!(name, "" | "include" | "call" | "filter" | "block") {
            open.iter_mut().for_each(|begun| *begun = None);
        }
        // `{% set name = … %}` does not open a block.
        let target = tag.inside(template).split('|').next().unwrap_or_default();
        if CAPTURES.contains(&name) && (name != "set" || !target.contains('=')) {
            open.push(Some(index));
        } else if name.strip_prefix("end").is_some_and(|begun| CAPTURES.contains(&begun))
            && let Some(Some(begun)) = open.pop()
            && !template[tokens[begun].range.end..tag.range.start].contains('\n')
        {
            literal[begun..index].fill(true);
        }
    }
    literal
}

#[cfg(test)]
mod tests {
    use minijinja::syntax::SyntaxConfig;
    use minijinja::{AutoEscape, Environment, Value};

    use super::{BEGIN, PRINTED, instrument};
    use crate::content::markers::{Piece, pieces};
    use crate::diagnostic::FileId;

    fn environment() -> Environment<'static> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.expect("a syntax"));
        environment.set_formatter(|out, _, value| Ok(out.write_str(&value.to_string())?));
        environment.add_function(BEGIN, |_: usize, _: usize, _: usize| Value::from(()));
        let printed = |value: Value, _: usize, _: usize, _: usize| value;
        environment.add_function(PRINTED, printed);
        environment.add_filter(PRINTED, printed);
        environment
    }

    /// The output with markers, the output without them, and the output of the original template.
    fn printed(template: &str) -> [String; 3] {
        let instrumented = instrument(FileId(3), template);
        let render = |text: &str| environment().render_str(text, ()).expect("a template");
        let marked = render(&instrumented.text);
        let words = pieces(&marked).expect("whole markers").into_iter().map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Marker(_) => "",
        });
        let words = words.collect();
        let readable = marked.replace(['\u{E002}', '\u{E003}'], "<").replace('\u{E001}', ">");
        [readable, words, render(template)]
    }

    #[test]
    fn blanks_are_printed_as_without_markers() {
        for template in [
            "a {{ 1 }} b\n\n  c {%- if true %} d {% endif -%}  e\n",
            "{% if true %}\n  {% if true %}\n  x\n  {% endif %}\n{% endif %}\ny\n",
            "{# a {{ b }} #}\n {# c -#}\n  x {{- 1 -}}  y\n",
            "{{ 1 }} {{ 2 }} {% if true %} {% endif %} {{ 3 }}\n",
            "{% raw %}\n  {{ a }} {% b %}\n  {% endraw %}\nx{% raw %}  {% endraw %}y\n",
            "{{ \"}}\" }} {{ {\"a\": {\"b\": \"%}\"}}.a.b }} {% if \"%}\" %}x{% endif %}.\n",
            "{% macro m(a) %}{{ a }}, {% endmacro %}{{ m(1) }}{{ m(2)|upper }}.\n",
            "{% set s %}s{% endset %}{% if s == \"s\" %}yes{% endif %}.\n",
            "  {% filter upper %}a b{% endfilter %}.\nx { y } {z}\n",
            "\u{201c}a\u{201d} {{ 1 }}\u{201c}{{ 2 }}\u{201d}\n",
        ] {
            let [marked, words, plain] = printed(template);
            assert_eq!(words, plain, "{template}{marked}");
        }
    }

    #[test]
    fn a_line_that_prints_keeps_its_end_and_others_go() {
        let [marked, words, _] =
            printed("{% if true %}\na{% if true %}b{% endif %}\n{% endif %}\nc\n");
        assert_eq!(words, "ab\nc");
        assert_eq!(marked, "<3:14>a<3:28>b<3:40>\n<3:53>c");
    }

    #[test]
    fn each_run_of_text_is_marked() {
        let [marked, ..] = printed("# a {{ 1 }} b\n  c{% if true %} {% endif %}{{ 2 -}}  d\n");
        assert_eq!(marked, "<3:0># a 1<3:11> b\n  <3:16>c<3:30> 2<3:52>d");
    }

    #[test]
    fn places_of_errors_are_mapped_back() {
        let template = "a {{ b }} c\nd {{ e.f }}\n";
        let instrumented = instrument(FileId(0), template);
        for (at, _) in template.match_indices(|c: char| c.is_alphabetic()) {
            let character = &template[at..at + 1];
            let found = instrumented.text.match_indices(character).map(|(found, _)| found);
            assert!(
                found.into_iter().any(|found| instrumented.original(found, false) == at),
                "{at}"
            );
        }
        let inserted = instrumented.text.find(PRINTED).expect("a call");
        assert_eq!(instrumented.original(inserted, false), 5);
    }
}
