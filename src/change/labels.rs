//! What figures are called.

use crate::document::FigureId;
use crate::figures;
use crate::model::Survey;
use crate::words::{Word, Words};

/// What a figure is of: its question, such as `Colours seen as most useful` (none for those about respondents), and what it
/// tells, such as `Colour 1 – Red, share`.
pub(super) fn title(survey: &Survey, id: &FigureId, words: &Words) -> (Option<String>, String) {
    let (of, kind) = id.0.rsplit_once('.').unwrap_or((&id.0, ""));
    let (question, option) = of.split_once('.').map_or((of, None), |(q, o)| (q, Some(o)));
    let Some(question) = survey.question(question) else {
        let key = match (of, kind) {
            ("respondents", _) => Word::FigureResponded,
            ("response-rate", "count") => Word::FigureInvitedResponded,
            ("response-rate", "base") => Word::FigureInvited,
            ("response-rate", _) => Word::FigureResponseRate,
            _ => return (None, id.0.clone()),
        };
        return (None, words.say(key, &[]));
    };
    let Some(key) = option else {
        return (Some(figures::label(survey, question)), words.say(Word::FigureAnswered, &[]));
    };
    let told = match (question.option(key), key.strip_prefix("rank.")) {
        (None, Some(rank)) => words.say(Word::FigureTied, &[("rank", rank)]),
        (choice, _) => {
            let option = choice.map_or_else(|| key.to_owned(), figures::name);
            let key = if kind == "share" { Word::FigureShare } else { Word::FigureCount };
            words.say(key, &[("option", &option)])
        }
    };
    (Some(figures::label(survey, question)), told)
}
