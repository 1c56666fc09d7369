//! `rapporteur check`: reports findings on data and templates, and records decisions on them.

use serde_json::json;

use super::arguments::{Check, Format};
use super::session::{EarlyExit, Outcome, Session, check_text, usage};
use super::summary;
use super::terminal::Terminal;
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
        list(terminal);
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
    let folder = session.output_folder(&root)?;
    pipeline::check(&mut composed, &options, &folder)?;
    if let (Some(lock), Some(id)) = (&lock, &asked.decide) {
        return decide(session, asked, lock, &composed, id);
    }
    // Errata do not apply to the report as issued.
    let fixable = if options.scope.as_issued { 0 } else { pipeline::fixable(&composed) };
    let Composition { inputs, mut diagnostics, report, .. } = composed;
    diagnostics.sort_by_key(Diagnostic::group);
    let least = if asked.deny.is_some() { Severity::Warning } else { Severity::Error };
    let is_denied = |found: &Diagnostic| found.severity >= least;
    let is_shown = |found: &&Diagnostic| {
        let has_weight = found.group() <= Group::Decide && found.accepted().is_none();
        has_weight || is_denied(found) || asked.all || format == Format::Json
    };
    let denied = diagnostics.iter().filter(|found| is_denied(found));
    let denied = denied.filter(|found| found.severity == Severity::Warning).count();
    let shown: Vec<Diagnostic> = diagnostics.iter().filter(is_shown).cloned().collect();
    let mut lines = vec![summary::checked(&diagnostics, shown.len(), denied)];
    if shown.iter().any(|found| found.severity != Severity::Error && found.accepted().is_none()) {
        lines.insert(0, summary::DECIDE.to_owned());
    }
    if fixable > 0 {
        lines.push(summary::fixable(fixable));
    }
    let waiting = report.as_ref().map_or(&[][..], |report| &report.survey.waiting);
    lines.extend(waiting.iter().map(summary::waits));
    let known = out::findings(&folder);
    let is_new = |found: &Diagnostic| known.as_ref().is_some_and(|ids| !ids.contains(found.id()));
    let (faults, found): (Vec<_>, Vec<_>) =
        shown.into_iter().partition(|found| found.severity == Severity::Error);
    let (new, old): (Vec<_>, Vec<_>) = found.into_iter().partition(is_new);
    terminal.findings(&inputs.sources, [&faults, &new, &old], &lines);
    let waiting = waiting.iter();
    let waiting = waiting.map(|it| json!({ "waits": &*it.mechanism, "reason": it.reason }));
    terminal.items(&waiting.collect::<Vec<_>>(), |_| String::new());
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

/// The headings of the list of codes.
const HEADINGS: [(Group, &str); 4] = [
    (Group::Fault, "Faults, with which there is no report:"),
    (Group::Decide, "To decide before sending:"),
    (Group::Look, "To look at:"),
    (Group::Style, "Style:"),
];

/// Prints all codes by group.
fn list(terminal: &Terminal) {
    let mut codes = Code::ALL.to_vec();
    codes.sort_by_key(|code| code.group());
    let widest = codes.iter().map(|code| code.name().len()).max().unwrap_or(0);
    let groups = HEADINGS.map(|(group, heading)| {
        let own = codes.iter().filter(|code| code.group() == group);
        let line = |code: &Code| format!("  {:widest$}  {}\n", code.name(), code.meaning());
        format!("{heading}\n{}", own.map(line).collect::<String>())
    });
    let object = |code: &Code| {
        let group = code.group().name();
        json!({ "code": code.name(), "group": group, "meaning": code.meaning() })
    };
    terminal.items(&codes.iter().map(object).collect::<Vec<_>>(), |_| groups.join("\n"));
}
