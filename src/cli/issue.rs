//! `issue ID`: archives the report as an issued edition.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::session::{Outcome, Session, check_text, usage};
use super::{arguments, edits, summary};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::edition;
use crate::files::{self, LARGEST_OUTPUT};
use crate::pipeline::{self, Issue, Sent};

/// Issues the report as an edition with this id.
pub(super) fn issue(session: &Session<'_>, asked: &arguments::Issue) -> Outcome {
    let arguments::Issue { id, note, on, sent, same_edition } = asked;
    let terminal = session.terminal;
    let root = session.project()?;
    let sent = sent.iter().map(|path| read_sent(path)).collect::<Outcome<Vec<_>>>()?;
    let endings: BTreeSet<&str> = sent.iter().map(|sent| sent.ending).collect();
    if endings.len() < sent.len() {
        return Err(usage("`--sent` can name one Word document and one PDF"));
    }
    let lock = session.lock(&root)?;
    edition::check_name(&root, id).map_err(usage)?;
    check_text("`--note`", note)?;
    const OUTCOME: &str = "nothing was issued";
    let (options, mut composed) = session.start(OUTCOME)?;
    composed.add(pipeline::since_last_edition(&composed, &options)?);
    let is_open =
        |found: &Diagnostic| found.code == Code::FewResponses && found.severity != Severity::Note;
    if composed.diagnostics.iter().any(is_open) {
        let open = composed.diagnostics.iter_mut().filter(|found| is_open(found));
        open.for_each(|found| found.severity = Severity::Error);
        return Err(session.at_fault(&composed, OUTCOME));
    }
    let survey = &composed.report().survey;
    let earlier = pipeline::reissued(&composed)?;
    if let Some(earlier) = earlier.filter(|_| !same_edition) {
        let number = survey.report.edition.number.value;
        return Err(usage(format!(
            "edition {number} was issued already, as `{earlier}`, with another text: give this one a new `number` under \
             `[edition]` in data/report.toml; or, if it is to have the same number: rapporteur issue {id} --same-edition"
        )));
    }
    let day = on.map_or_else(|| session.today(), Ok)?;
    survey.waiting.iter().for_each(|waiting| terminal.say(&summary::waits(waiting)));
    let built = session.output_folder(&root)?;
    let issue = Issue { id, note, day, built: &built, sent: &sent };
    let progress = terminal.progress("issuing");
    let issued = pipeline::issue(&lock, &mut composed, &options, &issue);
    drop(progress);
    let (edition, findings) =
        issued.map_err(|failure| session.failed(failure, &mut composed, OUTCOME))?;
    terminal.diagnostics(&composed.inputs.sources, &findings);
    terminal.say(&format!(
        "{}: edition `{}` of {} is kept ({} files); `rapporteur diff` reports what changes from now on",
        edition::folder(&root, &edition.id).display(),
        edition.id,
        edition.issued,
        edition.files.len() + 1
    ));
    let is_word =
        |path: &&PathBuf| path.extension().is_some_and(|e| e.eq_ignore_ascii_case("docx"));
    match asked.sent.iter().find(is_word) {
        Some(path) => edits::sent(session, lock, path, id),
        None => Ok(()),
    }
}

/// The first bytes of each kind of document.
const BEGINNINGS: [(&str, &[u8]); 2] = [("docx", b"PK\x03\x04"), ("pdf", b"%PDF-")];

/// Reads a document that was sent.
fn read_sent(path: &Path) -> Outcome<Sent> {
    let bytes = files::read_at(path, LARGEST_OUTPUT)?;
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let known = BEGINNINGS.iter().find(|(known, beginning)| {
        known.eq_ignore_ascii_case(ending) && bytes.starts_with(beginning)
    });
    let (ending, _) = known.ok_or_else(|| {
        usage(format!("`{}` is no Word document (.docx) or PDF that was sent", path.display()))
    })?;
    Ok(Sent { ending, bytes })
}
