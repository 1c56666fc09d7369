//! `rapporteur` writes the report of a survey.
//!
//! TOML survey data, merged into minijinja templates, becomes Typst source and its PDF, and a Word document that people
//! edit, with charts in both. The data goes one way, and each folder is one station on it:
//!
//! ```text
//! inputs → model → tally → checks → content → document → write → pdf → out
//!                    └──→ chart ──────┘                    │      ↑
//!                           └───────────── raster ─────────┴──────┘
//! ```
//!
//! 1. [`inputs`] reads data/, templates/ and fonts/ into memory and puts the applied errata in.
//! 2. [`model`] turns the TOML into a valid [`model::Survey`]; all faults are collected, each with its place.
//! 3. [`tally`] computes every figure of the report once: from what is published, plus the answers received later.
//! 4. [`checks`] add coded diagnostics, on the figures and, later, on the tree; an error stops the build.
//! 5. [`chart`] draws each graph from the tally and says the same in words.
//! 6. [`content`] renders the templates to Markdown, parses it, and puts the data into its slots; around that it puts title
//!    block, contents, references, index and abbreviations.
//! 7. [`document`] is the tree: small, resolved and owned. Every piece of text knows where it came from. It is read in one
//!    way: [`document::Block::lines`] walks what people see, and a [`document::Passage`] is one text of it with its author.
//! 8. [`mod@write`] walks the tree once for each format and decides nothing: Typst source, and the Word document in the
//!    look of [`design`], with charts in the pixels and outlines of [`raster`].
//! 9. [`pdf`] compiles Typst source, with the `typst` program or with the same release built in. Its pages are those of
//!    the Word document's contents, until Word counts its own.
//! 10. [`out`] writes all files or none, one command at a time, and never over what a person changed; [`figures`] lists all numbers, [`manifest`] tells what the files were
//!     made from.
//!
//! When answers come after the report is out, they are one more input: `model::silence` leaves out what was taken back for
//! good, `tally::steps` adds what each response moves, and all the rest follows. Five stations stand beside the journey for
//! those who must tell others of it:
//!
//! - [`scaffold`] has what people begin with: an example project, and the form for a response.
//! - [`errata`] are read with the inputs, proposed by checks and decided by people; [`corrigendum`] prints them.
//! - [`edition`] keeps what was sent out: inputs, tree and outputs.
//! - [`change`] tells what differs between two reports; [`align`] puts their passages side by side, for it and for the
//!   Word document with tracked changes, [`write::docx::redline`].
//! - [`submission`] holds a report for a process to the rules of data/submissions.toml.
//! - [`explain`] tells of any number where it comes from and, with [`uses`], where it is shown.
//!
//! What the tool itself says in a report stands in templates/words.toml; [`words`] reads it.
//!
//! [`pipeline`] is the order of the stations in code, [`cli`] what a person types. [`diagnostic`] is known to all of them:
//! sources, places and messages; [`codes`] lists the messages' codes. [`files`] is the one reader of files,
//! and [`watchdog`] ends what takes too long or, through the [`allocator`], too much memory. [`amend`] changes TOML files that people keep;
//! [`text`] takes texts apart. A [`figure::Figure`] is the name of a number from the tally to every output; its text form,
//! such as `colours.red.share`, is written and parsed there only.
//!
//! A module imports from stations before it only:
//!
//! | rank | station | may import |
//! |---|---|---|
//! | 0 | `codes`, `figure`, `text`, `document`, `fonts`, `align`, `files`, `watchdog`; `allocator`; `amend`; `diagnostic` | –; `watchdog`; `align`; `codes` |
//! | 1 | `model` | `codes` |
//! | 2 | `tally` | `model` |
//! | 2 | `design`; `words`; `errata` | `model` (for its reader of TOML); `model`, `document`; `model`, `amend` |
//! | 3 | `chart` | `model`, `tally`, `words`, `document` |
//! | 4 | `content` | `model`, `tally`, `chart`, `document`, `words` |
//! | 5 | `checks`; `write` | `document`, `model`, `tally`, `fonts`; `document`, `design`, `align` |
//! | 5 | `figures`; `uses` | `model`, `tally`, `words`; `document`, `model`, `tally`, `figures` |
//! | 5 | `manifest` | `document`, `model`, `tally`, `figures`, `words`, `uses` |
//! | 5 | `change` | `document`, `model`, `tally`, `figures`, `manifest`, `align`, `words` |
//! | 5 | `explain` | `document`, `model`, `tally`, `figures`, `words`, `uses` |
//! | 5 | `pdf`; `raster` | `files`, `watchdog`; – |
//! | 6 | `corrigendum`; `submission` | `document`, `model`, `errata`, `change`, `words`; `document`, `model` |
//! | 6 | `inputs`; `scaffold`; `out` | `model`, `errata`, `files`; `model`, `amend`; `inputs`, `manifest`, `files` |
//! | 6 | `edition` | `document`, `model`, `inputs`, `out`, `files` |
//! | 7 | `pipeline` | all above |
//! | 8 | `cli` | all above |
//!
//! All may import `diagnostic`, `figure` and `text`. A test holds the code to this table.

pub mod align;
pub mod allocator;
pub mod amend;
pub mod change;
pub mod chart;
pub mod checks;
pub mod cli;
pub mod codes;
pub mod content;
pub mod corrigendum;
pub mod design;
pub mod diagnostic;
pub mod document;
pub mod edition;
pub mod errata;
pub mod explain;
pub mod figure;
pub mod figures;
pub mod files;
pub mod fonts;
pub mod inputs;
pub mod manifest;
pub mod model;
pub mod out;
pub mod pdf;
pub mod pipeline;
pub mod raster;
pub mod scaffold;
pub mod submission;
pub mod tally;
pub mod text;
pub mod uses;
pub mod watchdog;
pub mod words;
pub mod write;
