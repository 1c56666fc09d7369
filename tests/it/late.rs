//! Responses that come later, are amended or are taken back: every figure that they touch is computed anew, and no other.

use std::fs;

use rapporteur::diagnostic::{Code, Severity};
use rapporteur::document::{Block, Document, plain_text};
use rapporteur::figure::{Key, Value};
use rapporteur::model::ReportOptions;
use rapporteur::pipeline::Report;
use rapporteur::tally::{CauseKind, QuestionTally, State, Tallied};
use tempfile::TempDir;

use super::support::{as_issued, compose, replace, small_project, survey_2023};

mod silence;
mod statements;

#[test]
fn a_first_late_response_moves_what_it_answers_and_says_how() {
    let project = small_project();
    let before = compose_all(&project);
    answer(&project, "delta", "2024-07-01", "colours = [\"blue\", \"green\"]");
    let after = compose_all(&project);
    assert_eq!(shown(&after, "colours.base"), "4: 3 published + 1 received since = 4");
    assert_eq!(shown(&after, "colours.red.count"), "3: 3 published + 0 received since = 3");
    assert_eq!(shown(&after, "colours.red.share"), "75%: 3 of 4, rounded half up");
    assert_eq!(shown(&after, "colours.blue.count"), "2: 1 published + 1 received since = 2");
    assert_eq!(shown(&after, "colours.blue.share"), "50%: 2 of 4, rounded half up");
    let held = "-: not published; 1 of the answers received since";
    assert_eq!(shown(&after, "colours.green.count"), held);
    assert_eq!(shown(&after, "respondents.count"), "4: 3 published + 1 received since = 4");
    assert_eq!(shown(&after, "response-rate.share"), "67%: 4 of 6, rounded half up");
    assert_eq!(after.tally.respondents, ["alpha", "beta", "delta", "gamma"]);
    for moved in ["colours.base", "colours.blue.count", "colours.red.share", "response-rate.share"]
    {
        assert_eq!(causes(&after, moved), ["2024-07-01 delta Added"], "{moved}");
    }
    assert!(causes(&after, "colours.red.count").is_empty(), "it did not choose red");
    assert_eq!(figure(&before, "again.yes.count"), figure(&after, "again.yes.count"));
}

#[test]
fn a_figure_names_the_places_of_all_that_it_was_computed_from() {
    let project = small_project();
    answer(&project, "delta", "2024-07-01", "colours = [\"blue\"]");
    assert_eq!(
        places(&project, "colours.blue.share"),
        ["33", "1", "\"blue\"", "3", "[\"blue\"]"],
        "percentage, count, choice, base and answer"
    );
    assert_eq!(places(&project, "colours.base"), ["3", "[\"blue\"]"]);
    let invited = ["\"alpha\"", "\"beta\"", "\"gamma\"", "\"delta\"", "6"];
    assert_eq!(places(&project, "response-rate.share"), invited);
}

#[test]
fn what_it_does_not_answer_stands_as_printed() {
    let project = survey_2023();
    let before = compose_all(&project);
    answer(&project, "bali-process", "2023-07-14", "gcm-priorities = [\"gcm-2\"]");
    let after = compose_all(&project);
    assert_eq!(shown(&after, "sdg-relevance.sdg-10.share"), PRINTED_83);
    assert_eq!(shown(&after, "gcm-priorities.gcm-23.share"), "71%: 10 of 14, rounded half up");
    for (id, figure) in &before.tally.figures {
        let touched = ["gcm-priorities.", "respondents.", "response-rate."];
        if !touched.iter().any(|question| id.to_string().starts_with(question)) {
            assert_eq!(after.tally.figures.get(id), Some(figure), "{id}");
        }
    }
    answer(&project, "other", "2023-07-15", "gcm-review-2024 = \"yes\"");
    let silent = compose_all(&project);
    assert_eq!(shown(&silent, "gcm-priorities.base"), shown(&after, "gcm-priorities.base"));
    assert_eq!(shown(&silent, "respondents.count"), "16: 14 published + 2 received since = 16");
}

const PRINTED_83: &str = "83%: as printed, though 10 of 13 is 77%";

#[test]
fn a_late_response_can_make_a_tie_and_another_an_overtaking() {
    let project = survey_2023();
    answer(&project, "bali-process", "2023-07-14", "sdg-relevance = [\"sdg-5\"]");
    let tied = text(&compose_all(&project).document);
    let three = "SDG 5 (Gender equality), SDG 10 (Reduced inequality) and SDG 17 (Partnerships to \
                 achieve the Goals) – each";
    assert!(tied.contains(three), "{}", sentence(&tied));
    answer(&project, "other", "2023-07-15", "sdg-relevance = [\"sdg-5\"]");
    let overtaken = text(&compose_all(&project).document);
    let five = overtaken.find("SDG 5 (Gender equality) – prioritized by 11 ISCMs (73% of");
    let ten = overtaken.find("SDG 10 (Reduced inequality) and SDG 17");
    assert!(five.is_some() && five < ten, "{}", sentence(&overtaken));
}

#[test]
fn an_option_that_nobody_had_chosen_comes_into_the_ranking() {
    let project = small_project();
    let blue = "blue = { count = 1, percent = 33 }\n";
    replace(
        project.path(),
        "data/published.toml",
        blue,
        &format!("{blue}green = {{ count = 0 }}\n"),
    );
    let published = compose_all(&project);
    assert_eq!(ranks(&published), [Some(1), Some(2), None]);
    answer(&project, "delta", "2024-07-01", "colours = [\"green\"]");
    let report = compose_all(&project);
    assert_eq!(ranks(&report), [Some(1), Some(2), Some(2)]);
    assert!(text(&report.document).contains("Colour 3 (Green): 1 (25%)."));
}

#[test]
fn a_question_without_counts_holds_what_came_later() {
    let project = survey_2023();
    answer(&project, "bali-process", "2023-07-14", "gcm-review-format = [\"written-input\"]");
    let report = compose_all(&project);
    let held = "26%: as printed, not including 1 of the answers received since";
    assert_eq!(shown(&report, "gcm-review-format.written-input.share"), held);
    assert_eq!(shown(&report, "gcm-review-format.base"), "-: not published");
    let option = tallied(&report, "gcm-review-format").option("written-input");
    assert_eq!(option.map(|option| option.pending), Some(1));
    assert_eq!(
        causes(&report, "gcm-review-format.written-input.share"),
        ["2023-07-14 bali-process Added"]
    );
}

#[test]
fn a_late_response_amends_itself_question_by_question() {
    let project = small_project();
    answer(&project, "delta", "2024-07-01", "colours = [\"blue\"]\nagain = \"yes\"");
    write(&project, "delta.2024-08-02", "mechanism = \"delta\"\n[answers]\ncolours = [\"red\"]\n");
    let report = compose_all(&project);
    assert_eq!(shown(&report, "colours.base"), "4: 3 published + 1 received since = 4");
    assert_eq!(shown(&report, "colours.red.count"), "4: 3 published + 1 received since = 4");
    assert_eq!(shown(&report, "colours.blue.count"), "1: 1 published + 0 received since = 1");
    assert_eq!(shown(&report, "again.yes.count"), "1: 1 received", "not spoken of again");
    assert_eq!(causes(&report, "colours.red.count"), ["2024-08-02 delta Changed"]);
    let blue = ["2024-07-01 delta Added", "2024-08-02 delta Changed"];
    assert_eq!(causes(&report, "colours.blue.count"), blue);
    assert_eq!(causes(&report, "colours.base"), ["2024-07-01 delta Added"]);
    let between = composed(&project, "2024-08-01");
    assert_eq!(shown(&between, "colours.blue.count"), "2: 1 published + 1 received since = 2");
    let before = composed(&project, "2024-06-30");
    assert_eq!(shown(&before, "colours.blue.share"), "33%: as printed, 1 of 3");
}

#[test]
fn a_counted_mechanism_amends_what_the_publication_counts() {
    let project = small_project();
    write(&project, "gamma", "mechanism = \"gamma\"\n[answers]\ncolours = [\"red\"]\n");
    write(
        &project,
        "gamma.2024-08-02",
        "mechanism = \"gamma\"\n[answers]\ncolours = [\"blue\", \"green\"]\n",
    );
    let report = compose_all(&project);
    assert_eq!(shown(&report, "colours.base"), "3: 3 published", "it answers as before");
    assert_eq!(shown(&report, "colours.red.count"), "2: 3 published − 1 changed since = 2");
    assert_eq!(shown(&report, "colours.blue.count"), "2: 1 published + 1 changed since = 2");
    assert_eq!(shown(&report, "colours.red.share"), "67%: 2 of 3, rounded half up");
    let held = "-: not published; 1 of the answers received since";
    assert_eq!(shown(&report, "colours.green.count"), held);
    assert_eq!(causes(&report, "colours.red.share"), ["2024-08-02 gamma Changed"]);
    assert_eq!(shown(&report, "respondents.count"), "3: 3 published");
}

#[test]
fn an_amendment_that_is_withdrawn_takes_its_answers_with_it() {
    let project = small_project();
    answer(&project, "delta", "2024-07-01", "colours = [\"blue\"]");
    let first = compose_all(&project);
    let amendment =
        "mechanism = \"delta\"\nwithdrawn = 2024-09-01\n[answers]\ncolours = [\"red\"]\n";
    write(&project, "delta.2024-08-02", amendment);
    let after = compose_all(&project);
    for id in first.tally.figures.keys() {
        assert_eq!(shown(&after, &id.to_string()), shown(&first, &id.to_string()), "{id}");
        assert_eq!(causes(&after, &id.to_string()), causes(&first, &id.to_string()), "{id}");
    }
    let counted = composed(&project, "2024-08-31");
    assert_eq!(shown(&counted, "colours.red.count"), "4: 3 published + 1 received since = 4");
}

#[test]
fn the_only_late_response_withdrawn_leaves_everything_as_published() {
    let project = survey_2023();
    let published = compose_all(&project);
    let answers = "sdg-relevance = [\"sdg-8\", \"sdg-2\"]\ngcm-review-2024 = \"no\"\n\
                   gcm-addressed = [\"gcm-23\"]";
    answer(&project, "bali-process", "2023-07-14", answers);
    let response = "data/responses/bali-process.toml";
    replace(project.path(), response, "received = 2023-07-14", DAYS);
    let after = compose_all(&project);
    assert_eq!(after.tally.figures, published.tally.figures);
    assert_eq!(after.tally.respondents, published.tally.respondents);
    assert_eq!(text(&after.document), text(&published.document));
    assert_eq!(graphs(&after.document), graphs(&published.document));
    assert_eq!(after.survey.withdrawn.len(), 1, "but it is known");
    let counted = composed(&project, "2023-08-31");
    assert_eq!(shown(&counted, "sdg-relevance.sdg-8.share"), "93%: 13 of 14, rounded half up");
}

const DAYS: &str = "received = 2023-07-14\nwithdrawn = 2023-09-01";

#[test]
fn a_counted_response_that_is_withdrawn_is_taken_out_of_the_figures() {
    let project = small_project();
    write(
        &project,
        "gamma",
        "mechanism = \"gamma\"\nwithdrawn = 2024-09-01\n[answers]\ncolours = [\"red\"]\n",
    );
    let report = compose_all(&project);
    assert_eq!(shown(&report, "respondents.count"), "2: 3 published − 1 withdrawn since = 2");
    assert_eq!(shown(&report, "response-rate.share"), "33%: 2 of 6, rounded half up");
    assert_eq!(shown(&report, "colours.base"), "2: 3 published − 1 withdrawn since = 2");
    assert_eq!(shown(&report, "colours.red.count"), "2: 3 published − 1 withdrawn since = 2");
    assert_eq!(shown(&report, "colours.blue.share"), "50%: 1 of 2, rounded half up");
    assert_eq!(causes(&report, "colours.blue.share"), ["2024-09-01 gamma Withdrawn"]);
    assert_eq!(report.tally.respondents, ["alpha", "beta"]);
    let before = composed(&project, "2024-08-31");
    assert_eq!(shown(&before, "colours.red.share"), "100%: as printed, 3 of 3");
    let issued = compose(project.path(), &as_issued()).report.expect("composed");
    assert_eq!(shown(&issued, "respondents.count"), "3: 3 published");
    answer(&project, "delta", "2024-10-01", "colours = [\"blue\"]");
    let other = compose_all(&project);
    let sum = "3: 3 published + 1 received since − 1 withdrawn since = 3";
    assert_eq!(shown(&other, "colours.base"), sum);
    assert_eq!(
        causes(&other, "colours.base"),
        ["2024-09-01 gamma Withdrawn", "2024-10-01 delta Added"]
    );
}

#[test]
fn where_the_withdrawn_answer_is_not_known_the_published_figures_stand() {
    let project = small_project();
    let published = compose_all(&project);
    write(&project, "gamma", "mechanism = \"gamma\"\nwithdrawn = 2024-09-01\n");
    let composed = compose(project.path(), &ReportOptions::default());
    let warned = composed.diagnostics.iter().any(|found| {
        found.severity == Severity::Warning && found.code == Code::WithdrawnStillCounted
    });
    let report = composed.report.expect("composed");
    assert!(warned);
    for id in ["colours.base", "colours.red.count", "colours.red.share"] {
        assert_eq!(figure(&report, id), figure(&published, id), "{id}");
    }
    assert_eq!(report.tally.respondents, ["alpha", "beta"]);
}

#[test]
fn who_withdrew_can_answer_anew() {
    let project = small_project();
    write(
        &project,
        "gamma",
        "mechanism = \"gamma\"\nwithdrawn = 2024-09-01\n[answers]\ncolours = [\"red\"]\n",
    );
    write(&project, "gamma.2024-10-01", "mechanism = \"gamma\"\n[answers]\ncolours = [\"blue\"]\n");
    let report = compose_all(&project);
    let sum = "3: 3 published + 1 received since − 1 withdrawn since = 3";
    assert_eq!(shown(&report, "respondents.count"), sum);
    assert_eq!(shown(&report, "colours.base"), sum);
    assert_eq!(shown(&report, "colours.red.count"), "2: 3 published − 1 withdrawn since = 2");
    assert_eq!(shown(&report, "colours.blue.count"), "2: 1 published + 1 received since = 2");
    assert_eq!(report.tally.respondents, ["alpha", "beta", "gamma"]);
}

#[test]
fn a_response_counts_from_its_day_and_an_adopted_count_tells_so() {
    let project = survey_2023();
    answer(&project, "bali-process", "2023-07-14", "gcm-priorities = [\"gcm-2\"]");
    let day_before = composed(&project, "2023-07-13");
    let adopted = "8: 8 worked out by the secretariat from the printed percentage (62% of 13: no other count fits)";
    assert_eq!(shown(&day_before, "gcm-priorities.gcm-2.count"), adopted);
    let day = composed(&project, "2023-07-14");
    let sum = format!("9{} + 1 received since = 9", &adopted[1..]);
    assert_eq!(shown(&day, "gcm-priorities.gcm-2.count"), sum);
    assert_eq!(figure(&day, "gcm-priorities.gcm-2.count").state(), State::Adopted);
}

#[test]
fn a_judgement_that_later_responses_overturn_changes_its_words_or_stops_the_build() {
    let project = survey_2023();
    for (number, day) in (14..18).enumerate() {
        let answers = "gcm-priorities = [\"gcm-2\"]";
        answer(&project, &format!("late-{number}"), &format!("2023-07-{day}"), answers);
    }
    let now = text(&compose_all(&project).document);
    assert!(!now.contains("again the most cited"), "another objective leads");
    let template = project.path().join("templates/gcm.md");
    let words = fs::read_to_string(&template).expect("a template");
    let claim = "{% do claim(leads(\"gcm-priorities.gcm-23\")) %}\n";
    fs::write(template, format!("{claim}{words}")).expect("written");
    let composed = rapporteur::pipeline::compose(project.path(), &ReportOptions::default());
    let found = composed.expect("readable").diagnostics;
    let claim = found.iter().find(|found| found.code == Code::ClaimFails).expect("it fails");
    assert!(claim.message.contains("`gcm-2`: 12 (71%)"), "{}", claim.message);
}

/// A mechanism answers on a day.
fn answer(project: &TempDir, key: &str, day: &str, answers: &str) {
    add_mechanism(project, key, &format!("Mechanism {key}"));
    let response = format!("mechanism = \"{key}\"\nreceived = {day}\n\n[answers]\n{answers}\n");
    write(project, key, &response);
}

/// Registers a mechanism unless it is known.
fn add_mechanism(project: &TempDir, key: &str, name: &str) {
    let path = project.path().join("data/mechanisms.toml");
    let known = fs::read_to_string(&path).expect("mechanisms");
    if !known.contains(&format!("[{key}]")) {
        fs::write(&path, known + &format!("\n[{key}]\nname = \"{name}\"\n")).expect("written");
    }
}

fn write(project: &TempDir, stem: &str, response: &str) {
    let path = project.path().join(format!("data/responses/{stem}.toml"));
    fs::write(path, response).expect("written");
}

fn compose_all(project: &TempDir) -> Report {
    compose(project.path(), &ReportOptions::default()).report.expect("composed")
}

/// The report of a day.
fn composed(project: &TempDir, day: &str) -> Report {
    let scope =
        ReportOptions { as_of: Some(day.parse().expect("a day")), ..ReportOptions::default() };
    compose(project.path(), &scope).report.expect("composed")
}

fn figure<'r>(report: &'r Report, id: &str) -> &'r Tallied {
    report.tally.figure(id).unwrap_or_else(|| panic!("there is a figure {id}"))
}

/// A figure's value and formula.
fn shown(report: &Report, id: &str) -> String {
    let figure = figure(report, id);
    let value = match figure.value {
        Some(Value::Count(count)) => count.to_string(),
        Some(Value::Share(share)) => share.to_string(),
        Some(Value::Number(number)) => number.to_string(),
        None => "-".to_owned(),
    };
    format!("{value}: {}", rapporteur::figures::formula(&figure.formula, &report.words))
}

fn causes(report: &Report, id: &str) -> Vec<String> {
    let cause = |cause: &rapporteur::tally::Cause| {
        let what: CauseKind = cause.what;
        let day = cause.day.map_or("-".to_owned(), |day| day.to_string());
        format!("{day} {} {what:?}", cause.mechanism)
    };
    figure(report, id).later.iter().map(cause).collect()
}

/// The text at the places that a figure came from.
fn places(project: &TempDir, id: &str) -> Vec<String> {
    let composed = compose(project.path(), &ReportOptions::default());
    let report = composed.report.as_ref().expect("composed");
    let from = &figure(report, id).from;
    from.iter().map(|span| composed.inputs.sources.slice(*span).to_owned()).collect()
}

fn tallied<'r>(report: &'r Report, question: &str) -> &'r QuestionTally {
    let key = Key::new(question).expect("an id");
    report.tally.question(&key).expect("a tallied question")
}

fn ranks(report: &Report) -> Vec<Option<usize>> {
    tallied(report, "colours").options.iter().map(|option| option.rank).collect()
}

fn quotations(document: &Document) -> Vec<String> {
    let blocks = document.all_blocks().into_iter();
    let quotations = blocks.filter_map(|block| match block {
        Block::Quotation(quotation) => Some(quotation.blocks.iter().map(paragraph).collect()),
        _ => None,
    });
    quotations.collect()
}

fn graphs(document: &Document) -> Vec<&str> {
    let blocks = document.all_blocks().into_iter();
    let graphs = blocks.filter_map(|block| match block {
        Block::Graph(graph) => Some(graph.svg.as_str()),
        _ => None,
    });
    graphs.collect()
}

fn paragraph(block: &Block) -> String {
    match block {
        Block::Paragraph(content) => plain_text(content),
        _ => String::new(),
    }
}

fn text(document: &Document) -> String {
    document.all_blocks().into_iter().map(paragraph).collect::<Vec<_>>().join("\n")
}

/// The paragraph that ranks the goals.
fn sentence(text: &str) -> &str {
    text.lines().find(|line| line.contains("seen as most relevant")).unwrap_or_default()
}
