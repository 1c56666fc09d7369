//! `issue ID`: keeps what is sent out.

use std::env;

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

use super::arguments::Arguments;
use super::terminal::Terminal;
use super::{DONE, Ended, Started, check_text, made, project, start, summary, usage};
use crate::edition::{self, LONGEST_NAME, Unusable};
use crate::pipeline::{self, Issue, Issued};

/// Issues the report as an edition of that name.
pub(super) fn issue(
    arguments: &Arguments,
    terminal: &Terminal,
    id: &str,
    note: &str,
    on: Option<Date>,
) -> Result<u8, Ended> {
    let root = project(arguments)?;
    edition::check_name(&root, id).map_err(|why| match why {
        Unusable::Unfit => usage(format!(
            "`{id}` is no name for an edition: use letters, digits, `-`, `_` and `.`, beginning with a letter and ending \
             with a letter or digit, {LONGEST_NAME} at most, and no name that Windows keeps for itself; such as `june-2024`"
        )),
        Unusable::Meant => usage(format!(
            "`{id}` is no name for an edition: `rapporteur diff` takes it for the report {}; such as `june-2024`",
            if id == "now" { "as it stands" } else { "as first issued" }
        )),
        Unusable::Taken => usage(format!(
            "edition `{id}` was issued already, and is kept as it was sent; give this one another name"
        )),
    })?;
    check_text("`--note`", note)?;
    const OUTCOME: &str = "nothing was issued";
    let Started { options, mut composed, report, .. } = start(arguments, terminal, OUTCOME)?;
    let day = on.unwrap_or_else(today);
    report.survey.waiting.iter().for_each(|waiting| terminal.say(&summary::waits(waiting)));
    let progress = terminal.progress("issuing");
    let issued = pipeline::issue(&root, &mut composed, &report, &options, &Issue { id, note, day });
    drop(progress);
    let Issued { edition, findings } = made(issued, &mut composed, terminal, OUTCOME)?;
    terminal.diagnostics(&composed.inputs.sources, &findings);
    terminal.say(&format!(
        "{}: edition `{}` of {} is kept ({} files); `rapporteur diff` tells what changes from now on",
        edition::folder(&root, &edition.id).display(),
        edition.id,
        edition.issued,
        edition.files.len() + 1
    ));
    Ok(DONE)
}

/// The day of this run: that of `SOURCE_DATE_EPOCH`, else that of the clock.
pub(super) fn today() -> Date {
    let epoch = env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
    let epoch = epoch.and_then(|seconds| Timestamp::from_second(seconds).ok());
    match epoch {
        Some(epoch) => epoch.to_zoned(jiff::tz::TimeZone::UTC).date(),
        None => Zoned::now().date(),
    }
}
