//! Notes in chord names (`docs/spec/language.md#7.1`).

/// A distance in semitones.
pub type Semitones = i32;

/// The root or the bass of a chord.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Note {
    /// The name as written, or as spelled after transposing.
    pub text: String,
    /// The first name of the note in its notation's table.
    pub canonical: String,
    /// Semitones above the first note of the notation, 0 to 11.
    pub ordinal: u8,
    /// -1 for a name from the flat table, 0 for a natural, +1 for a name from the sharp table; ±2 for a double accidental.
    pub modifier: i8,
}

/// Whether the note `ordinal` semitones above C is in the major scale of C.
pub(crate) fn is_natural(ordinal: u8) -> bool {
    matches!(ordinal, 0 | 2 | 4 | 5 | 7 | 9 | 11)
}

/// The distance from the next lower note `root` to `pitch` in semitones, 0 to 11.
pub(crate) fn interval(root: i32, pitch: i32) -> u8 {
    u8::try_from((pitch - root).rem_euclid(12)).unwrap_or(0)
}
