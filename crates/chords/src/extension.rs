//! Qualities and extensions of chord names in the table-driven notations (`docs/spec/language.md#7.2`, `#7.2.1`).

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

/// The four groups of qualities, each with its own extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    Minor,
    Augmented,
    Diminished,
    Major,
}

/// The spellings of qualities with their group, in matching order.
pub(crate) const QUALITIES: &[(&str, Group)] = &[
    ("-", Group::Minor),
    ("min", Group::Minor),
    ("mi", Group::Minor),
    ("m", Group::Minor),
    ("+", Group::Augmented),
    ("aug", Group::Augmented),
    ("0", Group::Diminished),
    ("o", Group::Diminished),
    ("dim", Group::Diminished),
    ("h", Group::Diminished),
    ("", Group::Major),
];

/// The rest of `text` after `quality`, or `None` if `text` does not start with it.
pub(crate) fn after_quality<'a>(text: &'a str, quality: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(quality)?;
    // The m of "maj" belongs to the extension.
    if quality == "m" && rest.starts_with("aj") {
        return None;
    }
    Some(rest)
}

/// Whether `extension` is valid after a quality of `group` in a strict chord name.
pub(crate) fn is_known(group: Group, extension: &str) -> bool {
    let tables = &*TABLES;
    match group {
        Group::Minor => &tables.minor,
        Group::Augmented => &tables.augmented,
        Group::Diminished => &tables.diminished,
        Group::Major => &tables.major,
    }
    .contains(extension)
}

/// The canonical form of a quality.
pub(crate) fn canonical_quality(quality: &str) -> &'static str {
    match quality {
        "-" | "m" | "mi" | "min" => "-",
        "+" | "aug" => "+",
        "0" | "o" | "dim" => "0",
        "h" => "h",
        _ => "",
    }
}

/// The canonical form of an extension.
pub(crate) fn canonical_extension(extension: &str) -> &str {
    match extension {
        "sus" => "sus4",
        other => other,
    }
}

/// The canonical quality and the extension of every strict chord name.
#[cfg(test)]
pub(crate) fn known() -> impl Iterator<Item = (&'static str, &'static str)> {
    let tables = &*TABLES;
    [
        ("", &tables.major),
        ("-", &tables.minor),
        ("+", &tables.augmented),
        ("0", &tables.diminished),
    ]
    .into_iter()
    .flat_map(|(quality, extensions)| {
        extensions
            .iter()
            .map(move |extension| (quality, extension.as_str()))
    })
}

#[derive(Default)]
struct Tables {
    major: HashSet<String>,
    minor: HashSet<String>,
    augmented: HashSet<String>,
    diminished: HashSet<String>,
}

#[derive(Deserialize)]
struct File {
    classes: Vec<Class>,
}

#[derive(Deserialize)]
struct Class {
    class: String,
    extensions: Vec<Extension>,
}

#[derive(Deserialize)]
struct Extension {
    ext: String,
    // Spellings with `^` are in the table but never match (`docs/spec/language.md#7.2.1`).
    strict: bool,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!("../data/extensions.json"))
        .expect("the embedded table of extensions is well-formed");
    let mut tables = Tables::default();
    for class in file.classes {
        let table = match class.class.as_str() {
            "minor" => &mut tables.minor,
            "augmented" => &mut tables.augmented,
            "diminished" => &mut tables.diminished,
            _ => &mut tables.major,
        };
        table.extend(
            class
                .extensions
                .into_iter()
                .filter(|extension| extension.strict)
                .map(|extension| extension.ext),
        );
    }
    tables
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_group_has_its_own_extensions() {
        assert!(is_known(Group::Major, "7sus4"));
        assert!(is_known(Group::Minor, "b6"));
        assert!(!is_known(Group::Major, "b6"));
        assert!(is_known(Group::Augmented, "7"));
        assert!(!is_known(Group::Augmented, "9"));
        assert!(is_known(Group::Diminished, ""));
    }

    #[test]
    fn spellings_with_a_caret_are_not_strict() {
        assert!(!is_known(Group::Major, "^7"));
    }
}
