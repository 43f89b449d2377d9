//! `chordpro import`: converts sheets of other formats to ChordPro files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chordpro_engine::{Engine, Import, ImportedSong, Request};

use crate::conversion::failure;
use crate::failure::Failure;
use crate::invocation::Invocation;
use crate::output::{self, Target};

/// Imports the inputs of `request`; prints the format of each, and with `--verbose` the classification of every line.
pub(crate) fn run(
    engine: &Engine,
    request: &Request,
    invocation: &Invocation,
) -> Result<u8, Failure> {
    let imports = engine.import(request).map_err(|error| failure(&error))?;
    for (input, import) in request.inputs.iter().zip(&imports) {
        tell(&input.name, import, invocation.verbosity > 0);
    }
    let names = request.inputs.iter().map(|input| input.name.to_string());
    let sheets: Vec<(String, Import)> = names.zip(imports).collect();
    let songs = sheets
        .iter()
        .map(|(_, import)| import.songs.len())
        .sum::<usize>();
    match invocation.output.as_deref() {
        None | Some("-") => output::write(&Target::Standard, joined(&sheets).as_bytes())?,
        Some(name) if songs == 1 && !is_folder(name) => {
            output::write(&Target::File(name.to_owned()), joined(&sheets).as_bytes())?;
        }
        Some(folder) => write_into(Path::new(folder), &sheets)?,
    }
    Ok(0)
}

/// Whether a name is a folder, or looks like one to be created.
fn is_folder(name: &str) -> bool {
    name.ends_with(['/', std::path::MAIN_SEPARATOR]) || Path::new(name).is_dir()
}

fn tell(name: &str, import: &Import, with_lines: bool) {
    let detection = &import.detection;
    eprintln!(
        "{name}: {} ({}: {})",
        detection.format.title(),
        detection.confidence.name(),
        detection.reason
    );
    if !with_lines {
        return;
    }
    for song in &import.songs {
        let source = song.name.as_deref().unwrap_or(name);
        for line in &song.report {
            let detail = line.detail.as_ref();
            let detail = detail.map_or_else(String::new, |detail| format!(": {detail}"));
            eprintln!("{source}:{}: {}{detail}", line.line, line.taken.name());
        }
    }
}

/// All songs in one text.
fn joined(sheets: &[(String, Import)]) -> String {
    let songs = sheets.iter().flat_map(|(_, import)| &import.songs);
    let texts: Vec<&str> = songs.map(|song| song.text.as_str()).collect();
    texts.join("{new_song}\n")
}

/// Writes a file for each song into a folder, which is created if needed.
fn write_into(folder: &Path, sheets: &[(String, Import)]) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::file(&folder.display().to_string(), &error))?;
    let mut taken = BTreeSet::new();
    for (name, import) in sheets {
        for song in &import.songs {
            let path = free_name(folder, &stem(name, song, import), &mut taken);
            let target = Target::File(path.display().to_string());
            output::write(&target, song.text.as_bytes())?;
        }
    }
    Ok(())
}

/// The file name of a song: from its sheet, its file in an archive, or its title if a sheet has several songs.
fn stem(sheet: &str, song: &ImportedSong, import: &Import) -> String {
    let file = song.name.as_deref().unwrap_or(sheet);
    let stem = Path::new(file).file_stem().and_then(|stem| stem.to_str());
    let title = song
        .text
        .lines()
        .find_map(|line| line.strip_prefix("{title: ")?.strip_suffix('}'));
    let name = match title {
        Some(title) if song.name.is_none() && (import.songs.len() > 1 || sheet == "-") => title,
        _ => stem.unwrap_or("song"),
    };
    output::name_part(name)
}

/// The first of `STEM.cho`, `STEM-2.cho`, … that is not used by another song of this run.
fn free_name(folder: &Path, stem: &str, taken: &mut BTreeSet<PathBuf>) -> PathBuf {
    let mut path = folder.join(format!("{stem}.cho"));
    let mut number = 1_usize;
    while !taken.insert(path.clone()) {
        number += 1;
        path = folder.join(format!("{stem}-{number}.cho"));
    }
    path
}
