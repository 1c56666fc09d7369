//! Writes a questionnaire: a table for each question, with one row and cell for each answer. The cell has a bookmark, and a
//! box is a content control with a tag, so that answers are found again in files that other programs saved.

use super::lists::{self, Instances};
use super::names::answer_name;
use super::package::{self, Package, Part};
use super::parts;
use super::section;
use super::styles::{self, W, id, twips};
use super::xml::{Element, element, template, value};
use super::{DocxInput, part};
use crate::questionnaire::{Field, Questionnaire, RESPONDENT, Row, Section};
use crate::write::is_right_to_left;

/// The maximum length of the title of a content control in Word, in characters.
const LONGEST_TITLE: usize = 64;

/// Writes a questionnaire as a Word document; `respondent` has the key and the name of the one that it is for. The tree of
/// `input` gives the metadata only.
pub fn questionnaire(
    input: &DocxInput<'_>,
    asked: &Questionnaire,
    respondent: Option<(&str, &str)>,
) -> Vec<u8> {
    let (design, about) = (input.design, &input.document.about);
    let mut writer = Writer { input, respondent, last: 0 };
    let mut blocks = vec![
        writer.paragraph("Normal", &[("", &about.organization)]),
        writer.paragraph("Title", &[("", &asked.title)]),
    ];
    blocks.extend(asked.lines.iter().map(|line| writer.paragraph("Normal", &[("", line)])));
    for section in &asked.sections {
        writer.section(section, &mut blocks);
    }
    let body = element("w:body").children(blocks).child(section::without_headers(&design.page));
    let main = element("w:document")
        .with("xmlns:w", W)
        .with("xmlns:r", package::RELATIONS)
        .with("xmlns:w14", "http://schemas.microsoft.com/office/word/2010/wordml")
        .with("xmlns:mc", "http://schemas.openxmlformats.org/markup-compatibility/2006")
        .with("mc:Ignorable", "w14")
        .child(body);
    let footnotes = parts::footnotes(element("w:footnotes").with("xmlns:w", W));
    let parts = vec![
        part("styles", styles::part(design, &about.language)),
        part("numbering", lists::part(&Instances::default(), design)),
        part("settings", parts::settings(&about.language)),
        part("fontTable", parts::fonts(design)),
        Part { kind: "theme", ..part("theme/theme1", parts::theme(design)) },
        part("footnotes", footnotes),
        Part { kind: "footer", ..part(section::FOOTER, section::footer(input)) },
    ];
    let mut package = Package::new(&parts::core(about, input.timestamp), &parts::app(about));
    if let Some((key, _)) = respondent {
        package.add_property(RESPONDENT, key);
    }
    package.add_document(part("document", main), parts);
    package.pack(package::packed(std::iter::empty()))
}

struct Writer<'a> {
    input: &'a DocxInput<'a>,
    respondent: Option<(&'a str, &'a str)>,
    /// The number of the last bookmark or content control.
    last: usize,
}

impl Writer<'_> {
    fn next(&mut self) -> usize {
        self.last += 1;
        self.last
    }

    /// A paragraph in a style, of texts with their character styles.
    fn paragraph(&self, style: &str, texts: &[(&str, &str)]) -> Element {
        let is_reversed = is_right_to_left(&self.input.document.about.language);
        let own = (style != "Normal").then(|| value("w:pStyle", id(style)));
        // Tables may be divided among pages, whatever the design says of those of the report.
        let in_table = (style == "Table Text").then(|| value("w:keepNext", 0));
        let own = own.into_iter().chain(in_table);
        let properties =
            element("w:pPr").children(own).children(is_reversed.then(|| element("w:bidi")));
        let runs = texts.iter().filter(|(_, text)| !text.is_empty()).map(|(style, text)| {
            let own = (!style.is_empty()).then(|| value("w:rStyle", id(style)));
            let own = own.into_iter().chain(is_reversed.then(|| element("w:rtl")));
            let text = Element { text: (*text).to_owned(), ..element("w:t") };
            let properties = element("w:rPr").children(own);
            let properties = (!properties.children.is_empty()).then_some(properties);
            let text = text.with("xml:space", "preserve");
            element("w:r").children(properties).child(text)
        });
        element("w:p").child(properties).children(runs)
    }

    fn section(&mut self, section: &Section, blocks: &mut Vec<Element>) {
        if !section.heading.is_empty() {
            blocks.push(self.paragraph("Heading 3", &[("", &section.heading)]));
        }
        for note in &section.notes {
            let mut note = self.paragraph("Normal", &[("Emphasis", note)]);
            note.children[0].children.insert(0, element("w:keepNext"));
            blocks.push(note);
        }
        let is = |wanted: fn(&Row) -> bool| section.rows.iter().all(wanted);
        // The share of the answers in the width, in percent, and the height of the cells, in points.
        let (share, height) = match section.rows.first().map(|row| &row.field) {
            _ if is(|row| matches!(row.field, Field::Option(..) | Field::None(_))) => (12, 0.0),
            Some(Field::Option(..) | Field::Rank(..)) => (35, 0.0),
            Some(Field::Quote(_) | Field::Practice(..)) => (60, 48.0),
            Some(Field::Answer(_)) if is(|row| row.boxes.is_empty()) => (60, 24.0),
            _ => (50, 0.0),
        };
        let width = twips(styles::text_width(self.input.design));
        let right = width * share / 100;
        let [width, left, right] = [width, width - right, right].map(|twips| twips.to_string());
        let title = match section.heading.as_str() {
            "" => &section.rows[0].label,
            heading => heading,
        };
        let values: [(&str, &str); 4] =
            [("width", &width), ("left", &left), ("right", &right), ("title", title)];
        let mut table = template(include_str!("parts/answers.xml"), &values);
        if is_right_to_left(&self.input.document.about.language) {
            table.children[0].children.push(element("w:bidiVisual"));
        }
        let height = twips(height).to_string();
        let values: [(&str, &str); 3] = [("left", &left), ("right", &right), ("height", &height)];
        let rows = section.rows.iter().map(|row| self.row(row, &values)).collect::<Vec<_>>();
        blocks.push(table.children(rows));
        blocks.push(self.paragraph("Table Note", &[]));
    }

    fn row(&mut self, row: &Row, values: &[(&str, &str)]) -> Element {
        let mut element = template(include_str!("parts/row.xml"), values);
        let code = format!("{} ", row.code);
        let label = self.paragraph("Table Text", &[("Strong", &code), ("", &row.label)]);
        element.children[1].children.push(label);
        let answer = self.answer(row);
        element.children[2].children.extend(answer);
        element
    }

    /// The paragraphs of an answer, with the bookmark around the content of the first one.
    fn answer(&mut self, row: &Row) -> Vec<Element> {
        let mut paragraphs: Vec<Element> = match &row.field {
            Field::Option(..) | Field::None(_) => {
                let mut paragraph = self.paragraph("Table Text", &[]);
                paragraph.children.push(self.tick(&row.id(), row, &row.label));
                vec![paragraph]
            }
            Field::Respondent => {
                let name = self.respondent.map_or("", |(_, name)| name);
                vec![self.paragraph("Table Text", &[("", name)])]
            }
            _ if row.boxes.is_empty() => vec![self.paragraph("Table Text", &[])],
            _ => {
                let boxes = row.boxes.iter().map(|(key, title)| {
                    let mut paragraph = self.paragraph("Table Text", &[("", &format!(" {title}"))]);
                    paragraph.children.insert(1, self.tick(&row.box_id(key), row, title));
                    paragraph
                });
                boxes.collect()
            }
        };
        let number = self.next();
        let start = element("w:bookmarkStart").with("w:id", number);
        let start = start.with("w:name", answer_name(&row.id()));
        paragraphs[0].children.insert(1, start);
        paragraphs[0].children.push(element("w:bookmarkEnd").with("w:id", number));
        paragraphs
    }

    /// A box to tick.
    fn tick(&mut self, id: &str, row: &Row, label: &str) -> Element {
        let title: String = format!("{} {label}", row.code).chars().take(LONGEST_TITLE).collect();
        let (tag, number) = (answer_name(id), self.next().to_string());
        let values: [(&str, &str); 3] = [("title", &title), ("tag", &tag), ("id", &number)];
        template(include_str!("parts/box.xml"), &values)
    }
}
