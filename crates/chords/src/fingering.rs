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
    /// The fret for a number as files give it: negative ones are muted, and none is beyond 255.
    pub fn from_number(number: i64) -> Self {
        if number < 0 {
            Fret::Muted
        } else {
            Fret::At(u8::try_from(number).unwrap_or(u8::MAX))
        }
    }
}

/// The fingering of a chord: strings from low to high, or keys.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fingering {
    /// The fret that fret number 1 stands for; 1 to 23.
    pub base_fret: u8,
    /// Added to the base fret where the diagram names it.
    pub base_label_offset: i32,
    /// One entry for each string; empty where only keys are known.
    pub frets: Vec<Fret>,
    /// One entry for each string: the finger (`0`–`9`, `A`–`Z`), `x` where a table crosses the string out, `None` where
    /// none is given. Empty where unknown. A crossed-out string that is pressed all the same shows the `x`, as in the reference.
    pub fingers: Vec<Option<char>>,
    /// Semitones above the root, for keyboards; `None` where not given, `Some(vec![])` for a no-chord.
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
