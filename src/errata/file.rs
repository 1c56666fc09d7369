//! Edits data/errata.toml and keeps its comments and order.

use jiff::civil::Date;
use toml_edit::{Datetime, Item, Table, TableLike, Value, value};

use super::{Proposal, Status};
use crate::amend;

/// The head of a new file.
const HEAD: &str = "\
# Corrections of the text as issued. `issued` occurs exactly once in `file`. Only those with status \"applied\" are put
# in; \"proposed\" ones wait for a decision (`rapporteur errata accept ID --by NAME`), \"rejected\" ones are kept so that
# they are not proposed again.
";

/// A decision on an erratum.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    /// The new status.
    pub status: Status,
    /// The person who decides.
    pub by: &'a str,
    /// The date of the decision.
    pub on: Date,
}

/// Records a decision on the erratum with this index; returns the new text of the file.
///
/// # Errors
/// If the file can't be read as TOML, or has no such erratum.
pub fn decide(text: &str, index: usize, decision: &Decision<'_>) -> Result<String, String> {
    let day: Datetime =
        decision.on.to_string().parse().map_err(|_| format!("{} is no day", decision.on))?;
    amend::change(text, |document| {
        let erratum: Option<&mut dyn TableLike> = match document.get_mut("erratum") {
            Some(Item::ArrayOfTables(tables)) => tables.get_mut(index).map(|table| table as _),
            Some(Item::Value(Value::Array(tables))) => {
                let table = tables.get_mut(index).and_then(Value::as_inline_table_mut);
                table.map(|table| table as _)
            }
            _ => None,
        };
        let erratum = erratum.ok_or("the erratum is not there any more")?;
        amend::set(erratum, "status", decision.status.word());
        amend::set(erratum, "by", decision.by);
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

    use super::super::{Proposal, Status};
    use super::{Decision, HEAD, add, decide};

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
        let decision = Decision { status: Status::Applied, by: "A. \"B\"", on: date(2024, 6, 1) };
        let expected = FILE.replacen(
            "\"proposed\" # waits\r\n",
            "\"applied\" # waits\r\nby = 'A. \"B\"'\r\non = 2024-06-01\r\n",
            1,
        );
        let decided = decide(FILE, 0, &decision);
        assert_eq!(decided.as_deref(), Ok(expected.as_str()));
        let again = Decision { status: Status::Rejected, by: "C", on: date(2024, 6, 2) };
        let expected = expected
            .replacen("\"applied\"", "\"rejected\"", 1)
            .replacen("'A. \"B\"'", "\"C\"", 1)
            .replacen("06-01", "06-02", 1);
        assert_eq!(decide(&decided.expect("decided"), 0, &again), Ok(expected));
        assert!(decide(FILE, 2, &decision).is_err());
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
