//! x
#![allow(missing_docs)]
pub mod diagnostic; pub mod document; pub mod model; pub mod tally; pub mod content; pub mod chart; pub mod write; pub mod pdf; pub mod out; pub mod inputs; pub mod manifest; pub mod change; pub mod checks; pub mod pipeline; pub mod cli;
