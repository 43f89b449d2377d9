//! The presets that a request may name.

/// The names, as `options.config` takes them.
const NAMES: &[&str] = &[
    "guitar",
    "ukulele",
    "keyboard",
    "mandolin-ly",
    "charango",
    "guitar-ly",
    "ukulele-ly",
    "modern1",
    "modern2",
    "modern3",
    "dark",
    "nashville",
    "roman",
    "chordii",
    "inline",
    "lyricsonly",
    "nodiagrams",
    "diagramsright",
    "musejazz",
    "jazzy-chords",
    "brandtroemer",
    "brandtroemer-muse",
    "guitar-br",
    "guitar-brm",
    "oddspreadsview",
    "notes:common",
    "notes:dutch",
    "notes:german",
    "notes:latin",
    "notes:nashville",
    "notes:roman",
    "notes:scandinavian",
    "notes:solfege",
];

/// All names.
pub fn names() -> Vec<&'static str> {
    NAMES.to_vec()
}

/// The preset called `name`; ASCII case does not matter.
pub fn find(name: &str) -> Option<&'static str> {
    NAMES
        .iter()
        .find(|known| known.eq_ignore_ascii_case(name))
        .copied()
}
