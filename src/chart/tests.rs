//! Tests of the charts of small surveys: what they show, describe and leave out.

use super::bars::BAR;
use super::colours::TRACK;
use super::sketch::{Mark, Sketch};
use super::{Chart, ChartInput, Fonts, choose_fonts, draw, draw_all};
use crate::diagnostic::{Sources, has_errors};
use crate::document::plain_text;
use crate::model::{self, ReportOptions, Survey};
use crate::tally::{Tally, tally};
use crate::words::{self, Words};

mod compared;
mod divided;
mod look;

/// The fonts of the report.
pub(super) fn fonts() -> &'static Fonts<'static> {
    let regular = include_bytes!("../../fonts/Carlito-Regular.ttf").as_slice();
    let bold = include_bytes!("../../fonts/Carlito-Bold.ttf").as_slice();
    let files = [regular, bold].map(|font| (String::new(), font.to_vec().into()));
    Box::leak(Box::new(choose_fonts(Vec::leak(files.into())).expect("fonts")))
}

fn english() -> Words {
    words::read(&Sources::default()).0.expect("words without fault")
}

impl Mark {
    /// The mark moved down by a distance.
    fn down(mut self, by: f64) -> Self {
        let (Mark::Text { baseline: y, .. } | Mark::Rectangle { y, .. } | Mark::Dot { y, .. }) =
            &mut self;
        *y += by;
        self
    }
}

/// A survey with one question: thirteen mechanisms counted in the publication, and others that
/// answered later.
struct Case {
    question: String,
    options: Vec<String>,
    published: &'static str,
    later: &'static [&'static str],
    graph: &'static str,
}

/// The survey in these files, with its figures.
fn read(sources: &Sources) -> (Survey, Tally) {
    let (survey, mut found) = model::read(sources, &ReportOptions::default(), &[]);
    let survey = survey.unwrap_or_else(|| panic!("{found:?}"));
    let (tally, more) = tally(&survey);
    found.extend(more);
    assert!(!has_errors(&found), "{found:?}");
    (survey, tally)
}

impl Case {
    /// A bar chart of a question with the goals 1 to 6 as options.
    fn bars(published: &'static str) -> Self {
        let options = (1..7).map(|n| format!("key = \"g{n}\"\nnumber = {n}\ntitle = \"Aim {n}\""));
        let question = "kind = \"multiple\"\nframework = \"goals\"";
        Case {
            question: question.into(),
            options: options.collect(),
            published,
            later: &[],
            graph: "bars",
        }
    }

    /// A stacked bar of a question with the options a, b and c.
    fn stacked(published: &'static str) -> Self {
        let question = "kind = \"single\"\noptions = [{ key = \"a\", title = \"Yes\" }, \
            { key = \"b\", title = \"Not yet\" }, { key = \"c\", title = \"No\" }]";
        Case {
            question: question.into(),
            options: Vec::new(),
            published,
            later: &[],
            graph: "stacked",
        }
    }

    fn read(&self) -> (Survey, Tally) {
        let mut sources = Sources::default();
        let items: String = self.options.iter().map(|item| format!("[[item]]\n{item}\n")).collect();
        let goals = format!("name = \"Goals\"\nlabel = \"Goal\"\n{items}");
        sources.add("data/frameworks/goals.toml", goals);
        let names = (1..=13).map(|n| format!("m{n}"));
        let names: Vec<String> = names.chain(["x".into(), "y".into()]).collect();
        let mechanisms = names.iter().map(|name| format!("[{name}]\nname = \"{name}\"\n"));
        sources.add("data/mechanisms.toml", mechanisms.collect::<String>());
        let asked =
            format!("asked = \"May\"\ninvited = 20\n[[question]]\nid = \"q\"\n{}", self.question);
        sources.add("data/survey.toml", asked);
        let report = format!(
            "title = \"T\"\nname = \"t\"\norganization = \"O\"\nlanguage = \"en\"\n\
             [edition]\nnumber = 1\nkind = \"draft\"\n\
             [[graph]]\nkey = \"g\"\nquestion = \"q\"\nkind = \"{}\"\ncaption = \"A < B & C\"",
            self.graph
        );
        sources.add("data/report.toml", report);
        let published = format!("respondents = {:?}\n{}", &names[..13], self.published);
        sources.add("data/published.toml", published);
        for (name, answer) in ["x", "y"].into_iter().zip(self.later) {
            let response =
                format!("mechanism = \"{name}\"\nreceived = 2023-08-01\n[answers]\nq = {answer}");
            sources.add(format!("data/responses/{name}.toml"), response);
        }
        read(&sources)
    }

    fn draw(&self) -> Chart {
        let (survey, tally) = self.read();
        let input =
            ChartInput { survey: &survey, tally: &tally, words: &english(), fonts: fonts() };
        draw(input, &survey.report.graphs[0])
    }

    fn sketch(&self) -> Sketch<'static> {
        let (survey, tally) = self.read();
        let input =
            ChartInput { survey: &survey, tally: &tally, words: &english(), fonts: fonts() };
        let (pages, _) = draw_all(input, &survey.report.graphs[0]);
        let mut all = Sketch::new(fonts());
        // As if its parts were on one page.
        for part in pages.into_iter().map(|page| page.sketch) {
            all.marks.extend(part.marks.into_iter().map(|mark| mark.down(all.bottom)));
            all.bottom += part.bottom;
        }
        all
    }

    /// The lines of text in drawing order. A share is on the line of its count.
    fn texts(&self) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        let mut count = None;
        for mark in self.sketch().marks {
            let Mark::Text { baseline, text, style, .. } = mark else { continue };
            match texts.last_mut() {
                Some(last) if count == Some(baseline) => last.push_str(&format!(" {text}")),
                _ => texts.push(text.clone()),
            }
            let is_count = style.bold && text.starts_with(|first: char| first.is_ascii_digit());
            count = is_count.then_some(baseline);
        }
        texts
    }

    /// The widths of the bars with the given thickness, in points.
    fn widths(&self, thickness: f64) -> Vec<f64> {
        let bar = |mark| match mark {
            Mark::Rectangle { width, height, colour, .. } => {
                (height == thickness && colour != TRACK).then_some(width)
            }
            Mark::Text { .. } | Mark::Dot { .. } => None,
        };
        self.sketch().marks.into_iter().filter_map(bar).collect()
    }

    /// Checks that every text is inside the drawing, overlaps no other, and is readable on its
    /// background.
    fn check_places(&self) {
        look::check(&self.sketch());
    }
}

const RANKED: &str = "[q]\nbase = 13\nadopted = \"why\"\n[q.options]\n\
    g2 = { count = 4, percent = 31, adopted = \"31% of 13\" }\n\
    g5 = { count = 12, percent = 92 }\n\
    g1 = { count = 4, percent = 31, adopted = \"31% of 13\" }\n\
    g6 = { count = 0 }";

#[test]
fn bars_stand_in_rank_order_and_a_zero_has_none() {
    let case = Case::bars(RANKED);
    case.check_places();
    let texts = case.texts();
    let from = texts.iter().position(|text| text == "Goal 5").unwrap();
    let expected = [
        "Goal 5",
        "Aim 5",
        "12 (92%)",
        "Goal 1",
        "Aim 1",
        "4* (31%)",
        "Goal 2",
        "Aim 2",
        "4* (31%)",
        "Goal 6",
        "Aim 6",
        "0 (0%)",
        "Not published: Goal 3 and 4.",
        "* The count was not published; it follows from the published percentage.",
        "Base: 13 mechanisms (not published; it follows from the published percentages)",
    ];
    assert_eq!(texts[from..], expected);
    assert_eq!(from, 0, "no axis repeats the numbers at the bars");
    let widths = case.widths(BAR);
    assert_eq!(widths.len(), 3);
    assert!((widths[0] / widths[1] - 3.0).abs() < 1e-9 && widths[1] == widths[2]);
}

#[test]
fn the_alternative_text_tells_every_figure() {
    assert_eq!(
        plain_text(&Case::bars(RANKED).draw().drawings[0].alt),
        "Bar chart, base 13 mechanisms (not published; it follows from the published percentages). \
         Goal 5 (Aim 5): 12, 92%. Goal 1 (Aim 1) and Goal 2 (Aim 2): 4* each, 31%. Goal 6 (Aim 6): 0, 0%. \
         Counts marked with an asterisk were not published; they follow from the published percentages. \
         Not published: Goal 3 and 4."
    );
}

const NAMED: &str = "[q]\nnamed = [\"g4\", \"g2\"]\n[q.options]\n\
    g5 = { percent = 76 }\ng1 = { percent = 35, relation = \"more than\" }";

#[test]
fn percentages_alone_are_drawn_and_named_options_are_words() {
    let case = Case::bars(NAMED);
    case.check_places();
    let texts = case.texts();
    let expected = [
        "Goal 5",
        "Aim 5",
        "76%",
        "Goal 1",
        "Aim 1",
        "more than 35%",
        "Goal 4",
        "Aim 4",
        "named without a figure",
        "Goal 2",
        "Aim 2",
        "named without a figure",
        "Not published: Goal 3 and 6.",
        "Base not published",
    ];
    assert_eq!(texts, expected);
    assert_eq!(
        plain_text(&case.draw().drawings[0].alt),
        "Bar chart, base not published. Goal 5 (Aim 5): 76%. Goal 1 (Aim 1): more than 35%. \
         Named as significant, no figure published: Goal 4 (Aim 4) and Goal 2 (Aim 2). \
         Not published: Goal 3 and 6."
    );
}

#[test]
fn later_answers_that_cannot_be_added_are_told() {
    let later: &[&str] = &["[\"g5\", \"g4\", \"g3\", \"g6\"]", "[\"g3\", \"g5\", \"g2\", \"g6\"]"];
    let mut case = Case { later, ..Case::bars(NAMED) };
    case.check_places();
    let texts = case.texts().join("|");
    for words in [
        "76%|not including 2 of the answers received since|",
        "|named without a figure; 1 of the answers received since|",
        "|Not published; 2 each of the answers received since: Goal 3 and 6.|",
    ] {
        assert!(texts.contains(words), "{words} is not in {texts}");
    }
    let alt = plain_text(&case.draw().drawings[0].alt);
    assert!(
        alt.contains("Goal 5 (Aim 5): 76%, not including 2 of the answers received since."),
        "{alt}"
    );
    case.later = &["[\"g3\"]"];
    let texts = case.texts().join("|");
    assert!(texts.contains("|Not published; 1 of the answers received since: Goal 3.|"), "{texts}");
    assert!(texts.contains("|Not published: Goal 6.|"), "{texts}");
}

#[test]
fn an_adopted_count_keeps_its_asterisk_with_later_answers() {
    let case = Case { later: &["[\"g5\", \"g1\", \"g2\"]"], ..Case::bars(RANKED) };
    let texts = case.texts().join("|");
    assert!(texts.contains("|13 (93%)|") && texts.contains("|5* (36%)|"), "{texts}");
    assert!(texts.contains("|Base: 14 mechanisms (later answers aside, it follows"), "{texts}");
}

#[test]
fn where_nothing_is_published_the_chart_says_so() {
    let chart = Case::bars("[q]").draw();
    assert_eq!(
        plain_text(&chart.drawings[0].alt),
        "Bar chart, base not published. No figures are published. Not published: Goal 1, 2, 3, 4, 5 and 6."
    );
    assert!(chart.drawings[0].svg.contains(">No figures are published.</text>"));
    let case = Case::bars("");
    case.check_places();
    assert_eq!(case.texts(), ["No answers have been received.", "Base: 0 mechanisms"]);
}

#[test]
fn figures_that_cannot_be_compared_have_no_common_scale() {
    let case =
        Case::bars("[q.options]\ng1 = { count = 1 }\ng2 = { percent = 50 }\ng3 = { percent = 25 }");
    let texts = case.texts();
    assert!(texts.contains(&"50%".to_owned()) && texts.contains(&"1".to_owned()), "{texts:?}");
    assert_eq!(case.widths(BAR).len(), 2, "the count without a share has no bar");
}

#[test]
fn a_bar_with_a_share_and_no_count_is_sorted_by_its_share() {
    let case = Case::bars(
        "[q]\nbase = 13\n[q.options]\ng1 = { count = 3 }\ng2 = { percent = 75 }\ng3 = { count = 10 }",
    );
    let texts = case.texts();
    let shares: Vec<&String> = texts.iter().filter(|text| text.ends_with(['%', ')'])).collect();
    assert_eq!(shares[..3], ["10 (77%)", "75%", "3 (23%)"]);
    assert!(case.widths(BAR).is_sorted_by(|one, other| one > other), "{:?}", case.widths(BAR));
}

#[test]
fn responses_are_a_base_of_their_own() {
    let mut case = Case::bars("[q]\nbase = 1\n[q.options]\ng1 = { count = 1 }");
    assert_eq!(case.texts().last().unwrap(), "Base: 1 mechanism");
    case.published = "[q]\nbase = 13\n[q.options]\ng1 = { count = 12 }";
    case.question.push_str("\nbase = \"responses\"");
    assert_eq!(case.texts().last().unwrap(), "Base: 13 responses");
    assert!(
        plain_text(&case.draw().drawings[0].alt)
            .starts_with("Bar chart, base 13 responses. Goal 1 (Aim 1): 12, 92%.")
    );
}

#[test]
fn a_share_may_stand_before_its_count() {
    let (survey, tally) = Case::bars(RANKED).read();
    let toml = include_str!("../words/english.toml");
    let turned = toml.replace("\"{count} ({share})\"", "\"{share}: {count}\"");
    let mut sources = Sources::default();
    sources.add(words::FILE, turned);
    let words = words::read(&sources).0.expect("words without fault");
    let input = ChartInput { survey: &survey, tally: &tally, words: &words, fonts: fonts() };
    let chart = draw(input, &survey.report.graphs[0]);
    assert!(chart.drawings[0].svg.contains(">92%: 12</text>"), "{}", chart.drawings[0].svg);
}

#[test]
fn hostile_titles_come_out_exact() {
    let mut case = Case::bars("[q.options]\ng1 = { percent = 76 }");
    case.options[0] =
        "key = \"g1\"\nnumber = 1\ntitle = 'a & b <c> \"d\" ]]> dy=\"0.76em\"'".into();
    let chart = case.draw();
    assert!(
        plain_text(&chart.drawings[0].alt).contains("(a & b <c> \"d\" ]]> dy=\"0.76em\"): 76%"),
        "{}",
        plain_text(&chart.drawings[0].alt)
    );
    let escaped = "a &amp; b &lt;c&gt; &quot;d&quot; ]]&gt; dy=&quot;0.76em&quot;</text>";
    assert!(chart.drawings[0].svg.contains(escaped), "{}", chart.drawings[0].svg);
    assert!(chart.drawings[0].svg.contains("<title id=\"chart-g-title\">A &lt; B &amp; C</title>"));
    assert!(
        chart.drawings[0].svg.contains("a &amp; b &lt;c&gt; \"d\" ]]&gt;"),
        "in the description"
    );
}

#[test]
fn the_drawing_has_a_size_in_points_a_role_and_words() {
    let (first, second) = (Case::bars(RANKED).draw(), Case::bars(RANKED).draw());
    assert_eq!(first, second);
    let root = first.drawings[0].svg.lines().next().unwrap();
    let size = format!("width=\"453.5pt\" height=\"{}pt\"", first.drawings[0].height);
    assert!(root.starts_with("<svg xmlns=") && root.contains(&size), "{root}");
    assert!(root.contains("role=\"img\" aria-labelledby=\"chart-g-title chart-g-description\""));
    let line = first.drawings[0].svg.lines().find(|line| line.contains(">Aim 5<")).unwrap();
    assert!(line.starts_with("<text x=") && line.ends_with(">Aim 5</text>"), "{line}");
    assert!(line.contains("font-family=\"&apos;Carlito&apos;\" font-size=\"90\""), "{line}");
    assert!(!line.contains("dy="), "{line}");
    assert!(first.drawings[0].svg.ends_with("</svg>\n"));
}

#[test]
fn any_options_fit() {
    let long = "Donaudampfschifffahrt".repeat(20);
    let words = "the quick brown fox ".repeat(30);
    let mut case =
        Case::bars("[q.options]\ng1 = { count = 2000000000, percent = 100 }\ng2 = { count = 0 }");
    case.options = (1..=40)
        .map(|n| {
            let title = [&long, &words, "مرحبا بالعالم", "x"][n % 4];
            format!("key = \"g{n}\"\nnumber = {n}\ntitle = \"{title}\"")
        })
        .collect();
    case.check_places();
    assert!(case.texts().contains(&"مرحبا بالعالم".to_owned()));
    let own = format!(
        "kind = \"single\"\noptions = [{{ key = \"a\", title = \"{long}\" }}, \
         {{ key = \"b\", title = \"{words}\" }}, {{ key = \"c\", title = \"z\" }}]"
    );
    let published = "[q]\nbase = 5\n[q.options]\na = { count = 2 }\nb = { count = 3 }";
    let case = Case { question: own, ..Case::stacked(published) };
    case.check_places();
    Case { graph: "bars", ..case }.check_places();
}
