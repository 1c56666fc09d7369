//! Each fuzz target is this program under the target's name.

#![no_main]
#![allow(dead_code, unused_imports, reason = "the integration tests use the rest")]

#[path = "../it"]
mod it {
    pub(crate) mod fuzz_targets;
    mod redline;
    mod said;
    mod support;
}

use it::fuzz_targets as targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| match env!("CARGO_BIN_NAME") {
    "model" => targets::model(data),
    "tree" => targets::tree(data),
    "writers" => targets::writers(data),
    "changes" => targets::changes(data),
    other => panic!("there is no target {other}"),
});
