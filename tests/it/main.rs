//! All integration tests in one program, so that typst is linked once.

mod architecture;
mod build;
mod cases;
mod changes;
mod check;
mod docx;
mod engines;
mod errata;
mod explain;
mod figures;
mod init;
mod kept;
mod late;
mod look;
mod new;
mod pdf;
mod places;
mod received;
mod redline;
mod said;
mod source;
mod submissions;
mod support;
mod told;
mod word;
mod words;
