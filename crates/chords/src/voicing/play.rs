//! The state of each string in a voicing: muted or sounding.

/// The state of one string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Play {
    /// The string is not played.
    Muted,
    /// The string sounds: the fret, the interval above the root, and the pitch.
    Sounding { fret: u8, interval: u8, pitch: i32 },
}

/// The interval of the lowest sounding pitch.
pub(super) fn lowest_interval(plays: &[Play]) -> Option<u8> {
    plays
        .iter()
        .filter_map(|play| match play {
            Play::Muted => None,
            Play::Sounding {
                interval, pitch, ..
            } => Some((*pitch, *interval)),
        })
        .min()
        .map(|(_, interval)| interval)
}
