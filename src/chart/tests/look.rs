//! Tests of the look of charts: all text is readable, for small surveys, that of 2023, and some
//! that are hard to draw.

use super::super::ChartInput;
use super::super::bars::BAR;
use super::super::colours::{ACCENT, SHAPES, TRACK, WHITE, WORDS};
use super::super::colours::{Colour, contrast, outline, rgb};
use super::super::draw_all;
use super::super::measure::{Fonts, SMALL};
use super::super::sketch::{Mark, Sketch, WIDTH};
use super::{Case, english, fonts};
use crate::diagnostic::Sources;
use crate::model::{self, Graph, GraphKind, ReportOptions};
use crate::tally::tally;

/// A bounding box, in points.
#[derive(Clone, Copy, Debug)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    fn is_apart(&self, other: &Area) -> bool {
        let beside = self.right <= other.left + 0.01 || other.right <= self.left + 0.01;
        beside || self.bottom <= other.top + 0.01 || other.bottom <= self.top + 0.01
    }

    fn holds(&self, other: &Area) -> bool {
        let across = self.left <= other.left && other.right <= self.right;
        across && self.top <= other.top && other.bottom <= self.bottom
    }
}

/// Checks that every text is inside the drawing, overlaps no other, is large enough, is completely
/// inside or outside each shape, and has enough contrast.
pub(super) fn check(sketch: &Sketch<'_>) {
    let fonts = fonts();
    let mut texts: Vec<(Area, &str)> = Vec::new();
    let mut shapes: Vec<(Area, Colour)> = Vec::new();
    for mark in &sketch.marks {
        match mark {
            Mark::Rectangle { x, y, width, height, colour } => {
                assert!(*width > 0.0 && *height > 0.0, "{mark:?}");
                let area = Area { left: *x, top: *y, right: x + width, bottom: y + height };
                assert!(area.left >= 0.0 && area.right <= WIDTH + 0.01, "{mark:?}");
                assert!(area.top >= 0.0 && area.bottom <= sketch.bottom, "{mark:?}");
                shapes.push((area, *colour));
            }
            Mark::Dot { x, y, radius, .. } => {
                assert!(x - radius >= 0.0 && x + radius <= WIDTH, "{mark:?}");
                assert!(y - radius >= 0.0 && y + radius <= sketch.bottom, "{mark:?}");
            }
            Mark::Text { x, baseline, text, style } => {
                assert!(style.size >= SMALL.size, "`{text}` is too small");
                let (top, bottom) = (baseline - 0.75 * style.size, baseline + 0.2 * style.size);
                let area = Area { left: *x, top, right: x + fonts.width(text, *style), bottom };
                assert!(area.left >= 0.0 && area.right <= WIDTH + 0.01, "`{text}`: {area:?}");
                assert!(top >= -0.5 && bottom <= sketch.bottom, "`{text}`: {area:?}");
                for (other, words) in &texts {
                    assert!(area.is_apart(other), "`{text}` and `{words}` overlap");
                }
                texts.push((area, text));
            }
        }
    }
    check_grounds(sketch, fonts, &shapes);
}

fn check_grounds(sketch: &Sketch<'_>, fonts: &Fonts<'_>, shapes: &[(Area, Colour)]) {
    for mark in &sketch.marks {
        let Mark::Text { x, baseline, text, style } = mark else { continue };
        let (top, bottom) = (baseline - 0.75 * style.size, baseline + 0.2 * style.size);
        let area = Area { left: *x, top, right: x + fonts.width(text, *style), bottom };
        let mut ground = WHITE;
        for (shape, colour) in shapes.iter().filter(|(shape, _)| !shape.is_apart(&area)) {
            assert!(shape.holds(&area), "`{text}` at {area:?} is cut by {shape:?}");
            ground = *colour;
        }
        let found = contrast(style.colour, ground);
        assert!(found >= WORDS, "`{text}` on {ground:?}: {found:.1} to 1");
    }
}

/// The data of the report on the survey of 2023.
fn survey_2023() -> Sources {
    let mut sources = Sources::default();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["data", "data/frameworks", "data/responses"] {
        for file in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                let name = path.file_name().unwrap().to_str().unwrap();
                let text = std::fs::read_to_string(&path).unwrap();
                sources.add(format!("{folder}/{name}"), text);
            }
        }
    }
    sources
}

#[test]
fn everything_in_the_charts_of_2023_can_be_read() {
    let (survey, found) = model::read(&survey_2023(), &ReportOptions::default(), &[]);
    let survey = survey.unwrap_or_else(|| panic!("{found:?}"));
    let (tally, _) = tally(&survey);
    assert_eq!(survey.report.graphs.len(), 5);
    for graph in &survey.report.graphs {
        for kind in [GraphKind::Bars, GraphKind::Stacked] {
            let words = english();
            let graph = Graph { kind, ..graph.clone() };
            let input =
                ChartInput { survey: &survey, tally: &tally, words: &words, fonts: fonts() };
            let (pages, _) = draw_all(input, &graph);
            pages.iter().for_each(|page| check(&page.sketch));
        }
    }
}

#[test]
fn the_extent_of_a_bar_of_any_framework_can_be_seen() {
    let sources = survey_2023();
    let (survey, _) = model::read(&sources, &ReportOptions::default(), &[]);
    let survey = survey.unwrap();
    let options = survey.questions.iter().flat_map(|question| &question.options);
    let mut colours: Vec<Colour> =
        options.filter_map(|option| rgb(option.colour.as_deref()?)).collect();
    colours.sort_unstable();
    colours.dedup();
    assert_eq!(colours.len(), 18, "seventeen goals, and the accent of the objectives");
    for colour in colours.into_iter().chain([ACCENT]) {
        for grounds in [&[WHITE][..], &[WHITE, TRACK]] {
            let edge = outline(colour, grounds).unwrap_or(colour);
            for ground in grounds {
                let found = contrast(edge, *ground);
                assert!(found >= SHAPES, "{colour:?} on {ground:?}: {found:.2} to 1");
            }
        }
    }
}

#[test]
fn a_light_bar_has_a_dark_outline_of_its_length() {
    let mut case = Case::bars("[q]\nbase = 13\n[q.options]\ng1 = { count = 4 }");
    case.options[0].push_str("\ncolour = \"#FCC30B\"");
    case.check_places();
    let shape = |colour| {
        let is_it =
            |mark: &Mark| matches!(mark, Mark::Rectangle { colour: it, .. } if *it == colour);
        case.sketch().marks.into_iter().find(is_it)
    };
    let yellow = (0xFC, 0xC3, 0x0B);
    let edge = shape(outline(yellow, &[WHITE, TRACK]).unwrap());
    let (Some(Mark::Rectangle { x, width, .. }), Some(Mark::Rectangle { x: inner, .. })) =
        (edge, shape(yellow))
    else {
        panic!("both are drawn")
    };
    assert!(inner > x);
    let Some(Mark::Rectangle { width: whole, .. }) = shape(TRACK) else { panic!("a track") };
    assert!((width / whole - 4.0 / 13.0).abs() < 1e-9, "the base is the whole length");
}

#[test]
fn the_scale_goes_to_the_whole_or_to_the_largest() {
    let tracks = |published| {
        let case = Case::bars(published);
        case.check_places();
        let track = |mark: &Mark| match mark {
            Mark::Rectangle { width, colour: TRACK, .. } => Some(*width),
            _ => None,
        };
        let tracks: Vec<f64> = case.sketch().marks.iter().filter_map(track).collect();
        (tracks, case.widths(BAR))
    };
    let (whole, bars) = tracks("[q.options]\ng1 = { percent = 100 }\ng2 = { percent = 0 }");
    assert_eq!((whole.len(), bars), (2, vec![whole[0]]), "all, and nothing");
    let (whole, bars) = tracks("[q.options]\ng1 = { percent = 1 }");
    assert!((bars[0] / whole[0] - 0.01).abs() < 1e-9, "one bar alone is no longer than its share");
    let (whole, bars) = tracks("[q]\nbase = 13\n[q.options]\ng1 = { count = 0 }");
    assert_eq!((whole.len(), bars.len()), (1, 0));
    let (whole, bars) = tracks("[q.options]\ng1 = { count = 8 }\ng2 = { count = 4 }");
    assert!(whole.is_empty() && (bars[0] / bars[1] - 2.0).abs() < 1e-9, "no base, no whole");
}

#[test]
fn forty_options_of_long_names_can_be_read() {
    let words = "the quick brown fox jumps over ".repeat(9);
    let long = "Donaudampfschifffahrtsgesellschaft".repeat(6);
    let titles = [words.as_str(), "x", &long, "Good health and well-being"];
    let colours = ["#FCC30B", "#A21942", "#FFFFFF", "#000000"];
    let option = |n: usize| {
        let (title, colour) = (titles[n % 4], colours[n / 4 % 4]);
        format!("key = \"g{n}\"\nnumber = {n}\ntitle = \"{title}\"\ncolour = \"{colour}\"")
    };
    let shares: Vec<String> =
        (1..=30).map(|n| format!("g{n} = {{ percent = {} }}\n", (n * 37) % 101)).collect();
    let published = format!(
        "[q]\nnamed = [\"g31\", \"g32\", \"g33\", \"g34\", \"g35\"]\n[q.options]\n{}",
        shares.concat()
    );
    let options = (1..=40).map(option).collect();
    let later: &[&str] = &["[\"g3\", \"g32\", \"g40\"]"];
    let case = Case { options, later, ..Case::bars(published.leak()) };
    case.check_places();
    Case {
        question: "kind = \"multiple\"\nframework = \"goals\"\nbase = \"responses\"".into(),
        later: &[],
        ..case
    }
    .check_places();
}

#[test]
fn figures_of_any_size_can_be_read() {
    for published in [
        "[q]\nbase = 13\n[q.options]\ng1 = { count = 13, percent = 100 }",
        "[q]\nbase = 1\n[q.options]\ng1 = { count = 1 }\ng2 = { count = 0 }",
        "[q.options]\ng1 = { count = 2000000000, percent = 100 }\ng2 = { count = 1 }",
        "[q.options]\ng1 = { percent = 100, relation = \"less than\" }\ng2 = { percent = 0 }",
        "[q.options]\ng1 = { count = 12 }\ng2 = { percent = 50 }",
        "[q]\nnamed = [\"g1\", \"g2\"]",
    ] {
        Case::bars(published).check_places();
    }
}

#[test]
fn narrow_segments_have_their_numbers_above_or_in_the_legend() {
    let divided = |counts: &[u32], titles: [&str; 2]| {
        let option = |n: usize| format!("{{ key = \"o{n}\", title = \"{}\" }}, ", titles[n % 2]);
        let options: String = (0..counts.len()).map(option).collect();
        let all: u32 = counts.iter().sum();
        let figure = |(n, count): (usize, &u32)| {
            format!("o{n} = {{ count = {count}, percent = {} }}\n", (100 * count + all / 2) / all)
        };
        let figures: String = counts.iter().enumerate().map(figure).collect();
        let published = format!("[q.options]\n{figures}");
        let question = format!("kind = \"single\"\noptions = [{options}]");
        let case = Case { question, ..Case::stacked(published.leak()) };
        case.check_places();
        case.texts()
    };
    let short = ["Yes", "No"];
    let texts = divided(&[25, 1], short);
    assert_eq!(texts[..4], ["1 (4%)", "25 (96%)", "Yes", "No"], "above its segment");
    for counts in [
        &[1, 12][..],
        &[1, 1, 1, 10],
        &[10, 1, 1, 1],
        &[96, 1, 1, 1, 1],
        &[1, 1, 1, 1, 96],
        &[40, 1, 1, 1, 40],
        &[13],
        &[13, 0, 0],
        &[1, 1, 1, 1, 1, 1],
        &[1, 96, 1, 1, 1, 100],
    ] {
        let texts = divided(counts, short);
        for count in counts {
            let found = texts.iter().any(|text| text.starts_with(&format!("{count} (")));
            assert!(found, "{count} of {counts:?} in {texts:?}");
        }
        divided(counts, ["Donaudampfschifffahrtsgesellschaftskapitän", "No, and we never will"]);
    }
}
