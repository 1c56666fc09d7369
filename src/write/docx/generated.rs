//! Blocks that the tool adds: masthead, edition lines, contents, list of graphs, pointers and
//! registers.

use docx_rs::Run;

use super::DocxInput;
use super::body::Body;
use super::contents;
use super::lines::{Setting, child, runs, styled};
use super::styles::{table_width, twips};
use crate::document::{Contents, Generated, IndexTable, Inline, Masthead};

/// The number of underlined spaces for a number to be filled in.
const BLANKS: usize = 24;

impl Body<'_> {
    pub(super) fn generated(&mut self, generated: &Generated) {
        match generated {
            Generated::Masthead(masthead) => self.masthead(masthead),
            Generated::Edition(lines) => {
                let lines: Vec<Vec<Inline>> =
                    lines.iter().map(|line| vec![Inline::tool(line)]).collect();
                self.add_line("Subtitle", &lines.join(&Inline::Break));
            }
            Generated::Contents(Contents { heading, starts_page }) => {
                let mut heading = self.line("TOC Heading", &[Inline::tool(heading)]);
                if *starts_page {
                    heading = heading.page_break_before(true);
                }
                self.add(heading);
                let DocxInput { design, pages, .. } = self.input;
                let levels = design.page.contents;
                let entries = contents::paragraphs(self.document, &pages.headings, levels);
                entries.into_iter().for_each(|entry| self.add(entry));
            }
            Generated::Graphs(heading) => {
                self.add_line("TOC Heading", &[Inline::tool(heading)]);
                let entries = contents::graphs(&self.document.graphs(), &self.input.pages.graphs);
                entries.into_iter().for_each(|entry| self.add(entry));
            }
            Generated::BackLink(content) => self.add_line("Pointer", content),
            Generated::IndexTable(register) => self.register(register),
        }
    }

    fn masthead(&mut self, masthead: &Masthead) {
        let plain = Setting::default();
        let mut paragraph = styled("Masthead");
        let content = &mut paragraph.children;
        content.extend(runs(&masthead.organization, Setting::strong()));
        content.push(child(Run::new().add_tab()));
        content.extend(runs(&format!("{} ", masthead.label), plain));
        let blank = || Run::new().add_text("\u{A0}".repeat(BLANKS)).underline("single");
        match &masthead.number {
            Some(number) => content.extend(runs(number, Setting::strong())),
            None => content.push(child(blank())),
        }
        self.add(paragraph);
    }

    fn register(&mut self, register: &IndexTable) {
        self.splits.push(true);
        let whole = table_width(self.input.design);
        let sum: u32 = register.widths.iter().map(|width| u32::from(*width)).sum();
        let part = |width: &u8| twips(whole * f64::from(*width) / f64::from(sum.max(1)));
        let widths: Vec<usize> = register.widths.iter().map(|width| part(width) as usize).collect();
        let titles = register.columns.iter().map(|title| vec![Inline::tool(title)]).collect();
        let styles = vec!["Table Text"; widths.len()];
        self.grid(titles, &register.rows, &styles, widths);
        // Word requires a paragraph after a table.
        self.add(styled("Table Note"));
    }
}
