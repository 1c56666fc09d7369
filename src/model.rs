//! The valid survey: the contents of data/, checked, with the source location of every value.
//!
//! [`read`] collects all errors of all files. Later stages can rely on what it returns: every key
//! reference resolves, options belong to their question, and nothing is defined twice.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::figure::{Group, Key};
use crate::text::Noun;
use reader::Context;

mod answer;
pub mod decisions;
mod eligibility;
pub(crate) mod graphs;
pub(crate) mod markdown;
pub(crate) mod mechanisms;
pub(crate) mod names;
mod published;
pub(crate) mod question;
pub(crate) mod reader;
pub(crate) mod recovery;
mod report;
mod response;
mod responses;
mod revisions;
mod rounds;
mod statements;
pub mod submissions;
mod survey;
pub mod text;

pub use decisions::{Accepted, Level};
pub use eligibility::{Pending, ReportOptions, Withdrawn};
pub use graphs::{Graph, GraphKind, Table};
pub use mechanisms::{KeyList, Mechanism};
pub use published::{Published, PublishedOption, PublishedQuestion};
pub use question::{Base, Choice, Condition, Item, Question, QuestionKind};
pub use reader::GREATEST_NUMBER;
pub use report::{Abbreviation, Edition, Foreign, Part, Point, Report};
pub use response::{
    Answer, Answers, Contribution, Form, ImportSource, OpenItem, Received, Response, Withdrawal,
};
pub use rounds::{NOT_REVIEWED, Round};
pub use statements::Redactions;
pub use submissions::Process;
pub use survey::{Attribute, noun};
pub use text::{Located, Text};

/// The least size of a group in a survey whose answers are confidential: from the figures of a
/// smaller one, its members could learn each other's answers.
pub const LEAST_GROUP: u32 = 3;

/// A valid survey.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// Titles, parts, points and graphs.
    pub report: Report,
    /// When the survey was carried out, in words.
    pub asked: Text,
    /// The number of mechanisms that were invited to respond.
    pub invited: Located<u32>,
    /// The day by which responses are asked for.
    pub deadline: Option<Date>,
    /// Whether responses are pending until they are cleared.
    pub clearance: bool,
    /// Whether outputs must not reveal the answers of a group of one or two mechanisms.
    pub confidential: bool,
    /// What the respondents are called.
    pub noun: Noun,
    /// The size below which a group is not shown; 0 if all groups are.
    pub suppress_below: u32,
    /// The properties by which respondents are grouped.
    pub attributes: Vec<Attribute>,
    /// The questions, in order.
    pub questions: Vec<Question>,
    /// The mechanisms by key.
    pub mechanisms: BTreeMap<Key, Mechanism>,
    /// The figures published earlier.
    pub published: Published,
    /// Earlier rounds of the survey, in order.
    pub rounds: Vec<Round>,
    /// The effective responses, by mechanism.
    pub responses: Vec<Response>,
    /// Responses that are not effective yet.
    pub waiting: Vec<Pending>,
    /// Withdrawn responses, by mechanism.
    pub withdrawn: Vec<Withdrawn>,
    /// The redactions of this project and of others whose words must not appear in the same outputs.
    pub redactions: Vec<Redactions>,
    /// The processes to which the report is submitted.
    pub processes: Vec<Process>,
    /// Findings that were accepted as they are.
    pub accepted: Vec<Accepted>,
}

impl Survey {
    /// The question with this id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| *question.id == *id)
    }

    /// The question with this id; reports an error if there is none.
    pub(crate) fn find_question(&self, context: &Context<'_>, id: &Text) -> Option<&Question> {
        names::find(context, "question", id, &self.questions, |question| &question.id)
    }

    /// The options of all questions.
    pub fn options(&self) -> impl Iterator<Item = &Choice> {
        self.questions.iter().flat_map(|question| &question.options)
    }

    /// The questions with this id: one, or the items of a grid.
    pub fn questions_of(&self, id: &str) -> Vec<&Question> {
        let is_it = |one: &&Question| one.id == id || one.is_item_of(id);
        self.questions.iter().filter(is_it).collect()
    }

    /// The earlier round with this key.
    pub fn round(&self, key: &str) -> Option<&Round> {
        self.rounds.iter().find(|round| *round.key == *key)
    }

    /// Whether a response belongs to a group: by an attribute of its mechanism, or by an answer.
    pub fn is_within(&self, response: &Response, group: &Group) -> bool {
        self.has_group(&response.mechanism, response.answers.get(&group.by), group)
    }

    /// Whether a mechanism that gave this answer to the question of the group, if that is one, is in the group.
    pub fn has_group(&self, mechanism: &str, answer: Option<&Answer>, group: &Group) -> bool {
        match answer {
            Some(answer) => answer.chosen().any(|(key, _)| group.value == *key),
            None => self.mechanisms[mechanism].is_within(group),
        }
    }

    /// The attributes and questions by which figures can be broken down.
    pub fn group_keys(&self) -> Vec<&Key> {
        let is_group = |question: &&Question| question.kind.is_one_option() && question.printed;
        let questions = self.questions.iter().filter(is_group).map(|question| &question.id);
        self.attributes.iter().map(|attribute| &attribute.key).chain(questions).collect()
    }

    /// The wording of a question, or else the caption of its graph.
    pub fn wording<'s>(&'s self, question: &'s Question) -> Option<&'s Text> {
        let asks = |graph: &&Graph| {
            graph.question == question.id
                || question.item.as_ref().is_some_and(|item| graph.question == item.grid)
        };
        let graph = || self.report.graphs.iter().find(asks);
        question.wording.as_ref().or_else(|| graph().map(|graph| &graph.caption))
    }

    /// The groups by an attribute or by the answers to a question, in order, each with its title.
    pub fn groups(&self, by: &str) -> Vec<(Group, &Text)> {
        let attribute = self.attributes.iter().find(|attribute| attribute.key == by);
        let values = attribute.into_iter().flat_map(|attribute| &attribute.values);
        let values = values.map(|(key, title)| (key, title));
        let options = self.question(by).into_iter().flat_map(|question| &question.options);
        let options = options.map(|option| (&option.key, &option.title));
        let by = Key::new(by).expect("a key is not blank");
        let group = |key: &Located<Key>| Group { by: by.clone(), value: key.value.clone() };
        values.chain(options).map(|(key, title)| (group(key), title)).collect()
    }

    /// The title of a group.
    pub fn group_title(&self, group: &Group) -> Option<&Text> {
        let groups = self.groups(&group.by);
        groups.into_iter().find(|(one, _)| one == group).map(|(_, title)| title)
    }

    /// The process selected by `scope`; `None` if no process is selected or its key is unknown.
    pub fn process(&self, scope: &ReportOptions) -> Option<&Process> {
        let key = scope.process.as_deref()?;
        self.processes.iter().find(|process| *process.key.value == *key)
    }

    /// Whether outputs may name a mechanism as a respondent. They may not if it asked for
    /// anonymity, or if its response was redacted, no publication counts it and it has not
    /// responded again.
    pub fn may_name(&self, mechanism: &str) -> bool {
        let is_joint = |one: &&Response| one.joint.iter().any(|other| **other == *mechanism);
        let joint = || self.responses.iter().find(is_joint);
        match self.response(mechanism).or_else(joint) {
            Some(response) => !response.anonymous,
            None => !self.withdrawal(mechanism).is_some_and(|withdrawn| withdrawn.anonymous),
        }
    }

    /// The effective response of a mechanism.
    pub fn response(&self, mechanism: &str) -> Option<&Response> {
        let found = self.responses.binary_search_by(|one| (*one.mechanism).cmp(mechanism));
        found.ok().map(|at| &self.responses[at])
    }

    /// The withdrawn response of a mechanism.
    pub fn withdrawal(&self, mechanism: &str) -> Option<&Withdrawn> {
        let found = self.withdrawn.binary_search_by(|one| (*one.mechanism).cmp(mechanism));
        found.ok().map(|at| &self.withdrawn[at])
    }

    /// Paths, within the project, of the source texts of all effective responses.
    pub fn source_texts(&self) -> impl Iterator<Item = &str> {
        let texts = self.responses.iter().flat_map(|response| &response.source_texts);
        texts.map(|path| path.value.as_str())
    }

    /// An error for each graph that divides one bar among answers that don't exclude each other.
    pub(crate) fn indivisible_graphs(&self) -> impl Iterator<Item = Diagnostic> {
        let stacked = self.report.graphs.iter().filter(|graph| graph.kind == GraphKind::Stacked);
        let faulty = stacked.filter(|graph| {
            self.questions_of(&graph.question).iter().any(|question| !question.is_divisible())
        });
        faulty.map(|Graph { key, question, .. }| {
            let message = format!(
                "graph `{}` can't be stacked: `{question}` takes several answers, whose shares make no whole",
                key.value
            );
            let error = Diagnostic::error(Code::UnknownValue, message).at(key.span, "");
            error.help("write `kind = \"bars\"`")
        })
    }

    /// The latest date on which an effective response was received.
    pub fn received_by(&self) -> Option<Date> {
        self.responses.iter().filter_map(|response| response.received).max()
    }
}

/// Reads the survey from the files under data/, and omits everything that `redactions` covers: those of another version
/// of the project, which these files may not declare. Returns `None` if errors leave too little to continue with; if the
/// diagnostics include an error, the survey must not be used for a report.
pub fn read(
    sources: &Sources,
    scope: &ReportOptions,
    redactions: &[Redactions],
) -> (Option<Survey>, Vec<Diagnostic>) {
    let context = Context::new(sources);
    let survey = read_survey(&context, scope, redactions);
    (survey, context.into_diagnostics())
}

fn read_survey(
    context: &Context<'_>,
    scope: &ReportOptions,
    redactions: &[Redactions],
) -> Option<Survey> {
    let mut survey = Survey::default();
    let is_asked = survey::read(context, &mut survey);
    survey.mechanisms = mechanisms::read(context, &survey.attributes);
    survey.rounds = rounds::read(context, &survey);
    let is_complete = report::read(context, &mut survey) && is_asked;
    survey.published = published::read(context, &survey);
    let files = responses::read(context, &survey, scope);
    survey.processes = submissions::read(context, &survey.report.parts);
    survey.accepted = decisions::read(context);
    if !is_complete {
        return None;
    }
    let today = scope.today.or(survey.report.edition.date.map(|date| date.value));
    let scope = &ReportOptions { today, ..scope.clone() };
    let rules = eligibility::EligibilityRules { context, scope, survey: &survey, redactions };
    let eligibility::Selected { responses, waiting, withdrawn, redactions } =
        eligibility::select(files, &rules);
    Some(Survey { responses, waiting, withdrawn, redactions, ..survey })
}
