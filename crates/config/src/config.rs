//! A merged configuration with its typed view.

use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use chordpro_chords::{Library, Notation};
use indexmap::IndexMap;

use crate::Value;
use crate::view::group::group;
use crate::view::reader::Reader;
use crate::view::{
    A2crd, About, ChordFormats, ChordproOutput, Contents, Dates, Delegates, Diagnostics, Diagrams,
    GridStrum, Html, Instrument, Keys, Latex, Markup, Metadata, Native, Notes, Parser, Pdf, Row,
    Settings, TextOutput, Toc, User,
};

group! {
    /// All settings. The reference's `$schema`, `assets`, `chords` and `include` are no settings that a song is read by.
    AllSettings {
        /// Chords over lyrics made ChordPro.
        a2crd = "a2crd": Arc<A2crd>;
        /// How chord names are put together.
        chord_formats = "chord-formats": Arc<ChordFormats>;
        /// ChordPro output.
        chordpro = "chordpro": Arc<ChordproOutput>;
        /// What user interfaces show of a configuration.
        config = "config": Arc<About>;
        /// Tables of contents.
        contents = "contents": Arc<Option<Vec<Contents>>>;
        /// Dates.
        dates = "dates": Arc<Dates>;
        /// Switches for developers of the reference; only `debug.spacing` has an effect here.
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
        /// What the chords are for.
        instrument = "instrument": Arc<Instrument>;
        /// Names of keys.
        keys = "keys": Arc<Keys>;
        /// LaTeX output.
        latex = "latex": Arc<Latex>;
        /// Markup of one's own.
        markup = "markup": Arc<Markup>;
        /// Metadata of every song.
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
        /// Strings from low to high: note and octave.
        tuning = "tuning": Arc<Vec<String>>;
        /// The user of the program.
        user = "user": Arc<User>;
    }
}

/// A merged configuration: its tree, its typed view, and the notation and the chords made of it.
///
/// Cloning is cheap: all parts are shared. The groups of settings are fields by dereferencing: `config.pdf.fonts.chord`.
#[derive(Debug, Clone)]
pub struct Config {
    view: Arc<AllSettings>,
    /// The notation of songs.
    pub notes: Arc<Notation>,
    /// The chords of the instrument, with those of configurations.
    pub library: Arc<Library>,
    tree: Value,
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

impl Config {
    /// The built-in configuration with the guitar. Made once.
    pub fn builtin() -> Arc<Config> {
        Arc::clone(&BUILTIN)
    }

    /// The whole tree, merged and normalised.
    pub fn tree(&self) -> &Value {
        &self.tree
    }
}

static BUILTIN: LazyLock<Arc<Config>> = LazyLock::new(|| {
    let tree = crate::builtin::tree().clone();
    let mut issues = Vec::new();
    let view = AllSettings::read_group(
        Some(&tree),
        Some(crate::builtin::defaults()),
        None,
        &mut Reader::new(&mut issues),
    );
    debug_assert!(issues.is_empty(), "{issues:?}");
    Arc::new(Config {
        view: Arc::new(view),
        notes: Notation::common(),
        library: Library::builtin("guitar").expect("the guitar is built in"),
        tree,
    })
});

/// Every setting with its path, what is valid, and what it does; in alphabetical order.
pub fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    AllSettings::describe_group("", &mut rows);
    rows.sort_by(|a, b| a.path.cmp(&b.path));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_configuration_has_no_issue() {
        let config = Config::builtin();
        assert_eq!(config.pdf.papersize.width, 595.0);
        assert_eq!(config.pdf.fonts.footer.size, Some(0.6 * 12.0));
        assert_eq!(config.settings.columns.count(), 1);
        assert!(config.native.fallback_fonts);
        assert!(!config.native.fit_to_page);
        assert_eq!(config.tuning.len(), 6);
        assert_eq!(config.metadata.separator, "; ");
    }

    #[test]
    fn no_setting_is_described_twice() {
        let rows = rows();
        assert!(rows.windows(2).all(|pair| pair[0].path != pair[1].path));
        assert!(
            rows.iter()
                .all(|row| !row.about.is_empty() && !row.expected.is_empty())
        );
    }
}
