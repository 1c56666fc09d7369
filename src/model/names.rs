//! Errors about names: one that is there twice, one that refers to nothing.

use super::reader::Context;
use super::text::Text;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};

/// The error for a key that is there twice.
pub(crate) fn duplicate(what: &str, key: &Text) -> Diagnostic {
    Diagnostic::error(Code::DuplicateKey, format!("the {what} `{}` is there twice", key.value))
        .at(key.span, "again here")
}

/// Whether a key is among those that are known; if not, that is reported.
pub(crate) fn is_known(
    context: &Context<'_>,
    what: &'static str,
    key: &Text,
    known: &[String],
) -> bool {
    let is_known = known.contains(&key.value);
    if !is_known {
        context.report(unknown(what, key, known.iter().map(String::as_str)));
    }
    is_known
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
    let otherwise = || match listed.len() {
        1..=24 => format!("expected one of: {}", listed.join(", ")),
        _ => format!("add the {what} first"),
    };
    error.at(name.span, "").help(did_you_mean(&name.value, known, otherwise))
}
