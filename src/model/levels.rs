//! `[checks]` in `data/report.toml`: the project's severity overrides, each with a reason.

use super::reader::{Context, Reader};
use super::text::Text;
use crate::codes::Group;
use crate::diagnostic::{Code, Diagnostic, Severity, did_you_mean};

/// A severity override.
#[derive(Clone, Debug)]
pub struct Level {
    /// The code.
    pub code: Code,
    /// The severity; `None` if the finding is not reported at all.
    pub severity: Option<Severity>,
    /// The reason.
    pub reason: Text,
}

/// Reads the table: an entry for each code, such as `link-unresolved = { level = "off", reason = "…" }`.
pub(super) fn read(table: &Reader<'_>) -> Vec<Level> {
    let entries = table.entries().into_iter();
    let levels = entries.filter_map(|(name, entry)| {
        let name = Text::from(name);
        let words = [
            ("off", None),
            ("note", Some(Severity::Note)),
            ("warning", Some(Severity::Warning)),
            ("error", Some(Severity::Error)),
        ];
        let severity = entry.required_word("level", &words);
        let reason = entry.required_text("reason");
        entry.finish();
        let code = of_check(table.context, &name)?;
        Some(Level { code, severity: severity?, reason: reason? })
    });
    levels.collect()
}

/// The code with this name, if its severity can be changed.
fn of_check(context: &Context<'_>, name: &Text) -> Option<Code> {
    let checks: Vec<Code> =
        Code::ALL.iter().copied().filter(|code| code.group() != Group::Fault).collect();
    let code = code_of(context, name, &checks)?;
    if code.group() == Group::Fault {
        let message = format!("the level of `{}` is fixed", name.value);
        let error = Diagnostic::error(Code::FixedLevel, message).at(name.span, "");
        context.report(
            error.help(
                "there is no report with such a fault: take the line out, and mend the fault",
            ),
        );
        return None;
    }
    Some(code)
}

/// The code with this name; if there is none, reports an error that suggests the closest name in
/// `expected`.
pub(super) fn code_of(context: &Context<'_>, name: &Text, expected: &[Code]) -> Option<Code> {
    let code = Code::parse(&name.value);
    if code.is_none() {
        let message = format!("there is no check `{}`", name.value);
        let all = || "`rapporteur check --list` lists all codes".to_owned();
        let help = did_you_mean(&name.value, expected.iter().map(|code| code.name()), all);
        let error = Diagnostic::error(Code::UnknownCheck, message);
        context.report(error.at(name.span, "").help(help));
    }
    code
}
