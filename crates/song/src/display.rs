//! The display text of a chord (`docs/spec/language.md#7.8`).

use std::borrow::Cow;
use std::sync::Arc;

use chordpro_chords::{Chord, Fret, Note, Origin};
use chordpro_config::Config;
use chordpro_config::format::{Variables, interpolate};

use crate::markup;

/// The format of chord names that the built-in configuration has; it is put together here without reading it.
const USUAL_FORMAT: &str = "%{root|%{}%{qual|%{}}%{ext|%{}}%{bass|/%{}}|%{name}}";

/// What is shown of a chord.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// With markup, and with all formats.
    pub(crate) display: Arc<str>,
    /// Without markup, and without the looks that a definition gives.
    pub(crate) plain: Arc<str>,
}

/// Shows a chord; `format` is what surrounds it in its brackets, `key` the song's key where its spelling depends on it.
pub(crate) fn show(
    chord: &Chord,
    format: Option<&str>,
    key: Option<&str>,
    config: &Config,
) -> Shown {
    let plain_name = formatted(chord, None, format, key, config);
    let looks = chord.display.as_deref();
    let display = if looks.is_some() || chord.format.is_some() {
        let chord_format = chord.format.as_deref();
        let shown = formatted(looks.unwrap_or(chord), chord_format, format, key, config);
        Arc::from(shown)
    } else {
        Arc::from(plain_name.as_str())
    };
    let plain = if plain_name.contains('<') {
        Arc::from(markup::strip(&plain_name))
    } else if *display == *plain_name {
        Arc::clone(&display)
    } else {
        Arc::from(plain_name)
    };
    Shown { display, plain }
}

/// The name of a chord as its diagram shows it, with markup and with the looks that its definition gives.
pub fn shown_name(chord: &Chord, config: &Config) -> Arc<str> {
    show(chord, None, None, config).display
}

fn formatted(
    chord: &Chord,
    own: Option<&str>,
    format: Option<&str>,
    key: Option<&str>,
    config: &Config,
) -> String {
    let mut text = usual_name(chord, key, config);
    for format in [own, format].into_iter().flatten() {
        if !format.is_empty() {
            text = applied(format, chord, &text);
        }
    }
    if config.settings.truesf {
        text = with_true_accidentals(&text);
    }
    if config.settings.maj7delta && text.contains("maj7") {
        text = text.replace("maj7", "Δ");
    }
    text
}

/// The name by the format of its notation.
fn usual_name(chord: &Chord, key: Option<&str>, config: &Config) -> String {
    let formats = &config.chord_formats;
    let format = match chord.system.as_str() {
        "nashville" => formats.nashville.as_str(),
        "roman" => formats.roman.as_str(),
        _ => formats
            .common
            .as_deref()
            .or(config.settings.chord_format.as_deref())
            .unwrap_or("%{name}"),
    };
    let respelled = key.and_then(|key| respelled_root(chord, key));
    if format.is_empty() {
        return chord.name.clone();
    }
    if format == USUAL_FORMAT {
        return put_together(chord, respelled);
    }
    match respelled {
        Some(root) => {
            let mut chord = chord.clone();
            if let Some(note) = &mut chord.root {
                root.clone_into(&mut note.text);
            }
            applied(format, &chord, &chord.name)
        }
        None => applied(format, chord, &chord.name),
    }
}

fn put_together(chord: &Chord, respelled: Option<&str>) -> String {
    let Some(root) = &chord.root else {
        return chord.name.clone();
    };
    let mut name = String::with_capacity(16);
    match respelled {
        Some(root) => name.push_str(root),
        None if chord.is_note => name.push_str(&root.text.to_lowercase()),
        None => name.push_str(&root.text),
    }
    name.push_str(&chord.quality);
    name.push_str(&chord.extension);
    if let Some(bass) = &chord.bass {
        name.push('/');
        name.push_str(&bass.text);
    }
    name
}

/// E sharp in F sharp, C flat in G flat: where the notes in between are not used for spelling.
fn respelled_root(chord: &Chord, key: &str) -> Option<&'static str> {
    match (chord.root.as_ref()?.text.as_str(), key) {
        ("F", "F#") => Some("E#"),
        ("B", "Gb") => Some("Cb"),
        _ => None,
    }
}

/// Applies a format to the parts of a chord; `formatted` is what was made of it so far.
fn applied(format: &str, chord: &Chord, formatted: &str) -> String {
    if format == "%{formatted}" {
        return formatted.to_owned();
    }
    let variables = ChordVariables { chord, formatted };
    interpolate(format, &variables, " ").text.into_owned()
}

struct ChordVariables<'a> {
    chord: &'a Chord,
    formatted: &'a str,
}

impl Variables for ChordVariables<'_> {
    fn values(&self, name: &str) -> Option<Cow<'_, [String]>> {
        if name == "formatted" {
            return Some(Cow::Owned(vec![self.formatted.to_owned()]));
        }
        let (chord, name) = if let Some(name) = name.strip_prefix("xp.") {
            (self.chord.untransposed.as_deref()?, name)
        } else if let Some(name) = name.strip_prefix("xc.") {
            (self.chord.untranscoded.as_deref()?, name)
        } else if let Some(name) = name.strip_prefix("orig.") {
            (self.chord.copied_from.as_deref()?, name)
        } else {
            (self.chord, name)
        };
        part(chord, name).map(Cow::Owned)
    }
}

/// The values of one part of a chord.
fn part(chord: &Chord, name: &str) -> Option<Vec<String>> {
    let note = |note: &Option<Note>, field: fn(&Note) -> String| note.as_ref().map(field);
    let value = match name {
        "name" | "key" => chord.name.clone(),
        "formatted" => put_together(chord, None),
        "root" if chord.is_note => note(&chord.root, |note| note.text.to_lowercase())?,
        "root" => note(&chord.root, |note| note.text.clone())?,
        "root_canon" => note(&chord.root, |note| note.canonical.clone())?,
        "root_ord" => note(&chord.root, |note| note.ordinal.to_string())?,
        "root_mod" => note(&chord.root, |note| note.modifier.to_string())?,
        "qual" => chord.quality.clone(),
        "qual_canon" => chord.quality_canonical.clone(),
        "ext" => chord.extension.clone(),
        "ext_canon" => chord.extension_canonical.clone(),
        "bass" => note(&chord.bass, |note| note.text.clone())?,
        "bass_canon" => note(&chord.bass, |note| note.canonical.clone())?,
        "bass_ord" => note(&chord.bass, |note| note.ordinal.to_string())?,
        "bass_mod" => note(&chord.bass, |note| note.modifier.to_string())?,
        "system" => chord.system.clone(),
        "origin" => match chord.origin {
            Origin::Parsed => return None,
            Origin::Config => "config".to_owned(),
            Origin::Generated => "generated".to_owned(),
            Origin::Song | Origin::Inline => "song".to_owned(),
        },
        "base" => chord.fingering.as_ref()?.base_fret.to_string(),
        "frets" => {
            let frets = chord.fingering.as_ref()?.frets.iter();
            return Some(
                frets
                    .map(|fret| match fret {
                        Fret::Muted => "-1".to_owned(),
                        Fret::At(fret) => fret.to_string(),
                    })
                    .collect(),
            );
        }
        "fingers" => {
            let fingers = chord.fingering.as_ref()?.fingers.iter();
            return Some(
                fingers
                    .map(|finger| finger.map_or_else(|| "-1".to_owned(), String::from))
                    .collect(),
            );
        }
        "keys" => {
            let keys = chord.fingering.as_ref()?.keys.as_ref()?.iter();
            return Some(keys.map(ToString::to_string).collect());
        }
        _ => return None,
    };
    Some(vec![value])
}

/// `#` as ♯ and `b` as ♭ outside of tags (`docs/spec/language.md#7.8`, step 4).
fn with_true_accidentals(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 4);
    let mut is_in_tag = false;
    let mut is_first_piece = true;
    let mut before = None;
    for c in text.chars() {
        if c == '<' {
            is_in_tag = true;
            is_first_piece = is_first_piece && before.is_none();
        }
        if is_in_tag {
            shown.push(c);
            is_in_tag = c != '>';
            continue;
        }
        shown.push(match c {
            '#' => '♯',
            'b' if !is_first_piece || before.is_some_and(char::is_alphanumeric) => '♭',
            other => other,
        });
        before = Some(c);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use chordpro_chords::{Notation, Strictness};

    fn chord(name: &str) -> Chord {
        Notation::common()
            .parse(name, Strictness::Strict)
            .expect("a chord")
    }

    #[test]
    fn the_usual_format_puts_the_parts_together() {
        let config = Config::builtin();
        let shown = show(&chord("Cmaj/G"), Some("(%{formatted})"), None, &config);
        assert_eq!(&*shown.display, "(C/G)");
        assert_eq!(shown.display, shown.plain);
    }

    #[test]
    fn markup_around_a_chord_is_not_plain() {
        let config = Config::builtin();
        let shown = show(&chord("C"), Some("<b>%{formatted}</b>"), None, &config);
        assert_eq!((&*shown.display, &*shown.plain), ("<b>C</b>", "C"));
    }

    #[test]
    fn the_looks_of_a_definition_are_not_plain() {
        let config = Config::builtin();
        let mut chord = chord("C");
        chord.display = Some(Arc::new(self::chord("D")));
        let shown = show(&chord, None, None, &config);
        assert_eq!((&*shown.display, &*shown.plain), ("D", "C"));
    }

    #[test]
    fn accidentals_are_letters_and_signs() {
        assert_eq!(with_true_accidentals("Bbm7b5/F#"), "B♭m7♭5/F♯");
        assert_eq!(with_true_accidentals("bb"), "b♭");
        assert_eq!(with_true_accidentals("C<sub>b</sub>"), "C<sub>♭</sub>");
    }

    #[test]
    fn some_roots_are_spelled_by_the_key() {
        let config = Config::builtin();
        assert_eq!(
            &*show(&chord("F7"), None, Some("F#"), &config).display,
            "E#7"
        );
        assert_eq!(&*show(&chord("F7"), None, Some("C"), &config).display, "F7");
    }
}
