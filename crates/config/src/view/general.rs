//! The groups outside of `pdf` and `settings`: metadata, notes, instrument, formats of chords, outputs as text.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::json;

use super::group::{choice, group, scalar_fields};
use super::parts::Parts;
use super::reader::{Rule, Scalar};
use crate::Value;

choice! {
    /// How chord lines and lyrics lines are distinguished.
    Classifier {
        /// By the share of known chords.
        PctChords = "pct_chords",
        /// By the rules of old.
        Classic = "classic",
    }
    /// Which chords get a diagram.
    ShownDiagrams {
        /// Every chord used.
        All = "all",
        /// The chords that the song defines.
        User = "user",
        /// None.
        None = "none" | "" | "0" | "false",
    }
}

/// The names of the notes of a notation: for each slot all spellings, the first one for output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteNames(pub Vec<Vec<String>>);

impl Scalar for NoteNames {
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        Self::read_parts(value, rule, &mut Parts::default())
    }

    fn read_parts(value: &Value, rule: &Rule, parts: &mut Parts) -> Option<Self> {
        let slots = value
            .as_list()
            .filter(|slots| (1..=128).contains(&slots.len()))?;
        parts
            .each(
                slots,
                "a note name, or a list of spellings",
                |slot, parts| {
                    Vec::<String>::read_parts(slot, rule, parts).filter(|names| !names.is_empty())
                },
            )
            .map(NoteNames)
    }

    fn nothing() -> Self {
        NoteNames(Vec::new())
    }

    fn expected(_: &Rule) -> String {
        "a list of note names, each a text or a list of spellings".to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": "array", "items": {"anyOf": [
            {"type": "string"},
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
        ]}})
    }
}

scalar_fields!(NoteNames);

/// How the label of a recall is written.
const RECALL: Rule = Rule::words(&["", "comment", "comment_italic", "comment_box"]);

group! {
    /// `a2crd`: chords over lyrics made ChordPro.
    A2crd {
        /// How chord lines and lyrics lines are distinguished.
        classifier = "classifier": Classifier;
        /// Leading lyrics lines become title and subtitle.
        infer_titles = "infer-titles": bool;
        /// Tab width in columns; 0 keeps tabs.
        tabstop = "tabstop": i64 [Rule::number(0.0, 64.0)];
    }

    /// `chord-formats`: how chord names are composed from their parts.
    ChordFormats {
        /// Chord format for notations with note names.
        common = "common": Option<String> [Rule::FORMAT];
        /// Chord format for Nashville numbers.
        nashville = "nashville": String [Rule::FORMAT];
        /// Chord format for Roman numerals.
        roman = "roman": String [Rule::FORMAT];
    }

    /// `chordpro`: ChordPro output.
    ChordproOutput {
        /// Choruses.
        chorus = "chorus": Arc<TextChorus>;
        /// `retain` keeps the comment lines of the song.
        comments = "comments": String;
    }

    /// `text`: text output.
    TextOutput {
        /// Choruses.
        chorus = "chorus": Arc<TextChorus>;
        /// `retain` keeps the comment lines of the song.
        comments = "comments": Option<String>;
    }

    /// Choruses in outputs as text.
    TextChorus {
        /// Recalled choruses.
        recall = "recall": Arc<TextRecall>;
    }

    /// Recalled choruses in outputs as text.
    TextRecall {
        /// Repeat the lines of the chorus.
        quote = "quote": bool;
        /// The label of the recall; needs `type`.
        tag = "tag": String;
        /// How the label is written: `comment`, `comment_italic`, `comment_box`, or empty.
        kind = "type": String [RECALL];
    }

    /// `config`: what user interfaces show of a configuration.
    About {
        /// Whether it is the default of its type. For menus; has no effect on songs.
        default = "default": bool;
        /// A description in one sentence. For menus; has no effect on songs.
        description = "description": Option<String>;
        /// Only one configuration with this name can be selected. For menus; has no effect on songs.
        exclude_id = "exclude_id": Option<String>;
        /// Left out of menus; has no effect on songs.
        omit = "omit": Option<String>;
        /// The title. For menus; has no effect on songs.
        title = "title": Option<String>;
        /// The type: `style`, `stylemod`, `instrument`, `notes`, `task`, `backend`. For menus; has no effect on songs.
        kind = "type": Vec<String>;
    }

    /// `dates`: dates in songs.
    Dates {
        /// The day of the conversion.
        today = "today": Arc<Today>;
    }

    /// `dates.today`: the day of the conversion.
    Today {
        /// The strftime pattern of `%{today}`.
        format = "format": String;
    }

    /// `diagnostics`: messages.
    Diagnostics {
        /// The template of a message: `%f` input, `%n` line number, `%m` message, `%l` line.
        format = "format": String;
    }

    /// `diagrams`: which chords get a diagram.
    Diagrams {
        /// Chords with diagrams: every chord used, those that the song defines, or none.
        show = "show": ShownDiagrams;
        /// Sort by root and quality instead of order of appearance.
        sorted = "sorted": bool;
        /// Chords that have no diagram.
        suppress = "suppress": Vec<String>;
    }

    /// `gridstrum`: strums.
    GridStrum {
        /// Replacement glyphs for strum codes.
        symbols = "symbols": IndexMap<String, String>;
    }

    /// `html`: HTML output.
    Html {
        /// The backend's module; has no effect here.
        module = "module": String;
        /// Style sheets by use.
        styles = "styles": IndexMap<String, String> [Rule::FILE];
        /// `retain` keeps the comment lines of the song.
        comments = "comments": Option<String>;
    }

    /// `instrument`: what the chords are for.
    Instrument {
        /// A description in one sentence.
        description = "description": String;
        /// The instrument's name; `keyboard` shows keys instead of strings. Directive selectors refer to it.
        kind = "type": String;
    }

    /// `keys`: names of keys.
    Keys {
        /// Write F♯ major as G♭ major.
        flats = "flats": bool;
        /// Replace keys with too many sharps by their flat equivalents.
        force_common = "force-common": bool;
    }

    /// `latex`: LaTeX output; has no effect here.
    Latex {
        /// Template folders. Has no effect here, because there is no LaTeX output.
        template_include_path = "template_include_path": Vec<String> [Rule::FILE];
        /// Templates by use. Has no effect here, because there is no LaTeX output.
        templates = "templates": IndexMap<String, String> [Rule::FILE];
    }

    /// `markup`: custom markup.
    Markup {
        /// Tag names, each with the `<span>` attributes that it stands for.
        shortcodes = "shortcodes": IndexMap<String, String>;
    }

    /// `metadata`: which metadata there are.
    Metadata {
        /// Split values at the separator.
        autosplit = "autosplit": bool;
        /// Names of metadata that can be used as directives.
        keys = "keys": Vec<String>;
        /// The separator between several values.
        separator = "separator": String;
        /// `{meta}` accepts only the names in `keys`.
        strict = "strict": bool;
    }

    /// `notes`: the notation of songs.
    Notes {
        /// Note names with flats.
        flat = "flat": NoteNames;
        /// Whether note names are relative to the key; such chords have no diagrams.
        movable = "movable": bool;
        /// Note names with sharps.
        sharp = "sharp": NoteNames;
        /// The name of the notation.
        system = "system": String;
    }

    /// `toc`: deprecated, used where `contents` is null.
    Toc {
        /// A line of the table of contents.
        line = "line": String [Rule::FORMAT];
        /// The order of lines: `page` or `alpha`.
        order = "order": String [Rule::words(&["page", "alpha"])];
        /// The title of the table of contents.
        title = "title": String;
    }

    /// `user`: the user of the program.
    User {
        /// The user's full name.
        fullname = "fullname": String;
        /// The user's short name. Directive selectors refer to it.
        name = "name": String;
    }
}
