//! Output formats: the table of names, media types and suffixes (`docs/spec/outputs.md#1.1`).

use serde::{Deserialize, Serialize};

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Format {
    /// Pages as PDF.
    Pdf,
    /// Plain text, chords above lyrics.
    Text,
    /// Normalised ChordPro.
    Cho,
    /// A web page.
    Html,
    /// Pages as SVG.
    Svg,
    /// Pages as PNG.
    Png,
    /// The song as data.
    Json,
    /// Markdown.
    Markdown,
    /// An OpenSong song.
    OpenSong,
    /// An OpenLyrics song.
    OpenLyrics,
    /// Metadata of each song, as JSON.
    Meta,
    /// A dump of the placed items, for tests.
    Pages,
}

struct Row {
    format: Format,
    name: &'static str,
    media_type: &'static str,
    suffix: &'static str,
    aliases: &'static [&'static str],
}

const TABLE: &[Row] = &[
    Row {
        format: Format::Pdf,
        name: "pdf",
        media_type: "application/pdf",
        suffix: "pdf",
        aliases: &[],
    },
    Row {
        format: Format::Text,
        name: "text",
        media_type: "text/plain; charset=utf-8",
        suffix: "txt",
        aliases: &["txt", "crd"],
    },
    Row {
        format: Format::Cho,
        name: "cho",
        media_type: "text/plain; charset=utf-8",
        suffix: "cho",
        aliases: &["chordpro", "chopro", "msp"],
    },
    Row {
        format: Format::Html,
        name: "html",
        media_type: "text/html; charset=utf-8",
        suffix: "html",
        aliases: &["htm"],
    },
    Row {
        format: Format::Svg,
        name: "svg",
        media_type: "image/svg+xml",
        suffix: "svg",
        aliases: &[],
    },
    Row {
        format: Format::Png,
        name: "png",
        media_type: "image/png",
        suffix: "png",
        aliases: &[],
    },
    Row {
        format: Format::Json,
        name: "json",
        media_type: "application/json",
        suffix: "json",
        aliases: &[],
    },
    Row {
        format: Format::Markdown,
        name: "markdown",
        media_type: "text/markdown; charset=utf-8",
        suffix: "md",
        aliases: &["md"],
    },
    Row {
        format: Format::OpenSong,
        name: "opensong",
        media_type: "application/xml",
        suffix: "opensong",
        aliases: &[],
    },
    Row {
        format: Format::OpenLyrics,
        name: "openlyrics",
        media_type: "application/xml",
        suffix: "xml",
        aliases: &[],
    },
    Row {
        format: Format::Meta,
        name: "meta",
        media_type: "application/json",
        suffix: "meta",
        aliases: &[],
    },
    Row {
        format: Format::Pages,
        name: "pages",
        media_type: "text/plain; charset=utf-8",
        suffix: "pages",
        aliases: &[],
    },
];

impl Format {
    /// All formats, in display order.
    pub fn all() -> impl Iterator<Item = Format> {
        TABLE.iter().map(|row| row.format)
    }

    /// The format called `name`: its name, its suffix, or an alias; ASCII case is ignored.
    pub fn from_name(name: &str) -> Option<Format> {
        let is = |other: &str| other.eq_ignore_ascii_case(name);
        TABLE
            .iter()
            .find(|row| is(row.name) || is(row.suffix) || row.aliases.iter().any(|alias| is(alias)))
            .map(|row| row.format)
    }

    /// The name, as used and listed by the service.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The media type, with a charset for text formats.
    pub fn media_type(self) -> &'static str {
        self.row().media_type
    }

    /// The file name extension, without the dot.
    pub fn suffix(self) -> &'static str {
        self.row().suffix
    }

    fn row(self) -> &'static Row {
        TABLE
            .iter()
            .find(|row| row.format == self)
            .expect("every format has its row")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name_and_suffix() {
        for format in Format::all() {
            assert_eq!(Format::from_name(format.name()), Some(format));
            assert_eq!(Format::from_name(format.suffix()), Some(format));
        }
        assert_eq!(Format::from_name("docx"), None);
    }
}
