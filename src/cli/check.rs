//! `rapporteur check`: reports findings on data and templates, and records decisions on them.

use serde_json::json;

use super::arguments::{Check, Format};
use super::session::{EarlyExit, Outcome, Session, check_text, usage};
use super::terminal::{self, Terminal};
use crate::codes::{Code, Group};
use crate::diagnostic::{Diagnostic, Severity, counted};
use crate::errata::{self, Proposal, Status};
use crate::model::decisions::FILE;
use crate::out::{self, Lock};
use crate::pipeline::{self, Composition};

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
    let propose =
        |composed: &Composition| errata::propose(&composed.inputs.sources, &composed.diagnostics);
    let mut composed = pipeline::compose(&root, &options.scope)?;
    if let Some(lock) = lock.as_ref().filter(|_| asked.fix) {
        let (proposals, left_out) = propose(&composed);
        if !proposals.is_empty() {
            let added = |text: Option<&str>| errata::add(text, &proposals);
            pipeline::change_file(lock, &composed.inputs, errata::FILE, added)?;
        }
        terminal.items::<()>(&[], |_| fixed(&proposals, left_out));
        composed = pipeline::compose(&root, &options.scope)?;
    }
    let folder = session.output_folder(&root)?;
    pipeline::check(&mut composed, &options, &folder)?;
    if let (Some(lock), Some(id)) = (&lock, &asked.decide) {
        return decide(session, asked, lock, &composed, id);
    }
    // Errata do not apply to the report as issued.
    let fixable = if options.scope.as_issued { 0 } else { propose(&composed).0.len() };
    let Composition { inputs, mut diagnostics, report, .. } = composed;
    diagnostics.sort_by_key(Diagnostic::group);
    let is_error = |found: &Diagnostic| found.severity == Severity::Error;
    let is_accepted = |found: &Diagnostic| found.accepted().is_some();
    let is_denied =
        |found: &&Diagnostic| asked.deny.is_some() && found.severity == Severity::Warning;
    let is_shown = |found: &&Diagnostic| {
        let has_weight = found.group() <= Group::Decide && !is_accepted(found);
        has_weight || is_denied(found) || asked.all || format == Format::Json
    };
    let shown: Vec<Diagnostic> = diagnostics.iter().filter(is_shown).cloned().collect();
    let accepted = diagnostics.iter().filter(|found| is_accepted(found)).count();
    let denied = diagnostics.iter().filter(is_denied).count();

    let mut lines = Vec::new();
    if shown.iter().any(|found| !is_error(found) && !is_accepted(found)) {
        lines.push("to accept a finding: rapporteur check --decide ID --why \"…\"".to_owned());
    }
    let waiting = report.as_ref().map_or(&[][..], |report| &report.survey.waiting);
    let mut counts = terminal::counts(&diagnostics);
    if counts.is_empty() {
        counts += match waiting {
            [] => "nothing to say: all is well",
            _ => "nothing to say, but not all responses count yet",
        };
    }
    if accepted > 0 {
        counts += &format!(", {accepted} accepted");
    }
    if shown.len() < diagnostics.len() {
        counts += " (`check --all` shows all)";
    }
    if denied > 0 {
        counts += &format!("; {} denied", counted(denied, "warning is", "warnings are"));
    }
    lines.push(counts);
    if fixable > 0 {
        let them = if fixable == 1 { "it" } else { "them" };
        let certain = counted(fixable, "correction is", "corrections are");
        lines.push(format!("{certain} certain: `check --fix` writes {them} into {}", errata::FILE));
    }
    lines.extend(waiting.iter().map(terminal::waits));

    let known = out::findings(&folder);
    let is_new = |found: &Diagnostic| known.as_ref().is_some_and(|ids| !ids.contains(found.id()));
    let (faults, found): (Vec<_>, Vec<_>) = shown.into_iter().partition(is_error);
    let (new, old): (Vec<_>, Vec<_>) = found.into_iter().partition(is_new);
    terminal.findings(&inputs.sources, [&faults, &new, &old], &lines);
    let waiting = waiting.iter();
    let waiting = waiting.map(|it| json!({ "waits": &*it.mechanism, "reason": it.reason }));
    terminal.items(&waiting.collect::<Vec<_>>(), |_| String::new());
    if denied > 0 || diagnostics.iter().any(is_error) { Err(EarlyExit::Reported) } else { Ok(()) }
}

/// The lines after recording automatic corrections as errata.
fn fixed(proposals: &[Proposal], left_out: usize) -> String {
    let counts = [Status::Applied, Status::Proposed].map(|status| {
        let count = proposals.iter().filter(|proposal| proposal.status == status).count();
        (count > 0).then(|| format!("{} {}", counted(count, "erratum", "errata"), status.word()))
    });
    let mut lines = match counts.iter().flatten().cloned().collect::<Vec<_>>().join(", ") {
        none if none.is_empty() => {
            "no new erratum: nothing else can be corrected with certainty\n".to_owned()
        }
        counts => format!("{}: {counts}\n", errata::FILE),
    };
    if counts[1].is_some() {
        lines += "decide with `rapporteur errata accept ID --by NAME`, or `reject`\n";
    }
    if left_out > 0 {
        let corrections = counted(left_out, "correction is", "corrections are");
        lines += &format!(
            "{corrections} to be made by hand: another erratum, or the form of the file, is in the way\n"
        );
    }
    lines
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
    pipeline::decide(lock, composed, finding, by, on, why)?;
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
