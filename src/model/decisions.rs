//! `data/decisions.toml`: findings that the secretariat has decided to accept.
//!
//! ```toml
//! [[accepted]]
//! finding = "anonymous-named"     # the code of the finding
//! id      = "3f29c1a"             # of a finding that `check --decide` accepts; others have none
//! text    = "The sentence, as the finding shows it."
//! by      = "Name"
//! on      = 2024-06-01
//! why     = "The process agreed."
//! changes = true                  # optional: only a note of changes or redline prints the text
//! only    = "texts"               # optional, for `few-responses`: a note without the counts, and no redline
//! ```
//!
//! A decision applies only to its exact text, or to its id, which changes with the text at the place of
//! the finding: if it changes, the finding is open again.
//!
//! `[checks]` in data/report.toml: the project's severity overrides, each with a reason.

use jiff::civil::Date;

use super::reader::{Context, Reader};
use super::text::Text;
use crate::codes::Group;
use crate::diagnostic::correction::quoted;
use crate::diagnostic::{Code, Severity, did_you_mean};
use crate::text::Folded;

/// The path of the file, which is optional.
pub const FILE: &str = "data/decisions.toml";

/// The findings that are accepted with their texts, not by an id.
pub const DECIDED: [Code; 2] = [Code::AnonymousNamed, Code::FewResponses];

/// An accepted finding.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// Its code.
    pub finding: Code,
    /// The id of the finding, if it was accepted by its id.
    pub id: Option<String>,
    /// The accepted text, as shown by the finding; with an id, a reminder for people.
    pub text: Text,
    /// The name of the person who decided; may be empty if there is an id.
    pub by: String,
    /// The date of the decision.
    pub on: Date,
    /// The reason.
    pub why: String,
    /// Whether the text is accepted only in a note of changes or a redline.
    pub changes: bool,
    /// Whether only the texts of a note of changes are accepted; the note then omits the counts.
    pub texts_only: bool,
}

impl Accepted {
    /// Whether this decision applies to a finding with this text.
    pub fn covers(&self, finding: Code, text: &str) -> bool {
        self.finding == finding && Folded::new(&self.text.value).reads(text)
    }
}

pub(crate) fn read(context: &Context<'_>) -> Vec<Accepted> {
    let Some(file) = context.sources.find(FILE) else { return Vec::new() };
    context.read(file, |reader| {
        let accepted = reader.read_tables("accepted", accepted);
        reader.finish();
        accepted
    })
}

fn accepted(table: &Reader<'_>) -> Option<Accepted> {
    let finding = table.required_text("finding");
    let id = table.text("id").map(|id| id.value);
    Some(Accepted {
        text: table.must_text("text"),
        by: match &id {
            Some(_) => table.text("by").unwrap_or_default().value,
            None => table.must_text("by").value,
        },
        on: table.must(table.require("on", Reader::date)).value,
        why: table.must_text("why").value,
        changes: table.boolean("changes").unwrap_or(false),
        texts_only: table.word("only", &[("texts", true)]).unwrap_or(false),
        finding: finding_of(table.context, &finding?, id.is_some())?,
        id,
    })
}

/// The finding with this name, if it can be accepted here: any by its id, and some by their texts.
fn finding_of(context: &Context<'_>, name: &Text, has_id: bool) -> Option<Code> {
    let found = code_of(context, name, if has_id { Code::ALL } else { &DECIDED })?;
    let is_decided = has_id || DECIDED.contains(&found);
    if !is_decided {
        let decided = DECIDED.map(Code::name).join(", ");
        let others = "others by their id: `rapporteur check --decide ID`";
        context.refuse("finding", name, format!("decided here are: {decided}; {others}"));
    }
    is_decided.then_some(found)
}

/// The TOML lines that accept a finding, with placeholders for a person to fill in, preceded by a line
/// end; `more` is an additional line.
pub fn lines(finding: Code, text: &str, more: &str) -> String {
    let more = if more.is_empty() { String::new() } else { format!("\n{more}") };
    let (finding, text) = (finding.name(), quoted(text));
    format!(
        "\n[[accepted]]\nfinding = \"{finding}\"\ntext = {text}\nby = \"NAME\"\non = YYYY-MM-DD\nwhy = \"REASON\"{more}"
    )
}

/// A severity override.
#[derive(Clone, Debug)]
pub struct Level {
    /// The code.
    pub code: Code,
    /// The severity; `None` if the finding is not reported at all.
    pub severity: Option<Severity>,
}

/// Reads `[checks]` of report.toml: an entry for each code, such as `link-unresolved = { level = "off", reason = "…" }`.
pub(super) fn levels(reader: &Reader<'_>) -> Vec<Level> {
    let entries = reader.table("checks").map_or_else(Vec::new, |table| table.entries());
    let levels = entries.into_iter().filter_map(|(name, entry)| {
        let words = [
            ("off", None),
            ("note", Some(Severity::Note)),
            ("warning", Some(Severity::Warning)),
            ("error", Some(Severity::Error)),
        ];
        let severity = entry.read(|entry| {
            let severity = entry.require("level", |entry, key| entry.word(key, &words));
            entry.must_text("reason");
            severity
        });
        Some(Level { code: check_code(reader.context, &name)?, severity: severity? })
    });
    levels.collect()
}

/// The code with this name, if its severity can be changed.
fn check_code(context: &Context<'_>, name: &Text) -> Option<Code> {
    let is_check = |code: &Code| code.group() != Group::Fault;
    let checks: Vec<Code> = Code::ALL.iter().copied().filter(is_check).collect();
    let code = code_of(context, name, &checks)?;
    if !is_check(&code) {
        let message = format!("the level of `{}` is fixed", name.value);
        let help = "there is no report with such a fault: delete the line, and fix the fault";
        context.fault(Code::FixedLevel, name.span, message, help);
    }
    is_check(&code).then_some(code)
}

/// The code with this name; if there is none, reports an error that suggests the closest name in
/// `expected`.
fn code_of(context: &Context<'_>, name: &Text, expected: &[Code]) -> Option<Code> {
    let code = Code::parse(&name.value);
    if code.is_none() {
        let message = format!("there is no check `{}`", name.value);
        let all = || "`rapporteur check --list` lists all codes".to_owned();
        let help = did_you_mean(&name.value, expected.iter().map(|code| code.name()), all);
        context.fault(Code::UnknownCheck, name.span, message, help);
    }
    code
}
