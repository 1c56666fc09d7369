//! Random edits of texts that are printed once: applied to the files and composed again, the report has the edited texts, and
//! nothing else changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use rapporteur::diagnostic::{Severity, Sources, draw};
use rapporteur::document::{Author, Document, Kind, Passage};
use rapporteur::edits::{ChangeKind, EditTarget, Finder, ReviewEdit, TextRevision, apply};
use rapporteur::errata;
use rapporteur::inputs::{self, Corrections};
use rapporteur::model::ReportOptions;
use rapporteur::text::segments;
use rapporteur::{chart, content, model, tally, words};

use super::apply::actions;
use crate::support::{Random, project, small_project, survey_2023};

/// Words that mean something to Markdown, minijinja, TOML, Typst or XML, or are written from right to left.
const HOSTILE: [&str; 46] = [
    "\"quoted\"",
    "'single'",
    "'''",
    "\"\"\"",
    "\\",
    "\\n",
    "{{ title }}",
    "{% if x %}",
    "{#",
    "#}",
    "{",
    "}}",
    "# one",
    "#1",
    "*",
    "**bold**",
    "_it_",
    "a_b",
    "[x](https://example.org)",
    "[^1]",
    "![p](q.png)",
    "[",
    "]",
    "<b>",
    "<",
    "&amp;",
    "& co",
    "$x$",
    "@y",
    "=",
    "===",
    "---",
    "- item",
    "1. first",
    "2)",
    "> quoted",
    "`code`",
    "~~gone~~",
    "~",
    "|",
    "😀",
    "שלום",
    "مرحبا",
    "é",
    "12%",
    "https://example.org/a_b_c",
];
const PLAIN: [&str; 8] = ["the", "new", "migration", "policy", "and", "regional", "review", "of"];

#[test]
fn random_edits_of_texts_printed_once_change_nothing_else() {
    let mut tally = Tally::default();
    for seed in 1..=3 {
        edit("2023", survey_2023().path(), seed, 16, &mut tally);
    }
    for seed in 1..=4 {
        edit("base", small_project().path(), seed, 4, &mut tally);
        edit("kinds", project("kinds").path(), seed, 8, &mut tally);
    }
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
    assert!(tally.applied >= 60 && tally.kinds.len() >= 4, "{tally:?}");
    assert!(tally.refused * 20 <= tally.applied, "{tally:?}");
}

#[test]
#[ignore = "long: `.ci/run` runs it"]
fn a_thousand_random_edits_of_texts_printed_once_change_nothing_else() {
    let mut tally = Tally::default();
    let mut seed = 100;
    while tally.applied < 1_000 {
        seed += 1;
        edit("2023", survey_2023().path(), seed, 20, &mut tally);
        edit("base", small_project().path(), seed, 4, &mut tally);
        edit("kinds", project("kinds").path(), seed, 10, &mut tally);
    }
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
    assert!(tally.refused * 20 <= tally.applied, "{tally:?}");
}

/// What became of the edits.
#[derive(Debug, Default)]
struct Tally {
    applied: usize,
    refused: usize,
    kinds: BTreeSet<&'static str>,
    /// What is wrong with a report, with the seed of the edits.
    wrong: Vec<String>,
    /// Of edits that were not to be applied: how many have each action.
    others: BTreeMap<&'static str, usize>,
}

/// A report and its files, composed without the checks: a font may lack a character.
pub(super) fn document(root: &Path) -> Result<(Sources, Document), String> {
    let (inputs, mut found) = inputs::read(root, Corrections::Applied).expect("a project");
    let sources = inputs.sources;
    let (survey, more) = model::read(&sources, &ReportOptions::default(), &[]);
    found.extend(more);
    let faults = |found: &[rapporteur::diagnostic::Diagnostic]| {
        let errors: Vec<_> =
            found.iter().filter(|one| one.severity == Severity::Error).cloned().collect();
        draw::human(&sources, &errors, false)
    };
    let survey = Arc::new(survey.ok_or_else(|| faults(&found))?);
    let (tally, more) = tally::tally(&survey);
    found.extend(more);
    let words = words::read(&sources).0.expect("words");
    let fonts = &chart::choose_fonts(&inputs.fonts).expect("fonts");
    let input = chart::ChartInput { survey: &survey, tally: &tally, words: &words, fonts };
    let charts = survey.report.graphs.iter().map(|graph| {
        let chart = chart::draw(input, graph);
        (graph.key.value.to_string(), chart)
    });
    let charts = charts.collect();
    let tally = Arc::new(tally);
    let input = content::ComposeInput {
        sources: &sources,
        survey: &survey,
        tally: &tally,
        charts: &charts,
        images: &inputs.images,
        words: &words,
        as_issued: false,
        is_kept: false,
        process: None,
    };
    let (document, more) = content::compose(&input);
    found.extend(more);
    let faults = faults(&found);
    match document.filter(|_| faults.is_empty()) {
        Some(document) => Ok((sources.clone(), document)),
        None => Err(faults),
    }
}

/// Makes up to `count` edits in a project, applies those that can be applied, and compares the reports.
fn edit(name: &str, root: &Path, seed: u64, count: usize, tally: &mut Tally) {
    if let Err(wrong) = try_edit(root, seed, count, tally) {
        tally.wrong.push(format!("{name}, seed {seed}: {wrong}"));
    }
}

/// Also returns what is wrong with the report.
fn try_edit(root: &Path, seed: u64, count: usize, tally: &mut Tally) -> Result<(), String> {
    let mut random = Random(seed);
    (0..20).for_each(|_| {
        random.below(2);
    });
    let (sources, before) = document(root)?;
    let passages = before.passages(&sources);
    let (known, _) = errata::read(&sources);
    let finder = Finder::new(&before, &sources, &sources, &known);
    let mut changes: Vec<TextRevision> = Vec::new();
    let mut taken = BTreeSet::new();
    let fit = |passage: &Passage<'_>| {
        passage.author == Author::Secretariat && !passage.text.is_empty() && !is_derived(passage)
    };
    let fit: Vec<usize> = (0..passages.len()).filter(|at| fit(&passages[*at])).collect();
    for _ in 0..count * 8 {
        let at = fit[random.below(fit.len() as u64) as usize];
        if (at.saturating_sub(1)..=at + 1).any(|near| taken.contains(&near)) {
            continue;
        }
        let change = random_change(&mut random, &passages, at);
        match action_name(&actions(&finder, std::slice::from_ref(&change))[0].0) {
            "apply" => {
                taken.insert(at);
                changes.push(change);
            }
            name => *tally.others.entry(name).or_default() += 1,
        }
        if changes.len() == count {
            break;
        }
    }
    changes.sort_by_key(|change| change.passage);
    let found = actions(&finder, &changes);
    let targets: Vec<&EditTarget> = found
        .iter()
        .map(|action| match action {
            (possible, Some(target)) if action_name(possible) == "apply" => target,
            other => panic!("seed {seed}: {other:?}"),
        })
        .collect();
    let edit = ReviewEdit::default();
    let targets: Vec<_> = targets.into_iter().map(|target| (&edit, target.clone())).collect();
    let applied = apply(&sources, &known, &targets, None);
    let refused: BTreeSet<usize> = applied.refused.into_keys().collect();
    tally.refused += refused.len();
    let made: Vec<&TextRevision> =
        (0..changes.len()).filter(|at| !refused.contains(at)).map(|at| &changes[at]).collect();
    tally.applied += made.len();
    tally.kinds.extend(made.iter().map(|change| kind_name(&change.kind)));
    let expected = expected(&passages, &made);
    for way in [None, Some("wording")] {
        let kept =
            (0..targets.len()).filter(|at| !refused.contains(at)).map(|at| targets[at].clone());
        let applied = apply(&sources, &known, &kept.collect::<Vec<_>>(), way);
        if way.is_none() {
            assert!(applied.refused.is_empty(), "seed {seed}");
        }
        if !applied.refused.is_empty() {
            continue;
        }
        for file in &applied.files {
            let on_disk = fs::read_to_string(root.join(&file.name)).ok();
            assert_eq!(on_disk, file.before, "seed {seed}");
            fs::write(root.join(&file.name), &file.after).expect("written");
        }
        let composed = document(root);
        for file in &applied.files {
            match &file.before {
                Some(text) => fs::write(root.join(&file.name), text).expect("written"),
                None => fs::remove_file(root.join(&file.name)).expect("removed"),
            }
        }
        let (new_sources, after) = composed.map_err(|wrong| format!("{way:?}: {wrong}"))?;
        let texts = after.passages(&new_sources).into_iter().filter(|passage| !is_derived(passage));
        let texts: Vec<String> = texts.map(|passage| passage.text).collect();
        let wrong =
            (0..expected.len().max(texts.len())).find(|at| expected.get(*at) != texts.get(*at));
        if let Some(at) = wrong {
            let near = made.iter().filter(|change| change.passage.abs_diff(at) < 3);
            let (is, expected) = (texts.get(at), expected.get(at));
            return Err(format!(
                "{way:?}: {is:#?} is not {expected:#?}: {:?}",
                near.collect::<Vec<_>>()
            ));
        }
        if protected(&after, &new_sources) != protected(&before, &sources) {
            return Err(format!("{way:?}: numbers or words of respondents changed: {made:?}"));
        }
    }
    Ok(())
}

/// All figures of a report with their texts, and all words of respondents.
fn protected(document: &Document, sources: &Sources) -> Vec<String> {
    let passages = document.passages(sources);
    let pieces = passages.iter().flat_map(|passage| {
        let figures =
            passage.figures().map(|(range, figure)| format!("{figure}: {}", &passage.text[range]));
        let words = passage.pieces().iter().filter(|piece| {
            let file = piece.origin.place().map(|place| sources.get(place.file));
            file.is_some_and(|file| file.kind.is_response())
        });
        let words = words.map(|piece| passage.text[piece.range.clone()].to_owned());
        figures.chain(words).collect::<Vec<_>>()
    });
    pieces.collect()
}

pub(super) fn random_change(
    random: &mut Random,
    passages: &[Passage<'_>],
    at: usize,
) -> TextRevision {
    let text = &passages[at].text;
    let change = |kind, range, after: String| TextRevision {
        kind,
        passage: at,
        range,
        after,
        marks: Vec::new(),
        comments: Vec::new(),
    };
    let mut starts = vec![0];
    for segment in segments(text) {
        starts.push(starts[starts.len() - 1] + segment.len());
    }
    let from = random.below(starts.len() as u64) as usize;
    let to = (from + random.below(6) as usize).min(starts.len() - 1);
    let range = starts[from]..starts[to];
    let mut change = match random.below(12) {
        0 => {
            let blanks: Vec<usize> = text.match_indices(' ').map(|(blank, _)| blank).collect();
            match blanks.get(random.below(blanks.len().max(1) as u64) as usize) {
                Some(blank) => change(ChangeKind::Split, *blank..blank + 1, String::new()),
                None => change(ChangeKind::RemovedParagraph, 0..text.len(), String::new()),
            }
        }
        1 => change(ChangeKind::Merged, text.len()..text.len(), " ".to_owned()),
        2 => change(ChangeKind::RemovedParagraph, 0..text.len(), String::new()),
        3 => {
            let words = random_words(random);
            change(ChangeKind::NewParagraph("Normal".to_owned()), text.len()..text.len(), words)
        }
        4 => change(ChangeKind::Words, range, String::new()),
        5..=8 => {
            let words = format!("{} ", random_words(random));
            change(ChangeKind::Words, range.start..range.start, words)
        }
        _ => change(ChangeKind::Words, range, random_words(random)),
    };
    // A column must have a name.
    let is_cell = !matches!(
        passages[at].kind,
        Kind::Heading(_) | Kind::Paragraph | Kind::Item(_) | Kind::Message(_) | Kind::Footnote
    );
    if is_cell && change.after.is_empty() && change.range == (0..text.len()) {
        (change.kind, change.after) = (ChangeKind::Words, "Another".to_owned());
    }
    change
}

fn random_words(random: &mut Random) -> String {
    let words = (0..=random.below(4)).map(|_| match random.below(2) {
        0 => PLAIN[random.below(PLAIN.len() as u64) as usize],
        _ => HOSTILE[random.below(HOSTILE.len() as u64) as usize],
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a passage is generated from other texts, such as a list of the report's links.
pub(super) fn is_derived(passage: &Passage<'_>) -> bool {
    passage.kind == Kind::Generated
}

/// The texts of the passages after the changes.
fn expected(passages: &[Passage<'_>], changes: &[&TextRevision]) -> Vec<String> {
    let mut texts = Vec::new();
    let mut joined: Option<String> = None;
    for (index, passage) in passages.iter().enumerate() {
        let mut text = joined.take().unwrap_or_default() + &passage.text;
        let offset = text.len() - passage.text.len();
        let change = changes.iter().find(|change| change.passage == index);
        match change.map(|change| (&change.kind, change)) {
            Some((ChangeKind::Words, change)) => {
                let range = change.range.start + offset..change.range.end + offset;
                text.replace_range(range, &change.after);
                // A cell without words is no passage.
                texts.extend((!text.is_empty()).then_some(text));
            }
            Some((ChangeKind::RemovedParagraph, _)) => {}
            Some((ChangeKind::NewParagraph(_), change)) => {
                texts.extend([text, change.after.trim().to_owned()]);
            }
            Some((ChangeKind::Split, change)) => {
                texts.push(text[..change.range.start + offset].to_owned());
                texts.push(text[change.range.end + offset..].to_owned());
            }
            Some((ChangeKind::Merged, change)) => joined = Some(text + &change.after),
            _ if is_derived(passage) => {}
            _ => texts.push(text),
        }
    }
    texts
}

/// The kind of what can be done about an edit.
pub(super) fn action_name(possible: &str) -> &'static str {
    let kinds = [
        ("can be applied: it changes the corrected text", "erratum"),
        ("proposed already", "erratum"),
        ("can be applied: ", "by name"),
        ("can be applied", "apply"),
        ("computed", "figures"),
        ("words of ", "respondent"),
        ("outdated: ", "outdated"),
        ("made already", "outdated"),
        ("by hand: ", "by hand"),
    ];
    let found = kinds.into_iter().find(|(words, _)| possible.starts_with(words));
    found.expect("a known action").1
}

pub(super) fn kind_name(kind: &ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Words => "words",
        ChangeKind::NewParagraph(_) => "new",
        ChangeKind::RemovedParagraph => "removed",
        ChangeKind::Moved => "moved",
        ChangeKind::Split => "split",
        ChangeKind::Merged => "merged",
        ChangeKind::Structure(_) => "structure",
        ChangeKind::Comment => "comment",
    }
}
