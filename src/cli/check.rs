//! `rapporteur check`: reports findings on data and templates.

use super::arguments::{Check, Deny, Format};
use super::session::{Ended, Outcome, Session, usage};
use super::summary;
use crate::codes::{Code, Group};
use crate::diagnostic::{Diagnostic, Failure, Severity};
use crate::pipeline::{self, Composition};

/// Checks a project, or lists all codes. For people, less important findings are only counted;
/// programs get all of them.
pub(super) fn check(session: &Session<'_>, asked: Check) -> Outcome {
    let (terminal, format) = (session.terminal, session.common.format);
    if asked.list {
        terminal.print(&list(format));
        return Ok(());
    }
    let root = session.project()?;
    session.check_process(&root)?;
    let options = session.options()?;
    if asked.fix && options.scope.as_issued {
        return Err(usage("the report as issued is never corrected: leave `--as-issued` out"));
    }
    let lock = asked.fix.then(|| session.lock(&root)).transpose()?;
    let mut composed = pipeline::compose(&root, &options.scope)?;
    if let Some(lock) = lock {
        let fixed = summary::fixed(&pipeline::fix(&lock, &composed)?);
        terminal.findings(&composed.inputs.sources, &[], &[fixed]);
        composed = pipeline::compose(&root, &options.scope)?;
    }
    let report = composed.report.take();
    if let Some(report) = &report {
        match pipeline::rules(&mut composed, report, &options) {
            Ok(found) | Err(Failure::Input(found)) => composed.diagnostics.extend(found),
            Err(Failure::Machine(error)) => return Err(error.into()),
        }
        let of_note = pipeline::since_last_edition(&root, &composed, report, &options)?;
        composed.diagnostics.extend(of_note);
        let edited = pipeline::since_first_issued(&root, &composed, report, &options)?;
        composed.diagnostics.extend(edited);
    }
    let folder = session.output_folder(&root)?;
    let shown = folder.strip_prefix(&root).unwrap_or(&folder).display().to_string();
    let written = pipeline::check_written(&composed, &root, &folder, &format!("{shown}/"));
    composed.diagnostics.extend(written);
    // Errata do not apply to the report as issued.
    let fixable = if options.scope.as_issued { 0 } else { pipeline::fixable(&composed) };
    let Composition { inputs, mut diagnostics, .. } = composed;
    diagnostics.sort_by_key(Diagnostic::group);
    let is_denied = |found: &Diagnostic| match found.severity {
        Severity::Error => true,
        Severity::Warning => asked.deny == Some(Deny::Warnings),
        Severity::Note => false,
    };
    let is_shown = |found: &&Diagnostic| {
        let has_weight = found.group() <= Group::Decide || is_denied(found);
        has_weight || asked.all || format == Format::Json
    };
    let shown: Vec<Diagnostic> = diagnostics.iter().filter(is_shown).cloned().collect();
    let warnings = diagnostics.iter().filter(|found| found.severity == Severity::Warning);
    let denied = warnings.filter(|warning| is_denied(warning)).count();
    let mut lines = vec![summary::checked(&diagnostics, shown.len(), denied)];
    if fixable > 0 {
        lines.push(summary::fixable(fixable));
    }
    let waiting = report.iter().flat_map(|report| &report.survey.waiting);
    lines.extend(waiting.clone().map(summary::waits));
    terminal.findings(&inputs.sources, &shown, &lines);
    if format == Format::Json {
        waiting.for_each(|waiting| terminal.print(&summary::waits_for_programs(waiting)));
    }
    if diagnostics.iter().any(is_denied) { Err(Ended::Reported) } else { Ok(()) }
}

/// All codes by group, one per line.
fn list(format: Format) -> String {
    let of = |group: Group| Code::ALL.iter().filter(move |code| code.group() == group);
    let widest = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0);
    let groups = Group::ALL.into_iter().filter(|group| of(*group).next().is_some());
    let lines = |group| match format {
        Format::Human => {
            let line = |code: &Code| format!("  {:widest$}  {}\n", code.name(), code.meaning());
            format!("{}\n{}", heading(group), of(group).map(line).collect::<String>())
        }
        Format::Json => of(group).map(|code| format!("{}\n", json(*code))).collect(),
    };
    groups.map(lines).collect::<Vec<_>>().join(if format == Format::Human { "\n" } else { "" })
}

fn json(code: Code) -> serde_json::Value {
    serde_json::json!({ "code": code.name(), "group": code.group().name(), "meaning": code.meaning() })
}

fn heading(group: Group) -> &'static str {
    match group {
        Group::Fault => "Faults, with which there is no report:",
        Group::Decide => "To decide before sending:",
        Group::Look => "To look at:",
        Group::Style => "Style:",
    }
}
