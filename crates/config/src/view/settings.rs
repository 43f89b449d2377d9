//! `settings`: how songs are read and shown (`docs/spec/configuration.md#13.14`).

use serde_json::json;

use super::columns::Columns;
use super::group::{choice, group, scalar_fields};
use super::reader::{Rule, Scalar};
use crate::Value;

choice! {
    /// Which chord names are accepted.
    Chordnames {
        /// Only known qualities and extensions.
        Strict = "strict",
        /// Any extension after a valid root.
        Relaxed = "relaxed",
    }
    /// Where the centre part of headings and footers goes.
    Titles {
        /// Left.
        Left = "left",
        /// Stays in the centre.
        Center = "center",
        /// Right.
        Right = "right",
    }
}

/// How chords are shown inline in the lyrics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlineChords(pub Option<String>);

impl InlineChords {
    /// The template with one `%s` or `%c`, if chords are shown inline.
    pub fn template(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl Scalar for InlineChords {
    fn from_value(value: &Value, _: &Rule) -> Option<Self> {
        let text = value.to_text()?;
        Some(InlineChords(match text.as_ref() {
            "" | "0" => None,
            template if template.contains("%s") || template.contains("%c") => {
                Some(template.to_owned())
            }
            _ => Some("[%s]".to_owned()),
        }))
    }

    fn nothing() -> Self {
        InlineChords(None)
    }

    fn expected(_: &Rule) -> String {
        "`true`, `false`, or a text with `%s`".to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": ["boolean", "string"]})
    }
}

scalar_fields!(InlineChords);

group! {
    /// `settings`: how songs are read and shown.
    Settings {
        /// Which chord names are valid: those with known extensions, or any with a valid root.
        chordnames = "chordnames": Chordnames;
        /// The old name of `chord-formats.common`, used if that is null.
        chord_format = "chord-format": Option<String> [Rule::FORMAT];
        /// Show chords in canonical spelling. Has no effect, as in the reference.
        chords_canonical = "chords-canonical": bool;
        /// Show chords below the lyrics.
        chords_under = "chords-under": bool;
        /// Show chorus labels in the margin; otherwise as comments.
        choruslabels = "choruslabels": bool;
        /// The number of columns, or their widths.
        columns = "columns": Columns;
        /// Turn the capo into a transposition.
        decapo = "decapo": bool;
        /// Allow other spellings of the same pitch when transposing.
        enharmonic_transpose = "enharmonic-transpose": bool;
        /// Join lyrics lines without chords into flowing text.
        flowtext = "flowtext": bool;
        /// The format of inline annotations; `%s` is the text.
        inline_annotations = "inline-annotations": String;
        /// Show chords inline in the lyrics instead of above them.
        inline_chords = "inline-chords": InlineChords;
        /// Obsolete; has no effect.
        lineinfo = "lineinfo": bool;
        /// Show no chords.
        lyrics_only = "lyrics-only": bool;
        /// Show `maj7` as Δ.
        maj7delta = "maj7delta": bool;
        /// Deprecated: a bare `^` recalls a chord of the previous section.
        memorize = "memorize": bool;
        /// Accept bare note names in brackets.
        notenames = "notenames": bool;
        /// Report more warnings.
        strict = "strict": bool;
        /// Omit the chord line above lines without chords.
        suppress_empty_chords = "suppress-empty-chords": bool;
        /// Omit the lyrics line below chords without lyrics.
        suppress_empty_lyrics = "suppress-empty-lyrics": bool;
        /// Where the centre part of headings and footers goes.
        titles = "titles": Titles;
        /// The notation to write chords in; empty: the song's notation.
        transcode = "transcode": String;
        /// Semitones; the suffix `s`, `f` or `k` selects sharps, flats or the accidentals of the key.
        transpose = "transpose": String [Rule::TRANSPOSITION];
        /// Use the accidentals of the key if `transpose` has no suffix.
        transpose_sf_key = "transpose-sf-key": bool;
        /// Show ♯ and ♭ for # and b.
        truesf = "truesf": bool;
        /// Wrapped lines are indented by the width of this text.
        wrapindent = "wrapindent": String;
        /// Wrap long lines.
        wraplines = "wraplines": bool;
    }
}
