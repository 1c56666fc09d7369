//! Writes sets of files atomically: all files of a set or none, one command at a time, never
//! overwriting files that a person changed.
//!
//! A set is written in these steps, so that nothing is lost if the program is killed at any moment:
//!
//! 1. A [`Lock`] on the folder keeps other commands out: one lock per project for the files that
//!    people keep (data/, templates/), and one per output folder.
//! 2. Each new file is written into a hidden folder and flushed. If a file was changed since it was
//!    read, the command stops here.
//! 3. The journal, a list of these files, is written, flushed and renamed into place. From here on the
//!    set counts as written.
//! 4. Each file is moved to its destination, and the journal is removed.
//!
//! The next command that locks the folder completes the set listed in a journal, and removes the
//! hidden folder. A read-only command reports the journal instead, as well as outputs
//! that differ from those of the last build: [`interrupted`], [`check`].

mod disk;
mod journal;
mod lock;
#[cfg(test)]
mod tests;
mod written;

pub use journal::Finished;
pub use lock::Lock;
pub use written::{
    Edit, Written, check, create_all, edit, findings, findings_file, interrupted, is_edited,
    remove, remove_read, write,
};
