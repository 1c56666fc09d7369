//! The program: parses the command line, runs it, exits.

use std::process::ExitCode;

use rapporteur::allocator::Allocator;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

fn main() -> ExitCode {
    rapporteur::cli::run()
}
