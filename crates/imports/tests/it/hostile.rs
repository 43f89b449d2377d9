//! Content that is not a sheet, or more than one.

use chordpro_imports::{ImportError, ImportOptions, SheetFormat, detect, import};

use crate::archive;

fn error(content: &[u8], format: SheetFormat) -> ImportError {
    let made = import(content, Some(format), &ImportOptions::default());
    made.expect_err("an error")
}

fn formats() -> impl Iterator<Item = SheetFormat> {
    SheetFormat::all()
}

#[test]
fn binary_files_are_named() {
    for (content, what) in [
        (b"%PDF-1.7\n\0".as_slice(), "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a PNG picture"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"abc\0def", "binary data"),
    ] {
        for format in formats() {
            let message = error(content, format).to_string();
            assert!(message.contains(what), "{}: {message}", format.name());
        }
        assert!(detect(content, &ImportOptions::default()).is_err());
    }
}

#[test]
fn a_zip_bomb_ends_at_the_limit() {
    let bomb = archive::of("a.onsong", &vec![b'a'; 64 << 20]);
    assert!(bomb.len() < 1 << 20);
    let message = error(&bomb, SheetFormat::OnSong).to_string();
    assert!(
        message.contains("OnSong") && message.contains("16 MiB"),
        "{message}"
    );
    let bomb = archive::of("a.xml", &vec![b' '; 64 << 20]);
    assert!(matches!(
        error(&bomb, SheetFormat::MusicXml),
        ImportError::TooLarge { .. }
    ));
}

#[test]
fn a_damaged_archive_is_an_error() {
    let whole = archive::of("a.onsong", b"Title\n\nVerse:\n[C]one\n");
    for length in (4..whole.len()).step_by(7) {
        let part = whole.get(..length).expect("a part of the archive");
        assert!(import(part, Some(SheetFormat::OnSong), &ImportOptions::default()).is_err());
        assert!(detect(part, &ImportOptions::default()).is_err());
    }
    let message = error(&whole, SheetFormat::OpenSong).to_string();
    assert!(message.contains("OpenSong"), "{message}");
}

#[test]
fn entities_are_not_expanded() {
    let mut bomb = String::from("<!DOCTYPE song [<!ENTITY a \"aaaaaaaaaa\">");
    for level in b'b'..b'z' {
        let (name, before) = (char::from(level), char::from(level - 1));
        bomb.push_str(&format!(
            "<!ENTITY {name} \"{}\">",
            format!("&{before};").repeat(10)
        ));
    }
    bomb.push_str("]><song><lyrics>&y;</lyrics></song>");
    for format in [
        SheetFormat::OpenSong,
        SheetFormat::OpenLyrics,
        SheetFormat::MusicXml,
    ] {
        let message = error(bomb.as_bytes(), format).to_string();
        assert!(
            message.contains(format.title()) && message.contains("entities"),
            "{message}"
        );
    }
    let file = "<!DOCTYPE song [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><song><lyrics>&a;</lyrics></song>";
    assert!(import(file.as_bytes(), None, &ImportOptions::default()).is_err());
}

#[test]
fn deep_and_large_xml_is_refused() {
    let deep = format!("<song><lyrics>{}", "<a>".repeat(1_000_000));
    assert!(matches!(
        error(deep.as_bytes(), SheetFormat::OpenLyrics),
        ImportError::TooLarge {
            what: "the depth of its elements",
            ..
        }
    ));
    let large = format!("<song><lyrics>{}</lyrics></song>", "<a/>".repeat(1_100_000));
    assert!(matches!(
        error(large.as_bytes(), SheetFormat::OpenSong),
        ImportError::TooLarge {
            what: "the number of its elements",
            ..
        }
    ));
}

#[test]
fn huge_lines_are_refused_where_no_sheet_has_them() {
    let line = "C ".repeat(100_000);
    for format in [
        SheetFormat::ChordsOverLyrics,
        SheetFormat::OnSong,
        SheetFormat::Chordii,
    ] {
        let message = error(line.as_bytes(), format).to_string();
        assert!(
            message.contains(format.title()) && message.contains("64 KiB"),
            "{message}"
        );
    }
    let huge = vec![b'\n'; 20 << 20];
    assert!(matches!(
        error(&huge, SheetFormat::OnSong),
        ImportError::TooLarge {
            what: "its size",
            ..
        }
    ));
}

#[test]
fn what_is_in_another_format_is_said() {
    for format in [
        SheetFormat::OpenSong,
        SheetFormat::OpenLyrics,
        SheetFormat::MusicXml,
        SheetFormat::IRealPro,
    ] {
        let message = error(b"Hello world\n", format).to_string();
        assert!(message.contains(format.title()), "{message}");
    }
    assert!(matches!(
        error(b"<song>\n<a>\n</song>", SheetFormat::OpenSong),
        ImportError::Malformed { line: Some(3), .. }
    ));
}

#[test]
fn the_findings_are_read_rightly() {
    let text = |content: &str| {
        let made = import(content.as_bytes(), None, &ImportOptions::default()).expect("a sheet");
        (made.detection.format, made.songs[0].text.clone())
    };
    assert_eq!(
        text("Swing\n\nKey: D\nCapo: 2\n\nD      G\nSwing low\n"),
        (
            SheetFormat::ChordsOverLyrics,
            "{title: Swing}\n{key: D}\n{capo: 2}\n\n[D]Swing [G]low\n".to_owned()
        )
    );
    let (format, sheet) = text(
        "Title: My Tune\nArtist: Somebody\nKey: G\nCapo: 2nd fret\n\n[Intro]\nG  D/F#  Em  C  x2\n\n[Verse 1]\nEm         C      N.C.\nHere are a few    more\n",
    );
    assert_eq!(format, SheetFormat::UltimateGuitar);
    assert_eq!(
        sheet,
        "{title: My Tune}\n{artist: Somebody}\n{key: G}\n{capo: 2}\n\n{start_of_intro: Intro}\n[G] [D/F#] [Em] [C] [*x2]\n{end_of_intro}\n\n{start_of_verse: Verse 1}\n[Em]Here are a [C]few [N.C.]more\n{end_of_verse}\n"
    );
}

#[test]
fn windows_1252_and_old_ends_of_files_are_read() {
    let sheet = b"K\xFChl\n\nC\n\x93quoted\x94 \x96 it\x92s\n\x1A";
    let made = import(sheet, None, &ImportOptions::default()).expect("a sheet");
    assert_eq!(made.songs[0].text, "{title: Kühl}\n\n[C]“quoted” – it’s\n");
}

#[test]
fn nothing_panics() {
    let pieces: [&str; 24] = [
        "[",
        "]",
        "{",
        "}",
        "|",
        ":",
        "C ",
        "\n",
        "G",
        "x",
        "<",
        ">",
        "&",
        "{define G 1 ",
        "[S A1]\nWords=",
        "irealb://1r34LbKcu7",
        "=",
        "é",
        "漢",
        "\u{301}",
        "\t",
        "/",
        "(",
        "Verse 1:",
    ];
    let mut seed = 1_u32;
    for _ in 0..400 {
        let mut sheet = String::new();
        for _ in 0..60 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            sheet.push_str(pieces[(seed >> 16) as usize % pieces.len()]);
        }
        for format in formats() {
            if let Ok(made) = import(sheet.as_bytes(), Some(format), &ImportOptions::default()) {
                for song in made.songs {
                    assert_eq!(song.text.lines().count(), song.places.len(), "{sheet:?}");
                }
            }
        }
        let _ = detect(sheet.as_bytes(), &ImportOptions::default());
    }
}
