//! Checks that add coded diagnostics: [`data`] on survey and figures, [`text`] on the document tree, [`glyphs`] on the
//! characters of both, [`doubled`] on the printed words, [`received`] on quotations and the texts that they are from.
//! [`certain`] adds the corrections that leave no choice.

pub mod certain;
pub mod data;
pub mod doubled;
pub mod glyphs;
pub mod passages;
pub mod received;
pub mod text;
