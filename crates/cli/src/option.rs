//! The table of options: the source of parsing, help, the manual page and completions (`docs/spec/cli.md#2`).

/// The identity of an option, which determines its effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Id {
    // Input and output.
    Output,
    Generate,
    BackendOption,
    Import,
    Crd,
    From,
    ImportSheets,
    Fragment,
    Encoding,
    FileList,
    Meta,
    Title,
    Subtitle,
    Cover,
    FrontMatter,
    BackMatter,
    Csv,
    Contents,
    StartPage,
    Transpose,
    Key,
    Capo,
    Simplify,
    Spelling,
    Minor,
    Transcode,
    Decapo,
    LyricsOnly,
    Diagrams,
    Strict,
    Profile,
    Resolution,
    Page,
    // Configuration.
    Config,
    NoConfig,
    UserConfig,
    NoUserConfig,
    SystemConfig,
    NoSystemConfig,
    NoSongConfig,
    NoLegacyConfig,
    NoDefaultConfigs,
    Define,
    PrintTemplateConfig,
    PrintDefaultConfig,
    PrintFinalConfig,
    PrintDeltaConfig,
    ConvertConfig,
    Reference,
    // Information.
    Lint,
    Fix,
    Diff,
    Inspect,
    Version,
    Help,
    Ident,
    About,
    Licences,
    Manual,
    DumpChords,
    DumpChordsText,
    DumpChordsJson,
    ManPage,
    Completions,
    Verbose,
    // Chordii.
    TextFont,
    TextSize,
    ChordFont,
    ChordSize,
    ChordGridSize,
    ChordGrids,
    NoChordGrids,
    UserChordGrids,
    ChordGridsSorted,
    PageSize,
    SingleSpace,
    VerticalSpace,
    Ignored,
}

/// The kind of value of an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// No value.
    Flag,
    /// No value; `--no-NAME` and `--noNAME` turn it off.
    Negatable,
    /// A text.
    Text,
    /// A text after an equals sign, or nothing.
    OptionalText,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// `KEY=VALUE`.
    Pair,
}

/// The groups of options in the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    Main,
    Configuration,
    Information,
    Chordii,
}

impl Group {
    /// All groups, in the order of the help.
    pub(crate) const ALL: [Group; 4] = [
        Group::Main,
        Group::Configuration,
        Group::Information,
        Group::Chordii,
    ];

    /// The heading.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Group::Main => "Options",
            Group::Configuration => "Configuration options",
            Group::Information => "Miscellaneous options",
            Group::Chordii => "Chordii compatibility",
        }
    }
}

/// One row of the table.
#[derive(Debug)]
pub(crate) struct OptionRow {
    pub(crate) id: Id,
    pub(crate) group: Group,
    pub(crate) kind: Kind,
    /// The long name first, then aliases; single letters have one dash.
    pub(crate) names: &'static [&'static str],
    /// The placeholder of the value in the help.
    pub(crate) value: &'static str,
    /// The help; empty for options that are accepted without effect.
    pub(crate) help: &'static str,
}

impl OptionRow {
    /// Every spelling, and whether it turns the option on.
    pub(crate) fn spellings(&self) -> impl Iterator<Item = (String, bool)> {
        let negated = self.names.iter().filter(|_| self.kind == Kind::Negatable);
        let negated =
            negated.flat_map(|name| [(format!("no-{name}"), false), (format!("no{name}"), false)]);
        self.names
            .iter()
            .map(|name| ((*name).to_owned(), true))
            .chain(negated)
    }
}

const fn row(
    id: Id,
    group: Group,
    kind: Kind,
    names: &'static [&'static str],
    value: &'static str,
    help: &'static str,
) -> OptionRow {
    OptionRow {
        id,
        group,
        kind,
        names,
        value,
        help,
    }
}

use Group::{Chordii, Configuration, Information, Main};
use Kind::{Flag, Integer, Negatable, Number, OptionalText, Pair, Text};

/// All options.
#[rustfmt::skip]
pub(crate) const OPTIONS: &[OptionRow] = &[
    row(Id::Output, Main, Text, &["output", "o"], "FILE", "Write to FILE; its suffix says what: pdf, txt, cho, msp, html, md, meta, json, svg, png, pages"),
    row(Id::Generate, Main, Text, &["generate"], "FORMAT", "Write FORMAT, whatever the suffix"),
    row(Id::BackendOption, Main, Pair, &["backend-option", "bo"], "KEY=VALUE", "Set an option of the format: tidy, expand, variant, seq"),
    row(Id::Import, Main, Negatable, &["a2crd"], "", "Only convert chords over lyrics to ChordPro; negated: do not recognise them"),
    row(Id::Crd, Main, Flag, &["crd"], "", "The input is chords over lyrics, not ChordPro"),
    row(Id::From, Main, Text, &["from"], "FORMAT", "Read the songs in FORMAT: onsong, opensong, openlyrics, ireal-pro, musicxml, …"),
    row(Id::ImportSheets, Main, OptionalText, &["import"], "FORMAT", "Only convert sheets of any format to ChordPro, as the command import does"),
    row(Id::Fragment, Main, Flag, &["fragment", "F"], "", "The input is part of a song"),
    row(Id::Encoding, Main, Text, &["encoding"], "ENCODING", "Without effect: encodings are recognised"),
    row(Id::FileList, Main, Text, &["filelist"], "FILE", "Read the names of songs from FILE (repeatable)"),
    row(Id::Meta, Main, Pair, &["meta"], "KEY=VALUE", "Add metadata to every song (repeatable)"),
    row(Id::Title, Main, Text, &["title"], "TEXT", "Title of the book"),
    row(Id::Subtitle, Main, Text, &["subtitle"], "TEXT", "Subtitle of the book"),
    row(Id::Cover, Main, Text, &["cover"], "FILE", "Add a cover from a PDF document"),
    row(Id::FrontMatter, Main, Text, &["front-matter"], "FILE", "Add pages before the songs from a PDF document"),
    row(Id::BackMatter, Main, Text, &["back-matter", "back"], "FILE", "Add pages after the songs from a PDF document"),
    row(Id::Csv, Main, Negatable, &["csv"], "", "With PDF: also write a list of the songs as CSV"),
    row(Id::Contents, Main, Negatable, &["toc", "i"], "", "Write a table of contents, or do not"),
    row(Id::StartPage, Main, Integer, &["start-page-number", "p"], "N", "Number of the first page"),
    row(Id::Transpose, Main, Text, &["transpose", "x"], "N", "Transpose by N semitones, or to a key such as Bb; a suffix s, f or k of N asks for sharps, flats, or those of the key"),
    row(Id::Key, Main, Text, &["key"], "KEY", "The key of songs that state none, or a wrong one; nothing moves"),
    row(Id::Capo, Main, Integer, &["capo"], "FRET", "Put the capo at another fret: the shapes change, the pitch stays"),
    row(Id::Simplify, Main, Text, &["simplify"], "HOW", "Show simpler chords: none, extensions, extensions-and-basses"),
    row(Id::Spelling, Main, Text, &["spelling"], "HOW", "Spell transposed notes by key, or as the reference: key, reference"),
    row(Id::Minor, Main, Text, &["minor"], "HOW", "Count degrees of minor keys from the relative major or the tonic: relative, tonic"),
    row(Id::Transcode, Main, Text, &["transcode", "xc"], "NOTATION", "Write chords in another notation"),
    row(Id::Decapo, Main, Flag, &["decapo"], "", "Turn capos into transposition"),
    row(Id::LyricsOnly, Main, Flag, &["lyrics-only", "l"], "", "Leave out chords"),
    row(Id::Diagrams, Main, Text, &["diagrams"], "WHICH", "Show chord diagrams: all, user, none"),
    row(Id::Strict, Main, Negatable, &["strict"], "", "Say more about what is wrong with a song"),
    row(Id::Profile, Main, Text, &["profile"], "PROFILE", "reference: text formats exactly as ChordPro 6.101.0 writes them (default); complete: without its losses"),
    row(Id::Resolution, Main, Number, &["resolution"], "DPI", "With PNG: dots per inch"),
    row(Id::Page, Main, Integer, &["page"], "N", "With PNG and SVG: which page alone, where all would be written"),

    row(Id::Config, Configuration, Text, &["config", "cfg"], "NAME", "Use a preset or a configuration file (repeatable)"),
    row(Id::NoConfig, Configuration, Flag, &["noconfig", "no-config"], "", "Use no project configuration"),
    row(Id::UserConfig, Configuration, Text, &["userconfig"], "FILE", "Use another user configuration"),
    row(Id::NoUserConfig, Configuration, Flag, &["nouserconfig", "no-userconfig"], "", "Use no user configuration"),
    row(Id::SystemConfig, Configuration, Text, &["sysconfig"], "FILE", "Use a system configuration"),
    row(Id::NoSystemConfig, Configuration, Flag, &["nosysconfig", "no-sysconfig"], "", "Use no system configuration"),
    row(Id::NoSongConfig, Configuration, Flag, &["nosongconfig", "no-songconfig"], "", "Use no configurations beside songs"),
    row(Id::NoLegacyConfig, Configuration, Flag, &["nolegacyconfig", "no-legacyconfig"], "", ""),
    row(Id::NoDefaultConfigs, Configuration, Flag, &["nodefaultconfigs", "no-default-configs", "X"], "", "Use no configurations but those given"),
    row(Id::Define, Configuration, Pair, &["define"], "SETTING=VALUE", "Change a setting (repeatable)"),
    row(Id::PrintTemplateConfig, Configuration, Flag, &["print-template-config"], "", "Print a configuration to start from"),
    row(Id::PrintDefaultConfig, Configuration, Flag, &["print-default-config"], "", "The same; twice: all defaults"),
    row(Id::PrintFinalConfig, Configuration, Flag, &["print-final-config"], "", "Print the configuration in force"),
    row(Id::PrintDeltaConfig, Configuration, Flag, &["print-delta-config"], "", "Print what differs from the defaults"),
    row(Id::ConvertConfig, Configuration, Text, &["convert-config"], "FILE", "Rewrite a configuration file as relaxed JSON, to the output"),
    row(Id::Reference, Configuration, Flag, &["reference", "R"], "", "Reference mode: no configurations, no settings in songs"),

    row(Id::Inspect, Information, Flag, &["inspect"], "", "Only tell what the songs are like, as JSON: keys, capo advice, chords, sections"),
    row(Id::Lint, Information, OptionalText, &["lint"], "FORMAT", "Only say what is wrong with the songs, as text or json; also the command lint"),
    row(Id::Fix, Information, Flag, &["fix"], "", "With --lint: correct in the files what can only be meant in one way"),
    row(Id::Diff, Information, Flag, &["diff"], "", "With --lint: show what --fix would change, and change nothing"),
    row(Id::DumpChords, Information, Flag, &["dump-chords", "D"], "", "Show the chords that are known, as a song"),
    row(Id::DumpChordsText, Information, Flag, &["dump-chords-text", "d"], "", "Print the chords that are known as directives"),
    row(Id::DumpChordsJson, Information, Flag, &["dump-chords-json"], "", "Print the chords that are known as a configuration"),
    row(Id::Version, Information, Flag, &["version", "V"], "", "Print the version"),
    row(Id::Help, Information, Flag, &["help", "h", "?"], "", "Print this"),
    row(Id::Ident, Information, Flag, &["ident"], "", "Print the version and go on"),
    row(Id::About, Information, Flag, &["about", "A"], "", "Print what this program is"),
    row(Id::Licences, Information, Flag, &["licences"], "", "Print the licences of the program and of what is inside it"),
    row(Id::Manual, Information, Flag, &["manual", "help-config"], "", "Print the manual"),
    row(Id::ManPage, Information, Flag, &["man-page"], "", "Print the manual page in roff"),
    row(Id::Completions, Information, Text, &["completions"], "SHELL", "Print completions for bash, zsh or fish"),
    row(Id::Verbose, Information, Flag, &["verbose", "v"], "", "Say more about what is done (repeatable)"),

    row(Id::TextFont, Chordii, Text, &["text-font", "T"], "FONT", "Font of lyrics"),
    row(Id::TextSize, Chordii, Integer, &["text-size", "t"], "N", "Size of lyrics"),
    row(Id::ChordFont, Chordii, Text, &["chord-font", "C"], "FONT", "Font of chords"),
    row(Id::ChordSize, Chordii, Integer, &["chord-size", "c"], "N", "Size of chords"),
    row(Id::ChordGridSize, Chordii, Number, &["chord-grid-size", "s"], "N", "Size of chord diagrams"),
    row(Id::ChordGrids, Chordii, Negatable, &["chord-grids"], "", "Show chord diagrams, or do not"),
    row(Id::NoChordGrids, Chordii, Flag, &["G"], "", "Show no chord diagrams"),
    row(Id::UserChordGrids, Chordii, Negatable, &["user-chord-grids"], "", "Show diagrams of chords that songs define"),
    row(Id::ChordGridsSorted, Chordii, Negatable, &["chord-grids-sorted", "S"], "", "Sort chord diagrams"),
    row(Id::PageSize, Chordii, Text, &["page-size", "P"], "NAME", "Paper: a4, letter, …"),
    row(Id::SingleSpace, Chordii, Negatable, &["single-space", "a"], "", "No line for chords above lyrics without chords"),
    row(Id::VerticalSpace, Chordii, Number, &["vertical-space", "w"], "N", "Points to add to every line"),
    row(Id::Ignored, Chordii, Negatable, &["easy-chord-grids", "g"], "", ""),
    row(Id::Ignored, Chordii, Negatable, &["even-pages-number-left", "L"], "", ""),
    row(Id::Ignored, Chordii, Negatable, &["odd-pages-number-left"], "", ""),
    row(Id::Ignored, Chordii, Negatable, &["page-number-logical", "n"], "", ""),
    row(Id::Ignored, Chordii, Flag, &["2-up", "2"], "", ""),
    row(Id::Ignored, Chordii, Flag, &["4-up", "4"], "", ""),
    row(Id::Ignored, Main, Flag, &["I"], "", ""),
    row(Id::Ignored, Main, Text, &["progress_callback"], "TEXT", ""),
    row(Id::Ignored, Main, Flag, &["trace"], "", ""),
    row(Id::Ignored, Main, Flag, &["debug"], "", ""),
];

/// The options that are available in reference mode.
pub(crate) const REFERENCE_MODE: &[&str] = &[
    "output",
    "strict",
    "about",
    "version",
    "reference",
    "ident",
    "help",
    "verbose",
    "trace",
    "debug",
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_spelling_belongs_to_two_options() {
        let mut seen = HashSet::new();
        for row in OPTIONS {
            for (spelling, _) in row.spellings() {
                assert!(seen.insert(spelling.clone()), "{spelling} is given twice");
            }
        }
    }

    #[test]
    fn options_with_a_value_name_it() {
        for row in OPTIONS {
            let takes_value = !matches!(row.kind, Kind::Flag | Kind::Negatable);
            assert_eq!(takes_value, !row.value.is_empty(), "{:?}", row.names);
        }
    }

    #[test]
    fn reference_mode_names_options_that_exist() {
        for name in REFERENCE_MODE {
            assert!(OPTIONS.iter().any(|row| row.names.contains(name)), "{name}");
        }
    }
}
