//! Tasks of the program.

/// A task.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Task {
    /// Convert songs.
    #[default]
    Convert,
    /// Convert chords over lyrics to ChordPro.
    Import,
    /// Convert sheets of any format to ChordPro.
    ImportSheets,
    /// Report findings about songs.
    Lint(Report, Fixing),
    /// Print reports about songs, as JSON.
    Inspect,
    /// Print all known chords.
    DumpChords(ChordDump),
    /// Print a configuration.
    PrintConfig(Printout),
    /// Rewrite a configuration file as relaxed JSON.
    ConvertConfig(String),
    /// Print a text about the program, such as the help.
    Say(String),
}

/// What becomes of corrections that are certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Fixing {
    /// They are not made.
    #[default]
    Off,
    /// They are made in the files.
    Written,
    /// They are shown as a difference, and made nowhere.
    Shown,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Report {
    /// One line each.
    Text,
    /// One JSON array.
    Json,
}

/// The format of known chords.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChordDump {
    /// As directives.
    Directives,
    /// As a configuration.
    Json,
}

/// The configuration to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Printout {
    /// A template for a new one.
    Template,
    /// All defaults.
    Default,
    /// The effective one.
    Final,
    /// The differences from the defaults.
    Delta,
}
