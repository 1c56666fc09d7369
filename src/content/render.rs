//! Renders the templates to Markdown with markers, and fills the slot table.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error as _;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior, Value};

use super::instrument::{BEGIN, PRINTED, instrument};
use super::markers::{self, Marker, Piece, Printout};
use super::slots::Slot;
use super::tokens::unclosed;
use super::values::{PENDING, Part, RenderState, Rendered, changed_by_filter, invalid};
use super::{ComposeInput, functions, tokens};
use crate::diagnostic::{
    Code, Diagnostic, Edited, FileId, SourceKind, Sources, Span, edit_distance,
};
use crate::model::text;

/// The message for printing a value that is none.
const NOTHING_TO_PRINT: &str =
    "there is nothing here to print: it isn't given, or not published; put it under `{% if … %}`";

/// The help for a value that is undefined.
const UNDEFINED_HELP: &str = "check the spelling: README lists what templates can print; if it belongs to a list that is \
                              empty, as a ranking without figures is, put the sentence under `{% if … %}`";

/// The root template.
const ROOT: &str = "templates/report.md";

/// The instrumented templates.
type Templates = BTreeMap<FileId, Edited>;

/// Renders `templates/report.md`; also warns of misnamed templates.
///
/// # Errors
/// The errors of all templates, of which none is rendered if one is invalid; or the false claims.
pub(super) fn render(
    input: &ComposeInput<'_>,
) -> Result<(Printout, Vec<Diagnostic>), Vec<Diagnostic>> {
    let rendering = Arc::new(RenderState::default());
    let mut environment = environment(input, &rendering);
    let (templates, mut faults) = add_templates(&mut environment, input.sources);
    if !faults.is_empty() {
        return Err(faults);
    }
    let Ok(template) = environment.get_template(ROOT) else {
        let message = format!("the template `{ROOT}` is missing");
        return Err(vec![Diagnostic::error(Code::MissingFile, message)]);
    };
    let markdown = template.render(());
    let Rendered { slots, included, false_claims, .. } = rendering.take();
    let misnamed = misnamed(input.sources, &included);
    let false_claims = false_claims.into_iter();
    faults.extend(false_claims.map(|(tag, because)| false_claim(input, tag, &because)));
    match markdown {
        Ok(markdown) if faults.is_empty() => Ok((Printout::new(&markdown, &slots), misnamed)),
        Ok(_) => Err(faults),
        Err(error) => {
            // Errors in included templates and macros wrap the error that was raised there.
            let errors =
                std::iter::successors(Some(&error), |&error| error.source()?.downcast_ref());
            let innermost = errors.last().unwrap_or(&error);
            faults.push(diagnostic(input.sources, &templates, innermost));
            Err(faults)
        }
    }
}

/// The maximum edit distance of a mistyped name from the right one.
const MISTYPED: usize = 2;

/// A warning for each template that is not included and whose name is nearly that of an included one that is missing.
fn misnamed(sources: &Sources, included: &BTreeSet<String>) -> Vec<Diagnostic> {
    let missing = || included.iter().filter(|name| sources.find(name).is_none());
    let templates = sources.iter().filter(|(_, source)| source.kind == SourceKind::Template);
    let names = templates.map(|(_, source)| &source.name);
    let unused = names.filter(|name| *name != ROOT && !included.contains(*name));
    let found = unused.filter_map(|name| {
        let wanted = missing().find(|wanted| edit_distance(name, wanted) <= MISTYPED)?;
        let warning = Diagnostic::warning(Code::UnreadFile, format!("`{name}` is not read"));
        Some(warning.help(format!("the report looks for `{wanted}`: rename the file")))
    });
    found.collect()
}

/// The error for a false claim; it shows the call in its tag.
fn false_claim(input: &ComposeInput<'_>, tag: Span, because: &str) -> Diagnostic {
    let call = input.sources.slice(tag);
    let inner = call.trim_matches(['{', '%', '-', '+', '}']).trim();
    let inner = inner.strip_prefix("do").unwrap_or(inner).trim_start();
    let start = tag.start + (inner.as_ptr().addr() - call.as_ptr().addr());
    Diagnostic::error(Code::ClaimFails, format!("this is no longer true: {because}"))
        .at_each((!inner.is_empty()).then(|| (Span::new(tag.file, start..start + inner.len()), "")))
        .help("reword the sentence, or give it a condition with `{% if … %}`")
}

fn environment(input: &ComposeInput<'_>, rendering: &Arc<RenderState>) -> Environment<'static> {
    let mut environment = plain_environment();
    // As long as nobody has answered, figures are missing, and that is no error.
    let is_empty = input.tally.is_empty();
    if is_empty {
        environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    }
    let slots = Arc::clone(rendering);
    environment.set_formatter(move |output, state, value| {
        let before = slots.kept_bytes();
        let printed = match value.as_str() {
            // Text from macros and set blocks already contains markers.
            Some(rendered) if value.is_safe() => {
                let line = markers::one_line(rendered);
                line.filter(|line| slots.pieces(line).is_some()).ok_or_else(changed_by_filter)?
            }
            Some(text) => slots.add(Slot::Computed(without_places(&slots, text)?)),
            None if is_empty && (value.is_undefined() || value.is_none()) => {
                slots.add(Slot::Computed(PENDING.to_owned()))
            }
            None => slots.add(slot(value)?),
        };
        output.write_str(&printed)?;
        state.consume_fuel((slots.kept_bytes() - before) / tokens::BYTES_PER_FUEL)
    });
    let includes = Arc::clone(rendering);
    environment.set_path_join_callback(move |name, _| {
        includes.include(name);
        name.into()
    });
    let tags = Arc::clone(rendering);
    environment.add_function(BEGIN, move |file: usize, start: usize, end: usize| {
        tags.begin(Span::new(FileId(file), start..end));
    });
    environment.add_function(PRINTED, printed);
    environment.add_filter(PRINTED, printed);
    functions::add(&mut environment, input, rendering);
    environment
}

/// Checks the syntax of the templates, which requires no data.
pub fn check_templates(sources: &Sources) -> Vec<Diagnostic> {
    add_templates(&mut plain_environment(), sources).1
}

/// The template engine's settings: syntax, limits, and the treatment of undefined values.
fn plain_environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_debug(true);
    environment.set_fuel(Some(tokens::FUEL));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.expect("the default delimiters are valid"));
    for filter in ["safe", "escape", "e"] {
        environment.remove_filter(filter);
    }
    environment
}

/// Adds the templates to the environment; also returns their errors.
fn add_templates(
    environment: &mut Environment<'static>,
    sources: &Sources,
) -> (Templates, Vec<Diagnostic>) {
    let (mut templates, mut diagnostics) = (Templates::new(), Vec::new());
    for (file, source) in sources.iter() {
        if source.kind != SourceKind::Template {
            continue;
        }
        diagnostics.extend(unfit_characters(file, source.text()));
        if let Some(too_deep) = tokens::too_deep(file, source.text()) {
            diagnostics.push(too_deep);
            continue;
        }
        // The original is parsed first, so that syntax errors do not refer to the inserted calls.
        let parsed = environment.template_from_named_str(&source.name, source.text()).map(drop);
        let added = parsed.and_then(|()| {
            let instrumented = instrument(file, source.text());
            let text = instrumented.text.clone();
            templates.insert(file, instrumented);
            environment.add_template_owned(source.name.clone(), text)
        });
        if let Err(error) = added {
            diagnostics.push(diagnostic(sources, &templates, &error));
        }
    }
    (templates, diagnostics)
}

/// Template function `__printed`: what a tag prints, with its place. A macro that prints itself twice
/// prints more with each level.
fn printed(
    state: &mut State<'_, '_>,
    value: Value,
    file: usize,
    start: usize,
    end: usize,
) -> Result<Value, Error> {
    let rendered = state.format(value)?;
    state.consume_fuel(rendered.len() as u64 / tokens::BYTES_PER_FUEL_PRINTED)?;
    Ok(Value::from_safe_string(markers::printed(rendered, Span::new(FileId(file), start..end))))
}

/// The slot for a printed value.
fn slot(value: &Value) -> Result<Slot, Error> {
    if let Some(slot) = value.downcast_object_ref::<Slot>() {
        return Ok(slot.clone());
    }
    match value.kind() {
        ValueKind::String | ValueKind::Number => Ok(Slot::Computed(value.to_string())),
        ValueKind::Undefined => Err(Error::from(ErrorKind::UndefinedError)),
        ValueKind::None => Err(invalid(NOTHING_TO_PRINT)),
        kind => Err(invalid(format!("a {kind} can't be printed: print its parts"))),
    }
}

/// Removes the location markers from a computed text. A text that contains slots is an error.
fn without_places(rendering: &RenderState, text: &str) -> Result<String, Error> {
    let pieces = rendering.pieces(text).ok_or_else(changed_by_filter)?;
    let words = pieces.into_iter().map(|piece| match piece {
        Piece::Text(text) => Ok(text),
        Piece::Marker(Marker::Slot(_)) => Err(changed_by_filter()),
        Piece::Marker(_) => Ok(""),
    });
    words.collect()
}

fn unfit_characters(file: FileId, template: &str) -> Vec<Diagnostic> {
    let found = template.char_indices().filter_map(|(offset, character)| {
        let place = Span::new(file, offset..offset + character.len_utf8());
        text::unfit_character(character, place)
    });
    found.collect()
}

fn diagnostic(sources: &Sources, templates: &Templates, error: &Error) -> Diagnostic {
    let place = place(sources, templates, error);
    let detail = || error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    let undefined = |place| format!("`{}` has no value here", sources.slice(place));
    let (code, message, help) = match error.kind() {
        ErrorKind::SyntaxError => (Code::TemplateSyntax, detail(), None),
        ErrorKind::UndefinedError => {
            let message = place.map_or_else(detail, undefined);
            (Code::TemplateUndefined, message, Some(UNDEFINED_HELP))
        }
        ErrorKind::OutOfFuel => {
            (Code::TemplateEndless, tokens::ENDLESS.to_owned(), Some(tokens::ENDLESS_HELP))
        }
        _ => (Code::TemplateError, detail(), None),
    };
    if code == Code::TemplateSyntax
        && let Some(file) = place.map(|place| place.file)
        && let Some((open, end)) = unclosed(sources.get(file).text())
    {
        let name = open.name(sources.get(file).text());
        let message = format!("the block that this `{{% {name} … %}}` begins has no end");
        let end = end.map(|end| (Span::new(file, end.range), "the block around it ends here"));
        return Diagnostic::error(code, message)
            .at(Span::new(file, open.range), "")
            .at_each(end)
            .help(format!("write `{{% end{name} %}}` where it ends"));
    }
    let help = help.map(str::to_owned);
    Diagnostic { help, ..Diagnostic::error(code, message).at_each(place.map(|place| (place, ""))) }
}

/// The location of an error in the original template.
fn place(sources: &Sources, templates: &Templates, error: &Error) -> Option<Span> {
    if let Some(Part(place)) = error.source().and_then(|source| source.downcast_ref()) {
        return Some(*place);
    }
    let file = sources.find(error.name()?)?;
    let text = sources.get(file).text();
    let line_start: usize = text.split_inclusive('\n').take(error.line()? - 1).map(str::len).sum();
    let whole = sources.line(Span::new(file, line_start..line_start));
    let Some(range) = error.range() else { return Some(whole) };
    let template = templates.get(&file);
    let original = |offset| template.map_or(offset, |template| template.original(offset, false));
    let (start, end) = (original(range.start), original(range.end));
    let end = end.min(whole.end.max(start));
    let exact = start >= whole.start && text.get(start..end).is_some_and(|piece| !piece.is_empty());
    Some(if exact { Span::new(file, start..end) } else { whole })
}
