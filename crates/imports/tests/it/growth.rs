//! Time grows linearly with the size of a sheet.

use std::time::Duration;

use chordpro_imports::{ImportOptions, SheetFormat, detect, import};

use crate::linear::{computed, linear};

/// For each format, the repeated part of a sheet and the text around it.
fn sheets() -> Vec<(SheetFormat, &'static str, &'static str, &'static str)> {
    vec![
        (
            SheetFormat::ChordsOverLyrics,
            "",
            "C      G  Am\nHello world and all\n",
            "",
        ),
        (SheetFormat::ChordsOverLyrics, "", "Verse 1\n", ""),
        (SheetFormat::ChordsOverLyrics, "", "Key: D | Capo: 2\n", ""),
        (SheetFormat::ChordsOverLyrics, "", "e|--1--2--|\n", ""),
        (SheetFormat::ChordsOverLyrics, "", "Am: x02210\n", ""),
        (
            SheetFormat::UltimateGuitar,
            "",
            "[ch]C[/ch]  [ch]G[/ch]\nHello world\n",
            "",
        ),
        (
            SheetFormat::OnSong,
            "Title\n\n",
            "Chorus:\nHello [C]world [Xyz] and[\n",
            "",
        ),
        (
            SheetFormat::OpenSong,
            "<song><title>A</title><lyrics>",
            "[V1]\n.C  G\n One two\n",
            "</lyrics></song>",
        ),
        (
            SheetFormat::OpenSong,
            "<song><lyrics>[V]\n",
            ".C  G\n1One two\n2One two\n",
            "</lyrics></song>",
        ),
        (
            SheetFormat::OpenLyrics,
            "<song><lyrics>",
            "<verse name=\"v1\"><lines><chord name=\"C\"/>one<br/>two</lines></verse>\n",
            "</lyrics></song>",
        ),
        (
            SheetFormat::SongSelect,
            "[File]\nType=SongSelect\n[S 1]\nFields=Verse 1\nWords=",
            "one/ntwo/t",
            "\n",
        ),
        (SheetFormat::ProPresenter, "", "Verse 1\none two\n\n", ""),
        (
            SheetFormat::PlanningCenter,
            "",
            "VERSE 1\n[C]one <b>two</b>\nCOLUMN_BREAK\n",
            "",
        ),
        (
            SheetFormat::IRealPro,
            "irealbook://A=B=C=D=n=",
            "[C-7 G/B |x Z<text>*A",
            "",
        ),
        (
            SheetFormat::IRealPro,
            "",
            "irealb://A=B==C=D==1r34LbKcu7[C G|C G|C G|C G|C G|C G|C G|C G|C G|C G|C G|C G|C G|C G|C G|===\n",
            "",
        ),
        (
            SheetFormat::MusicXml,
            "<score-partwise><part>",
            "<measure><harmony><root><root-step>C</root-step></root></harmony><note><lyric><text>a</text></lyric></note></measure>\n",
            "</part></score-partwise>",
        ),
        (
            SheetFormat::Chordii,
            "",
            "{define G 1 3 2 0 0 0 3}\n{c:x}\n[C]one\n",
            "",
        ),
        (
            SheetFormat::SongBook,
            "",
            "{soh}one{eoh} two\n{zoom-ipad: 2}\n",
            "",
        ),
    ]
}

#[test]
fn every_format_takes_time_in_proportion_to_its_sheet() {
    let options = ImportOptions::default();
    for (format, head, piece, tail) in sheets() {
        let length = linear(piece, 400_000, |text| {
            let sheet = format!("{head}{text}{tail}");
            // A sheet rejected for its size takes no time, and would prove nothing.
            let made = import(sheet.as_bytes(), Some(format), &options).expect("a sheet");
            made.songs.iter().map(|song| song.text.len()).sum::<usize>()
        });
        assert!(length > 10, "{}: {length}", format.name());
    }
}

#[test]
fn recognising_takes_time_in_proportion_to_the_sheet() {
    let options = ImportOptions::default();
    for piece in [
        "C G\n",
        "Verse 1:\n",
        "[C]a\n",
        "{a: b}\n",
        "<a>",
        "<!-- ",
        "ireal",
        "word ",
        "[",
        "=",
        "\n",
    ] {
        linear(piece, 400_000, |text| {
            detect(text.as_bytes(), &options).is_ok()
        });
    }
}

#[test]
fn a_line_takes_time_in_proportion_to_its_length() {
    let options = ImportOptions::default();
    for piece in [
        "C ", "[C]a", "x2 ", "a ", "|", "C|", "e|-", ":", "(", "A=", "-", "[", "{", "é", "G-D",
        "{soh}", "  ",
    ] {
        for format in [
            SheetFormat::ChordsOverLyrics,
            SheetFormat::OnSong,
            SheetFormat::SongBook,
        ] {
            linear(piece, 60_000, |text| {
                import(text.as_bytes(), Some(format), &options).is_ok()
            });
        }
    }
}

/// A page takes a tenth of a millisecond in a release build; tests have few optimisations and run on busy machines.
#[test]
fn a_page_takes_little_time() {
    const PAGES: u32 = 200;
    let options = ImportOptions::default();
    let page = "Title: A Page\nKey: G\n\n".to_owned()
        + &"[Verse 1]\nG             D/F#      Em\nHere are some words that are sung\nC                G\nand more of them below it\n\n".repeat(9);
    let mut least = Duration::MAX;
    for _ in 0..5 {
        let start = computed();
        for _ in 0..PAGES {
            import(page.as_bytes(), None, &options).expect("a sheet");
        }
        least = least.min(computed().saturating_sub(start) / PAGES);
    }
    eprintln!("{} µs a page", least.as_micros());
    assert!(least < Duration::from_millis(2), "{least:?}");
}
