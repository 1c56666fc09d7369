//! Forms that are not filled in yet. A response without answers, quotations and practices adds
//! nothing to a report.

use super::eligibility::{Pending, ReportOptions, is_later};
use super::published::Published;
use super::responses::ResponseFile;

/// Separates unfilled forms from the responses and lists them as pending. A form whose mechanism is
/// counted in the publication also stays among the responses: the mechanism has responded, and
/// amendments need its file.
pub(crate) fn set_aside(
    files: Vec<ResponseFile>,
    scope: &ReportOptions,
    published: &Published,
) -> (Vec<ResponseFile>, Vec<Pending>) {
    let mut waiting: Vec<Pending> = Vec::new();
    for file in files.iter().filter(|file| file.blank && !is_later(file, scope)) {
        let mechanism = &file.response.mechanism;
        let said = |other: &ResponseFile| !other.blank && other.response.mechanism == *mechanism;
        let needless = file.amended.is_none() && files.iter().any(said);
        if !scope.as_issued && !needless {
            let reason = "form not filled in yet".to_owned();
            waiting.push(Pending { mechanism: mechanism.clone(), reason });
        }
    }
    let stays = |file: &ResponseFile| {
        !file.blank || (file.amended.is_none() && published.counts(&file.response.mechanism))
    };
    (files.into_iter().filter(stays).collect(), waiting)
}
