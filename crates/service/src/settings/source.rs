//! Where settings are read from, and what is wrong with them.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use super::entry::Entry;
use super::service_links;
use super::value::switch;
use crate::operator_files;
use crate::suggestion;

/// One thing that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    name: Option<String>,
    message: String,
}

impl Fault {
    /// A fault of the settings as a whole.
    pub fn general(message: impl Into<String>) -> Self {
        Fault {
            name: None,
            message: message.into(),
        }
    }

    pub(super) fn of(name: &str, message: impl Into<String>) -> Self {
        Fault {
            name: Some(name.to_owned()),
            message: message.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// The environment and the flags.
#[derive(Debug, Default)]
pub struct Source {
    pub(super) environment: BTreeMap<String, String>,
    flags: BTreeMap<String, String>,
    faults: Vec<Fault>,
    /// What is odd but harmless.
    pub(super) warnings: Vec<String>,
}

/// `text` without what may be secret in an address: the user and password before its host, and its query.
fn masked(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else {
        return text.to_owned();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = match authority.rsplit_once('@') {
        Some((_, host)) => format!("***@{host}"),
        None => authority.to_owned(),
    };
    let path = match path.split_once('?') {
        Some((path, _)) => format!("{path}?***"),
        None => path.to_owned(),
    };
    format!("{scheme}://{host}{path}")
}

/// Whether a text is the path of a file rather than a secret or an address: it begins like a path, or has a suffix.
fn is_path(text: &str) -> bool {
    let begins_like_one = ["/", "./", "../"]
        .iter()
        .any(|start| text.starts_with(start));
    !text.contains("://") && !text.contains('=') && (begins_like_one || text.contains('.'))
}

/// Whether an environment variable can only be meant for this service: it begins like the name of a setting, with its first word
/// and three letters of the second.
fn is_meant_for_us(name: &str, entries: &[Entry]) -> bool {
    name.starts_with("CHORDPRO_API_")
        || entries
            .iter()
            .filter(|entry| !entry.name.starts_with("OTEL_"))
            .filter_map(|entry| beginning(entry.name))
            .any(|beginning| name.starts_with(beginning))
}

/// What of a setting's name is its own: `MAX_CON` of `MAX_CONTENT_SIZE`. `None` of a name of one short word, such as `PORT`.
fn beginning(name: &str) -> Option<&str> {
    match name.split_once('_') {
        Some((first, second)) => {
            let word = second.split('_').next().unwrap_or(second);
            name.get(..first.len() + 1 + word.len().min(3))
        }
        None => (name.len() > 6).then(|| name.get(..6))?,
    }
}

impl Source {
    /// The environment of the process. What is no text in a value becomes U+FFFD, which no setting takes: left out it would
    /// give way to the default without a word.
    pub fn from_environment() -> Self {
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| {
                Some((
                    name.into_string().ok()?,
                    value.to_string_lossy().into_owned(),
                ))
            })
            .collect();
        Source {
            environment,
            ..Source::default()
        }
    }

    /// An environment made up for a test.
    pub fn from_pairs(pairs: &[(&str, &str)]) -> Self {
        Source {
            environment: pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            ..Source::default()
        }
    }

    /// Sets what a flag says; it takes precedence over the environment.
    pub fn set_flag(&mut self, name: &str, value: &str) {
        self.flags.insert(name.to_owned(), value.to_owned());
    }

    /// The value of `name` as given, trimmed.
    pub(super) fn raw(&self, name: &str) -> Option<&str> {
        self.flags
            .get(name)
            .or_else(|| self.environment.get(name))
            .map(|text| text.trim())
    }

    /// The value of a setting that is no secret as given, or its default, without the secrets in addresses.
    pub fn shown(&self, entry: &Entry) -> String {
        let text = self.raw(entry.name).filter(|text| !text.is_empty());
        masked(text.unwrap_or(entry.default))
    }

    /// What may be shown of a secret: an address without its user, password and query; of others and of those in files only that they
    /// are given.
    pub fn shown_secret(&self, entry: &Entry) -> String {
        if let Some(text) = self.raw(entry.name).filter(|text| !text.is_empty()) {
            return match text.contains("://") {
                true => masked(text),
                false => "***".to_owned(),
            };
        }
        let file = entry.file_name().and_then(|name| self.path(&name));
        file.map_or_else(String::new, |_| "*** (from a file)".to_owned())
    }

    /// Whether the service is in development mode, as far as that can be read.
    pub(super) fn is_development(&self) -> bool {
        let is_on = self.raw("DEVELOPMENT_MODE").and_then(switch);
        is_on.unwrap_or(false)
    }

    /// Whether `name` is given, and not blank.
    pub(super) fn has(&self, name: &str) -> bool {
        self.raw(name).is_some_and(|text| !text.is_empty())
    }

    /// The value of a setting, or its default, read by `parse`; a fault is noted where that fails.
    pub(super) fn take<T>(
        &mut self,
        entry: &Entry,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let name = entry.name;
        let text = self
            .raw(name)
            .filter(|text| !text.is_empty())
            .unwrap_or(entry.default)
            .to_owned();
        let value = parse(&text);
        if value.is_none() {
            let shown: String = masked(&text).chars().take(60).collect();
            self.faults.push(Fault::of(
                name,
                format!(
                    "must be {}, not \"{}\"",
                    entry.valid,
                    shown.escape_default()
                ),
            ));
        }
        value
    }

    /// The value of the secret `name`, given itself or as the path of a file in `<NAME>_FILE`, read by `parse`; blank
    /// where it is not given. A fault says what is wrong, never the value.
    pub(super) fn take_secret<T>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let file_name = format!("{name}_FILE");
        // A flag takes precedence over the environment, whichever of the two forms it gives.
        let is_file_flagged = self.flags.contains_key(&file_name) && !self.flags.contains_key(name);
        let is_given = |values: &BTreeMap<String, String>, name: &str| {
            values.get(name).is_some_and(|text| !text.trim().is_empty())
        };
        let is_twice = |values| is_given(values, name) && is_given(values, &file_name);
        let are_flags = self.flags.contains_key(&file_name) || self.flags.contains_key(name);
        if is_twice(&self.flags) || (!are_flags && is_twice(&self.environment)) {
            self.fault(name, &format!("must not be given beside {file_name}"));
            return None;
        }
        let text = match (self.raw(name), self.path(&file_name)) {
            (Some(text), _) if !text.is_empty() && !is_file_flagged => text.to_owned(),
            (_, Some(path)) => match operator_files::read_text(&path) {
                Ok(text) => text.trim().to_owned(),
                Err(error) => {
                    self.unreadable(&file_name, &error);
                    return None;
                }
            },
            _ => String::new(),
        };
        match parse(&text) {
            Ok(value) => Some(value),
            Err(message) => {
                self.fault(name, &message);
                None
            }
        }
    }

    /// Notes what is wrong with the setting `name`.
    pub(super) fn fault(&mut self, name: &str, message: &str) {
        self.faults.push(Fault::of(name, message));
    }

    /// The value of `name` as a path.
    pub(super) fn path(&self, name: &str) -> Option<PathBuf> {
        self.raw(name)
            .filter(|text| !text.is_empty())
            .map(PathBuf::from)
    }

    /// What is in the file that `name` names; a fault is noted where it cannot be read.
    pub(super) fn content(&mut self, name: &str) -> Option<Option<Vec<u8>>> {
        match self.path(name).map(|path| operator_files::read(&path)) {
            None => Some(None),
            Some(Ok(bytes)) => Some(Some(bytes)),
            Some(Err(error)) => {
                self.unreadable(name, &error);
                None
            }
        }
    }

    /// Notes that the file that `name` names cannot be read, and which file that is. What does not look like a path is not shown: it may
    /// be the secret itself, given where the path of its file belongs.
    pub(super) fn unreadable(&mut self, name: &str, error: &std::io::Error) {
        let path = self.raw(name).filter(|text| is_path(text));
        let path = path.map_or_else(String::new, |path| format!(" ({})", path.escape_default()));
        let message = format!(
            "names a file that cannot be read: {}{path}",
            operator_files::describe(error)
        );
        self.fault(name, &message);
    }

    /// What `outcome` gives, or `None` with its fault noted.
    pub(super) fn noted<T>(&mut self, outcome: Result<T, Fault>) -> Option<T> {
        outcome.map_err(|fault| self.faults.push(fault)).ok()
    }

    /// Notes what is wrong with the settings as a whole.
    pub(super) fn general_fault(&mut self, message: &str) {
        self.faults.push(Fault::general(message));
    }

    /// Ends the reading: all faults, or the warnings about unknown names are noted.
    pub(super) fn finish(&mut self, entries: &[Entry]) -> Result<(), Vec<Fault>> {
        if !self.faults.is_empty() {
            return Err(std::mem::take(&mut self.faults));
        }
        let is_entry = |name: &str| entries.iter().any(|entry| entry.name == name);
        let (links, names): (Vec<&String>, Vec<&String>) = self
            .environment
            .keys()
            .filter(|name| is_meant_for_us(name, entries))
            .partition(|name| !is_entry(name) && service_links::is_service_link(name));
        self.warnings.extend(service_links::warning(&links));
        for name in names {
            let is_known = is_entry(name)
                || name.starts_with("API_KEY_")
                || entries
                    .iter()
                    .any(|entry| entry.file_name().as_deref() == Some(name));
            if is_known {
                continue;
            }
            let hint = suggestion::nearest(name, entries.iter().map(|entry| entry.name))
                .map_or_else(String::new, |near| format!("; did you mean {near}?"));
            self.warnings.push(format!(
                "the setting {name} is unknown and has no effect{hint}"
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_shown_without_their_secrets() {
        for (text, shown) in [
            ("http://collector:4318", "http://collector:4318"),
            (
                "https://user:top@c:1/v1?token=top#x",
                "https://***@c:1/v1?***",
            ),
            ("https://a@b@host", "https://***@host"),
            ("http://host?token=a@b", "http://host?***"),
            ("600/1m", "600/1m"),
        ] {
            assert_eq!(masked(text), shown);
        }
    }

    #[test]
    fn a_secret_given_itself_and_as_a_file_is_a_fault() {
        let url = ("REDIS_URL", "redis://:top@host");
        let file = ("REDIS_URL_FILE", "/dev/null");
        let take = |pairs: &[(&str, &str)], flag: Option<&str>| {
            let mut source = Source::from_pairs(pairs);
            if let Some(path) = flag {
                source.set_flag("REDIS_URL_FILE", path);
            }
            source.take_secret("REDIS_URL", |text| Ok(text.to_owned()));
            let faults = source.faults.iter().map(ToString::to_string);
            faults.collect::<String>()
        };
        assert_eq!(
            take(&[url, file], None),
            "REDIS_URL must not be given beside REDIS_URL_FILE"
        );
        assert_eq!(take(&[("REDIS_URL", " "), file], None), "");
        assert_eq!(take(&[url], Some("/dev/null")), "", "a flag comes first");
    }
}
