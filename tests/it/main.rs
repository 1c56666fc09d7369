//! All integration tests in one program, so that typst is linked once.

mod architecture;
mod build;
mod cases;
mod docx;
mod engines;
mod figures;
mod new;
mod pdf;
mod said;
mod source;
mod support;
mod word;
