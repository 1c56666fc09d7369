//! Writes blocks that the tool adds, as calls to functions of the page design.

use super::Writer;
use super::escape::{self, Before};
use crate::document::{DataTable, Generated, IndexTable, Masthead, PageNumber, Table};

/// The settings of a table's columns: their widths, and how they are aligned.
pub(super) fn columns(table: &Table) -> Vec<String> {
    let numbers = table.columns.iter().map(|column| column.numbers);
    let Some(DataTable { widths, centred, .. }) = &table.data else {
        let numbers: String = numbers.map(|numbers| format!("{numbers},")).collect();
        let widths = table.widths().map(|widths| {
            let widths: String = widths.iter().map(|width| format!("{width}fr,")).collect();
            format!("columns: ({widths}),")
        });
        return [format!("numbers: ({numbers}),")].into_iter().chain(widths).collect();
    };
    let widths: String = widths.iter().map(|width| format!("{width}fr,")).collect();
    let alignments = numbers.zip(centred).map(|column| match column {
        (true, _) => "right,",
        (false, true) => "center,",
        (false, false) => "left,",
    });
    let alignments: String = alignments.collect();
    vec![format!("widths: ({widths}),"), format!("alignments: ({alignments}),")]
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
            Generated::BackLink(content) => {
                self.line(&format!("#pointer{}", self.bracketed(content)))
            }
            Generated::IndexTable(register) => self.register(register),
        }
    }

    fn masthead(&mut self, masthead: &Masthead) {
        let number = masthead.number.as_deref().map_or("none".to_owned(), plain);
        self.open("#masthead(");
        match &masthead.logo {
            None => self.line(&format!("organization: {},", plain(&masthead.organization))),
            Some(logo) => {
                let (path, alt) =
                    (escape::string(&logo.path()), escape::string(&logo.alternative()));
                let name = escape::markup(&masthead.organization, Before::Call);
                let width = logo.width;
                self.line(
                    "// The logo is part of this argument, so that each page design prints it.",
                );
                self.line(&format!(
                    "organization: [#logo({path}, alt: {alt}, width: {width}pt){name}],"
                ));
            }
        }
        self.line(&format!("label: {},", plain(&masthead.label)));
        self.line(&format!("number: {number},"));
        self.close(")");
    }

    fn edition(&mut self, lines: &[String]) {
        self.open("#edition-lines(");
        for line in lines {
            self.line(&format!("{},", plain(line)));
        }
        self.close(")");
    }

    fn register(&mut self, register: &IndexTable) {
        self.open("#register(");
        let widths = register.widths.iter().map(|width| format!("{width}fr,"));
        self.line(&format!("widths: ({}),", widths.collect::<String>()));
        let header = register.columns.iter().map(|title| plain(title) + ",");
        self.line(&format!("header: ({}),", header.collect::<String>()));
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
