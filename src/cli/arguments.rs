//! What can be typed after `rapporteur`.

use std::path::PathBuf;

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum, value_parser};
use jiff::civil::Date;

use crate::model::slips::readings;
use crate::pdf::Engine;

/// Writes the report of a survey: from TOML data and Markdown templates to Typst, PDF and charts
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
    /// Write the Typst source, the charts and the PDF into out/
    Build,
    /// Say what there is to say about data and templates
    ///
    /// Shown are faults and what is to be decided before the report is sent; the rest is counted.
    Check(Check),
    /// Print all errata as a corrigendum, or decide on one
    Errata(Errata),
    /// Begin a project in a folder: an example that builds at once, to be changed into your survey
    ///
    /// Nothing that is there is changed: if one of the files is there already, none is written.
    Init(Init),
    /// Begin a file to fill in
    New {
        #[command(subcommand)]
        what: New,
    },
    /// Say what differs between two reports, and write a note and a redline to send
    ///
    /// Each side is `now`, `as-issued`, a day (2023-06-30), the name of an issued edition, or the folder of a project.
    Diff {
        /// The older report [default: the edition that was issued last]
        #[arg(long, value_name = "REPORT")]
        from: Option<String>,
        /// The newer report
        #[arg(long, value_name = "REPORT", default_value = "now")]
        to: String,
        /// Also tell who chose what: for the secretariat only
        #[arg(long)]
        internal: bool,
    },
    /// Keep what is sent out: inputs, document and outputs, under data/editions/ID/
    Issue(Issue),
    /// Say where a number of the report comes from, and where it is used
    #[command(after_help = EXPLAIN_HELP)]
    Explain {
        /// A phrase of the report, such as `12 of them`, a graph's label, an option's name, or a figure's id
        #[arg(required = true, value_name = "FIGURE")]
        figure: Vec<String>,
        /// Leave out files, names and who chose what, so that the explanation can be passed on
        #[arg(long)]
        public: bool,
    },
    /// Print all words that the program adds to a report, to be translated or changed
    ///
    /// They are printed as TOML, with the project's own words in place of the built-in English ones. To use them, save them
    /// as words.toml outside templates/, change that file, and move it to templates/words.toml.
    Words,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// What a check shows, and what it takes for a fault.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Check {
    /// Also show what is to be looked at, and what is of style
    #[arg(long)]
    pub(super) all: bool,
    /// Print all codes, with what each means
    #[arg(long, conflicts_with_all = ["all", "deny"])]
    pub(super) list: bool,
    /// Show all warnings, and end with exit code 1 if there is one
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(super) deny: Option<Deny>,
    /// Also write an erratum into data/errata.toml for each correction that is certain; no other file is changed
    ///
    /// Applied at once are only numbers without gaps, an order that the text promises, and words and blanks that are
    /// there twice; the others are proposed, and `errata accept` decides.
    #[arg(long)]
    pub(super) fix: bool,
}

/// What else is a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Deny {
    /// Whatever is a warning
    Warnings,
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
    /// To whom it is sent, or what else is worth knowing
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(super) note: String,
    /// The day on which it is sent [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(super) on: Option<Date>,
    /// A Word document or PDF that was edited and sent, to be kept in the place of the one that is made
    #[arg(long, value_name = "FILE")]
    pub(super) sent: Vec<PathBuf>,
}

/// What can be decided.
#[derive(Debug, Subcommand)]
pub(super) enum Decide {
    /// Put an erratum in from now on
    Accept(Decided),
    /// Leave an erratum out, and don't propose it again
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
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) on: Option<Date>,
}

#[derive(Debug, Args)]
pub(super) struct Init {
    /// The folder; it is made if it isn't there
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
    /// The title of the report
    #[arg(long, value_name = "TEXT")]
    pub(super) title: Option<String>,
    /// Who issues it
    #[arg(long, value_name = "NAME")]
    pub(super) organization: Option<String>,
    /// What the files in out/ are named after, such as `survey-2026`
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<String>,
}

/// What can be begun.
#[derive(Debug, Subcommand)]
pub(super) enum New {
    /// Write data/responses/KEY.toml, a form for the response of a mechanism
    Response(NewResponse),
}

#[derive(Debug, Args)]
pub(super) struct NewResponse {
    /// Key of the mechanism in data/mechanisms.toml
    pub(super) key: String,
    /// Name of a mechanism that is not there yet: it is added
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<String>,
    /// Its acronym
    #[arg(long, value_name = "ACRONYM", requires = "name", conflicts_with = "amends")]
    pub(super) acronym: Option<String>,
    /// It was not asked, so it does not count in the response rate [default: it was]
    #[arg(long, requires = "name")]
    pub(super) not_invited: bool,
    /// Write data/responses/KEY.DATE.toml, for what came after the response that is there
    #[arg(long, conflicts_with = "name")]
    pub(super) amends: bool,
    /// The day on which it came [default: left open; with --amends, today]
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
    /// Leave out what was received after this day
    #[arg(long, global = true, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(super) as_of: Option<Date>,
    /// Every word as first issued: no errata, no later responses, nothing that the tool adds
    #[arg(long, global = true, conflicts_with = "as_of")]
    pub(super) as_issued: bool,
    /// What that process of data/submissions.toml takes of the report, into out/PROCESS/, held to its rules
    #[arg(long = "for", global = true, value_name = "PROCESS", conflicts_with = "as_issued")]
    pub(super) process: Option<String>,
    /// What compiles the PDF
    #[arg(long, global = true, value_enum, default_value_t = EngineName::Auto)]
    pub(super) engine: EngineName,
    /// How many seconds a step may take, such as rendering the templates or typesetting
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 120, value_parser = value_parser!(u64).range(1..=86_400))]
    pub(super) time_limit: u64,
    /// How messages are printed
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,
}

/// What compiles the PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum EngineName {
    /// The `typst` program if it is the release that is built in, else the built-in one
    Auto,
    /// The engine in this program
    Builtin,
    /// The `typst` program
    Cli,
}

impl From<EngineName> for Engine {
    fn from(name: EngineName) -> Self {
        match name {
            EngineName::Auto => Engine::Auto,
            EngineName::Builtin => Engine::Builtin,
            EngineName::Cli => Engine::Cli,
        }
    }
}

/// How messages are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people, with the place shown
    Human,
    /// One JSON object a line
    Json,
}

/// A day as it is written after an option.
fn day(written: &str) -> Result<Date, String> {
    written.parse().map_err(|_| {
        let days = readings(written);
        let days: Vec<String> = days.iter().map(ToString::to_string).collect();
        match days.is_empty() {
            true => "expected a day such as 2023-07-14".to_owned(),
            false => format!("expected a day such as 2023-07-14: write {}", days.join(" or ")),
        }
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn a_day_that_is_written_otherwise_is_given_as_it_should_be() {
        assert_eq!(super::day("2023-07-14"), Ok(jiff::civil::date(2023, 7, 14)));
        let said = |written| super::day(written).expect_err("no day of that form");
        assert_eq!(said("14/07/2023"), "expected a day such as 2023-07-14: write 2023-07-14");
        let both = "expected a day such as 2023-07-14: write 2023-04-03 or 2023-03-04";
        assert_eq!(said("03/04/2023"), both);
        assert_eq!(said("31/02/2023"), "expected a day such as 2023-07-14");
    }

    #[test]
    fn the_command_line_is_consistent() {
        super::Arguments::command().debug_assert();
    }
}
