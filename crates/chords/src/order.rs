//! Sort order of chord names (`docs/spec/language.md#7.9.3`).

use std::cmp::Ordering;

const ROOTS: &[&str] = &[
    "C", "C#", "Db", "D", "D#", "Eb", "E", "F", "F#", "Gb", "G", "G#", "Ab", "A", "A#", "Bb", "B",
];

/// Compares chord names: by root, major before minor, then by the rest. Names without a root come last and are equal.
pub fn compare_names(left: &str, right: &str) -> Ordering {
    match (SortKey::of(left), SortKey::of(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        (left, right) => left.is_none().cmp(&right.is_none()),
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct SortKey {
    root: usize,
    is_minor: bool,
    rest: String,
}

impl SortKey {
    fn of(name: &str) -> Option<Self> {
        let length = match name.as_bytes() {
            [b'A'..=b'G', b'b' | b'#', ..] => 2,
            [b'A'..=b'G', ..] => 1,
            _ => return None,
        };
        let (root, rest) = name.split_at_checked(length)?;
        let root = ROOTS.iter().position(|other| *other == root)?;
        let is_minor = rest.starts_with('m') && !rest.starts_with("maj");
        let rest = rest
            .replacen("11", ":", 1)
            .replacen("13", ";", 1)
            .replace(['(', ')'], "")
            .replace('+', "aug");
        Some(SortKey {
            root,
            is_minor,
            rest,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_by_root_then_mode_then_rest() {
        let mut names = [
            "Bb", "Am", "A13", "A9", "C#", "xyz", "Amaj7", "C", "A", "Db",
        ];
        names.sort_by(|left, right| compare_names(left, right));
        assert_eq!(
            names,
            [
                "C", "C#", "Db", "A", "A9", "A13", "Amaj7", "Am", "Bb", "xyz"
            ]
        );
    }

    #[test]
    fn names_without_a_root_are_equal() {
        assert_eq!(compare_names("xyz", "abc"), Ordering::Equal);
        assert_eq!(compare_names("xyz", "C"), Ordering::Greater);
    }
}
