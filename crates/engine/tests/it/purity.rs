//! Purity of the library crates: clippy rejects in each of them what the project's `clippy.toml` lists.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Code in which clippy must reject the lines that end in `// refused`, and no others.
const PLANTED: &str = r#"
pub fn file() -> std::io::Result<String> {
    std::fs::read_to_string("/etc/passwd") // refused
}
pub fn open() -> bool {
    std::fs::File::open("/etc/passwd").is_ok() // refused
}
pub fn is_there(path: &std::path::Path) -> bool {
    path.exists() // refused
}
pub fn network() -> bool {
    std::net::TcpStream::connect("127.0.0.1:1").is_ok() // refused
}
pub fn program() -> bool {
    std::process::Command::new("true").status().is_ok() // refused
}
pub fn end() {
    std::process::exit(1) // refused
}
pub fn variable() -> bool {
    std::env::var_os("HOME").is_some() // refused
}
pub fn thread() {
    std::thread::spawn(|| ()); // refused
}
pub fn pause(time: std::time::Duration) {
    std::thread::sleep(time); // refused
}
pub fn clock() {
    let _ = std::time::SystemTime::now(); // refused
}
pub fn watch() {
    let _ = std::time::Instant::now(); // refused
}
pub fn said() {
    println!("a"); // refused
}
pub fn noted() {
    eprintln!("a"); // refused
}
pub fn input() {
    let _ = std::io::stdin(); // refused
}
pub fn seed() {
    let _ = std::hash::RandomState::new(); // refused
}
pub fn names(map: &std::collections::HashMap<u8, u8>) -> Vec<u8> {
    map.keys().copied().collect() // refused
}
pub fn each(set: &std::collections::HashSet<u8>) -> u64 {
    let mut all = 0_u64;
    for one in set { // refused
        all = all * 31 + u64::from(*one);
    }
    all
}
pub fn one(map: &std::collections::HashMap<u8, u8>) -> Option<u8> {
    map.get(&1).copied()
}
pub fn path() -> std::path::PathBuf {
    std::path::Path::new("a").join("b")
}
#[cfg(test)]
mod tests {
    #[test]
    fn tests_may() {
        println!("{}", std::env::temp_dir().display());
    }
}
"#;

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The folders of all library crates.
fn libraries() -> Vec<PathBuf> {
    let entries = fs::read_dir(crates()).expect("the folder of the crates can be read");
    let folders = entries.map(|entry| entry.expect("an entry can be read").path());
    let is_library = |folder: &PathBuf| {
        folder.join("src/lib.rs").exists() && !folder.join("src/main.rs").exists()
    };
    let mut folders: Vec<PathBuf> = folders.filter(is_library).collect();
    folders.sort();
    folders
}

/// The inner attributes at a crate's root, which turn lints on.
fn head(folder: &Path) -> String {
    let root = fs::read_to_string(folder.join("src/lib.rs")).expect("a crate has a root");
    let is_head = |line: &&str| {
        let is_attribute = ["#![", " ", ")", "//"]
            .iter()
            .any(|start| line.starts_with(start));
        (line.is_empty() || is_attribute) && !line.starts_with("///")
    };
    let lines = root.lines().take_while(is_head);
    let lints = lines.filter(|line| !line.starts_with("#![doc") && !line.starts_with("//"));
    lints.map(|line| format!("{line}\n")).collect()
}

/// The lines of `code` that clippy rejects in the crate at `folder`, and its output.
fn refused(folder: &Path, code: &str) -> (BTreeSet<usize>, String) {
    let name = folder.file_name().expect("a folder has a name").display();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("planted-{name}.rs"));
    fs::write(&file, code).expect("the file can be written");
    let output = Command::new("clippy-driver")
        .args(["--edition=2024", "--crate-type=lib", "--emit=metadata"])
        .args(["--error-format=short", "--crate-name=planted"])
        // As in the workspace; the crate itself turns the lints on.
        .args(["--allow=clippy::disallowed_macros"])
        .args(["--allow=clippy::disallowed_methods"])
        .args(["--allow=clippy::disallowed_types"])
        .arg("--out-dir")
        .arg(env!("CARGO_TARGET_TMPDIR"))
        .arg(&file)
        .env("CARGO_MANIFEST_DIR", folder)
        .env_remove("CLIPPY_CONF_DIR")
        .env_remove("CLIPPY_ARGS")
        .output()
        .expect("clippy is needed: rustup component add clippy");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    // Lines like `planted-song.rs:5:9: error[E0000]: message`.
    let lines = text.lines().filter(|line| line.contains(": error"));
    let numbers =
        lines.filter_map(|line| line.split(".rs:").nth(1)?.split(':').next()?.parse().ok());
    (numbers.collect(), text)
}

#[test]
fn library_crates_touch_no_file_network_clock_environment_or_process() {
    let libraries = libraries();
    assert!(libraries.len() >= 10, "only {libraries:?} were found");
    for folder in libraries {
        let code = head(&folder) + PLANTED;
        let lines = code.lines().zip(1..);
        let expected = lines.filter(|(line, _)| line.ends_with("// refused"));
        let expected: BTreeSet<usize> = expected.map(|(_, number)| number).collect();
        assert!(expected.len() > 15, "{} lines are planted", expected.len());
        let (refused, said) = refused(&folder, &code);
        assert_eq!(refused, expected, "{}\n{said}", folder.display());
    }
}
