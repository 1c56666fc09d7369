//! The next round of a survey: what is taken over from the project of the last one, and the figures of
//! that one as an earlier round.

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value};

use super::{NewProject, project};
use crate::amend;
use crate::diagnostic::SourceKind;
use crate::figure::{Figure, Key, Measure, Part, Relation, Statistic, Value as FigureValue};
use crate::model::{Choice, NOT_REVIEWED, Question, Survey};
use crate::tally::{Formula, Tally};

/// The name of a round: the year in which the survey was held, or else that of the edition.
pub fn round_name(survey: &Survey) -> Option<String> {
    let digits = survey.asked.value.split(|c: char| !c.is_ascii_digit());
    let asked = digits.rev().find(|year| year.len() == 4 && year.starts_with(['1', '2']));
    let issued = || survey.report.edition.date.map(|date| date.year().to_string());
    asked.map(str::to_owned).or_else(issued)
}

/// Whether the next round takes over the file at this path of a project.
pub fn is_taken_over(path: &str) -> bool {
    match SourceKind::of(path) {
        SourceKind::Report
        | SourceKind::Survey
        | SourceKind::Mechanisms
        | SourceKind::Submissions
        | SourceKind::Framework(_)
        | SourceKind::Earlier(_) => true,
        _ => ["templates/", "fonts/", "data/tables/"].iter().any(|folder| path.starts_with(folder)),
    }
}

/// A text file of the last round for the next one: marked as that of `round` if it has to be
/// reviewed, and, for the report, with a first edition and the settings of `new`.
///
/// # Errors
/// If a setting is invalid, or the file is not readable as TOML.
pub fn taken_over(
    path: &str,
    text: &str,
    round: &str,
    new: &NewProject<'_>,
) -> Result<String, String> {
    let what = match SourceKind::of(path) {
        SourceKind::Report => {
            "Give the report its title, its `name` and what else is new; go through the points\n# and \
             the graphs. To compare a graph with the last round, write `rounds = [\"ROUND\"]` under it."
        }
        SourceKind::Survey => {
            "Write when this round is held (`asked`) and how many are invited; go through the\n# questions, \
             and keep the ids and keys of those that are to be compared with earlier rounds."
        }
        SourceKind::Mechanisms => "Enter who is new, and set `invited` for each.",
        SourceKind::Submissions => "Go through the processes, their mandates and their limits.",
        SourceKind::Template => "Go through its sentences.",
        _ => return Ok(text.to_owned()),
    };
    let what = what.replace("ROUND", round);
    let note = format!("{NOT_REVIEWED} {round}. {what}");
    let text = match SourceKind::of(path) {
        SourceKind::Template => {
            return Ok(format!("{{# {note} Then delete this note. #}}\n{text}"));
        }
        SourceKind::Report => project::with(text, new, |document| {
            if let Some(edition) = document.get_mut("edition").and_then(Item::as_table_like_mut) {
                amend::set(edition, "number", 1);
                amend::set(edition, "kind", "draft");
                for key in ["date", "replaces", "document-number"] {
                    edition.remove(key);
                }
            }
        })?,
        _ => text.to_owned(),
    };
    Ok(format!("# {note}\n# Then delete this note.\n\n{text}"))
}

/// `data/earlier/ROUND.toml`: the figures of a survey as an earlier round; `source` says where they are
/// from.
pub fn earlier(survey: &Survey, tally: &Tally, round: &str, source: &str) -> String {
    let figures = Figures(tally);
    let mut document = DocumentMut::new();
    document.insert("title", round.into());
    document.insert("asked", survey.asked.value.as_str().into());
    document.insert("invited", i64::from(survey.invited.value).into());
    document.extend(figures.number(&Figure::RESPONDED).map(|number| ("respondents", number)));
    if let Some((percent, _)) = figures.percent(&Figure::RESPONSE_RATE) {
        let mut table = Table::new();
        table.insert("percent", percent.into());
        document.insert("response-rate", Item::Table(table));
    }
    for question in survey.questions.iter().filter(|one| tally.questions.contains_key(&one.id)) {
        let path = match &question.item {
            Some(item) => vec![&item.grid, &item.key],
            None => vec![&question.id],
        };
        let parent = path[..path.len() - 1].iter().fold(document.as_table_mut(), |table, key| {
            let nested = table.entry(key).or_insert_with(|| {
                let mut nested = Table::new();
                nested.set_implicit(true);
                Item::Table(nested)
            });
            nested.as_table_mut().expect("a grid is a table")
        });
        parent.insert(path[path.len() - 1], Item::Table(figures.question(question)));
    }
    let note = format!(
        "# THE ROUND OF {round}, with which this one is compared: the figures of {source}.\n# Nothing moves \
         them. If it is known how many answered a question in both rounds, write `answered-both = …` under it.\n\n"
    );
    note + &document.to_string()
}

/// The figures of a survey as entries of a file.
struct Figures<'a>(&'a Tally);

impl Figures<'_> {
    fn question(&self, question: &Question) -> Table {
        let mut table = Table::new();
        let figure = |measure| Figure::question(&question.id, measure);
        let base = figure(Measure::Base);
        if let Some(wording) = &question.wording {
            table.insert("wording", wording.value.as_str().into());
        }
        table.extend(self.number(&base).map(|base| ("base", base)));
        table.extend(self.adopted(&base).map(|why| ("adopted", why)));
        for statistic in Statistic::ALL {
            let number = self.number(&figure(Measure::Statistic(statistic)));
            table.extend(number.map(|number| (statistic.name(), number)));
        }
        let mut named: Vec<_> = self.0.questions[&question.id].options.iter().collect();
        named.retain(|option| option.named.is_some());
        named.sort_by_key(|option| option.named);
        if !named.is_empty() {
            let named: Array = named.into_iter().map(|option| option.key.as_str()).collect();
            table.insert("named", named.into());
        }
        table.set_implicit(table.is_empty());
        let mut options = Table::new();
        for option in &question.options {
            let entry = self.option(&question.id, option);
            if ["count", "percent", "mean"].iter().any(|key| entry.contains_key(key)) {
                options.insert(&option.key.value, entry.into());
            }
        }
        if !options.is_empty() {
            table.insert("options", Item::Table(options));
        }
        table
    }

    fn option(&self, question: &Key, option: &Choice) -> InlineTable {
        let figure = |part| Figure::option(question, &option.key.value, part);
        let mut entry = InlineTable::new();
        entry.extend(self.number(&figure(Part::Count)).map(|count| ("count", count)));
        if let Some((percent, relation)) = self.percent(&figure(Part::Share)) {
            entry.insert("percent", percent.into());
            entry.extend(relation.map(|relation| ("relation", relation)));
        }
        entry.extend(self.number(&figure(Part::Mean)).map(|mean| ("mean", mean)));
        entry.extend(self.adopted(&figure(Part::Count)).map(|why| ("adopted", why)));
        if option.label.is_none() {
            entry.insert("title", option.title.value.as_str().into());
        }
        entry
    }

    /// A figure that is no share.
    fn number(&self, figure: &Figure) -> Option<Value> {
        match self.0.value(figure)? {
            FigureValue::Count(count) => Some(i64::from(count).into()),
            FigureValue::Number(number) => number.to_string().parse().ok(),
            FigureValue::Share(_) => None,
        }
    }

    fn percent(&self, figure: &Figure) -> Option<(i64, Option<&'static str>)> {
        let share = self.0.value(figure)?.share()?;
        let relation = match share.relation {
            Relation::Equal => None,
            Relation::MoreThan => Some("more than"),
            Relation::LessThan => Some("less than"),
        };
        Some((share.percent.into(), relation))
    }

    /// Why a number that was not printed was adopted.
    fn adopted(&self, figure: &Figure) -> Option<&str> {
        match &self.0.figures.get(figure)?.formula {
            Formula::Start(sum) | Formula::Sum(sum) => sum.adopted.as_deref(),
            _ => None,
        }
    }
}
