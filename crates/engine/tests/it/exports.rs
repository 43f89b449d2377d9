//! Songs exported to formats of other programs are the same when they are imported again.

use std::fs;
use std::path::Path;

use chordpro_engine::{Engine, Format, Profile, Request, SheetFormat};

/// The songs of the import corpus as ChordPro, each with its file name.
fn songs() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../imports/tests/sheets/onsong");
    let mut songs: Vec<(String, String)> = fs::read_dir(folder)
        .expect("the corpus is part of the project")
        .map(|entry| entry.expect("an entry can be read").path())
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a case is text");
            let (_, song) = text.split_once("--- cho\n").expect("its ChordPro");
            (path.display().to_string(), song.to_owned())
        })
        .collect();
    // These formats have no tablature, which becomes remarks.
    songs.retain(|(_, song)| !song.contains("{start_of_tab"));
    songs.sort();
    assert!(songs.len() > 24, "{} songs", songs.len());
    songs
}

fn converted(song: &str, format: Format) -> String {
    let request = Request::new(song, format).profile(Profile::Complete);
    let artifact = Engine::new().convert(&request).expect("it converts");
    String::from_utf8(artifact.bytes).expect("text")
}

/// The song after export and import.
fn returned(song: &str, format: Format, from: SheetFormat) -> String {
    let request = Request::new(converted(song, format), Format::Cho).from(from);
    let imports = Engine::new()
        .import(&request)
        .expect("what is written is read");
    let songs = imports.into_iter().flat_map(|import| import.songs);
    songs.map(|song| song.text).collect()
}

/// The lines with lyrics or chords, without trailing blanks, and without blanks before a final chord, which follows the lyrics either way.
fn sung(song: &str) -> Vec<String> {
    song.lines()
        .filter(|line| !line.starts_with('{') && !line.is_empty())
        .map(|line| match line.trim_end().rsplit_once(" [") {
            Some((words, chord)) if chord.ends_with(']') && !chord.contains('[') => {
                format!("{}[{chord}", words.trim_end())
            }
            _ => line.trim_end().to_owned(),
        })
        .collect()
}

fn heads(song: &str, names: &[&str]) -> Vec<String> {
    let head = |line: &str| {
        names
            .iter()
            .any(|name| line.starts_with(&format!("{{{name}: ")))
    };
    let mut heads: Vec<String> = song
        .lines()
        .filter(|line| head(line))
        .map(str::to_owned)
        .collect();
    heads.sort();
    heads
}

#[test]
fn songs_come_back_from_opensong() {
    for (name, song) in songs() {
        let back = returned(&song, Format::OpenSong, SheetFormat::OpenSong);
        assert_eq!(sung(&back), sung(&song), "{name}");
        let names = [
            "title",
            "key",
            "capo",
            "tempo",
            "time",
            "start_of_verse",
            "start_of_bridge",
            "start_of_intro",
        ];
        assert_eq!(heads(&back, &names), heads(&song, &names), "{name}");
        let choruses = |song: &str| {
            song.matches("{start_of_chorus}").count() + song.matches("{chorus}").count()
        };
        assert_eq!(choruses(&back), choruses(&song), "{name}");
    }
}

#[test]
fn songs_come_back_from_openlyrics() {
    for (name, song) in songs() {
        let back = returned(&song, Format::OpenLyrics, SheetFormat::OpenLyrics);
        assert_eq!(sung(&back), sung(&song), "{name}");
        let names = [
            "title",
            "key",
            "tempo",
            "time",
            "start_of_verse",
            "start_of_bridge",
            "start_of_intro",
        ];
        assert_eq!(heads(&back, &names), heads(&song, &names), "{name}");
    }
}

#[test]
fn songs_come_back_from_chords_over_lyrics() {
    for (name, song) in songs() {
        let text = converted(&song, Format::Text);
        let request = Request::new(text, Format::Cho).from(SheetFormat::ChordsOverLyrics);
        let imports = Engine::new().import(&request).expect("text is read");
        let back = &imports[0].songs[0].text;
        let chords = |song: &str| song.matches('[').count() - song.matches("[*").count();
        assert!(chords(back) >= chords(&song), "{name}: {back}");
    }
}

#[test]
fn a_document_of_one_song_says_what_it_leaves_out() {
    for format in [Format::OpenSong, Format::OpenLyrics] {
        let request = Request::new("{title: A & <B>}\nx\n{new_song}\n{title: B}\ny\n", format);
        let artifact = Engine::new().convert(&request).expect("a document");
        let text = String::from_utf8(artifact.bytes).expect("text");
        assert!(
            text.contains("<title>A &amp; </title>") || text.contains("A &amp; "),
            "{text}"
        );
        assert!(!text.contains(">B<"), "{text}");
        let left_out = artifact
            .diagnostics
            .iter()
            .filter(|said| said.code == "song-left-out");
        assert_eq!(left_out.count(), 1);
    }
}
