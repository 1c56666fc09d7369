//! Recovery of malformed input, as people who are no programmers type and paste it: each fault is reported once, and its
//! help shows the corrected lines.
//!
//! [`syntax`] repairs what TOML can't read, so that the other faults of the file are found as well; [`options`] recognizes
//! options that are not named by their keys; [`prose`] checks the texts of quotations and practices; [`files`] checks the
//! names of files, and [`unread`] finds files that are not read.

pub(crate) mod files;
pub(crate) mod options;
pub(crate) mod prose;
pub(crate) mod syntax;
pub(crate) mod unread;
