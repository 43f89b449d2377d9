//! Applies the options one by one.

use chordpro_engine::{Diagrams, Options, PageChoice, Profile, SheetFormat, Trust};

use crate::configs::{BesideSongs, ConfigChoice, FileChoice, ProjectChoice};
use crate::failure::Failure;
use crate::invocation::Invocation;
use crate::option::Id;
use crate::parser::{Given, Value};
use crate::task::{ChordDump, Fixing, Printout, Report, Task};

/// The options given, and their combined effect so far.
pub(crate) struct Reading {
    given: Vec<Given>,
    pub(crate) task: Task,
    options: Options,
    lists: Vec<String>,
    output: Option<String>,
    format: Option<String>,
    system: Option<String>,
    user: FileChoice,
    has_no_user: bool,
    configs: Vec<String>,
    has_no_config: bool,
    has_no_system: bool,
    beside_songs: BesideSongs,
    ignores_usual: bool,
    default_printouts: usize,
    has_chord_song: bool,
    writes_csv: bool,
    prints_ident: bool,
    verbosity: usize,
    chord_grids: Option<Diagrams>,
    user_chord_grids: Option<Diagrams>,
    diagrams: Option<String>,
}

impl Reading {
    pub(crate) fn new(given: Vec<Given>) -> Self {
        let mut options = Options::default();
        options.profile = Profile::Reference;
        options.trust = Trust::Trusted;
        Reading {
            given,
            task: Task::default(),
            options,
            lists: Vec::new(),
            output: None,
            format: None,
            system: None,
            user: FileChoice::Usual,
            has_no_user: false,
            configs: Vec::new(),
            has_no_config: false,
            has_no_system: false,
            beside_songs: BesideSongs::Used,
            ignores_usual: false,
            default_printouts: 0,
            has_chord_song: false,
            writes_csv: false,
            prints_ident: false,
            verbosity: 0,
            chord_grids: None,
            user_chord_grids: None,
            diagrams: None,
        }
    }

    pub(crate) fn read(&mut self) -> Result<(), Failure> {
        for Given { id, value } in std::mem::take(&mut self.given) {
            match value {
                Value::Switch(is_on) => self.switch(id, is_on),
                Value::Text(text) => self.text(id, text)?,
                Value::Integer(number) => self.integer(id, number)?,
                Value::Number(number) => self.number(id, number),
                Value::Pair(key, value) => match id {
                    Id::Meta => self.meta(key, value),
                    Id::Define => self.options.defines.push((key, value)),
                    _ => self.options.backend.push((key, value)),
                },
            }
        }
        Ok(())
    }

    /// Sets metadata for every song. A repeated name replaces the earlier value, as in the reference.
    fn meta(&mut self, key: String, value: String) {
        let name = key.to_lowercase();
        let before = &mut self.options.meta;
        match before
            .iter_mut()
            .find(|(key, _)| key.to_lowercase() == name)
        {
            Some((_, old)) => *old = value,
            None => before.push((key, value)),
        }
    }

    fn switch(&mut self, id: Id, is_on: bool) {
        match id {
            Id::Inspect => self.task = Task::Inspect,
            Id::Fix => self.fix(Fixing::Written),
            Id::Diff => self.fix(Fixing::Shown),
            Id::Import if is_on => self.task = Task::Import,
            Id::Import => self.options.from = Some(SheetFormat::ChordPro),
            Id::Crd => self.options.from = Some(SheetFormat::ChordsOverLyrics),
            Id::Fragment => self.options.fragment = true,
            Id::Csv => self.writes_csv = is_on,
            Id::Contents => self.options.contents = Some(is_on),
            Id::Decapo => self.options.decapo = true,
            Id::LyricsOnly => self.options.lyrics_only = true,
            Id::Strict => {
                self.options.strict = is_on;
            }
            Id::NoConfig => self.has_no_config = true,
            Id::NoUserConfig => self.has_no_user = true,
            Id::NoSystemConfig => self.has_no_system = true,
            Id::NoSongConfig => self.beside_songs = BesideSongs::Ignored,
            Id::NoDefaultConfigs => self.ignores_usual = true,
            Id::PrintTemplateConfig => self.task = Task::PrintConfig(Printout::Template),
            Id::PrintDefaultConfig => {
                self.default_printouts = self.default_printouts.saturating_add(1);
                self.task = Task::PrintConfig(if self.default_printouts > 1 {
                    Printout::Default
                } else {
                    Printout::Template
                });
            }
            Id::PrintFinalConfig => self.task = Task::PrintConfig(Printout::Final),
            Id::PrintDeltaConfig => self.task = Task::PrintConfig(Printout::Delta),
            Id::DumpChords => self.has_chord_song = true,
            Id::DumpChordsText => self.task = Task::DumpChords(ChordDump::Directives),
            Id::DumpChordsJson => self.task = Task::DumpChords(ChordDump::Json),
            Id::Version => self.task = Task::Say(crate::help::version()),
            Id::Help => {
                self.task = Task::Say(format!(
                    "{}\n\n{}",
                    crate::help::ident(),
                    crate::help::usage()
                ));
            }
            Id::About => self.task = Task::Say(crate::help::about()),
            Id::Licences => self.task = Task::Say(chordpro_engine::licences()),
            Id::Manual => self.task = Task::Say(crate::help::usage()),
            Id::ManPage => self.task = Task::Say(crate::help::man_page()),
            Id::Ident => self.prints_ident = true,
            Id::Verbose => self.verbosity = self.verbosity.saturating_add(1),
            Id::SingleSpace => self.options.single_space = is_on,
            Id::ChordGrids => self.chord_grids = Some(shown(is_on, Diagrams::All)),
            Id::NoChordGrids => self.chord_grids = Some(Diagrams::None),
            Id::UserChordGrids => self.user_chord_grids = Some(shown(is_on, Diagrams::User)),
            Id::ChordGridsSorted => self.define("diagrams.sorted", if is_on { "1" } else { "0" }),
            // Reference mode is handled earlier; the others are accepted without effect.
            Id::NoLegacyConfig | Id::Reference | Id::Ignored => {}
            // These take a value and are not switches.
            Id::Output
            | Id::Generate
            | Id::BackendOption
            | Id::From
            | Id::ImportSheets
            | Id::Encoding
            | Id::FileList
            | Id::Meta
            | Id::Title
            | Id::Subtitle
            | Id::Cover
            | Id::FrontMatter
            | Id::BackMatter
            | Id::StartPage
            | Id::Transpose
            | Id::Key
            | Id::Capo
            | Id::Simplify
            | Id::Spelling
            | Id::Minor
            | Id::Transcode
            | Id::Diagrams
            | Id::Profile
            | Id::Resolution
            | Id::Page
            | Id::Config
            | Id::UserConfig
            | Id::SystemConfig
            | Id::Define
            | Id::ConvertConfig
            | Id::Lint
            | Id::Completions
            | Id::TextFont
            | Id::TextSize
            | Id::ChordFont
            | Id::ChordSize
            | Id::ChordGridSize
            | Id::PageSize
            | Id::VerticalSpace => {}
        }
    }

    fn text(&mut self, id: Id, text: String) -> Result<(), Failure> {
        match id {
            Id::Output => self.output = Some(text),
            Id::Generate => self.format = Some(text),
            Id::FileList => self.lists.push(text),
            Id::Title => self.options.title = Some(text),
            Id::Subtitle => self.options.subtitle = Some(text),
            Id::Cover => self.define("pdf.songbook.cover", &text),
            Id::FrontMatter => self.define("pdf.songbook.front-matter", &text),
            Id::BackMatter => self.define("pdf.songbook.back-matter", &text),
            Id::Transpose => {
                if chordpro_engine::is_transposition(&text) {
                    self.options.transpose = Some(text);
                } else {
                    return Err(Failure::usage(&format!("Invalid transpose value: {text}")));
                }
            }
            Id::Key => {
                if !chordpro_engine::is_key(&text) {
                    return Err(Failure::usage(&format!("Invalid key: {text}")));
                }
                self.define("native.key", &text);
            }
            Id::Simplify => {
                let words = ["none", "extensions", "extensions-and-basses"];
                self.define_word("native.simplify", &text, &words)?;
            }
            Id::Spelling => self.define_word("native.spelling", &text, &["key", "reference"])?,
            Id::Minor => self.define_word("native.minor-degrees", &text, &["relative", "tonic"])?,
            Id::Transcode => self.options.transcode = Some(text),
            Id::Diagrams => self.diagrams = Some(text),
            Id::Profile => {
                self.options.profile = match text.as_str() {
                    "reference" => Profile::Reference,
                    "complete" => Profile::Complete,
                    _ => {
                        return Err(Failure::usage(&format!(
                            "Invalid profile: {text} (reference or complete)"
                        )));
                    }
                };
            }
            Id::Config => self.configs.push(text),
            Id::ConvertConfig => self.task = Task::ConvertConfig(text),
            Id::UserConfig => self.user = FileChoice::Given(text),
            Id::SystemConfig => self.system = Some(text),
            Id::From => self.from(&text)?,
            Id::ImportSheets => {
                self.task = Task::ImportSheets;
                if !text.is_empty() {
                    self.from(&text)?;
                }
            }
            Id::Lint => {
                let report = match text.as_str() {
                    "" | "text" => Report::Text,
                    "json" => Report::Json,
                    _ => {
                        return Err(Failure::usage(&format!(
                            "Invalid format for lint: {text} (text or json)"
                        )));
                    }
                };
                let fixing = match self.task {
                    Task::Lint(_, fixing) => fixing,
                    _ => Fixing::Off,
                };
                self.task = Task::Lint(report, fixing);
            }
            Id::Completions => {
                self.task = Task::Say(crate::help::completions(&text).ok_or_else(|| {
                    Failure::usage(&format!("Unknown shell: {text} (bash, zsh or fish)"))
                })?);
            }
            Id::TextFont => self.font("text", &text),
            Id::ChordFont => self.font("chord", &text),
            Id::PageSize => self.define("pdf.papersize", &text),
            _ => {}
        }
        Ok(())
    }

    /// Corrections are made, or shown alone where both are asked for.
    fn fix(&mut self, fixing: Fixing) {
        self.task = match self.task {
            Task::Lint(report, Fixing::Shown) => Task::Lint(report, Fixing::Shown),
            Task::Lint(report, _) => Task::Lint(report, fixing),
            _ => Task::Lint(Report::Text, fixing),
        };
    }

    /// The format of the songs.
    fn from(&mut self, name: &str) -> Result<(), Failure> {
        let format = SheetFormat::from_name(name).ok_or_else(|| {
            let names: Vec<&str> = SheetFormat::all().map(SheetFormat::name).collect();
            Failure::refused(format!(
                "Unknown format: {name} (one of {})",
                names.join(", ")
            ))
        })?;
        self.options.from = Some(format);
        Ok(())
    }

    fn integer(&mut self, id: Id, number: i64) -> Result<(), Failure> {
        let is_too_small = |least: i64| number < least;
        match id {
            Id::StartPage => {
                // Page numbers below one do not exist and are clamped.
                self.options.start_page = Some(u32::try_from(number.max(1)).unwrap_or(u32::MAX));
            }
            Id::Capo => {
                let capo = u8::try_from(number).ok().filter(|capo| *capo <= 11);
                let wrong = || Failure::usage(&format!("Invalid capo: {number} (0 to 11)"));
                self.define("native.capo", &capo.ok_or_else(wrong)?.to_string());
            }
            Id::Page => {
                if is_too_small(1) {
                    return Err(Failure::usage(&format!("Invalid page: {number}")));
                }
                self.options.page = usize::try_from(number).ok().map(PageChoice::One);
            }
            Id::TextSize => self.define("pdf.fonts.text.size", &number.to_string()),
            Id::ChordSize => self.define("pdf.fonts.chord.size", &number.to_string()),
            _ => {}
        }
        Ok(())
    }

    fn number(&mut self, id: Id, number: f64) {
        match id {
            Id::Resolution => self.options.resolution = Some(number),
            Id::VerticalSpace => self.options.vertical_space = Some(number),
            Id::ChordGridSize => {
                // The width of a diagram in points, divided by the five gaps between six strings. The reference crashes here.
                self.define("pdf.diagrams.width", &(number / 5.0).to_string());
            }
            _ => {}
        }
    }

    /// Sets a setting whose value is one of a few words.
    fn define_word(&mut self, path: &str, word: &str, valid: &[&str]) -> Result<(), Failure> {
        if !valid.contains(&word) {
            let valid = valid.join(", ");
            return Err(Failure::usage(&format!("Invalid value: {word} ({valid})")));
        }
        self.define(path, word);
        Ok(())
    }

    fn define(&mut self, path: &str, value: &str) {
        self.options
            .defines
            .push((path.to_owned(), value.to_owned()));
    }

    /// Sets a font: by file if there is a slash, else by name or description. Unspecified properties, such as the size, are kept.
    fn font(&mut self, item: &str, text: &str) {
        let part = if text.contains('/') {
            "file"
        } else {
            "description"
        };
        self.define(&format!("pdf.fonts.{item}.{part}"), text);
    }

    pub(crate) fn finish(mut self, files: Vec<String>) -> Invocation {
        match self.user_chord_grids.or(self.chord_grids) {
            // Unlike `none`, this allows a song to turn them on.
            Some(Diagrams::None) => self.define("diagrams.show", "0"),
            grids => self.options.diagrams = grids,
        }
        match self.diagrams.as_deref().map(str::to_lowercase).as_deref() {
            Some("all") => self.options.diagrams = Some(Diagrams::All),
            Some("user") => self.options.diagrams = Some(Diagrams::User),
            Some("none") => self.options.diagrams = Some(Diagrams::None),
            Some(other) => {
                eprintln!("Invalid value for diagrams: {other}");
                self.define("diagrams.show", other);
            }
            None => {}
        }
        let project = if self.has_no_config {
            // The reference then ignores --config, too.
            ProjectChoice::None
        } else if self.configs.is_empty() {
            ProjectChoice::Usual
        } else {
            ProjectChoice::Given(self.configs)
        };
        let mut configs = ConfigChoice {
            system: self.system.filter(|_| !self.has_no_system),
            user: if self.has_no_user {
                FileChoice::None
            } else {
                self.user
            },
            project,
            beside_songs: self.beside_songs,
        };
        if self.ignores_usual {
            configs.ignore_usual();
        }
        Invocation {
            task: self.task,
            files,
            lists: self.lists,
            output: self.output,
            format: self.format,
            options: self.options,
            configs,
            has_chord_song: self.has_chord_song,
            writes_csv: self.writes_csv,
            prints_ident: self.prints_ident,
            verbosity: self.verbosity,
        }
    }
}

fn shown(is_on: bool, which: Diagrams) -> Diagrams {
    if is_on { which } else { Diagrams::None }
}
