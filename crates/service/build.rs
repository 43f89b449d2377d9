//! Lists the built files of the studio, so that the program carries them: whatever is in the folder when it is built.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// What the build of `web/` writes.
const FOLDER: &str = "studio";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FOLDER}");
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join(FOLDER);
    let mut names = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
    }
    for name in ["index.html", "frame.html", "sw.js"] {
        if !names.iter().any(|known| known == name) {
            return Err(
                format!("{FOLDER}/{name} is missing: scripts/studio --build writes it").into(),
            );
        }
    }
    names.sort();
    let mut code = String::from("&[\n");
    for name in names {
        let path = folder.join(&name);
        let path = path.to_str().ok_or("the path of the crate is no text")?;
        writeln!(code, "({name:?}, include_bytes!({path:?}).as_slice()),")?;
    }
    code += "]\n";
    fs::write(
        Path::new(&env::var("OUT_DIR")?).join("studio_files.rs"),
        code,
    )?;
    Ok(())
}
