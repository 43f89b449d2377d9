//! `native`: settings that the reference does not have.

use indexmap::IndexMap;

use super::group::{choice, group};

choice! {
    /// Which of two names a transposed note gets.
    NoteSpelling {
        /// By key in the complete profile, as in the reference in the other.
        Profile = "profile",
        /// In the accidentals of the key.
        Key = "key",
        /// Sharps upwards, flats downwards.
        Reference = "reference",
    }
    /// From where the degrees of minor keys are counted.
    MinorDegrees {
        /// From the relative major in the complete profile, as in the reference in the other.
        Profile = "profile",
        /// From the relative major: A minor is `6m`, `vi`.
        Relative = "relative",
        /// From the tonic: A minor is `1m`, `i`, and C is `b3`.
        Tonic = "tonic",
    }
    /// The parts left out of chord names.
    SimplifiedChords {
        /// Nothing.
        None = "none",
        /// Extensions but those that the harmony needs.
        Extensions = "extensions",
        /// Basses as well.
        ExtensionsAndBasses = "extensions-and-basses",
    }
    /// Whether something is done that the reference does not do.
    Extra {
        /// In the complete profile.
        Profile = "profile",
        /// Always.
        On = "on" | "true" | "1",
        /// Never.
        Off = "off" | "false" | "0",
    }
}

group! {
    /// `native`: settings that the reference does not have.
    Native {
        /// Scale a song down until it fits on one page, but not below a readable size.
        fit_to_page = "fit-to-page": bool;
        /// Keep the lines of a section in one column if they fit.
        keep_sections = "keep-sections": bool;
        /// Start a song on the last page of the previous one if there is room for all of it.
        share_pages = "share-pages": bool;
        /// Leave no single line of a section at the bottom or the top of a column.
        no_widows = "no-widows": bool;
        /// Start right-to-left lines at the right edge of their column, with their labels.
        right_to_left = "right-to-left": bool;
        /// Take characters missing from a font from other fonts, and set right-to-left text right to left.
        fallback_fonts = "fallback-fonts": bool;
        /// How transposed chords, basses and keys are spelled.
        spelling = "spelling": NoteSpelling;
        /// The degree that Nashville and Roman numbers count from in minor keys.
        minor_degrees = "minor-degrees": MinorDegrees;
        /// Generate diagrams for chords that are in no table, for any tuning.
        generated_diagrams = "generated-diagrams": Extra;
        /// The key of a song that states none or a wrong one. Does not transpose.
        key = "key": String;
        /// The fret of the capo, 0 to 11, instead of the song's: the shapes change, the pitch stays the same. Empty: as in the song.
        capo = "capo": String;
        /// Show simpler chords.
        simplify = "simplify": SimplifiedChords;
        /// How grave findings of `lint` are: their codes to `off`, `info`, `warning` or `error`.
        findings = "findings": IndexMap<String, String>;
    }
}

impl From<SimplifiedChords> for chordpro_chords::Simplify {
    fn from(choice: SimplifiedChords) -> Self {
        match choice {
            SimplifiedChords::None => chordpro_chords::Simplify::None,
            SimplifiedChords::Extensions => chordpro_chords::Simplify::Extensions,
            SimplifiedChords::ExtensionsAndBasses => chordpro_chords::Simplify::ExtensionsAndBasses,
        }
    }
}
