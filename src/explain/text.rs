//! Formats an answer as text for a terminal.

use std::mem;

use super::{Answer, Asked, Explanation, Part, Sentence, SourceLine};
use crate::text::wrapped;
use crate::uses::{Place, Use, UseKind};

/// The column in which the text of a field begins.
const INDENT: usize = 12;
/// Figures without a value are explained in full, next to others, only up to this number.
const MOST_BARE: usize = 2;
/// The minimum line width.
const LEAST_WIDTH: usize = 40;

/// The codes of terminals for bold and for cyan text.
const BOLD: u8 = 1;
const CYAN: u8 = 36;

/// Formatting options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether ANSI colours are used.
    pub coloured: bool,
    /// The line width, in characters.
    pub width: usize,
}

/// Formats the answer to `query` for people, including the reason if nothing was found.
pub fn human(answer: &Answer, query: &str, look: Look) -> String {
    let mut page = Page { text: String::new(), look };
    match answer {
        Answer::Figures(asked, explanations) => page.figures(asked, explanations),
        Answer::NoFigure(sentences) => page.no_figure(query, sentences),
        Answer::Nothing(near) => page.nothing(query, near),
    }
    page.text
}

struct Page {
    text: String,
    look: Look,
}

impl Page {
    fn figures(&mut self, asked: &Asked, explanations: &[Explanation]) {
        let count = explanations.len();
        let title = match asked {
            Asked::Phrase(phrase) => format!("“{phrase}” contains, or may mean, {count} figures"),
            Asked::Group(name) => format!("{name}: {count} figures"),
            Asked::Figure => String::new(),
        };
        if count > 1 {
            self.paragraph(0, &title);
            self.text.push('\n');
        }
        // If there are many figures, those without a value are only listed by name.
        let without_value = explanations.iter().filter(|figure| figure.value.is_none()).count();
        let all_shown = !matches!(asked, Asked::Group(_)) || without_value <= MOST_BARE;
        let (shown, bare): (Vec<_>, Vec<_>) =
            explanations.iter().partition(|figure| all_shown || figure.value.is_some());
        let mut between = "";
        for explanation in &shown {
            self.text.push_str(mem::replace(&mut between, "\n"));
            self.figure(explanation);
        }
        if !bare.is_empty() {
            self.text.push_str(between);
            self.paragraph(0, &format!("not published: {}", bare_names(&bare).join(", ")));
        }
    }

    fn figure(&mut self, explanation: &Explanation) {
        let Explanation { figure, value, what, state, meaning, formula, .. } = explanation;
        let value = value.as_deref().unwrap_or("no figure");
        self.text.push_str(&format!("{}  {figure}\n", self.styled(BOLD, value)));
        self.field("what", what);
        match (&explanation.question, &explanation.wording) {
            (Some(id), Some(wording)) => self.field("question", &format!("{wording} ({id})")),
            (Some(id), None) => self.field("question", id),
            (None, _) => {}
        }
        self.field("state", &format!("{state}: {meaning}"));
        self.field("formula", formula);
        let own = own_lines(explanation);
        self.lines("from", own.iter().copied());
        for part in &explanation.parts {
            self.part(part, &own);
        }
        self.uses(&explanation.used);
    }

    fn part(&mut self, part: &Part, known: &[&SourceLine]) {
        let Part { role, figure, how, .. } = part;
        let value = part.value.as_deref().unwrap_or("no figure");
        self.field(role, &format!("{value}, {how} ({figure})"));
        self.lines("", part.from.iter().filter(|line| !known.contains(line)));
    }

    /// Adds source lines, with the label before the first one.
    fn lines<'l>(&mut self, mut label: &str, lines: impl Iterator<Item = &'l SourceLine>) {
        for line in lines {
            let whose = line.mechanism.iter().map(|name| format!("  – {name}"));
            let mut text = format!("{}  {}", shown_place(&line.place), line.text);
            text.extend(whose);
            if line.anonymous {
                text.push_str(" (anonymous: not to be passed on)");
            }
            self.field(mem::take(&mut label), &text);
            if let Some(received) = &line.received {
                self.field("", &format!("received in {received}"));
            }
            if let Some(corrected) = &line.corrected {
                let corrected = if corrected.is_empty() { "nothing" } else { corrected };
                self.field("", &format!("corrected by data/errata.toml: {corrected}"));
            }
        }
    }

    fn uses(&mut self, uses: &[Use]) {
        let (asked, other): (Vec<_>, Vec<_>) = uses.iter().partition(|found| found.asked);
        if uses.is_empty() {
            self.field("used in", "nothing: this report does not show it");
        }
        let also = if asked.is_empty() { "used in" } else { "also in" };
        for (mut label, uses) in [("found in", asked), (also, other)] {
            for found in uses {
                self.field(mem::take(&mut label), &heading(found));
                self.paragraph(INDENT + 2, &found.text);
            }
        }
    }

    fn no_figure(&mut self, query: &str, sentences: &[Sentence]) {
        let title = "contains no figure that can be explained by itself; it is in";
        self.paragraph(0, &format!("“{query}” {title}"));
        for sentence in sentences {
            self.text.push('\n');
            let mut place = sentence.place.as_ref().map(shown_place).unwrap_or_default();
            place.push_str(&under(sentence.under.as_deref()));
            self.paragraph(0, place.trim_start_matches(", "));
            self.paragraph(2, &sentence.text);
            for number in &sentence.counted {
                self.paragraph(2, &format!("the template itself counts or numbers the {number}"));
            }
            let alike = sentence.figures.chunk_by(|(one, _), (other, _)| one == other);
            let figures = alike.map(|alike| {
                let ids: Vec<&str> = alike.iter().map(|(_, id)| id.as_str()).collect();
                format!("{} is {}", alike[0].0, ids.join(", "))
            });
            let figures: Vec<String> = figures.collect();
            let said = match (figures.is_empty(), sentence.quoted) {
                (false, _) => format!("its figures: {}", figures.join("; ")),
                (true, true) => "these are the words of a respondent".to_owned(),
                (true, false) => "no figure is printed there".to_owned(),
            };
            self.paragraph(2, &said);
        }
    }

    fn nothing(&mut self, query: &str, near: &[String]) {
        self.paragraph(0, &format!("nothing in the report or its figures reads “{query}”"));
        if !near.is_empty() {
            self.paragraph(0, &format!("near to it: {}", near.join(", ")));
        }
    }

    fn field(&mut self, label: &str, text: &str) {
        let gap = " ".repeat(INDENT - 2 - label.chars().count());
        let start = self.text.len();
        self.paragraph(INDENT, text);
        let label = format!("  {}{gap}", self.styled(CYAN, label));
        self.text.replace_range(start..start + INDENT, &label);
    }

    /// Adds a paragraph, wrapped at spaces; longer words are not broken.
    fn paragraph(&mut self, indent: usize, text: &str) {
        let width = self.look.width.max(LEAST_WIDTH) - indent;
        // Texts of the survey may have several lines.
        for line in wrapped(text, width) {
            self.text.push_str(&format!("{:indent$}{}\n", "", line.trim_end()));
        }
    }

    /// The text in a colour or weight of a terminal.
    fn styled(&self, style: u8, text: &str) -> String {
        match self.look.coloured && !text.is_empty() {
            true => format!("\x1b[{style}m{text}\x1b[0m"),
            false => text.to_owned(),
        }
    }
}

/// The source lines of a figure. For a share, lines that belong only to its base are omitted,
/// because they follow with the base.
fn own_lines(explanation: &Explanation) -> Vec<&SourceLine> {
    let parts = explanation.parts.iter();
    let has_count = parts.clone().any(|part| part.role == "count");
    let is_of = |role: &str, line: &SourceLine| {
        parts.clone().any(|part| part.role == role && part.from.contains(line))
    };
    let lines = explanation.from.iter();
    lines.filter(|line| !has_count || !is_of("base", line) || is_of("count", line)).collect()
}

fn shown_place(place: &Place) -> String {
    format!("{}:{}", place.file, place.line)
}

fn under(heading: Option<&str>) -> String {
    heading.map_or(String::new(), |heading| format!(", under “{heading}”"))
}

/// The ids of figures without a value, with the number of later answers that they leave out. An
/// option with neither count nor share is listed once, by its own id.
fn bare_names(bare: &[&Explanation]) -> Vec<String> {
    let is_bare = |id: &str| bare.iter().any(|bare| bare.figure == id);
    let name = |bare: &&Explanation| {
        let (stem, kind) = bare.figure.rsplit_once('.')?;
        let is_option = is_bare(&format!("{stem}.count")) && is_bare(&format!("{stem}.share"));
        let name = if is_option { stem } else { &bare.figure };
        let held = bare.held.iter().map(|held| format!(" ({held})"));
        (!is_option || kind != "share").then(|| name.to_owned() + &held.collect::<String>())
    };
    bare.iter().filter_map(name).collect()
}

/// A heading for a use: the element that shows the figure, and its location.
fn heading(found: &Use) -> String {
    let graph = found.graph.as_deref().unwrap_or_default();
    let what = match (found.kind, &found.column) {
        (UseKind::Graph | UseKind::Caption, _) if graph.is_empty() => "picture".to_owned(),
        (UseKind::Graph, _) => graph.to_owned(),
        (UseKind::Table, Some(column)) if graph.is_empty() => format!("table, column “{column}”"),
        (UseKind::Table, Some(column)) => format!("table of {graph}, column “{column}”"),
        (UseKind::Table, None) => format!("table of {graph}"),
        (UseKind::Note, _) => format!("under the table of {graph}"),
        (UseKind::Caption, _) => format!("caption of {graph}"),
        (UseKind::Title, _) => "title page".to_owned(),
        (UseKind::Heading, _) => "heading".to_owned(),
        (UseKind::Footnote, _) => "footnote".to_owned(),
        (UseKind::Sentence, _) => "sentence".to_owned(),
    };
    let place = found.place.as_ref().map(|place| format!(", {}", shown_place(place)));
    format!("{what}{}{}", place.unwrap_or_default(), under(found.under.as_deref()))
}
