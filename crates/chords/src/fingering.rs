//! Fingerings of chords on strings and keyboards (`docs/spec/configuration.md#8.1`).

/// The state of one string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fret {
    /// The string is not played.
    Muted,
    /// The string sounds; 0 is open, other numbers count from the base fret.
    At(u8),
}

impl Fret {
    /// The fret for a number in a file: negative numbers are muted, 255 is the maximum.
    pub fn from_number(number: i64) -> Self {
        if number < 0 {
            Fret::Muted
        } else {
            Fret::At(u8::try_from(number).unwrap_or(u8::MAX))
        }
    }
}

/// The fingering of a chord: frets in the order of the tuning, or keyboard keys.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fingering {
    /// The fret that fret number 1 stands for; 1 to 23.
    pub base_fret: u8,
    /// Offset added to the base fret in the diagram's label.
    pub base_label_offset: i32,
    /// One entry per string; empty if only keys are known.
    pub frets: Vec<Fret>,
    /// One entry per string: the finger (`0`–`9`, `A`–`Z`), `x` if a table crosses the string out, `None` if no finger is
    /// given. Empty if unknown. A crossed-out string that is pressed nevertheless shows the `x`, as in the reference.
    pub fingers: Vec<Option<char>>,
    /// Keyboard keys in semitones above the root; `None` if not given, `Some(vec![])` for a no-chord.
    pub keys: Option<Vec<u8>>,
}

impl Default for Fingering {
    fn default() -> Self {
        Fingering {
            base_fret: 1,
            base_label_offset: 0,
            frets: Vec::new(),
            fingers: Vec::new(),
            keys: None,
        }
    }
}

impl Fingering {
    /// Whether there are frets and no string sounds.
    pub fn is_all_muted(&self) -> bool {
        !self.frets.is_empty() && self.frets.iter().all(|fret| *fret == Fret::Muted)
    }
}
