//! Writes a questionnaire: a table for each question, with one row and cell for each answer. The cell has a bookmark, and a
//! box is a content control with a tag, so that answers are found again in files that other programs saved.

use super::lines::{Setting, runs, styled};
use super::lists::Instances;
use super::names::answer_name;
use super::parts;
use super::section;
use super::styles::{self, twips};
use super::xml::{Element, element, template, value};
use super::{DocxInput, Pages, package, part};
use crate::questionnaire::{Field, Questionnaire, RESPONDENT, Role, Row, Section};
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
    let about = &input.document.about;
    let mut writer = Writer { input, respondent, last: 0 };
    let mut blocks = vec![
        writer.paragraph("Normal", plain(&about.organization)),
        writer.paragraph("Title", plain(&asked.title)),
    ];
    blocks.extend(asked.lines.iter().map(|line| writer.paragraph("Normal", plain(line))));
    for section in &asked.sections {
        writer.section(section, &mut blocks);
    }
    blocks.push(section::properties(&input.design.page, None, true));
    let main = part("document", parts::document(blocks));
    let footnotes = part("footnotes", parts::footnotes(Vec::new()));
    let footer = part(section::FOOTER, section::footer(&input.document.about));
    let mut package = package(input, [main, footnotes], &Instances::default(), [footer]);
    if let Some((key, _)) = respondent {
        package.add_property(RESPONDENT, key);
    }
    package.packed().finish(&Pages { count: 1, ..Pages::default() })
}

struct Writer<'a> {
    input: &'a DocxInput<'a>,
    respondent: Option<(&'a str, &'a str)>,
    /// The number of the last bookmark or content control.
    last: usize,
}

fn plain(text: &str) -> Vec<Element> {
    runs(text, Setting::default())
}

impl Writer<'_> {
    fn next(&mut self) -> usize {
        self.last += 1;
        self.last
    }

    /// A paragraph in a style.
    fn paragraph(&self, style: &str, children: Vec<Element>) -> Element {
        let mut paragraph = styled(style).children(children);
        let is_reversed = is_right_to_left(&self.input.document.about.language);
        // Tables may be divided among pages, whatever the design says of those of the report.
        let own = (style == "Table Text").then(|| value("w:keepNext", 0)).into_iter();
        let own = own.chain(is_reversed.then(|| element("w:bidi")));
        own.for_each(|own| paragraph.find_or_insert("w:pPr").children.push(own));
        paragraph
    }

    fn section(&mut self, section: &Section, blocks: &mut Vec<Element>) {
        if !section.heading.is_empty() {
            blocks.push(self.paragraph("Heading 3", plain(&section.heading)));
        }
        for note in &section.notes {
            let emphasis = Setting { emphasis: true, ..Setting::default() };
            let mut note = self.paragraph("Normal", runs(note, emphasis));
            note.find_or_insert("w:pPr").children.push(element("w:keepNext"));
            blocks.push(note);
        }
        let is = |wanted: fn(&Row) -> bool| section.rows.iter().all(wanted);
        // The share of the answers in the width, in percent, and the height of the cells, in points.
        let (share, height) = match section.rows.first().map(|row| &row.field) {
            _ if is(|row| row.is_box()) => (12, 0.0),
            Some(Field::Question(_, Role::Option(_) | Role::Rank(_))) => (35, 0.0),
            Some(Field::Quote(_) | Field::Practice(..)) => (60, 48.0),
            Some(Field::Question(_, Role::Answer)) if is(|row| row.boxes.is_empty()) => (60, 24.0),
            _ => (50, 0.0),
        };
        let width = twips(styles::text_width(self.input.design));
        let right = width * share / 100;
        let [width, left, right] = [width, width - right, right].map(|twips| twips.to_string());
        let Section { heading, rows, .. } = section;
        let title = if heading.is_empty() { &rows[0].label } else { heading };
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
        blocks.push(self.paragraph("Table Note", Vec::new()));
    }

    fn row(&mut self, row: &Row, values: &[(&str, &str)]) -> Element {
        let mut element = template(include_str!("parts/row.xml"), values);
        let code = format!("{} ", row.code);
        let label = [runs(&code, Setting::strong()), plain(&row.label)].concat();
        let label = self.paragraph("Table Text", label);
        element.children[1].children.push(label);
        let answer = self.answer(row);
        element.children[2].children.extend(answer);
        element
    }

    /// The paragraphs of an answer, with the bookmark around the content of the first one.
    fn answer(&mut self, row: &Row) -> Vec<Element> {
        let mut paragraphs: Vec<Element> = if row.is_box() {
            let tick = self.tick(&row.id(), row, &row.label);
            vec![self.paragraph("Table Text", vec![tick])]
        } else if row.boxes.is_empty() {
            let name = self.respondent.filter(|_| row.field == Field::Respondent);
            vec![self.paragraph("Table Text", plain(name.map_or("", |(_, name)| name)))]
        } else {
            let boxes = row.boxes.iter().map(|(key, title)| {
                let tick = self.tick(&row.box_id(key), row, title);
                let title = plain(&format!(" {title}"));
                self.paragraph("Table Text", [vec![tick], title].concat())
            });
            boxes.collect()
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
