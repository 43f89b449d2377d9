//! Simplified chords: the same harmony with fewer tones.

use crate::{Chord, Notation};

/// The degree of simplification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Simplify {
    /// None.
    #[default]
    None,
    /// Removes extensions: `Am7` becomes `Am`, `Cadd9` becomes `C`. Dominant sevenths and suspensions stay, because the harmony needs them.
    Extensions,
    /// Removes extensions and basses: `C/E` becomes `C`.
    ExtensionsAndBasses,
}

impl Simplify {
    /// The option's values.
    pub const NAMES: [&str; 3] = ["none", "extensions", "extensions-and-basses"];

    /// Reads one of [`Simplify::NAMES`].
    pub fn parse(text: &str) -> Option<Simplify> {
        Some(match text {
            "none" => Simplify::None,
            "extensions" => Simplify::Extensions,
            "extensions-and-basses" => Simplify::ExtensionsAndBasses,
            _ => return None,
        })
    }
}

impl Chord {
    /// The simplified chord; it has no fingering if its name changes. Degrees are unchanged.
    #[must_use]
    pub fn simplified(&self, how: Simplify, notation: &Notation) -> Chord {
        if how == Simplify::None || self.root.is_none() || self.is_note || notation.has_degrees() {
            return self.clone();
        }
        let mut chord = self.clone();
        chord.extension = kept(self);
        chord.extension_canonical =
            crate::extension::canonical_extension(&chord.extension).to_owned();
        if how == Simplify::ExtensionsAndBasses {
            chord.bass = None;
        }
        if chord.extension == self.extension && chord.bass == self.bass {
            return self.clone();
        }
        chord.fingering = None;
        chord.display = None;
        chord.copied_from = None;
        chord.name = chord.canonical_name(notation);
        chord
    }
}

/// The part of the extension that the harmony needs.
fn kept(chord: &Chord) -> String {
    let extension = chord.extension.as_str();
    let is_half_diminished =
        chord.quality_canonical == "-" && (extension.contains("b5") || extension.contains("-5"));
    let kept = if is_half_diminished {
        "7b5"
    } else if extension.contains("sus2") {
        "sus2"
    } else if extension.contains("sus") && !extension.contains("sus9") {
        "sus4"
    } else if matches!(extension, "5" | "4")
        || matches!(chord.quality_canonical.as_str(), "0" | "h")
    {
        extension
    } else if chord.quality_canonical.is_empty() && extension.starts_with(['7', '9', '1']) {
        "7"
    } else {
        ""
    };
    kept.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Strictness;

    fn simplified(names: &str, how: Simplify) -> String {
        let common = Notation::common();
        let names: Vec<String> = names
            .split(' ')
            .map(|name| {
                let chord = common.parse(name, Strictness::Strict).expect("a chord");
                chord.simplified(how, &common).name
            })
            .collect();
        names.join(" ")
    }

    #[test]
    fn extensions_go_and_dominants_stay() {
        assert_eq!(
            simplified(
                "Am7 Cmaj7 Cadd9 G13 D7b9 Esus4 A7sus4 F#m7b5 Bdim7 C5 C/E C6",
                Simplify::Extensions
            ),
            "Am C C G7 D7 Esus4 Asus4 F#m7b5 Bdim7 C5 C/E C"
        );
    }

    #[test]
    fn basses_go_where_asked_for() {
        assert_eq!(
            simplified("C/E Am7/G", Simplify::ExtensionsAndBasses),
            "C Am"
        );
        assert_eq!(simplified("C/E Am7/G", Simplify::Extensions), "C/E Am/G");
        assert_eq!(simplified("C/E Am7/G", Simplify::None), "C/E Am7/G");
    }
}
