//! The program: parses the command line, runs it, exits.

use std::process::ExitCode;

fn main() -> ExitCode {
    rapporteur::cli::run()
}
