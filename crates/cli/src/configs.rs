//! Selection and order of configurations (`docs/spec/configuration.md#3`).

use std::path::{Path, PathBuf};

use chordpro_engine::{ConfigSource, is_preset};

use crate::failure::Failure;
use crate::places;

/// The choice of configurations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConfigChoice {
    pub(crate) system: Option<String>,
    pub(crate) user: FileChoice,
    pub(crate) project: ProjectChoice,
    pub(crate) beside_songs: BesideSongs,
}

/// The user configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileChoice {
    /// The one in the default place, if there is one.
    Usual,
    /// The given one.
    Given(String),
    /// None.
    None,
}

/// The project configurations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ProjectChoice {
    /// The one in the working folder, if there is one.
    Usual,
    /// The given ones.
    Given(Vec<String>),
    /// None.
    None,
}

/// Whether to use configurations beside songs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BesideSongs {
    /// They are used.
    Used,
    /// They are ignored.
    Ignored,
}

impl ConfigChoice {
    /// Keeps only configurations given by name.
    pub(crate) fn ignore_usual(&mut self) {
        if self.user == FileChoice::Usual {
            self.user = FileChoice::None;
        }
        if self.project == ProjectChoice::Usual {
            self.project = ProjectChoice::None;
        }
        self.beside_songs = BesideSongs::Ignored;
    }
}

/// The configurations over the defaults: system, user, project; later ones take precedence.
pub(crate) fn sources(choice: &ConfigChoice) -> Result<Vec<ConfigSource>, Failure> {
    let mut sources = Vec::new();
    if let Some(name) = &choice.system {
        sources.push(file(Path::new(name))?);
    }
    match &choice.user {
        FileChoice::Given(name) => sources.push(file(Path::new(name))?),
        FileChoice::Usual => {
            if let Some(folder) = places::user_folder() {
                sources.extend(first_of(&[
                    folder.join("chordpro.prp"),
                    folder.join("chordpro.json"),
                ]));
            }
        }
        FileChoice::None => {}
    }
    match &choice.project {
        ProjectChoice::Given(names) => {
            let mut last = None;
            // The same name twice in a row counts once.
            for name in names
                .iter()
                .filter(|name| last.replace(*name) != Some(*name))
            {
                sources.push(named(name)?);
            }
        }
        ProjectChoice::Usual => {
            sources.extend(first_of(&[".chordpro.json".into(), "chordpro.json".into()]));
        }
        ProjectChoice::None => {}
    }
    Ok(sources)
}

/// The configuration called `name`: a file, else a resource, else a preset.
pub(crate) fn named(name: &str) -> Result<ConfigSource, Failure> {
    if Path::new(name).is_file() {
        return file(Path::new(name));
    }
    if is_preset(name) {
        return Ok(ConfigSource::Preset(name.to_owned()));
    }
    let path: PathBuf = name.split(':').filter(|part| !part.is_empty()).collect();
    let candidates = |folder: &PathBuf| {
        let base = folder.join("config").join(&path);
        if path.extension().is_some() {
            vec![base]
        } else {
            vec![base.with_extension("prp"), base.with_extension("json")]
        }
    };
    // The last folder takes precedence.
    let found = places::resource_folders()
        .iter()
        .rev()
        .find_map(|folder| first_of(&candidates(folder)));
    found.ok_or_else(|| Failure::missing(name))
}

/// The configuration beside a song, if there is one and it is used.
pub(crate) fn beside(song: &str, choice: &ConfigChoice) -> Option<ConfigSource> {
    if choice.beside_songs == BesideSongs::Ignored || song == "-" {
        return None;
    }
    let path = Path::new(song);
    let candidates: Vec<PathBuf> = ["prp", "json"]
        .into_iter()
        .map(|suffix| path.with_extension(suffix))
        .filter(|candidate| candidate != path)
        .collect();
    // An empty file counts as none.
    let is_used = |path: &&PathBuf| std::fs::metadata(path).is_ok_and(|file| file.len() > 0);
    let path = candidates.iter().find(is_used)?;
    first_of(std::slice::from_ref(path))
}

fn first_of(paths: &[PathBuf]) -> Option<ConfigSource> {
    let path = paths.iter().find(|path| path.is_file())?;
    file(path).ok()
}

fn file(path: &Path) -> Result<ConfigSource, Failure> {
    let name = path.display().to_string();
    match std::fs::read(path) {
        Ok(content) => Ok(ConfigSource::Text {
            name,
            content: content.into(),
        }),
        Err(error) => Err(Failure::file(&name, &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_no_configuration() {
        let failure = named("no-such,preset").expect_err("no such thing");
        assert_eq!(failure.message, "no-such,preset: No such file or directory");
    }

    #[test]
    fn a_preset_is_found_by_its_name() {
        assert!(matches!(named("ukulele"), Ok(ConfigSource::Preset(_))));
    }
}
