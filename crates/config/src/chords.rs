//! Chord definitions in configurations (`docs/spec/configuration.md#8.1`).

use chordpro_chords::{BaseFret, CopySource, Definition, Fret, Library, Notation, Strictness};

use crate::{Issue, Value};

/// Adds the definitions of a list; invalid ones become issues.
pub(crate) fn add(
    library: &mut Library,
    definitions: &[Value],
    notation: &Notation,
    strictness: Strictness,
    issues: &mut Vec<Issue>,
) {
    // In `chords`, a leading `append` is redundant, since chords are always added.
    let skipped = usize::from(matches!(
        definitions.first().and_then(Value::as_str),
        Some("append" | "prepend")
    ));
    for entry in definitions.iter().skip(skipped) {
        let mut say = |name: &str, reason: &str| {
            issues.push(Issue::new(
                "bad-chord",
                "chords",
                format!("Invalid chord in config: {name}: {reason}"),
            ));
        };
        let Some(definition) = definition(entry) else {
            say("", "not a definition");
            continue;
        };
        if let Err(error) = library.add(&definition, notation, strictness) {
            let name = definition.names.first().map_or("", String::as_str);
            say(
                if error.names_chord() { name } else { "" },
                &error.to_string(),
            );
        }
    }
}

/// The definition in an entry; `None` if the entry is not a map.
fn definition(entry: &Value) -> Option<Definition> {
    let map = entry.as_map()?;
    let text = |key: &str| {
        map.get(key)
            .filter(|value| !value.is_null())
            .and_then(Value::to_text)
            .map(std::borrow::Cow::into_owned)
    };
    let list = |key: &str| map.get(key).and_then(Value::as_list);
    let names = match map.get("name") {
        Some(Value::List(names)) => names
            .iter()
            .filter_map(Value::to_text)
            .map(std::borrow::Cow::into_owned)
            .collect(),
        Some(name) => name.to_text()?.split('|').map(str::to_owned).collect(),
        None => Vec::new(),
    };
    let copy = match (text("copy"), text("copyall")) {
        (Some(_), Some(_)) => Some(CopySource::Both),
        (Some(name), None) => Some(CopySource::Fingering(name)),
        (None, Some(name)) => Some(CopySource::All(name)),
        (None, None) => None,
    };
    Some(Definition {
        names,
        base: map
            .get("base")
            .filter(|base| !base.is_null())
            .map(|base| match whole(base) {
                Some(number) => BaseFret::Number(number),
                None => BaseFret::Text(base.to_text().unwrap_or_default().into_owned()),
            }),
        frets: list("frets").map(|frets| frets.iter().map(fret).collect()),
        fingers: list("fingers").map(|fingers| fingers.iter().map(finger).collect()),
        keys: list("keys").map(|keys| keys.iter().filter_map(whole).collect()),
        copy,
        display: text("display"),
        format: text("format"),
        base_label_offset: map
            .get("baselabeloffset")
            .and_then(whole)
            .and_then(|offset| i32::try_from(offset).ok())
            .unwrap_or(0),
        diagram: text("diagram"),
    })
}

fn whole(value: &Value) -> Option<i64> {
    let number = value.as_number()?;
    #[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
    Some(number as i64)
}

fn fret(value: &Value) -> Fret {
    whole(value).map_or(Fret::Muted, Fret::from_number)
}

fn finger(value: &Value) -> Option<char> {
    let text = value.to_text()?;
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some('X'), None) => Some('x'),
        (Some('N' | '-'), _) | (None, _) => None,
        (Some(letter), None) => Some(letter),
        (Some(_), Some(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn added(entries: serde_json::Value) -> (Library, Vec<String>) {
        let guitar = Library::builtin("guitar").expect("the guitar is built in");
        let mut library = guitar.on_top();
        let mut issues = Vec::new();
        let entries = Value::from(entries);
        add(
            &mut library,
            entries.as_list().expect("a list"),
            &Notation::common(),
            Strictness::Strict,
            &mut issues,
        );
        (
            library,
            issues.into_iter().map(|issue| issue.message).collect(),
        )
    }

    #[test]
    fn definitions_are_added_under_all_their_names() {
        let (library, issues) = added(json!([
            "append",
            {"name": "Aa|Bb(low)", "frets": [1, "x", 3, -1, 0, 1], "fingers": ["x", 1, -1, "N", "T", 4]},
            {"name": ["Zy", "Zz"], "copy": "C"},
        ]));
        assert_eq!(issues, [""; 0]);
        for name in ["Aa", "Bb(low)", "Zy", "Zz"] {
            assert!(library.by_name(name).is_some(), "{name}");
        }
        let fingering = library
            .by_name("Aa")
            .and_then(|chord| chord.fingering.clone())
            .expect("a fingering");
        assert_eq!(fingering.frets.get(1), Some(&Fret::Muted));
        assert_eq!(
            fingering.fingers,
            [Some('x'), Some('1'), None, None, Some('T'), Some('4')]
        );
    }

    #[test]
    fn a_crossed_out_finger_is_told_from_one_not_given() {
        assert_eq!(finger(&Value::from(json!("x"))), Some('x'));
        assert_eq!(finger(&Value::from(json!("X"))), Some('x'));
        assert_eq!(finger(&Value::from(json!("N"))), None);
        assert_eq!(finger(&Value::from(json!(-1))), None);
    }

    #[test]
    fn wrong_definitions_are_said_in_the_reference_s_words() {
        let (_, issues) = added(json!([
            {"name": "X", "frets": [1, 2]},
            {"name": "Y", "base": 99, "frets": [0, 0, 0, 0, 0, 0]},
            {"name": "Z", "copy": "Nope"},
            {"name": "W", "copy": "C", "copyall": "D"},
            {"name": "K", "keys": [99]},
        ]));
        assert_eq!(
            issues,
            [
                "Invalid chord in config: : 2 strings",
                "Invalid chord in config: : base-fret 99 out of range",
                "Invalid chord in config: Z: Cannot copy Nope",
                "Invalid chord in config: W: Cannot copy and copyall",
                "Invalid chord in config: : invalid key \"99\"",
            ]
        );
    }
}
