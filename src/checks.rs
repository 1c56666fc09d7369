//! Checks that add coded diagnostics: [`data`] on survey and figures, [`text`] on the document tree, [`naming`] on its
//! names and terms, [`glyphs`] on the characters of both. [`levels`] makes each as grave as the project wants it.

pub mod data;
pub mod glyphs;
pub mod levels;
pub mod naming;
pub mod passages;
pub mod text;
