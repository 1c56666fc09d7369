//! Every number of a report can be explained: as text for people, word for word, and all of them by the library.
//!
//! Each file in explain/ holds what the program prints. With `RAPPORTEUR_BLESS=1` they are written anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rapporteur::document::{Block, Document, Inline, Origin, Table, plain_text};
use rapporteur::explain::{Answer, Asked, Explainer, Explanation};
use rapporteur::figure::Value;
use rapporteur::model::ReportOptions;
use rapporteur::pipeline::Composition;
use rapporteur::tally::State;
use rapporteur::uses::UseKind;

use super::support::{
    as_issued, assert_expected, compose, copy, fixture, messages, rapporteur, replace, repository,
    small_project, survey_2023,
};

/// What the program prints of the project, with its exit code; it must be what the file of that name holds.
fn prints(project: &Path, arguments: &[&str], name: &str) {
    let output = rapporteur(project, &[&["explain"], arguments].concat());
    let code = output.status.code().expect("the program ends by itself");
    let found = format!("{}exit {code}\n", messages(&output));
    let path = fixture("explain").join(format!("{name}.txt"));
    assert_expected(&path, &found);
}

/// The small project with a mechanism that answered late.
fn with_late_response() -> tempfile::TempDir {
    let project = small_project();
    copy(&fixture("cases/late-response/data"), &project.path().join("data"));
    project
}

#[test]
fn figures_of_equal_value_come_each_with_its_sentences() {
    let project = small_project();
    replace(
        project.path(),
        "data/published.toml",
        "blue = { count = 1, percent = 33 }",
        "blue = { count = 3, percent = 100 }",
    );
    prints(project.path(), &["100%"], "equal-values");
}

#[test]
fn a_blank_before_the_sign_of_a_percentage_makes_no_difference() {
    let project = small_project();
    let print = |query: &[&str]| {
        let output = rapporteur(project.path(), &[&["explain"], query].concat());
        assert!(output.status.success(), "{}", messages(&output));
        String::from_utf8(output.stdout).expect("results are UTF-8")
    };
    assert_eq!(print(&["33", "%"]), print(&["33%"]));
}

#[test]
fn a_percentage_is_found_in_words_and_a_figure_by_its_name() {
    let project = small_project();
    let print = |query: &[&str]| {
        let output = rapporteur(project.path(), &[&["explain"], query].concat());
        assert!(output.status.success(), "{}", messages(&output));
        String::from_utf8(output.stdout).expect("results are UTF-8")
    };
    let (per_cent, rate) = (print(&["33", "per", "cent"]), print(&["Response", "rate"]));
    assert!(per_cent.starts_with("33%  colours.blue.share\n"), "{per_cent}");
    assert!(rate.contains("%  response-rate.share\n"), "{rate}");
}

#[test]
fn a_phrase_across_the_edge_of_a_figure_takes_it_whole() {
    prints(small_project().path(), &["1", "(Red):", "3", "(100"], "across-an-edge");
}

#[test]
fn a_phrase_of_a_table_is_found_in_its_row() {
    prints(small_project().path(), &["Colour 2 (Blue) 1 33%"], "row-of-a-table");
}

#[test]
fn a_graph_without_a_number_goes_by_its_label_or_key() {
    let project = small_project();
    let caption = "caption = \"Colours seen as most useful\"";
    let labelled = format!("{caption}\nlabel = \"Graph X.\"");
    replace(project.path(), "data/report.toml", caption, &labelled);
    prints(project.path(), &["graph", "x"], "graph-without-number");
    let composed = compose(project.path(), &ReportOptions::default());
    let by_label = explain(&composed, "Graph X");
    let Answer::Figures(Asked::Group(_), by_label) = by_label else { panic!("{by_label:?}") };
    assert_eq!(figures(explain(&composed, "colours")), by_label, "the key is the question's id");
    assert_eq!(by_label.len(), 7, "the base, and count and share of three options");
}

#[test]
fn a_figure_that_is_not_published_says_so() {
    prints(small_project().path(), &["colours.green"], "not-published");
}

#[test]
fn an_adopted_figure_gives_the_reason_and_its_line() {
    let project = small_project();
    let adopted = "blue = { count = 1, percent = 33, adopted = \"33% of 3: no other count fits\" }";
    replace(project.path(), "data/published.toml", "blue = { count = 1, percent = 33 }", adopted);
    prints(project.path(), &["colours.blue.count"], "adopted");
}

#[test]
fn after_a_late_response_a_figure_names_the_answer() {
    let project = with_late_response();
    prints(project.path(), &["colours.blue.share"], "late-response");
    prints(project.path(), &["green"], "late-response-to-an-unpublished-option");
    let composed = compose(project.path(), &ReportOptions::default());
    let held = figures(explain(&composed, "1 of the answers received since"));
    let ids: Vec<&str> = held.iter().map(|held| held.figure.as_str()).collect();
    assert_eq!(ids, ["colours.green.count"], "what a graph holds back can be asked for");
}

#[test]
fn a_mechanism_that_must_not_be_named_is_marked() {
    let project = with_late_response();
    let file = "data/responses/delta.toml";
    replace(project.path(), file, "\n[answers]", "anonymous = true\n\n[answers]");
    let output = rapporteur(project.path(), &["explain", "colours.blue.share"]);
    let printed = String::from_utf8(output.stdout).expect("results are UTF-8");
    let marked = "Delta Conference (anonymous: not to be passed on)";
    let joined = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(joined.contains(marked), "{printed}");
    assert_eq!(joined.matches("(anonymous").count(), 1, "{printed}");
}

#[test]
fn a_line_that_an_erratum_changes_is_shown_as_it_stands_and_as_it_is_read() {
    let project = small_project();
    let erratum = "[[erratum]]\nfile = \"data/published.toml\"\nissued = \"count = 1, percent = 33\"\n\
                   corrected = \"count = 2, percent = 67\"\nwhy = \"miscounted\"\nstatus = \"applied\"\n\n\
                   [[erratum]]\nfile = \"data/published.toml\"\nissued = '''\n[response-rate]\n'''\n\
                   corrected = '''\n# Two lines.\n\n[response-rate]\n'''\nwhy = \"moved\"\nstatus = \"applied\"\n";
    fs::write(project.path().join("data/errata.toml"), erratum).expect("written");
    prints(project.path(), &["67%"], "corrected-line");
}

#[test]
fn words_without_a_figure_name_the_figures_beside_them() {
    let project = small_project();
    prints(project.path(), &["were", "asked"], "words-beside-a-figure");
    prints(project.path(), &["--format", "json", "Trust takes time"], "words-of-a-mechanism");
}

#[test]
fn what_is_nowhere_is_answered_by_what_is_near() {
    let project = small_project();
    prints(project.path(), &["colors.red.share"], "nothing");
    prints(project.path(), &["33% of all"], "nothing-but-a-number");
    prints(project.path(), &["--format", "json", ""], "nothing-asked");
}

#[test]
fn quotation_marks_blanks_case_and_dashes_make_no_difference() {
    let composed = compose(repository(), &ReportOptions::default());
    let typed = figures(explain(
        &composed,
        "sdg 8 (decent  WORK and\neconomic growth) - prioritized by 12",
    ));
    assert_eq!(typed[0].figure, "sdg-relevance.sdg-8.count");
    let quoted = figures(explain(&composed, " “twenty-\nfour ISCMs …” "));
    assert_eq!(quoted[0].figure, "response-rate.base");
    assert_eq!(quoted[0].used.iter().filter(|used| used.asked).count(), 1, "24 stands there, too");
}

#[test]
fn results_are_coloured_where_that_is_asked_for() {
    let output = rapporteur(small_project().path(), &["explain", "six", "--color", "always"]);
    let printed = String::from_utf8(output.stdout).expect("results are UTF-8");
    assert!(printed.starts_with("\x1b[1m6\x1b[0m  response-rate.base\n"), "{printed}");
    assert!(output.stderr.is_empty());
}

#[test]
fn programs_read_one_object_a_line() {
    prints(small_project().path(), &["six", "--format", "json"], "json");
}

#[test]
fn a_project_at_fault_has_nothing_to_explain() {
    let project = small_project();
    replace(project.path(), "data/published.toml", "base = 3", "base = 30");
    prints(project.path(), &["33%"], "at-fault");
}

#[test]
fn a_number_that_options_share_is_the_figure_of_each() {
    let project = survey_2023();
    prints(project.path(), &["each", "prioritized", "by", "10", "ISCMs"], "tied");
    let composed = compose(project.path(), &ReportOptions::default());
    let found = figures(explain(&composed, "latter 3"));
    assert_eq!(found.len(), 1, "how many are tied is a figure of its own: {found:#?}");
    assert_eq!(found[0].figure, "gcm-priorities.rank.3.count");
    assert_eq!(found[0].value.as_deref(), Some("3"));
}

#[test]
fn of_a_great_graph_those_without_a_figure_are_only_named() {
    prints(repository(), &["Graph 2"], "named-and-not-published");
}

#[test]
fn graph_x_is_a_graph_of_the_report_as_issued() {
    let project = survey_2023();
    let composed = compose(project.path(), &as_issued());
    let found = figures(explain(&composed, "graph X"));
    assert!(found.iter().all(|found| found.figure.starts_with("gcm-review-format.")));
    assert!(found.iter().any(|found| found.value.as_deref() == Some("more than 35%")));
}

#[test]
fn every_number_of_every_report_can_be_explained() {
    let late = with_late_response();
    let scopes = [ReportOptions::default(), as_issued()];
    for scope in &scopes {
        explains_everything(&compose(repository(), scope), repository());
        let small = small_project();
        explains_everything(&compose(small.path(), scope), small.path());
    }
    explains_everything(&compose(late.path(), &ReportOptions::default()), late.path());
    let late = survey_2023();
    let path = late.path().join("data/mechanisms.toml");
    let known = fs::read_to_string(&path).expect("mechanisms");
    fs::write(&path, known + "\n[bali-process]\nname = \"Bali Process\"\n").expect("written");
    let response = "mechanism = \"bali-process\"\nreceived = 2023-07-14\n\n[answers]\n\
                    sdg-relevance = [\"sdg-8\", \"sdg-2\"]\ngcm-addressed = [\"gcm-23\", \"gcm-4\"]\n\
                    gcm-priorities = [\n  \"gcm-23\",\n  \"gcm-2\",\n]\n";
    fs::write(late.path().join("data/responses/bali-process.toml"), response).expect("written");
    explains_everything(&compose(late.path(), &ReportOptions::default()), late.path());
}

/// Asks for every number of a report with the words beside it, and for every figure by its id.
fn explains_everything(composed: &Composition, root: &Path) {
    let report = composed.report.as_ref().expect("composed");
    let explainer = explainer(composed);
    let numbers = numbers(&report.document);
    assert!(!numbers.is_empty(), "the report has numbers");
    for Number { figure, shown, phrase } in &numbers {
        let found = figures(explainer.explain(phrase));
        let found = found.iter().find(|found| found.figure == *figure);
        let found = found.unwrap_or_else(|| panic!("“{phrase}” means {figure}"));
        let used = found.used.iter().find(|used| used.asked && used.shown == *shown);
        assert!(used.is_some(), "“{phrase}” is found: {found:#?}");
        rests_on_files(found, root);
    }
    for (id, figure) in &report.tally.figures {
        let found = figures(explainer.explain(&id.to_string()));
        let [found] = &found[..] else { panic!("{id} is one figure") };
        let value = figure.value.map(|value| match value {
            Value::Count(count) => count.to_string(),
            Value::Share(share) => share.to_string(),
            Value::Number(number) => number.to_string(),
        });
        assert_eq!((&found.figure, &found.value), (&id.to_string(), &value));
        assert_eq!(found.state, figure.state().to_string());
        // What was only asked about rests on the answers, if there are any.
        let question = id.question_id();
        let published = &report.survey.published.questions;
        let is_published = question.is_none_or(|question| published.contains_key(question));
        if figure.state() != State::NotPublished && (is_published || !found.from.is_empty()) {
            rests_on_files(found, root);
        }
        let is_numbered = numbers.iter().any(|number| number.figure == id.to_string());
        assert!(!is_numbered || !found.used.is_empty(), "{id} is used");
    }
    alt_texts(&explainer, &report.document);
    drawings(&explainer, &report.document);
}

/// A figure rests on lines that exist, or on figures that do; so do its uses.
fn rests_on_files(found: &Explanation, root: &Path) {
    let own = found.from.iter();
    let lines: Vec<_> = own.chain(found.parts.iter().flat_map(|part| &part.from)).collect();
    assert!(!lines.is_empty(), "{found:#?} rests on something");
    for line in lines {
        let text = fs::read_to_string(root.join(&line.place.file)).expect("the file is there");
        let stands = text.lines().nth(line.place.line - 1).map(str::trim);
        assert_eq!(stands, Some(line.text.as_str()), "{}:{}", line.place.file, line.place.line);
    }
    for used in &found.used {
        let place = used.place.as_ref().expect("a use has a place");
        let text = fs::read_to_string(root.join(&place.file)).expect("the file is there");
        assert!(text.lines().count() >= place.line && place.line > 0);
    }
}

/// Every value that is drawn, and every base, is that of a figure in this drawing.
fn drawings(explainer: &Explainer<'_>, document: &Document) {
    for block in document.all_blocks() {
        let Block::Graph(graph) = block else { continue };
        let svg = roxmltree::Document::parse(&graph.svg).expect("SVG is XML");
        let texts = svg.descendants().filter(|node| node.has_tag_name("text"));
        for text in texts.map(|node| node.text().unwrap_or_default().trim()) {
            if !text.contains('%') && !text.starts_with("Base") {
                continue;
            }
            let found = figures(explainer.explain(text));
            let label = graph.label.bare();
            let drawn = found.iter().flat_map(|found| &found.used).any(|used| {
                used.asked && used.kind == UseKind::Graph && used.graph.as_ref() == Some(&label)
            });
            assert!(drawn, "“{text}” is explained through {label}");
        }
    }
}

/// Every number in the words about a graph, other than those in names of options, is a figure's.
fn alt_texts(explainer: &Explainer<'_>, document: &Document) {
    for block in document.all_blocks() {
        let Block::Graph(graph) = block else { continue };
        let alternative = graph.alternative();
        let sentences = alternative.split_inclusive(". ").map(str::trim);
        for (index, sentence) in sentences.enumerate() {
            // The first sentence gives the base; in the others, numbers follow names.
            let told = sentence.rsplit_once(": ").map(|(_, told)| told);
            let Some(told) = told.or((index == 0).then_some(sentence)) else { continue };
            let is_list = sentence.starts_with("Not published") || sentence.starts_with("Named");
            if is_list || numbers_in(told).is_empty() {
                continue;
            }
            let found = figures(explainer.explain(sentence));
            let used = found.iter().flat_map(|found| &found.used);
            let used = used.filter(|used| used.asked && used.kind == UseKind::Graph);
            let shown: BTreeSet<&str> = used.flat_map(|used| numbers_in(&used.shown)).collect();
            for number in numbers_in(told) {
                assert!(shown.contains(number), "{number} of “{sentence}”: {shown:?}");
            }
        }
    }
}

/// The numbers and percentages of a text.
fn numbers_in(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_ascii_digit() && c != '%');
    words.filter(|word| !word.is_empty()).collect()
}

/// A number that a report prints: its figure, how it is shown, and the words around it.
struct Number {
    figure: String,
    shown: String,
    phrase: String,
}

fn numbers(document: &Document) -> Vec<Number> {
    let mut numbers = Vec::new();
    for block in document.all_blocks() {
        match block {
            Block::Title(content) | Block::Paragraph(content) => of_line(content, &mut numbers),
            Block::Heading(heading) => of_line(&heading.content, &mut numbers),
            Block::Table(table) => of_table(table, &mut numbers),
            Block::Graph(_) | Block::Picture(_) => {}
            Block::List(_) | Block::Quotation(_) | Block::Generated(_) => {}
        }
    }
    numbers
}

/// The figures of a line, each with up to twelve characters before and after it.
fn of_line(content: &[Inline], numbers: &mut Vec<Number>) {
    let line = plain_text(content);
    let mut at = 0;
    for text in texts(content) {
        let start = at + line[at..].find(&text.text).expect("a text of the line");
        at = start + text.text.len();
        if let Origin::Figure(id, _) = &text.origin {
            let before: Vec<char> = line[..start].chars().rev().take(12).collect();
            let before: String = before.into_iter().rev().collect();
            let after: String = line[at..].chars().take(12).collect();
            // A phrase is of whole words.
            let before = before.split_once(' ').map_or("", |(_, words)| words);
            let after = after.rsplit_once(' ').map_or("", |(words, _)| words);
            let phrase = format!("{before}{}{after}", text.text);
            numbers.push(Number { figure: id.to_string(), shown: text.text.clone(), phrase });
        }
    }
}

fn of_table(table: &Table, numbers: &mut Vec<Number>) {
    for row in &table.rows {
        let cells: Vec<String> = row.cells.iter().map(|cell| plain_text(cell)).collect();
        for text in row.cells.iter().flat_map(|cell| texts(cell)) {
            if let Origin::Figure(id, _) = &text.origin {
                let (figure, shown) = (id.to_string(), text.text.clone());
                numbers.push(Number { figure, shown, phrase: cells.join(" ") });
            }
        }
    }
}

fn texts(content: &[Inline]) -> Vec<&rapporteur::document::Text> {
    let mut found = Vec::new();
    for inline in content {
        match inline {
            Inline::Text(text) => found.push(text),
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Link { content, .. }
            | Inline::Foreign { content, .. } => found.extend(texts(content)),
            Inline::Footnote(_)
            | Inline::Reference { .. }
            | Inline::CrossRef { .. }
            | Inline::Break => {}
        }
    }
    found
}

pub(crate) fn explain(composed: &Composition, query: &str) -> Answer {
    explainer(composed).explain(query)
}

pub(crate) fn explainer(composed: &Composition) -> Explainer<'_> {
    Explainer::new(composed.parts())
}

pub(crate) fn figures(answer: Answer) -> Vec<Explanation> {
    match answer {
        Answer::Figures(_, explanations) => explanations,
        Answer::NoFigure(_) | Answer::Nothing(_) => panic!("no figure: {answer:#?}"),
    }
}
