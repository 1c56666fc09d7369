//! Graphs that the text never mentions, or that have no number, caption or alternative text.

use std::collections::BTreeSet;

use super::{WITHOUT_GAPS, taken_out};
use crate::checks::CheckContext;
use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::document::{Graph, Kind, Label, Passage};
use crate::model::{self, Located, Text};
use crate::text::has_word;

pub(super) fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut graphs = context.document().graphs();
    graphs.retain(|graph| graph.continues.is_none());
    let unnumbered = graphs.iter().filter(|graph| number(graph).is_none());
    let unnumbered = unnumbered.map(|graph| {
        let message = format!("a graph is called `{}`, without a number", graph.label.bare());
        let place = own(context, graph);
        let place = place.map(|own| own.label.as_ref().map_or(own.key.span, |label| label.span));
        Diagnostic::warning(Code::GraphLabel, message)
            .at_places(place)
            .fix(labels_taken_out(context, &graphs))
            .help("take the label out of data/report.toml: the graph is then numbered")
    });
    let undescribed =
        graphs.iter().filter(|g| g.caption.is_none() || g.alternative().trim().is_empty());
    let undescribed = undescribed.map(|graph| {
        let message = format!("`{}` is printed without a caption", graph.label.bare());
        let note = Diagnostic::note(Code::GraphWithoutCaption, message)
            .merged("# graphs are printed without a caption")
            .help("captions are printed wherever the report isn't printed as issued");
        at_key(context, note, graph)
    });
    let unmentioned = graphs.iter().filter(|graph| !is_mentioned(context, graph)).map(|graph| {
        let message = format!("the text does not mention `{}`", graph.label.bare());
        let key = &graph.key;
        let note = Diagnostic::note(Code::GraphNotMentioned, message)
            .merged("the text mentions none of # graphs")
            .help(format!("name it where the text speaks of it: {{{{ reference(\"{key}\") }}}}"));
        at_key(context, note, graph)
    });
    let found = unnumbered.chain(numbers(context, &graphs)).chain(undescribed).chain(unmentioned);
    found.chain(left_out(context, &graphs)).collect()
}

/// Graphs in data/report.toml that have data, and tables, that no template prints, for example after
/// the key of a part was changed.
fn left_out(context: &CheckContext<'_>, graphs: &[&Graph]) -> Vec<Diagnostic> {
    let CheckContext { survey, tally, .. } = context;
    let has_figures = |graph: &&model::Graph| {
        let questions = survey.questions_of(&graph.question).into_iter();
        let mut tallied = questions.filter_map(|question| tally.question(&question.id));
        tallied.any(|question| question.has_answers())
    };
    let tables = context.document().all_blocks().into_iter();
    let tables = tables.filter_map(|block| Some(("table", block.data_table()?.key.as_deref()?)));
    let printed = graphs.iter().map(|graph| ("graph", graph.key.as_str()));
    let printed: BTreeSet<(&str, &str)> = printed.chain(tables).collect();
    let graphs = survey.report.graphs.iter().filter(has_figures).map(|graph| &graph.key);
    let own = graphs.map(|key| ("graph", key, ", \"Graph\""));
    let own = own.chain(survey.report.tables.iter().map(|table| ("table", &table.key, "")));
    let missing = own.filter(|(what, key, _)| !printed.contains(&(*what, key.value.as_str())));
    let warnings = missing.map(|(what, Located { value: key, span }, label)| {
        Diagnostic::warning(Code::GraphLeftOut, format!("{what} `{key}` is printed nowhere"))
            .at(*span, "")
            .help(format!("print it with `{{{{ {what}(\"{key}\"{label}) }}}}`, or take it out"))
    });
    warnings.collect()
}

/// Fixes that remove the labels as issued that differ from what automatic numbering would give.
fn labels_taken_out(context: &CheckContext<'_>, graphs: &[&Graph]) -> Vec<Fix> {
    let others = graphs.iter().enumerate().filter(|(at, graph)| number(graph) != Some(at + 1));
    let labels = others.filter_map(|(_, graph)| own(context, graph)?.label.as_ref());
    let out = |label: &Text| taken_out(context.sources, "label", label.span, WITHOUT_GAPS);
    labels.filter_map(out).collect()
}

/// The numbers of numbered graphs must be consecutive.
fn numbers(context: &CheckContext<'_>, graphs: &[&Graph]) -> Option<Diagnostic> {
    let numbered = graphs.iter().filter_map(|graph| Some((number(graph)?, *graph)));
    let numbered: Vec<(usize, &Graph)> = numbered.collect();
    let breaks = numbered.windows(2).filter(|pair| pair[1].0 != pair[0].0 + 1);
    let [(before, _), (number, _)] = breaks.clone().next()? else { return None };
    let message = format!("the numbers of the graphs do not go on: {number} after {before}");
    let broken = breaks.flat_map(|pair| [(pair[1].1, ""), (pair[0].1, "the one before")]);
    let places = broken.filter_map(|(graph, text)| Some((own(context, graph)?.key.span, text)));
    let warning = Diagnostic::warning(Code::GraphLabel, message)
        .at_each(places)
        .fix(labels_taken_out(context, graphs))
        .help("take the labels out of data/report.toml: the graphs are then numbered");
    Some(warning)
}

fn number(graph: &Graph) -> Option<usize> {
    match graph.label {
        Label::Numbered { number, .. } => Some(number),
        Label::Issued(_) => None,
    }
}

/// Whether any text outside captions and tables mentions the graph.
fn is_mentioned(context: &CheckContext<'_>, graph: &Graph) -> bool {
    let mut texts =
        context.passages.iter().filter(|p| !matches!(p.kind, Kind::Caption | Kind::Table));
    let label = graph.label.bare();
    texts.any(|Passage { text, .. }| match &graph.label {
        _ if has_word(text, &label) => true,
        Label::Numbered { word, number, .. } => names_among(text, word, *number),
        Label::Issued(_) => false,
    })
}

/// Whether a text mentions several graphs including this one: `Graphs 1 and 3`, `Graphs 2 to 4`.
fn names_among(text: &str, word: &str, number: usize) -> bool {
    text.split(&format!("{word}s ")).skip(1).any(|series| {
        let words = series.split(' ').map(|word| word.trim_end_matches([',', '.', ';', ')']));
        let is_series =
            |word: &&str| ["and", "to", "or", "–"].contains(word) || word.parse::<usize>().is_ok();
        let words: Vec<&str> = words.take_while(is_series).collect();
        let numbers: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
        let is_range = words.contains(&"to") || words.contains(&"–");
        let (least, most) = (numbers.iter().min(), numbers.iter().max());
        numbers.contains(&number) || is_range && least < Some(&number) && Some(&number) < most
    })
}

/// The entry of a graph in data/report.toml.
fn own<'c>(context: &CheckContext<'c>, graph: &Graph) -> Option<&'c model::Graph> {
    context.survey.report.graphs.iter().find(|own| own.key.value == graph.key)
}

fn at_key(context: &CheckContext<'_>, diagnostic: Diagnostic, graph: &Graph) -> Diagnostic {
    diagnostic.at_each(own(context, graph).map(|own| (own.key.span, graph.label.bare())))
}
