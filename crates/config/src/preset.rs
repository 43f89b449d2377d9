//! The built-in presets (`docs/spec/configuration.md#14`).

use std::sync::LazyLock;

use chordpro_chords::{Instrument, Tuning};

use crate::Value;

/// A preset.
#[derive(Debug)]
pub struct Preset {
    /// Its name: `ukulele`, `notes:german`.
    pub name: &'static str,
    data: PresetData,
}

#[derive(Debug)]
enum PresetData {
    /// From a file, parsed on first use.
    File(&'static LazyLock<Data>),
    /// Derived from an instrument.
    Instrument(Data),
}

#[derive(Debug)]
struct Data {
    title: String,
    kinds: Vec<String>,
    exclusion: Option<String>,
    is_shipped: bool,
    include: Vec<String>,
    chords: Option<String>,
    set: Value,
}

impl Preset {
    fn data(&self) -> &Data {
        match &self.data {
            PresetData::File(data) => data,
            PresetData::Instrument(data) => data,
        }
    }

    /// Its title.
    pub fn title(&self) -> &str {
        &self.data().title
    }

    /// Its type: `style`, `stylemod`, `instrument`, `notes`, `task`, `backend`.
    pub fn kinds(&self) -> &[String] {
        &self.data().kinds
    }

    /// The exclusion group: at most one preset of a group should be selected.
    pub fn exclusion(&self) -> Option<&str> {
        self.data().exclusion.as_deref()
    }

    /// Whether the reference's package has it as well.
    pub fn is_shipped(&self) -> bool {
        self.data().is_shipped
    }

    /// The presets that are applied before it.
    pub(crate) fn include(&self) -> &[String] {
        &self.data().include
    }

    /// The name of its chord library.
    pub(crate) fn chords(&self) -> Option<&str> {
        self.data().chords.as_deref()
    }

    /// Its settings, as JSON.
    pub fn settings(&self) -> serde_json::Value {
        crate::to_json::to_json(self.set())
    }

    /// Its settings.
    pub(crate) fn set(&self) -> &Value {
        &self.data().set
    }
}

/// All presets, by name.
pub fn presets() -> &'static [Preset] {
    &ALL
}

/// The preset called `name`; slashes can replace colons, and repeated separators count once.
pub fn preset(name: &str) -> Option<&'static Preset> {
    let parts: Vec<&str> = name
        .split([':', '/'])
        .filter(|part| !part.is_empty())
        .collect();
    let name = parts.join(":");
    ALL.iter().find(|preset| preset.name == name)
}

/// The presets from files, and those of instruments that have no file.
static ALL: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    let files = || FILES.iter().map(|(name, _)| *name);
    let files_first = FILES.iter().map(|(name, data)| Preset {
        name,
        data: PresetData::File(data),
    });
    let instruments = Instrument::all()
        .iter()
        .filter(|instrument| !files().any(|name| name == instrument.name()))
        .map(|instrument| Preset {
            name: instrument.name(),
            data: PresetData::Instrument(of_instrument(instrument)),
        });
    files_first.chain(instruments).collect()
});

/// The preset of an instrument: its tuning, and its chord table if it has one.
fn of_instrument(instrument: &Instrument) -> Data {
    let tuning: Vec<&str> = instrument
        .tuning()
        .into_iter()
        .flat_map(Tuning::pitches)
        .collect();
    let set = serde_json::json!({
        "instrument": { "type": instrument.name(), "description": instrument.title() },
        "tuning": tuning,
        "config": { "title": instrument.title(), "type": "instrument" },
    });
    Data {
        title: instrument.title().to_owned(),
        kinds: vec!["instrument".to_owned()],
        exclusion: None,
        is_shipped: false,
        include: Vec::new(),
        chords: instrument.library_name().map(str::to_owned),
        set: Value::from(set),
    }
}

fn read(text: &str) -> Data {
    let mut data: serde_json::Value =
        serde_json::from_str(text).expect("the embedded presets are well-formed");
    let mut take = |key: &str| data.get_mut(key).map(serde_json::Value::take);
    let texts = |value: Option<serde_json::Value>| -> Vec<String> {
        match value {
            Some(serde_json::Value::Array(list)) => list
                .into_iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect(),
            Some(serde_json::Value::String(text)) => vec![text],
            _ => Vec::new(),
        }
    };
    let include = texts(take("include"));
    let chords = texts(take("chords")).into_iter().next();
    let is_shipped = take("shipped").is_none_or(|flag| flag != false);
    let about = take("config").unwrap_or_default();
    let mut set = Value::from(take("set").unwrap_or_else(|| serde_json::json!({})));
    let about_text = |key: &str| {
        about
            .get(key)
            .and_then(|text| text.as_str())
            .map(str::to_owned)
    };
    let title = about_text("title").unwrap_or_default();
    let exclusion = about_text("exclude_id");
    let kinds = texts(about.get("type").cloned());
    if let Some(map) = set.as_map_mut() {
        map.insert("config".to_owned(), Value::from(about));
    }
    Data {
        title,
        kinds,
        exclusion,
        is_shipped,
        include,
        chords,
        set,
    }
}

macro_rules! presets {
    ($($name:literal = $file:literal),+ $(,)?) => {
        [$((
            $name,
            LazyLock::new(|| read(include_str!(concat!("../data/presets/", $file, ".json")))),
        )),+]
    };
}

#[rustfmt::skip]
static FILES: [(&str, LazyLock<Data>); 36] = presets! {
    "brandtroemer" = "brandtroemer",
    "brandtroemer-muse" = "brandtroemer-muse",
    "charango" = "charango",
    "chordii" = "chordii",
    "clear" = "clear",
    "dark" = "dark",
    "diagramsright" = "diagramsright",
    "guitar" = "guitar",
    "guitar-br" = "guitar-br",
    "guitar-brm" = "guitar-brm",
    "guitar-ly" = "guitar-ly",
    "guitar_latex" = "guitar_latex",
    "inline" = "inline",
    "jazzy-chords" = "jazzy-chords",
    "keyboard" = "keyboard",
    "lyricsonly" = "lyricsonly",
    "mandolin-ly" = "mandolin-ly",
    "modern1" = "modern1",
    "modern2" = "modern2",
    "modern3" = "modern3",
    "musejazz" = "musejazz",
    "nashville" = "nashville",
    "nodiagrams" = "nodiagrams",
    "notes:common" = "notes-common",
    "notes:dutch" = "notes-dutch",
    "notes:german" = "notes-german",
    "notes:latin" = "notes-latin",
    "notes:nashville" = "notes-nashville",
    "notes:roman" = "notes-roman",
    "notes:scandinavian" = "notes-scandinavian",
    "notes:solfege" = "notes-solfege",
    "oddspreadsview" = "oddspreadsview",
    "roman" = "roman",
    "songbook_latex" = "songbook_latex",
    "ukulele" = "ukulele",
    "ukulele-ly" = "ukulele-ly",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_well_formed_and_found_by_its_name() {
        assert!(presets().len() > 30, "there are {}", presets().len());
        for one in presets() {
            assert!(!one.title().is_empty(), "{}", one.name);
            assert!(!one.kinds().is_empty(), "{}", one.name);
            assert_eq!(preset(one.name).map(|found| found.name), Some(one.name));
        }
    }

    #[test]
    fn every_instrument_is_a_preset() {
        for instrument in Instrument::all() {
            let preset = preset(instrument.name()).expect("a preset");
            assert!(
                preset.kinds().iter().any(|kind| kind == "instrument"),
                "{}",
                preset.name
            );
        }
    }

    #[test]
    fn colons_and_slashes_are_the_same() {
        for name in ["notes:german", "notes::german", "notes/german"] {
            assert_eq!(preset(name).map(|preset| preset.name), Some("notes:german"));
        }
        assert!(preset("../guitar").is_none());
        assert!(preset("ukulele,modern3").is_none());
    }
}
