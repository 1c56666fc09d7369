//! Checks that add coded diagnostics: [`data`] on survey and figures, [`text`] on the document tree, [`glyphs`] on the
//! characters of both, [`anonymous`] on the words of those who must not be named. [`levels`] makes each as grave as the project wants it.

pub mod anonymous;
pub mod data;
pub mod glyphs;
pub mod levels;
pub mod passages;
pub mod text;
