//! Indexes the chord libraries at build time: records where each chord stands in its file, so that a program parses
//! only the rows that it needs.

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The prefix of a row. Each row is on a separate line.
const ROW: &str = "  {\"";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new("data/libraries");
    let mut names: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    names.sort();
    let mut code = String::from("[\n");
    for path in names {
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path)?;
        let head: Value = serde_json::from_str(&text)?;
        if head.get("chords").is_some() {
            code += &table(&path, &text, &head)?;
        }
    }
    code += "]\n";
    fs::write(Path::new(&env::var("OUT_DIR")?).join("tables.rs"), code)?;
    Ok(())
}

/// The generated code of a library's table.
fn table(path: &Path, text: &str, head: &Value) -> Result<String, Box<dyn Error>> {
    let (rows, chords) = index(text)?;
    let count = head.get("chords").and_then(Value::as_array).map(Vec::len);
    if count != Some(rows.len()) {
        return Err(format!("{}: a chord has no line of its own", path.display()).into());
    }
    let mut sorted: Vec<usize> = (0..chords.len()).collect();
    sorted.sort_by_key(|at| chords.get(*at).map(|(name, _)| name));
    let tuning: Vec<&str> = head
        .get("tuning")
        .and_then(Value::as_array)
        .map(|notes| notes.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let is_overlay = head.get("overlay").and_then(Value::as_bool) == Some(true);
    let file = fs::canonicalize(path)?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut code = String::new();
    writeln!(code, "Rows {{ name: {name:?}, is_overlay: {is_overlay},")?;
    writeln!(
        code,
        "tuning: &{tuning:?}, text: include_str!({:?}),",
        file.display().to_string()
    )?;
    writeln!(
        code,
        "rows: &{rows:?}, names: &{chords:?}, sorted: &{sorted:?} }},"
    )?;
    Ok(code)
}

type Rows = Vec<(usize, usize)>;
type Names = Vec<(String, usize)>;

/// The byte ranges of the rows in a file, and its names in the order of their first definition, each with the row that defines it
/// last.
fn index(text: &str) -> Result<(Rows, Names), Box<dyn Error>> {
    let (mut rows, mut names) = (Rows::new(), Names::new());
    let mut known = BTreeMap::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with(ROW) {
            let row = line.trim().trim_end_matches(',');
            let begin = start + line.find('{').unwrap_or_default();
            let data: Value = serde_json::from_str(row)?;
            let name = data.get("name").and_then(Value::as_str);
            for name in name.ok_or("a chord without a name")?.split('|') {
                match known.get(name).and_then(|at: &usize| names.get_mut(*at)) {
                    Some((_, row)) => *row = rows.len(),
                    None => {
                        known.insert(name.to_owned(), names.len());
                        names.push((name.to_owned(), rows.len()));
                    }
                }
            }
            rows.push((begin, begin + row.len()));
        }
        start += line.len();
    }
    Ok((rows, names))
}
