//! Writes files: all of a set or none of it, one command at a time, and never over what a person changed.
//!
//! A set is written in these steps, so that a program that is killed at any moment loses nothing:
//!
//! 1. A [`Lock`] on the folder keeps other commands out: one on a project for the files that people keep (data/,
//!    templates/), one on each folder of outputs.
//! 2. Each new file is written beside its place, under a hidden name, and flushed. A file that changed since it was read
//!    stops the command here.
//! 3. The journal, which lists them, is written, flushed and renamed to its place. From here on the set counts as written.
//! 4. Each file takes its place; the journal is removed.
//!
//! Whoever locks the folder next completes what a journal lists and removes hidden files that none lists. A command that
//! only reads reports the journal instead, and outputs that are not those of the last build: [`interrupted`], [`check`].

mod disk;
mod entry;
mod journal;
mod kept;
mod lock;
mod outputs;
mod state;
#[cfg(test)]
mod tests;

pub use kept::{Edit, create_all, edit, keep_folder};
pub use lock::Lock;
pub use outputs::{Written, is_edited, remove, write};
pub use state::{check, interrupted};
