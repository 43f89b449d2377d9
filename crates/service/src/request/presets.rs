//! The presets that a request may name.

use std::sync::LazyLock;

/// The older service's guide lists these; they come first where presets are listed.
const FAVOURITES: &[&str] = &[
    "guitar",
    "ukulele",
    "keyboard",
    "mandolin-ly",
    "modern1",
    "modern2",
    "modern3",
    "dark",
    "nashville",
    "roman",
];

static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let is_offered = |name: &&str| !name.ends_with("_latex");
    let known: Vec<&'static str> = chordpro_engine::presets()
        .iter()
        .map(|preset| preset.name)
        .filter(is_offered)
        .collect();
    let mut names: Vec<&'static str> = FAVOURITES
        .iter()
        .filter(|name| known.contains(name))
        .copied()
        .collect();
    names.extend(known.iter().filter(|name| !FAVOURITES.contains(name)));
    names
});

/// All names, as `options.config` takes them.
pub fn names() -> &'static [&'static str] {
    &NAMES
}

/// The preset called `name`; ASCII case does not matter.
pub fn find(name: &str) -> Option<&'static str> {
    NAMES
        .iter()
        .find(|known| known.eq_ignore_ascii_case(name))
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_presets_of_the_older_guide_are_there() {
        for name in FAVOURITES {
            assert_eq!(find(name), Some(*name));
        }
        assert_eq!(find("notes:german"), Some("notes:german"));
        assert_eq!(find("Ukulele"), Some("ukulele"));
        assert_eq!(find("../guitar"), None);
    }
}
