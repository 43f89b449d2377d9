//! Accuracy of the imports by format: sheets, chords on the right syllable, headers.

use std::path::PathBuf;

use chordpro_imports::SheetFormat;
use libtest_mimic::Failed;

use super::Case;

/// The minimum number of sheets per format.
const SHEETS: usize = 25;

/// Counts the chords and headers of all sheets of a format.
pub(crate) fn check(paths: &[PathBuf], format: SheetFormat) -> Result<(), Failed> {
    let (mut chords, mut right_chords) = (0, 0);
    let (mut heads, mut right_heads) = (0, 0);
    for path in paths {
        let case = Case::read(path);
        let (made, _) = case.imported(format);
        let (expected_chords, made_chords) = (placed_chords(&case.expected), placed_chords(&made));
        chords += expected_chords.len();
        right_chords += common(&expected_chords, &made_chords);
        let (expected_heads, made_heads) = (heads_of(&case.expected), heads_of(&made));
        heads += expected_heads.len().max(made_heads.len());
        right_heads += common(&expected_heads, &made_heads);
    }
    let title = format.title();
    eprintln!(
        "| {title} | {} | {right_chords} of {chords} | {right_heads} of {heads} |",
        paths.len()
    );
    if paths.len() < SHEETS {
        return Err(format!("{title} has {} sheets", paths.len()).into());
    }
    if right_chords * 100 < chords * 99 {
        return Err(format!("{title}: {right_chords} of {chords} chords").into());
    }
    if right_heads != heads || heads < SHEETS {
        return Err(format!("{title}: {right_heads} of {heads} heads").into());
    }
    Ok(())
}

/// The number of items that both lists have.
fn common<T: PartialEq + Clone>(expected: &[T], made: &[T]) -> usize {
    let mut left = made.to_vec();
    expected
        .iter()
        .filter(|item| {
            let found = left.iter().position(|other| other == *item);
            found.map(|at| left.swap_remove(at)).is_some()
        })
        .count()
}

/// The chords of a song, each with the lyrics of its line and the number of letters before it. Grid cells count with their
/// position in the line.
fn placed_chords(text: &str) -> Vec<(String, String, usize)> {
    let mut chords = Vec::new();
    for line in text.lines() {
        if line.starts_with('|') {
            let cells = line.split_whitespace().enumerate();
            chords.extend(
                cells
                    .filter(|(_, cell)| cell.starts_with(|c: char| c.is_ascii_uppercase()))
                    .map(|(at, cell)| (cell.to_owned(), line.to_owned(), at)),
            );
            continue;
        }
        let mut words = String::new();
        let mut found = Vec::new();
        for piece in line.split('[') {
            let (chord, tail) = piece
                .split_once(']')
                .map_or((None, piece), |(chord, tail)| (Some(chord), tail));
            if let Some(chord) = chord.filter(|chord| !chord.starts_with('*')) {
                found.push((chord.to_owned(), words.len()));
            }
            words.extend(tail.chars().filter(|c| c.is_alphanumeric()));
        }
        chords.extend(
            found
                .into_iter()
                .map(|(chord, at)| (chord, words.clone(), at)),
        );
    }
    chords
}

/// The headers of a song: the lines before the first empty one.
fn heads_of(text: &str) -> Vec<String> {
    let songs = text.split("{new_song}\n");
    songs
        .flat_map(|song| song.lines().take_while(|line| !line.is_empty()))
        .filter(|line| line.starts_with('{') && !line.starts_with("{start_of_"))
        .map(str::to_owned)
        .collect()
}
