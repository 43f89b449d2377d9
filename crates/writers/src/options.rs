//! Write options, and the written document.

use chordpro_song::Diagnostic;
pub use chordpro_song::Profile;

/// Whether to add blank lines around titles, comments and songs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Tidiness {
    /// Without additional blank lines.
    #[default]
    Plain,
    /// With additional blank lines (`tidy=1`).
    Tidy,
}

/// The flavour of ChordPro output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Variant {
    /// Plain ChordPro.
    #[default]
    ChordPro,
    /// For MobileSheets (`.msp`, `variant=msp`).
    MobileSheets,
}

/// How to write comments in ChordPro output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Comments {
    /// As in the source, including references to metadata.
    #[default]
    Original,
    /// With metadata substituted (`expand=1`).
    Expanded,
}

/// Whether lyrics without chords get a chord line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum ChordLines {
    /// Every lyrics line has a chord line.
    #[default]
    Always,
    /// Only lines with chords have a chord line (`--single-space`).
    WhereNeeded,
}

/// Whether to write chords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Chords {
    /// As the configuration and the song set it (`settings.lyrics-only`, `{+lyrics-only}`).
    #[default]
    AsConfigured,
    /// Never, whatever the song says (`--lyrics-only`).
    Never,
}

/// Whether to include style sheets in HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Styles {
    /// By profile: our own embedded, those of the configuration embedded or linked.
    #[default]
    Included,
    /// None (`styles=0`), for embedding in a page with its own styles.
    Omitted,
}

/// Options for writing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct WriteOptions {
    /// The profile.
    pub profile: Profile,
    /// Additional blank lines.
    pub tidiness: Tidiness,
    /// Chord lines.
    pub chord_lines: ChordLines,
    /// Whether chords are written.
    pub chords: Chords,
    /// The flavour of ChordPro.
    pub variant: Variant,
    /// Comments in ChordPro.
    pub comments: Comments,
    /// Style sheets of HTML.
    pub styles: Styles,
    /// The sequence number for MobileSheets (`seq=7`).
    pub sequence: Option<String>,
}

impl WriteOptions {
    /// Sets the options for a backend option (`--backend-option NAME=VALUE`); unknown names have no effect.
    pub fn set_backend_option(&mut self, name: &str, value: &str) {
        let is_on = !matches!(value, "" | "0");
        match name {
            "tidy" => {
                self.tidiness = if is_on {
                    Tidiness::Tidy
                } else {
                    Tidiness::Plain
                }
            }
            "expand" => {
                self.comments = if is_on {
                    Comments::Expanded
                } else {
                    Comments::Original
                }
            }
            "variant" => {
                self.variant = if value == "msp" {
                    Variant::MobileSheets
                } else {
                    Variant::ChordPro
                }
            }
            "styles" => {
                self.styles = if is_on {
                    Styles::Included
                } else {
                    Styles::Omitted
                }
            }
            "seq" => self.sequence = Some(value.to_owned()),
            _ => {}
        }
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.profile == Profile::Complete
    }

    pub(crate) fn has_styles(&self) -> bool {
        self.styles == Styles::Included
    }

    pub(crate) fn is_tidy(&self) -> bool {
        self.tidiness == Tidiness::Tidy
    }
}

/// A written document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Written {
    /// The document; empty if there is nothing to write.
    pub text: String,
    /// Diagnostics from writing.
    pub diagnostics: Vec<Diagnostic>,
}
