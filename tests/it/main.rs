//! All integration tests in one program, so that typst is linked once.

mod architecture;
mod build;
mod cases;
mod engines;
mod figures;
mod pdf;
mod source;
mod support;
