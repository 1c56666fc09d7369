//! The page design: what the program brings, what templates/page.typ replaces, and where its faults are shown.

use std::fs;

use super::support::{fixture, has_tool, messages, rapporteur, read, repository, small_project};

const FILE: &str = "templates/page.typ";

/// A page design as release 0.2.0 wrote it: it defines all that a report calls.
fn older() -> String {
    read(&fixture("kept/hours"), FILE)
}

/// The PDF of the small project with a page design, or with none.
#[track_caller]
fn pdf(page: Option<&str>) -> Vec<u8> {
    let project = small_project();
    match page {
        Some(page) => fs::write(project.path().join(FILE), page).expect("written"),
        None => fs::remove_file(project.path().join(FILE)).expect("removed"),
    }
    let output = rapporteur(project.path(), &["--engine", "cli"]);
    assert!(output.status.success(), "{}", messages(&output));
    fs::read(project.path().join("out/small-edition-1.pdf")).expect("a PDF")
}

/// What the program says of the small project with a page design that is at fault.
#[track_caller]
fn faults(command: &str, page: &str) -> String {
    let project = small_project();
    fs::write(project.path().join(FILE), page).expect("written");
    let output = rapporteur(project.path(), &[command, "--engine", "cli"]);
    assert_eq!(output.status.code(), Some(1), "{}", messages(&output));
    messages(&output)
}

/// The source without one of its functions.
fn without(source: &str, function: &str) -> String {
    let start = source.find(&format!("#let {function}(")).expect("a function");
    let end = ["\n\n// ---", "\n\n///"].iter().filter_map(|next| source[start..].find(next)).min();
    let end = end.map_or(source.len(), |end| start + end);
    [&source[..start], &source[end..]].concat()
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn the_built_in_look_is_that_of_0_2_0_with_any_part_replaced_by_an_older_one() {
    if !has_tool("typst", "--version") {
        return;
    }
    // Later releases have more air between the rows of tables.
    let older = older()
        .replace("padding: 2.5pt", "padding: 3.5pt")
        .replace("padding: 1.8pt", "padding: 3.6pt");
    let built_in = pdf(None);
    assert!(built_in == pdf(Some(&read(repository(), FILE))), "a project's values");
    assert!(built_in == pdf(Some(&older)), "release 0.2.0");
    // As if these had been added later.
    let functions = ["masthead", "key-message", "figures-table", "register", "graph", "foreign"];
    let lacking = functions.iter().fold(older, |page, function| without(&page, function));
    assert!(built_in == pdf(Some(&lacking)), "release 0.2.0 without some functions");
    let library = read(repository(), "src/write/typst/library.typ");
    let tables = library.find("#let plain-table").expect("a function");
    assert!(built_in == pdf(Some(&library[tables..])), "copies of the program's functions");
    let own = "#let register(..arguments) = []\n";
    assert!(built_in != pdf(Some(own)), "an own function");
    assert!(built_in != pdf(Some("#let size = size + (title: 30pt)\n")), "an own size");
    assert!(built_in != pdf(Some("#let rules(body) = { show heading: emph; body }\n")), "rules");
}

#[test]
fn what_typst_finds_in_the_page_design_is_shown_at_its_own_line() {
    if !has_tool("typst", "--version") {
        return;
    }
    for (page, message, place) in [
        // Evaluated in place, and in a function that the report calls.
        ("// a\n#let accent = rgb(\"12\")\n", "color string", "2:19"),
        ("\n#let key-message(body) = {\n  nowhere\n}\n", "unknown variable: nowhere", "3:3"),
        // A value that a built-in function can't use.
        ("#let ink = black\n#let size = size + (text: 10)\n", "expected length", "2:1"),
        ("#let size = 10pt\n", "length does not contain field", "1:1"),
        // A page design of release 0.2.0.
        (&format!("{}\n#let late = nowhere\n", older()), "unknown variable: nowhere", "331:13"),
    ] {
        let said = faults("build", page);
        assert!(said.contains(message), "{message}: {said}");
        assert!(said.contains(&format!("{FILE}:{place}\n")), "{place}: {said}");
    }
}

#[test]
fn faults_of_syntax_are_found_without_typesetting() {
    for (page, message, place) in [
        ("#let ink = black\n#let accent = rgb(\"#123456\"\n", "unclosed delimiter", "2:18"),
        ("#let family = \"Carlito\n", "unclosed string", "1:15"),
        ("#let ink = #black\n", "", "1:12"),
    ] {
        let said = faults("check", page);
        assert!(said.contains("error[typst-error]") && said.contains(message), "{said}");
        assert!(said.contains(&format!("{FILE}:{place}\n")), "{place}: {said}");
    }
}

#[test]
fn what_typst_finds_in_the_report_is_shown_at_the_line_that_it_comes_from() {
    if !has_tool("typst", "--version") {
        return;
    }
    let said = faults("build", "#set heading(offset: 1)\n");
    let message = "a heading can't be set: PDF/UA-1 error: skipped from heading level 1 to 3\n";
    assert!(said.contains(&format!("{message}   ┌─ templates/report.md:14:4\n")), "{said}");
    // No line of the project says what is in the design.
    assert!(said.starts_with("error[typst-error]: the page design can't be set: "), "{said}");
    assert!(said.contains("report it with a minimal project that reproduces it"), "{said}");
    assert!(!said.contains("out/"), "{said}");
}
