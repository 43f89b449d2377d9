//! How a chord is fingered on strings, or which keys are pressed.

/// The state of one string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fret {
    /// The string is not played.
    Muted,
    /// The string sounds; 0 is open, other numbers count from the base fret.
    At(u8),
}

/// The fingering of a chord: strings from low to high, or keys.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Fingering {
    /// The fret that fret number 1 stands for; 1 to 23.
    pub base_fret: u8,
    /// One entry for each string; empty where only keys are known.
    pub frets: Vec<Fret>,
    /// One entry for each string: the finger (`1`–`9`, `A`–`Z`), `None` where none is given. Empty where unknown.
    pub fingers: Vec<Option<char>>,
    /// Semitones above the root, for keyboards; `None` where not given, `Some(vec![])` for a no-chord.
    pub keys: Option<Vec<u8>>,
}
