//! A figure of the data changes, and every place that shows it changes with it.

use std::collections::BTreeMap;
use std::fs;

use rapporteur::diagnostic::Code;
use rapporteur::document::{Block, Document, Graph, plain_text};
use rapporteur::figure::Value;
use rapporteur::figures;
use rapporteur::model::ReportOptions;

use super::support::{as_issued, compose, replace, small_project, survey_2023};

#[test]
fn a_count_changes_sentence_graph_and_alt_text_together() {
    let project = survey_2023();
    let before = document(&project);
    replace(
        project.path(),
        "data/published.toml",
        "sdg-8 = { count = 12, percent = 92 }",
        "sdg-8 = { count = 11, percent = 85 }",
    );
    let after = document(&project);
    let sentence = "SDG 8 (Decent work and economic growth) – prioritized by";
    assert!(text(&before).contains(&format!("{sentence} 12 ISCMs (92% of respondents)")));
    assert!(text(&after).contains(&format!("{sentence} 11 ISCMs (85% of respondents)")));
    let (old, new) = (graph(&before, "sdg-relevance"), graph(&after, "sdg-relevance"));
    for (graph, count, share) in [(old, "12", "(92%)"), (new, "11", "(85%)")] {
        let drawn = [count, share].map(|text| graph.svg.contains(&format!(">{text}</text>")));
        assert_eq!(drawn, [true, true], "{count} {share} in the drawing");
    }
    assert!(
        old.alternative().contains("12, 92%") && new.alternative().contains("11, 85%"),
        "{}",
        new.alternative()
    );
    assert_eq!(graph(&before, "gcm-priorities"), graph(&after, "gcm-priorities"), "and no other");
}

#[test]
fn the_table_of_figures_has_every_figure_and_no_other() {
    let project = survey_2023();
    let report = compose(project.path(), &ReportOptions::default()).report.expect("composed");
    let cells = cells(&figures::csv(&report.survey, &report.tally));
    for (id, figure) in &report.tally.figures {
        let expected = match figure.value {
            Some(Value::Count(count)) => count.to_string(),
            Some(Value::Share(share)) => share.to_string(),
            Some(Value::Number(number)) => number.to_string(),
            None => String::new(),
        };
        assert_eq!(cells.get(&id.to_string()), Some(&expected), "{id}");
    }
    let given = cells.iter().filter(|(id, cell)| {
        let kind = id.rsplit('.').next().unwrap_or_default();
        ["count", "base", "share"].contains(&kind) && !cell.is_empty()
    });
    for (id, cell) in given {
        // An option's base is its question's.
        let question = id.split('.').next().unwrap_or_default();
        let base = format!("{question}.base");
        let known = report.tally.figure(id).or_else(|| report.tally.figure(&base));
        assert!(known.is_some_and(|figure| figure.value.is_some()), "{id} = {cell}");
    }
    assert_eq!(cells["sdg-relevance.sdg-16.state"], "adopted; share printed");
    assert_eq!(cells["gcm-review-format.regional-event.share"], "more than 35%");
}

#[test]
fn the_table_of_figures_tells_what_a_figure_leaves_out_and_holds_no_formula() {
    let project = survey_2023();
    late_response(&project, "gcm-addressed = [\"gcm-23\", \"gcm-4\"]");
    let path = project.path().join("data/frameworks/gcm.toml");
    let framework = fs::read_to_string(&path).expect("a framework");
    let hostile = "label = \"=HYPERLINK(1)\"";
    fs::write(path, framework.replacen("label = \"Objective\"", hostile, 1)).expect("written");
    let report = compose(project.path(), &ReportOptions::default()).report.expect("composed");
    let cells = cells(&figures::csv(&report.survey, &report.tally));
    let left_out = "percentage only; not including 1 of the answers received since";
    assert_eq!(cells["gcm-addressed.gcm-23.state"], left_out);
    let held = "not published; 1 of the answers received since";
    assert_eq!(cells["gcm-addressed.gcm-4.state"], held);
    assert!(cells["gcm-addressed.gcm-4.label"].starts_with("'=HYPERLINK(1) 4 – "));
}

/// The cells of figures.csv by id and column.
fn cells(table: &[u8]) -> BTreeMap<String, String> {
    let table = table.strip_prefix("\u{FEFF}".as_bytes()).expect("Excel needs the mark");
    let mut reader = csv::Reader::from_reader(table);
    let columns = reader.headers().expect("a header").clone();
    let mut cells = BTreeMap::new();
    for row in reader.records() {
        let row = row.expect("a row");
        for (column, cell) in columns.iter().zip(&row) {
            let taken = cells.insert(format!("{}.{column}", &row[0]), cell.to_owned());
            assert!(taken.is_none(), "each id stands once");
        }
    }
    cells
}

#[test]
fn a_late_response_adds_to_every_figure_that_it_answers() {
    let project = survey_2023();
    late_response(&project, "sdg-relevance = [\"sdg-8\", \"sdg-2\"]");
    let document = document(&project);
    let text = text(&document);
    assert!(text.contains("prioritized by 13 ISCMs (93% of respondents)"), "13 of 14");
    assert!(text.contains("each prioritized by 10 ISCMs (71% of respondents)"), "10 of 14");
    assert!(text.contains("63% of these 24 mechanisms"), "15 of 24");
    assert!(text.contains("Bali Process"), "listed among the respondents");
    let alt = graph(&document, "sdg-relevance").alternative();
    assert!(alt.contains("1 of the answers received since"), "SDG 2 is not invented: {alt}");
    let issued = compose(project.path(), &as_issued()).report.expect("composed").document;
    assert!(!self::text(&issued).contains("Bali Process"), "as issued, it has not come yet");
}

#[test]
fn a_late_response_can_break_a_tie() {
    let project = survey_2023();
    late_response(&project, "sdg-relevance = [\"sdg-17\"]");
    let text = text(&document(&project));
    assert!(text.contains("SDG 17 (Partnerships to achieve the Goals) – prioritized by 11 ISCMs"));
    assert!(text.contains("SDG 10 (Reduced inequality) – prioritized by 10 ISCMs"));
}

#[test]
fn a_claim_that_no_longer_holds_stops_the_build() {
    let project = survey_2023();
    replace(
        project.path(),
        "data/published.toml",
        "written-input = { percent = 26 }",
        "written-input = { percent = 36 }",
    );
    let composed = rapporteur::pipeline::compose(project.path(), &ReportOptions::default());
    let composed = composed.expect("readable");
    let claim = composed.diagnostics.iter().find(|found| found.code == Code::ClaimFails);
    let claim = claim.expect("the format preferred is another one");
    assert!(claim.message.contains("`written-input`: 36%"), "{}", claim.message);
    let (line, _) = composed.inputs.sources.line_column(claim.labels[0].span);
    assert!(composed.report.is_none() && line > 1);
}

#[test]
fn one_who_was_not_sure_is_counted_without_the_judgement() {
    let project = survey_2023();
    late_response(&project, "gcm-review-2024 = \"no\"");
    let text = text(&document(&project));
    assert!(!text.contains("none of the surveyed ISCMs"), "the sentence carries its condition");
    assert!(text.contains("7% responded that they do not plan to participate"), "1 of 14");
}

#[test]
fn templates_hold_no_percentage() {
    let folder = super::support::repository().join("templates");
    for entry in fs::read_dir(folder).expect("templates") {
        let path = entry.expect("a file").path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let template = fs::read_to_string(&path).expect("a text");
            let digit_percent = template
                .as_bytes()
                .windows(2)
                .any(|pair| pair[0].is_ascii_digit() && pair[1] == b'%');
            assert!(!digit_percent, "{} states a percentage", path.display());
        }
    }
}

/// A mechanism that nobody counted answers late.
fn late_response(project: &tempfile::TempDir, answer: &str) {
    let path = project.path().join("data/mechanisms.toml");
    let known = fs::read_to_string(&path).expect("mechanisms");
    fs::write(&path, known + "\n[bali-process]\nname = \"Bali Process\"\n").expect("written");
    let response =
        format!("mechanism = \"bali-process\"\nreceived = 2023-07-14\n\n[answers]\n{answer}\n");
    fs::write(project.path().join("data/responses/bali-process.toml"), response).expect("written");
}

fn document(project: &tempfile::TempDir) -> Document {
    compose(project.path(), &ReportOptions::default()).report.expect("composed").document
}

#[test]
fn notes_under_a_table_explain_why_its_figures_do_not_add_up() {
    let project = small_project();
    let root = project.path();
    replace(root, "data/survey.toml", "{ key = \"no\", title = \"No\" }", THREE);
    replace(root, "data/published.toml", "base = 3", "base = 2");
    replace(root, "data/published.toml", "{ count = 3, percent = 100 }", "{ count = 2 }");
    replace(root, "data/published.toml", "count = 1, percent = 33", "count = 1");
    let published = fs::read_to_string(root.join("data/published.toml")).expect("a file");
    fs::write(root.join("data/published.toml"), published + AGAIN).expect("a file");
    let graph =
        "[[graph]]\nkey = \"again\"\nquestion = \"again\"\nkind = \"bars\"\ncaption = \"Again\"\n";
    replace(root, "data/report.toml", "[checks]", &format!("{graph}\n[checks]"));
    let shown = "{{ graph(\"colours\", \"Graph\") }}";
    let both = format!("{shown}\n\n{{{{ graph(\"again\", \"Graph\") }}}}");
    replace(root, "templates/report.md", shown, &both);
    let base = ["Not published: Colour 3.", "Base: 2 mechanisms."];
    assert_eq!(notes(&document(&project), "colours"), base, "as before");
    for key in ["colours", "again"] {
        let line = format!("question = \"{key}\"");
        replace(root, "data/report.toml", &line, &format!("{line}\nnotes = true"));
    }
    let document = document(&project);
    let several = ["Several answers were possible.", "1 mechanism did not answer."];
    assert_eq!(notes(&document, "colours"), [base, several].concat());
    let rounded =
        ["Base: 3 mechanisms.", "The shares do not sum to 100% because they are rounded."];
    assert_eq!(notes(&document, "again"), rounded);
}

/// Options of which each is chosen by a third.
const THREE: &str = "{ key = \"no\", title = \"No\" }, { key = \"perhaps\", title = \"Perhaps\" }";
const AGAIN: &str = "\n[again]\nbase = 3\n\n[again.options]\nyes = { count = 1 }\nno = { count = 1 }\n\
                     perhaps = { count = 1 }\n";

/// The notes under the table of a graph.
fn notes(document: &Document, key: &str) -> Vec<String> {
    let tables = document.blocks.iter().filter_map(|node| match &node.block {
        Block::Table(table) if table.graph == key => Some(table),
        _ => None,
    });
    tables.flat_map(|table| &table.notes).map(|note| plain_text(note)).collect()
}

/// All paragraphs of the body.
fn text(document: &Document) -> String {
    let paragraphs = document.blocks.iter().filter_map(|node| match &node.block {
        Block::Paragraph(content) => Some(plain_text(content)),
        _ => None,
    });
    paragraphs.collect::<Vec<_>>().join("\n")
}

fn graph<'d>(document: &'d Document, key: &str) -> &'d Graph {
    let mut graphs = document.blocks.iter().filter_map(|node| match &node.block {
        Block::Graph(graph) => Some(graph),
        _ => None,
    });
    graphs.find(|graph| graph.key == key).expect("the graph is there")
}

#[test]
fn answers_in_words_are_printed_as_quotations_where_a_template_asks_for_them() {
    let project = small_project();
    let answer = "[answers]\nremarks = \"More *time* would help.\"\n\n[[quote]]";
    replace(project.path(), "data/responses/alpha.toml", "[[quote]]", answer);
    let answers = "{% for answer in answers(\"remarks\") %}\n{{ answer }}\n\n{% endfor %}\n";
    let template = project.path().join("templates/report.md");
    let text = fs::read_to_string(&template).expect("a template") + "\n# Remarks\n\n" + answers;
    fs::write(&template, text).expect("written");
    let report = compose(project.path(), &ReportOptions::default()).report.expect("composed");
    let last = report.document.blocks.iter().rev().find_map(|node| match &node.block {
        Block::Quotation(quotation) => Some(quotation),
        _ => None,
    });
    let quotation = last.expect("the answer is printed");
    let [Block::Paragraph(words)] = &quotation.blocks[..] else { panic!("{quotation:?}") };
    assert_eq!(plain_text(words), "“More time would help.”");
    assert!(plain_text(&quotation.source).contains("Alpha"), "{quotation:?}");
}
