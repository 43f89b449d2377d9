//! The specification (`docs/spec`): clauses have anchors, links are valid, and citations name existing clauses.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The documents by name, each with the numbers of its clauses.
type Clauses = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All files below `folder` whose names end in one of `suffixes`, sorted. Build folders are left out.
fn files(folder: &Path, suffixes: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the project") {
            let path = entry.expect("an entry of a folder can be read").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                if !matches!(&*name, "target" | "node_modules" | "artifacts") {
                    folders.push(path);
                }
            } else if suffixes.iter().any(|suffix| name.ends_with(suffix)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The specification's documents, `README.md` among them.
fn documents() -> Vec<(String, String)> {
    let paths = files(&root().join("docs/spec"), &[".md"]);
    paths
        .iter()
        .map(|path| {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            (name.into_owned(), read(path))
        })
        .collect()
}

/// The lines of a Markdown text that are not in a fenced block, with their numbers from 1.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut is_fenced = false;
    (1..).zip(text.lines()).filter(move |(_, line)| {
        let is_fence = line.starts_with("```");
        is_fenced ^= is_fence;
        !is_fenced && !is_fence
    })
}

/// The level and the text of a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    (level > 0).then_some((level, text.strip_prefix(' ')?))
}

/// The number in a heading such as `<a id="4.2"></a>4.2 Style sheets` or `<a id="4"></a>4. HTML`.
fn clause(heading: &str) -> Option<&str> {
    let (number, title) = heading.strip_prefix("<a id=\"")?.split_once("\"></a>")?;
    let title = title.strip_prefix(number)?;
    let title = title.strip_prefix('.').unwrap_or(title);
    (is_number(number) && title.starts_with(' ')).then_some(number)
}

/// Whether a text is the number of a clause, such as `4` or `5.4.2`.
fn is_number(text: &str) -> bool {
    text.split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn clauses() -> Clauses {
    let mut clauses = Clauses::new();
    for (name, text) in documents() {
        if name == "README" {
            continue;
        }
        let numbers = prose(&text)
            .filter_map(|(_, line)| clause(heading(line)?.1))
            .map(str::to_owned)
            .collect();
        clauses.insert(name, numbers);
    }
    clauses
}

/// Why the clause `number` of `document` does not exist, if so.
fn fault(clauses: &Clauses, document: &str, number: &str) -> Option<String> {
    match clauses.get(document) {
        None => Some(format!("there is no docs/spec/{document}.md")),
        Some(numbers) if numbers.contains(number) => None,
        Some(_) => Some(format!(
            "docs/spec/{document}.md has no clause \"{number}\""
        )),
    }
}

/// A citation in a text: the line, the document and, if given, the clause.
#[derive(Debug, PartialEq, Eq)]
struct Citation<'t> {
    line: usize,
    document: &'t str,
    clause: Option<&'t str>,
}

/// The citations in a text: `docs/spec/NAME.md`, usually with `#CLAUSE`, and further clauses of the same document
/// as "`, `#CLAUSE`".
fn citations(text: &str) -> Vec<Citation<'_>> {
    const FOLDER: &str = "docs/spec/";
    let mut found = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        for (at, _) in content.match_indices(FOLDER) {
            let rest = content.get(at + FOLDER.len()..).unwrap_or_default();
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            let (document, rest) = rest.split_at(end.unwrap_or(rest.len()));
            let Some(mut rest) = rest.strip_prefix(".md") else {
                continue;
            };
            let mut clauses = 0;
            while let Some(anchor) = rest.strip_prefix('#') {
                let end = anchor.find(|c: char| !c.is_ascii_alphanumeric() && c != '.');
                let (clause, after) = anchor.split_at(end.unwrap_or(anchor.len()));
                found.push(Citation {
                    line,
                    document,
                    clause: Some(clause),
                });
                clauses += 1;
                rest = after.strip_prefix("`, `").unwrap_or_default();
            }
            if clauses == 0 {
                found.push(Citation {
                    line,
                    document,
                    clause: None,
                });
            }
        }
    }
    found
}

/// The clauses that a case cites: the lines `spec: DOCUMENT CLAUSE, DOCUMENT CLAUSE…` in its head.
fn cited_by_case(text: &str) -> Vec<Option<(&str, &str)>> {
    text.lines()
        .take_while(|line| !line.starts_with("--- "))
        .filter_map(|line| line.strip_prefix("spec: "))
        .flat_map(|list| list.split(", "))
        .map(|place| place.split_once(' '))
        .collect()
}

/// The lines in which "clause" or "clauses" is followed by a number, without a document.
fn bare_citations(text: &str) -> Vec<usize> {
    let mut lines = Vec::new();
    let mut is_after_word = false;
    for (line, content) in (1..).zip(text.lines()) {
        let comment = content
            .trim_start()
            .trim_start_matches(['/', '!', '#', '*']);
        for word in comment.split_whitespace() {
            if is_after_word && word.starts_with(|c: char| c.is_ascii_digit()) {
                lines.push(line);
            }
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            is_after_word =
                word.eq_ignore_ascii_case("clause") || word.eq_ignore_ascii_case("clauses");
        }
    }
    lines
}

#[test]
fn every_heading_is_a_clause_with_its_number_as_anchor() {
    let mut faults = Vec::new();
    for (name, text) in documents() {
        if name == "README" {
            continue;
        }
        let mut known = BTreeSet::new();
        for (line, content) in prose(&text) {
            let Some((level, title)) = heading(content) else {
                continue;
            };
            if level == 1 {
                continue;
            }
            let place = format!("docs/spec/{name}.md:{line}");
            let Some(number) = clause(title) else {
                faults.push(format!("{place}: no number, or another anchor: {title}"));
                continue;
            };
            if number.split('.').count() + 1 != level {
                faults.push(format!("{place}: {number} is not of this level"));
            }
            let parent = number.rsplit_once('.').map(|(parent, _)| parent);
            if parent.is_some_and(|parent| !known.contains(parent)) {
                faults.push(format!("{place}: {number} is not below its parent"));
            }
            if !known.insert(number) {
                faults.push(format!("{place}: {number} is there already"));
            }
        }
        assert!(known.len() > 20, "{name} has {} clauses", known.len());
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn links_of_the_specification_lead_somewhere() {
    let clauses = clauses();
    let folder = root().join("docs/spec");
    let mut links = 0;
    let mut faults = Vec::new();
    for (name, text) in documents() {
        for (line, content) in prose(&text) {
            // Text between backticks is not a link.
            let parts = content.split('`').step_by(2);
            for rest in parts.flat_map(|part| part.split("](").skip(1)) {
                let target = rest.split(')').next().unwrap_or_default();
                links += 1;
                let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
                let document = match file {
                    "" => Some(name.as_str()),
                    _ => file.strip_suffix(".md").filter(|stem| !stem.contains('/')),
                };
                let fault = if !file.is_empty() && !folder.join(file).exists() {
                    Some("there is no such file".to_owned())
                } else if anchor.is_empty() {
                    None
                } else if let Some(document) = document {
                    fault(&clauses, document, anchor)
                } else {
                    Some("only clauses have anchors".to_owned())
                };
                if let Some(fault) = fault {
                    faults.push(format!("docs/spec/{name}.md:{line}: {target}: {fault}"));
                }
            }
        }
    }
    assert!(links > 200, "only {links} links were found");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_citation_names_a_clause() {
    let clauses = clauses();
    let mut count = 0;
    let mut faults = Vec::new();
    for folder in ["crates", "fuzz", "docs", "scripts", "tests"] {
        for path in files(&root().join(folder), &[".rs", ".md", ".py", ".sh", ".mjs"]) {
            if path.ends_with("specification.rs") {
                continue;
            }
            let text = read(&path);
            for citation in citations(&text) {
                count += 1;
                let is_overview = citation.document == "README" && citation.clause.is_none();
                let fault = match citation.clause {
                    Some(number) => fault(&clauses, citation.document, number),
                    None if is_overview || clauses.contains_key(citation.document) => None,
                    None => Some(format!("there is no docs/spec/{}.md", citation.document)),
                };
                let place = format!("{}:{}", path.display(), citation.line);
                faults.extend(fault.map(|fault| format!("{place}: {fault}")));
            }
        }
    }
    assert!(count > 150, "only {count} citations were found");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_clause_that_a_case_cites_is_there() {
    let clauses = clauses();
    let mut count = 0;
    let mut faults = Vec::new();
    for path in files(&root().join("tests/cases"), &[".case"]) {
        for place in cited_by_case(&read(&path)) {
            count += 1;
            let fault = match place {
                Some((document, number)) => fault(&clauses, document, number),
                None => Some("a clause is a document and a number".to_owned()),
            };
            faults.extend(fault.map(|fault| format!("{}: {fault}", path.display())));
        }
    }
    assert!(count > 100, "only {count} citations were found");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_comment_cites_a_clause_without_its_document() {
    let mut faults = Vec::new();
    for folder in ["crates", "fuzz"] {
        for path in files(&root().join(folder), &[".rs", ".py"]) {
            for line in bare_citations(&read(&path)) {
                faults.push(format!("{}:{line}", path.display()));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "these cite the specification without a document, see docs/spec/README.md:\n{}",
        faults.join("\n")
    );
}

#[test]
fn citations_are_found_in_each_form() {
    let cited = |text| {
        citations(text)
            .into_iter()
            .map(|citation| (citation.document, citation.clause))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        cited("see (`docs/spec/pages.md#5.2`, `#5.3`), `docs/spec/cli.md`."),
        [
            ("pages", Some("5.2")),
            ("pages", Some("5.3")),
            ("cli", None)
        ]
    );
    assert_eq!(cited("docs/spec/pages.md#x"), [("pages", Some("x"))]);
    assert_eq!(cited("`docs/spec`, `#3`"), []);
    let case = "What holds.\nspec: language 1.2, outputs 3\n--- song\nspec: x 1\n";
    assert_eq!(
        cited_by_case(case),
        [Some(("language", "1.2")), Some(("outputs", "3"))]
    );
    assert_eq!(clause("<a id=\"4.2\"></a>4.2 Style sheets"), Some("4.2"));
    assert_eq!(clause("<a id=\"4.2\"></a>4.3 Style sheets"), None);
    let bare = [
        "/// As cla",
        "use 4.\n// A cla",
        "use of cla",
        "uses\n/// 5.2",
    ]
    .concat();
    assert_eq!(bare_citations(&bare), [1, 3]);
}
