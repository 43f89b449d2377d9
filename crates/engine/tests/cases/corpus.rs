//! Every file of the fuzzers' corpus gives a result.

use std::fs;
use std::path::Path;

use libtest_mimic::Trial;

#[path = "../../../../fuzz/checks/mod.rs"]
mod checks;

/// The tests: one for each file, named `corpus/TARGET/FILE`.
pub(crate) fn tests() -> Vec<Trial> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    let mut tests = Vec::new();
    for (target, check) in checks::TARGETS {
        let before = tests.len();
        for entry in fs::read_dir(corpus.join(target)).expect("every target has a corpus") {
            let path = entry.expect("an entry of a folder can be read").path();
            let file = path.file_name().unwrap_or_default().display();
            tests.push(Trial::test(format!("corpus/{target}/{file}"), move || {
                check(&fs::read(&path)?);
                Ok(())
            }));
        }
        assert!(tests.len() > before + 5, "the corpus of {target} is gone");
    }
    tests
}
