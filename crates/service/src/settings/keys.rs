//! API keys from the environment, and what is wrong with them.

use super::service_links::is_service_link;
use super::source::Source;
use crate::operator_files;
use crate::security::api_keys::{
    ADVISED_LENGTH, KeyEntry, MINIMUM_LENGTH, parse_key_file, parse_key_list,
};

impl Source {
    /// The keys of `API_KEYS` and of every `API_KEY_<anything>`; those of `API_KEYS_FILE` are read by who watches it,
    /// but what is wrong with them is noted here.
    pub(super) fn keys(&mut self) -> Vec<KeyEntry> {
        let mut keys = Vec::new();
        let list = self.raw("API_KEYS").map(parse_key_list);
        keys.extend(self.vet_keys("API_KEYS", list.unwrap_or_default()));
        for (name, value) in self.single_keys() {
            let entry = if name.ends_with("_FILE") {
                match operator_files::read_text(value.as_ref()) {
                    Ok(text) => KeyEntry::parse(&text),
                    Err(error) => {
                        self.unreadable(&name, &error);
                        None
                    }
                }
            } else {
                KeyEntry::parse(&value)
            };
            keys.extend(self.vet_keys(&name, entry.into_iter().collect()));
        }
        let has_file = self.has_keys_file();
        if keys.is_empty() && !has_file && !self.is_development() {
            self.general_fault(
                "no API keys: set API_KEYS, API_KEY_<name> or API_KEYS_FILE (make a key with `chordpro-api make-key`), \
                 or set DEVELOPMENT_MODE=true to run without keys",
            );
        }
        keys
    }

    /// Every `API_KEY_<anything>` with its value, without those that Kubernetes makes for a Service called `api-key-…`.
    fn single_keys(&self) -> Vec<(String, String)> {
        self.environment
            .iter()
            .filter(|(name, _)| {
                name.len() > "API_KEY_".len()
                    && name.starts_with("API_KEY_")
                    && !is_service_link(name)
            })
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// Whether `API_KEYS_FILE` holds keys, or should: a file that cannot be used is a fault of its own.
    fn has_keys_file(&mut self) -> bool {
        let Some(path) = self.path("API_KEYS_FILE") else {
            return false;
        };
        match operator_files::read_text(&path) {
            Ok(text) => match parse_key_file(&text) {
                Ok(entries) => !self.vet_keys("API_KEYS_FILE", entries).is_empty(),
                Err(fault) => {
                    self.fault("API_KEYS_FILE", &fault.to_string());
                    true
                }
            },
            Err(error) => {
                self.unreadable("API_KEYS_FILE", &error);
                false
            }
        }
    }

    /// Notes keys that are too short as a fault of the setting `name`, and those that should be longer as a warning.
    fn vet_keys(&mut self, name: &str, entries: Vec<KeyEntry>) -> Vec<KeyEntry> {
        for entry in &entries {
            if entry.has_quotes() {
                self.fault(
                    name,
                    "holds quotes, which would be a part of the key: leave them out",
                );
            } else if entry.is_too_short() {
                self.fault(
                    name,
                    &format!("holds a key shorter than {MINIMUM_LENGTH} characters"),
                );
            } else if entry.is_short() {
                self.warnings.push(format!(
                    "{name} holds a key shorter than {ADVISED_LENGTH} characters (client {}); make a longer one with `chordpro-api make-key`",
                    entry.client().name()
                ));
            }
        }
        entries
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::{Fault, Settings, Source};

    fn read(pairs: &[(&str, &str)]) -> Result<Settings, Vec<Fault>> {
        Settings::read(Source::from_pairs(pairs))
    }

    #[test]
    fn a_key_below_8_characters_is_a_fault_that_names_its_variable() {
        for (name, value) in [
            ("API_KEYS", "web=0123456789abcdef,mobile=seven77"),
            ("API_KEY_WEB", "seven77"),
            ("API_KEY_WEB", "name=seven77"),
        ] {
            let faults = read(&[(name, value)]).expect_err(value);
            assert_eq!(faults.len(), 1, "{faults:?}");
            let fault = faults[0].to_string();
            assert!(fault.starts_with(name) && fault.contains("8 characters"));
            assert!(!fault.contains("seven77"), "{fault}");
        }
    }

    #[test]
    fn quotes_in_keys_are_a_fault_that_names_the_variable() {
        for (name, value) in [
            ("API_KEYS", "\"web=0123456789abcdef\""),
            ("API_KEYS", "web='0123456789abcdef',mobile=0123456789abcdef"),
            ("API_KEY_WEB", "\"0123456789abcdef\""),
        ] {
            let faults = read(&[(name, value)]).expect_err(value);
            assert_eq!(faults.len(), 1, "{faults:?}");
            let fault = faults[0].to_string();
            assert!(fault.starts_with(name) && fault.contains("quotes"));
            assert!(!fault.contains("0123456789"), "{fault}");
        }
    }

    #[test]
    fn a_key_below_16_characters_is_a_warning_that_names_its_variable() {
        let settings = read(&[
            ("API_KEY_WEB", "eight-88"),
            ("API_KEY_OTHER", "0123456789abcdef"),
            ("API_KEYS", "mobile=fifteen-charact"),
        ])
        .expect("valid");
        assert_eq!(settings.warnings.len(), 2, "{:?}", settings.warnings);
        assert!(settings.warnings[0].starts_with("API_KEYS "));
        assert!(settings.warnings[0].contains("client mobile"));
        assert!(settings.warnings[1].starts_with("API_KEY_WEB "));
        assert!(
            settings
                .warnings
                .iter()
                .all(|text| !text.contains("eight-88"))
        );
    }

    #[test]
    fn a_digest_is_never_too_short() {
        let digest = format!("web=sha256:{}", "0".repeat(64));
        let settings = read(&[("API_KEYS", &digest)]).expect("valid");
        assert!(settings.warnings.is_empty());
    }

    #[test]
    fn variables_that_kubernetes_makes_are_no_keys_and_one_warning() {
        let links = [
            ("API_KEY_X_SERVICE_HOST", "10.0.0.1"),
            ("API_KEY_X_SERVICE_PORT", "80"),
            ("API_KEY_X_SERVICE_PORT_HTTP", "80"),
            ("API_KEY_X_PORT", "tcp://10.0.0.1:80"),
            ("API_KEY_X_PORT_80_TCP", "tcp://10.0.0.1:80"),
            ("API_KEY_X_PORT_80_TCP_PROTO", "tcp"),
            ("API_KEY_X_PORT_80_TCP_PORT", "80"),
            ("API_KEY_X_PORT_80_TCP_ADDR", "10.0.0.1"),
            ("API_KEYS_PORT", "tcp://10.0.0.2:80"),
            ("CHORDPRO_API_SERVICE_HOST", "10.0.0.3"),
        ];
        let faults = read(&links).expect_err("no keys");
        assert!(faults[0].to_string().starts_with("no API keys"));
        let mut all = vec![("API_KEYS", "0123456789abcdef")];
        all.extend(links);
        let settings = read(&all).expect("valid");
        assert_eq!(settings.access.keys.len(), 1);
        assert_eq!(settings.warnings.len(), 1, "{:?}", settings.warnings);
        assert!(settings.warnings[0].contains("enableServiceLinks"));
        assert!(settings.warnings[0].contains("and 9 others"));
    }
}
