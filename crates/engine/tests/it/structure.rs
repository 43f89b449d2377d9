//! The structure of pages: it has every text and drawing once, in the order of the song.

use std::fs;
use std::path::Path;

use chordpro_engine::{Engine, Format, Request};

/// The dump of a song's pages with their structure, page by page.
fn pages(song: &str, settings: &[(&str, &str)], presets: &[&str]) -> Vec<String> {
    let mut request = Request::new(song, Format::Pages).backend("structure", "yes");
    for preset in presets {
        request = request.preset(*preset);
    }
    for (path, value) in settings {
        request = request.define(*path, *value);
    }
    let dump = Engine::new().convert(&request).expect("the song converts");
    let dump = String::from_utf8(dump.bytes).expect("a dump is text");
    let mut pages: Vec<String> = Vec::new();
    for line in dump.lines() {
        if line.starts_with("page ") {
            pages.push(String::new());
        } else if !line.starts_with(' ') && !pages.is_empty() {
            // Drawings and images follow after the pages.
            break;
        }
        if let Some(page) = pages.last_mut() {
            page.push_str(line);
            page.push('\n');
        }
    }
    pages
}

/// The texts and drawings of a page: the placed ones, and those in its structure.
fn content(page: &str) -> [Vec<String>; 2] {
    let (placed, named) = page
        .split_once("\n  structure\n")
        .expect("the page has a structure");
    let text = |line: &str| {
        line.find('"')
            .and_then(|at| line.get(at..))
            .map(str::to_owned)
    };
    let placed = placed.lines().filter_map(|line| {
        let line = line.trim_start();
        match line.split(' ').collect::<Vec<_>>().as_slice() {
            ["text", _, ..] => text(line),
            ["form", number, ..] => Some(format!("form {number}")),
            _ => None,
        }
    });
    let named = named.lines().filter_map(|line| {
        let line = line.trim_start();
        let is_content = line.starts_with('"') || line.starts_with("form ");
        is_content.then(|| line.to_owned())
    });
    let mut content = [placed.collect::<Vec<_>>(), named.collect()];
    content.iter_mut().for_each(|texts| texts.sort());
    content
}

#[test]
fn every_text_and_drawing_of_a_page_is_named_once() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/songs");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the songs are there") {
        let path = entry.expect("a song").path();
        let Ok(song) = fs::read_to_string(&path) else {
            continue;
        };
        for (settings, presets) in [
            (&[][..], &[][..]),
            (
                &[("settings.columns", "2"), ("native.keep-sections", "1")],
                &[],
            ),
            (
                &[("native.share-pages", "1"), ("settings.chords-under", "1")],
                &[],
            ),
            (
                &[("native.fit-to-page", "1"), ("settings.inline-chords", "1")],
                &["keyboard"],
            ),
            (
                &[("pdf.chordscolumn", "300"), ("native.right-to-left", "1")],
                &["ukulele"],
            ),
        ] {
            for page in pages(&song, settings, presets) {
                let [placed, named] = content(&page);
                assert_eq!(placed, named, "{} {settings:?}\n{page}", path.display());
                count += placed.len();
            }
        }
    }
    assert!(count > 5000, "only {count} texts were compared");
}

#[test]
fn a_section_goes_on_on_the_next_page() {
    let lines: String = (0..60).map(|n| format!("line {n}\n")).collect();
    let song = format!("{{title: T}}\n{{start_of_verse}}\n{lines}{{end_of_verse}}\n");
    let pages = pages(&song, &[], &[]);
    assert_eq!(pages.len(), 2);
    for page in pages {
        assert_eq!(page.matches("    section of line 3\n").count(), 1, "{page}");
    }
}
