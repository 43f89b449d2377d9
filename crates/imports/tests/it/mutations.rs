//! Sheets of the corpus with random damage: a result or an error, never a panic; every line keeps its source line.

use std::fs;
use std::path::Path;

use chordpro_imports::{Confidence, ImportOptions, SheetFormat, detect, detect_foreign, import};

/// A linear congruential generator, the same in every run (constants of Numerical Recipes).
struct Random(u32);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % end.max(1)
    }
}

/// Byte sequences with a meaning in some format.
const PIECES: [&[u8]; 20] = [
    b"[",
    b"]",
    b"{",
    b"}",
    b"|",
    b":",
    b"\n",
    b"\r\n",
    b"<",
    b">",
    b"&",
    b"\"",
    b"=",
    b"\xC3",
    b"\xFF",
    b"{start_of_tab}",
    b"[C]",
    b"/n/t",
    b"  ",
    b"\t",
];

fn sheets(format: SheetFormat) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/sheets")
        .join(format.name());
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("every format has sheets")
        .map(|entry| entry.expect("an entry can be read").path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).expect("a case is text");
            let (_, rest) = text.split_once("--- sheet\n").expect("a sheet");
            let (sheet, _) = rest.split_once("--- cho\n").expect("its ChordPro");
            sheet.as_bytes().to_vec()
        })
        .collect()
}

fn damage(sheet: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(4) {
        let at = random.below(sheet.len() + 1);
        match random.below(4) {
            0 => {
                let end = (at + random.below(12)).min(sheet.len());
                sheet.drain(at..end);
            }
            1 => {
                let end = (at + random.below(40)).min(sheet.len());
                let piece = sheet.get(at..end).unwrap_or_default().to_vec();
                let to = random.below(sheet.len() + 1);
                sheet.splice(to..to, piece);
            }
            2 => {
                let piece = PIECES
                    .get(random.below(PIECES.len()))
                    .copied()
                    .unwrap_or_default();
                sheet.splice(at..at, piece.iter().copied());
            }
            _ => {
                if let Some(byte) = sheet.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
    }
}

#[test]
fn damaged_sheets_get_an_answer() {
    let rounds = if std::env::var_os("LONG_TESTS").is_some() {
        4000
    } else {
        20
    };
    let options = ImportOptions::default();
    for format in SheetFormat::all().filter(|format| *format != SheetFormat::ChordPro) {
        let sheets = sheets(format);
        let mut random = Random(format.name().len() as u32);
        let mut answers = 0;
        for round in 0..rounds * sheets.len() {
            let mut sheet = sheets[round % sheets.len()].clone();
            damage(&mut sheet, &mut random);
            // The shortcut agrees with full detection.
            let long = detect(&sheet, &options).ok().filter(|detection| {
                detection.confidence == Confidence::Certain
                    && detection.format != SheetFormat::ChordPro
            });
            assert_eq!(detect_foreign(&sheet, &options), long);
            let Ok(made) = import(&sheet, Some(format), &options) else {
                continue;
            };
            answers += 1;
            for song in made.songs {
                assert_eq!(song.text.lines().count(), song.places.len());
                assert!(
                    song.places.iter().all(|place| *place > 0),
                    "{}",
                    format.name()
                );
            }
        }
        assert!(answers > rounds, "{}: {answers} answers", format.name());
    }
}

#[test]
fn a_song_that_mentions_a_link_stays_a_song() {
    let song = b"{title: X}\n{comment: irealb://chart}\n[C]one\n";
    let options = ImportOptions::default();
    assert_eq!(detect_foreign(song, &options), None);
    let detection = detect(song, &options).expect("it is text");
    assert_eq!(detection.format, SheetFormat::ChordPro);
    let link = b"Here: irealb://chart";
    let detection = detect_foreign(link, &options).expect("a link");
    assert_eq!(detection.format, SheetFormat::IRealPro);
}
