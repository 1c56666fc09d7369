//! Checks that add coded diagnostics: [`data`] on survey and figures, [`text`] on the document tree.

pub mod data;
pub mod text;
