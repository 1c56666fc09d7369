//! The next round of a survey: what is taken over from the project of the last one, and the figures of
//! that one as an earlier round.

use std::sync::Arc;

use minijinja::{Value, context};
use toml_edit::Item;

use super::form::question_key;
use super::rendered;
use super::{Settings, project};
use crate::amend;
use crate::diagnostic::SourceKind;
use crate::figure::{Group, Relation, Statistic};
use crate::model::{NOT_REVIEWED, Survey};
use crate::tally::{Formula, Tally};

/// The name of a round: the year in which the survey was held, or else that of the edition.
pub fn round_name(survey: &Survey) -> Option<String> {
    let digits = survey.asked.value.split(|c: char| !c.is_ascii_digit());
    let asked = digits.rev().find(|year| year.len() == 4 && year.starts_with(['1', '2']));
    let issued = || survey.report.edition.date.map(|date| date.value.year().to_string());
    asked.map(str::to_owned).or_else(issued)
}

/// Whether the next round takes over the file at this path of a project.
pub fn is_taken_over(path: &str) -> bool {
    match SourceKind::of(path) {
        SourceKind::Framework(_) | SourceKind::Earlier(_) => true,
        kind => {
            let folders = ["templates/", "fonts/", "data/tables/"];
            note(&kind).is_some() || folders.iter().any(|folder| path.starts_with(folder))
        }
    }
}

/// What is to be changed in a file of the last round; `None` if it may stay as it is.
fn note(kind: &SourceKind) -> Option<&'static str> {
    Some(match kind {
        SourceKind::Report => {
            "Give the report its title, its `name` and what else is new; go through the points\n# and \
             the graphs. To compare a graph with the last round, write `rounds = [\"ROUND\"]` under it."
        }
        SourceKind::Survey => {
            "Write when this round is held (`asked`) and how many are invited; go through the\n# questions, \
             and keep the ids and keys of what is to be compared with earlier rounds."
        }
        SourceKind::Mechanisms => "Enter who is new, and set `invited` for each.",
        SourceKind::Submissions => "Go through the processes, their mandates and their limits.",
        SourceKind::Template => "Go through its sentences.",
        _ => return None,
    })
}

/// A text file of the last round for the next one: marked as that of `round` if it has to be
/// reviewed, and, for the report, with a first edition and the `settings`.
///
/// # Errors
/// If a setting is invalid, or the file is not readable as TOML.
pub fn taken_over(
    path: &str,
    text: &str,
    round: &str,
    settings: &Settings<'_>,
) -> Result<String, String> {
    let kind = SourceKind::of(path);
    if matches!(kind, SourceKind::Earlier(_)) {
        // How many answered in that round and in the new one is not known.
        let lines = text.split_inclusive('\n');
        return Ok(lines.filter(|line| !line.starts_with("answered-both")).collect());
    }
    let Some(note) = note(&kind) else { return Ok(text.to_owned()) };
    let note = format!("{NOT_REVIEWED} {round}. {}", note.replace("ROUND", round));
    if kind == SourceKind::Template {
        return Ok(format!("{{# {note} Then delete this note. #}}\n{text}"));
    }
    let changed = (kind == SourceKind::Report).then(|| {
        project::with(text, settings, |document| {
            if let Some(edition) = document.get_mut("edition").and_then(Item::as_table_like_mut) {
                amend::set(edition, "number", 1);
                amend::set(edition, "kind", "draft");
                for key in ["date", "replaces", "document-number"] {
                    edition.remove(key);
                }
            }
        })
    });
    let text = changed.transpose()?.unwrap_or(text.to_owned());
    Ok(format!("# {note}\n# Then delete this note.\n\n{text}"))
}

/// `data/earlier/ROUND.toml`: the figures of a survey as an earlier round; `source` says where they are
/// from.
pub fn earlier(survey: &Survey, tally: &Arc<Tally>, round: &str, source: &str) -> String {
    let questions = survey.questions.iter().filter_map(|question| {
        let mut named: Vec<_> = tally.question(&question.id)?.options.iter().collect();
        named.retain(|option| option.named.is_some());
        named.sort_by_key(|option| option.named);
        let options = question.options.iter().map(|option| {
            let title = option.label.is_none().then_some(&option.title.value);
            context! { key => &*option.key.value, title }
        });
        let groups = tally.questions.keys().filter(|base| {
            base.question_id() == Some(&question.id) && base.round.is_none() && base.group.is_some()
        });
        let groups = groups.filter_map(|base| {
            let (Group { by, value }, name) = (base.group.as_ref()?, base.to_string());
            Some(context! { by => &**by, value => &**value, name => name.strip_suffix(".base")? })
        });
        Some(context! {
            groups => groups.collect::<Vec<_>>(),
            unit => question.unit.as_ref().map(|unit| &unit.value),
            id => question_key(question),
            name => &*question.id,
            wording => question.wording.as_ref().map(|wording| &wording.value),
            named => named.into_iter().map(|option| option.key.to_string()).collect::<Vec<_>>(),
            options => options.collect::<Vec<_>>(),
        })
    });
    let tally = Arc::clone(tally);
    let values = context! {
        round, source,
        asked => &survey.asked.value,
        invited => survey.invited.value,
        questions => questions.collect::<Vec<_>>(),
        statistics => Statistic::ALL.map(Statistic::name),
        figure => Value::from_function(move |id: &str| figure(&tally, id)),
    };
    rendered(include_str!("earlier.jinja"), values)
}

/// A figure as the template reads it; `None` if it has no value.
fn figure(tally: &Tally, id: &str) -> Option<Value> {
    let tallied = tally.figure(id)?;
    let share = tallied.value?.share();
    let relation = share.and_then(|share| match share.relation {
        Relation::Equal => None,
        Relation::MoreThan => Some("more than"),
        Relation::LessThan => Some("less than"),
    });
    let adopted = match &tallied.formula {
        Formula::Start(sum) | Formula::Sum(sum) => sum.adopted.as_ref().map(|why| &why.value),
        _ => None,
    };
    let (number, percent) = (tallied.value?.to_string(), share.map(|share| share.percent));
    Some(context! { number, percent, relation, adopted })
}
