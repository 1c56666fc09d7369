//! Terminal output: results go to standard output, messages to standard error.

use std::env;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::OnceLock;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use clap::ColorChoice;
use serde::Serialize;
use serde_json::json;

use super::arguments::Format;
use crate::codes::Group;
use crate::diagnostic::{
    Diagnostic, MachineError, Sources, counted, draw, escaped, escaped_beside_colours, escaped_json,
};
use crate::explain::Look;
use crate::model::Pending;

/// How long a step may take before progress is shown.
const PATIENCE: Duration = Duration::from_secs(1);
/// The maximum line width of results, in characters.
const WIDEST: usize = 100;

/// The output streams of the program, usually a terminal.
pub(super) struct Terminal {
    /// Whether messages are coloured.
    coloured: bool,
    /// How results for people are formatted.
    pub(super) look: Look,
    format: Format,
    /// The error that occurred while printing a result, if any.
    unprinted: OnceLock<io::Error>,
}

impl Terminal {
    /// Uses colours as requested; by default on a terminal, unless `NO_COLOR` is set.
    pub(super) fn new(colour: ColorChoice, format: Format) -> Self {
        let no_colour = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let coloured = |is_terminal: bool| match colour {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => is_terminal && !no_colour,
        };
        let columns = terminal_size::terminal_size_of(io::stdout());
        let width = columns.map_or(WIDEST, |(width, _)| usize::from(width.0).min(WIDEST));
        let look = Look { coloured: coloured(io::stdout().is_terminal()), width };
        let unprinted = OnceLock::new();
        Terminal { coloured: coloured(io::stderr().is_terminal()), look, format, unprinted }
    }

    /// Prints a result. [`Terminal::unprinted`] reports whether printing failed.
    pub(super) fn print(&self, text: &str) {
        let text = match (self.format, self.look.coloured) {
            (Format::Json, _) => escaped_json(text).into_owned(),
            (Format::Human, true) => escaped_beside_colours(text),
            (Format::Human, false) => escaped(text).into_owned(),
        };
        let mut output = io::stdout();
        let printed = output.write_all(text.as_bytes()).and_then(|()| output.flush());
        if let Err(error) = printed {
            self.unprinted.get_or_init(|| error);
        }
    }

    /// The failure to print results; `None` if all were printed, or if the reader closed the pipe,
    /// as `head` does.
    pub(super) fn unprinted(&self) -> Option<MachineError> {
        let error = self.unprinted.get().filter(|error| error.kind() != ErrorKind::BrokenPipe)?;
        Some(MachineError::new(format!("could not print to standard output: {error}")))
    }

    /// Prints a result: its items as JSON, each on a line, or all as `text` for people.
    pub(super) fn items<T: Serialize>(&self, items: &[T], text: impl FnOnce(Look) -> String) {
        if self.format == Format::Human {
            return self.print(&text(self.look));
        }
        for item in items {
            let line = serde_json::to_string(item).expect("results are plain data");
            self.print(&(line + "\n"));
        }
    }

    /// Prints a message for programs.
    pub(super) fn object(&self, object: &serde_json::Value) {
        if self.format == Format::Json {
            let _ = writeln!(io::stderr(), "{}", escaped_json(&object.to_string()));
        }
    }

    /// Prints a message for people; programs read the diagnostics and the exit code.
    pub(super) fn say(&self, text: &str) {
        if self.format == Format::Human {
            let _ = writeln!(io::stderr(), "{}", escaped(text));
        }
    }

    /// Prints help or the version as a result, or a usage error, which quotes the command line.
    pub(super) fn usage(&self, message: &clap::Error) {
        let is_error = message.use_stderr();
        let text = match if is_error { self.coloured } else { self.look.coloured } {
            true => escaped_beside_colours(&message.render().ansi().to_string()),
            false => escaped(&message.render().to_string()).into_owned(),
        };
        match is_error {
            true => drop(write!(io::stderr(), "{text}")),
            false => self.print(&text),
        }
    }

    /// Prints the error that ended the program.
    pub(super) fn error(&self, message: &str) {
        self.object(&json!({ "severity": "error", "message": message }));
        if self.format == Format::Human {
            let error = if self.coloured { "\x1b[1;31merror\x1b[0m" } else { "error" };
            let _ = writeln!(io::stderr(), "{error}: {}", escaped(message));
        }
    }

    /// Prints diagnostics in the requested format.
    pub(super) fn diagnostics(&self, sources: &Sources, diagnostics: &[Diagnostic]) {
        let drawn = match self.format {
            Format::Human => draw::human(sources, diagnostics, self.coloured),
            Format::Json => draw::json(sources, diagnostics),
        };
        let _ = io::stderr().write_all(drawn.as_bytes());
    }

    /// Prints the findings of a check as its result, followed by `lines` for people: errors, then what
    /// is new since the last build, then what was found before.
    pub(super) fn findings(
        &self,
        sources: &Sources,
        [errors, new, old]: [&[Diagnostic]; 3],
        lines: &[String],
    ) {
        if self.format == Format::Json {
            let parts = [errors, new, old].map(|part| draw::json(sources, part));
            return self.print(&parts.concat());
        }
        let drawn = |part| draw::human(sources, part, self.look.coloured);
        let mut text = drawn(errors);
        if !new.is_empty() {
            text += &format!("New since the last build:\n\n{}", drawn(new));
        }
        if !new.is_empty() && !old.is_empty() {
            text += "Found before:\n\n";
        }
        text += &drawn(old);
        lines.iter().for_each(|line| text += &format!("{line}\n"));
        self.print(&text);
    }

    /// Shows the name of a step on a terminal if it takes longer than [`PATIENCE`].
    pub(super) fn progress(&self, step: &'static str) -> Progress {
        let shown = self.format == Format::Human && io::stderr().is_terminal();
        let (done, ended) = mpsc::channel();
        let watcher = shown.then(|| {
            thread::spawn(move || {
                if ended.recv_timeout(PATIENCE).is_err() {
                    let _ = write!(io::stderr(), "{step} …");
                    let _ = ended.recv();
                    let _ = write!(io::stderr(), "\r\x1b[K");
                }
            })
        });
        Progress { done, watcher }
    }
}

/// A running step; ends when dropped.
pub(super) struct Progress {
    done: Sender<()>,
    watcher: Option<JoinHandle<()>>,
}

impl Drop for Progress {
    fn drop(&mut self) {
        let _ = self.done.send(());
        if let Some(watcher) = self.watcher.take() {
            let _ = watcher.join();
        }
    }
}

/// A response that is not effective yet.
pub(super) fn waits(waiting: &Pending) -> String {
    format!("`{}` waits ({})", waiting.mechanism, waiting.reason)
}

/// The number of errors, and of other findings by group.
pub(super) fn counts(diagnostics: &[Diagnostic]) -> String {
    let counts = Group::ALL.into_iter().filter_map(|group| {
        let open = diagnostics.iter().filter(|found| found.accepted().is_none());
        let count = open.filter(|found| found.group() == group).count();
        let words = match group {
            Group::Fault => counted(count, "error", "errors"),
            Group::Decide => format!("{count} to decide before sending"),
            Group::Look => format!("{count} to look at"),
            Group::Style => format!("{count} of style"),
        };
        (count > 0).then_some(words)
    });
    counts.collect::<Vec<_>>().join(", ")
}
