//! Generates the table of colours at build time, sorted by name, so that no program parses it at startup.

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    const FILE: &str = "data/colours.json";
    println!("cargo::rerun-if-changed={FILE}");
    let colours: BTreeMap<String, String> = serde_json::from_str(&fs::read_to_string(FILE)?)?;
    let mut code = String::from("&[\n");
    for (name, value) in colours {
        let number = value.strip_prefix('#').filter(|digits| digits.len() == 6);
        let number = number.ok_or_else(|| format!("{FILE}: {name} is no #rrggbb"))?;
        let [_, red, green, blue] = u32::from_str_radix(number, 16)?.to_be_bytes();
        writeln!(code, "({name:?}, [{red}, {green}, {blue}]),")?;
    }
    code += "]\n";
    fs::write(Path::new(&env::var("OUT_DIR")?).join("colours.rs"), code)?;
    Ok(())
}
