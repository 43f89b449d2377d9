//! How to write, and what comes out.

use chordpro_song::Diagnostic;
pub use chordpro_song::Profile;

/// Whether blank lines are added around titles, comments and songs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Tidiness {
    /// No.
    #[default]
    Plain,
    /// Yes (`tidy=1`).
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

/// How comments are written in ChordPro output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Comments {
    /// As in the source, references to metadata included.
    #[default]
    Original,
    /// With metadata put in (`expand=1`).
    Expanded,
}

/// Whether lyrics without chords get a line for chords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum ChordLines {
    /// Every lyrics line has one.
    #[default]
    Always,
    /// Only lines with chords have one (`--single-space`).
    WhereNeeded,
}

/// Whether chords are written at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Chords {
    /// As the configuration and the song say (`settings.lyrics-only`, `{+lyrics-only}`).
    #[default]
    AsConfigured,
    /// Never, whatever the song says (`--lyrics-only`).
    Never,
}

/// Whether HTML carries style sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Styles {
    /// As the profile has them: its own inside the page, those of the configuration inside or linked.
    #[default]
    Included,
    /// None (`styles=0`), for a page that has its own.
    Omitted,
}

/// How to write.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct WriteOptions {
    /// The profile.
    pub profile: Profile,
    /// Blank lines around things.
    pub tidiness: Tidiness,
    /// Lines for chords.
    pub chord_lines: ChordLines,
    /// Whether chords are written.
    pub chords: Chords,
    /// The flavour of ChordPro.
    pub variant: Variant,
    /// Comments in ChordPro.
    pub comments: Comments,
    /// Style sheets of HTML.
    pub styles: Styles,
    /// The sequence number that MobileSheets gets (`seq=7`).
    pub sequence: Option<String>,
}

impl WriteOptions {
    /// The options that a back-end option (`--backend-option NAME=VALUE`) sets; unknown names have no effect.
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
    /// The document; empty where there is nothing to write.
    pub text: String,
    /// What was said while writing.
    pub diagnostics: Vec<Diagnostic>,
}
