//! What can be typed after `rapporteur`.

use std::path::PathBuf;

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum, value_parser};
use jiff::civil::Date;

use crate::text::possible_days;

/// Writes the report of a survey as a PDF and a Word document, with every number computed from the answers
#[derive(Debug, Parser)]
#[command(version, about, args_conflicts_with_subcommands = false, after_help = EXIT_CODES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) common: Common,
    /// When to colour messages
    #[arg(long, global = true, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    pub(super) color: ColorChoice,
}

const EXIT_CODES: &str = "\
Without a command, the report is built.
Exit codes: 0 done; 1 data or templates are at fault; 2 wrong usage; 3 the machine failed";

const EXPLAIN_HELP: &str = "\
Several words are one phrase. What is printed may show who chose what: it is not for publication, unless `--public` is given.
Exit codes: 0 explained; 1 nothing to explain was found, or data or templates are at fault";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write the report into out/: a PDF, a Word document, their charts
    Build {
        /// Also print how long each stage took
        #[arg(long)]
        timings: bool,
    },
    /// List faults, and what to decide before the report is sent
    ///
    /// Other findings are counted; --all lists them, too.
    Check(Check),
    /// Print the corrigendum, or accept and reject errata
    Errata(Errata),
    /// Write an example project, to be changed into your survey
    ///
    /// It builds at once. If one of its files is in the folder already, none is written.
    Init(Init),
    /// Write a form for a response
    New {
        #[command(subcommand)]
        what: New,
    },
    /// Report what changed, and write a note and a redline to send
    ///
    /// Each side is `now`, `as-issued`, a day (2023-06-30), the name of an issued edition, or the folder of a project.
    Diff {
        /// The older report [default: the edition that was issued last]
        #[arg(long, value_name = "REPORT")]
        from: Option<String>,
        /// The newer report
        #[arg(long, value_name = "REPORT", default_value = "now")]
        to: String,
        /// Include who chose what: for the secretariat only
        #[arg(long)]
        internal: bool,
    },
    /// Keep an edition as it is sent, in data/editions/ID/
    Issue(Issue),
    /// Explain where a number comes from and where it is printed
    #[command(after_help = EXPLAIN_HELP)]
    Explain {
        /// A phrase of the report, such as `12 of them`, a graph's label, an option's name, or a figure's id
        #[arg(required = true, value_name = "FIGURE")]
        figure: Vec<String>,
        /// Leave out files, names and who chose what, so that the explanation can be passed on
        #[arg(long)]
        public: bool,
    },
    /// Write questionnaires to send, into out/questionnaires/
    ///
    /// KEY.docx is the questionnaire for a respondent, with its name; without a key, blank.docx is for anybody. When it is
    /// filled in: rapporteur receive FILE
    Questionnaire {
        /// The keys of respondents
        #[arg(value_name = "KEY")]
        keys: Vec<String>,
    },
    /// Take in what respondents or form tools sent: questionnaires, letters, spreadsheets and CSV exports
    ///
    /// Each row becomes a response in data/responses/; the file is kept in received/. data/intake.toml maps columns to
    /// questions; --map proposes it.
    Receive(Receive),
    /// Read what was edited in Word: what can be applied, what can't and why, in a table and a sheet to decide in
    ///
    /// A document is compared with the edition that it is a copy of; tracked changes add who made an edit, comments why. Without
    /// a file, all edits that came back are listed. It is for the secretariat only.
    Edits(Edits),
    /// Write what respondents agree to: their responses as recorded and as printed, beside what came
    ///
    /// A document each, in out/clearance/, also of responses that are not cleared yet.
    Clearance {
        /// The respondents [default: all that have answered]
        #[arg(value_name = "KEY")]
        keys: Vec<String>,
    },
    /// Report who has answered and who has not, what waits and why, and which editions are out
    ///
    /// For the secretariat only.
    Status {
        /// Also write a spreadsheet for mail merge: a row for each that was invited
        #[arg(long, value_name = "FILE.xlsx")]
        sheet: Option<PathBuf>,
    },
    /// Print the words that the program adds, to translate or change them
    ///
    /// They are printed as TOML, with the project's own words in place of the built-in English ones. To use them, save them
    /// as words.toml outside templates/, change that file, and move it to templates/words.toml.
    Words,
    /// Print a completion script for your shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// What a check shows, and what it takes for a fault.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// List all findings, including those of style
    #[arg(long)]
    pub(super) all: bool,
    /// List all codes with their meanings
    #[arg(long, conflicts_with_all = ["all", "deny"])]
    pub(super) list: bool,
    /// List all warnings, and exit with code 1 if there is one
    #[arg(long, value_name = "WHAT", value_parser = ["warnings"])]
    pub(super) deny: Option<String>,
    /// Write an erratum into data/errata.toml for each correction that is certain; no other file changes
    ///
    /// Missing numbers in a list, a promised order, and doubled words and spaces are corrected at once; all others are
    /// proposed, for `errata accept` to decide.
    #[arg(long)]
    pub(super) fix: bool,
    /// Accept the finding with this id, and record it in data/decisions.toml
    ///
    /// It is not listed any more, but counted; --all lists it with the reason. When the text at its place changes, it is
    /// found again.
    #[arg(long, value_name = "ID", requires = "why", conflicts_with_all = ["fix", "list", "as_issued"])]
    pub(super) decide: Option<String>,
    /// With --decide: the reason
    #[arg(long, value_name = "TEXT", requires = "decide")]
    pub(super) why: Option<String>,
    /// With --decide: who decides
    #[arg(long, value_name = "NAME", requires = "decide", default_value = "")]
    pub(super) by: String,
}

#[derive(Debug, Args)]
pub(super) struct Errata {
    #[command(subcommand)]
    pub(super) what: Option<Decide>,
    /// Also write the corrigendum as a Word document into out/
    #[arg(long)]
    pub(super) docx: bool,
}

#[derive(Debug, Args)]
pub(super) struct Issue {
    /// The name of the edition, such as `sent-june`
    pub(super) id: String,
    /// A note for the secretariat, such as to whom it is sent
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(super) note: String,
    /// The day on which it is sent [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(super) on: Option<Date>,
    /// The edited Word document or PDF that was really sent, to be kept instead
    #[arg(long, value_name = "FILE")]
    pub(super) sent: Vec<PathBuf>,
    /// Keep the number of an edition that was issued with another text
    #[arg(long)]
    pub(super) same_edition: bool,
}

/// What can be decided.
#[derive(Debug, Subcommand)]
pub(super) enum Decide {
    /// Apply errata from now on
    Accept(Decided),
    /// Do not apply errata, and do not propose them again
    Reject(Decided),
}

#[derive(Debug, Args)]
pub(super) struct Decided {
    /// The errata, as `rapporteur errata` names them
    #[arg(value_name = "ID", required = true)]
    pub(super) ids: Vec<String>,
    /// Who decides
    #[arg(long, value_name = "NAME")]
    pub(super) by: String,
    /// The day of the decision [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(super) on: Option<Date>,
}

#[derive(Debug, Args)]
pub(super) struct Init {
    /// The folder, which is created if necessary
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
    /// The title of the report
    #[arg(long, value_name = "TEXT")]
    pub(super) title: Option<String>,
    /// The organization that issues it
    #[arg(long, value_name = "NAME")]
    pub(super) organization: Option<String>,
    /// The beginning of the names of files in out/, such as `survey-2026`
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<String>,
    /// Begin the next round of the survey in this project: take over its questions, respondents and
    /// templates, and its figures as an earlier round
    #[arg(long, value_name = "PROJECT")]
    pub(super) from: Option<PathBuf>,
    /// With --from: the name of that round [default: the year of the survey]
    #[arg(long, value_name = "NAME", requires = "from")]
    pub(super) round: Option<String>,
}

/// What can be begun.
#[derive(Debug, Subcommand)]
pub(super) enum New {
    /// Write data/responses/KEY.toml, a form for the response of a mechanism
    Response(NewResponse),
}

#[derive(Debug, Args)]
pub(super) struct Receive {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// The key of the respondent, for a file of one respondent
    #[arg(long = "as", value_name = "KEY")]
    pub(super) key: Option<String>,
    /// The day on which it was received, where the file does not say [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(super) received: Option<Date>,
    /// Take other answers of a respondent as amendments
    #[arg(long)]
    pub(super) amends: bool,
    /// Print a proposal for data/intake.toml instead
    #[arg(long, conflicts_with_all = ["key", "received", "amends"])]
    pub(super) map: bool,
}

#[derive(Debug, Args)]
pub(super) struct Edits {
    /// Word documents that came back; with --apply, the sheet with decisions or the names of edits
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<String>,
    /// The edition that was edited [default: the one that it is a copy of]
    #[arg(long, value_name = "ID")]
    pub(super) edition: Option<String>,
    /// Who made the changes that were not tracked
    #[arg(long, value_name = "NAME")]
    pub(super) by: Option<String>,
    /// Apply what the sheet accepts, or the edits with these names
    #[arg(long, conflicts_with_all = ["edition", "by"])]
    pub(super) apply: bool,
    /// With --apply, for readers of a corrigendum: why the text is changed [default: changed on review]
    #[arg(long, value_name = "TEXT", requires = "apply")]
    pub(super) why: Option<String>,
    /// With --apply, for words of respondents: the day on which they agreed
    #[arg(long, value_name = "YYYY-MM-DD", requires = "apply", value_parser = day)]
    pub(super) agreed: Option<Date>,
    /// With --agreed: the file in the project in which they did [default: the document with the edit]
    #[arg(long, value_name = "FILE", requires = "agreed")]
    pub(super) letter: Option<String>,
    /// Take back what was applied last
    #[arg(long, conflicts_with_all = ["files", "apply", "edition", "by"])]
    pub(super) undo: bool,
    /// Write the reply to a reviewer, or to all: each edit with the decision and the reason
    #[arg(long, value_name = "NAME", num_args = 0..=1, conflicts_with_all = ["files", "apply", "undo", "edition", "by"])]
    pub(super) reply: Option<Option<String>>,
}

#[derive(Debug, Args)]
pub(super) struct NewResponse {
    /// The key of the mechanism in data/mechanisms.toml
    pub(super) key: String,
    /// The name of a mechanism to be added
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<String>,
    /// Its acronym
    #[arg(long, value_name = "ACRONYM", requires = "name", conflicts_with = "amends")]
    pub(super) acronym: Option<String>,
    /// It was not invited, so it does not count in the response rate
    #[arg(long, requires = "name")]
    pub(super) not_invited: bool,
    /// Write data/responses/KEY.DATE.toml, for answers that amend the earlier response
    #[arg(long, conflicts_with = "name")]
    pub(super) amends: bool,
    /// The day on which it was received [default: left open; with --amends, today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(super) received: Option<Date>,
}

#[derive(Debug, Args)]
pub(super) struct Common {
    /// Folder of the project [default: the nearest one at or above the current folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) project: Option<PathBuf>,
    /// Folder for the outputs [default: out/ in the project]
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Include only what was received by this day
    #[arg(long, global = true, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(super) as_of: Option<Date>,
    /// The report as first issued: no errata, no later responses, no added pages
    #[arg(long, global = true, conflicts_with = "as_of")]
    pub(super) as_issued: bool,
    /// The parts that a process of data/submissions.toml takes, checked against its rules, into out/PROCESS/
    #[arg(long = "for", global = true, value_name = "PROCESS", conflicts_with = "as_issued")]
    pub(super) process: Option<String>,
    /// Which Typst compiles the PDF: the faster one, the built-in one, or the `typst` program
    #[arg(long, global = true, default_value = "auto", value_parser = ["auto", "builtin", "cli"])]
    pub(super) engine: String,
    /// The longest that a step may take, such as rendering the templates or typesetting
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 120, value_parser = value_parser!(u64).range(1..=86_400))]
    pub(super) time_limit: u64,
    /// The form of messages and results
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,
}

/// How messages are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Text for people
    Human,
    /// One JSON object per line
    Json,
}

/// A day as it is written after an option.
fn day(written: &str) -> Result<Date, String> {
    written.parse().map_err(|_| {
        let days = possible_days(written);
        let days: Vec<String> = days.iter().map(ToString::to_string).collect();
        match days.is_empty() {
            true => "expected a day such as 2023-07-14".to_owned(),
            false => format!("expected a day such as 2023-07-14: write {}", days.join(" or ")),
        }
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_day_that_is_written_otherwise_is_given_as_it_should_be() {
        assert_eq!(super::day("2023-07-14"), Ok(jiff::civil::date(2023, 7, 14)));
        let said = |written| super::day(written).expect_err("no day of that form");
        assert_eq!(said("14/07/2023"), "expected a day such as 2023-07-14: write 2023-07-14");
        let both = "expected a day such as 2023-07-14: write 2023-04-03 or 2023-03-04";
        assert_eq!(said("03/04/2023"), both);
        assert_eq!(said("31/02/2023"), "expected a day such as 2023-07-14");
    }
}
