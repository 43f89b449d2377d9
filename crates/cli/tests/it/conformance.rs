//! docs/differences.md explains every result that differs from the reference, and no others.

use std::collections::BTreeSet;

const BASELINE: &str = include_str!("../../../../tests/conformance/baseline.json");
const DIFFERENCES: &str = include_str!("../../../../docs/differences.md");

/// A case and its format.
type Entry = (String, String);

/// The failing results, as written by `scripts/score --update`.
fn failing() -> BTreeSet<Entry> {
    let figures: serde_json::Value = serde_json::from_str(BASELINE).expect("it is JSON");
    let results = figures
        .get("results")
        .and_then(|results| results.as_array())
        .expect("there are results");
    assert!(results.len() > 500, "only {} results", results.len());
    let word = |result: &serde_json::Value, key: &str| {
        let word = result[key].as_str().expect("case and format are words");
        word.to_owned()
    };
    results
        .iter()
        .filter(|result| result["pass"] != true)
        .map(|result| (word(result, "case"), word(result, "format")))
        .collect()
}

/// The results explained by the last table, whose first two columns are lists of cases and of formats.
fn explained() -> BTreeSet<Entry> {
    let (_, section) = DIFFERENCES
        .split_once("## Cases of the conformance suite")
        .expect("there is a section on cases");
    let mut entries = BTreeSet::new();
    for row in section
        .lines()
        .filter(|line| line.starts_with("| "))
        .skip(2)
    {
        let mut cells = row.trim_matches('|').split(" | ").map(str::trim);
        let (cases, formats) = (cells.next(), cells.next());
        for case in cases.into_iter().flat_map(|cases| cases.split(", ")) {
            for format in formats.into_iter().flat_map(|formats| formats.split(", ")) {
                entries.insert((case.to_owned(), format.to_owned()));
            }
        }
    }
    entries
}

#[test]
fn every_case_that_differs_is_explained_and_no_other() {
    let (failing, explained) = (failing(), explained());
    let unexplained: Vec<_> = failing.difference(&explained).collect();
    assert!(
        unexplained.is_empty(),
        "no reason is given for {unexplained:?}"
    );
    let outdated: Vec<_> = explained.difference(&failing).collect();
    assert!(outdated.is_empty(), "these pass by now: {outdated:?}");
}
