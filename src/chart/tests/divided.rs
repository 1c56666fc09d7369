//! Tests of stacked bars.

use super::super::bars::BAR;
use super::super::sketch::WIDTH;
use super::super::stacked::BAR as DIVIDED;
use super::super::{Chart, TALLEST};
use super::Case;
use crate::document::plain_text;

#[test]
fn a_divided_bar_is_whole_and_a_zero_is_in_its_legend_only() {
    let case = Case::stacked(
        "[q]\nbase = 13\n[q.options]\na = { count = 9, percent = 69, adopted = \"69% of 13\" }\n\
         b = { count = 4, percent = 31, adopted = \"31% of 13\" }\nc = { count = 0 }",
    );
    case.check_places();
    let widths = case.widths(DIVIDED);
    assert_eq!(widths.len(), 2);
    assert!((widths[0] / widths[1] - 9.0 / 4.0).abs() < 1e-9);
    assert!((widths.iter().sum::<f64>() - (WIDTH - 2.5)).abs() < 1e-9);
    let texts = case.texts();
    assert_eq!(texts[..6], ["9* (69%)", "4* (31%)", "Yes", "Not yet", "No", "0 (0%)"]);
    assert_eq!(
        plain_text(&case.draw().drawings[0].alt),
        "Stacked bar chart, base 13 mechanisms. Yes: 9*, 69%. Not yet: 4*, 31%. No: 0, 0%. \
         Counts marked with an asterisk were not published; they follow from the published percentages."
    );
}

#[test]
fn percentages_that_make_a_whole_divide_a_bar() {
    let whole = "[q.options]\na = { percent = 50 }\nb = { percent = 33 }\nc = { percent = 17 }";
    assert_eq!(Case::stacked(whole).widths(DIVIDED).len(), 3);
    for not_whole in [
        "[q.options]\na = { percent = 50 }\nb = { percent = 33 }",
        "[q.options]\na = { percent = 50 }\nb = { percent = 33 }\nc = { percent = 10 }",
        "[q.options]\na = { percent = 50, relation = \"more than\" }\nb = { percent = 33 }\nc = { percent = 17 }",
        "[q]\nbase = 13\n[q.options]\na = { count = 9 }\nb = { count = 2 }",
    ] {
        let case = Case::stacked(not_whole);
        case.check_places();
        assert!(case.widths(DIVIDED).is_empty(), "{not_whole}");
        assert!(plain_text(&case.draw().drawings[0].alt).starts_with("Bar chart, "), "{not_whole}");
    }
}

#[test]
fn a_missing_option_of_a_whole_is_words() {
    let case = Case::stacked("[q]\nbase = 13\n[q.options]\na = { count = 9 }\nb = { count = 4 }");
    assert_eq!(case.widths(DIVIDED).len(), 2);
    assert!(case.texts().contains(&"Not published: No.".to_owned()));
}

#[test]
fn more_segments_than_colours_become_bars() {
    let options: String =
        (1..=7).map(|n| format!("{{ key = \"o{n}\", title = \"O {n}\" }}, ")).collect();
    let question = format!("kind = \"single\"\noptions = [{options}]");
    let published = "[q]\nbase = 7\n[q.options]\no1 = { count = 1 }\no2 = { count = 1 }\n\
        o3 = { count = 1 }\no4 = { count = 1 }\no5 = { count = 1 }\no6 = { count = 1 }\n";
    let case = Case { question, ..Case::stacked(published) };
    assert!(case.widths(DIVIDED).is_empty(), "an option of seven is missing");
    let full = format!("{published}o7 = {{ count = 1 }}");
    let case = Case { published: full.leak(), ..case };
    assert!(case.widths(DIVIDED).is_empty());
    assert_eq!(case.widths(BAR).len(), 7);
}

#[test]
fn many_options_are_tightened_then_divided_among_pages() {
    let many = |options: usize| {
        let shares: Vec<String> =
            (1..=options).map(|n| format!("g{n} = {{ percent = {} }}\n", 100 - n % 90)).collect();
        let published = format!("[q]\nnamed = [\"g{options}x\"]\n[q.options]\n{}", shares.concat());
        let mut case = Case::bars(published.leak());
        let option = |n| format!("key = \"g{n}\"\nnumber = {n}\ntitle = \"Aim {n}\"");
        case.options = (1..=options).map(option).collect();
        case.options.push(format!("key = \"g{options}x\"\nnumber = 999\ntitle = \"Named\""));
        case.draw()
    };
    let rows = |chart: &Chart| -> Vec<usize> {
        chart.drawings.iter().map(|drawing| drawing.svg.matches(">Aim ").count()).collect()
    };
    for (options, expected) in
        [(30, vec![30]), (40, vec![40]), (60, vec![31, 29]), (150, vec![38, 38, 38, 36])]
    {
        let chart = many(options);
        assert_eq!(rows(&chart), expected);
        let heights: Vec<f64> = chart.drawings.iter().map(|drawing| drawing.height).collect();
        assert!(heights.iter().all(|height| *height <= TALLEST), "{heights:?}");
        let [first @ .., last] = &chart.drawings[..] else { panic!("a drawing") };
        assert!(last.svg.contains(">Named<") && first.iter().all(|it| !it.svg.contains(">Named<")));
        assert_eq!(chart.table.expect("a table").rows.len(), options);
    }
}
