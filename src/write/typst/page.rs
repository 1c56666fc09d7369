//! Combines the built-in page design with the definitions of the project's templates/page.typ.

use std::collections::BTreeSet;
use std::ops::Range;

use typst_syntax::{DiagSpanKind, Source, ast};

use crate::diagnostic::{Code, Diagnostic, SourceKind, Sources, Span};

/// The default colours, sizes and distances, which the project's definitions override.
const TOKENS: &str = include_str!("tokens.typ");

/// The functions that a report calls, which use the tokens.
pub(super) const LIBRARY: &str = include_str!("library.typ");

/// Adds the page design to Typst source, and returns the range of the project's own part. Functions that the project
/// defines replace those of the library; if it defines all of them, as in release 0.2.0, nothing else is added. Functions
/// that are `unused`, which came after that release, are left out.
pub(super) fn add(out: &mut String, own: &str, unused: &[&str]) -> Range<usize> {
    let names: BTreeSet<String> =
        definitions(own).into_iter().flat_map(|(names, _)| names).collect();
    let mut library = definitions(LIBRARY);
    library.retain(|(defined, _)| {
        !defined.iter().any(|name| names.contains(name) || unused.contains(&name.as_str()))
    });
    if library.is_empty() {
        out.push_str(own);
        return out.len() - own.len()..out.len();
    }
    out.push_str(TOKENS);
    out.push('\n');
    let start = out.len();
    out.push_str(own);
    let range = start..out.len();
    library.iter().for_each(|(_, definition)| out.push_str(&format!("\n{}\n", definition.trim())));
    range
}

/// The top-level definitions of Typst source: the names that each defines, and its text with the comments before it.
pub(super) fn definitions(source: &str) -> Vec<(Vec<String>, &str)> {
    let (mut found, mut start, mut end) = (Vec::new(), 0, 0);
    for node in typst_syntax::parse(source).children() {
        end += node.len();
        if let Some(binding) = node.cast::<ast::LetBinding>() {
            let names = binding.kind().bindings().into_iter();
            found.push((names.map(|name| name.as_str().to_owned()).collect(), &source[start..end]));
            start = end;
        }
    }
    found
}

/// The maximum number of syntax errors that are reported; further ones are often consequences.
const MOST_FAULTS: usize = 3;

/// Reports syntax errors in the project's page design.
pub fn check_page(sources: &Sources) -> Vec<Diagnostic> {
    let Some(file) = sources.of_kind(&SourceKind::PageDesign) else { return Vec::new() };
    let source = Source::detached(sources.get(file).text());
    let (errors, _) = source.root().errors_and_warnings();
    let diagnostics = errors.into_iter().take(MOST_FAULTS).map(|error| {
        let range = match error.span.get() {
            DiagSpanKind::Number { num, sub_range, .. } => source.range(num, sub_range),
            DiagSpanKind::Range { range, .. } => Some(range),
            DiagSpanKind::Detached => None,
        };
        let place = Span::new(file, range.unwrap_or_default());
        let help = error.hints.first().map(|hint| hint.v.to_string());
        Diagnostic { help, ..Diagnostic::error(Code::TypstError, error.message).at(place, "") }
    });
    diagnostics.collect()
}
