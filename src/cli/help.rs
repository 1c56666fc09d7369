//! The help: commands in the order in which they are used in a year, with common options listed
//! once.

use std::mem::take;

use clap::builder::styling::Styles;
use clap::{Command, CommandFactory, FromArgMatches};

use super::arguments::Arguments;

/// The commands by heading.
const GROUPS: [(&str, &[&str]); 5] = [
    ("Begin a survey", &["init", "questionnaire"]),
    ("Take in answers", &["new", "receive", "status", "clearance"]),
    ("Write the report, and check it", &["build", "check", "explain"]),
    ("Send it, correct it, and say what changed", &["issue", "edits", "errata", "diff"]),
    ("Other", &["words", "completions", "help"]),
];
const COMMON: &str = "`rapporteur --help` lists the options that all commands take.";

/// Parses this process's arguments.
///
/// # Errors
/// If they are invalid, or ask for help or the version.
pub(super) fn parse() -> Result<Arguments, clap::Error> {
    Arguments::from_arg_matches(&command().try_get_matches()?)
}

/// The clap command with customized help.
pub(super) fn command() -> Command {
    let mut command = Arguments::command();
    command.build();
    hide_common(&mut command);
    let template = template(&command);
    command.help_template(template)
}

/// Hides common options from the help of the subcommands of `command`.
fn hide_common(command: &mut Command) {
    for below in command.get_subcommands_mut() {
        let own = take(below).mut_args(|argument| match argument.is_global_set() {
            true => argument.hide(true),
            false => argument,
        });
        let help = own.get_after_help().map(|help| format!("{help}\n")).unwrap_or_default();
        *below = own.after_help(help + COMMON);
        hide_common(below);
    }
}

/// The help template of the program, with commands in groups.
fn template(command: &Command) -> String {
    let style = Styles::styled();
    let (header, literal) = (style.get_header(), style.get_literal());
    let mut groups = String::new();
    for (heading, names) in GROUPS {
        groups += &format!("{header}{heading}:{header:#}\n");
        for name in names {
            let about = command.find_subcommand(name).and_then(Command::get_about);
            let about = about.map(ToString::to_string).unwrap_or_default();
            groups += &format!("  {literal}{name:<11}{literal:#}  {about}\n");
        }
        groups += "\n";
    }
    format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{groups}{header}Options:{header:#}\n{{options}}{{after-help}}"
    )
}

#[cfg(test)]
mod tests {
    use super::{GROUPS, command};

    #[test]
    fn the_command_line_is_consistent_and_every_command_is_in_a_group() {
        let command = command();
        command.clone().debug_assert();
        let mut listed: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| *names).copied().collect();
        let mut known: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        listed.sort_unstable();
        known.sort_unstable();
        assert_eq!(listed, known);
    }
}
