//! Bases that differ from the number of respondents, and so possibly from each other.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Base, Located, Survey};

/// Returns one finding for all bases that differ without naming the respondents they leave out.
pub(super) fn check(survey: &Survey) -> Option<Diagnostic> {
    let published = &survey.published;
    let respondents = published.number();
    let first = published.respondents.first()?;
    let is_of_respondents =
        |id: &str| survey.question(id).is_some_and(|question| question.base == Base::Respondents);
    let differing = published.questions.iter().filter_map(|(id, question)| {
        let base = question.base.as_ref().filter(|_| is_of_respondents(id))?;
        let explained = question.not_counted.len() + base.value as usize == respondents;
        let counted = question.counted.len() == base.value as usize;
        (!explained && !counted).then_some(base)
    });
    let mut differing: Vec<&Located<u32>> = differing.collect();
    differing.sort_by_key(|base| base.span);
    let base = differing.first()?;
    let same = differing.iter().all(|other| other.value == base.value);
    let differs = match (same, differing.len()) {
        (true, 1) => format!("the base of a question is {}", base.value),
        (true, many) => format!("the base of {many} questions is {}", base.value),
        (false, many) => format!("the bases of {many} questions differ from that"),
    };
    let message = format!("{respondents} responded, but {differs}");
    let places = differing.into_iter().map(|base| {
        let missing = respondents.abs_diff(base.value as usize);
        let are = if missing == 1 { "is" } else { "are" };
        (base.span, format!("{missing} of the {respondents} {are} not in it"))
    });
    let warning = Diagnostic::warning(Code::BaseDiffers, message).at_each(places);
    Some(warning.at(first.span, format!("the first of the {respondents} respondents")).help(
        "find out who did not answer, and name them under the question: `not-counted = [\"KEY\"]`",
    ))
}
