//! `rapporteur check`: reports findings on data and templates, and records decisions on them.

use super::arguments::{Check, Deny, Format};
use super::session::{EarlyExit, Outcome, Session, check_text, usage};
use super::summary;
use crate::codes::{Code, Group};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::decisions::FILE;
use crate::out::{self, Lock};
use crate::pipeline::{self, Composition, Decision};

/// Checks a project, or lists all codes. For people, less important findings are only counted;
/// programs get all of them.
pub(super) fn check(session: &Session<'_>, asked: &Check) -> Outcome {
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
    let is_changing = asked.fix || asked.decide.is_some();
    let lock = is_changing.then(|| session.lock(&root)).transpose()?;
    let mut composed = pipeline::compose(&root, &options.scope)?;
    if let Some(lock) = lock.as_ref().filter(|_| asked.fix) {
        let fixed = summary::fixed(&pipeline::fix(lock, &composed)?);
        terminal.findings(&composed.inputs.sources, [&[], &[], &[]], &[fixed]);
        composed = pipeline::compose(&root, &options.scope)?;
    }
    let report = composed.report.take();
    let folder = session.output_folder(&root)?;
    pipeline::check(&mut composed, report.as_ref(), &options, &root, &folder)?;
    if let (Some(lock), Some(id)) = (&lock, &asked.decide) {
        return decide(session, asked, lock, &composed, id);
    }
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
        let has_weight = found.group() <= Group::Decide && found.accepted().is_none();
        has_weight || is_denied(found) || asked.all || format == Format::Json
    };
    let warnings = diagnostics.iter().filter(|found| found.severity == Severity::Warning);
    let denied = warnings.filter(|warning| is_denied(warning)).count();
    let shown: Vec<Diagnostic> = diagnostics.iter().filter(is_shown).cloned().collect();
    let mut lines = vec![summary::checked(&diagnostics, shown.len(), denied)];
    if shown.iter().any(|found| found.severity != Severity::Error && found.accepted().is_none()) {
        lines.insert(0, summary::DECIDE.to_owned());
    }
    if fixable > 0 {
        lines.push(summary::fixable(fixable));
    }
    let waiting = report.iter().flat_map(|report| &report.survey.waiting);
    lines.extend(waiting.clone().map(summary::waits));
    let known = out::findings(&folder);
    let is_new = |found: &Diagnostic| known.as_ref().is_some_and(|ids| !ids.contains(found.id()));
    let (faults, found): (Vec<_>, Vec<_>) =
        shown.into_iter().partition(|found| found.severity == Severity::Error);
    let (new, old): (Vec<_>, Vec<_>) = found.into_iter().partition(is_new);
    terminal.findings(&inputs.sources, [&faults, &new, &old], &lines);
    if format == Format::Json {
        waiting.for_each(|waiting| terminal.print(&summary::waits_for_programs(waiting)));
    }
    if diagnostics.iter().any(is_denied) { Err(EarlyExit::Reported) } else { Ok(()) }
}

/// Accepts the finding with this id.
fn decide(
    session: &Session<'_>,
    asked: &Check,
    lock: &Lock,
    composed: &Composition,
    id: &str,
) -> Outcome {
    let (why, by) = (asked.why.as_deref().unwrap_or_default().trim(), asked.by.trim());
    check_text("`--why`", why)?;
    check_text("`--by`", by)?;
    if why.is_empty() {
        return Err(usage("`--why` is empty: give the reason"));
    }
    let found = composed.diagnostics.iter().find(|found| found.id() == id && !id.is_empty());
    let finding = found.ok_or_else(|| {
        usage(format!(
            "no finding has the id `{id}`; `rapporteur check --all` lists all with theirs"
        ))
    })?;
    let code = finding.code.name();
    if let Some(accepted) = finding.accepted() {
        return Err(usage(format!("`{id}` ({code}) is decided already: {accepted}")));
    }
    let on = session.today()?;
    pipeline::decide(lock, composed, finding, &Decision { by, on, why })?;
    session.terminal.say(&format!("{FILE}: `{id}` ({code}) is accepted: {}", finding.message));
    Ok(())
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
