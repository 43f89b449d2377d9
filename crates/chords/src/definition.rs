//! Chord definitions in configurations and songs (`docs/spec/configuration.md#8.1`).

use crate::{Chord, Fingering, Fret};

/// A chord definition before validation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Definition {
    /// The names; the definition applies to each of them.
    pub names: Vec<String>,
    /// The base fret.
    pub base: Option<BaseFret>,
    /// One entry per string, in the order of the tuning.
    pub frets: Option<Vec<Fret>>,
    /// One entry per string, in the order of the tuning.
    pub fingers: Option<Vec<Option<char>>>,
    /// Keyboard keys, in semitones above the root.
    pub keys: Option<Vec<i64>>,
    /// The chord that the definition starts from.
    pub copy: Option<CopySource>,
    /// The chord to show instead of this one.
    pub display: Option<String>,
    /// The format string for the name.
    pub format: Option<String>,
    /// Offset added to the base fret in the diagram's label.
    pub base_label_offset: i32,
    /// The diagram's colour, or `0` for none.
    pub diagram: Option<String>,
}

/// A base fret as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BaseFret {
    /// A number; 0 means 1.
    Number(i64),
    /// Any other text, kept for the error message.
    Text(String),
}

/// The chord that a definition starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopySource {
    /// `copy`: fingering and keys.
    Fingering(String),
    /// `copyall`: also `display` and `format`.
    All(String),
    /// Both, which is an error.
    Both,
}

/// Why a definition is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DefinitionError {
    /// The number of frets differs from the number of strings.
    #[error("{0} strings")]
    Frets(usize),
    /// The number of fingers differs from the number of strings.
    #[error("{0} strings for fingers")]
    Fingers(usize),
    /// The base fret is not between 1 and 23.
    #[error("base-fret {0} out of range")]
    BaseFret(String),
    /// A key is not between 0 and 23.
    #[error("invalid key \"{0}\"")]
    Key(i64),
    /// The chord to copy is unknown.
    #[error("Cannot copy {0}")]
    Copy(String),
    /// `copy` and `copyall` exclude each other.
    #[error("Cannot copy and copyall")]
    CopyTwice,
}

impl DefinitionError {
    /// Whether the reference includes the chord name in its message about a configuration; a quirk.
    pub fn names_chord(&self) -> bool {
        matches!(self, DefinitionError::Copy(_) | DefinitionError::CopyTwice)
    }
}

impl Definition {
    /// The fingering from the definition and `copied`, for an instrument with `strings` strings; `None` if there are neither
    /// frets nor keys.
    ///
    /// # Errors
    /// See [`DefinitionError`].
    pub fn fingering(
        &self,
        copied: Option<&Chord>,
        strings: usize,
    ) -> Result<Option<Fingering>, DefinitionError> {
        let mut fingering = copied
            .and_then(|chord| chord.fingering.clone())
            .unwrap_or_default();
        if let Some(frets) = &self.frets {
            if !frets.is_empty() && frets.len() != strings {
                return Err(DefinitionError::Frets(frets.len()));
            }
            fingering.frets.clone_from(frets);
            // Fingers and base fret of a copied chord belong to its frets, but are kept even if the frets change, as in the reference.
        }
        if let Some(fingers) = &self.fingers {
            if !fingers.is_empty() && fingers.len() != strings {
                return Err(DefinitionError::Fingers(fingers.len()));
            }
            fingering.fingers.clone_from(fingers);
        }
        match &self.base {
            None | Some(BaseFret::Number(0)) => {}
            Some(BaseFret::Number(number)) => {
                fingering.base_fret = u8::try_from(*number)
                    .ok()
                    .filter(|base| (1..24).contains(base))
                    .ok_or_else(|| DefinitionError::BaseFret(number.to_string()))?;
            }
            Some(BaseFret::Text(text)) => return Err(DefinitionError::BaseFret(text.clone())),
        }
        if let Some(keys) = &self.keys {
            let keys = keys
                .iter()
                .map(|key| {
                    u8::try_from(*key)
                        .ok()
                        .filter(|key| *key < 24)
                        .ok_or(DefinitionError::Key(*key))
                })
                .collect::<Result<_, _>>()?;
            fingering.keys = Some(keys);
        }
        if self.base_label_offset != 0 {
            fingering.base_label_offset = self.base_label_offset;
        }
        let is_known = !fingering.frets.is_empty() || fingering.keys.is_some();
        Ok(is_known.then_some(fingering))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frets(count: usize) -> Definition {
        Definition {
            frets: Some(vec![Fret::At(1); count]),
            ..Definition::default()
        }
    }

    fn reason(definition: &Definition) -> String {
        definition
            .fingering(None, 6)
            .expect_err("an invalid definition")
            .to_string()
    }

    #[test]
    fn frets_are_as_many_as_strings() {
        assert_eq!(reason(&frets(3)), "3 strings");
        assert!(frets(6).fingering(None, 6).is_ok());
    }

    #[test]
    fn numbers_have_ranges() {
        let base = |base| Definition {
            base: Some(base),
            ..frets(6)
        };
        assert_eq!(
            reason(&base(BaseFret::Number(24))),
            "base-fret 24 out of range"
        );
        assert_eq!(
            reason(&base(BaseFret::Text("a".to_owned()))),
            "base-fret a out of range"
        );
        let zero = base(BaseFret::Number(0)).fingering(None, 6);
        assert_eq!(
            zero.map(|fingering| fingering.map(|fingering| fingering.base_fret)),
            Ok(Some(1))
        );
        let keys = Definition {
            keys: Some(vec![1, 24]),
            ..Definition::default()
        };
        assert_eq!(reason(&keys), "invalid key \"24\"");
    }

    #[test]
    fn a_name_alone_has_no_fingering() {
        assert_eq!(Definition::default().fingering(None, 6), Ok(None));
    }
}
