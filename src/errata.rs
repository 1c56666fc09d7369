//! The errata in `data/errata.toml`: exact pieces of files in data/ or templates/ with their
//! corrections, each with a reason and a decision.
//!
//! [`read()`] checks them and locates each in its file; [`propose()`] creates new ones from automatic
//! corrections; [`add`] and [`decide`] change the file.

use std::ops::Range;

use jiff::civil::Date;
use serde::Serialize;
use toml_edit::{Datetime, Table, value};

use crate::amend;
use crate::diagnostic::{Code, Diagnostic, Edit, FileId, Span};

mod propose;
mod read;

pub use propose::{Proposal, propose};
pub use read::read;

/// The path of the errata file.
pub const FILE: &str = "data/errata.toml";

/// The decision on an erratum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Awaiting a decision by the secretariat.
    Proposed,
    /// Applied whenever the file is read.
    Applied,
    /// Not applied, and not proposed again.
    Rejected,
}

impl Status {
    /// The word for it in the file.
    pub fn word(self) -> &'static str {
        ["proposed", "applied", "rejected"][self as usize]
    }
}

/// A correction, located in its file. In JSON, `issued` and `corrected` are `for` and `read`, as readers
/// know them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Erratum {
    /// Its id: given in the file, or else derived from its file and issued text.
    pub id: String,
    /// The file that it corrects.
    #[serde(skip)]
    pub file: FileId,
    /// The range of the issued text in the file on disk; of the corrected text, if it was corrected by hand.
    #[serde(skip)]
    pub original: Range<usize>,
    /// Whether the file contains the corrected text in place of the issued text, so that nothing is left to apply.
    #[serde(skip)]
    pub by_hand: bool,
    /// The text as issued.
    #[serde(rename = "for")]
    pub issued: String,
    /// The corrected text.
    #[serde(rename = "read")]
    pub corrected: String,
    /// The reason.
    pub why: String,
    /// The decision.
    pub status: Status,
    /// The person who decided.
    pub by: Option<String>,
    /// The date of the decision.
    pub on: Option<Date>,
    /// Its zero-based index in the file.
    #[serde(skip)]
    pub index: usize,
    /// The location of its own entry.
    #[serde(skip)]
    pub span: Span,
}

impl Erratum {
    /// The edit that applies it.
    pub fn edit(&self) -> Edit {
        Edit { range: self.original.clone(), text: self.corrected.clone() }
    }
}

/// Notes about errata that await a decision, and about corrections made by hand that nobody has decided on.
pub fn undecided(errata: &[Erratum]) -> Vec<Diagnostic> {
    let note = |is_meant: fn(&Erratum) -> bool, [one, many]: [&str; 2], help: &str| {
        let meant: Vec<&Erratum> = errata.iter().filter(|erratum| is_meant(erratum)).collect();
        let message = match meant.len() {
            0 => return None,
            1 => one.to_owned(),
            count => format!("{count} {many}"),
        };
        let places = meant.into_iter().map(|erratum| (erratum.span, &erratum.id));
        Some(Diagnostic::note(Code::ErrataUndecided, message).at_each(places).help(help))
    };
    let open = note(
        |erratum| !erratum.by_hand && erratum.status == Status::Proposed,
        ["an erratum waits for a decision", "errata wait for a decision"],
        "`rapporteur errata` shows them; decide with `rapporteur errata accept ID --by NAME`, or `reject`",
    );
    let by_hand = note(
        |erratum| erratum.by_hand && erratum.by.is_none() && erratum.status != Status::Rejected,
        [
            "the correction of an erratum was made by hand: the file has it already",
            "corrections of errata were made by hand: the files have them already",
        ],
        "`rapporteur errata accept ID --by NAME` closes an erratum, and keeps it for the corrigendum",
    );
    open.into_iter().chain(by_hand).collect()
}

/// An id for an erratum without one, derived from its file and its issued text.
fn made_id(file: &str, issued: &str) -> String {
    // FNV-1a: the hash only has to distinguish errata; it needs no cryptographic strength.
    let bytes = file.bytes().chain([0]).chain(issued.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("e-{:06x}", (hash ^ (hash >> 24) ^ (hash >> 48)) & 0x00ff_ffff)
}

/// The head of a new file.
const HEAD: &str = "\
# Corrections of the text as issued. `issued` occurs exactly once in `file`. Only those with status \"applied\" are put
# in; \"proposed\" ones wait for a decision (`rapporteur errata accept ID --by NAME`), \"rejected\" ones are kept so that
# they are not proposed again.
";

/// Records a decision on the erratum with this index, by whom and when; returns the new text of the file.
///
/// # Errors
/// If the file can't be read as TOML, or has no such erratum.
pub fn decide(
    text: &str,
    index: usize,
    status: Status,
    by: &str,
    on: Date,
) -> Result<String, String> {
    let day: Datetime = on.to_string().parse().expect("a day of TOML");
    amend::change(text, |document| {
        let errata = document.get_mut("erratum");
        let erratum = errata.and_then(|errata| errata.get_mut(index)?.as_table_like_mut());
        let erratum = erratum.ok_or("the erratum is not there any more")?;
        amend::set(erratum, "status", status.word());
        amend::set(erratum, "by", by);
        amend::set(erratum, "on", day);
        Ok(())
    })
}

/// Appends errata to the file and returns its new text. `text` is `None` if there is no file yet.
///
/// # Errors
/// If the file can't be read as TOML.
pub fn add(text: Option<&str>, proposals: &[Proposal]) -> Result<String, String> {
    amend::change(text.unwrap_or(HEAD), |document| {
        let mut tables = proposals.iter().map(table);
        tables.try_for_each(|table| amend::append(document, "erratum", table))
    })
}

fn table(proposal: &Proposal) -> Table {
    let Proposal { file, issued, corrected, why, status } = proposal;
    let texts = [("file", file), ("issued", issued), ("corrected", corrected), ("why", why)];
    let mut table: Table = texts.into_iter().map(|(key, text)| (key, value(text))).collect();
    table.insert("status", value(status.word()));
    table
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{HEAD, Proposal, Status, add, decide};

    const FILE: &str = "# Head\r\n\r\n[[erratum]] # first\r\nfile = 'a'\r\nstatus = \"proposed\" # waits\r\n\
                        # between\r\n[[erratum]]\r\nstatus = \"proposed\"\r\n# the end\r\n";

    fn proposal() -> Proposal {
        Proposal {
            file: "templates/report.md".to_owned(),
            issued: "the the".to_owned(),
            corrected: "the".to_owned(),
            why: "a doubled word".to_owned(),
            status: Status::Applied,
        }
    }

    #[test]
    fn a_decision_leaves_all_else_as_it_is() {
        let expected = FILE.replacen(
            "\"proposed\" # waits\r\n",
            "\"applied\" # waits\r\nby = 'A. \"B\"'\r\non = 2024-06-01\r\n",
            1,
        );
        let decided = decide(FILE, 0, Status::Applied, "A. \"B\"", date(2024, 6, 1));
        assert_eq!(decided.as_deref(), Ok(expected.as_str()));
        let expected = expected
            .replacen("\"applied\"", "\"rejected\"", 1)
            .replacen("'A. \"B\"'", "\"C\"", 1)
            .replacen("06-01", "06-02", 1);
        let again = decide(&decided.expect("decided"), 0, Status::Rejected, "C", date(2024, 6, 2));
        assert_eq!(again, Ok(expected));
        assert!(decide(FILE, 2, Status::Applied, "A", date(2024, 6, 1)).is_err());
    }

    #[test]
    fn errata_are_added_at_the_end() {
        let entry = "\n[[erratum]]\nfile = \"templates/report.md\"\nissued = \"the the\"\ncorrected = \"the\"\n\
                     why = \"a doubled word\"\nstatus = \"applied\"\n";
        let added = add(Some(FILE), &[proposal()]);
        assert_eq!(added, Ok(format!("{FILE}{}", entry.replace('\n', "\r\n"))));
        let two = add(None, &[proposal(), proposal()]);
        assert_eq!(two, Ok(format!("{HEAD}{entry}{entry}")));
        let inline = "erratum = [{ file = \"a\" }]\n";
        let added = add(Some(inline), &[proposal()]).expect("added");
        assert!(added.starts_with("erratum = [{ file = \"a\" }, { file = "), "{added}");
    }
}
