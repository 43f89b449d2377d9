//! Import report: the classification of every line of a sheet.

/// The classification of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Taken {
    /// The title.
    Title,
    /// Metadata, such as the key or the artist.
    Head,
    /// The name of a section.
    Section,
    /// Chords alone.
    Chords,
    /// Chords for the lyrics line that follows.
    ChordsAbove,
    /// Lyrics, with or without chords.
    Lyrics,
    /// Tablature.
    Tab,
    /// Bars with chords.
    Grid,
    /// A remark.
    Comment,
    /// The fingering of a chord.
    Definition,
    /// A directive of ChordPro.
    Directive,
    /// An empty line.
    Blank,
    /// Left out, because a song does not need it.
    Dropped,
}

impl Taken {
    /// The name in kebab case, as written to JSON.
    pub fn name(self) -> &'static str {
        match self {
            Taken::Title => "title",
            Taken::Head => "head",
            Taken::Section => "section",
            Taken::Chords => "chords",
            Taken::ChordsAbove => "chords-above",
            Taken::Lyrics => "lyrics",
            Taken::Tab => "tab",
            Taken::Grid => "grid",
            Taken::Comment => "comment",
            Taken::Definition => "definition",
            Taken::Directive => "directive",
            Taken::Blank => "blank",
            Taken::Dropped => "dropped",
        }
    }

    /// All classifications, in the order of the documentation.
    pub const ALL: [Taken; 13] = [
        Taken::Title,
        Taken::Head,
        Taken::Section,
        Taken::Chords,
        Taken::ChordsAbove,
        Taken::Lyrics,
        Taken::Tab,
        Taken::Grid,
        Taken::Comment,
        Taken::Definition,
        Taken::Directive,
        Taken::Blank,
        Taken::Dropped,
    ];
}

/// The classification of a source line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// The 1-based source line.
    pub line: u32,
    /// The classification.
    pub taken: Taken,
    /// The reason or the result, if `taken` does not show it.
    pub detail: Option<String>,
}
