//! The slips of people who are no programmers, in the files that they fill in: each is named once, and its help is the
//! line as it should stand.
//!
//! [`syntax`] mends what TOML can't read, so that the other faults of the file are seen as well; [`days`] reads a day as
//! people write it; [`options`] knows which option was meant; [`prose`] looks at quotations and practices; [`files`] at
//! the names of files, [`unread`] at those that are not read. [`correction`] puts the corrected lines together, and [`examples`] are the words of a form that are
//! no mechanism's.

pub(crate) mod correction;
mod days;
pub(crate) mod examples;
pub(crate) mod files;
pub(crate) mod options;
pub(crate) mod prose;
pub(crate) mod syntax;
pub(crate) mod unread;

pub(crate) use days::readings;
