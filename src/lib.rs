//! `rapporteur` writes the report of a survey.
//!
//! TOML survey data, merged into minijinja templates, becomes Typst source and its PDF, and a Word document that people
//! edit, with charts in both. The data flows in one direction, and each folder is one stage of the pipeline:
//!
//! ```text
//! inputs → model → tally → checks → content → document → write → pdf → out
//!                    └──→ chart ──────┘                    │      ↑
//!                           └───────────── raster ─────────┴──────┘
//! ```
//!
//! 1. [`inputs`] reads data/, templates/ and fonts/ into memory, repairs TOML that can't be parsed, and applies the errata.
//! 2. [`model`] turns the TOML into a valid [`model::Survey`]; it collects all faults, each with its place.
//! 3. [`tally`] computes every figure of the report once: from what is published, plus the answers received later.
//! 4. [`checks`] adds coded diagnostics about the figures and, later, about the document; an error stops the build.
//! 5. [`chart`] draws each graph from the tally, with its alternative text.
//! 6. [`content`] renders the templates to Markdown, parses it, and fills its slots with the data; it adds title block,
//!    contents, references, index and abbreviations.
//! 7. [`document`] is the tree: small, resolved and owned. Every piece of text knows its origin. There is one way to read
//!    it: [`document::Block::lines`] walks the visible text, and a [`document::Passage`] is one text with its author.
//! 8. [`mod@write`] walks the tree once for each format and decides nothing: Typst source, with the built-in functions that
//!    it calls, and the Word document in the look of [`design`], with charts as the pixels and outlines of [`raster`], which
//!    also reads the pictures of templates/images/.
//! 9. [`pdf`] compiles the Typst source, with the `typst` program or with the same release built in. Its page numbers fill
//!    the contents of the Word document until Word counts its own.
//! 10. [`out`] writes all files or none, for one command at a time, and never over a file that a person changed: a journal
//!     lets the next command complete what was interrupted. [`figures`] lists all numbers; [`manifest`] lists the inputs
//!     and outputs of a build.
//!
//! Answers that arrive after publication are one more input: `model::statements` redacts what was withdrawn for good,
//! `tally::steps` adds what each response changes, and the rest follows. Eight supporting modules sit outside this pipeline:
//!
//! - [`questionnaire`] is what is asked of people, and [`intake`] takes in what they send, in [`docx`] and other files;
//!   [`pipeline::clearances`] writes what they agree to.
//! - [`scaffold`] has what people begin with: an example project, the next round of a survey, and the form for a
//!   response.
//! - [`errata`] are read with the inputs, proposed by checks and decided by people; [`corrigendum`] prints them.
//! - [`edition`] keeps what was sent out: inputs, tree and outputs.
//! - [`change`] compares two reports; [`align`] pairs their passages, for it and for the Word document with tracked changes,
//!   [`write::docx::redline`].
//! - [`edits`] finds the edits that people made in the Word document, and says what can be done about each.
//! - [`submission`] checks a report against the rules of a process in data/submissions.toml.
//! - [`status`] reports what a survey waits for, with a spreadsheet of it for mail merge.
//! - [`explain`] reports where a number comes from and, with [`uses`], where it is printed.
//!
//! Three rules protect people and files everywhere. A respondent that must stay anonymous is named in no output
//! (`checks::anonymous`), and with `confidential = true` nothing is sent that lets readers subtract one respondent's answers;
//! the secretariat's decisions about both are in data/decisions.toml. [`files`] is the one reader of files, with limits.
//! [`watchdog`] ends a step that takes too long or, with the [`allocator`], too much memory.
//!
//! [`pipeline`] runs the stages in order, but for a build: there the checks of the document, the drawings for Word and the
//! Word document without its page numbers are made beside typesetting. [`timings`] records how long each stage takes;
//! [`cli`] is the command line. All modules use [`diagnostic`]: sources, places and
//! messages; [`codes`] lists the codes. [`words`] has the words that the program itself adds to a report, built-in English
//! or those of templates/words.toml. [`amend`] edits TOML files and keeps their comments; [`text`] splits texts into words
//! and sentences. A [`figure::Figure`] identifies a number from the tally to every output; its text form, such as
//! `colours.red.share`, is written and parsed there only.
//!
//! A module imports from earlier stages only:
//!
//! | rank | module | may import |
//! |---|---|---|
//! | 0 | `codes`, `figure`, `text`, `document`, `fonts`, `align`, `files`, `raster`, `watchdog`, `docx`, `amend`, `timings`; `allocator`; `diagnostic` | –; `watchdog`; `codes` |
//! | 1 | `model` | `codes` |
//! | 2 | `tally` | `model` |
//! | 2 | `design`; `words`; `errata` | `model` (for its reader of TOML); `model`, `document`, `amend`; `model`, `amend` |
//! | 3 | `chart`; `questionnaire` | `model`, `tally`, `words`, `document`; `model`, `words` |
//! | 4 | `content` | `model`, `tally`, `chart`, `document`, `words`, `raster` |
//! | 5 | `checks`; `write` | `document`, `model`, `tally`, `fonts`, `align`; `document`, `design`, `align`, `raster`, `questionnaire` |
//! | 5 | `figures`; `uses` | `model`, `tally`, `words`; `document`, `model`, `tally`, `figures`, `words` |
//! | 5 | `manifest` | `document`, `model`, `tally`, `figures`, `words`, `uses` |
//! | 5 | `change` | `document`, `model`, `tally`, `figures`, `manifest`, `align`, `words`, `uses` |
//! | 5 | `explain` | `model`, `tally`, `figures`, `uses`, `words` |
//! | 5 | `pdf` | `files`, `watchdog` |
//! | 6 | `corrigendum`; `submission` | `document`, `model`, `errata`, `change`, `words`, `uses`; `document`, `model` |
//! | 6 | `inputs`; `scaffold`; `out` | `model`, `errata`, `files`, `raster`; `model`, `tally`, `amend`, `files`; `inputs`, `manifest`, `files`, `watchdog` |
//! | 6 | `intake` | `model`, `inputs`, `docx`, `questionnaire`, `scaffold`, `write`, `out`, `files` |
//! | 6 | `edition` | `document`, `model`, `inputs`, `out`, `files` |
//! | 7 | `edits`; `status` | `document`, `docx`, `align`, `content`, `model`, `errata`, `amend`, `figures`, `words`, `edition`, `inputs`, `scaffold`; `model`, `edition` |
//! | 7 | `pipeline` | all above |
//! | 8 | `cli` | all above |
//!
//! All may import `diagnostic`, `figure` and `text`. A test checks the code against this table.

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
pub mod docx;
pub mod edition;
pub mod edits;
pub mod errata;
pub mod explain;
pub mod figure;
pub mod figures;
pub mod files;
pub mod fonts;
pub mod inputs;
pub mod intake;
pub mod manifest;
pub mod model;
pub mod out;
pub mod pdf;
pub mod pipeline;
pub mod questionnaire;
pub mod raster;
pub mod scaffold;
pub mod status;
pub mod submission;
pub mod tally;
pub mod text;
pub mod timings;
pub mod uses;
pub mod watchdog;
pub mod words;
pub mod write;
