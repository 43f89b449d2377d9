//! The configuration: a merged tree with its typed view.

use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use chordpro_chords::{Library, Notation};
use indexmap::IndexMap;

use crate::draft::{self, Draft};
use crate::merge::Manner;
use crate::normalise::normalise;
use crate::view::group::group;
use crate::view::reader::Reader;
use crate::view::{
    A2crd, About, ChordFormats, ChordproOutput, Contents, Dates, Delegates, Diagnostics, Diagrams,
    GridStrum, Html, Instrument, Keys, Latex, Markup, Metadata, Native, Notes, PaperSize, Parser,
    Pdf, Row, Settings, TextOutput, Toc, User,
};
use crate::{ConfigError, Host, Issue, Map, NoHost, Source, Trust, Value, builtin};

group! {
    /// All settings. The reference's `$schema`, `assets`, `chords` and `include` are not included, because reading songs does not use them.
    AllSettings {
        /// Chords over lyrics made ChordPro.
        a2crd = "a2crd": Arc<A2crd>;
        /// How chord names are composed.
        chord_formats = "chord-formats": Arc<ChordFormats>;
        /// ChordPro output.
        chordpro = "chordpro": Arc<ChordproOutput>;
        /// What user interfaces show of a configuration.
        config = "config": Arc<About>;
        /// Tables of contents.
        contents = "contents": Arc<Option<Vec<Contents>>>;
        /// Dates.
        dates = "dates": Arc<Dates>;
        /// Switches for developers: `spacing` marks where lines begin and end in PDF, and shows the layout; the others change nothing here.
        debug = "debug": Arc<IndexMap<String, f64>>;
        /// Sections whose content is not a song.
        delegates = "delegates": Arc<Delegates>;
        /// Messages.
        diagnostics = "diagnostics": Arc<Diagnostics>;
        /// Which chords get a diagram.
        diagrams = "diagrams": Arc<Diagrams>;
        /// Strums.
        gridstrum = "gridstrum": Arc<GridStrum>;
        /// HTML output.
        html = "html": Arc<Html>;
        /// The instrument that the chords are for.
        instrument = "instrument": Arc<Instrument>;
        /// Names of keys.
        keys = "keys": Arc<Keys>;
        /// LaTeX output.
        latex = "latex": Arc<Latex>;
        /// Custom markup.
        markup = "markup": Arc<Markup>;
        /// Metadata added to every song.
        meta = "meta": Arc<IndexMap<String, Vec<String>>>;
        /// Which metadata there are.
        metadata = "metadata": Arc<Metadata>;
        /// Settings that the reference does not have.
        native = "native": Arc<Native>;
        /// The notation of songs, as tables; [`Config::notes`] is made of them.
        note_names = "notes": Arc<Notes>;
        /// Reading.
        parser = "parser": Arc<Parser>;
        /// Pages.
        pdf = "pdf": Arc<Pdf>;
        /// How songs are read and shown.
        settings = "settings": Arc<Settings>;
        /// Text output.
        text = "text": Arc<TextOutput>;
        /// Deprecated contents.
        toc = "toc": Arc<Toc>;
        /// Strings, left to right in diagrams: note and octave.
        tuning = "tuning": Arc<Vec<String>>;
        /// The user of the program.
        user = "user": Arc<User>;
    }
}

/// A configuration: the merged tree, its typed view, and the notation and chords derived from it.
///
/// Cloning is cheap: all parts are shared. Setting groups are available as fields by `Deref`: `config.pdf.fonts.chord`.
#[derive(Debug, Clone)]
pub struct Config {
    view: Arc<AllSettings>,
    /// The notation of songs.
    pub notes: Arc<Notation>,
    /// The chords of the instrument and those defined by configurations.
    pub library: Arc<Library>,
    tree: Value,
    /// The number of changes by the song so far.
    changes: u32,
}

impl Deref for Config {
    type Target = AllSettings;

    fn deref(&self) -> &AllSettings {
        &self.view
    }
}

impl PartialEq for Config {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.library, &other.library) && self.tree == other.tree
    }
}

impl Default for Config {
    fn default() -> Self {
        Config::clone(&Config::builtin())
    }
}

/// The limit on a song's changes to its settings: ample for songs, and a bound on the cost of hostile ones.
const MOST_CHANGES: u32 = 2000;

/// A configuration and the issues found while loading it.
pub type Loaded = (Config, Vec<Issue>);

impl Config {
    /// The built-in configuration with the guitar, created once.
    pub fn builtin() -> Arc<Config> {
        Arc::clone(&BUILTIN)
    }

    /// The built-in configuration with `sources` merged over it in order, and then single settings (`--define`).
    ///
    /// # Errors
    /// See [`ConfigError`]. Faults that do not prevent its use are issues.
    pub fn load(
        sources: &[Source],
        defines: &[(String, String)],
        trust: Trust,
        host: &dyn Host,
    ) -> Result<Loaded, ConfigError> {
        let builtin = Config::builtin();
        if sources.is_empty() && defines.is_empty() {
            return Ok((Config::clone(&builtin), Vec::new()));
        }
        let mut draft = Draft::new(
            builtin::merged().clone(),
            builtin::library(),
            Manner::Config,
            trust,
            host,
        );
        for source in sources {
            draft.add(source)?;
        }
        for (path, text) in defines {
            draft.define(path, text)?;
        }
        builtin.with(draft, 0)
    }

    /// This configuration with a song's configuration merged over it: `##config`, or a file beside the song.
    ///
    /// # Errors
    /// See [`ConfigError`]; the song then cannot be converted, but other songs can.
    pub fn augment(
        &self,
        source: &Source,
        trust: Trust,
        host: &dyn Host,
    ) -> Result<Loaded, ConfigError> {
        let mut draft = self.draft(Manner::Augment, trust, host);
        draft.add(source)?;
        self.with(draft, self.changes)
    }

    /// This configuration with one setting changed, by `{+path: value}` or by `--define` for one song.
    ///
    /// # Errors
    /// [`ConfigError::Path`] if the path does not exist, [`ConfigError::Json`] if the value has brackets but is not relaxed JSON,
    /// [`ConfigError::Changes`] if a song changes its settings too often.
    pub fn set(&self, path: &str, text: &str, trust: Trust) -> Result<Loaded, ConfigError> {
        if self.changes >= MOST_CHANGES {
            return Err(ConfigError::Changes {
                limit: MOST_CHANGES,
            });
        }
        let mut draft = self.draft(Manner::Augment, trust, &NoHost);
        draft.define(path, text)?;
        self.with(draft, self.changes + 1)
    }

    /// The whole merged and normalised tree.
    pub fn tree(&self) -> &Value {
        &self.tree
    }

    /// The value of `pdf.papersize` if no paper has that name.
    pub fn unknown_paper(&self) -> Option<&str> {
        let name = self.tree.at(&["pdf", "papersize"])?.as_str()?;
        PaperSize::named(name).is_none().then_some(name)
    }

    fn draft<'h>(&self, manner: Manner, trust: Trust, host: &'h dyn Host) -> Draft<'h> {
        let library = Arc::clone(&self.library);
        Draft::new(self.tree.clone(), library, manner, trust, host)
    }

    /// The configuration of a draft; unchanged parts are shared with this one.
    fn with(&self, draft: Draft<'_>, changes: u32) -> Result<Loaded, ConfigError> {
        let Draft {
            mut tree,
            library,
            mut issues,
            ..
        } = draft;
        if let Some(map) = tree.as_map_mut() {
            repair_instrument(map, &mut issues);
            normalise(map, &self.tree)?;
        }
        let is_same = |key: &str| tree.get(key) == self.tree.get(key);
        let notes = if is_same("notes") {
            Arc::clone(&self.notes)
        } else {
            draft::notation(&tree, &mut issues)
        };
        let mut view = AllSettings::read_group(
            Some(&tree),
            Some(builtin::defaults()),
            Some((Some(&self.tree), &self.view)),
            &mut Reader::new(&mut issues),
        );
        if !Arc::ptr_eq(&view.pdf, &self.pdf) {
            check_recall_font(&mut view.pdf, &mut issues);
        }
        let config = Config {
            view: Arc::new(view),
            notes,
            library,
            tree,
            changes,
        };
        Ok((config, issues))
    }
}

/// Turns a bare instrument name into a map, as the reference does.
fn repair_instrument(tree: &mut Map, issues: &mut Vec<Issue>) {
    let Some(instrument @ Value::String(_)) = tree.get_mut("instrument") else {
        return;
    };
    let kind = instrument.to_text().unwrap_or_default().into_owned();
    let message = format!("Missing or invalid instrument - set to {kind}");
    issues.push(
        Issue::new("bad-setting", "instrument", message)
            .with_hint("give a map with `type` and `description`"),
    );
    let map = [("description", ""), ("type", kind.as_str())];
    let map = map.map(|(key, text)| (key.to_owned(), Value::from(text)));
    *instrument = Value::from(Map::from(map));
}

/// Ensures that the font of recalls exists.
fn check_recall_font(pdf: &mut Arc<Pdf>, issues: &mut Vec<Issue>) {
    let kind = &pdf.chorus.recall.kind;
    if pdf.fonts.get(kind).is_some() {
        return;
    }
    let setting = "pdf.chorus.recall.type";
    let message = format!("{setting} cannot be {kind:?}; the default is used");
    let hint = "give the name of a font in pdf.fonts, such as `comment`";
    issues.push(Issue::new("bad-setting", setting, message).with_hint(hint));
    let chorus = Arc::make_mut(&mut Arc::make_mut(pdf).chorus);
    Arc::make_mut(&mut chorus.recall).kind = "comment".to_owned();
}

static BUILTIN: LazyLock<Arc<Config>> = LazyLock::new(|| {
    let tree = builtin::tree().clone();
    let mut issues = Vec::new();
    let view = AllSettings::read_group(
        Some(&tree),
        Some(builtin::defaults()),
        None,
        &mut Reader::new(&mut issues),
    );
    debug_assert!(issues.is_empty(), "{issues:?}");
    Arc::new(Config {
        view: Arc::new(view),
        notes: Notation::common(),
        library: builtin::library(),
        tree,
        changes: 0,
    })
});

/// All settings in alphabetical order, with path, valid values and documentation.
pub fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    AllSettings::describe_group("", &[], &mut rows);
    rows.sort_by(|a, b| a.path.cmp(&b.path));
    rows
}

#[cfg(test)]
mod tests;
