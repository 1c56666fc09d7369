//! Writes the document tree in each format. A writer walks the tree once and makes no decisions
//! about the content.

pub mod docx;
pub mod typst;
