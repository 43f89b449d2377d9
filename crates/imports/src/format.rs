//! Import formats: the table of formats that songs can be imported from.

use serde::{Deserialize, Serialize};

/// A format of song sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum SheetFormat {
    /// ChordPro itself, without conversion.
    ChordPro,
    /// Plain text with lines of chords above lines of lyrics.
    ChordsOverLyrics,
    /// Ultimate Guitar text: sections in brackets, chords over lyrics, `[ch]` and `[tab]` marks.
    UltimateGuitar,
    /// OnSong: named headers and sections, chords in brackets; also archives of such songs.
    OnSong,
    /// OpenSong XML.
    OpenSong,
    /// OpenLyrics XML.
    OpenLyrics,
    /// CCLI SongSelect: `.usr`, ChordPro with its directives, plain text.
    SongSelect,
    /// Plain text from ProPresenter and similar programs: named groups of slides.
    ProPresenter,
    /// The ChordPro dialect of Planning Center Services.
    PlanningCenter,
    /// Links of iReal Pro.
    IRealPro,
    /// MusicXML lead sheets, compressed or not.
    MusicXml,
    /// Songs for chordii and its predecessors.
    Chordii,
    /// Songs of SongBook and SongbookPro.
    SongBook,
}

struct Entry {
    format: SheetFormat,
    name: &'static str,
    title: &'static str,
    suffixes: &'static [&'static str],
}

const fn entry(
    format: SheetFormat,
    name: &'static str,
    title: &'static str,
    suffixes: &'static [&'static str],
) -> Entry {
    Entry {
        format,
        name,
        title,
        suffixes,
    }
}

const TABLE: &[Entry] = &[
    entry(
        SheetFormat::ChordPro,
        "chordpro",
        "ChordPro",
        &["cho", "chordpro", "chopro", "crd", "pro"],
    ),
    entry(
        SheetFormat::ChordsOverLyrics,
        "chords-over-lyrics",
        "chords over lyrics",
        &["txt"],
    ),
    entry(
        SheetFormat::UltimateGuitar,
        "ultimate-guitar",
        "Ultimate Guitar text",
        &["txt"],
    ),
    entry(
        SheetFormat::OnSong,
        "onsong",
        "OnSong",
        &["onsong", "archive", "onsongarchive"],
    ),
    entry(SheetFormat::OpenSong, "opensong", "OpenSong", &["xml"]),
    entry(
        SheetFormat::OpenLyrics,
        "openlyrics",
        "OpenLyrics",
        &["xml"],
    ),
    entry(
        SheetFormat::SongSelect,
        "songselect",
        "SongSelect",
        &["usr", "txt"],
    ),
    entry(
        SheetFormat::ProPresenter,
        "propresenter",
        "ProPresenter text",
        &["txt"],
    ),
    entry(
        SheetFormat::PlanningCenter,
        "planning-center",
        "Planning Center",
        &["txt"],
    ),
    entry(
        SheetFormat::IRealPro,
        "ireal-pro",
        "iReal Pro",
        &["html", "txt"],
    ),
    entry(
        SheetFormat::MusicXml,
        "musicxml",
        "MusicXML",
        &["musicxml", "mxl", "xml"],
    ),
    entry(
        SheetFormat::Chordii,
        "chordii",
        "chordii",
        &["cho", "chordii"],
    ),
    entry(
        SheetFormat::SongBook,
        "songbook",
        "SongBook",
        &["cho", "pro", "chopro"],
    ),
];

impl SheetFormat {
    /// All formats, in display order.
    pub fn all() -> impl Iterator<Item = SheetFormat> {
        TABLE.iter().map(|entry| entry.format)
    }

    /// The format called `name`, such as `onsong`; ASCII case is ignored.
    pub fn from_name(name: &str) -> Option<SheetFormat> {
        TABLE
            .iter()
            .find(|entry| entry.name.eq_ignore_ascii_case(name))
            .map(|entry| entry.format)
    }

    /// The name used in options, such as `chords-over-lyrics`.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// The display name, such as `iReal Pro`.
    pub fn title(self) -> &'static str {
        self.entry().title
    }

    /// The usual file name extensions, without the dot.
    pub fn suffixes(self) -> &'static [&'static str] {
        self.entry().suffixes
    }

    fn entry(self) -> &'static Entry {
        TABLE
            .iter()
            .find(|entry| entry.format == self)
            .expect("every format has its row")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name() {
        assert_eq!(SheetFormat::all().count(), 13);
        for format in SheetFormat::all() {
            assert_eq!(SheetFormat::from_name(format.name()), Some(format));
            assert!(!format.title().is_empty() && !format.suffixes().is_empty());
        }
        assert_eq!(SheetFormat::from_name("docx"), None);
    }
}
