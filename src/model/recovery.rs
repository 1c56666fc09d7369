//! Recovers from malformed input, as typed and pasted by people who are not programmers. Each error
//! is reported once, and its help shows the corrected lines.
//!
//! [`syntax`] repairs invalid TOML, so that the other errors of the file are found as well;
//! [`options`] recognizes options that are not identified by their keys; [`prose`] checks the texts
//! of quotations and practices; [`files`] finds files that are not read.

pub(crate) mod files;
pub(crate) mod options;
pub(crate) mod prose;
pub(crate) mod syntax;
