//! The report: what every line of a sheet was taken for.

/// What a line was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Taken {
    /// The title.
    Title,
    /// Metadata such as the key or the artist.
    Head,
    /// The name of a section.
    Section,
    /// Chords alone.
    Chords,
    /// Chords of the line of lyrics that follows.
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
    /// Nothing that a song needs: it is left out.
    Dropped,
}

impl Taken {
    /// The name in kebab case, as it is written to JSON.
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

    /// All of them, in the order in which they are documented.
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

/// What a line of the source was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// The line of the source, from 1.
    pub line: u32,
    /// What it was taken for.
    pub taken: Taken,
    /// Why, or what became of it, where that is not plain from `taken`.
    pub detail: Option<String>,
}
