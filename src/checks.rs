//! Checks that add coded diagnostics: [`data`] on survey and figures, [`text`] on the document tree, [`glyphs`] on the
//! characters of both.

pub mod data;
pub mod glyphs;
pub mod passages;
pub mod text;
