//! Cache of merged configurations: equal requests share the configuration that their songs start with.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chordpro_chords::{Key, Notation, Transposition};
use chordpro_config::{Config, ConfigError, Host, Issue, Source};
use chordpro_song::{AssetKind, Assets, Diagnostic, Severity};

use crate::{Diagrams, Error, Options, Request};

/// The maximum number of cached configurations.
const MOST_KEPT: usize = 128;

/// Texts longer than this, in bytes, are not used as cache keys.
const LONGEST_KEY: usize = 512;

/// A merged configuration with its diagnostics.
type Merged = (Arc<Config>, Arc<[Diagnostic]>);

/// Merged configurations by their sources. Only presets and settings are cached, never a client's own texts.
#[derive(Debug, Default)]
pub(crate) struct Configurations {
    kept: Mutex<BTreeMap<String, Merged>>,
}

impl Configurations {
    /// The configuration of `request`.
    pub(crate) fn of(
        &self,
        request: &Request,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<Arc<Config>, Error> {
        let defines = defines(&request.options)?;
        let key = key(request, &defines);
        if let Some(key) = &key {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((config, said)) = kept.get(key) {
                diagnostics.extend(said.iter().cloned());
                return Ok(Arc::clone(config));
            }
        }
        let (config, said) = merge(request, &defines)?;
        diagnostics.extend(said.iter().cloned());
        if let Some(key) = key {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() >= MOST_KEPT {
                kept.clear();
            }
            kept.insert(key, (Arc::clone(&config), said));
        }
        Ok(config)
    }
}

fn merge(request: &Request, defines: &[(String, String)]) -> Result<Merged, Error> {
    let options = &request.options;
    let host = AssetHost(request.assets.as_ref());
    let (mut config, mut issues) = Config::load(&options.configs, defines, options.trust, &host)?;
    if let Some(space) = options.vertical_space {
        // Points are added to a factor of the font size (`docs/spec/pages.md#3.1`).
        let size = config.pdf.fonts.text.size.unwrap_or(12.0);
        let spacing = config.pdf.spacing.lyrics + space / size;
        let (spaced, more) =
            config.set("pdf.spacing.lyrics", &spacing.to_string(), options.trust)?;
        config = spaced;
        issues.extend(more);
    }
    check_notation(options, &config)?;
    Ok((
        Arc::new(config),
        issues.into_iter().map(diagnostic).collect(),
    ))
}

/// Rejects an unknown notation before any song is read.
fn check_notation(options: &Options, config: &Config) -> Result<(), Error> {
    match &options.transcode {
        Some(name)
            if !name.is_empty()
                && name != config.notes.name()
                && Notation::builtin(name).is_none() =>
        {
            Err(Error::Option {
                option: "transcode",
                message: format!("No transcoder for {name}"),
            })
        }
        _ => Ok(()),
    }
}

/// The options that are settings, after the user's defines.
fn defines(options: &Options) -> Result<Vec<(String, String)>, Error> {
    let mut defines = options.defines.clone();
    if options.decapo && defines.iter().any(|(path, _)| path == "native.capo") {
        return Err(Error::Option {
            option: "capo",
            message: "capo: cannot be used with decapo".to_owned(),
        });
    }
    let mut define = |path: &str, value: &str| defines.push((path.to_owned(), value.to_owned()));
    if let Some(transposition) = &options.transpose {
        let is_key = Key::parse(transposition, &Notation::common()).is_some();
        if Transposition::parse(transposition).is_none() && !is_key {
            return Err(Error::Option {
                option: "transpose",
                message: format!(
                    "transpose: \"{transposition}\" is neither a number of semitones, such as 2, -3 or +1s (s: sharps, f: flats, k: by key), nor a key, such as Bb or F#m"
                ),
            });
        }
        define("settings.transpose", transposition);
    }
    if let Some(notation) = &options.transcode {
        define("settings.transcode", notation);
    }
    for (is_on, path) in [
        (options.decapo, "settings.decapo"),
        (options.lyrics_only, "settings.lyrics-only"),
        (options.strict, "settings.strict"),
    ] {
        if is_on {
            define(path, "true");
        }
    }
    match options.diagrams {
        Some(Diagrams::All) => define("diagrams.show", "all"),
        Some(Diagrams::User) => define("diagrams.show", "user"),
        Some(Diagrams::None) => define("diagrams.show", "none"),
        None => {}
    }
    Ok(defines)
}

/// The cache key of a configuration; `None` if it includes a client's own text, or is too long.
fn key(request: &Request, defines: &[(String, String)]) -> Option<String> {
    let options = &request.options;
    let mut key = format!("{:?} {:?}", options.trust, options.vertical_space);
    for source in &options.configs {
        let Source::Preset(name) = source else {
            return None;
        };
        key.push('\0');
        key.push_str(name);
    }
    key.push('\x01');
    for (path, value) in defines {
        for part in [path, value] {
            key.push('\0');
            key.push_str(part);
        }
    }
    (key.len() <= LONGEST_KEY).then_some(key)
}

fn diagnostic(issue: Issue) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(issue.code, Severity::Warning, issue.message);
    diagnostic.hint = issue.hint;
    diagnostic
}

/// A host whose included configurations and environment variables come from assets.
pub(crate) struct AssetHost<'a>(pub(crate) &'a dyn Assets);

impl Host for AssetHost<'_> {
    fn open(&self, name: &str, beside: &str) -> Option<Arc<[u8]>> {
        self.0.open(AssetKind::Config, name, Some(beside))
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.0.variable(name)
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Error::Config {
            message: error.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Format;

    fn request(presets: &[&str]) -> Request {
        let mut request = Request::new("{title: T}", Format::Text);
        request.options.configs = presets
            .iter()
            .map(|name| Source::Preset((*name).to_owned()))
            .collect();
        request
    }

    #[test]
    fn equal_requests_share_one_configuration() {
        let configurations = Configurations::default();
        let of = |presets: &[&str]| {
            configurations
                .of(&request(presets), &mut Vec::new())
                .expect("presets merge")
        };
        assert!(Arc::ptr_eq(
            &of(&["ukulele", "modern3"]),
            &of(&["ukulele", "modern3"])
        ));
        assert!(!Arc::ptr_eq(
            &of(&["ukulele", "modern3"]),
            &of(&["modern3", "ukulele"])
        ));
    }

    #[test]
    fn a_clients_own_text_is_not_kept() {
        let configurations = Configurations::default();
        let mut request = request(&[]);
        request.options.configs.push(Source::text(
            "own.json",
            "{ \"settings\": { \"columns\": 2 } }",
        ));
        let config = configurations
            .of(&request, &mut Vec::new())
            .expect("it merges");
        assert_eq!(config.settings.columns.count(), 2);
        assert!(
            configurations
                .kept
                .lock()
                .expect("no thread failed")
                .is_empty()
        );
    }

    #[test]
    fn an_unknown_notation_is_refused_by_name() {
        let transcoded = |notation: &str, presets: &[&str]| {
            let mut request = request(presets);
            request.options.transcode = Some(notation.to_owned());
            Configurations::default()
                .of(&request, &mut Vec::new())
                .map_err(|error| error.to_string())
        };
        assert_eq!(
            transcoded("klingon", &[]).map(|_| ()),
            Err("No transcoder for klingon".to_owned())
        );
        assert!(transcoded("nashville", &[]).is_ok());
        assert!(transcoded("german", &["notes:german"]).is_ok());
    }

    #[test]
    fn an_unusable_transposition_is_refused_by_name() {
        let mut request = request(&[]);
        request.options.transpose = Some("much".to_owned());
        let error = Configurations::default()
            .of(&request, &mut Vec::new())
            .expect_err("no number");
        assert!(
            matches!(
                error,
                Error::Option {
                    option: "transpose",
                    ..
                }
            ),
            "{error}"
        );
    }
}
