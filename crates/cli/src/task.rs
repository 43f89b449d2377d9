//! What the program can do.

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Task {
    /// Convert songs.
    #[default]
    Convert,
    /// Convert chords over lyrics to ChordPro, and no more.
    Import,
    /// Convert sheets of any format to ChordPro, and no more.
    ImportSheets,
    /// Say what is wrong.
    Lint(Report),
    /// Tell what the songs are like, as JSON.
    Inspect,
    /// Print the chords that are known.
    DumpChords(ChordDump),
    /// Print a configuration.
    PrintConfig(Printout),
    /// Rewrite a configuration file as relaxed JSON.
    ConvertConfig(String),
    /// Print a text about the program.
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

/// How known chords are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChordDump {
    /// As directives.
    Directives,
    /// As a configuration.
    Json,
}

/// Which configuration is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Printout {
    /// A starter.
    Template,
    /// All defaults.
    Default,
    /// The one in force.
    Final,
    /// What differs from the defaults.
    Delta,
}
