//! Every file of the fuzzers' corpus still gives an answer.

use std::fs;
use std::path::{Path, PathBuf};

#[path = "../../../fuzz/checks/mod.rs"]
mod checks;

fn folder(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/corpus")
        .join(target)
}

#[test]
fn every_file_of_the_corpus_gives_an_answer() {
    for (target, check) in checks::TARGETS {
        let mut files = 0;
        for entry in fs::read_dir(folder(target)).expect("every target has a corpus") {
            let path = entry.expect("an entry of a folder can be read").path();
            let name = path.file_name().unwrap_or_default().display();
            let data = fs::read(&path).expect("a file of the corpus can be read");
            let result = std::panic::catch_unwind(|| check(&data));
            assert!(result.is_ok(), "{target}/{name}");
            files += 1;
        }
        assert!(files > 5, "{target} has {files} files");
    }
}
