//! Tests of graphs that compare sets of figures, and of those of scales, rankings and numbers.

use super::super::sketch::Mark;
use super::super::{Chart, ChartInput, Page, TALLEST, draw, draw_all};
use super::look::check;
use super::{english, fonts, read};
use crate::diagnostic::Sources;
use crate::document::plain_text;
use crate::model::Survey;
use crate::tally::Tally;

const SCALE: &str = "kind = \"scale\"\noptions = [\
    { key = \"bad\", title = \"Bad\", value = 1 }, { key = \"fair\", title = \"Fair\", value = 2 }, \
    { key = \"good\", title = \"Good\", value = 3 }, { key = \"na\", title = \"Not applicable\", counts = false }]";

/// A survey of respondents, each with a region and an answer as in TOML, such as `north: q = "bad"`.
#[derive(Default)]
struct Asked<'a> {
    question: &'a str,
    answers: &'a [&'a str],
    /// The lines of the graph after its key and question.
    graph: &'a str,
    /// The question of the graph.
    shown: &'a str,
    /// Lines at the beginning of survey.toml.
    survey: &'a str,
    /// The file of the round of 2021, if there was one.
    earlier: Option<&'a str>,
}

impl Asked<'_> {
    fn read(&self) -> (Survey, Tally) {
        let mut sources = Sources::default();
        let regions = self.answers.iter().map(|answer| answer.split_once(": ").expect("a region"));
        let regions: Vec<(&str, &str)> = regions.collect();
        let respondent = |(at, (region, _)): (usize, &(&str, &str))| {
            format!("[m{at}]\nname = \"m{at}\"\nregion = \"{region}\"\n")
        };
        let respondents: String = regions.iter().enumerate().map(respondent).collect();
        sources.add("data/respondents.toml", respondents);
        sources.add(
            "data/survey.toml",
            format!(
                "asked = \"May\"\ninvited = 90\n{}\n[[attribute]]\nkey = \"region\"\ntitle = \"Region\"\n\
                 options = [{{ key = \"north\", title = \"The North\" }}, {{ key = \"south\", title = \"The South\" }}, \
                 {{ key = \"west\", title = \"The West\" }}]\n[[question]]\nid = \"q\"\n{}",
                self.survey, self.question
            ),
        );
        sources.add(
            "data/report.toml",
            format!(
                "title = \"T\"\nname = \"t\"\norganization = \"O\"\nlanguage = \"en\"\n[edition]\nnumber = 1\n\
                 kind = \"draft\"\n[[graph]]\nkey = \"g\"\ncaption = \"C\"\nquestion = \"{}\"\n{}",
                self.shown, self.graph
            ),
        );
        sources.add("data/published.toml", "respondents = []");
        if let Some(text) = self.earlier {
            sources.add("data/earlier/2021.toml", text);
        }
        for (at, (_, answer)) in regions.iter().enumerate() {
            let response =
                format!("respondent = \"m{at}\"\nreceived = 2026-08-01\n[answers]\n{answer}");
            sources.add(format!("data/responses/m{at}.toml"), response);
        }
        read(&sources)
    }

    fn draw(&self) -> Chart {
        let (survey, tally) = self.read();
        let words = english();
        let input = ChartInput { survey: &survey, tally: &tally, words: &words, fonts: fonts() };
        draw(input, &survey.report.graphs[0])
    }

    /// The drawings, after checking that everything in them can be read.
    fn pages(&self) -> Vec<Page<'static>> {
        let (survey, tally) = self.read();
        let words = english();
        let input = ChartInput { survey: &survey, tally: &tally, words: &words, fonts: fonts() };
        let (pages, _) = draw_all(input, &survey.report.graphs[0]);
        for page in &pages {
            check(&page.sketch);
            assert!(page.sketch.bottom <= TALLEST, "{}", page.sketch.bottom);
        }
        pages
    }

    /// The texts of the first drawing.
    fn texts(&self) -> Vec<String> {
        let marks = self.pages().remove(0).sketch.marks.into_iter();
        let text = |mark| if let Mark::Text { text, .. } = mark { Some(text) } else { None };
        marks.filter_map(text).collect()
    }

    fn dots(&self) -> Vec<(f64, f64)> {
        let marks = self.pages().remove(0).sketch.marks.into_iter();
        let dot = |mark| if let Mark::Dot { x, y, .. } = mark { Some((x, y)) } else { None };
        marks.filter_map(dot).collect()
    }

    fn alt(&self) -> String {
        plain_text(&self.draw().drawings[0].alt)
    }

    /// The cells of each row of the table, the first of them the titles of its columns; then its notes.
    fn table(&self) -> (Vec<String>, Vec<String>) {
        let table = self.draw().table.expect("a table");
        let line = |cells: Vec<String>| cells.join(" | ");
        let titles = table.columns.iter().map(|column| plain_text(&column.title)).collect();
        let rows =
            table.rows.iter().map(|row| row.cells.iter().map(|cell| plain_text(cell)).collect());
        let lines = std::iter::once(titles).chain(rows).map(line).collect();
        (lines, table.notes.iter().map(|note| plain_text(note)).collect())
    }
}

const ANSWERS: &[&str] = &[
    "north: q = \"good\"", "north: q = \"good\"", "north: q = \"bad\"", "south: q = \"fair\"",
    "south: q = \"good\"", "south: q = \"bad\"", "west: q = \"na\"", "south: q = \"na\"",
];

fn scale<'a>(graph: &'a str) -> Asked<'a> {
    Asked { question: SCALE, answers: ANSWERS, graph, shown: "q", ..Asked::default() }
}

#[test]
fn a_scale_keeps_its_order_and_what_does_not_count_is_a_note() {
    for kind in ["bars", "stacked"] {
        let graph = format!("kind = \"{kind}\"");
        let case = scale(&graph);
        let texts = case.texts().join("|");
        let note = "Not counted in the base: Not applicable (2).|Of the values of the scale: mean 2.2, median 2.5.|Base: 6";
        assert!(texts.contains(note), "{texts}");
        let places = ["Bad", "Fair", "Good"].map(|title| texts.find(title).expect("a name"));
        assert!(places.is_sorted(), "{texts}");
        let (rows, notes) = case.table();
        assert_eq!(
            rows[1..],
            [
                "Bad | 2 | 33%",
                "Fair | 1 | 17%",
                "Good | 3 | 50%",
                "Not applicable | 2 | not counted"
            ]
        );
        assert_eq!(
            notes[..2],
            [
                "Not counted in the base: Not applicable (2).",
                "Of the values of the scale: mean 2.2, median 2.5."
            ]
        );
        assert!(case.alt().contains("Bad: 2, 33%. Fair: 1, 17%. Good: 3, 50%. Not counted in the base: Not applicable (2)."), "{}", case.alt());
    }
}

#[test]
fn a_ranking_has_the_first_places_and_the_mean_ranks() {
    let question = "kind = \"ranking\"\noptions = [{ key = \"a\", title = \"A\" }, { key = \"b\", title = \"B\" }]";
    let answers = &["north: q = [\"b\", \"a\"]", "north: q = [\"b\"]", "south: q = [\"a\", \"b\"]"];
    let case =
        Asked { question, answers, graph: "kind = \"bars\"", shown: "q", ..Asked::default() };
    let (rows, notes) = case.table();
    assert_eq!(
        rows,
        ["Answer | Ranked first | Share | Mean rank", "B | 2 | 67% | 1.3", "A | 1 | 33% | 1.5"]
    );
    assert_eq!(notes[0], "Counts show how many ranked an option first.");
    assert!(
        case.alt().contains("B: 2, 67%, mean rank 1.3. A: 1, 33%, mean rank 1.5."),
        "{}",
        case.alt()
    );
    let by = Asked { graph: "kind = \"bars\"\nby = \"region\"", ..case };
    assert_eq!(by.table().0[3], "Mean rank: B | 1.0 | 2.0 | 1.3");
}

#[test]
fn groups_have_a_bar_in_each_option_and_small_ones_are_counted_only() {
    let case = Asked { survey: "suppress-below = 3", ..scale("kind = \"bars\"\nby = \"region\"") };
    // The West has one answer; the North would give it away.
    let (rows, notes) = case.table();
    assert_eq!(rows[0], "Answer | The South (n\u{A0}=\u{A0}3) | All (n\u{A0}=\u{A0}6)");
    assert_eq!(rows[1], "Bad | 1 (33%) | 2 (33%)");
    assert_eq!(rows[4..], ["Not applicable | 1 | 2", "Mean | 2.0 | 2.2", "Median | 2.0 | 2.5"]);
    let note = "2 groups are not shown, because they have fewer than 3 answers or would give away one that has.";
    assert!(notes.contains(&note.to_owned()), "{notes:?}");
    let texts = case.texts();
    assert!(texts.iter().filter(|text| *text == "The South").count() == 3, "{texts:?}");
    assert!(
        texts.iter().all(|text| !text.contains("North") && !text.contains("West")),
        "{texts:?}"
    );
    assert_eq!(texts.last().unwrap(), "Base: The South 3; All 6");
    let alt =
        "Grouped bar chart, base The South 3; All 6. Bad: The South 1 (33%); All 2 (33%). Fair: ";
    assert!(case.alt().starts_with(alt), "{}", case.alt());
}

#[test]
fn notes_on_why_figures_do_not_add_up_are_about_all() {
    let question = "kind = \"multiple\"\noptions = [{ key = \"a\", title = \"A\" }, { key = \"b\", title = \"B\" }]";
    let answers = &["north: q = [\"a\", \"b\"]", "south: q = [\"a\"]"];
    let graph = "kind = \"bars\"\nby = \"region\"\nnotes = true";
    let (_, notes) = Asked { question, answers, graph, shown: "q", ..Asked::default() }.table();
    assert_eq!(notes.last().map(String::as_str), Some("Several answers were possible."));
}

#[test]
fn groups_can_be_stacked_with_a_bar_each() {
    let case = scale("kind = \"stacked\"\nby = \"region\"");
    let texts = case.texts();
    assert_eq!(texts[..3], ["Bad", "Fair", "Good"], "the legend, in the scale's order");
    assert!(texts.contains(&"67%".to_owned()), "{texts:?}");
    assert!(
        texts.iter().any(|text| text == "No answers: The West."),
        "its answer does not count: {texts:?}"
    );
    let drawn: Vec<String> =
        case.draw().drawings[0].drawn.iter().map(|line| plain_text(line)).collect();
    assert_eq!(drawn[0], "The North: Bad 1 (33%); Fair 0 (0%); Good 2 (67%).");
    assert_eq!(drawn.len(), 4, "two groups, all, and the base");
}

#[test]
fn items_of_a_grid_are_rows_of_one_graph() {
    let question = format!(
        "{SCALE}\nitems = [{{ key = \"x\", title = \"The first\" }}, {{ key = \"y\", title = \"The second\" }}]"
    );
    let answers =
        &["north: q.x = \"good\"\nq.y = \"bad\"", "north: q.x = \"fair\"", "south: q.y = \"na\""];
    let graph =
        |graph| Asked { question: &question, answers, graph, shown: "q", ..Asked::default() };
    for kind in ["kind = \"stacked\"", "kind = \"bars\""] {
        let (rows, _) = graph(kind).table();
        assert_eq!(
            rows,
            [
                "Item | Answers | Bad | Fair | Good | Not applicable | Mean",
                "The first | 2 | 0 (0%) | 1 (50%) | 1 (50%) | 0 | 2.5",
                "The second | 1 | 1 (100%) | 0 (0%) | 0 (0%) | 1 | 1.0",
            ]
        );
        assert!(graph(kind).alt().contains("The second: Bad 1 (100%); Fair 0 (0%); Good 0 (0%)."));
    }
    assert!(graph("kind = \"stacked\"").texts().contains(&"100%".to_owned()));
}

fn number<'a>(answers: &'a [&'a str], survey: &'a str) -> Asked<'a> {
    let question = "kind = \"number\"\nunit = \"days\"";
    let graph = "kind = \"dots\"";
    Asked { question, answers, graph, shown: "q", survey, ..Asked::default() }
}

#[test]
fn numbers_are_dots_with_their_statistics() {
    let answers = &["north: q = 4", "north: q = 4", "south: q = -1.5", "south: q = 30"];
    let case = number(answers, "");
    let dots = case.dots();
    assert_eq!(dots.len(), 4);
    let equal: Vec<&(f64, f64)> = dots.iter().filter(|dot| dot.0 == dots[1].0).collect();
    assert!(equal.len() == 2 && equal[0].1 > equal[1].1, "equal numbers lie above each other");
    let texts = case.texts();
    for text in ["least −1.5", "median 4.0", "greatest 30", "days", "0", "10"] {
        assert!(texts.contains(&text.to_owned()), "{text} in {texts:?}");
    }
    let (rows, _) = case.table();
    assert_eq!(
        rows,
        [
            "Statistic | days", "Answers | 4", "Mean | 9.1", "Median | 4.0", "Least | −1.5",
            "Greatest | 30", "Sum | 36.5"
        ]
    );
    assert!(
        case.alt()
            .starts_with("Dot plot, base 4 mechanisms. All: mean 9.1, median 4.0, least −1.5"),
        "{}",
        case.alt()
    );
    let by = Asked { graph: "kind = \"dots\"\nby = \"region\"", ..case };
    assert_eq!(by.dots().len(), 8, "those of groups, and all");
    assert_eq!(by.table().0[2], "Mean | 4.0 | 14.3 | 9.1");
    let earlier = Some("[q]\nbase = 9\nmean = 3.0\nleast = 1\ngreatest = 8");
    let since = Asked { graph: "kind = \"dots\"\nrounds = [\"2021\"]", earlier, ..by };
    assert_eq!(since.dots().len(), 4, "answers of an earlier round are not known");
    assert!(!since.texts().contains(&"Single answers are not shown.".to_owned()));
    assert_eq!(since.table().0[2], "Mean | 3.0 | 9.1 | 6.1");
}

#[test]
fn numbers_that_must_not_be_seen_have_no_dots() {
    let answers = &["north: q = 4", "north: q = 5", "south: q = 7", "south: q = 30"];
    for (survey, shown) in
        [("", true), ("confidential = true", false), ("suppress-below = 5", false)]
    {
        let case = number(answers, survey);
        assert_eq!(case.dots().len(), if shown { 4 } else { 0 }, "{survey}");
        let note = case.texts().contains(&"Single answers are not shown.".to_owned());
        assert_eq!(note, !shown, "{survey}");
        assert!(case.texts().contains(&"median 6.0".to_owned()));
    }
}

#[test]
fn any_numbers_fit() {
    let equal = vec!["north: q = 7"; 90];
    let large = vec!["north: q = 999999999999999", "south: q = 0.000001", "west: q = -3"];
    let close: Vec<String> = (0..80).map(|n| format!("south: q = {}.{n}", n % 3)).collect();
    let close: Vec<&str> = close.iter().map(String::as_str).collect();
    for answers in [&equal[..], &large, &close, &["west: q = 0"]] {
        number(answers, "").pages();
        Asked { graph: "kind = \"dots\"\nby = \"region\"", ..number(answers, "") }.pages();
    }
}

#[test]
fn many_options_by_group_go_over_pages() {
    let title = "the quick brown fox jumps over ".repeat(4);
    let option = |n: usize| format!("{{ key = \"o{n}\", title = \"{n} {title}\" }}");
    let options: Vec<String> = (0..30).map(option).collect();
    let question = format!("kind = \"multiple\"\noptions = [{}]", options.join(", "));
    let answers =
        ["north", "south", "west"].map(|region| format!("{region}: q = [\"o1\", \"o29\"]"));
    let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
    let graph = "kind = \"bars\"\nby = \"region\"";
    let case =
        Asked { question: &question, answers: &answers, graph, shown: "q", ..Asked::default() };
    let pages = case.pages();
    assert!(pages.len() > 1);
    let rows: usize = pages.iter().map(|page| page.drawn.len() - 1).sum();
    assert_eq!(rows, 30, "each option is on one page");
    let table = case.draw().table.expect("a table");
    assert_eq!((table.rows.len(), table.columns.len()), (30, 5));
}

#[test]
fn earlier_rounds_have_a_bar_each_and_a_column_for_the_change() {
    let earlier = Some(
        "[q]\nbase = 10\n[q.options]\nbad = { count = 6, percent = 60 }\nfair = { percent = 10 }",
    );
    let case = Asked { earlier, ..scale("kind = \"bars\"\nrounds = [\"2021\"]") };
    let (rows, _) = case.table();
    let title = "Answer | 2021 (n\u{A0}=\u{A0}10) | May (n\u{A0}=\u{A0}6) | Change since 2021, of shares in percentage points";
    assert_eq!(rows[0], title);
    assert_eq!(
        rows[1..4],
        [
            "Bad | 6 (60%) | 2 (33%) | \u{2212}27",
            "Fair | 10% | 1 (17%) | 7",
            "Good | not published | 3 (50%) | not published",
        ]
    );
    let texts = case.texts().join("|");
    assert!(texts.starts_with("Bad|2021|6|(60%)|May|2|(33%)|Fair"), "the oldest first: {texts}");
    assert!(texts.ends_with("Base: 2021 10; May 6"), "{texts}");
    let mut figures = case.draw().table.expect("a table").rows.remove(0).cells;
    let crate::document::Inline::Text(change) = figures.remove(3).remove(0) else { panic!("text") };
    assert!(
        format!("{:?}", change.origin).contains("2021"),
        "a figure of the tally: {:?}",
        change.origin
    );
}
