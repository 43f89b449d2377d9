//! A configuration under construction: sources are merged into it one by one (`docs/spec/configuration.md#3`).

use std::sync::Arc;

use chordpro_chords::{Library, Notation, NoteTables, Strictness};

use crate::merge::{Manner, merge};
use crate::{
    ConfigError, Host, Issue, Map, Preset, Source, Trust, Value, builtin, chords, filter, json,
    migrate, path, preset, properties,
};

/// The maximum depth of includes.
const DEEPEST_INCLUDE: usize = 4;

/// The maximum number of included configurations.
const MOST_INCLUDED: usize = 16;

/// A tree and its chords while sources are being added.
pub(crate) struct Draft<'h> {
    /// The settings merged so far.
    pub(crate) tree: Value,
    /// The chords so far.
    pub(crate) library: Arc<Library>,
    /// The issues so far.
    pub(crate) issues: Vec<Issue>,
    manner: Manner,
    trust: Trust,
    host: &'h dyn Host,
    included: usize,
}

/// The chords of a configuration.
enum Chords<'c> {
    Library(&'c str),
    Definitions(Vec<Value>),
}

impl<'h> Draft<'h> {
    /// A draft that starts with a tree and chords.
    pub(crate) fn new(
        tree: Value,
        library: Arc<Library>,
        manner: Manner,
        trust: Trust,
        host: &'h dyn Host,
    ) -> Self {
        Draft {
            tree,
            library,
            issues: Vec::new(),
            manner,
            trust,
            host,
            included: 0,
        }
    }

    /// Adds a source and the configurations that it includes.
    pub(crate) fn add(&mut self, source: &Source) -> Result<(), ConfigError> {
        match source {
            Source::Preset(name) => {
                let preset =
                    preset(name).ok_or_else(|| ConfigError::Missing { name: name.clone() })?;
                self.add_preset(preset, 0)
            }
            Source::Text { name, content } => self.add_text(name, content, 0),
        }
    }

    /// Sets one setting.
    pub(crate) fn define(&mut self, path: &str, text: &str) -> Result<(), ConfigError> {
        let mut value = path::value(text).map_err(|error| ConfigError::Json {
            name: text.chars().take(40).collect(),
            error,
        })?;
        let steps = path::steps(path);
        if self.trust == Trust::Untrusted && !filter::allows(&steps, &mut value, &mut self.issues) {
            return Ok(());
        }
        match steps.as_slice() {
            ["chords", name @ ..] => {
                let Some(definition) = value.as_map_mut() else {
                    let message = "chords can be set by a map only".to_owned();
                    return Err(ConfigError::Path(message));
                };
                definition.insert("name".to_owned(), Value::from(name.join(".")));
                let settings = Map::new();
                self.add_settings(&settings, Some(Chords::Definitions(vec![value])));
                return Ok(());
            }
            ["pdf", name] if migrate::is_page_control(name) => {
                let mut pdf = Map::from_iter([((*name).to_owned(), value)]);
                migrate::songbook(&mut pdf);
                let settings = Map::from_iter([("pdf".to_owned(), Value::from(pdf))]);
                self.add_settings(&settings, None);
                return Ok(());
            }
            ["pdf", "fonts", name] => {
                if let Value::String(text) = &value {
                    value = migrate::expand_font(name, text, &mut self.issues);
                }
            }
            ["native", ..] => {
                // The reference's tree has no such group, so it is created when it is first needed.
                if let Some(tree) = self.tree.as_map_mut() {
                    let native = builtin::defaults().get("native");
                    tree.entry("native".to_owned())
                        .or_insert_with(|| native.cloned().unwrap_or_default());
                }
            }
            _ => {}
        }
        path::set(&mut self.tree, &steps, value).map_err(ConfigError::Path)
    }

    fn add_preset(&mut self, preset: &Preset, depth: usize) -> Result<(), ConfigError> {
        for name in preset.include() {
            self.include(name, preset.name, depth)?;
        }
        let mut settings = preset.set().clone();
        if let Some(settings) = settings.as_map_mut() {
            migrate::expand(settings, &mut self.issues);
            let chords = preset.chords().map(Chords::Library);
            self.add_settings(settings, chords);
        }
        Ok(())
    }

    fn add_text(&mut self, name: &str, content: &[u8], depth: usize) -> Result<(), ConfigError> {
        let mut tree = self.parse(name, content)?;
        let Some(settings) = tree.as_map_mut() else {
            return Err(ConfigError::NoMap {
                name: name.to_owned(),
                kind: tree.kind(),
            });
        };
        if self.trust == Trust::Untrusted {
            filter::drop_denied(settings, &mut self.issues);
        }
        let includes = settings.shift_remove("include");
        for include in includes.as_ref().map(texts).unwrap_or_default() {
            self.include(&include, name, depth)?;
        }
        migrate::expand(settings, &mut self.issues);
        if self.manner == Manner::Config {
            migrate::modernise(settings, name, &mut self.issues);
        }
        let chords = match settings.shift_remove("chords") {
            Some(Value::List(definitions)) => Some(Chords::Definitions(definitions)),
            _ => None,
        };
        self.add_settings(settings, chords);
        Ok(())
    }

    fn parse(&self, name: &str, content: &[u8]) -> Result<Value, ConfigError> {
        let limit = json::LARGEST;
        if content.len() > limit {
            return Err(ConfigError::Size {
                name: name.to_owned(),
                limit,
            });
        }
        let text = json::decode(content);
        let is_properties = name
            .rsplit_once('.')
            .is_some_and(|(_, suffix)| suffix.eq_ignore_ascii_case("prp"));
        if is_properties && self.trust == Trust::Trusted {
            return properties::parse(name, &text, self.host);
        }
        json::parse(&text).map_err(|error| ConfigError::Json {
            name: name.to_owned(),
            error,
        })
    }

    fn include(&mut self, name: &str, beside: &str, depth: usize) -> Result<(), ConfigError> {
        self.included += 1;
        if depth >= DEEPEST_INCLUDE || self.included > MOST_INCLUDED {
            return Err(ConfigError::Includes {
                name: name.to_owned(),
            });
        }
        if !name.contains(['/', '.']) || (self.trust == Trust::Untrusted && preset(name).is_some())
        {
            let preset = preset(name).ok_or_else(|| ConfigError::Missing {
                name: name.to_owned(),
            })?;
            return self.add_preset(preset, depth + 1);
        }
        let content = match self.trust {
            Trust::Trusted => self.host.open(name, beside),
            Trust::Untrusted => None,
        };
        let content = content.ok_or_else(|| ConfigError::Missing {
            name: name.to_owned(),
        })?;
        self.add_text(name, &content, depth + 1)
    }

    fn add_settings(&mut self, settings: &Map, chords: Option<Chords<'_>>) {
        if let Some(tree) = self.tree.as_map_mut() {
            merge(tree, settings, self.manner, &mut self.issues);
        }
        if let Some(strings) = settings.get("tuning") {
            self.retune(strings);
        }
        let strictness = self.strictness();
        let mut library = self.library.on_top();
        match chords {
            None => return,
            Some(Chords::Library(name)) => {
                let errors = library.add_builtin(name, strictness).unwrap_or_default();
                self.issues.extend(errors.into_iter().map(|(chord, error)| {
                    let name = if error.names_chord() {
                        chord.as_str()
                    } else {
                        ""
                    };
                    let message = format!("Invalid chord in config: {name}: {error}");
                    Issue::new("bad-chord", "chords", message)
                }));
            }
            Some(Chords::Definitions(definitions)) => {
                let notation = self.notation();
                chords::add(
                    &mut library,
                    &definitions,
                    &notation,
                    strictness,
                    &mut self.issues,
                );
            }
        }
        self.library = Arc::new(library);
    }

    fn retune(&mut self, strings: &Value) {
        if strings.as_list().is_none() {
            self.say_tuning("Invalid tuning (not array)");
            return;
        }
        let pitches = texts(strings);
        let is_same = self
            .library
            .tuning()
            .pitches()
            .eq(pitches.iter().map(String::as_str));
        if is_same {
            return;
        }
        let mut library = self.library.on_top();
        if let Err(error) = library.set_tuning(&pitches) {
            self.say_tuning(&error.to_string());
        }
        self.library = Arc::new(library);
    }

    fn say_tuning(&mut self, reason: &str) {
        let message = format!("Invalid tuning in config: {reason}");
        let hint =
            "give a list of notes with octaves from low to high, such as [E2 A2 D3 G3 B3 E4]";
        self.issues
            .push(Issue::new("bad-tuning", "tuning", message).with_hint(hint));
    }

    fn strictness(&self) -> Strictness {
        let names = self
            .tree
            .at(&["settings", "chordnames"])
            .and_then(Value::as_str);
        match names {
            Some("relaxed") => Strictness::Relaxed,
            _ => Strictness::Strict,
        }
    }

    /// The notation defined by the settings so far; the common one, with an issue, if they define none.
    pub(crate) fn notation(&mut self) -> Arc<Notation> {
        notation(&self.tree, &mut self.issues)
    }
}

/// The notation defined by a tree; the common one, with an issue, if it defines none.
pub(crate) fn notation(tree: &Value, issues: &mut Vec<Issue>) -> Arc<Notation> {
    let notes = tree.get("notes");
    if notes == builtin::defaults().get("notes") {
        return Notation::common();
    }
    let names = |table: &str| -> Vec<Vec<String>> {
        notes
            .and_then(|notes| notes.get(table))
            .and_then(Value::as_list)
            .unwrap_or_default()
            .iter()
            .take(256)
            .map(texts)
            .collect()
    };
    let tables = NoteTables {
        system: notes
            .and_then(|notes| notes.get("system"))
            .and_then(Value::to_text)
            .unwrap_or_default()
            .into_owned(),
        is_movable: notes
            .and_then(|notes| notes.get("movable"))
            .is_some_and(Value::is_true),
        sharp: names("sharp"),
        flat: names("flat"),
    };
    match Notation::from_tables(tables) {
        Ok(notation) => Arc::new(notation),
        Err(error) => {
            issues.push(Issue::new("bad-notes", "notes", error.to_string()));
            Notation::common()
        }
    }
}

/// The texts of a list, or a single text.
fn texts(value: &Value) -> Vec<String> {
    let text = |value: &Value| value.to_text().map(std::borrow::Cow::into_owned);
    match value {
        Value::Null => Vec::new(),
        Value::List(list) => list.iter().filter_map(text).collect(),
        other => text(other).into_iter().collect(),
    }
}
