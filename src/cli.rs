//! The command line: argument handling, output and exit codes.
//!
//! Exit codes: 0 success; 1 errors in data or templates; 2 wrong usage; 3 failure of the machine.

use std::panic;
use std::path::Path;
use std::process::{ExitCode, exit};
use std::time::Duration;

use clap::{ColorChoice, CommandFactory};
use serde_json::json;

use crate::diagnostic::{Failure, Sources, counted};
use crate::explain::{self, Answer, Explainer, PublicExplanation};
use crate::inputs::{self, Corrections};
use crate::pdf::Engine;
use crate::pipeline::{self, Built, Composition, Submitted};
use crate::submission::{count_own_words, megabytes};
use crate::tally::Tally;
use crate::{out, pdf, timings, watchdog, words};
use arguments::{Arguments, Command, Format, New};
use session::{EarlyExit, NOTHING_WRITTEN, Outcome, Session};
use terminal::Terminal;

mod arguments;
mod check;
mod clearance;
mod diff;
mod edits;
mod errata;
mod help;
mod init;
mod issue;
mod new;
mod questionnaire;
mod receive;
mod session;
mod status;
mod terminal;

const DONE: u8 = 0;
const INPUT_AT_FAULT: u8 = 1;
const WRONG_USAGE: u8 = 2;
const MACHINE_FAILED: u8 = 3;

/// Runs the program with this process's arguments.
pub fn run() -> ExitCode {
    let arguments = match help::parse() {
        Ok(arguments) => arguments,
        Err(message) => {
            let terminal = Terminal::new(ColorChoice::Auto, Format::Human);
            terminal.usage(&message);
            let code = if message.use_stderr() { WRONG_USAGE } else { DONE };
            return exit_code(&terminal, code);
        }
    };
    let report_panic = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !pdf::is_panic_of_typst() {
            report_panic(info);
        }
    }));
    let terminal = Terminal::new(arguments.color, arguments.common.format);
    let session = Session { common: &arguments.common, terminal: &terminal };
    let code = watchdog::watch(
        Duration::from_secs(session.common.time_limit),
        || execute(arguments.command.as_ref(), &session),
        |exceeded| {
            session.at_fault_in(&Sources::default(), &[exceeded], NOTHING_WRITTEN);
            exit(INPUT_AT_FAULT.into());
        },
    );
    exit_code(&terminal, code)
}

/// The exit code, unless a result could not be printed.
fn exit_code(terminal: &Terminal, code: u8) -> ExitCode {
    ExitCode::from(match terminal.unprinted() {
        None => code,
        Some(error) => {
            terminal.error(&error.to_string());
            MACHINE_FAILED
        }
    })
}

fn execute(command: Option<&Command>, session: &Session<'_>) -> u8 {
    let result = match command {
        Some(Command::Check(asked)) => check::check(session, asked),
        Some(Command::Diff { from, to, internal }) => {
            diff::diff(session, from.as_deref(), to, *internal)
        }
        Some(Command::Edits(asked)) => edits::edits(session, asked),
        Some(Command::Issue(asked)) => issue::issue(session, asked),
        Some(Command::Errata(asked)) => errata::errata(session, asked),
        Some(Command::Explain { figure, public }) => explain(session, &figure.join(" "), *public),
        Some(Command::New { what: New::Response(asked) }) => new::response(session, asked),
        Some(Command::Clearance { keys }) => clearance::clearance(session, keys),
        Some(Command::Status { sheet }) => status::status(session, sheet.as_deref()),
        Some(Command::Questionnaire { keys }) => questionnaire::questionnaire(session, keys),
        Some(Command::Receive(asked)) => receive::receive(session, asked),
        Some(Command::Init(asked)) => init::init(session, asked),
        Some(Command::Words) => print_words(session),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "rapporteur", &mut script);
            session.terminal.print(&String::from_utf8_lossy(&script));
            Ok(())
        }
        Some(Command::Build { timings }) => build(session, *timings),
        None => build(session, false),
    };
    let (code, message) = match result {
        Ok(()) => return DONE,
        Err(EarlyExit::Reported) => return INPUT_AT_FAULT,
        Err(EarlyExit::Failed(Failure::Input(found))) => {
            session.terminal.diagnostics(&Sources::default(), &found);
            return INPUT_AT_FAULT;
        }
        Err(EarlyExit::Failed(Failure::Machine(error))) => (MACHINE_FAILED, error.to_string()),
        Err(EarlyExit::Usage(message)) => (WRONG_USAGE, message),
    };
    session.terminal.error(&message);
    code
}

fn build(session: &Session<'_>, with_timings: bool) -> Outcome {
    let terminal = session.terminal;
    session.complete(&session.project()?)?;
    let (options, mut composed) = session.compose(NOTHING_WRITTEN, pipeline::compose_with_files)?;
    let folder = session.output_folder(&composed.root)?;
    composed.add(pipeline::since_first_issued(&composed, &options)?);
    let built = pipeline::build(&mut composed, &options, || session.lock(&folder));
    let built = built.map_err(|failure| session.failed(failure, &mut composed, NOTHING_WRITTEN))?;
    if session.common.format == Format::Json {
        terminal.diagnostics(&composed.inputs.sources, &composed.diagnostics);
    }
    if let Some(submitted) = &built.made.submitted {
        terminal.diagnostics(&composed.inputs.sources, &submitted.findings);
    }
    terminal.say(&built_summary(&folder, &built, &composed));
    session.say_moved_aside(&folder, &built.written);
    if with_timings {
        terminal.say(&timings::table());
    }
    // The program ends: to free each part of the report would only take time.
    std::mem::forget((built, composed));
    Ok(())
}

/// After a build: the files written, and a line about their content.
fn built_summary(folder: &Path, built: &Built, composed: &Composition) -> String {
    let report = composed.report();
    let documents = documents(folder, &built.made.documents);
    let engine = match built.made.engine {
        Engine::Builtin => "built-in engine",
        Engine::Cli => "typst program",
    };
    let files = match built.written.changed.len() {
        0 => "nothing changed".to_owned(),
        count => format!("{} written", counted(count, "file", "files")),
    };
    let mut facts = vec![respondents(&report.tally), counted(built.made.pages, "page", "pages")];
    match &built.made.submitted {
        None => {
            let words = count_own_words(&report.document, &composed.inputs.sources);
            facts.push(counted(words, "word", "words"));
        }
        Some(Submitted { words, files, .. }) => {
            facts.push(format!("{} as Word counts them", counted(*words, "word", "words")));
            facts.extend(files.iter().map(|(name, bytes)| {
                let ending = name.rsplit('.').next().unwrap_or_default();
                format!(".{ending} of {}", megabytes(*bytes))
            }));
        }
    }
    if let Some(change) = &built.change {
        if !change.new_respondents.is_empty() {
            facts.push(counted(change.new_respondents.len(), "new response", "new responses"));
        }
        facts.push(match change.figures.len() {
            0 => "no figure changed".to_owned(),
            count => format!("{} changed", counted(count, "figure", "figures")),
        });
    }
    facts.extend(report.survey.waiting.iter().map(terminal::waits));
    let open: usize = report.survey.responses.iter().map(|response| response.open.len()).sum();
    if open > 0 {
        let wait = counted(open, "received answer waits", "received answers wait");
        facts.push(format!("{wait} for a decision"));
    }
    let counts = terminal::counts(&composed.diagnostics);
    if !counts.is_empty() {
        facts.push(format!("{counts} (see `rapporteur check`)"));
    }
    format!("{documents} ({files}; {engine})\n{}", facts.join(", "))
}

/// The number of respondents, and how many of them are not named.
fn respondents(tally: &Tally) -> String {
    let unnamed = tally.unnamed as usize;
    let responded = counted(tally.respondents.len() + unnamed, "respondent", "respondents");
    match unnamed {
        0 => responded,
        1 => format!("{responded} (one is not named)"),
        more => format!("{responded} ({more} are not named)"),
    }
}

/// The documents written: the path of the first, and the extensions of the others.
fn documents(folder: &Path, documents: &[String]) -> String {
    let [first, others @ ..] = documents else { return folder.display().to_string() };
    let endings = others.iter().filter_map(|name| name.rsplit_once('.'));
    let endings = endings.map(|(_, ending)| format!(" and .{ending}"));
    format!("{}{}", folder.join(first).display(), endings.collect::<String>())
}

/// Explains the figures that a query refers to; if `public`, in a form that can be passed on.
fn explain(session: &Session<'_>, query: &str, public: bool) -> Outcome {
    let terminal = session.terminal;
    let interrupted = out::interrupted(&session.project()?, "");
    terminal.diagnostics(&Sources::default(), interrupted.as_slice());
    let (_, composed) = session.start("there is no report to explain")?;
    let answer = Explainer::new(composed.parts()).explain(query);
    let human = |look| explain::human(&answer, query, look);
    const NO_FIGURE: &str = "the phrase contains no figure";
    match &answer {
        Answer::Figures(_, explained) if public => {
            let public: Vec<PublicExplanation<'_>> = explained.iter().map(From::from).collect();
            terminal.items(&public, |look| explain::human_public(&public, look));
        }
        Answer::Figures(_, explained) => terminal.items(explained, human),
        Answer::NoFigure(_) if public => {
            terminal.error(NO_FIGURE);
            return Err(EarlyExit::Reported);
        }
        Answer::NoFigure(sentences) => {
            let note = json!({ "severity": "note", "message": NO_FIGURE, "stands": sentences });
            terminal.items(&[note], human);
        }
        Answer::Nothing(near) => {
            let message = "nothing in the report or its figures reads so";
            terminal.object(&json!({ "severity": "error", "message": message, "near": near }));
            terminal.say(human(terminal.look).trim_end());
            return Err(EarlyExit::Reported);
        }
    }
    Ok(())
}

/// Prints all words that the program adds to a report.
fn print_words(session: &Session<'_>) -> Outcome {
    let (inputs, _) = inputs::read(&session.project()?, Corrections::Applied)?;
    let (words, faults) = words::read(&inputs.sources);
    session.terminal.diagnostics(&inputs.sources, &faults);
    let words = words.filter(|_| faults.is_empty()).ok_or(EarlyExit::Reported)?;
    session.terminal.print(&words.toml());
    Ok(())
}
