//! Edits that come back in the Word document.

mod apply;
mod random;
