//! Responses in any number, the same in each run, added to the survey of 2023.

use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Words of which responses are made.
const WORDS: [&str; 16] = [
    "migration", "policy", "regional", "cooperation", "data", "labour", "mobility", "climate",
    "resilience", "dialogue", "States", "practice", "evidence", "finance", "protection", "access",
];

/// Sentences of words in no order, none twice in a row; the same in each run.
pub(crate) struct Sentences(pub(crate) usize);

impl Sentences {
    pub(crate) fn next(&mut self, words: usize) -> String {
        let word = |_| {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_041);
            self.0
        };
        let mut last = 0;
        let words = (0..words).map(word).map(|random| {
            last = (last + 1 + (random >> 33) % (WORDS.len() - 1)) % WORDS.len();
            WORDS[last]
        });
        format!("The {}.", words.collect::<Vec<_>>().join(" "))
    }
}

/// Adds responses to a project of the survey of 2023; with words, each has a quotation and a practice.
pub(crate) fn add_responses(project: &Path, count: usize, with_words: bool) {
    let mut sentences = Sentences(7);
    let mut mechanisms = String::new();
    for index in 0..count {
        let key = format!("mechanism-{index:05}");
        write!(
            mechanisms,
            "\n[{key}]\nname = \"Dialogue {index:05} on Mobility\"\ninvited = false\n"
        )
        .expect("a string takes it");
        let (goal, objective) = (1 + index % 17, 1 + index % 23);
        let mut response = format!(
            "mechanism = \"{key}\"\nreceived = 2023-08-{:02}\n\n[answers]\n\
             sdg-relevance = [\"sdg-{goal}\"]\ngcm-addressed = [\"gcm-{objective}\"]\n",
            1 + index % 28,
        );
        if with_words {
            write!(
                response,
                "\n[[quote]]\npoint = \"partnerships\"\nform = \"quotation\"\ntext = \"{} {}\"\n\n\
                 [[practice]]\npart = \"sdg\"\ntext = '''\n- {}\n- {}'''\n",
                sentences.next(40),
                sentences.next(25),
                sentences.next(20),
                sentences.next(15),
            )
            .expect("a string takes it");
        }
        fs::write(project.join(format!("data/responses/{key}.toml")), response)
            .expect("a response can be written");
    }
    append(project, "data/mechanisms.toml", &mechanisms);
}

pub(crate) fn append(project: &Path, file: &str, text: &str) {
    let path = project.join(file);
    let before = fs::read_to_string(&path).expect("a text file");
    fs::write(path, before + text).expect("a file can be written");
}
