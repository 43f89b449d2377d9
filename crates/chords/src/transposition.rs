//! Transpositions: semitones and the accidentals to spell the result with.

/// Which accidentals a transposition is told to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Accidentals {
    /// By the sign of the amount.
    #[default]
    ByDirection,
    /// Sharps (`s`, `#`, `♯`).
    Sharps,
    /// Flats (`f`, `b`, `♭`).
    Flats,
    /// As the key asks (`k`).
    ByKey,
}

/// A transposition, clause 7.7.1.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Transposition {
    /// Semitones up (positive) or down.
    pub amount: i32,
    /// Which accidentals were asked for.
    pub forced: Accidentals,
    /// +1 spells with sharps, -1 with flats, 0 leaves it open.
    pub direction: i8,
    /// The key in force: its ordinal, whether it is minor, and its name; set by `{key}`.
    pub key: Option<Key>,
}

/// A key as a transposition remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// The key's name, such as `Bb` or `F#m`.
    pub name: String,
    /// Semitones of its root above the first note.
    pub ordinal: u8,
    /// Whether it is a minor key.
    pub is_minor: bool,
}
