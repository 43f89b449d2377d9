//! Presets as people choose them: what they are called, what they are for, and in which order they are shown.

use std::sync::LazyLock;

use serde_json::Value;

use super::presets;

/// A preset as it is shown.
#[derive(Debug, Clone)]
pub struct PresetCard {
    /// The name, as `options.config` takes it.
    pub name: &'static str,
    /// What people call it.
    pub label: String,
    /// `instrument`, `style`, `notation` or `page`.
    pub group: &'static str,
    /// What it does, in a few words.
    pub text: String,
    /// Its settings.
    pub config: Value,
    /// Its place among those of its group, from 0.
    pub order: usize,
}

/// What is shown of presets that are no instruments, in order; and of instruments whose own title says too little.
#[rustfmt::skip]
const SHOWN: &[(&str, &str, &str, &str)] = &[
    ("clear", "Clear", "style", "Large letters, green chords, key and tempo beside the title"),
    ("modern1", "Modern", "style", "Sans-serif letters, a thin bar beside the chorus"),
    ("modern2", "Chords beside", "style", "Sans-serif letters, chords in a column at the side"),
    ("modern3", "Diagrams beside", "style", "Sans-serif letters, diagrams at the right, title at the left"),
    ("chordii", "Chordii", "style", "As the older program Chordii made pages"),
    ("dark", "Dark", "style", "White letters on black, red chords"),
    ("inline", "Chords in the line", "style", "Chords among the words, in brackets"),
    ("musejazz", "Jazz", "style", "Chords as if written by hand"),
    ("jazzy-chords", "Jazz symbols", "style", "Chords with the symbols of jazz charts"),
    ("nashville", "Nashville", "style", "For numbers instead of chords: no diagrams"),
    ("roman", "Roman", "style", "For Roman numerals instead of chords: no diagrams"),
    ("brandtroemer", "Brandt-Roemer", "style", "Chords in the notation of Brandt and Roemer"),
    ("brandtroemer-muse", "Brandt-Roemer, jazz", "style", "The same, as if written by hand"),
    ("lyricsonly", "Lyrics only", "page", "No chords and no diagrams"),
    ("diagramsright", "Diagrams at the right", "page", "Chord diagrams beside the song"),
    ("oddspreadsview", "Spreads", "page", "Viewers show two pages at a time"),
    ("notes:common", "Common", "notation", "C D E F G A B"),
    ("notes:german", "German", "notation", "C D E F G A H, with B for B flat"),
    ("notes:dutch", "Dutch", "notation", "C D E F G A B, with is and es"),
    ("notes:scandinavian", "Scandinavian", "notation", "C D E F G A H, with Bb for B flat"),
    ("notes:latin", "Latin", "notation", "Do Re Mi Fa Sol La Si"),
    ("notes:solfege", "Solfège", "notation", "Do Re Mi Fa So La Ti, counted from the key"),
    ("notes:nashville", "Nashville", "notation", "Numbers, counted from the key"),
    ("notes:roman", "Roman", "notation", "Roman numerals, counted from the key"),
];

/// Instruments in the order in which they are shown; others follow.
const INSTRUMENTS: &[&str] = &[
    "guitar",
    "ukulele",
    "baritone-ukulele",
    "mandolin",
    "banjo-5",
    "bass",
    "charango",
    "keyboard",
    "nodiagrams",
];

/// The group of styles.
pub const STYLE: &str = "style";

static CARDS: LazyLock<Vec<PresetCard>> = LazyLock::new(|| {
    let mut cards: Vec<PresetCard> = presets::names().iter().map(|name| card(name)).collect();
    cards.sort_by_key(|card| (card.group, card.order));
    cards
});

/// All presets that a request may name.
pub fn cards() -> &'static [PresetCard] {
    &CARDS
}

/// What people call the preset `name`.
pub fn label(name: &str) -> String {
    let known = CARDS.iter().find(|card| card.name == name);
    known.map_or_else(|| name.to_owned(), |card| card.label.clone())
}

fn card(name: &'static str) -> PresetCard {
    let preset = chordpro_engine::presets()
        .iter()
        .find(|preset| preset.name == name);
    let config = preset
        .map(chordpro_engine::Preset::settings)
        .unwrap_or_default();
    let title = preset.map_or(name, chordpro_engine::Preset::title);
    let shown = SHOWN.iter().position(|(known, ..)| *known == name);
    if let Some((order, (_, label, group, text))) = shown.zip(shown.and_then(|at| SHOWN.get(at))) {
        return PresetCard {
            name,
            label: (*label).to_owned(),
            group,
            text: (*text).to_owned(),
            config,
            order,
        };
    }
    let is_none = name == "nodiagrams";
    let listed = INSTRUMENTS.iter().position(|known| *known == name);
    let later = || presets::names().iter().position(|known| *known == name);
    PresetCard {
        name,
        label: match name {
            "banjo-5" => "Banjo".to_owned(),
            "bass" => "Bass".to_owned(),
            _ if is_none => "No diagrams".to_owned(),
            _ => title.to_owned(),
        },
        group: "instrument",
        text: if is_none {
            "Chords without diagrams".to_owned()
        } else {
            strings(&config)
        },
        config,
        order: listed.unwrap_or_else(|| INSTRUMENTS.len() + later().unwrap_or_default()),
    }
}

/// The strings of an instrument in words: `Four strings, G C E A`.
fn strings(config: &Value) -> String {
    const COUNTS: [&str; 13] = [
        "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
        "Eleven", "Twelve",
    ];
    let tuning = config.get("tuning").and_then(Value::as_array);
    let notes: Vec<String> = tuning
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|note| {
            note.trim_end_matches(|c: char| c.is_ascii_digit())
                .to_owned()
        })
        .collect();
    match COUNTS.get(notes.len()) {
        Some(count) if !notes.is_empty() => format!("{count} strings, {}", notes.join(" ")),
        _ => "Keys".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_has_a_card_and_every_row_a_preset() {
        assert_eq!(cards().len(), presets::names().len());
        for (name, ..) in SHOWN {
            assert!(presets::find(name).is_some(), "{name}");
        }
        for name in INSTRUMENTS {
            assert!(presets::find(name).is_some(), "{name}");
        }
        for card in cards() {
            assert!(
                !card.label.is_empty() && !card.text.is_empty(),
                "{}",
                card.name
            );
        }
    }

    #[test]
    fn instruments_are_told_by_their_strings() {
        let found = |name: &str| {
            let card = cards().iter().find(|card| card.name == name);
            card.map(|card| (card.label.as_str(), card.group, card.text.as_str()))
        };
        assert_eq!(
            found("ukulele"),
            Some(("Ukulele", "instrument", "Four strings, G C E A"))
        );
        assert_eq!(found("keyboard"), Some(("Keyboard", "instrument", "Keys")));
        assert_eq!(
            found("nodiagrams").map(|(label, group, _)| (label, group)),
            Some(("No diagrams", "instrument"))
        );
        assert_eq!(
            found("guitar-7").map(|(_, _, text)| text),
            Some("Seven strings, B E A D G B E")
        );
    }
}
