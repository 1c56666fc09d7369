//! A document for a respondent to agree to: its response as recorded and as it will be printed, beside what came. It is for
//! that respondent alone, and has figures of nobody else.

use std::collections::BTreeMap;

use crate::document::{About, Block, Document, Generated, Heading, IndexTable, Inline, Node, Row};
use crate::figure::Key;
use crate::figures;
use crate::model::{Answer, Question, Response, Survey};
use crate::words::{Word, Words};

/// The content of the document of a respondent.
#[derive(Clone, Copy, Debug)]
pub struct Clearance<'a> {
    /// The survey.
    pub survey: &'a Survey,
    /// The response.
    pub response: &'a Response,
    /// What the cells of the respondent's row hold, by question; empty if no sheet has its answers.
    pub cells: &'a BTreeMap<Key, String>,
    /// The texts that came.
    pub texts: &'a [String],
    /// Its quotations and practices as the report prints them.
    pub printed: &'a Document,
    /// The state of the response, which the returned document must be about.
    pub code: &'a str,
    /// The tool's own wording.
    pub words: &'a Words,
}

/// What a respondent marks, by the code beside it.
pub const MARKS: [(&str, Word); 3] =
    [("C1", Word::ClearanceAgreed), ("C2", Word::ClearanceChanges), ("C3", Word::ClearanceDay)];

impl Clearance<'_> {
    /// The document.
    pub fn document(&self) -> Document {
        let Clearance { survey, response, words, printed, .. } = *self;
        let say = |word| words.say(word, &[]);
        let mechanism = &survey.mechanisms[&response.mechanism];
        let names = [&mechanism.key].into_iter().chain(&response.joint);
        let names: Vec<String> =
            names.map(|key| survey.mechanisms[key].list.value.clone()).collect();
        let mut about = vec![format!("{}: {}", printed.about.title, words.list(&names))];
        about.extend(
            response
                .received
                .map(|day| words.say(Word::ClearanceReceived, &[("date", &words.date(day))])),
        );
        let origins = response.origins.iter();
        about.extend(
            origins.map(|origin| words.say(Word::ClearanceFrom, &[("file", &origin.place())])),
        );
        about.push(words.say(Word::ClearanceReference, &[("code", self.code)]));
        let mut blocks = vec![
            Block::Title(vec![Inline::tool(say(Word::ClearanceTitle))]),
            Block::Generated(Generated::Edition(about)),
            Block::Paragraph(vec![Inline::tool(say(Word::ClearanceAsk))]),
        ];
        blocks.extend(self.answers());
        let is_printed = |node: &&Node| !matches!(node.block, Block::Title(_));
        let mut printed = printed.blocks.iter().filter(is_printed).peekable();
        if printed.peek().is_some() {
            blocks.push(self.heading(Word::ClearancePrinted));
            blocks.extend(printed.map(|node| node.block.clone()));
        }
        if !self.texts.is_empty() {
            blocks.push(self.heading(Word::ClearanceCame));
            let lines = self.texts.iter().flat_map(|text| text.lines());
            let lines = lines.filter(|line| !line.trim().is_empty());
            blocks.extend(lines.map(|line| Block::Paragraph(vec![Inline::tool(line)])));
        }
        blocks.push(self.heading(Word::ClearanceDecision));
        let rows = MARKS.iter().map(|(code, word)| {
            let mark = if *word == Word::ClearanceDay { "" } else { "☐" };
            [(*code).to_owned(), say(*word), mark.to_owned()]
        });
        let titles = [Word::ClearanceCode, Word::ClearanceStatement, Word::ClearanceMark];
        blocks.push(self.table(&titles, [10, 55, 35], rows.collect()));
        let about = About {
            title: format!("{}: {}", say(Word::ClearanceTitle), names.join(", ")),
            subject: None,
            edition: None,
            ..self.printed.about.clone()
        };
        Document { about, blocks: blocks.into_iter().map(Node::generated).collect() }
    }

    fn heading(&self, word: Word) -> Block {
        Block::Heading(Heading::new(1, vec![Inline::tool(self.words.say(word, &[]))]))
    }

    /// The answers to the questions that the respondent was asked, in words, beside what came.
    fn answers(&self) -> Vec<Block> {
        let asked = |question: &&Question| question.is_asked(&self.response.answers);
        let questions: Vec<&Question> = self.survey.questions.iter().filter(asked).collect();
        if questions.is_empty() {
            return Vec::new();
        }
        let row = |question: &&Question| {
            let came = self.cells.get(&question.id).cloned().unwrap_or_default();
            [figures::label(self.survey, question), came, self.answer(question)]
        };
        let mut rows: Vec<[String; 3]> = questions.iter().map(row).collect();
        let titles = [Word::ClearanceQuestion, Word::ClearanceCame, Word::ClearanceRecorded];
        let table = match self.cells.is_empty() {
            true => {
                let rows = rows.iter_mut().map(|[question, _, answer]| {
                    [std::mem::take(question), std::mem::take(answer)]
                });
                self.table(&[titles[0], titles[2]], [50, 50], rows.collect())
            }
            false => self.table(&titles, [40, 30, 30], rows),
        };
        vec![self.heading(Word::ClearanceAnswers), table]
    }

    /// An answer in words, an option a line.
    fn answer(&self, question: &Question) -> String {
        let Some(answer) = self.response.answers.get(&question.id) else {
            return self.words.say(Word::ResponseUnanswered, &[]);
        };
        if answer.words.is_empty() {
            return self.words.say(Word::ResponseNone, &[]);
        }
        let chosen = answer.chosen().map(|(word, _)| match question.option(word) {
            Some(option) => titled(option.title.value.as_str(), answer, option.is_other),
            None => match &question.unit {
                Some(unit) => format!("{word} {}", unit.value),
                None => word.to_owned(),
            },
        });
        chosen.collect::<Vec<_>>().join("\n")
    }

    fn table<const N: usize>(
        &self,
        titles: &[Word],
        widths: [u8; N],
        rows: Vec<[String; N]>,
    ) -> Block {
        let lines = |text: &String| {
            let lines: Vec<Vec<Inline>> =
                text.lines().map(|line| vec![Inline::tool(line)]).collect();
            lines.join(&Inline::Break)
        };
        let rows = rows.iter().map(|row| Row { cells: row.iter().map(lines).collect() });
        Block::Generated(Generated::IndexTable(IndexTable {
            columns: titles.iter().map(|word| self.words.say(*word, &[])).collect(),
            rows: rows.collect(),
            widths: widths.to_vec(),
        }))
    }
}

/// The title of an option, with the respondent's own words for it.
fn titled(title: &str, answer: &Answer, is_other: bool) -> String {
    match answer.other.as_ref().filter(|_| is_other) {
        Some(other) => format!("{title}: {}", other.value),
        None => title.to_owned(),
    }
}
