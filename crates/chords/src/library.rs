//! Chord libraries: an instrument's table of chords (`docs/spec/language.md#7.4`, `docs/spec/configuration.md#8`).

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::bundled::{self, Table};
use crate::definition::{CopySource, Definition, DefinitionError};
use crate::{Chord, Notation, Origin, Strictness, Tuning, TuningError};

/// A table of chords with their fingerings and the tuning that they are for.
///
/// A library can lie on top of another, which it shares: only additions use memory.
#[derive(Debug, Clone, Default)]
pub struct Library {
    below: Option<Arc<Library>>,
    tuning: Tuning,
    /// The built-in table, if this layer is one.
    table: Option<&'static Table>,
    by_name: IndexMap<String, Arc<Chord>>,
    by_agnostic: HashMap<String, Arc<Chord>>,
}

/// The effect of [`Library::set_tuning`] on the chords.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retuned {
    /// The notes are the same: the chords are kept.
    Kept,
    /// All chords are removed.
    Flushed,
}

impl Library {
    /// A library without chords.
    pub fn empty(tuning: Tuning) -> Self {
        Library {
            tuning,
            ..Library::default()
        }
    }

    /// The layer of a built-in table.
    pub(crate) fn of_table(table: &'static Table, tuning: Tuning) -> Self {
        Library {
            tuning,
            table: Some(table),
            ..Library::default()
        }
    }

    /// The built-in library called `name` (`guitar`, `ukulele`, `keyboard`, …), parsed lazily and shared. Libraries that extend
    /// another instrument's chords (`brandtroemer`, `jazzy-chords`) lie on top of `guitar`.
    pub fn builtin(name: &str) -> Option<Arc<Library>> {
        bundled::library(name)
    }

    /// The names of the built-in libraries.
    pub fn builtin_names() -> impl Iterator<Item = &'static str> {
        bundled::names()
    }

    /// A new library on top of this one.
    pub fn on_top(self: &Arc<Self>) -> Library {
        Library {
            below: Some(Arc::clone(self)),
            tuning: self.tuning.clone(),
            ..Library::default()
        }
    }

    /// The tuning.
    pub fn tuning(&self) -> &Tuning {
        &self.tuning
    }

    /// The chord called exactly `name`.
    pub fn by_name(&self, name: &str) -> Option<&Arc<Chord>> {
        self.layers().find_map(|layer| {
            let own = layer.by_name.get(name);
            own.or_else(|| layer.table?.by_name(name))
        })
    }

    /// The entry for a parsed chord: by its name, else by its agnostic name, which finds other spellings and
    /// notations.
    pub fn by_chord(&self, chord: &Chord) -> Option<&Arc<Chord>> {
        self.by_name(&chord.name).or_else(|| {
            let agnostic = chord.agnostic()?;
            self.by_agnostic(&agnostic)
        })
    }

    /// The entry under any name of the same notes: `C#m7` finds `Dbm7`, and `Cb` finds `B`.
    pub fn by_sound(&self, chord: &Chord) -> Option<&Arc<Chord>> {
        self.by_chord(chord).or_else(|| {
            [0, 1, -1].into_iter().find_map(|modifier| {
                let mut other = chord.clone();
                other.root.as_mut()?.modifier = modifier;
                let agnostic = other.agnostic()?;
                self.by_agnostic(&agnostic)
            })
        })
    }

    fn by_agnostic(&self, name: &str) -> Option<&Arc<Chord>> {
        self.layers().find_map(|layer| {
            let own = layer.by_agnostic.get(name);
            own.or_else(|| layer.table?.by_agnostic(name))
        })
    }

    /// All chords by name, in order of definition.
    pub fn chords(&self) -> Vec<(&str, &Arc<Chord>)> {
        let mut layers: Vec<&Library> = self.layers().collect();
        layers.reverse();
        let mut chords = IndexMap::new();
        for layer in layers {
            chords.extend(layer.table.into_iter().flat_map(Table::chords));
            chords.extend(
                layer
                    .by_name
                    .iter()
                    .map(|(name, chord)| (name.as_str(), chord)),
            );
        }
        chords.into_iter().collect()
    }

    /// Whether there are no chords.
    pub fn is_empty(&self) -> bool {
        self.layers()
            .all(|layer| layer.table.is_none() && layer.by_name.is_empty())
    }

    /// Changes the tuning. If the notes differ (octaves ignored), all chords are removed.
    ///
    /// # Errors
    /// A string has no valid note. All chords are removed, as in the reference, and the number of strings becomes that of the new tuning.
    pub fn set_tuning<Pitch: AsRef<str>>(
        &mut self,
        pitches: &[Pitch],
    ) -> Result<Retuned, TuningError> {
        match Tuning::parse(pitches) {
            Ok(tuning) if tuning.has_same_notes(&self.tuning) => {
                self.tuning = tuning;
                Ok(Retuned::Kept)
            }
            Ok(tuning) => {
                *self = Library::empty(tuning);
                Ok(Retuned::Flushed)
            }
            Err(error) => {
                *self = Library::empty(Tuning::default());
                Err(error)
            }
        }
    }

    /// Adds a definition under each of its names, parsed in `notation`; the last definition of a name wins.
    ///
    /// # Errors
    /// See [`DefinitionError`]; nothing is added in that case.
    pub fn add(
        &mut self,
        definition: &Definition,
        notation: &Notation,
        strictness: Strictness,
    ) -> Result<(), DefinitionError> {
        for name in definition.names.iter().filter(|name| !name.is_empty()) {
            let parsed = notation.parse(name, strictness);
            let agnostic = parsed.as_ref().and_then(Chord::agnostic);
            let chord = Arc::new(self.defined(name, parsed, definition, notation, strictness)?);
            if let Some(agnostic) = agnostic {
                self.by_agnostic.insert(agnostic, Arc::clone(&chord));
            }
            self.by_name.insert(name.clone(), chord);
        }
        Ok(())
    }

    /// Adds the chords of the built-in library `name`, without changing the tuning. `None` if there is no such library.
    ///
    /// Returns the entries that cannot be added for this tuning, with the reasons.
    pub fn add_builtin(
        &mut self,
        name: &str,
        strictness: Strictness,
    ) -> Option<Vec<(String, DefinitionError)>> {
        if self.is_empty()
            && strictness == Strictness::Strict
            && let Some(library) = bundled::library_of_its_own(name)
            && library.tuning.has_same_notes(&self.tuning)
        {
            let tuning = std::mem::take(&mut self.tuning);
            *self = library.on_top();
            self.tuning = tuning;
            return Some(Vec::new());
        }
        let notation = Notation::common();
        let errors = bundled::definitions(name)?
            .iter()
            .filter_map(|definition| {
                let error = self.add(definition, &notation, strictness).err()?;
                Some((definition.names.first().cloned().unwrap_or_default(), error))
            })
            .collect();
        Some(errors)
    }

    pub(crate) fn defined(
        &self,
        name: &str,
        parsed: Option<Chord>,
        definition: &Definition,
        notation: &Notation,
        strictness: Strictness,
    ) -> Result<Chord, DefinitionError> {
        let (source, takes_looks) = match &definition.copy {
            None => (None, false),
            Some(CopySource::Both) => return Err(DefinitionError::CopyTwice),
            Some(CopySource::Fingering(source)) => (Some(source), false),
            Some(CopySource::All(source)) => (Some(source), true),
        };
        let copied = match source {
            None => None,
            Some(source) => Some(
                self.by_name(source)
                    .ok_or_else(|| DefinitionError::Copy(source.clone()))?,
            ),
        };
        let fingering = definition.fingering(copied.map(Arc::as_ref), self.tuning.strings())?;
        let mut chord = match (parsed, copied) {
            (Some(parsed), _) => parsed,
            // A name that does not parse inherits the parts of the chord it copies.
            (None, Some(copied)) => Chord {
                name: name.to_owned(),
                display: None,
                format: None,
                diagram: None,
                ..Chord::clone(copied)
            },
            (None, None) => Chord::named(name, notation),
        };
        chord.fingering = fingering;
        chord.origin = Origin::Config;
        chord.copied_from = copied.cloned();
        if takes_looks && let Some(copied) = copied {
            chord.display.clone_from(&copied.display);
            chord.format.clone_from(&copied.format);
        }
        if let Some(display) = &definition.display {
            chord.display = notation.parse(display, strictness).map(Arc::new);
        }
        if let Some(format) = &definition.format {
            chord.format = Some(format.clone());
        }
        if let Some(diagram) = &definition.diagram {
            chord.diagram = Some(diagram.clone());
        }
        Ok(chord)
    }

    fn layers(&self) -> impl Iterator<Item = &Library> {
        std::iter::successors(Some(self), |library| library.below.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fret;

    fn guitar() -> Arc<Library> {
        Library::builtin("guitar").expect("the guitar is built in")
    }

    fn parse(text: &str) -> Chord {
        Notation::common()
            .parse(text, Strictness::Strict)
            .expect("a chord")
    }

    fn define(
        library: &mut Library,
        name: &str,
        change: impl Fn(&mut Definition),
    ) -> Result<(), DefinitionError> {
        let mut definition = Definition {
            names: vec![name.to_owned()],
            ..Definition::default()
        };
        change(&mut definition);
        library.add(&definition, &Notation::common(), Strictness::Strict)
    }

    #[test]
    fn the_guitar_knows_its_chords() {
        let guitar = guitar();
        assert_eq!(guitar.chords().len(), 1155);
        let chord = guitar.by_name("C").expect("a chord of the guitar");
        let frets = &chord.fingering.as_ref().expect("a fingering").frets;
        assert_eq!(frets.first(), Some(&Fret::Muted));
        assert_eq!(frets.get(1), Some(&Fret::At(3)));
    }

    #[test]
    fn other_spellings_find_the_entry() {
        let guitar = guitar();
        assert!(guitar.by_name("Bes").is_none());
        let found = guitar.by_chord(&parse("Bes")).expect("found as Bb");
        let chord = parse("Bes").named_like(found);
        assert_eq!(chord.name, "Bes");
        assert_eq!(
            chord.fingering,
            guitar
                .by_name("Bb")
                .and_then(|chord| chord.fingering.clone())
        );
    }

    #[test]
    fn enharmonic_names_share_shapes() {
        let ukulele = Library::builtin("ukulele").expect("a table");
        assert!(ukulele.by_chord(&parse("C#m7")).is_none());
        let found = ukulele.by_sound(&parse("C#m7")).expect("found as Dbm7");
        assert_eq!(found.name, "Dbm7");
        let flat = Notation::common().parse_enharmonic("Cb").expect("a chord");
        assert_eq!(
            guitar().by_sound(&flat).map(|chord| chord.name.as_str()),
            Some("B")
        );
    }

    #[test]
    fn an_unparsable_name_inherits_the_parts_of_what_it_copies() {
        let guitar = guitar();
        let parts = |name: &str| {
            let chord = guitar.by_name(name).expect("a chord of the guitar");
            (
                chord.root.is_some(),
                chord.quality.clone(),
                chord.extension.clone(),
            )
        };
        assert_eq!(parts("C⁰"), (true, "dim".to_owned(), String::new()));
        assert_eq!(parts("C(add9)"), (true, String::new(), "add9".to_owned()));
        assert_eq!(parts("C6/9"), (false, String::new(), String::new()));
    }

    #[test]
    fn a_layer_hides_what_is_below_and_leaves_it_alone() {
        let guitar = guitar();
        let mut library = guitar.on_top();
        define(&mut library, "C", |definition| {
            definition.frets = Some(vec![Fret::At(7); 6]);
        })
        .expect("a valid definition");
        let first = |library: &Library| {
            let chord = library.by_name("C")?;
            chord.fingering.as_ref()?.frets.first().copied()
        };
        assert_eq!(first(&library), Some(Fret::At(7)));
        assert_eq!(first(&guitar), Some(Fret::Muted));
        assert_eq!(library.chords().len(), 1155);
    }

    #[test]
    fn a_tuning_with_other_notes_flushes_the_chords() {
        let mut library = guitar().on_top();
        assert_eq!(
            library.set_tuning(&["E3", "A3", "D4", "G4", "B4", "E5"]),
            Ok(Retuned::Kept)
        );
        assert!(library.by_name("C").is_some());
        assert_eq!(
            library.set_tuning(&["G4", "C4", "E4", "A4"]),
            Ok(Retuned::Flushed)
        );
        assert!(library.is_empty());
    }

    #[test]
    fn only_known_chords_are_copied() {
        let mut library = guitar().on_top();
        let error = define(&mut library, "Fjj", |definition| {
            definition.copy = Some(CopySource::Fingering("Bes".to_owned()));
        });
        assert_eq!(error, Err(DefinitionError::Copy("Bes".to_owned())));
        assert!(library.by_name("Fjj").is_none());
    }

    #[test]
    fn a_display_that_is_no_chord_is_dropped() {
        let mut library = guitar().on_top();
        for (display, expected) in [("Q", None), ("C#", Some("C#"))] {
            define(&mut library, "Fjj", |definition| {
                definition.display = Some(display.to_owned());
            })
            .expect("a valid definition");
            let shown = library
                .by_name("Fjj")
                .and_then(|chord| chord.display.as_ref());
            assert_eq!(shown.map(|chord| chord.name.as_str()), expected);
        }
    }
}
