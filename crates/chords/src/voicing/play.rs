//! What the strings do.

/// What one string does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Play {
    /// It is not played.
    Muted,
    /// It sounds: the fret, the interval over the root, and the pitch.
    Sounding { fret: u8, interval: u8, pitch: i32 },
}

/// The interval of the lowest pitch that sounds.
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
