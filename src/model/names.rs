//! Keys as they are read, and errors about them: one that can't be, one that is there twice, one that refers to nothing.

use super::reader::Context;
use super::text::{Located, Text};
use crate::diagnostic::{Code, Diagnostic, Span, nearest};
use crate::figure::Key;

/// A name as a key. `unfit` says why a name can't be a key of its kind; what can't be is reported.
pub(crate) fn key(
    context: &Context<'_>,
    field: &str,
    (name, span): (&str, Span),
    unfit: impl Fn(&str) -> Option<&'static str>,
) -> Option<Located<Key>> {
    match (unfit(name), Key::new(name)) {
        (None, Some(value)) => return Some(Located { value, span }),
        (None, None) => {
            let message = format!("`{field}` is empty");
            context.report(Diagnostic::error(Code::EmptyText, message).at(span, ""));
        }
        (Some(why), _) => {
            let message = format!("`{field}` can't be `{name}`");
            let error = Diagnostic::error(Code::UnknownValue, message);
            context.report(error.at(span, "").help(why));
        }
    }
    None
}

/// The error for a key that is there twice.
pub(crate) fn duplicate(what: &str, key: &Located<Key>) -> Diagnostic {
    Diagnostic::error(Code::DuplicateKey, format!("the {what} `{}` is there twice", key.value))
        .at(key.span, "again here")
}

/// The error for a name that refers to nothing.
pub(crate) fn unknown<'a>(
    what: &'static str,
    name: &Text,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let code = match what {
        "mechanism" => Code::UnknownMechanism,
        "question" => Code::UnknownQuestion,
        "option" => Code::UnknownOption,
        "point" => Code::UnknownPoint,
        "part" => Code::UnknownPart,
        "framework" => Code::UnknownFramework,
        other => unreachable!("there is no code for an unknown {other}"),
    };
    let error = Diagnostic::error(code, format!("there is no {what} `{}`", name.value));
    let listed = known.clone().collect::<Vec<_>>();
    let help = match nearest(&name.value, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None if listed.len() > 24 || listed.is_empty() => format!("add the {what} first"),
        None => format!("expected one of: {}", listed.join(", ")),
    };
    error.at(name.span, "").help(help)
}
