//! `[checks]` in `data/report.toml`: how grave what a check finds is in this project, each with its reason.

use super::reader::{Context, Reader};
use super::text::Text;
use crate::codes::Group;
use crate::diagnostic::{Code, Diagnostic, Severity, did_you_mean};

/// The level of a code.
#[derive(Clone, Debug)]
pub struct Level {
    /// The code.
    pub code: Code,
    /// How grave it is; none if it isn't given at all.
    pub severity: Option<Severity>,
    /// Why.
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

/// The code of that name, if its level may be another.
fn of_check(context: &Context<'_>, name: &Text) -> Option<Code> {
    let checks = || Code::ALL.iter().filter(|code| code.group() != Group::Fault);
    let error = match Code::parse(&name.value) {
        Some(code) if code.group() != Group::Fault => return Some(code),
        Some(_) => {
            Diagnostic::error(Code::FixedLevel, format!("the level of `{}` is fixed", name.value))
                .help("there is no report with such a fault: take the line out, and mend the fault")
        }
        None => {
            let message = format!("there is no check `{}`", name.value);
            let all = || "`rapporteur check --list` tells all codes".to_owned();
            let help = did_you_mean(&name.value, checks().map(|code| code.name()), all);
            Diagnostic::error(Code::UnknownCheck, message).help(help)
        }
    };
    context.report(error.at(name.span, ""));
    None
}
