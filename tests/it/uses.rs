//! Where each figure is shown: the same in the manifest as in what `explain` says, whatever words the project uses.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use rapporteur::document::{Document, Origin, plain_text, texts};
use rapporteur::manifest::{self, ManifestFigure};
use rapporteur::model::ReportOptions;
use rapporteur::pipeline::Composition;
use rapporteur::uses::{Place, Use, UseKind};
use tempfile::TempDir;

use super::explain::{explain, explainer, figures};
use super::support::{
    as_issued, compose, copy, fixture, messages, program, replace, repository, small_project,
};
use super::words::project as in_another_language;

#[test]
fn the_manifest_lists_the_places_that_explain_lists() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let example = folder.path().join("next");
    let output = program().arg("init").arg(&example).output().expect("the program runs");
    assert!(output.status.success(), "{}", messages(&output));
    for scope in [ReportOptions::default(), as_issued()] {
        let composed = compose(repository(), &scope);
        let listed = agree(&composed);
        for base in ["sdg-relevance.base", "gcm-priorities.base", "gcm-review-2024.base"] {
            assert!(!listed[base].used.is_empty(), "{base} is shown");
        }
    }
    agree(&compose(&example, &ReportOptions::default()));
    agree(&compose(with_answer_held().path(), &ReportOptions::default()));
}

/// The figures that the manifest lists: with all places of the tree that print them, which are those of `explain`.
fn agree(composed: &Composition) -> BTreeMap<String, ManifestFigure> {
    let report = composed.report.as_ref().expect("composed");
    let sources = &composed.inputs.sources;
    let listed = manifest::figures(&composed.parts());
    let explainer = explainer(composed);
    for (id, figure) in &listed {
        let found = figures(explainer.explain(id));
        let [found] = &found[..] else { panic!("{id} is one figure: {found:#?}") };
        let places: BTreeSet<String> = found.used.iter().map(place).collect();
        assert_eq!(figure.used, places, "{id}");
        let said = |used: &Use| {
            (format!("{:?}", used.kind), used.column.clone(), place(used), used.text.clone())
        };
        let distinct: BTreeSet<_> = found.used.iter().map(said).collect();
        assert_eq!(distinct.len(), found.used.len(), "{id} has a use twice: {:#?}", found.used);
    }
    for block in report.document.all_blocks() {
        for text in block.lines().into_iter().flat_map(|(_, line)| texts(line)) {
            let Origin::Figure(figure, span) = &text.origin else { continue };
            let Place { file, line } = Place::new(sources, *span);
            let used = &listed[&figure.to_string()].used;
            assert!(
                used.contains(&format!("{file}:{line}")),
                "{figure} in {file}:{line}: {used:?}"
            );
        }
    }
    listed
}

fn place(used: &Use) -> String {
    let place = used.place.as_ref().expect("a use has a place");
    format!("{}:{}", place.file, place.line)
}

#[test]
fn a_note_of_a_table_is_one_use() {
    let composed = compose(repository(), &ReportOptions::default());
    let [base] = &figures(explain(&composed, "sdg-relevance.base"))[..] else {
        panic!("one figure")
    };
    let notes = base.used.iter().filter(|used| used.kind == UseKind::Note);
    assert_eq!(notes.count(), 1, "{:#?}", base.used);
}

#[test]
fn what_a_graph_holds_back_is_told_in_the_words_of_the_project() {
    let project = with_answer_held();
    let held = |words: &str| {
        let composed = compose(project.path(), &ReportOptions::default());
        let uses = uses(&composed).remove("colours.green.count").expect("a figure");
        let told = uses.into_iter().find(|used| used.text.contains(words));
        told.unwrap_or_else(|| panic!("a use says “{words}”")).shown
    };
    held("not including 1 of the answers received since");
    let own = "[option]\nnot-including = \"sans {held}\"\n";
    fs::write(project.path().join("templates/words.toml"), own).expect("written");
    held("sans 1 of the answers received since");
}

/// The small project, of which one option has a share alone, with a response received since that chose it.
fn with_answer_held() -> TempDir {
    let project = small_project();
    copy(&fixture("cases/late-response/data"), &project.path().join("data"));
    let options = "blue = { count = 1, percent = 33 }";
    let more = format!("{options}\ngreen = {{ percent = 33 }}");
    replace(project.path(), "data/published.toml", options, &more);
    project
}

#[test]
fn in_another_language_explain_finds_what_it_finds_in_english() {
    let english = small_project();
    copy(&fixture("words"), english.path());
    let english = compose(english.path(), &ReportOptions::default());
    let project = in_another_language();
    let other = compose(project.path(), &ReportOptions::default());
    let document = &other.report.as_ref().expect("composed").document;
    let (expected, found) = (uses(&english), uses(&other));
    assert_eq!(kinds(&found), kinds(&expected));
    let explainer = explainer(&other);
    let mut told = 0;
    for (id, used) in &found {
        for used in used.iter().filter(|used| used.kind == UseKind::Graph) {
            assert!(is_told(document, &used.text), "a graph says “{}”", used.text);
            let asked = figures(explainer.explain(&used.text));
            let again = asked.iter().find(|asked| asked.figure == *id);
            assert!(again.is_some_and(|again| again.used.iter().any(|used| used.asked)), "{id}");
            told += 1;
        }
    }
    assert!(told > 10, "graphs show figures: {told}");
}

/// The uses of every figure.
fn uses(composed: &Composition) -> BTreeMap<String, Vec<Use>> {
    let explainer = explainer(composed);
    let figured = &composed.report.as_ref().expect("composed").tally.figures;
    let of = |id: String| figures(explainer.explain(&id)).remove(0).used;
    figured.keys().map(|figure| (figure.to_string(), of(figure.to_string()))).collect()
}

/// What uses are of, and where.
fn kinds(uses: &BTreeMap<String, Vec<Use>>) -> BTreeSet<(&String, String, String)> {
    let of = |(id, uses): (_, &Vec<Use>)| {
        uses.iter().map(|used| (id, format!("{:?}", used.kind), place(used))).collect::<Vec<_>>()
    };
    uses.iter().flat_map(of).collect()
}

/// Whether a line of the report says this, of text or of a drawing.
fn is_told(document: &Document, words: &str) -> bool {
    let blocks = document.all_blocks().into_iter();
    let mut lines = blocks.flat_map(|block| block.lines().into_iter().map(|(_, line)| line));
    lines.any(|line| plain_text(line).contains(words))
}
