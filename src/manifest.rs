//! `manifest.json`: the inputs of a build, its figures with their uses, and its outputs.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::figures;
use crate::uses::{ReportParts, Uses};

/// The file name in the output folder.
pub const FILE: &str = "manifest.json";

/// The inputs and outputs of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the program.
    pub rapporteur: String,
    /// SHA-256 of each file read, by its path in the project.
    pub inputs: BTreeMap<String, String>,
    /// Keys of the mechanisms that responded and may be named.
    pub respondents: Vec<String>,
    /// Each figure by id.
    pub figures: BTreeMap<String, ManifestFigure>,
    /// SHA-256 of each file written, by its path in out/.
    pub outputs: BTreeMap<String, String>,
}

/// A figure and where it is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFigure {
    /// The value as displayed; `None` if it is unpublished.
    pub value: Option<String>,
    /// How the value was obtained.
    pub state: String,
    /// The formula, in words.
    pub formula: String,
    /// The lines that show it, as `file:line`: template lines that print it, and lines of
    /// data/report.toml that define a graph.
    pub used: BTreeSet<String>,
}

/// The figures of a report with the places where they are shown.
pub fn figures(report: &ReportParts<'_>) -> BTreeMap<String, ManifestFigure> {
    let ReportParts { sources, tally, words, .. } = *report;
    let uses = Uses::new(report);
    let figures = tally.figures.iter().map(|(figure, tallied)| {
        let used = uses.of(sources, figure, &[]).into_iter().filter_map(|found| found.place);
        let listed = ManifestFigure {
            value: tallied.value.map(|value| words.value(value)),
            state: tallied.state().to_string(),
            formula: figures::formula(&tallied.formula, words),
            used: used.map(|place| format!("{}:{}", place.file, place.line)).collect(),
        };
        (figure.to_string(), listed)
    });
    figures.collect()
}
