//! The made-up survey of tests/it/kinds, which has each kind of question.

use std::process::Command;

use crate::support::{messages, project, rapporteur};

#[test]
fn every_figure_equals_an_independent_computation() {
    let project = project("kinds");
    let built = rapporteur(project.path(), &["build"]);
    assert!(built.status.success(), "{}", messages(&built));
    let computed = Command::new("python3")
        .arg(project.path().join("compute.py"))
        .arg(project.path())
        .arg(project.path().join("out/figures.csv"))
        .output()
        .expect("python3 runs");
    let found = String::from_utf8_lossy(&computed.stdout);
    assert!(computed.status.success() && found.contains("figures agree"), "{found}");
}
