//! Writes blocks that the tool adds, as calls to functions of the page design.

use std::fmt::Display;

use super::escape::{self, Before};
use super::{Writer, bracketed};
use crate::document::{DataTable, Generated, IndexTable, Masthead, PageNumber, Table, plain_text};

/// The arguments for a table's columns: their widths, and how they are aligned.
pub(super) fn columns(table: &Table) -> Vec<(&'static str, String)> {
    let numbers = table.columns.iter().map(|column| column.numbers);
    let Some(DataTable { widths, centred, .. }) = &table.data else {
        let numbers = ("numbers", list(numbers));
        let widths = table.widths().map(|widths| ("columns", fractions(&widths)));
        return [numbers].into_iter().chain(widths).collect();
    };
    let alignments = numbers.zip(centred).map(|column| match column {
        (true, _) => "right",
        (false, true) => "center",
        (false, false) => "left",
    });
    vec![("widths", fractions(widths)), ("alignments", list(alignments))]
}

/// Widths as parts of the whole.
fn fractions(widths: &[impl Display]) -> String {
    list(widths.iter().map(|width| format!("{width}fr")))
}

fn list(items: impl Iterator<Item = impl Display>) -> String {
    format!("({})", items.map(|item| format!("{item},")).collect::<String>())
}

impl Writer {
    pub(super) fn generated(&mut self, generated: &Generated) {
        match generated {
            Generated::Masthead(masthead) => self.masthead(masthead),
            Generated::Edition(lines) => self.edition(lines),
            Generated::Contents(contents) => {
                if contents.starts_page {
                    self.page_break();
                }
                self.line(&format!("#contents{}", plain(&contents.heading)));
            }
            Generated::Graphs(heading) => self.line(&format!("#graphs{}", plain(heading))),
            Generated::BackLink(content) => self.line(&format!("#pointer{}", bracketed(content))),
            Generated::IndexTable(register) => self.register(register),
        }
    }

    fn masthead(&mut self, masthead: &Masthead) {
        self.open("#masthead(");
        let mut organization = plain(&masthead.organization);
        if let Some(logo) = &masthead.logo {
            let (path, alt) =
                (escape::string(&logo.path()), escape::string(&plain_text(&logo.alt)));
            let name = escape::markup(&masthead.organization, Before::Call);
            self.line("// The logo is part of this argument, so that each page design prints it.");
            organization = format!("[#logo({path}, alt: {alt}, width: {}pt){name}]", logo.width);
        }
        let number = masthead.number.as_deref().map_or("none".to_owned(), plain);
        let label = plain(&masthead.label);
        self.line(&format!("organization: {organization},\nlabel: {label},\nnumber: {number},"));
        self.close(")");
    }

    fn edition(&mut self, lines: &[String]) {
        let lines: Vec<_> = lines.iter().map(|line| ("", plain(line))).collect();
        self.call("#edition-lines", &lines);
        self.close(")");
    }

    fn register(&mut self, register: &IndexTable) {
        let header = list(register.columns.iter().map(|title| plain(title)));
        self.call("#register", &[("widths", fractions(&register.widths)), ("header", header)]);
        self.rows(&register.rows);
        self.close(")");
    }
}

/// The page number as a Typst function of the page and the number of pages.
pub(super) fn page_number(pieces: &[PageNumber]) -> String {
    let pieces = pieces.iter().map(|piece| match piece {
        PageNumber::Words(words) => escape::string(words),
        PageNumber::Page => "page".to_owned(),
        PageNumber::Pages => "pages".to_owned(),
    });
    format!("(page, pages) => {}", pieces.collect::<Vec<_>>().join(" + "))
}

fn plain(text: &str) -> String {
    format!("[{}]", escape::markup(text, Before::Start))
}
