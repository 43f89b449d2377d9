//! The invocation: the combined effect of the options given.

use chordpro_engine::Options;

use crate::configs::ConfigChoice;
use crate::failure::Failure;
use crate::option::Id;
use crate::parser::{self, Given, Vocabulary};
use crate::reading::Reading;
use crate::task::Task;

/// The requested task with its options.
#[derive(Debug)]
pub(crate) struct Invocation {
    pub(crate) task: Task,
    pub(crate) files: Vec<String>,
    pub(crate) lists: Vec<String>,
    pub(crate) output: Option<String>,
    pub(crate) format: Option<String>,
    pub(crate) options: Options,
    pub(crate) configs: ConfigChoice,
    /// Whether to add a song with all known chords.
    pub(crate) has_chord_song: bool,
    pub(crate) writes_csv: bool,
    pub(crate) prints_ident: bool,
    pub(crate) verbosity: usize,
}

/// The name under which the program was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Program {
    /// `chordpro`.
    ChordPro,
    /// `a2crd`, which converts chords over lyrics by default.
    Import,
}

/// Parses the arguments (without the program's name).
pub(crate) fn read(arguments: Vec<String>, program: Program) -> Result<Invocation, Failure> {
    let mut parsed = parser::parse(arguments.clone(), Vocabulary::Full);
    let asks_reference = |given: &Given| given.id == Id::Reference;
    let is_reference = match &parsed {
        Ok(parsed) => parsed.options.iter().any(asks_reference),
        Err(_) => false,
    };
    if is_reference {
        eprintln!("Running in reference mode.");
        parsed = parser::parse(arguments, Vocabulary::Reference);
    }
    let parsed = parsed.map_err(|complaint| Failure::usage(&complaint))?;
    let mut given = Reading::new(parsed.options);
    if program == Program::Import && given.task == Task::Convert {
        given.task = Task::Import;
    }
    given.read()?;
    let mut invocation = given.finish(parsed.files);
    if is_reference {
        invocation.options.reference_mode = true;
        invocation.options.user = Some(("chordpro".to_owned(), "chordpro".to_owned()));
        invocation.configs.ignore_usual();
    }
    Ok(invocation)
}

#[cfg(test)]
mod tests {
    use chordpro_engine::Diagrams;

    use super::*;
    use crate::configs::{BesideSongs, FileChoice, ProjectChoice};
    use crate::task::Printout;

    fn read_line(line: &str) -> Invocation {
        let arguments = line.split(' ').map(str::to_owned).collect();
        match read(arguments, Program::ChordPro) {
            Ok(invocation) => invocation,
            Err(failure) => panic!("{line}: {}", failure.message),
        }
    }

    #[test]
    fn diagrams_have_an_order_of_precedence() {
        let diagrams = |line| read_line(line).options.diagrams;
        assert_eq!(
            diagrams("--diagrams=All -G --user-chord-grids"),
            Some(Diagrams::All)
        );
        assert_eq!(diagrams("-G --user-chord-grids"), Some(Diagrams::User));
        assert_eq!(diagrams("--diagrams=none"), Some(Diagrams::None));
        let off = read_line("--no-chord-grids").options.defines;
        assert_eq!(off, [("diagrams.show".to_owned(), "0".to_owned())]);
    }

    #[test]
    fn no_config_also_drops_the_configurations_given() {
        let configs = read_line("--config=ukulele --noconfig").configs;
        assert_eq!(configs.project, ProjectChoice::None);
    }

    #[test]
    fn no_default_configs_keeps_the_configurations_given() {
        let configs = read_line("-X --config=ukulele").configs;
        assert_eq!(
            configs.project,
            ProjectChoice::Given(vec!["ukulele".to_owned()])
        );
        assert_eq!(configs.user, FileChoice::None);
        assert_eq!(configs.beside_songs, BesideSongs::Ignored);
    }

    #[test]
    fn no_user_configuration_is_final() {
        for line in [
            "--nouserconfig --userconfig=a.json",
            "--userconfig=a.json --nouserconfig",
        ] {
            assert_eq!(read_line(line).configs.user, FileChoice::None, "{line}");
        }
    }

    #[test]
    fn default_configuration_given_twice_prints_everything() {
        let task = |line| read_line(line).task;
        assert_eq!(
            task("--print-default-config"),
            Task::PrintConfig(Printout::Template)
        );
        assert_eq!(
            task("--print-default-config --print-default-config"),
            Task::PrintConfig(Printout::Default)
        );
    }

    #[test]
    fn a_transposition_must_be_one() {
        let arguments = vec!["--transpose=many".to_owned()];
        let failure = read(arguments, Program::ChordPro).expect_err("refused");
        assert!(failure.message.starts_with("Invalid transpose value: many"));
        assert_eq!(failure.status, 2);
        // The reference rejects this, but it is harmless.
        assert_eq!(
            read_line("--transpose=0").options.transpose.as_deref(),
            Some("0")
        );
    }

    #[test]
    fn reference_mode_reads_no_configurations() {
        let invocation = read_line("-R --strict");
        assert!(invocation.options.reference_mode);
        assert_eq!(invocation.configs.user, FileChoice::None);
        let arguments = vec!["-R".to_owned(), "-X".to_owned()];
        assert!(read(arguments, Program::ChordPro).is_err());
    }

    #[test]
    fn fonts_with_a_slash_are_files() {
        let defines = read_line("-T ./a.ttf -C Courier -t 12").options.defines;
        let paths: Vec<&str> = defines.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "pdf.fonts.text.file",
                "pdf.fonts.chord.description",
                "pdf.fonts.text.size"
            ]
        );
    }
}
