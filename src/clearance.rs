//! A document for a respondent to agree to: its response as recorded and as it will be printed, beside what came. It is for
//! that respondent alone, and has figures of nobody else.

use std::collections::BTreeMap;

use crate::document::{About, Block, Document, Generated, Heading, Inline, Row};
use crate::figure::Key;
use crate::figures;
use crate::model::{ImportSource, Question, Response, Survey};
use crate::words::{Word, Words};

/// The content of the document of a respondent.
#[derive(Clone, Copy, Debug)]
pub struct Clearance<'a> {
    /// The survey.
    pub survey: &'a Survey,
    /// The response.
    pub response: &'a Response,
    /// The cells of the respondent's row, by question; empty if no sheet contains its answers.
    pub cells: &'a BTreeMap<Key, String>,
    /// The received texts.
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
        let paragraph = |text: &str| Block::Paragraph(vec![Inline::tool(text)]);
        let title = say(Word::ClearanceTitle);
        let names = [&response.mechanism].into_iter().chain(&response.joint);
        let names = names.map(|key| survey.mechanisms[key].list.value.clone());
        let names = words.list(&names.collect::<Vec<_>>());
        let day = response.received.map(|day| words.date(day));
        let day = day.map(|day| words.say(Word::ClearanceReceived, &[("date", &day)]));
        let origins = response.origins.iter();
        let origins = origins.map(|one| words.say(Word::ClearanceFrom, &[("file", &one.place())]));
        let code = words.say(Word::ClearanceReference, &[("code", self.code)]);
        let about = [format!("{}: {names}", printed.about.title)];
        let lines = about.into_iter().chain(day).chain(origins).chain([code]);
        let mut blocks = vec![paragraph(&say(Word::ClearanceAsk))];
        let texts = self.texts.iter().flat_map(|text| text.lines());
        let texts = texts.filter(|line| !line.trim().is_empty()).map(paragraph);
        let marks = MARKS.iter().map(|(code, word)| {
            let mark = if *word == Word::ClearanceDay { "" } else { "☐" };
            vec![(*code).to_owned(), say(*word), mark.to_owned()]
        });
        let columns =
            [(Word::ClearanceCode, 10), (Word::ClearanceStatement, 55), (Word::ClearanceMark, 35)];
        let printed_blocks = printed.blocks.iter().filter_map(|node| match &node.block {
            Block::Title(_) => None,
            Block::Heading(heading) => {
                Some(Block::Paragraph(vec![Inline::Strong(heading.content.clone())]))
            }
            block => Some(block.clone()),
        });
        let sections: [(Word, Vec<Block>); 4] = [
            (Word::ClearanceAnswers, self.answers().into_iter().collect()),
            (Word::ClearancePrinted, printed_blocks.collect()),
            (Word::ClearanceCame, texts.collect()),
            (Word::ClearanceDecision, vec![self.table(&columns, marks.collect())]),
        ];
        for (heading, content) in sections.into_iter().filter(|(_, content)| !content.is_empty()) {
            let heading = vec![Inline::tool(say(heading))];
            blocks.push(Block::Heading(Heading::new(1, heading)));
            blocks.extend(content);
        }
        let about = About {
            title: format!("{title}: {names}"),
            subject: None,
            edition: None,
            ..printed.about.clone()
        };
        Document::generated(about, &title, lines.collect(), blocks)
    }

    /// The answers to the questions that the respondent was asked, in words, beside the received ones.
    fn answers(&self) -> Option<Block> {
        let texts = self.response.source_texts.first().map(|path| path.value.clone());
        let source = self.response.origins.first().map(ImportSource::place).or(texts);
        let came = |question: &Question| match self.cells.is_empty() {
            false => self.cells.get(&question.id).cloned().unwrap_or_default(),
            true => source.clone().unwrap_or_default(),
        };
        let asked = self.survey.questions.iter();
        let asked = asked.filter(|question| question.is_asked(&self.response.answers));
        let row = |question| {
            vec![figures::label(self.survey, question), came(question), self.answer(question)]
        };
        let mut rows: Vec<Vec<String>> = asked.map(row).collect();
        let (question, recorded) = (Word::ClearanceQuestion, Word::ClearanceRecorded);
        let mut columns = vec![(question, 40), (Word::ClearanceCame, 30), (recorded, 30)];
        if rows.iter().all(|row| row[1].is_empty()) {
            rows.iter_mut().for_each(|row| drop(row.remove(1)));
            columns = vec![(question, 50), (recorded, 50)];
        }
        (!rows.is_empty()).then(|| self.table(&columns, rows))
    }

    /// An answer in words, an option a line.
    fn answer(&self, question: &Question) -> String {
        let Some(answer) = self.response.answers.get(&question.id) else {
            return self.words.say(Word::ClearanceUnanswered, &[]);
        };
        let chosen = answer.chosen().map(|(word, _)| {
            match (question.option(word), &answer.other, &question.unit) {
                (Some(option), Some(own), _) if option.is_other => {
                    format!("{}: {}", option.title.value, own.value)
                }
                (Some(option), ..) => option.title.value.clone(),
                (None, _, Some(unit)) => format!("{word} {}", unit.value),
                (None, _, None) => word.to_owned(),
            }
        });
        match answer.words.is_empty() {
            true => self.words.say(Word::ResponseNone, &[]),
            false => chosen.collect::<Vec<_>>().join("\n"),
        }
    }

    fn table(&self, columns: &[(Word, u8)], rows: Vec<Vec<String>>) -> Block {
        let cell = |text: &String| Inline::lines(text.lines());
        let rows = rows.iter().map(|row| Row { cells: row.iter().map(cell).collect() });
        Block::Generated(Generated::IndexTable(self.words.table(columns, rows)))
    }
}
