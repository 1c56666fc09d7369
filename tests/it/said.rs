//! What a report says, in the order in which it says it: taken from the tree, the PDF and the Word document, so that
//! they can be compared.

use rapporteur::document::{
    Block, Contents, Document, Generated, Inline, Item, Masthead, plain_text, shown_text,
};

mod docx;
mod pdf;

pub(crate) use docx::{Docx, read_docx};
pub(crate) use pdf::{pdfinfo, read_pdf};

/// What a report says. Blanks are left out of all texts: line ends fall elsewhere in each format.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// All words but the entries of the contents, the numbers of items, and footnotes.
    pub(crate) text: String,
    /// Level and words of each heading.
    pub(crate) headings: Vec<String>,
    /// Words below each graph.
    pub(crate) captions: Vec<String>,
    /// The text before each item of a list, and its first words.
    pub(crate) items: Vec<String>,
    /// The words of each link and reference.
    pub(crate) links: Vec<String>,
    /// The address of each link; of neighbours with the same one, the first.
    pub(crate) targets: Vec<String>,
    /// The text of each graph for those who can't see it.
    pub(crate) alts: Vec<String>,
    /// Words of each cell of a table.
    pub(crate) cells: Vec<String>,
    /// Words of each footnote.
    pub(crate) footnotes: Vec<String>,
}

impl Said {
    /// Fails with the first place where another format says something else.
    #[track_caller]
    pub(crate) fn assert_same(&self, format: &str, found: &Said) {
        let lists = [
            ("headings", &self.headings, &found.headings),
            ("captions", &self.captions, &found.captions),
            ("items", &self.items, &found.items),
            ("links", &self.links, &found.links),
            ("addresses", &self.targets, &found.targets),
            ("alt texts", &self.alts, &found.alts),
            ("cells", &self.cells, &found.cells),
            ("footnotes", &self.footnotes, &found.footnotes),
        ];
        for (what, expected, found) in lists {
            // `* …` is a heading of any level.
            let is_same = |a: &str, b: &str| {
                a == b
                    || b.strip_prefix("* ")
                        .is_some_and(|words| a.split_once(' ').is_some_and(|a| a.1 == words))
            };
            let pair = expected.iter().zip(found).enumerate().find(|(_, (a, b))| !is_same(a, b));
            if let Some((index, (a, b))) = pair {
                panic!("{what} {index}:\nthe tree: {a}\n{format}: {b}");
            }
            assert_eq!(expected.len(), found.len(), "number of {what} in {format}");
        }
        let same = self.text.chars().zip(found.text.chars()).take_while(|(a, b)| a == b).count();
        let from = |text: &str| -> String {
            text.chars().skip(same.saturating_sub(40)).take(120).collect()
        };
        let (a, b) = (from(&self.text), from(&found.text));
        assert!(self.text == found.text, "the tree: …{a}…\n{format}: …{b}…");
    }

    fn item(&mut self, label: &str, words: &str) {
        let words: String = words.chars().take(ITEM).collect();
        self.items.push(format!("{label} {words}"));
    }

    fn target(&mut self, target: &str) {
        if self.targets.last().is_none_or(|last| last != target) {
            self.targets.push(target.to_owned());
        }
    }
}

/// How many characters of an item are compared with its label; the others are in the text.
const ITEM: usize = 30;

/// A text without blanks.
pub(crate) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// What the tree says.
pub(crate) fn read_tree(document: &Document) -> Said {
    let mut said = Said::default();
    document.blocks.iter().for_each(|node| block(&node.block, 0, &mut said));
    said
}

fn block(block: &Block, depth: usize, said: &mut Said) {
    match block {
        Block::Title(content) | Block::Paragraph(content) => line(content, said),
        Block::Generated(added) => self::added(added, said),
        Block::Heading(heading) => {
            let words = squeezed(&plain_text(&heading.content));
            said.headings.push(format!("{} {words}", heading.level));
            line(&heading.content, said);
        }
        Block::List(list) => {
            for item in &list.items {
                said.item(&label(item, depth), &words_of(&item.blocks));
                item.blocks.iter().for_each(|inner| self::block(inner, depth + 1, said));
            }
        }
        Block::Quotation(quotation) => {
            quotation.blocks.iter().for_each(|inner| self::block(inner, 0, said));
            line(&quotation.source, said);
        }
        Block::Graph(graph) => {
            let caption = graph.caption.as_deref().unwrap_or_default();
            let label =
                format!("{}{}", graph.label.text(), graph.label.separator(graph.caption.is_some()));
            said.captions.push(squeezed(&format!("{label}{}", plain_text(caption))));
            said.alts.push(squeezed(&graph.alternative()));
            said.text.push_str(&squeezed(&label));
            line(caption, said);
            line(graph.note.as_deref().unwrap_or_default(), said);
        }
        Block::Table(table) => {
            line(&table.caption, said);
            let titles = table.columns.iter().map(|column| &column.title);
            for cell in titles.chain(table.rows.iter().flat_map(|row| &row.cells)) {
                said.cells.push(squeezed(&plain_text(cell)));
                line(cell, said);
            }
            table.notes.iter().for_each(|note| line(note, said));
        }
        Block::Picture(picture) => {
            said.alts.push(squeezed(&plain_text(&picture.alt)));
            let caption = picture.caption.as_deref().unwrap_or_default();
            said.captions.extend(picture.caption.as_deref().map(|own| squeezed(&plain_text(own))));
            line(caption, said);
        }
    }
}

fn added(added: &Generated, said: &mut Said) {
    match added {
        Generated::Masthead(Masthead { logo, organization, label, number }) => {
            said.alts.extend(logo.iter().map(|logo| squeezed(&plain_text(&logo.alt))));
            let number = number.as_deref().unwrap_or_default();
            said.text.push_str(&squeezed(&format!("{organization}{label}{number}")));
        }
        Generated::Edition(lines) => said.text.push_str(&squeezed(&lines.concat())),
        Generated::Contents(Contents { heading, .. }) | Generated::Graphs(heading) => {
            said.headings.push(format!("1 {}", squeezed(heading)));
            said.text.push_str(&squeezed(heading));
        }
        Generated::BackLink(content) => line(content, said),
        Generated::IndexTable(register) => {
            let titles = register.columns.iter().map(|title| vec![Inline::tool(title)]);
            let cells = register.rows.iter().flat_map(|row| row.cells.clone());
            for cell in titles.chain(cells) {
                said.cells.push(squeezed(&shown_text(&cell)));
                line(&cell, said);
            }
        }
    }
}

fn label(item: &Item, depth: usize) -> String {
    let bullet = if depth.is_multiple_of(2) { "•" } else { "–" };
    item.number.map_or(bullet.to_owned(), |number| format!("{number}."))
}

fn words_of(blocks: &[Block]) -> String {
    let mut said = Said::default();
    blocks.iter().for_each(|inner| block(inner, 0, &mut said));
    said.text
}

fn line(content: &[Inline], said: &mut Said) {
    said.text.push_str(&squeezed(&shown_text(content)));
    inlines(content, said);
}

fn inlines(content: &[Inline], said: &mut Said) {
    for inline in content {
        match inline {
            Inline::Link { target, content } => {
                said.links.push(squeezed(&plain_text(content)));
                said.target(target);
                inlines(content, said);
            }
            Inline::Reference { label, .. } | Inline::CrossRef { label, .. } => {
                said.links.push(squeezed(label));
            }
            Inline::Footnote(content) => said.footnotes.push(squeezed(&plain_text(content))),
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Foreign { content, .. } => inlines(content, said),
            Inline::Text(_) | Inline::Break => {}
        }
    }
}
