//! Graphs that the text never mentions, or that have no number, caption or alternative text.

use super::keys::taken_out;
use crate::checks::CheckContext;
use crate::diagnostic::{Code, Diagnostic, FixKind};
use crate::document::{Graph, Kind, Label};
use crate::model::Text;
use crate::text::has_word;

pub(super) fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut graphs = context.document().graphs();
    graphs.retain(|graph| graph.continues.is_none());
    let mut diagnostics: Vec<Diagnostic> =
        graphs.iter().filter_map(|graph| without_number(context, &graphs, graph)).collect();
    diagnostics.extend(numbers(context, &graphs));
    diagnostics.extend(undescribed(context, &graphs));
    diagnostics.extend(unmentioned(context, &graphs));
    diagnostics.extend(left_out(context, &graphs));
    diagnostics
}

/// Graphs in data/report.toml that have data, and tables, that no template prints, for example after
/// the key of a part was changed.
fn left_out(context: &CheckContext<'_>, graphs: &[&Graph]) -> Vec<Diagnostic> {
    let has_figures = |graph: &&crate::model::Graph| {
        let questions = context.survey.questions_of(&graph.question).into_iter();
        let mut tallied =
            questions.filter_map(|question| context.tally.questions.get(&question.id));
        tallied.any(|question| question.has_answers())
    };
    let own = context.survey.report.graphs.iter().filter(has_figures);
    let missing = own.filter(|own| graphs.iter().all(|graph| own.key.value != graph.key));
    let warning = |graph: &crate::model::Graph| {
        let key = &graph.key.value;
        Diagnostic::warning(Code::GraphLeftOut, format!("graph `{key}` is printed nowhere"))
            .at(graph.key.span, "")
            .help(format!("print it with `{{{{ graph(\"{key}\", \"Graph\") }}}}`, or take it out"))
    };
    let warnings: Vec<Diagnostic> = missing.map(warning).collect();
    let blocks = context.document().all_blocks();
    let printed: Vec<&String> =
        blocks.into_iter().filter_map(|block| block.data_table()?.key.as_ref()).collect();
    let tables = context.survey.report.tables.iter().map(|table| &table.key);
    let missing = tables.filter(|key| !printed.iter().any(|own| **own == *key.value));
    let tables = missing.map(|key| {
        Diagnostic::warning(Code::GraphLeftOut, format!("table `{}` is printed nowhere", key.value))
            .at(key.span, "")
            .help(format!("print it with `{{{{ table(\"{}\") }}}}`, or take it out", key.value))
    });
    warnings.into_iter().chain(tables).collect()
}

fn without_number(
    context: &CheckContext<'_>,
    graphs: &[&Graph],
    graph: &Graph,
) -> Option<Diagnostic> {
    let Label::Issued(_) = &graph.label else { return None };
    let message = format!("a graph is called `{}`, without a number", graph.label.bare());
    let place =
        own(context, graph).map(|own| own.label.as_ref().map_or(own.key.span, |label| label.span));
    let warning = Diagnostic::warning(Code::GraphLabel, message)
        .at_each(place.map(|place| (place, "")))
        .help("take the label out of data/report.toml: the graph is then numbered");
    Some(numbered_anew(context, graphs, warning))
}

/// Adds fixes that remove the labels as issued that differ from what automatic numbering would
/// give.
fn numbered_anew(context: &CheckContext<'_>, graphs: &[&Graph], warning: Diagnostic) -> Diagnostic {
    let why = "numbering without gaps";
    let is_other = |(at, graph): &(usize, &&Graph)| match graph.label {
        Label::Numbered { number, .. } => number != at + 1,
        Label::Issued(_) => true,
    };
    let others = graphs.iter().enumerate().filter(is_other);
    let labels = others.filter_map(|(_, graph)| own(context, graph)?.label.as_ref());
    let out =
        |label: &Text| taken_out(context.sources, "label", label.span, FixKind::Numbering, why);
    warning.fix(labels.filter_map(out))
}

/// The numbers of numbered graphs must be consecutive.
fn numbers(context: &CheckContext<'_>, graphs: &[&Graph]) -> Option<Diagnostic> {
    let numbered = graphs.iter().filter_map(|graph| match graph.label {
        Label::Numbered { number, .. } => Some((number, *graph)),
        Label::Issued(_) => None,
    });
    let numbered: Vec<(usize, &Graph)> = numbered.collect();
    let pairs = numbered.iter().zip(numbered.iter().skip(1));
    let breaks: Vec<_> = pairs.filter(|(before, after)| after.0 != before.0 + 1).collect();
    let ((before, _), (number, _)) = breaks.first()?;
    let message = format!("the numbers of the graphs do not go on: {number} after {before}");
    let broken = breaks
        .iter()
        .flat_map(|((_, first), (_, second))| [(second, ""), (first, "the one before")]);
    let places = broken.filter_map(|(graph, text)| Some((own(context, graph)?.key.span, text)));
    let warning = Diagnostic::warning(Code::GraphLabel, message).at_each(places);
    let warning = numbered_anew(context, graphs, warning);
    Some(warning.help("take the labels out of data/report.toml: the graphs are then numbered"))
}

fn undescribed(context: &CheckContext<'_>, graphs: &[&Graph]) -> Option<Diagnostic> {
    let lacking =
        graphs.iter().filter(|g| g.caption.is_none() || g.alternative().trim().is_empty());
    let lacking: Vec<&Graph> = lacking.copied().collect();
    let message = match lacking.as_slice() {
        [] => return None,
        [graph] => format!("`{}` is printed without a caption", graph.label.bare()),
        many => format!("{} graphs are printed without a caption", many.len()),
    };
    let note = Diagnostic::note(Code::GraphWithoutCaption, message)
        .help("captions are printed wherever the report isn't printed as issued");
    Some(at_keys(context, note, &lacking))
}

fn unmentioned(context: &CheckContext<'_>, graphs: &[&Graph]) -> Option<Diagnostic> {
    let lacking: Vec<&Graph> =
        graphs.iter().filter(|graph| !is_mentioned(context, graph)).copied().collect();
    let message = match lacking.as_slice() {
        [] => return None,
        [graph] => format!("the text does not mention `{}`", graph.label.bare()),
        many => format!("the text mentions none of {} graphs", many.len()),
    };
    let note = Diagnostic::note(Code::GraphNotMentioned, message);
    let example = &lacking.first()?.key;
    let help = format!("name it where the text speaks of it: {{{{ reference(\"{example}\") }}}}");
    Some(at_keys(context, note, &lacking).help(help))
}

/// Whether any text outside captions and tables mentions the graph.
fn is_mentioned(context: &CheckContext<'_>, graph: &Graph) -> bool {
    let texts = context.passages.iter().filter(|p| !matches!(p.kind, Kind::Caption | Kind::Table));
    let label = graph.label.bare();
    let mut texts = texts.map(|passage| passage.text.as_str());
    match &graph.label {
        Label::Numbered { word, number, .. } => {
            texts.any(|text| has_word(text, &label) || names_among(text, word, *number))
        }
        Label::Issued(_) => texts.any(|text| has_word(text, &label)),
    }
}

/// Whether a text mentions several graphs including this one: `Graphs 1 and 3`, `Graphs 2 to 4`.
fn names_among(text: &str, word: &str, number: usize) -> bool {
    let plural = format!("{word}s ");
    text.match_indices(&plural).any(|(at, _)| {
        let words = text[at + plural.len()..].split(' ');
        let words = words.map(|word| word.trim_end_matches([',', '.', ';', ')']));
        let is_series =
            |word: &&str| ["and", "to", "or", "–"].contains(word) || word.parse::<usize>().is_ok();
        let words: Vec<&str> = words.take_while(is_series).collect();
        let numbers: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
        let is_range = words.iter().any(|word| ["to", "–"].contains(word));
        numbers.contains(&number)
            || is_range
                && numbers.iter().min() < Some(&number)
                && Some(&number) < numbers.iter().max()
    })
}

/// The entry of a graph in data/report.toml.
fn own<'c>(context: &CheckContext<'c>, graph: &Graph) -> Option<&'c crate::model::Graph> {
    context.survey.report.graphs.iter().find(|own| own.key.value == graph.key)
}

fn at_keys(context: &CheckContext<'_>, diagnostic: Diagnostic, graphs: &[&Graph]) -> Diagnostic {
    let places = graphs.iter().filter_map(|g| Some((own(context, g)?.key.span, g.label.bare())));
    diagnostic.at_each(places)
}
