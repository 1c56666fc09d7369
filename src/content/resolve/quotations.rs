//! Quotations: their marks, their language and their source.

use std::mem::take;

use super::{Resolver, lines, plain};
use crate::document::{Block, Inline, Quotation, visit_blocks};
use crate::model::{self, Form, Quote};
use crate::words::Word;

impl Resolver<'_> {
    /// A quotation with its marks, its source, and the remark that it is translated.
    pub(super) fn quotation(&mut self, quote: Quote, source: Option<model::Text>) -> Block {
        let words = self.input.words;
        let mut blocks = self.field(quote.text);
        if let Some(language) = quote.language.as_ref().filter(|_| quote.original.is_none()) {
            visit_blocks(&mut blocks, &mut |block| {
                for (_, line) in block.lines_mut() {
                    let (language, content) = (language.value.clone(), take(line));
                    *line = vec![Inline::Foreign { language, content }];
                }
            });
        }
        if quote.form == Form::Quotation {
            if let Some(line) = lines::line_at_end(blocks.iter_mut().collect(), false) {
                line.insert(0, Inline::tool(words.say(Word::QuotationOpen, &[])));
            }
            if let Some(line) = lines::line_at_end(blocks.iter_mut().collect(), true) {
                line.push(Inline::tool(words.say(Word::QuotationClose, &[])));
            }
        }
        if let Some(language) = quote.language.filter(|_| quote.original.is_some())
            && let Some(line) = lines::line_at_end(blocks.iter_mut().collect(), true)
        {
            line.push(Inline::tool(format!(" {}", words.translated_from(&language.value))));
        }
        let source = source.map(|text| Inline::Text(plain(text)));
        Block::Quotation(Quotation { blocks, source: source.into_iter().collect() })
    }
}
