//! Names of chords and keys.

use roxmltree::Node;

use crate::xml::{self, child, children};

/// The chord name of a `harmony` element; `None` if it has neither root nor kind.
pub(super) fn name(harmony: Node<'_, '_>) -> Option<String> {
    let kind = child(harmony, "kind");
    let word = kind.map(xml::text).unwrap_or_default();
    if word == "none" {
        return Some("N.C.".to_owned());
    }
    let root = note(child(harmony, "root")?, "root-step", "root-alter")?;
    let suffix = match suffix(&word) {
        Some(suffix) => suffix.to_owned(),
        None => kind
            .and_then(|kind| kind.attribute("text"))
            .unwrap_or("")
            .replace(['[', ']'], ""),
    };
    let mut name = format!("{root}{suffix}");
    for degree in children(harmony, "degree") {
        name.push_str(&altered(degree));
    }
    if let Some(bass) =
        child(harmony, "bass").and_then(|bass| note(bass, "bass-step", "bass-alter"))
    {
        name.push('/');
        name.push_str(&bass);
    }
    Some(name)
}

fn note(node: Node<'_, '_>, step: &'static str, alter: &'static str) -> Option<String> {
    let step = xml::text(child(node, step)?);
    let is_letter = matches!(step.as_str(), "A" | "B" | "C" | "D" | "E" | "F" | "G");
    let alter = child(node, alter).map(xml::text).unwrap_or_default();
    is_letter.then(|| format!("{step}{}", accidental(&alter)))
}

fn accidental(alter: &str) -> &'static str {
    match alter {
        "1" => "#",
        "-1" => "b",
        "2" => "##",
        "-2" => "bb",
        _ => "",
    }
}

/// An altered degree: `b9`, `#5`, `add9`, `no3`.
fn altered(degree: Node<'_, '_>) -> String {
    let part = |name| child(degree, name).map(xml::text).unwrap_or_default();
    let (value, alter, kind) = (
        part("degree-value"),
        part("degree-alter"),
        part("degree-type"),
    );
    let is_number =
        !value.is_empty() && value.len() <= 2 && value.bytes().all(|b| b.is_ascii_digit());
    if !is_number {
        return String::new();
    }
    match (kind.as_str(), accidental(&alter)) {
        ("subtract", _) => format!("no{value}"),
        ("add", "") => format!("add{value}"),
        (_, accidental) => format!("{accidental}{value}"),
    }
}

/// The suffix for a kind of chord; `None` for kinds that are named only in the score.
fn suffix(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "" | "major" => "",
        "minor" => "m",
        "augmented" => "aug",
        "diminished" => "dim",
        "dominant" => "7",
        "major-seventh" => "maj7",
        "minor-seventh" => "m7",
        "diminished-seventh" => "dim7",
        "augmented-seventh" => "aug7",
        "half-diminished" => "m7b5",
        "major-minor" => "mmaj7",
        "major-sixth" => "6",
        "minor-sixth" => "m6",
        "dominant-ninth" => "9",
        "major-ninth" => "maj9",
        "minor-ninth" => "m9",
        "dominant-11th" => "11",
        "major-11th" => "maj11",
        "minor-11th" => "m11",
        "dominant-13th" => "13",
        "major-13th" => "maj13",
        "minor-13th" => "m13",
        "suspended-second" => "sus2",
        "suspended-fourth" => "sus4",
        "power" => "5",
        _ => return None,
    })
}

/// The key name for a number of sharps (positive) or flats (negative).
pub(super) fn key(fifths: i64, mode: &str) -> Option<String> {
    const MAJOR: [&str; 15] = [
        "Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#",
    ];
    const MINOR: [&str; 15] = [
        "Abm", "Ebm", "Bbm", "Fm", "Cm", "Gm", "Dm", "Am", "Em", "Bm", "F#m", "C#m", "G#m", "D#m",
        "A#m",
    ];
    let place = usize::try_from(fifths.checked_add(7)?).ok()?;
    let names = if mode == "minor" { MINOR } else { MAJOR };
    names.get(place).map(|name| (*name).to_owned())
}
