//! Writes the document tree in each format. A writer walks the tree once and decides nothing.

pub mod docx;
pub mod typst;
